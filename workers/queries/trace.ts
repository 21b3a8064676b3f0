import { inTurn } from '../../schemas/in-turn.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { lineFileId, type SourceFile } from '../../schemas/lines/files.ts';
import { foldReference, type LineKey } from '../../schemas/lines/line-keys.ts';
import type { EventPerson, EventRow } from '../../schemas/ports/queue.ts';
import {
  addressKey,
  compareAddress,
  compareText,
  type Leg,
  type Line,
  type Reject,
} from '../../schemas/lines/records.ts';
import type { PrunedFile } from '../../schemas/ports/retention.ts';
import type { Discrepancy, FateRow, PayoutRow } from '../../schemas/outcome/run.ts';
import { referenceComparer } from '../3-match/references.ts';
import { prunedFile } from './evidence.ts';
import { originOf, type Origin } from './origin.ts';
import {
  PAYOUT_LINES_MAX,
  everyFile,
  everythingKnown,
  keysOf,
  linesAt,
  linesNamingPayout,
  linesOfDiscrepancy,
  linesOfPayouts,
  linesWith,
  payoutsNamed,
  type FoundLine,
  type Known,
  type Reading,
} from './trace-lines.ts';
import { bankMembers, settlementMembers } from './trace-matches.ts';

/** A line with where it stands and what it is now. */
export interface TracedLine {
  readonly row: Line | Reject;
  readonly fileName: string;
  readonly origin: Origin | null;
  /** Where retention dropped the file; null where it did not. */
  readonly pruned: PrunedFile | null;
  /** Null where no run holds it (the run that had it was replaced). */
  readonly fate: FateRow | null;
  /** `carries` the reference itself, is part of the same match with the bank, or belongs to the sale of such a line. */
  readonly why: 'carries' | 'same_match' | 'same_sale';
}

export interface TracedDiscrepancy {
  readonly discrepancy: Discrepancy;
  /** The dates whose newest run holds it. */
  readonly firstRun: PlainDate;
  readonly lastRun: PlainDate;
  readonly events: readonly EventRow[];
  /** Who they are by, of those where that was proved. */
  readonly people: readonly EventPerson[];
}

export interface Trace {
  readonly lines: readonly TracedLine[];
  readonly payouts: readonly PayoutRow[];
  readonly discrepancies: readonly TracedDiscrepancy[];
}

const LEG_ORDER: readonly Leg[] = ['order', 'settlement', 'bank'];

/**
 * Everything that the newest runs know of a reference, a payout or a discrepancy's id, as of the newest date; null
 * where that is nothing.
 */
export async function findTrace(reference: string, context: Reading): Promise<Trace | null> {
  const known = await everythingKnown(context);
  if (known === null) return null;
  const text = reference.trim();
  const namedPayouts = await payoutsNamed([text], known);
  const found = [
    ...(await linesWith(keysOf(reference, context), known)),
    ...(await linesOfPayouts(namedPayouts, known)),
    ...(await linesOfDiscrepancy(text, known)),
  ];
  if (found.length === 0) found.push(...(await linesNamingPayout(text, known)));
  const once = new Map(found.map((one) => [addressKey(one.row), one]));
  const own = await traced([...once.values()], 'carries', known);
  const settled = await settlementSide(own, known);
  const sales = await saleOf([...own, ...settled], known);
  const all = [...own, ...settled, ...sales];
  const payoutIds = all.flatMap(({ fate }) => fate?.payoutId ?? []);
  const payouts = namedPayouts.length > 0 ? namedPayouts : await payoutsNamed(payoutIds, known);
  const lines = [...all, ...(await bankSide(all, payouts, known))].sort(byLegAndPlace);
  const discrepancies = await discrepanciesOf(reference, lines, context);
  return lines.length + payouts.length + discrepancies.length === 0 ? null : { lines, payouts, discrepancies };
}

/** Not more lines than this are read only to help with a misspelling. */
const LIKE_LINES_MAX = 50_000;
const LIKE_MAX = 3;

/** References of orders that begin most like an unknown one: a misspelling is usually at the end. */
export async function likeReferences(reference: string, context: Reading): Promise<string[]> {
  const compare = referenceComparer(context.config);
  const wanted = compare(reference);
  const known = new Set<string>();
  let read = 0;
  for (const file of [...(await everyFile(await context.store.runs.newestOfEach(), context))].reverse()) {
    if (file.leg !== 'order' || (read += file.lines) > LIKE_LINES_MAX) continue;
    for (const row of await context.lines.read(lineFileId(file)))
      if ('merchantReference' in row) known.add(row.merchantReference ?? '');
  }
  return [...known]
    .map((text) => ({ text, shared: commonPrefix(compare(text), wanted) }))
    .filter(({ shared }) => shared * 2 >= wanted.length)
    .sort((a, b) => b.shared - a.shared || compareText(a.text, b.text))
    .slice(0, LIKE_MAX)
    .map(({ text }) => text);
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

async function traced(
  found: readonly FoundLine[],
  why: TracedLine['why'],
  { context, last }: Known,
): Promise<TracedLine[]> {
  const fates = await context.store.history.presentFates(
    found.map(({ row }) => row),
    last,
  );
  // Of fifty lines of one file the file is asked about once.
  const places = new Map<SourceFile, Pick<TracedLine, 'origin' | 'pruned'>>();
  return await inTurn(found, async ({ row, file }, index) => {
    const place = places.get(file) ?? {
      origin: await originOf(file, context),
      pruned: await prunedFile(file, context),
    };
    places.set(file, place);
    return { row, fileName: file.name ?? '', ...place, fate: fates[index] ?? null, why };
  });
}

/** The settlement lines that a bank line found is paired with: a credit names its payout at most. */
async function settlementSide(own: readonly TracedLine[], known: Known): Promise<TracedLine[]> {
  const paired = new Set(own.flatMap(({ row, fate }) => (row.leg === 'settlement' ? (fate?.bankMatch ?? []) : [])));
  const credits = own.filter(
    ({ row, fate }) => row.leg === 'bank' && fate !== null && fate.bankMatch !== null && !paired.has(fate.bankMatch),
  );
  const members = await settlementMembers(credits, known);
  return traced(await linesAt(members.slice(0, PAYOUT_LINES_MAX), known), 'same_match', known);
}

/**
 * The orders, payments and refunds under the references of the lines found: of an id the whole sale, on all its legs.
 */
async function saleOf(found: readonly TracedLine[], known: Known): Promise<TracedLine[]> {
  const references = new Set(
    found.flatMap(({ row }) =>
      row.leg === 'bank' || !('merchantReference' in row) ? [] : (row.merchantReference ?? []),
    ),
  );
  const compare = referenceComparer(known.context.config);
  const values = new Set([...references].map(compare));
  values.delete('');
  if (values.size === 0) return [];
  const shown = new Set(found.map(({ row }) => addressKey(row)));
  const keys = [...values].map((value): LineKey => ({ kind: 'reference', value }));
  return traced(
    (await linesWith(keys, known)).filter(({ row }) => !shown.has(addressKey(row))),
    'same_sale',
    known,
  );
}

/** The bank lines of the matches that the lines and payouts are part of: an aggregator's credit names no reference. */
async function bankSide(
  own: readonly TracedLine[],
  payouts: readonly PayoutRow[],
  known: Known,
): Promise<TracedLine[]> {
  const shown = new Set(own.map(({ row }) => addressKey(row)));
  const members = (await bankMembers(own, payouts, known)).filter((one) => !shown.has(addressKey(one)));
  return traced(await linesAt(members, known), 'same_match', known);
}

function byLegAndPlace(a: TracedLine, b: TracedLine): number {
  return LEG_ORDER.indexOf(a.row.leg) - LEG_ORDER.indexOf(b.row.leg) || compareAddress(a.row, b.row);
}

/**
 * Every discrepancy that is about the reference or names one of its own lines, in its newest state, with its events.
 */
async function discrepanciesOf(
  reference: string,
  lines: readonly TracedLine[],
  { store, config }: Reading,
): Promise<TracedDiscrepancy[]> {
  const compare = referenceComparer(config);
  const wanted = compare(reference);
  const own = new Set(lines.filter((line) => line.why === 'carries').map(({ row }) => addressKey(row)));
  const isMeant = (one: Discrepancy): boolean =>
    [one.merchantReference, one.payoutId, one.providerId].some((text) => text !== null && compare(text) === wanted) ||
    one.id === reference.trim() ||
    one.lines.some((line) => own.has(addressKey(line)));
  const found = new Map<string, TracedDiscrepancy>();
  const names = [reference.trim(), foldReference(reference), wanted, ...own, ...lines.flatMap(namesOfLine)];
  for (const { discrepancy: one, run } of await store.history.named([...new Set(names)])) {
    if (!isMeant(one)) continue;
    const now = (await store.queue.find(one.id))?.discrepancy;
    const discrepancy = now === undefined ? one : { ...one, state: now.state, note: now.note };
    found.set(one.id, {
      discrepancy,
      firstRun: found.get(one.id)?.firstRun ?? run.date,
      lastRun: run.date,
      events: await store.queue.events({ discrepancyId: one.id }),
      people: await store.queue.eventPeople(one.id),
    });
  }
  return [...found.values()];
}

/** The other ways in which the references of a line that was found are written. */
function namesOfLine({ row }: TracedLine): string[] {
  return 'merchantReference' in row && row.merchantReference !== null ? [foldReference(row.merchantReference)] : [];
}
