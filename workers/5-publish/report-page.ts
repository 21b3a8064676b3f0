import { LANGUAGES, type Config, type Language } from '../../schemas/config/config.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { type SourceFile, sha12 } from '../../schemas/lines/files.ts';
import type { GenerationDiff } from '../../schemas/outcome/generation-diff.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { RunOutcome } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { ReportInput } from './html/measure.ts';
import { renderReport } from './html/page.ts';
import { isListed } from './counted.ts';
import type { Headline } from './headline.ts';
import { dueDate, lineage, trendStart } from './lineage.ts';
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
  const { config, store } = context;
  const isView = asOf !== record.date;
  const named = firstNamed(outcome, asOf);
  const since = named < trendStart(record.date) ? named : trendStart(record.date);
  const before = isView ? [] : await lineage(record, since, store);
  const files = isView ? await store.history.filesBetween(named, asOf) : await filesOf(before, named, store);
  const trend = before.filter(({ date }) => date >= trendStart(record.date));
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
    fileName: namesOf([...files, ...sources]),
    paidGross: new Set(gross.map((source) => source.id)),
    diff,
    former: isView ? new Map() : await formerRows(record, outcome, context),
    datesBefore: await inTurn(trend, (run) => dueDate(run, store)),
    day,
  });
}

/** The files of the runs from a date on. */
async function filesOf(
  runs: readonly RunRecord[],
  from: PlainDate,
  { outcomes }: Pick<Context['store'], 'outcomes'>,
): Promise<SourceFile[]> {
  const named = runs.filter(({ date }) => date >= from);
  return (await inTurn(named, (run) => outcomes.files(run))).flat();
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

/** The first date whose files the rows name. */
function firstNamed(outcome: RunOutcome, asOf: PlainDate): PlainDate {
  let first = asOf;
  for (const row of outcome.discrepancies) {
    if (isListed(row)) for (const line of row.lines) if (line.date < first) first = line.date;
  }
  return first;
}

/** How the files are called that the rows name, of whatever date; null for one that none of these files is. */
function namesOf(files: readonly SourceFile[]): ReportInput['fileName'] {
  const key = (date: PlainDate, source: string, sha12: string): string => `${date} ${source} ${sha12}`;
  const names = new Map(
    files.flatMap((file) => {
      const named = sha12(file);
      return named === null ? [] : [[key(file.date, file.source, named), file.name] as const];
    }),
  );
  return (line) => names.get(key(line.date, line.source, line.file)) ?? null;
}
