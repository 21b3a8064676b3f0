import { inTurn } from '../../schemas/in-turn.ts';
import type { Command } from 'commander';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Replay, Rerun } from '../../workers/pipeline/replay.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { dateOption } from '../cli/dates.ts';
import type { ExitCode } from '../cli/exit.ts';
import { boundHeap, withRecordedContext, withScratchContext } from '../cli/open.ts';
import { openProgress } from '../cli/progress.ts';
import { limitStages } from '../cli/stage-limit.ts';
import { keptText } from '../cli/typed.ts';

interface ReplayCommand {
  readonly date?: string;
  readonly asOf?: string;
  readonly refetch?: true;
  readonly cascade?: true;
  readonly dryRun?: true;
  readonly reason?: string;
}

/** `cuadre replay`: a date again, and what that changes. */
export function register(program: Command): void {
  program
    .command('replay')
    .description(
      'a date again, and what that changes: other inputs make its next generation, equal ones record nothing',
    )
    .requiredOption('--date <date>', 'the settlement date; it must have been run')
    .option(
      '--as-of <date>',
      'a view as well: its lines as they stand at the close of this date; what the view needs is run again',
    )
    .option(
      '--refetch',
      'look for the files at their sources again; without it the archive has them, as the newest generation used them',
    )
    .option('--cascade', 'run every later date again that this makes stale, oldest first, from the archive')
    .option('--dry-run', 'say what would change; nothing is recorded or written')
    .option('--reason <text>', 'why; kept with the generation, in its manifest and in "cuadre status"')
    .addHelpText(
      'after',
      examples([
        ['cuadre replay --date 2026-07-01 --dry-run', 'what a changed configuration would change'],
        ['cuadre replay --date 2026-07-01 --reason "tariff of July corrected"', 'record it as the next generation'],
        ['cuadre replay --date 2026-07-01 --refetch --cascade', 'take a restated file, and run the later dates again'],
        ['cuadre replay --date 2026-07-01 --as-of 2026-07-05', 'and write reports/2026-07-01/as-of-2026-07-05/'],
        ['cuadre replay --date 2026-07-01 --json', 'the diff as one document'],
      ]),
    )
    .action(action(replay));
}

/** What was asked, checked. */
interface Asked {
  readonly date: PlainDate;
  readonly asOf: PlainDate | null;
  readonly refetch: boolean;
  readonly cascade: boolean;
  readonly dryRun: boolean;
  readonly reason: string | null;
}

const REASON_LENGTH_MAX = 500;

function asked(options: ReplayCommand): Asked {
  const date = dateOption('date', options.date);
  const asOf = dateOption('as-of', options.asOf);
  if (date === null) throw new CuadreError('usage_invalid', 'replay needs --date', {});
  if (asOf !== null && asOf < date)
    throw new CuadreError('usage_invalid', '--as-of is a date that is not earlier than --date', { date, asOf });
  const reason = options.reason?.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim() ?? null;
  if (reason === '' || (reason !== null && reason.length > REASON_LENGTH_MAX)) {
    throw new CuadreError('usage_invalid', `--reason is a text of at most ${String(REASON_LENGTH_MAX)} characters`, {});
  }
  return {
    date,
    asOf,
    refetch: options.refetch ?? false,
    cascade: options.cascade ?? false,
    dryRun: options.dryRun ?? false,
    reason,
  };
}

async function replay(cli: Cli, options: ReplayCommand): Promise<ExitCode> {
  boundHeap();
  const typed = asked(options);
  const open = typed.dryRun ? withScratchContext : withRecordedContext;
  return open(cli, async (context) => {
    const reason = typed.reason === null ? null : keptText(typed.reason, '--reason', context.config);
    const wish = { ...typed, reason };
    return report(cli, wish, await replayWithProgress(cli, wish, context), context);
  });
}

async function replayWithProgress(cli: Cli, wish: Asked, context: Context): Promise<Replay> {
  const [{ replayDate }, { STAGES }] = await Promise.all([
    import('../../workers/pipeline/replay.ts'),
    import('../../jobs/order.ts'),
  ]);
  let progress = openProgress('replaying', 0);
  let done = 0;
  const limit = limitStages({ minutes: context.config.limits.stageMinutes, json: cli.json });
  try {
    return await replayDate(context, {
      ...wish,
      onPlan: (dates) => {
        progress.close();
        progress = openProgress('replaying', dates * STAGES.length);
      },
      onStage: (date, stage) => {
        limit.began(date, stage);
        progress.update(done * STAGES.length + STAGES.indexOf(stage), `${date} ${stage}`);
      },
      onDate: () => {
        done += 1;
      },
    });
  } finally {
    await limit.end();
    progress.close();
  }
}

async function report(cli: Cli, wish: Asked, replayed: Replay, context: Context): Promise<ExitCode> {
  const [{ documentOfReplay, exitOfReplay, textOfReplay, textOfRerun }, { REPLAY_PHRASES }, run, { languageOf }] =
    await Promise.all([
      import('../cli/replay-report.ts'),
      import('../../workers/wording/replay-phrases.ts'),
      import('../cli/run-report.ts'),
      import('../cli/describe.ts'),
    ]);
  const exit = await exitOfReplay(replayed, context);
  const view = await viewOf(wish, replayed, context);
  const rerun = async (one: Rerun): Promise<string> => textOfRerun(one, context);
  const [earlier, later] = [await inTurn(replayed.earlier, rerun), await inTurn(replayed.later, rerun)];
  cli.print({ ...(await documentOfReplay(replayed, wish, context)), view, exit }, () =>
    [
      ...(wish.dryRun ? [REPLAY_PHRASES[languageOf(context.config)].dryRun] : []),
      ...earlier,
      run.textOfResult(replayed.result, context.config, { opened: false, reports: !wish.dryRun }),
      textOfReplay(replayed, context.config),
      ...later,
      ...(view === null
        ? []
        : [`${view.date} as of ${view.as_of}: ${view.headline}${view.reports === null ? '' : `\n  ${view.reports}`}`]),
    ].join('\n'),
  );
  return exit;
}

/** Writes the view that was asked for; a dry run only tells it. */
async function viewOf({ asOf, dryRun }: Asked, { view }: Replay, context: Context) {
  if (view === null || asOf === null) return null;
  const [{ publishAsOf }, { headlineOf }, { languageOf, reportsFolder }] = await Promise.all([
    import('../../workers/5-publish/stage.ts'),
    import('../cli/run-report.ts'),
    import('../cli/describe.ts'),
  ]);
  const { record, outcome, sources } = view;
  if (!dryRun) await publishAsOf(record, outcome, sources, asOf, context);
  return {
    date: record.date,
    as_of: asOf,
    generation: record.generation,
    headline: headlineOf({ outcome, sources }, asOf, languageOf(context.config)),
    reports: dryRun ? null : reportsFolder(context.config, record.date, `as-of-${asOf}`),
  };
}
