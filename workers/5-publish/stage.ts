import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type PlainDate } from '../../schemas/dates.ts';
import type { SourceFile } from '../../schemas/files.ts';
import type { GenerationDiff } from '../../schemas/generation-diff.ts';
import type { Lease, ReportFile, RunRecord } from '../../schemas/ports.ts';
import type { RunOutcome } from '../../schemas/run.ts';
import type { Context } from '../context.ts';
import type { Table } from './csv.ts';
import { DIFF_NAME, renderDiff } from './diff-json.ts';
import { discrepanciesTable } from './discrepancies-csv.ts';
import { generationDiff } from './generation-diff.ts';
import { describeFiles, MANIFEST_NAME, renderManifest } from './manifest.ts';
import { matchesTable } from './matches-csv.ts';
import { payoutsTable } from './payouts-csv.ts';
import { publishReports, publishView, type ReportContent } from './publish-files.ts';
import { REPORT_NAME, reportPage, type PageRequest } from './report-page.ts';
import { isListed } from './standing.ts';
import { storesTable } from './stores-csv.ts';
import { renderSummary } from './summary.ts';
import { renderWorkbook, WORKBOOK_NAME } from './workbook/report-workbook.ts';

/** The tables of a run or a view, by the name of their CSV file. */
function tablesOf(outcome: RunOutcome, asOf: PlainDate, context: Pick<Context, 'calendar'>): Map<string, Table> {
  return new Map([
    ['discrepancies.csv', discrepanciesTable(outcome.discrepancies.filter(isListed), asOf, context.calendar)],
    ['matches.csv', matchesTable(outcome.fates, outcome.run.date)],
    ['payouts.csv', payoutsTable(outcome.payouts)],
    ['stores.csv', storesTable(outcome.stores)],
  ]);
}

/** The texts of a run or a view, by file name. */
export function renderReports(
  outcome: RunOutcome,
  sources: readonly SourceFile[],
  asOf: PlainDate,
  context: Pick<Context, 'calendar'>,
): Map<string, string> {
  const listed = outcome.discrepancies.filter(isListed);
  return new Map([
    ...[...tablesOf(outcome, asOf, context)].map(([name, table]) => [name, table.csv()] as const),
    ['summary.json', renderSummary({ outcome: { ...outcome, discrepancies: listed }, asOf, sources })],
  ]);
}

/** All files of a run or a view, by name: the texts, the workbook of the same tables, what the generation changes, and the page. */
function reportSet(request: PageRequest, context: Context): Map<string, ReportContent> {
  const { outcome, sources, asOf, diff } = request;
  return new Map<string, ReportContent>([
    ...renderReports(outcome, sources, asOf, context),
    [WORKBOOK_NAME, renderWorkbook(tablesOf(outcome, asOf, context))],
    ...(diff === null ? [] : [[DIFF_NAME, renderDiff(diff)] as const]),
    [REPORT_NAME, reportPage(request, context)],
  ]);
}

/** Stage 5: writes the reports of a committed run and records their hashes. Doing it again is harmless. */
export function publish(
  record: RunRecord,
  outcome: RunOutcome,
  sources: readonly SourceFile[],
  lease: Lease,
  context: Context,
): ReportFile[] {
  const { date, generation } = record;
  const diff = diffFromFormer(record, outcome, sources, context);
  const files = reportSet({ record, outcome, sources, asOf: date, diff }, context);
  const directory = context.config.reports.directory;
  publishReports({
    reportsDirectory: directory,
    date,
    generation,
    files,
    manifest: manifest(record, date, sources, files, context),
    hold: (work) => {
      context.store.whileHeld(lease, work);
    },
    ...(context.onStep === undefined ? {} : { onStep: context.onStep }),
  });
  // A manifest that already stood is kept, so its hash is taken from what stands.
  const written = readFileSync(join(directory, date, 'generations', String(generation), MANIFEST_NAME), 'utf8');
  const reports = [...describeFiles(files), ...describeFiles(new Map([[MANIFEST_NAME, written]]))];
  context.store.recordReports(lease, { date, generation }, reports);
  return reports;
}

/** What a run changes against the generation of its date before it; null for the first. */
export function diffFromFormer(
  run: RunRecord,
  outcome: RunOutcome,
  files: readonly SourceFile[],
  { store }: Pick<Context, 'store'>,
): GenerationDiff | null {
  const former = store.run({ date: run.date, generation: run.generation - 1 });
  if (former === null) return null;
  const was = { fates: store.fates(former), payouts: store.payouts(former), discrepancies: store.discrepancies(former) };
  return generationDiff({ run: former, files: store.files(former), outcome: was }, { run, files, outcome });
}

/** Writes a view (`--as-of`): no generation, no event, no record. */
export function publishAsOf(
  record: RunRecord,
  outcome: RunOutcome,
  sources: readonly SourceFile[],
  asOf: PlainDate,
  context: Context,
): void {
  const files = reportSet({ record, outcome, sources, asOf, diff: null }, context);
  publishView({
    reportsDirectory: context.config.reports.directory,
    date: record.date,
    asOf,
    files,
    manifest: manifest(record, asOf, sources, files, context),
  });
}

function manifest(
  record: RunRecord,
  asOf: PlainDate,
  sources: readonly SourceFile[],
  files: ReadonlyMap<string, ReportContent>,
  context: Context,
): string {
  return renderManifest({
    run: { date: record.date, generation: record.generation },
    asOf,
    parent: record.parentGeneration === null ? null : { date: parentDate(record), generation: record.parentGeneration },
    configHash: record.configHash,
    programVersion: context.programVersion,
    rulesVersion: record.rulesVersion,
    lastEvent: record.lastEvent,
    reason: record.reason,
    sources,
    outputs: describeFiles(files),
    written: { clock: new Date(context.clock.nowMs()).toISOString(), host: context.host },
  });
}

function parentDate(record: RunRecord): PlainDate {
  return addDays(record.date, -1);
}
