import { hash } from 'node:crypto';
import { factsHash } from '../../schemas/kinds/discrepancy-facts.ts';
import { KIND_RANK } from '../../schemas/kinds/kinds.ts';
import {
  DIFF_CHANGES,
  type DiffChange,
  type DiffDiscrepancy,
  type DiffEntry,
  type DiffInputs,
  type DiffPayout,
  type DiffSide,
  type DiffSubject,
  type DiffTotal,
  type DiscrepancyAt,
  type GenerationDiff,
  type PayoutState,
  type SubjectState,
} from '../../schemas/outcome/generation-diff.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { add, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareText, type Fate } from '../../schemas/lines/records.ts';
import { columnsOf } from '../../schemas/outcome/fates.ts';
import { append } from '../../schemas/values/groups.ts';
import type { Discrepancy, FateRow, FateTable, PayoutRow } from '../../schemas/outcome/run.ts';
import { stands } from './counted.ts';
import { certain } from '../../schemas/errors.ts';

/**
 * What a generation changes against the one before it. Lines are compared by what they are about and not by where they
 * stand, so that a file that came again is compared sale by sale. Pure: the same two outcomes give the same diff, in a
 * total order.
 */
export function generationDiff(before: DiffSide, after: DiffSide): GenerationDiff {
  const { was, is } = subjectsOf(before.outcome.fates, after.outcome.fates);
  const compared = compareSubjects(was, is);
  return {
    date: after.run.date,
    before: before.run.generation,
    after: after.run.generation,
    reason: after.run.reason,
    inputs: inputsOf(before, after),
    ...compared,
    payouts: comparePayouts(before.outcome.payouts, after.outcome.payouts),
    discrepancies: compareDiscrepancies(before.outcome.discrepancies, after.outcome.discrepancies),
  };
}

interface Subject {
  readonly subject: DiffSubject;
  /** What its lines say, in no order: equal in two generations where nothing changed. */
  readonly contents: string;
  readonly state: SubjectState;
}

type Subjects = Map<string, Subject>;
/** The places of the rows of each subject. */
type Groups = Map<string, number[]>;

/**
 * The subjects of two generations. Groups are of places, so that of all rows only those of one subject are there at a
 * time. What says the same at the same places in both is one subject for both: most of a date, whose rows nobody has to
 * put into words to compare them.
 */
function subjectsOf(before: FateTable, after: FateTable): { readonly was: Subjects; readonly is: Subjects } {
  const isSame = sameAt(before, after);
  const [wasKey, isKey] = [keyReader(before), keyReader(after)];
  const wasIn: Groups = new Map();
  const isIn: Groups = new Map();
  for (let place = 0; place < Math.max(before.length, after.length); place += 1) {
    const key = place < after.length ? isKey(place) : null;
    if (key !== null) append(isIn, key, place);
    if (place < before.length) append(wasIn, key !== null && isSame(place) ? key : wasKey(place), place);
  }
  const [wasOf, isOf] = [subjectReader(before), subjectReader(after)];
  const was: Subjects = new Map();
  const is: Subjects = new Map();
  for (const [key, places] of isIn) {
    const former = wasIn.get(key);
    const isUnchanged =
      former?.length === places.length && places.every((place, at) => former[at] === place && isSame(place));
    const subject = isOf(places, isUnchanged);
    is.set(key, subject);
    if (isUnchanged) was.set(key, subject);
  }
  for (const [key, places] of wasIn) if (!was.has(key)) was.set(key, wasOf(places, false));
  return { was, is };
}

/** Whether the rows of two tables at a place say the same; each place is looked at once. */
function sameAt(before: FateTable, after: FateTable): (place: number) => boolean {
  const cells = SAID.map((name) => [before.column(name), after.column(name)] as const);
  const same = Uint8Array.from({ length: Math.min(before.length, after.length) }, (_, place) =>
    cells.every(([was, is]) => isSameCell(was(place), is(place))) ? 1 : 0,
  );
  return (place) => same[place] === 1;
}

function isSameCell(one: FateRow[keyof FateRow], other: FateRow[keyof FateRow]): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((id, at) => id === other[at]);
}

function keyReader(fates: FateTable): (place: number) => string {
  const { merchantReference, currency } = columnsOf(fates, 'merchantReference', 'currency');
  return (place) => {
    const reference = normaliseKey(merchantReference(place));
    return JSON.stringify(reference === '' ? keyWithoutReference(fates.row(place)) : [reference, currency(place)]);
  };
}

/** What a subject is made of. */
type Told = Pick<
  FateRow,
  'leg' | 'source' | 'fate' | 'merchantReference' | 'providerId' | 'payoutId' | 'currency' | 'amount' | 'discrepancyIds'
>;

/** Makes the subject of rows at some places; what an unchanged one says in full nobody asks. */
function subjectReader(fates: FateTable): (places: readonly number[], isUnchanged: boolean) => Subject {
  const at = columnsOf(
    fates,
    ...(['leg', 'source', 'fate', 'merchantReference', 'providerId', 'payoutId'] as const),
    ...(['currency', 'amount', 'discrepancyIds'] as const),
  );
  const told = (place: number): Told => ({
    leg: at.leg(place),
    source: at.source(place),
    fate: at.fate(place),
    merchantReference: at.merchantReference(place),
    providerId: at.providerId(place),
    payoutId: at.payoutId(place),
    currency: at.currency(place),
    amount: at.amount(place),
    discrepancyIds: at.discrepancyIds(place),
  });
  return (places, isUnchanged) =>
    subjectOf(places.map(told), isUnchanged ? '' : contentsOf(places.map((place) => fates.row(place))));
}

function keyWithoutReference(row: FateRow): unknown[] {
  const own = row.providerId !== '' ? [row.providerId] : ['', row.payoutId, row.settledOn, row.arrivedOn, row.amount];
  return ['', row.currency, row.leg, row.source, ...own];
}

function subjectOf(rows: readonly Told[], contents: string): Subject {
  const [first] = rows;
  if (first === undefined) throw new RangeError('a subject has a line');
  const isSale = normaliseKey(first.merchantReference) !== '';
  return {
    subject: {
      merchantReference: isSale ? printedReference(rows) : '',
      leg: isSale ? null : first.leg,
      source: isSale ? null : first.source,
      id: isSale || first.providerId === '' ? null : first.providerId,
      payoutId: isSale ? null : first.payoutId,
      currency: first.currency,
    },
    contents,
    state: stateOf(rows),
  };
}

/** As the order wrote it; without an order, the first in the order of texts. */
function printedReference(rows: readonly Told[]): string {
  const orders = rows.filter((row) => row.leg === 'order');
  return (orders.length > 0 ? orders : rows).map((row) => row.merchantReference).sort(compareText)[0] ?? '';
}

/** Where a row stands in its file, the name of its match, and how it came into hand: no part of what it says. */
type Unsaid = 'file' | 'row' | 'line' | 'bankMatch' | 'entered' | 'former';

const SAID = Object.keys({
  date: 0,
  source: 0,
  leg: 0,
  fate: 0,
  reason: 0,
  rejectCode: 0,
  orderLeg: 0,
  bankLeg: 0,
  orderPass: 0,
  bankPass: 0,
  merchantReference: 0,
  providerId: 0,
  payoutId: 0,
  provider: 0,
  method: 0,
  store: 0,
  currency: 0,
  amount: 0,
  sold: 0,
  cancelled: 0,
  leftDay: 0,
  cancelledIn: 0,
  orderAmount: 0,
  settlementGross: 0,
  settlementFee: 0,
  settlementTax: 0,
  settlementNet: 0,
  bankAmount: 0,
  paidOn: 0,
  settledOn: 0,
  dueOn: 0,
  arrivedOn: 0,
  discrepancyIds: 0,
} satisfies Record<Exclude<keyof FateRow, Unsaid>, 0>) as Exclude<keyof FateRow, Unsaid>[];

function contentsOf(rows: readonly FateRow[]): string {
  return rows.map(contentOf).sort(compareText).join(' ');
}

/** What the row says as a short hash: two generations of a large date are in memory at once. */
function contentOf(row: FateRow): string {
  return hash('sha1', JSON.stringify(SAID.map((name) => row[name])), 'base64').slice(0, 16);
}

const WORST_FIRST: readonly Fate[] = ['broken', 'rejected', 'awaiting', 'decided', 'matched', 'out_of_scope'];

/** Lines out of scope (a version that another one replaced) say nothing where others are in scope. */
function stateOf(all: readonly Told[]): SubjectState {
  const inScope = all.filter((row) => row.fate !== 'out_of_scope');
  const rows = inScope.length > 0 ? inScope : all;
  const total = (leg: FateRow['leg']): Minor | null => {
    const own = rows.filter((row) => row.leg === leg);
    return own.length === 0 ? null : own.reduce<Minor>((sum, row) => add(sum, row.amount), ZERO);
  };
  return {
    fate: certain(
      WORST_FIRST.find((fate) => rows.some((row) => row.fate === fate)),
      'a fate',
    ),
    lines: all.length,
    order: total('order'),
    settlement: total('settlement'),
    bank: total('bank'),
    discrepancyIds: [...new Set(all.flatMap((row) => row.discrepancyIds))].sort(compareText),
  };
}

function compareSubjects(
  before: ReadonlyMap<string, Subject>,
  after: ReadonlyMap<string, Subject>,
): Pick<GenerationDiff, 'entries' | 'totals'> {
  const entries: DiffEntry[] = [];
  const totals = new Map<string, DiffTotal>();
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort(compareText)) {
    const [was, is] = [before.get(key), after.get(key)];
    const subject = (is ?? was)?.subject;
    if (subject === undefined) continue;
    const change =
      was?.contents === is?.contents ? 'unchanged' : changeOf(was?.state.fate ?? null, is?.state.fate ?? null);
    addTotal(totals, change, subject.currency, was?.state ?? null, is?.state ?? null);
    if (change !== 'unchanged') entries.push({ subject, change, before: was?.state ?? null, after: is?.state ?? null });
  }
  const byChange = (a: { change: DiffChange }, b: { change: DiffChange }): number =>
    DIFF_CHANGES.indexOf(a.change) - DIFF_CHANGES.indexOf(b.change);
  // The entries come in the order of their keys; sorting keeps it among equal changes.
  return {
    entries: entries.sort(byChange),
    totals: [...totals.values()].sort((a, b) => byChange(a, b) || compareText(a.currency, b.currency)),
  };
}

const isBroken = (fate: string | null): boolean => fate === 'broken' || fate === 'rejected';

function changeOf(before: string | null, after: string | null): Exclude<DiffChange, 'unchanged'> {
  if (after === 'matched' && before !== 'matched') return 'newly_matched';
  return isBroken(after) && !isBroken(before) ? 'newly_broken' : 'changed';
}

function addTotal(
  totals: Map<string, DiffTotal>,
  change: DiffChange,
  currency: string,
  before: SubjectState | null,
  after: SubjectState | null,
): void {
  const key = `${change} ${currency}`;
  const known = totals.get(key) ?? { change, currency, subjects: 0, before: ZERO, after: ZERO };
  totals.set(key, {
    ...known,
    subjects: known.subjects + 1,
    before: add(known.before, amountOf(before)),
    after: add(known.after, amountOf(after)),
  });
}

/** The money of a subject: the order's, else the provider's, else the bank's. */
export function amountOf(state: SubjectState | null): Minor {
  return state?.order ?? state?.settlement ?? state?.bank ?? ZERO;
}

function comparePayouts(before: readonly PayoutRow[], after: readonly PayoutRow[]): DiffPayout[] {
  const keyOf = (row: PayoutRow): string => JSON.stringify([row.source, row.payoutId, row.currency]);
  const was = new Map(before.map((row) => [keyOf(row), row]));
  const is = new Map(after.map((row) => [keyOf(row), row]));
  return [...new Set([...was.keys(), ...is.keys()])].sort(compareText).flatMap((key): DiffPayout[] => {
    const [former, newer] = [was.get(key), is.get(key)];
    const row = newer ?? former;
    const [one, other] = [payoutState(former), payoutState(newer)];
    if (row === undefined || JSON.stringify(one) === JSON.stringify(other)) return [];
    const { source, payoutId, currency } = row;
    return [
      {
        source,
        payoutId,
        currency,
        change: changeOf(one?.fate ?? null, other?.fate ?? null),
        before: one,
        after: other,
      },
    ];
  });
}

function payoutState(row: PayoutRow | undefined): PayoutState | null {
  return row === undefined ? null : { fate: row.fate, net: row.net, bankAmount: row.bankAmount };
}

function compareDiscrepancies(before: readonly Discrepancy[], after: readonly Discrepancy[]): DiffDiscrepancy[] {
  const was = new Map(before.filter(stands).map((one) => [one.id, one]));
  const is = new Map(after.filter(stands).map((one) => [one.id, one]));
  const rows = [...new Set([...was.keys(), ...is.keys()])].flatMap((id) => discrepancyChange(was.get(id), is.get(id)));
  return rows.sort((a, b) => KIND_RANK[a.kind] - KIND_RANK[b.kind] || compareText(a.id, b.id));
}

function discrepancyChange(was: Discrepancy | undefined, is: Discrepancy | undefined): DiffDiscrepancy[] {
  const one = is ?? was;
  if (one === undefined) return [];
  const same = was !== undefined && is !== undefined && was.state === is.state && factsHash(was) === factsHash(is);
  if (same) return [];
  const { id, kind, merchantReference, payoutId, provider, currency } = one;
  const change = was === undefined ? 'opened' : is === undefined ? 'closed' : 'changed';
  return [
    {
      id,
      kind,
      change,
      merchantReference,
      payoutId,
      provider,
      currency,
      before: discrepancyStateOf(was),
      after: discrepancyStateOf(is),
    },
  ];
}

function discrepancyStateOf(one: Discrepancy | undefined): DiscrepancyAt | null {
  return one === undefined ? null : { class: one.class, state: one.state, moneyAtRisk: one.moneyAtRisk };
}

function inputsOf(before: DiffSide, after: DiffSide): DiffInputs {
  const was = new Map(before.files.map((file) => [file.source, file]));
  const is = new Map(after.files.map((file) => [file.source, file]));
  const files = [...new Set([...was.keys(), ...is.keys()])]
    .sort(compareText)
    .flatMap((source): DiffInputs['files'][number][] => {
      const [former, newer] = [was.get(source), is.get(source)];
      const same =
        former?.state === newer?.state &&
        former?.sha256 === newer?.sha256 &&
        former?.profileHash === newer?.profileHash;
      const identity = (file: typeof former) =>
        file === undefined ? null : { state: file.state, sha256: file.sha256 };
      return same ? [] : [{ source, before: identity(former), after: identity(newer) }];
    });
  const parent = before.run.parentGeneration !== after.run.parentGeneration;
  const configuration = before.run.configHash !== after.run.configHash;
  const rules = before.run.rulesVersion !== after.run.rulesVersion;
  const decisions = files.length === 0 && !parent && !configuration && !rules;
  return { files, parent, configuration, rules, decisions };
}
