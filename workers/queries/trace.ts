import { inTurn } from '../../schemas/in-turn.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { sha12, lineFileId, type SourceFile } from '../../schemas/lines/files.ts';
import { foldReference, normaliseKey, type LineKey } from '../../schemas/lines/line-keys.ts';
import type { EventRow } from '../../schemas/ports/queue.ts';
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
import type { Context } from '../../schemas/ports/context.ts';
import { prunedFile } from './evidence.ts';
import { originOf, type Origin } from './origin.ts';

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
}

export interface Trace {
  readonly lines: readonly TracedLine[];
  readonly payouts: readonly PayoutRow[];
  readonly discrepancies: readonly TracedDiscrepancy[];
}

type Reading = Pick<Context, 'store' | 'archive' | 'lines' | 'config'>;

const LEG_ORDER: readonly Leg[] = ['order', 'settlement', 'bank'];
/** Calendar days after its credit in which a statement may still bring the lines of a match. */
const STATEMENT_DAYS = 10;
/**
 * Calendar days before a credit in which the report of what it pays may stand: a weekly payer's week and a long
 * weekend.
 */
const REPORT_DAYS = 45;
/** A payout has as many lines as a day has sales; its row says how many. */
const PAYOUT_LINES_MAX = 50;

/**
 * Everything that the newest runs know of a reference, a payout or a discrepancy's id, as of the newest date; null
 * where that is nothing.
 */
export async function findTrace(reference: string, context: Reading): Promise<Trace | null> {
  const files = await everyFile(context);
  const last = (await context.store.runs.newestOfEach()).at(-1)?.date ?? null;
  if (last === null) return null;
  const namedPayouts = await payoutsNamed([reference.trim()], context, last);
  const found = [
    ...(await linesWith(keysOf(reference, context), files, context)),
    ...(await linesOfPayouts(namedPayouts, files, context)),
    ...(await linesOfDiscrepancy(reference.trim(), files, last, context)),
  ];
  if (found.length === 0) found.push(...(await linesNamingPayout(reference.trim(), files, context)));
  const once = new Map(found.map((one) => [addressKey(one.row), one]));
  const own = await traced([...once.values()], 'carries', last, context);
  const settled = await settlementSide(own, files, last, context);
  const sales = await saleOf([...own, ...settled], files, last, context);
  const known = [...own, ...settled, ...sales];
  const payoutIds = known.flatMap(({ fate }) => fate?.payoutId ?? []);
  const payouts = namedPayouts.length > 0 ? namedPayouts : await payoutsNamed(payoutIds, context, last);
  const lines = [...known, ...(await bankSide(known, payouts, files, last, context))].sort(byLegAndPlace);
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
  for (const file of (await everyFile(context)).reverse()) {
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

interface FoundLine {
  readonly row: Line | Reject;
  readonly file: SourceFile;
}

async function everyFile({ store }: Reading): Promise<SourceFile[]> {
  const runs = await store.runs.newestOfEach();
  const [first] = runs;
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return [];
  return (await store.history.filesBetween(first.date, last.date)).filter(
    (file) => file.state === 'in' && file.lines + file.rejects > 0,
  );
}

function keysOf(reference: string, { config }: Reading): LineKey[] {
  const written = normaliseKey(reference);
  const compared = referenceComparer(config)(reference);
  const references = [...new Set([written, compared])].filter((value) => value !== '');
  return [
    ...references.map((value): LineKey => ({ kind: 'reference', value })),
    ...(['provider_id', 'refund_of', 'cus', 'bank_id', 'order_id'] as const).map((kind): LineKey => ({
      kind,
      value: written,
    })),
  ];
}

/**
 * The lines with any of the keys, and those that the lines found name in turn: a payment's refunds carry its reference
 * or its id.
 */
async function linesWith(
  keys: readonly LineKey[],
  files: readonly SourceFile[],
  { lines }: Reading,
): Promise<FoundLine[]> {
  return (
    await inTurn(files, async (file) => {
      const id = lineFileId(file);
      const rows = await lines.find(id, keys);
      return rows.length === 0 ? [] : (await lines.read(id, rows)).map((row) => ({ row, file }));
    })
  ).flat();
}

async function payoutsNamed(ids: readonly string[], { store, config }: Reading, last: PlainDate): Promise<PayoutRow[]> {
  const wanted = [...new Set(ids)].filter((id) => id !== '');
  if (wanted.length === 0) return [];
  return (
    await inTurn(
      config.sources.filter((source) => source.leg === 'settlement'),
      (source) => store.history.findPayouts(source.id, wanted, last),
    )
  ).flat();
}

async function linesOfPayouts(
  payouts: readonly PayoutRow[],
  files: readonly SourceFile[],
  { lines }: Reading,
): Promise<FoundLine[]> {
  return (
    await inTurn(payouts, async (payout) => {
      const own = files.filter((file) => file.source === payout.source && payout.cohorts.includes(file.date));
      const rows = (
        await inTurn(own, async (file) => (await lines.read(lineFileId(file))).map((row) => ({ row, file })))
      ).flat();
      return rows
        .filter(({ row }) => row.leg === 'settlement' && row.payoutId === payout.payoutId)
        .slice(0, PAYOUT_LINES_MAX);
    })
  ).flat();
}

/**
 * The lines of a payout that no payout row tells of: its source is paid line by line, or its id was typed in other
 * letters. Reads every report: only where nothing else is known.
 */
async function linesNamingPayout(text: string, files: readonly SourceFile[], { lines }: Reading): Promise<FoundLine[]> {
  const id = normaliseKey(text);
  if (id === '') return [];
  return (
    await inTurn(
      files.filter((file) => file.leg === 'settlement'),
      async (file) => (await lines.read(lineFileId(file))).map((row) => ({ row, file })),
    )
  )
    .flat()
    .filter(({ row }) => row.leg === 'settlement' && row.payoutId !== null && normaliseKey(row.payoutId) === id)
    .slice(0, PAYOUT_LINES_MAX);
}

/** The lines that a discrepancy names, where the reference is the id of one. */
async function linesOfDiscrepancy(
  id: string,
  files: readonly SourceFile[],
  last: PlainDate,
  { store, lines }: Reading,
): Promise<FoundLine[]> {
  if (!id.startsWith('dsc_')) return [];
  const named = (await store.history.formerStates([id], addDays(last, 1))).get(id)?.last.lines ?? [];
  return (
    await inTurn(named, async (line) => {
      const file = files.find(
        (one) => one.date === line.date && one.source === line.source && sha12(one) === line.file,
      );
      return file === undefined ? [] : (await lines.read(lineFileId(file), [line.row])).map((row) => ({ row, file }));
    })
  ).flat();
}

async function traced(
  found: readonly FoundLine[],
  why: TracedLine['why'],
  last: PlainDate,
  context: Reading,
): Promise<TracedLine[]> {
  const fates = await context.store.history.presentFates(
    found.map(({ row }) => row),
    last,
  );
  return await inTurn(found, async ({ row, file }, index) => ({
    row,
    fileName: file.name ?? '',
    origin: await originOf(file, context),
    pruned: await prunedFile(file, context),
    fate: fates[index] ?? null,
    why,
  }));
}

/** The settlement lines that a bank line found is paired with: a credit names its payout at most. */
async function settlementSide(
  own: readonly TracedLine[],
  files: readonly SourceFile[],
  last: PlainDate,
  context: Reading,
): Promise<TracedLine[]> {
  const paired = new Set(own.flatMap(({ row, fate }) => (row.leg === 'settlement' ? (fate?.bankMatch ?? []) : [])));
  const credits = own.filter(
    ({ row, fate }) => row.leg === 'bank' && fate !== null && fate.bankMatch !== null && !paired.has(fate.bankMatch),
  );
  const matches = new Set(credits.flatMap(({ fate }) => fate?.bankMatch ?? []));
  const days = credits.flatMap(({ fate }) => fate?.arrivedOn ?? []).sort();
  const [first] = days;
  const latest = days.at(-1);
  if (first === undefined || latest === undefined) return [];
  const reports = files.filter(
    (file) =>
      file.leg === 'settlement' &&
      file.date >= addDays(first, -REPORT_DAYS) &&
      file.date <= addDays(latest, STATEMENT_DAYS),
  );
  const candidates = (
    await inTurn(reports, async (file) => (await context.lines.read(lineFileId(file))).map((row) => ({ row, file })))
  ).flat();
  const fates = await context.store.history.presentFates(
    candidates.map(({ row }) => row),
    last,
  );
  const found = candidates.filter((_, index) => matches.has(fates[index]?.bankMatch ?? ''));
  return traced(found.slice(0, PAYOUT_LINES_MAX), 'same_match', last, context);
}

/**
 * The orders, payments and refunds under the references of the lines found: of an id the whole sale, on all its legs.
 */
async function saleOf(
  found: readonly TracedLine[],
  files: readonly SourceFile[],
  last: PlainDate,
  context: Reading,
): Promise<TracedLine[]> {
  const references = new Set(
    found.flatMap(({ row }) =>
      row.leg === 'bank' || !('merchantReference' in row) ? [] : (row.merchantReference ?? []),
    ),
  );
  const compare = referenceComparer(context.config);
  const values = new Set([...references].map(compare));
  values.delete('');
  if (values.size === 0) return [];
  const known = new Set(found.map(({ row }) => addressKey(row)));
  const keys = [...values].map((value): LineKey => ({ kind: 'reference', value }));
  return traced(
    (await linesWith(keys, files, context)).filter(({ row }) => !known.has(addressKey(row))),
    'same_sale',
    last,
    context,
  );
}

/** The bank lines of the matches that the lines and payouts are part of: an aggregator's credit names no reference. */
async function bankSide(
  own: readonly TracedLine[],
  payouts: readonly PayoutRow[],
  files: readonly SourceFile[],
  last: PlainDate,
  context: Reading,
): Promise<TracedLine[]> {
  const parts = [...own.flatMap(({ fate }) => fate ?? []), ...payouts];
  const matches = new Set(parts.flatMap((part) => part.bankMatch ?? []));
  if (matches.size === 0) return [];
  const days = parts
    .flatMap((part) => (part.bankMatch === null ? [] : [part.settledOn ?? part.arrivedOn, part.arrivedOn]))
    .filter((day) => day !== null);
  const [first] = [...days].sort();
  const latest = [...days].sort().at(-1);
  if (first === undefined || latest === undefined) return [];
  const statements = files.filter(
    (file) => file.leg === 'bank' && file.date >= first && file.date <= addDays(latest, STATEMENT_DAYS),
  );
  const candidates = (
    await inTurn(statements, async (file) => (await context.lines.read(lineFileId(file))).map((row) => ({ row, file })))
  ).flat();
  const known = new Set(own.map(({ row }) => addressKey(row)));
  return (
    await traced(
      candidates.filter(({ row }) => !known.has(addressKey(row))),
      'same_match',
      last,
      context,
    )
  ).filter(({ fate }) => fate !== null && fate.bankMatch !== null && matches.has(fate.bankMatch));
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
    });
  }
  return [...found.values()];
}

/** The other ways in which the references of a line that was found are written. */
function namesOfLine({ row }: TracedLine): string[] {
  return 'merchantReference' in row && row.merchantReference !== null ? [foldReference(row.merchantReference)] : [];
}
