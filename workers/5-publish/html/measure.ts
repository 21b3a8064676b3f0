import { groupBy } from '../../../schemas/values/groups.ts';
import type { BusinessCalendar, PlainDate } from '../../../schemas/values/dates.ts';
import { SEVERITIES, type Owner } from '../../../schemas/kinds/kind.ts';
import { DISCREPANCY_KINDS, type DiscrepancyKind } from '../../../schemas/kinds/kinds.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import type { GenerationDiff } from '../../../schemas/outcome/generation-diff.ts';
import { add, ZERO, type Minor } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { columnsOf } from '../../../schemas/outcome/fates.ts';
import type {
  Discrepancy,
  FateTable,
  LegConservation,
  NamedLine,
  PayoutRow,
  RunOutcome,
  StoreRow,
} from '../../../schemas/outcome/run.ts';
import { compareDiscrepancies } from '../discrepancies-csv.ts';
import { dayOfRun, type Headline } from '../headline.ts';
import { measureMorning, type FormerMoney, type Morning } from '../morning.ts';
import { byMoneyAtRisk, isWork } from '../risk-order.ts';
import { comparePayouts } from '../payouts-csv.ts';
import { countsAlone, isListed, isOpen, stands, sumByCurrency } from '../counted.ts';
import { compareStores, storeTotals } from '../stores-csv.ts';
import { unshownTenders, type UnshownTenders } from '../unshown-tenders.ts';
import { compareConservation } from '../summary.ts';
import { dueDateOf, type DueDate } from '../trend.ts';
import type { Language } from '../../wording/format.ts';

/** What a report is made from: a run, or a view of one. */
export interface ReportInput {
  readonly tenant: string;
  /** In the order in which the page offers them; it opens in the first. */
  readonly languages: readonly Language[];
  readonly outcome: RunOutcome;
  readonly sources: readonly SourceFile[];
  /** The date at whose close the fates stand: the settlement date, except in a view. */
  readonly asOf: PlainDate;
  readonly calendar: BusinessCalendar;
  readonly inputHash: string;
  readonly configHash: string;
  /** The name of the file that a line stands in; null where it is not known any more. */
  readonly fileName: (line: NamedLine) => string | null;
  /** The providers that the bank pays gross. */
  readonly paidGross: ReadonlySet<string>;
  /** What the generation changes against the one before it; null for the first, and in a view. */
  readonly diff: GenerationDiff | null;
  /** The rows that the run changed, by id, as the run before had them. */
  readonly former: ReadonlyMap<string, FormerMoney>;
  /** What fell due on the dates before, as the runs that this one goes on from left them; none in a view. */
  readonly datesBefore: readonly DueDate[];
  /** The numbers of the day, where they are known already. */
  readonly day?: Headline;
}

type Sums = readonly (readonly [currency: string, sum: Minor])[];

/** Open actions of one owner, rows under a suspect file left out. */
export interface OwnerWork {
  readonly owner: Owner;
  readonly open: number;
  /** Of them, opened or reopened by this run. */
  readonly opened: number;
  readonly owedToUs: Sums;
  readonly owedByUs: Sums;
  readonly kinds: readonly (readonly [kind: DiscrepancyKind, count: number])[];
  /** The severest, then the largest. */
  readonly urgent: Discrepancy;
}

export interface KindCount {
  readonly kind: DiscrepancyKind;
  readonly rows: number;
  readonly open: number;
  readonly opened: number;
  readonly atRisk: Sums;
}

export interface StoreWork {
  /** Null: what concerns no store. */
  readonly store: string | null;
  readonly open: number;
  readonly opened: number;
  readonly owedToUs: Sums;
  readonly owedByUs: Sums;
}

/** Money that is settled and not yet at the bank. */
export interface ExpectedCash {
  /** Null: past due. */
  readonly dueOn: PlainDate | null;
  readonly provider: string;
  readonly currency: string;
  readonly lines: number;
  readonly amount: Minor;
}

/** What the rows of the list have: by it they can be chosen. */
export interface FoundValues {
  /** By their code. */
  readonly stores: readonly string[];
  readonly kinds: ReadonlySet<DiscrepancyKind>;
  readonly owners: ReadonlySet<Owner>;
  readonly states: ReadonlySet<Discrepancy['state']>;
  readonly providers: readonly string[];
}

/** A report in numbers, the same in every language. */
export interface ReportFacts {
  readonly input: ReportInput;
  readonly headline: Headline;
  readonly legs: readonly LegConservation[];
  readonly owners: readonly OwnerWork[];
  readonly kinds: readonly KindCount[];
  readonly openStores: readonly StoreWork[];
  readonly morning: Morning;
  /** What fell due on the date and on those before it; none in a view, which is not of one close. */
  readonly trend: readonly DueDate[];
  /** In the order in which they are worked on. */
  readonly rows: readonly Discrepancy[];
  readonly found: FoundValues;
  readonly payouts: readonly PayoutRow[];
  readonly late: readonly Discrepancy[];
  readonly expected: readonly ExpectedCash[];
  readonly stores: readonly StoreRow[];
  readonly totals: readonly StoreRow[];
  readonly unshownTenders: readonly UnshownTenders[];
}

/** Measures a run for its report. */
export function measureReport(input: ReportInput): ReportFacts {
  const { outcome, sources, asOf } = input;
  const rows = outcome.discrepancies.filter(isListed).sort(compareDiscrepancies);
  const work = rows.filter(isWork);
  return {
    input,
    headline: input.day ?? dayOfRun(outcome, sources, asOf),
    morning: measureMorning(rows, input.former, outcome.run.date, input.calendar),
    trend: asOf === outcome.run.date ? [...input.datesBefore, dueDateOf(asOf, outcome.dues)] : [],
    legs: [...outcome.conservation].sort(compareConservation),
    owners: groups(work, (row) => row.owner).map(([owner, own]) => ownerWork(owner, own)),
    kinds: kindCounts(rows),
    openStores: groups(work, (row) => row.store).map(([store, own]) => ({ store, ...sumsOf(own) })),
    rows: byMoneyAtRisk(rows),
    found: foundValues(rows),
    payouts: [...outcome.payouts].sort(comparePayouts),
    late: rows.filter((row) => row.kind === 'late_arrival').sort(compareLateness),
    expected: expectedCash(outcome.fates, asOf, input.paidGross),
    stores: [...outcome.stores].sort(compareStores),
    totals: storeTotals(outcome.stores),
    unshownTenders: unshownTenders(outcome.discrepancies),
  };
}

function foundValues(rows: readonly Discrepancy[]): FoundValues {
  return {
    stores: known(rows.map((row) => row.store)),
    providers: known(rows.map((row) => row.provider)),
    kinds: new Set(rows.map((row) => row.kind)),
    owners: new Set(rows.map((row) => row.owner)),
    states: new Set(rows.map((row) => row.state)),
  };
}

/** Each once, by its code. */
function known(codes: readonly (string | null)[]): string[] {
  return [...new Set(codes)].filter((code) => code !== null).sort(compareText);
}

/** Rows by a property, the largest group first. */
function groups<Key extends string | null>(
  rows: readonly Discrepancy[],
  keyOf: (row: Discrepancy) => Key,
): [Key, Discrepancy[]][] {
  const found = new Map<Key, Discrepancy[]>();
  for (const row of rows) {
    const group = found.get(keyOf(row));
    if (group === undefined) found.set(keyOf(row), [row]);
    else group.push(row);
  }
  return [...found].sort(
    ([a, rowsOfA], [b, rowsOfB]) => rowsOfB.length - rowsOfA.length || compareText(a ?? '', b ?? ''),
  );
}

function isNew(row: Discrepancy): boolean {
  return row.event === 'opened' || row.event === 'reopened';
}

function sumsOf(rows: readonly Discrepancy[]): Omit<StoreWork, 'store'> {
  const owed = (direction: Discrepancy['direction']): Sums =>
    sumByCurrency(rows.filter((row) => row.direction === direction).map((row) => [row.currency, row.moneyAtRisk]));
  return {
    open: rows.length,
    opened: rows.filter(isNew).length,
    owedToUs: owed('owed_to_us'),
    owedByUs: owed('owed_by_us'),
  };
}

/** Of at least one row. */
function ownerWork(owner: Owner, rows: readonly Discrepancy[]): OwnerWork {
  const kinds = groups(rows, (row) => row.kind).map(([kind, own]) => [kind, own.length] as const);
  const urgent = rows.reduce((first, row) => (compareUrgency(row, first) < 0 ? row : first));
  return { owner, ...sumsOf(rows), kinds, urgent };
}

function compareUrgency(a: Discrepancy, b: Discrepancy): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    b.moneyAtRisk - a.moneyAtRisk ||
    compareText(a.id, b.id)
  );
}

/** In the order of precedence; a kind without rows has no count. */
function kindCounts(all: readonly Discrepancy[]): KindCount[] {
  const byKind = groupBy(all, (row) => row.kind);
  return DISCREPANCY_KINDS.flatMap((kind) => {
    const rows = byKind.get(kind);
    return rows === undefined ? [] : [kindCount(kind, rows)];
  });
}

function kindCount(kind: DiscrepancyKind, rows: readonly Discrepancy[]): KindCount {
  const atRisk = sumByCurrency(
    rows.filter((row) => countsAlone(row) && stands(row)).map((row) => [row.currency, row.moneyAtRisk]),
  );
  const isNewOrNoted = (row: Discrepancy): boolean => isNew(row) || row.event === 'noted';
  return {
    kind,
    rows: rows.length,
    open: rows.filter(isOpen).length,
    opened: rows.filter(isNewOrNoted).length,
    atRisk,
  };
}

function compareLateness(a: Discrepancy, b: Discrepancy): number {
  return (b.businessDaysLate ?? 0) - (a.businessDaysLate ?? 0) || compareDiscrepancies(a, b);
}

/** Whether the line at a place is one of settlement that looks for its money at the bank. */
function waitsForMoney(fates: FateTable): (place: number) => boolean {
  const { leg, fate, bankLeg, arrivedOn } = columnsOf(fates, 'leg', 'fate', 'bankLeg', 'arrivedOn');
  return (place) => {
    if (leg(place) !== 'settlement' || fate(place) === 'out_of_scope' || fate(place) === 'rejected') return false;
    return bankLeg(place) === 'awaiting' || (bankLeg(place) === 'broken' && arrivedOn(place) === null);
  };
}

type Adding = { -readonly [Field in keyof ExpectedCash]: ExpectedCash[Field] };

/**
 * Settlement lines that look for their money at the bank, by the day on which it is due; what is past due stands first.
 */
function expectedCash(fates: FateTable, asOf: PlainDate, paidGross: ReadonlySet<string>): ExpectedCash[] {
  const { source, currency, amount, settlementNet, dueOn } = columnsOf(
    fates,
    'source',
    'currency',
    'amount',
    'settlementNet',
    'dueOn',
  );
  const isWaiting = waitsForMoney(fates);
  const sums = new Map<string, Adding>();
  const addingOf = (shown: PlainDate | null, provider: string, itsCurrency: string): Adding => {
    const key = `${shown ?? ' '}|${provider}|${itsCurrency}`;
    const adding = sums.get(key) ?? { dueOn: shown, provider, currency: itsCurrency, lines: 0, amount: ZERO };
    sums.set(key, adding);
    return adding;
  };
  let last: Adding | null = null;
  for (let place = 0; place < fates.length; place += 1) {
    const due = isWaiting(place) ? dueOn(place) : null;
    if (due === null) continue;
    const shown = due < asOf ? null : due;
    const [provider, itsCurrency] = [source(place), currency(place)];
    // Lines of one file stand together, and most of them fall due together.
    if (last?.dueOn !== shown || last.provider !== provider || last.currency !== itsCurrency)
      last = addingOf(shown, provider, itsCurrency);
    last.lines += 1;
    last.amount = add(last.amount, paidGross.has(provider) ? amount(place) : (settlementNet(place) ?? amount(place)));
  }
  return [...sums].sort(([a], [b]) => compareText(a, b)).map(([, sum]) => sum);
}
