import { LANGUAGES, type Config, type Language } from '../../schemas/config/config.ts';
import { certain } from '../../schemas/errors.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { type SourceFile, sha12 } from '../../schemas/lines/files.ts';
import type { GenerationDiff } from '../../schemas/outcome/generation-diff.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { RunKey, RunOutcome } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { ReportInput } from './html/measure.ts';
import { renderReport } from './html/page.ts';
import { isListed } from './counted.ts';
import type { Headline } from './headline.ts';
import { dueDateOf, TREND_DATES, type DueDate } from './trend.ts';
import { asksOfFormer, type FormerMoney } from './morning.ts';

export const REPORT_NAME = 'report.html';

export interface PageRequest {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  readonly sources: readonly SourceFile[];
  /** The date at whose close the fates stand: the settlement date, except in a view. */
  readonly asOf: PlainDate;
  /** What the generation changes against the one before it; null for the first, and in a view. */
  readonly diff: GenerationDiff | null;
  /** The numbers of the day. */
  readonly day: Headline;
}

/** report.html of a run or a view, as UTF-8. */
export async function reportPage(
  { record, outcome, sources, asOf, diff, day }: PageRequest,
  context: Pick<Context, 'config' | 'calendar' | 'store'>,
): Promise<Buffer> {
  const { config } = context;
  const gross = config.sources.filter((source) => source.leg === 'settlement' && source.compares === 'gross');
  return renderReport({
    tenant: config.tenant,
    languages: pageLanguages(config),
    outcome,
    sources,
    asOf,
    calendar: context.calendar,
    inputHash: record.inputHash,
    configHash: record.configHash,
    fileName: await fileNames(outcome, asOf, context),
    paidGross: new Set(gross.map((source) => source.id)),
    diff,
    former: asOf === record.date ? await formerRows(record, outcome, context) : new Map(),
    datesBefore: asOf === record.date ? await datesBefore(record, context) : [],
    day,
  });
}

interface RecordedRuns {
  readonly runs: Pick<Context['store']['runs'], 'get'>;
  readonly outcomes: Pick<Context['store']['outcomes'], 'figures'>;
}

/**
 * What fell due on the dates before, each as the run left it that this one goes on from, over one and another: not as
 * a newer run tells it now, so that the same run has the same page whenever it is made.
 */
export async function datesBefore(record: RunRecord, { store }: { readonly store: RecordedRuns }): Promise<DueDate[]> {
  const found: DueDate[] = [];
  let run = record;
  while (run.parentGeneration !== null && found.length < TREND_DATES - 1) {
    const parent = { date: addDays(run.date, -1), generation: run.parentGeneration };
    run = certain(await store.runs.get(parent), `generation ${String(parent.generation)} of ${parent.date}`);
    found.unshift(await dueDate(run, store));
  }
  return found;
}

/** What fell due on the date of a run, and what of it was there at its close. */
export async function dueDate(
  { date, generation }: RunKey,
  { outcomes }: Omit<RecordedRuns, 'runs'>,
): Promise<DueDate> {
  return dueDateOf(date, (await outcomes.figures({ date, generation })).dues);
}

/** Asking for more rows than this one by one takes longer than for all of them. */
const ASKED_ALONE_MAX = 200;

/** The rows that a run changed, as the run that it goes on from had them. */
async function formerRows(
  record: RunRecord,
  outcome: RunOutcome,
  { store }: Pick<Context, 'store'>,
): Promise<Map<string, FormerMoney>> {
  const changed = outcome.discrepancies.filter(asksOfFormer);
  if (record.parentGeneration === null || changed.length === 0) return new Map();
  const parent = { date: addDays(record.date, -1), generation: record.parentGeneration };
  if (changed.length > ASKED_ALONE_MAX)
    return new Map((await store.outcomes.discrepancies(parent)).map((row) => [row.id, row]));
  const rows = await inTurn(changed, ({ id }) => store.outcomes.discrepancy(parent, id));
  return new Map(rows.flatMap((row) => (row === null ? [] : [[row.id, row] as const])));
}

/** The configured languages first, then the others: a page is read by people whom nobody thought of. */
export function pageLanguages({ reports }: Pick<Config, 'reports'>): Language[] {
  return [...new Set([...reports.languages, ...LANGUAGES])];
}

/** How the files are called that the discrepancies name, of whatever date; null for one that no newest run holds. */
async function fileNames(
  outcome: RunOutcome,
  asOf: PlainDate,
  { store }: Pick<Context, 'store'>,
): Promise<ReportInput['fileName']> {
  let first = asOf;
  for (const row of outcome.discrepancies) {
    if (isListed(row)) for (const line of row.lines) if (line.date < first) first = line.date;
  }
  const key = (date: PlainDate, source: string, sha12: string): string => `${date} ${source} ${sha12}`;
  const files = await store.history.filesBetween(first, asOf);
  const names = new Map(
    files.flatMap((file) => {
      const named = sha12(file);
      return named === null ? [] : [[key(file.date, file.source, named), file.name] as const];
    }),
  );
  return (line) => names.get(key(line.date, line.source, line.file)) ?? null;
}
