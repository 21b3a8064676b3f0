import { inTurn } from '../../schemas/in-turn.ts';
import { certain, CuadreError } from '../../schemas/errors.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { GenerationDiff } from '../../schemas/outcome/generation-diff.ts';
import type { Lease } from '../../schemas/ports/leases.ts';
import { MANIFEST_NAME, type ReportContent, type ReportFile } from '../../schemas/ports/reports.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { RunOutcome } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { ANSWER_NAME, readAnswer, renderAnswer } from './answer.ts';
import { csvOf } from './csv.ts';
import { DIFF_NAME, renderDiff } from './diff-json.ts';
import { dayOfRun } from './headline.ts';
import { compareDiscrepancies, discrepanciesTable } from './discrepancies-csv.ts';
import { generationDiff } from './generation-diff.ts';
import { dueDate } from './lineage.ts';
import { renderIndex, type IndexedDate } from './html/index-page.ts';
import { describeFiles, renderManifest } from './manifest.ts';
import { matchesTable } from './matches-csv.ts';
import { payoutsTable } from './payouts-csv.ts';
import { pageLanguages, REPORT_NAME, reportPage, type PageRequest } from './report-page.ts';
import { isListed } from './counted.ts';
import { storesTable } from './stores-csv.ts';
import { renderSummary } from './summary.ts';
import type { Table } from './table.ts';
import { TREND_DATES } from './trend.ts';
import { renderTables, WORKBOOK_NAME } from './workbook/report-workbook.ts';

/** The tables of a run or a view, of which only what is listed is left, by the name of their CSV file. */
function tablesOf(outcome: RunOutcome, asOf: PlainDate, context: Pick<Context, 'calendar'>): Map<string, Table> {
  return new Map([
    ['discrepancies.csv', discrepanciesTable(outcome.discrepancies, asOf, context.calendar)],
    ['matches.csv', matchesTable(outcome.fates, outcome.run.date)],
    ['payouts.csv', payoutsTable(outcome.payouts)],
    ['stores.csv', storesTable(outcome.stores)],
  ]);
}

/** The tables of a run or a view and its summary, by file name. */
export function renderReports(
  { discrepancies, ...rest }: RunOutcome,
  sources: readonly SourceFile[],
  asOf: PlainDate,
  context: Pick<Context, 'calendar'>,
): Map<string, ReportContent> {
  const outcome = { ...rest, discrepancies: discrepancies.filter(isListed) };
  const tables = [...tablesOf(outcome, asOf, context)];
  return new Map<string, ReportContent>([
    ...tables.map(([name, table]) => [name, csvOf(table)] as const),
    ['summary.json', renderSummary({ outcome, asOf, sources })],
  ]);
}

/**
 * All files of a run or a view, by name: the texts, the workbook of the same tables, what the generation changes, and
 * the page.
 */
async function reportSet(request: Omit<PageRequest, 'day'>, context: Context): Promise<Map<string, ReportContent>> {
  const { sources, asOf, diff } = request;
  // In the order in which most files have them: a list that is sorted already is quickly sorted again.
  const listed = request.outcome.discrepancies.filter(isListed).sort(compareDiscrepancies);
  const outcome = { ...request.outcome, discrepancies: listed };
  const day = dayOfRun(outcome, sources, asOf);
  const { csv, workbook } = renderTables(tablesOf(outcome, asOf, context));
  return new Map<string, ReportContent>([
    ...csv,
    ['summary.json', renderSummary({ outcome, asOf, sources, day })],
    [WORKBOOK_NAME, workbook],
    ...(diff === null ? [] : [[DIFF_NAME, renderDiff(diff)] as const]),
    [ANSWER_NAME, renderAnswer(outcome, sources, asOf, day)],
    [REPORT_NAME, await reportPage({ ...request, outcome, day }, context)],
  ]);
}

/**
 * Stage 5: puts the reports of a committed run in place, records their hashes, which publishes them, and shows them to
 * the readers of the date. Doing it again is harmless. Throws `lease_lost` before anybody sees anything of it.
 */
export async function publish(
  record: RunRecord,
  outcome: RunOutcome,
  sources: readonly SourceFile[],
  lease: Lease,
  context: Context,
): Promise<ReportFile[]> {
  const { date, generation } = record;
  const diff = await diffFromFormer(record, outcome, sources, context);
  const files = await reportSet({ record, outcome, sources, asOf: date, diff }, context);
  const set = { files, manifest: await manifest(record, date, sources, files, context) };
  // A manifest that already stood is kept, so its hash is taken from what stands.
  const standing = await context.reportFiles.put({ date, generation }, set);
  const reports = [...describeFiles(files), ...describeFiles(new Map([[MANIFEST_NAME, standing]]))];
  await context.store.reports.record(lease, { date, generation }, reports, standing);
  context.onStep?.('reports_recorded');
  await showPublished(date, context);
  return reports;
}

/**
 * Puts files of published reports there again that are lost or not as they were, each proved against its recorded hash
 * first; nothing is recorded. Throws `integrity_broken` where one that is not whole comes out otherwise, as another
 * version of the program or another configuration wrote it; the others are put there all the same.
 */
export async function publishAgain(
  record: RunRecord,
  outcome: RunOutcome,
  sources: readonly SourceFile[],
  context: Context,
): Promise<void> {
  const { date, generation } = record;
  const { store, reportFiles } = context;
  const recorded = new Map((await store.reports.of(record)).map(({ name, sha256 }) => [name, sha256]));
  const diff = await diffFromFormer(record, outcome, sources, context);
  const made = new Map(await reportSet({ record, outcome, sources, asOf: date, diff }, context));
  const standing = await store.reports.manifest(record);
  if (standing !== null) made.set(MANIFEST_NAME, standing);
  const isSame = new Set(
    describeFiles(made).flatMap((one) => (recorded.get(one.name) === one.sha256 ? [one.name] : [])),
  );
  const same = new Map([...made].filter(([name]) => isSame.has(name)));
  await reportFiles.mend({ date, generation }, same, new Set(recorded.keys()));
  const lost = await inTurn(recorded, async ([name, sha256]) => {
    const bytes = same.has(name) ? null : await reportFiles.read(record, name);
    const [found] = bytes === null ? [] : describeFiles(new Map([[name, bytes]]));
    return same.has(name) || found?.sha256 === sha256 ? [] : [name];
  });
  if (lost.flat().length === 0) return;
  throw new CuadreError(
    'integrity_broken',
    `the reports of ${date}, generation ${String(generation)}, come out otherwise now: another version of Cuadre or another configuration wrote them. Restore them with "cuadre restore --from FOLDER", or repair them with that version and configuration`,
    { date, generation, files: lost.flat() },
  );
}

/** How often a date is claimed again that another claimed meanwhile: then that one shows it. */
const CLAIMS_MAX = 5;

/**
 * Shows the readers of the date its newest published reports. Which these are is asked once nobody else can change what
 * readers see, so that what is shown is never older than what another showed.
 */
export async function showPublished(
  date: PlainDate,
  { store, reportFiles }: Pick<Context, 'store' | 'reportFiles'>,
): Promise<void> {
  for (let claims = 0; claims < CLAIMS_MAX; claims += 1) {
    const claim = await reportFiles.claim(date);
    const generation = certain(await store.reports.published(date), `a published generation of ${date}`);
    if ((await reportFiles.show(claim, generation)) !== null) return;
  }
  throw new CuadreError('disk_failed', `the reports of ${date} could not be shown: others show it all the time`, {
    date,
  });
}

export const INDEX_NAME = 'index.html';

type Indexing = Pick<Context, 'config' | 'store' | 'reportFiles'>;

/**
 * Writes `reports/index.html` from the recorded answers of every date's newest generation. It stands outside the
 * generations, is recorded nowhere and can be made again at any time: every run does so after its own reports, `verify`
 * where it differs. True where the page was not as it should be.
 */
export async function publishIndex(context: Indexing): Promise<boolean> {
  return context.reportFiles.putPage(INDEX_NAME, await indexPage(context));
}

/** The index as it should be now. */
export async function indexPage(context: Indexing): Promise<string> {
  const runs = await context.store.runs.newestOfEach();
  const dates = await inTurn(runs, (run) => indexedDate(run, context));
  const dues = await inTurn(runs.slice(-TREND_DATES), (run) => dueDate(run, context.store));
  return renderIndex(context.config.tenant, pageLanguages(context.config), dates, dues);
}

/** How the index differs from what it should be, by sha256; null where it does not. */
export async function indexDifference(
  context: Indexing,
): Promise<{ readonly expected: string; readonly found: string } | null> {
  const [expected] = describeFiles(new Map([[INDEX_NAME, await indexPage(context)]]));
  const page = await context.reportFiles.page(INDEX_NAME);
  const [found] = page === null ? [] : describeFiles(new Map([[INDEX_NAME, page]]));
  if (expected === undefined || expected.sha256 === found?.sha256) return null;
  return { expected: expected.sha256, found: found?.sha256 ?? 'missing' };
}

/** What is known of generations whose reports were recorded; they never change, so each is read once a process. */
const known = new WeakMap<Context['store'], Map<string, Pick<IndexedDate, 'page' | 'answer'>>>();

/** A date as its reports tell it: where its page is, and its answer; null where they were not published. */
export async function indexedDate(run: RunRecord, { store, reportFiles }: Indexing): Promise<IndexedDate> {
  const { date, generation, stale } = run;
  const ofStore = known.get(store) ?? new Map<string, Pick<IndexedDate, 'page' | 'answer'>>();
  known.set(store, ofStore);
  const key = `${date} ${String(generation)}`;
  const files = ofStore.has(key) ? [] : await store.reports.of(run);
  const read = ofStore.get(key) ?? (await readGeneration(run, reportFiles, files));
  if (files.length > 0) ofStore.set(key, read);
  return { date, generation, stale, ...read };
}

async function readGeneration(
  run: RunRecord,
  reportFiles: Context['reportFiles'],
  files: readonly ReportFile[],
): Promise<Pick<IndexedDate, 'page' | 'answer'>> {
  const answer = files.find((file) => file.name === ANSWER_NAME);
  const bytes = answer === undefined ? null : await reportFiles.read(run, ANSWER_NAME);
  return {
    page: files.some((file) => file.name === REPORT_NAME) ? `${run.date}/${REPORT_NAME}` : null,
    answer: answer === undefined || bytes === null ? null : readAnswer(bytes, answer.sha256),
  };
}

/** What a run changes against the generation of its date before it; null for the first. */
export async function diffFromFormer(
  run: RunRecord,
  outcome: RunOutcome,
  files: readonly SourceFile[],
  { store }: Pick<Context, 'store'>,
): Promise<GenerationDiff | null> {
  const former = await store.runs.get({ date: run.date, generation: run.generation - 1 });
  if (former === null) return null;
  const was = {
    fates: await store.outcomes.fates(former),
    payouts: await store.outcomes.payouts(former),
    discrepancies: await store.outcomes.discrepancies(former),
  };
  return generationDiff(
    { run: former, files: await store.outcomes.files(former), outcome: was },
    { run, files, outcome },
  );
}

/** Writes a view (`--as-of`): no generation, no event, no record. */
export async function publishAsOf(
  record: RunRecord,
  outcome: RunOutcome,
  sources: readonly SourceFile[],
  asOf: PlainDate,
  context: Context,
): Promise<void> {
  const files = await reportSet({ record, outcome, sources, asOf, diff: null }, context);
  const set = { files, manifest: await manifest(record, asOf, sources, files, context) };
  await context.reportFiles.putView(record.date, asOf, set);
}

async function manifest(
  record: RunRecord,
  asOf: PlainDate,
  sources: readonly SourceFile[],
  files: ReadonlyMap<string, ReportContent>,
  context: Context,
): Promise<string> {
  return renderManifest({
    run: { date: record.date, generation: record.generation },
    asOf,
    parent: record.parentGeneration === null ? null : { date: parentDate(record), generation: record.parentGeneration },
    configHash: record.configHash,
    programVersion: context.programVersion,
    rulesVersion: record.rulesVersion,
    lastEvent: record.lastEvent,
    lastPairing: await context.store.pairings.readBy(record),
    reason: record.reason,
    sources,
    outputs: describeFiles(files),
    written: {
      clock: new Date(context.clock.nowMs()).toISOString(),
      host: context.host,
      seal: await context.store.chain.seal(),
    },
  });
}

function parentDate(record: RunRecord): PlainDate {
  return addDays(record.date, -1);
}
