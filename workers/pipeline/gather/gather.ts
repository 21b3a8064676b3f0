import { sourcesPaying } from '../../../schemas/config/config.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { lineFileId, type SourceFile } from '../../../schemas/lines/files.ts';
import { add } from '../../../schemas/values/money.ts';
import { addressKey, compareAddress } from '../../../schemas/lines/records.ts';
import { fatesWhere, fateTableOf } from '../../../schemas/outcome/fates.ts';
import type { Discrepancy, DueRow, PayoutRow, RunKey } from '../../../schemas/outcome/run.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { besideCutReferences } from './beside-cut.ts';
import { broughtBackByKeys, touches } from './bring-back.ts';
import { takeByHand } from './by-hand.ts';
import { isDecided, type Decisions } from '../../3-match/decisions.ts';
import { earlierBankLines, linesReportedBefore, matchedBefore } from './earlier-bank-lines.ts';
import { type RecentLines, explainersFrom } from '../../3-match/explainers.ts';
import type { PlainSales } from '../../3-match/plain/plain-sales.ts';
import type { ScreenOptions } from '../../3-match/plain/screens.ts';
import { type Held, type HeldReject, type ReportedLine, type WorkingSet } from '../../3-match/working-set.ts';
import { filesIn, firstBookedOn, mayWait, openRows, plainFinder, tablesWithout, withoutKnown } from './fresh-lines.ts';
import { LineReader, type Entering } from './line-reader.ts';
import { hiddenLines } from '../../3-match/match.ts';
import { keyOfRow } from '../../3-match/receivables.ts';
import { settledNetOf } from '../../3-match/settled-money.ts';
import { settledDays } from '../../3-match/settled-days.ts';
import { Tables } from '../../3-match/plain/tables.ts';
import { NOTHING_SEEN, seenBefore, type Seen } from './seen-before.ts';
import { transactionKey } from '../../3-match/settlement-versions.ts';
import { isTakeBack } from '../../3-match/take-backs.ts';
import { takenUp, waitingDecided, type TakenUp } from './taken-up.ts';
import { PlainInHand } from './plain-in-hand.ts';
import { inPayoutsOf } from '../../3-match/plain/opened.ts';
import { creditsNamedBefore } from './named-before.ts';
import { copiesOfOpenPayouts, undoneMembers } from './undone.ts';
import { addAll, groupBy } from '../../../schemas/values/groups.ts';

/**
 * Brings together everything that the run of a date decides upon: the lines of its files, what the date before left
 * open, and the closed lines that these touch. Reads through the ports; the same store gives the same set.
 *
 * @param screens which comparisons look at every line themselves: none, but in the tests that screens change nothing
 */
export async function gather(
  date: PlainDate,
  goLive: PlainDate,
  files: readonly SourceFile[],
  parent: RunKey | null,
  decisions: Decisions,
  context: Context,
  screens?: ScreenOptions,
): Promise<WorkingSet> {
  const { store, config } = context;
  const reader = new LineReader(context);
  const dayBefore = addDays(date, -1);
  const earlierFiles =
    parent === null ? [] : await store.history.filesBetween(addDays(date, -config.matching.lookbackDays), dayBefore);
  const allFiles = [...earlierFiles, ...files];
  const left = parent === null ? [] : await store.outcomes.discrepancies(parent);
  const carry = parent === null ? fateTableOf([]) : await store.history.carry(parent);
  const waits = mayWait(carry, left);
  const carried = await reader.read([...fatesWhere(carry, (place) => !waits(place))], 'carried');
  const read = filesIn(files);
  const own = await inTurn(read, (file) => context.lines.table(lineFileId(file)));
  const beforeSeen = { date, files: read, tables: own, earlierFiles, carried, left, decisions };
  const seen =
    parent === null || screens?.looksAtSeen === true
      ? NOTHING_SEEN
      : await seenBefore({ ...beforeSeen, parent }, context, reader);
  // Of what is carried the payments that wait for the bank alone.
  const tables = new Tables(tablesWithout(own, seen.rows), await reader.tables(fatesWhere(carry, waits)));
  const reported = parent === null ? [] : await linesReportedBefore(date, firstBookedOn(tables), allFiles, context);
  const reportedLines = reported.map(({ line }) => line);
  const plainOf = plainFinder(date, tables, reportedLines, allFiles, context, screens);
  const found = await withoutKnown(plainOf(carried), earlierFiles, context);
  const entering = [...openRows(found), ...carried];
  const held = entering.length;
  const again = await takenUp(entering, found, seen.rows, left, decisions, dayBefore, context, reader);
  const priorDiscrepancies = withReopened(left, again.reopened);
  const plain = new PlainInHand(found);
  if (parent !== null) {
    const known = { date, parent, found, plain, seen, reported, priorDiscrepancies, earlierFiles, allFiles };
    await takeClosedLines(entering, again, known, context, reader);
  }
  const byHand = await takeByHand(entering, decisions.byHand, { date, plain, earlierFiles, files }, context, reader);
  // What was opened was looked at with the others.
  const hasMore = entering.slice(held).some(({ row }) => tables.placeOf(row) === undefined);
  const alone = hasMore ? plainBeside(entering, plain.left(), plainOf) : plain.left();
  const former = await payoutsOfSet(entering, alone, parent, dayBefore, context);
  const looked = {
    payouts: former.map((row) => openedAgain(row, again.payouts)),
    dues: { rows: await duesLeft(parent, date, context), payouts: former },
    decided: await decidedOf(entering, priorDiscrepancies, date, context),
    reportedBefore: reported,
    matchedBefore: await matchedBefore(date, entering, earlierFiles, context),
    ...(await besideCutReferences(entering, alone, earlierFiles, dayBefore, context)),
  };
  const known = { date, goLive, decisions, byHand, plain: alone, seen: seen.rows, priorDiscrepancies, ...looked };
  return workingSetOf(known, entering, allFiles, context);
}

async function duesLeft(parent: RunKey | null, date: PlainDate, { store, config }: Context): Promise<DueRow[]> {
  if (parent === null) return [];
  return store.history.duesBetween(addDays(date, -config.matching.lookbackDays), addDays(date, -1));
}

/** What is known of earlier dates while their closed lines are looked for. */
interface Earlier {
  readonly date: PlainDate;
  readonly parent: RunKey;
  readonly found: PlainSales;
  readonly plain: PlainInHand;
  /** What was seen before is looked at for what it touches, and is not among what enters. */
  readonly seen: Seen;
  readonly reported: readonly ReportedLine[];
  readonly priorDiscrepancies: readonly Discrepancy[];
  readonly earlierFiles: readonly SourceFile[];
  readonly allFiles: readonly SourceFile[];
}

/** Adds to what enters every closed line that it touches, and what people opened again. */
async function takeClosedLines(
  entering: Entering[],
  again: TakenUp,
  { date, parent, found, plain, seen, reported, priorDiscrepancies, earlierFiles, allFiles }: Earlier,
  context: Context,
  reader: LineReader,
): Promise<void> {
  const before = addDays(date, -1);
  addAll(
    entering,
    again.reopened.flatMap((one) => one.lines.flatMap((line) => plain.open(line))),
  );
  addAll(entering, plain.openWhere(await inPayoutsLeftOpen(found, parent, again.payouts, before, context)));
  addAll(entering, again.lines);
  const held = new Set(again.lines.map(({ row }) => addressKey(row)));
  addAll(
    entering,
    (await waitingDecided(parent, context, reader)).filter(({ row }) => !held.has(addressKey(row))),
  );
  const back = async (seeds: readonly Entering[]): Promise<Entering[]> =>
    broughtBackByKeys(entering, seeds, earlierFiles, before, plain, context, reader);
  const hidden = hiddenLines(priorDiscrepancies);
  const reportedAnew = new Set(
    entering.flatMap(({ row, entered }) =>
      entered === 'new' && !('code' in row) && row.leg === 'settlement' ? [transactionKey(row)] : [],
    ),
  );
  // An open line that a file tells anew speaks of its sale, even where the new version names another.
  const isReportedAnew = ({ row }: Entering): boolean =>
    !('code' in row) && row.leg === 'settlement' && reportedAnew.has(transactionKey(row));
  const touching = entering.filter((one) => touches(one, hidden) || isReportedAnew(one));
  addAll(entering, await back([...touching, ...seen.naming]));
  addAll(entering, await creditsNamedBefore(entering, plain.left(), earlierFiles, before, context, reader));
  const undone = await undoneMembers(entering, before, context, reader);
  addAll(entering, undone);
  // A payment that comes back with its match is compared with its order again.
  addAll(entering, await back(undone));
  const inWorkingSet = new Set(entering.map(({ row }) => addressKey(row)));
  addAll(entering, await copiesOfOpenPayouts(parent, before, inWorkingSet, context, reader));
  const earlier = await earlierBankLines(date, entering, reported, allFiles, priorDiscrepancies, context, reader);
  addAll(entering, earlier);
  addAll(entering, await back(earlier));
}

/** Tells the plain sales in payouts that earlier runs left otherwise than waiting, or that are open again. */
async function inPayoutsLeftOpen(
  plain: PlainSales,
  parent: RunKey,
  again: ReadonlySet<string>,
  before: PlainDate,
  context: Context,
): Promise<(number: number) => boolean> {
  const rows = [...(await context.store.outcomes.payouts(parent)), ...(await payoutsNamed(plain, before, context))];
  return inPayoutsOf(
    plain,
    new Set(),
    rows.map((row) => openedAgain(row, again)),
    context,
  );
}

/** The rows of the payouts that plain sales of the date's own files are in. */
async function payoutsNamed(plain: PlainSales, before: PlainDate, { config, store }: Context): Promise<PayoutRow[]> {
  const sources = sourcesPaying(config, 'per_payout');
  const ids = new Map<string, Set<string>>();
  for (const { source, payout } of plain.payouts())
    if (sources.has(source)) ids.set(source, (ids.get(source) ?? new Set<string>()).add(payout));
  return (await inTurn(ids, ([source, own]) => store.history.findPayouts(source, [...own].sort(), before))).flat();
}

/** What came back may speak of a sale that was plain before it came: the passes take the lines of such a sale. */
function plainBeside(
  entering: Entering[],
  plain: PlainSales,
  plainOf: (beside: readonly Entering[]) => PlainSales,
): PlainSales {
  const left = plain.alsoIn(plainOf(entering.filter((one) => one.entered !== 'new')));
  addAll(
    entering,
    openRows(left, (place) => plain.isPlain(place) && !left.isPlain(place)),
  );
  return left;
}

/** Of what people opened again nothing else is known: it stands in place of what was closed. */
function withReopened(left: readonly Discrepancy[], reopened: readonly Discrepancy[]): readonly Discrepancy[] {
  if (reopened.length === 0) return left;
  const ids = new Set(reopened.map((one) => one.id));
  return [...left.filter((one) => !ids.has(one.id)), ...reopened];
}

function openedAgain(row: PayoutRow, payouts: ReadonlySet<string>): PayoutRow {
  return payouts.has(keyOfRow(row)) ? { ...row, fate: 'broken' } : row;
}

/** What people closed and lines in the working set were part of when a run last had them. */
async function decidedOf(
  entering: readonly Entering[],
  priorDiscrepancies: readonly Discrepancy[],
  date: PlainDate,
  { store }: Context,
): Promise<Discrepancy[]> {
  const known = new Map(priorDiscrepancies.map((one) => [one.id, one]));
  const ids = [...new Set(entering.flatMap(({ former }) => former?.discrepancyIds ?? []))].sort();
  const former = await store.history.formerStates(
    ids.filter((id) => !known.has(id)),
    date,
  );
  return ids.flatMap((id) => {
    const last = known.get(id) ?? former.get(id)?.last ?? null;
    return last !== null && isDecided(last) ? [last] : [];
  });
}

function workingSetOf(
  known: Pick<
    WorkingSet,
    | 'date'
    | 'goLive'
    | 'plain'
    | 'seen'
    | 'decisions'
    | 'byHand'
    | 'priorDiscrepancies'
    | 'decided'
    | 'payouts'
    | 'dues'
    | 'reportedBefore'
    | 'matchedBefore'
    | 'besides'
    | 'besidesPaid'
  >,
  entering: readonly Entering[],
  files: readonly SourceFile[],
  context: Context,
): WorkingSet {
  const sorted = [...entering].sort((a, b) => compareAddress(a.row, b.row));
  const lines: Held[] = [];
  const rejects: HeldReject[] = [];
  for (const { row, entered, former } of sorted) {
    if ('code' in row) rejects.push({ reject: row, entered, former });
    else lines.push({ ix: lines.length, line: row, entered, former });
  }
  return {
    ...known,
    config: context.config,
    calendar: context.calendar,
    lines,
    rejects,
    files,
  };
}

/** The rows of every payout that a line in the working set belongs to, and of every one that is still open. */
async function payoutsOfSet(
  entering: readonly Entering[],
  plain: PlainSales,
  parent: RunKey | null,
  before: PlainDate,
  context: Context,
): Promise<PayoutRow[]> {
  if (parent === null) return [];
  const rows = new Map<string, PayoutRow>();
  const put = (row: PayoutRow): void => {
    rows.set(keyOfRow(row), row);
  };
  const days = settledDays(context.config, context.calendar);
  const idsBySource = new Map<string, Set<string>>();
  for (const { row } of entering) {
    if ('code' in row || row.leg !== 'settlement') continue;
    const ids = idsBySource.get(row.source) ?? new Set<string>();
    const payoutId = days.payoutId(row);
    if (payoutId !== null) ids.add(payoutId);
    if (isTakeBack(row)) for (const id of [row.refundOf, row.providerId]) if (id !== null && id !== '') ids.add(id);
    idsBySource.set(row.source, ids);
  }
  for (const row of await payoutsOfAmount(entering, before, context)) put(row);
  for (const row of await payoutsNamed(plain, before, context)) put(row);
  for (const [source, ids] of idsBySource)
    for (const row of await context.store.history.findPayouts(source, [...ids].sort(), before)) put(row);
  for (const row of await context.store.outcomes.payouts(parent))
    if (row.fate === 'awaiting' || row.fate === 'broken') put(row);
  return [...rows.values()];
}

/** Closed payouts that come to just what a new line gives back without naming one. */
async function payoutsOfAmount(
  entering: readonly Entering[],
  before: PlainDate,
  { store, config }: Context,
): Promise<PayoutRow[]> {
  const giving = entering.flatMap(({ row }) =>
    !('code' in row) && row.leg === 'settlement' && isTakeBack(row) && row.refundOf === null ? [row] : [],
  );
  if (giving.length === 0) return [];
  const since = addDays(before, -config.matching.duplicateLookbackDays);
  const isGiven = (payout: PayoutRow): boolean =>
    giving.some((row) => row.source === payout.source && add(payout.net, payout.givenBack) === settledNetOf(row));
  const found = (
    await inTurn(await store.runs.newestOfEach(), async (run) =>
      run.date < since || run.date > before ? [] : (await store.outcomes.payouts(run)).filter(isGiven),
    )
  ).flat();
  const bySource = groupBy(found, (payout) => payout.source);
  return (
    await inTurn(bySource, ([source, ofSource]) =>
      store.history.findPayouts(source, [...new Set(ofSource.map((one) => one.payoutId))].sort(), before),
    )
  ).flat();
}

/** The lines of some sources that settled lately: what may explain a difference beyond the lines in the working set. */
export async function recentLines(
  workingSet: WorkingSet,
  sources: readonly string[],
  context: Context,
): Promise<RecentLines> {
  const from = explainersFrom(workingSet);
  const files = workingSet.files.filter(
    (file) => file.state === 'in' && sources.includes(file.source) && file.date >= from && file.date < workingSet.date,
  );
  return (await inTurn(files, (file) => context.lines.read(lineFileId(file))))
    .flat()
    .flatMap((row) => ('code' in row || row.leg !== 'settlement' || row.status !== 'approved' ? [] : [row]));
}
