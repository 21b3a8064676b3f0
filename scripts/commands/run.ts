import type { Command } from 'commander';
import { dateRange, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { View } from '../../workers/pipeline/as-of.ts';
import type { DateResult } from '../../workers/pipeline/embedded.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { countOf } from '../cli/config-file.ts';
import { dateOption } from '../cli/dates.ts';
import { exitOf, type ExitCode } from '../cli/exit.ts';
import { beginAnew, boundHeap, withContext } from '../cli/open.ts';
import { openProgress } from '../cli/progress.ts';
import { limitStages } from '../cli/stage-limit.ts';

interface RunOptions {
  readonly date?: string;
  readonly asOf?: string;
  readonly only?: string;
  readonly without?: readonly string[];
  readonly yes?: true;
  readonly beginAnew?: true;
}

/** `cuadre run`: reconciles in this process, without Redis. */
export function register(program: Command): void {
  program
    .command('run')
    .description('reconcile a date after any missing one, or every due date up to yesterday')
    .option('--date <date>', 'the settlement date; default: every due date up to yesterday')
    .option('--as-of <date>', 'a view: the lines of --date as they stand at the close of this date')
    .option('--only <source>', 'look for a new file of this source only')
    .option(
      '--without <source...>',
      'with --date: do not ask these sources; a file of theirs that was not read is missing',
    )
    .option('--yes', 'do not ask before a run over more than 31 dates for which no source has a file')
    .option('--begin-anew', 'where the record is gone: put what is left aside and forget it; all is told as new')
    .addHelpText(
      'after',
      examples([
        ['cuadre run', 'every due date up to yesterday, oldest first'],
        ['cuadre run --date 2026-07-01', 'this date, after any date before it that is missing'],
        ['cuadre run --date 2026-07-01 --as-of 2026-07-05', 'write reports/2026-07-01/as-of-2026-07-05/'],
        ['cuadre run --date 2026-07-05 --only worldline', 'take a late file of one source'],
        ['cuadre run --date 2026-07-05 --without bank', 'reconcile while the server of one source is down'],
      ]),
    )
    .action(action(run));
}

async function run(cli: Cli, options: RunOptions): Promise<ExitCode> {
  boundHeap();
  const date = dateOption('date', options.date);
  const asOf = dateOption('as-of', options.asOf);
  if (options.without !== undefined && date === null)
    throw new CuadreError('usage_invalid', '--without needs --date: it is decided for one date', {});
  if (asOf !== null && (date === null || asOf < date)) {
    throw new CuadreError('usage_invalid', '--as-of needs --date, and a date that is not earlier', { date, asOf });
  }
  if (options.beginAnew === true) await beginAnew(cli);
  return withContext(cli, async (context) => {
    const { only = null, without = [], yes = false } = options;
    for (const id of only === null ? without : [only, ...without]) assertSource(id, context);
    if (date === null || asOf === null) return runAndReport(cli, context, { date, only, without, yes });
    return view(cli, context, { date, asOf, yes });
  });
}

function assertSource(only: string, { config }: Context): void {
  const ids = config.sources.map((source) => source.id);
  if (ids.includes(only)) return;
  throw new CuadreError('usage_invalid', `there is no source "${only}"; the configuration has ${ids.join(', ')}`, {
    accepted: ids,
  });
}

/** What of the dates is asked for. */
interface Asked {
  readonly date: PlainDate | null;
  readonly only: string | null;
  readonly without: readonly string[];
  readonly yes: boolean;
}

async function runAndReport(cli: Cli, context: Context, asked: Asked): Promise<ExitCode> {
  const { documentOfResult, exitOfResult, textOfResult } = await import('../cli/run-report.ts');
  const results = await runWithProgress(cli, context, asked, (result) => `${textOfResult(result, context.config)}\n\n`);
  const exit = exitOf(results.map((result) => exitOfResult(result, result.run.date === asked.date)));
  cli.print(
    () => ({ dates: results.map((result) => documentOfResult(result, context.config)), exit }),
    () => (results.length === 0 ? nothingDue(context) : ''),
  );
  return exit;
}

function nothingDue({ config }: Context): string {
  const { recheckDays } = config.schedule;
  const looked =
    recheckDays === 0 ? '' : ` Files that were read were looked at again ${countOf(recheckDays, 'date')} back.`;
  return `Nothing is due: every date up to yesterday was run with the files that are there.${looked}`;
}

/**
 * Runs what is due. As text each date is told when it is done: a first run over a year must not be silent until its
 * end.
 */
async function runWithProgress(
  cli: Cli,
  context: Context,
  { date, only, without, yes }: Asked,
  tell: (result: DateResult) => string,
): Promise<DateResult[]> {
  const [{ runDates }, { STAGES }, { confirmEmptyDates }] = await Promise.all([
    import('../../workers/pipeline/run-dates.ts'),
    import('../../jobs/order.ts'),
    import('../cli/empty-dates.ts'),
  ]);
  let progress = openProgress('reconciling', 0);
  let done = 0;
  const limit = limitStages({ minutes: context.config.limits.stageMinutes, json: cli.json });
  return runDates(context, {
    date,
    only,
    without,
    onPlan: async (dates) => {
      await confirmEmptyDates(dates, context, yes);
      progress = openProgress('reconciling', dates.length * STAGES.length);
      const first = dates.filter((one) => one !== date);
      if (date !== null && first.length > 0) process.stderr.write(`${planText(first, date)}\n`);
    },
    onStage: (day, stage) => {
      limit.began(day, stage);
      progress.update(done * STAGES.length + STAGES.indexOf(stage), `${day} ${stage}`);
    },
    onDate: (result) => {
      done += 1;
      progress.close();
      if (!cli.json) process.stdout.write(tell(result));
    },
  }).finally(limit.end);
}

function planText(first: readonly PlainDate[], date: PlainDate): string {
  const [oldest] = first;
  const span = first.length === 1 ? String(oldest) : `${String(oldest)} to ${String(first.at(-1))}`;
  return `${countOf(first.length, 'date')} before ${date} ${first.length === 1 ? 'is' : 'are'} due and ${first.length === 1 ? 'runs' : 'run'} first: ${span}`;
}

/** A view: no generation and no event. What it stands on is run first where it is missing or stale. */
async function view(
  cli: Cli,
  context: Context,
  { date, asOf, yes }: { readonly date: PlainDate; readonly asOf: PlainDate; readonly yes: boolean },
): Promise<ExitCode> {
  const [{ viewAsOf }, { publishAsOf }, report, { reportsFolder, languageOf }] = await Promise.all([
    import('../../workers/pipeline/as-of.ts'),
    import('../../workers/5-publish/stage.ts'),
    import('../cli/run-report.ts'),
    import('../cli/describe.ts'),
  ]);
  const current = new Set((await context.store.runs.newestOfEach()).flatMap((run) => (run.stale ? [] : [run.date])));
  const results = dateRange(date, asOf).every((day) => current.has(day))
    ? []
    : await runWithProgress(
        cli,
        context,
        { date: asOf, only: null, without: [], yes },
        (result) => `${report.textOfResult(result, context.config)}\n\n`,
      );
  const limit = limitStages({ minutes: context.config.limits.stageMinutes, json: cli.json });
  const made = async (): Promise<View> => {
    limit.began(asOf, 'classify');
    const seen = await viewAsOf(date, asOf, context);
    limit.began(asOf, 'publish');
    await publishAsOf(seen.record, seen.outcome, seen.sources, asOf, context);
    return seen;
  };
  const { record, outcome, sources } = await made().finally(limit.end);
  const exit = exitOf(results.map((result) => report.exitOfResult(result, false)));
  const folder = reportsFolder(context.config, date, `as-of-${asOf}`);
  const headline = report.headlineOf({ outcome, sources }, asOf, languageOf(context.config));
  cli.print(
    () => ({
      dates: results.map((result) => report.documentOfResult(result, context.config)),
      view: { date, as_of: asOf, generation: record.generation, headline, reports: folder },
      exit,
    }),
    () => `${date} as of ${asOf}, generation ${String(record.generation)}\n  ${headline}\n  reports: ${folder}`,
  );
  return exit;
}
