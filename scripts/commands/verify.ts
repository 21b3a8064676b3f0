import { inTurn } from '../../schemas/in-turn.ts';
import type { Command } from 'commander';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Difference } from '../../schemas/ports/differences.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { countOf } from '../cli/config-file.ts';
import { dateOption } from '../cli/dates.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withLookedAtContext, withRecordedContext } from '../cli/open.ts';
import { openProgress } from '../cli/progress.ts';

interface VerifyOptions {
  readonly date?: string;
  readonly repair?: true;
  readonly yes?: true;
}

/** `cuadre verify`: is everything as it was recorded? */
export function register(program: Command): void {
  program
    .command('verify')
    .description(
      'holds everything against what was recorded: the database and its chain, archive, lines, fates, outcomes, events, reports; changes nothing; counts what "archive prune" dropped',
    )
    .option('--date <date>', 'what one settlement date uses; the database is read whole all the same')
    .option('--repair', 'make again what can be made again, after it was shown and agreed to')
    .option('--yes', 'with --repair: do not ask')
    .addHelpText(
      'after',
      examples([
        ['cuadre verify', 'everything; exit code 1 and the first difference by name where there is one'],
        ['cuadre verify --repair', 'every difference, what would be done about it, and the question whether to do it'],
      ]),
    )
    .action(action(verify));
}

async function verify(cli: Cli, options: VerifyOptions): Promise<ExitCode> {
  const date = dateOption('date', options.date);
  if (options.yes === true && options.repair !== true)
    throw new CuadreError('usage_invalid', '--yes is for --repair: verify itself changes nothing', { option: 'yes' });
  if (options.repair === true) {
    const { repairAll } = await import('../cli/repairing.ts');
    return withRecordedContext(cli, (context) =>
      repairAll(cli, () => differences(date, context), { isAgreed: options.yes === true, context }),
    );
  }
  return withLookedAtContext(cli, async (context) => {
    for await (const difference of differences(date, context)) {
      cli.print({ ok: false, date, checked: null, difference }, () => differenceText(difference));
      return EXIT.failed;
    }
    const checked = await countsOf(await runsOf(date, context), date, context);
    cli.print({ ok: true, date, checked, difference: null }, () => `No difference. Checked: ${checkedText(checked)}.`);
    return EXIT.clean;
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
    events: await store.queue.lastEvent(),
    report_files: (await inTurn(runs, (run) => store.reports.of(run))).flat().length,
  };
}

/** The database first, then files, then what the database says of each run, and the page over all dates. */
async function* differences(date: PlainDate | null, context: Context): AsyncGenerator<Difference> {
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
  let isWhole = true;
  for await (const difference of verifyStore(places, date ?? undefined)) {
    isWhole = false;
    yield difference;
  }
  // What is made from what differs would differ with it.
  if (!isWhole) return;
  yield* outcomeDifferences(await runsOf(date, context), context);
  const { indexDifference } = await import('../../workers/5-publish/stage.ts');
  const ofPage = await indexDifference(context);
  if (ofPage !== null) yield { what: 'report index.html', ...ofPage, repair: { kind: 'page' } };
}

async function* outcomeDifferences(runs: readonly RunRecord[], context: Context): AsyncGenerator<Difference> {
  const outcomeFound = await outcomeReader(context);
  const progress = openProgress('verifying', runs.length);
  try {
    for (const [index, run] of runs.entries()) {
      progress.update(index, run.date);
      const [what, expected] = [`outcome of ${run.date}, generation ${String(run.generation)}`, run.outcomeHash];
      const found = await outcomeFound(run);
      if (found !== expected) yield { what, expected, found };
    }
  } finally {
    progress.close();
  }
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

function getBack({ replay, repair }: Difference): string {
  const again = 'makes it again where nothing that it was made from has changed';
  if (replay !== undefined)
    return `Run "cuadre replay --date ${replay}" or "cuadre verify --repair", which ${again}, or restore it from a backup ("cuadre restore --from FOLDER")`;
  if (repair !== undefined) return `Run "cuadre verify --repair", which ${again}`;
  return 'Restore it from a backup ("cuadre restore --from FOLDER")';
}

function differenceText(difference: Difference): string {
  const { what, expected, found } = difference;
  const advice = `It is not what was recorded. ${getBack(difference)}, and verify again: only the first difference is shown.`;
  return [`Different: ${what}`, `  recorded: ${expected}`, `  found:    ${found}`, advice].join('\n');
}
