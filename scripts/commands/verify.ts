import { inTurn } from '../../schemas/in-turn.ts';
import type { Command } from 'commander';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Difference } from '../../workers/adapters/sqlite/verify.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { countOf } from '../cli/config-file.ts';
import { dateOption } from '../cli/dates.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withLookedAtContext } from '../cli/open.ts';
import { openProgress } from '../cli/progress.ts';

interface VerifyOptions {
  readonly date?: string;
}

/** `cuadre verify`: is everything as it was recorded? */
export function register(program: Command): void {
  program
    .command('verify')
    .description(
      'recompute every hash: archive, lines, fates, outcomes, the chain of events, reports; counts what "archive prune" dropped',
    )
    .option('--date <date>', 'what one settlement date uses')
    .addHelpText(
      'after',
      examples([['cuadre verify', 'everything; exit code 1 and the first difference by name where there is one']]),
    )
    .action(action(verify));
}

async function verify(cli: Cli, options: VerifyOptions): Promise<ExitCode> {
  const date = dateOption('date', options.date);
  return withLookedAtContext(cli, async (context) => {
    const runs = await runsOf(date, context);
    const checked = await countsOf(runs, date, context);
    const difference = await firstDifference(runs, date, context);
    if (difference === null) {
      cli.print(
        { ok: true, date, checked, difference: null },
        () => `No difference. Checked: ${checkedText(checked)}.`,
      );
      return EXIT.clean;
    }
    const { removeJoined } = await import('../../workers/adapters/sqlite/verify.ts');
    const wasJoined = removeJoined(difference, context.config.storage.lines);
    cli.print({ ok: false, date, checked, difference }, () => differenceText(difference, wasJoined));
    return EXIT.failed;
  });
}

async function runsOf(date: PlainDate | null, { store }: Context): Promise<RunRecord[]> {
  const dates = date === null ? (await store.runs.newestOfEach()).map((run) => run.date) : [date];
  const runs = (await inTurn(dates, (day) => store.runs.generations(day))).flat();
  if (runs.length === 0 && date !== null) throw new CuadreError('run_unknown', `${date} was not run`, { date });
  return runs;
}

/** `pruned_files`: source files that retention dropped, and that are not there to be checked. */
type Checked = Readonly<
  Record<'runs' | 'source_files' | 'pruned_files' | 'line_files' | 'events' | 'report_files', number>
>;

async function countsOf(runs: readonly RunRecord[], date: PlainDate | null, context: Context): Promise<Checked> {
  const { store } = context;
  const { deliveries, isPruned } = await import('../../workers/adapters/sqlite/verify.ts');
  const files = new Map(
    (await inTurn(runs, (run) => store.outcomes.files(run)))
      .flat()
      .flatMap(deliveries)
      .flatMap((file) => (file.sha256 === null ? [] : [[file.sha256, file] as const])),
  );
  const pruned = (await inTurn(files.values(), (file) => isPruned(file, context))).filter(Boolean).length;
  return {
    runs: runs.length,
    source_files: files.size - pruned,
    pruned_files: pruned,
    line_files: (await store.outcomes.registeredFiles(date ?? undefined)).length,
    events: (await store.queue.events()).length,
    report_files: (await inTurn(runs, (run) => store.reports.of(run))).flat().length,
  };
}

/** Files and events first, then what the database says of each run. */
async function firstDifference(
  runs: readonly RunRecord[],
  date: PlainDate | null,
  context: Context,
): Promise<Difference | null> {
  const { store, archive, config } = context;
  const [{ verifyStore }, { prunedInTheWay }] = await Promise.all([
    import('../../workers/adapters/sqlite/verify.ts'),
    import('../../workers/retention/closed.ts'),
  ]);
  const places = {
    store,
    archive,
    linesDirectory: config.storage.lines,
    reportsDirectory: config.reports.directory,
    mayReplay: async (day: PlainDate) => (await prunedInTheWay(day, context)) === null,
  };
  for await (const difference of verifyStore(places, date ?? undefined)) return difference;
  const outcomeFound = await outcomeReader(context);
  const progress = openProgress('verifying', runs.length);
  try {
    for (const [index, run] of runs.entries()) {
      progress.update(index, run.date);
      const found = await outcomeFound(run);
      if (found !== run.outcomeHash)
        return {
          what: `outcome of ${run.date}, generation ${String(run.generation)}`,
          expected: run.outcomeHash,
          found,
        };
    }
  } finally {
    progress.close();
  }
  return indexDifference(context);
}

/**
 * The hash of a run's outcome: the recorded one where the record has what it is of, or what is wrong where the record
 * has lost a part of it.
 */
async function outcomeReader(context: Context): Promise<(run: RunRecord) => Promise<string>> {
  const [{ isHashOf, outcomeHash }, { writtenOutcome }] = await Promise.all([
    import('../../workers/4-classify/hashes.ts'),
    import('../../workers/pipeline/stages.ts'),
  ]);
  return async (run) => {
    try {
      const outcome = await writtenOutcome(run, context);
      return isHashOf(outcome, run.outcomeHash) ? run.outcomeHash : outcomeHash(outcome);
    } catch (error) {
      if (error instanceof CuadreError && error.code === 'integrity_broken') return error.message;
      throw error;
    }
  };
}

/** index.html is made from what was just proved; where it is not what it should be it is named, and put right. */
async function indexDifference(context: Context): Promise<Difference | null> {
  const { indexDifference: find, publishIndex } = await import('../../workers/5-publish/stage.ts');
  const difference = await find(context);
  if (difference === null) return null;
  await publishIndex(context);
  return { what: INDEX, ...difference };
}

function checkedText(checked: Checked): string {
  return [
    countOf(checked.runs, 'run'),
    countOf(checked.source_files, 'source file'),
    countOf(checked.line_files, 'line file'),
    countOf(checked.events, 'event'),
    countOf(checked.report_files, 'report file'),
    ...(checked.pruned_files === 0 ? [] : [`and ${countOf(checked.pruned_files, 'source file')} dropped by retention`]),
  ].join(', ');
}

const INDEX = 'report index.html';

function getBack(replay: Difference['replay']): string {
  if (replay === undefined) return 'Restore it from a backup';
  return `Run "cuadre replay --date ${replay}", which makes it again where nothing that it was made from has changed, or restore it from a backup`;
}

function differenceText({ what, expected, found, replay }: Difference, wasJoined: boolean): string {
  const advice = wasJoined
    ? 'It is made of the keys of line files, which are as they were recorded, and was taken away: it is made again.'
    : what === INDEX
      ? 'It is made from the reports of all dates, which are as they were recorded, and was made anew.'
      : `It is not what was recorded. ${getBack(replay)}, and verify again: only the first difference is shown.`;
  return [`Different: ${what}`, `  recorded: ${expected}`, `  found:    ${found}`, advice].join('\n');
}
