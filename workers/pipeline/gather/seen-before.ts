import { sourcesOfLeg, sourcesPaying } from '../../../schemas/config/config.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import { lineFileId, sha12, type SourceFile } from '../../../schemas/lines/files.ts';
import { lineKeys, normaliseKey, type LineKey } from '../../../schemas/lines/line-keys.ts';
import {
  addressKey,
  type BankLine,
  type Leg,
  type LineAddress,
  type OrderLine,
} from '../../../schemas/lines/records.ts';
import { isOfLeg, lineAt, lookerAt, type LineTable } from '../../../schemas/lines/table.ts';
import { columnsOf } from '../../../schemas/outcome/fates.ts';
import type { Discrepancy, FateTable, RunKey } from '../../../schemas/outcome/run.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { negate } from '../../../schemas/values/money.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import type { Decisions } from '../../3-match/decisions.ts';
import { referenceComparer } from '../../3-match/references.ts';
import { collectorsOf } from '../../3-match/scope.ts';
import { SeenCandidates, type ToldAgain, type ToldBefore } from '../../3-match/seen-before/find-seen.ts';
import { saleKeys } from '../../3-match/seen-before/keys.ts';
import { firstDayOf, seenDays } from '../../3-match/seen-before/seen-days.ts';
import { NO_SEEN_ROWS, SeenRows, type SeenTable } from '../../3-match/seen-before/seen-rows.ts';
import { KINDS } from '../../../schemas/kinds/kinds.ts';
import { moneyOf } from '../../3-match/plain/tables.ts';
import { RULES_VERSION } from '../../4-classify/classify.ts';
import type { Entering, LineReader } from './line-reader.ts';

/** What a run knows when it asks which rows of its files were told before. */
export interface BeforeSeen {
  readonly date: PlainDate;
  readonly parent: RunKey;
  /** The date's own files that were read, in the order of their tables. */
  readonly files: readonly SourceFile[];
  readonly tables: readonly LineTable[];
  readonly earlierFiles: readonly SourceFile[];
  /** What is carried, but for payments that wait for the bank alone. */
  readonly carried: readonly Entering[];
  /** What stood at the close of the date before. */
  readonly left: readonly Discrepancy[];
  readonly decisions: Decisions;
}

/** What was seen before. */
export interface Seen {
  readonly rows: SeenRows;
  /** Movements among them that name a sale of which more is to be said: what they touch is looked at again. */
  readonly naming: readonly Entering[];
}

export const NOTHING_SEEN: Seen = { rows: NO_SEEN_ROWS, naming: [] };

/**
 * The rows of the date's own files that say what the file before said, and of whose sale nothing more is to be said:
 * nothing new, carried, standing, decided or configured otherwise concerns it. They are told by whole columns; what is
 * in doubt is not among them.
 */
export async function seenBefore(known: BeforeSeen, context: Context, reader: LineReader): Promise<Seen> {
  const told = await inTurn(known.files, async (file, at): Promise<ToldAgain> => {
    const table = known.tables[at];
    if (table === undefined) throw new RangeError(`${file.source} has no table`);
    return { table, before: await toldBefore(file, table, known, context) };
  });
  if (told.every(({ before }) => before === null)) return NOTHING_SEEN;
  const compare = referenceComparer(context.config);
  const doubted = await doubtedKeys(known, compare, context, reader);
  const candidates = new SeenCandidates(told, doubted, compare, inPayoutsInDoubt(known, context));
  for (const leg of ['order', 'settlement'] as const)
    candidates.doubt(await keysToldLongAgo(leg, candidates, known, compare, context));
  const days = await daysSeen(told, known, context);
  const ofTable = new Map([...candidates.seen(), ...days].map((one) => [one.table, one]));
  return {
    rows: new SeenRows(known.tables.flatMap((table) => ofTable.get(table) ?? [])),
    naming: days.flatMap((one) => movementsNaming(one, (line) => candidates.isDoubted(saleKeys(line, compare)))),
  };
}

function movementsNaming({ table, rows }: SeenTable, isNaming: (line: BankLine) => boolean): Entering[] {
  if (!isOfLeg(table, 'bank')) return [];
  const line = lookerAt(table);
  return Array.from(rows)
    .filter((place) => isNaming(line(place)))
    .map((place) => ({ row: lineAt(table, place), entered: 'new', former: null }));
}

/** The days of bank files that the files before told alike; none where anything else speaks of such a day. */
async function daysSeen(
  told: readonly ToldAgain[],
  { date, files, earlierFiles, left }: BeforeSeen,
  { config, store, lines }: Context,
): Promise<SeenTable[]> {
  const again = told.filter(({ table, before }) => before !== null && table.leg === 'bank');
  // Two sources may tell one account.
  if (again.length === 0 || sourcesOfLeg(config, 'bank').length > 1) return [];
  if (left.some((one) => KINDS[one.kind].isOfBankDay)) return [];
  const decided = await store.history.decided(addDays(date, -1));
  if (decided.some(({ discrepancy }) => KINDS[discrepancy.kind].comparison === 'settlement_bank')) return [];
  const isStatement = (file: SourceFile): boolean => file.leg === 'bank' && file.state === 'in';
  const earlier = earlierFiles.filter(isStatement);
  const { lookbackDays } = config.matching;
  const outOfSight = (
    await store.history.filesBetween(addDays(date, -2 * lookbackDays), addDays(date, -lookbackDays - 1))
  ).filter(isStatement);
  const seen = again
    .flatMap((one) => seenDays(one, [...earlier, ...files.filter(isStatement)]) ?? [])
    // A day whose first file is out of sight is told anew.
    .filter((one) => !outOfSight.some((file) => tellsSince(file, firstDayOf(one))));
  const debits = seen.flatMap(debitKeys);
  // A debit may take back a credit of its amount, whatever file told that.
  return (await filesWith(earlier, debits, lines)).length > 0 ? [] : seen;
}

/** Whether a statement may tell a day, or one after it. */
function tellsSince({ date, footing }: SourceFile, day: PlainDate | undefined): boolean {
  return day !== undefined && (date >= day || (footing?.bookedTo ?? '') >= day);
}

/** The keys of credits of just the amounts of debits that were seen before. */
function debitKeys({ table, rows }: SeenTable): LineKey[] {
  const { currency, amount } = moneyOf(table);
  const keys = new Set<string>();
  for (const place of rows)
    if (amount(place) < 0) keys.add(normaliseKey(`${currency(place)}${String(negate(amount(place)))}`));
  return [...keys].map((value) => ({ kind: 'bank_amount', value }));
}

/** So many rows of a file, evenly apart, show whether it tells again what another told. */
const LOOKED_AT = 32;
/** Of so many of them at least one in four: what repeats less is looked at row by row. */
const REPEATED_MIN = LOOKED_AT / 4;

/** The file of the source before this one, with what became of its rows; null where they cannot be compared. */
async function toldBefore(
  file: SourceFile,
  table: LineTable,
  { parent, earlierFiles }: BeforeSeen,
  context: Context,
): Promise<ToldBefore | null> {
  const { store, lines, config, configHash } = context;
  const source = config.sources.find((one) => one.id === file.source);
  // What a payout pays is one sum: a line of it that is told again is looked at with all others.
  if (source === undefined) return null;
  if (source.leg === 'settlement' && source.settles !== 'per_transaction') return null;
  const before = earlierFiles
    .filter((one) => one.source === file.source && one.state === 'in' && one.lines > 0)
    .reduce<SourceFile | null>((last, one) => (last === null || one.date > last.date ? one : last), null);
  if (before === null || before.profileHash !== file.profileHash) return null;
  if (before.columns.join(' ') !== file.columns.join(' ')) return null;
  const runs = [await store.runs.newest(before.date), await store.runs.get(parent)];
  const isAsNow = (run: RunRecord | null): boolean =>
    run !== null && run.configHash === configHash && run.rulesVersion === RULES_VERSION;
  const [run] = runs;
  if (run === null || run === undefined || !runs.every(isAsNow)) return null;
  if (!(await repeats(table, before, context))) return null;
  const former = await lines.table(lineFileId(before));
  const fates = await store.outcomes.fates(run);
  return { table: former, fates, fateAt: fatesOfFile(fates, before, former.length) };
}

async function repeats(table: LineTable, before: SourceFile, { lines }: Context): Promise<boolean> {
  const step = Math.max(1, Math.floor(table.length / LOOKED_AT));
  let found = 0;
  let asked = 0;
  for (let place = table.length - 1; place >= 0 && asked < LOOKED_AT; place -= step) {
    asked += 1;
    const keys = lineKeys(table.row(place), (reference) => reference);
    if ((await filesWith([before], keys, lines)).length > 0) found += 1;
  }
  return found > 0 && found * LOOKED_AT >= REPEATED_MIN * asked;
}

/** The place of the fate of each row of a file in the fates of the run of its date; -1 where it has none. */
function fatesOfFile(fates: FateTable, file: SourceFile, rows: number): Int32Array {
  const places = new Int32Array(rows).fill(-1);
  const at = columnsOf(fates, 'date', 'source', 'file', 'row');
  const name = sha12(file);
  for (let place = 0; place < fates.length; place += 1)
    if (at.source(place) === file.source && at.date(place) === file.date && at.file(place) === name)
      places[at.row(place)] = place;
  return places;
}

/** The keys of everything of which more is to be said: what is carried, what stands, and what people decided upon. */
async function doubtedKeys(
  { date, carried, left, decisions }: BeforeSeen,
  compare: (reference: string) => string,
  { store, config }: Context,
  reader: LineReader,
): Promise<Set<string>> {
  const keys = new Set<string>();
  const doubt = (row: Entering['row']): void => {
    for (const key of saleKeys(row, compare)) keys.add(key);
  };
  const inHand = new Set<string>();
  for (const { row, former } of carried) {
    inHand.add(addressKey(row));
    doubt(row);
    const printed = compare(former?.merchantReference ?? '');
    if (printed !== '') keys.add(`reference ${printed}`);
  }
  const since = addDays(date, -1 - config.matching.lookbackDays);
  const taken = new Set(decisions.taken.map((one) => one.discrepancyId));
  const decided = (await store.history.decided(addDays(date, -1))).filter(
    ({ run, discrepancy }) => run.date >= since || taken.has(discrepancy.id),
  );
  const named = new Map<string, LineAddress>();
  for (const one of [...left, ...decided.map(({ discrepancy }) => discrepancy)]) {
    const reference = compare(one.merchantReference ?? '');
    if (reference !== '') keys.add(`reference ${reference}`);
    for (const line of one.lines) if (!inHand.has(addressKey(line))) named.set(addressKey(line), line);
  }
  for (const row of await reader.rowsAt([...named.values()])) doubt(row);
  return keys;
}

/**
 * Tells an order that may be paid with a payout of which a row could not be read: that row is told with what the bank
 * shows of the payout, as far as its lines are in hand.
 */
function inPayoutsInDoubt({ carried }: BeforeSeen, { config }: Context): (order: OrderLine) => boolean {
  const alone = sourcesPaying(config, 'per_transaction');
  const isOfPayout = (row: Entering['row']): boolean =>
    'code' in row && row.leg === 'settlement' && !alone.has(row.source);
  const sources = new Set(carried.flatMap(({ row }) => (isOfPayout(row) ? [row.source] : [])));
  if (sources.size === 0) return () => false;
  return (order) => collectorsOf(order, { config }).some(({ id }) => sources.has(id));
}

/**
 * The keys of candidates that an older file told than the rows that they are told from are sure to be of: a payment that
 * is told again so long after is another, and what is out of sight is looked at anew.
 */
async function keysToldLongAgo(
  leg: 'order' | 'settlement',
  candidates: SeenCandidates,
  { date }: BeforeSeen,
  compare: (reference: string) => string,
  { store, lines, config }: Context,
): Promise<Set<string>> {
  const { lookbackDays, duplicateLookbackDays } = config.matching;
  const remembered = leg === 'order' ? lookbackDays : Math.min(lookbackDays, duplicateLookbackDays);
  const older = (
    await store.history.filesBetween(addDays(date, -lookbackDays - remembered), addDays(date, -remembered - 1))
  ).filter((file) => file.leg === leg && file.state === 'in' && file.lines > 0);
  const keys = new Set<string>();
  if (older.length === 0) return keys;
  const asked: LineKey[] = [];
  for (const row of candidates.lines<Leg>(leg)) asked.push({ kind: 'reference', value: compare(referenceOf(row)) });
  for (const { file, rows } of await filesWith(older, asked, lines))
    for (const row of await lines.read(lineFileId(file), rows)) for (const key of saleKeys(row, compare)) keys.add(key);
  return keys;
}

function referenceOf(row: ReturnType<LineTable['row']>): string {
  return 'code' in row || row.leg === 'bank'
    ? ''
    : (row satisfies Pick<OrderLine, 'merchantReference'>).merchantReference;
}
