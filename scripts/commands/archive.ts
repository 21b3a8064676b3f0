import type { Command } from 'commander';
import { CuadreError } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withRecordedContext } from '../cli/open.ts';

interface PruneOptions {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly orphans?: true;
  readonly by?: string;
}

const HELP = `
What may go: source files and logs of requests whose newest settlement date is older than storage.retentionYears. What stays:
what a date within the retention uses too, what an open or acknowledged discrepancy names, what still waits or is broken,
lines of open payouts, dates that are stale, unpublished or under way, and what is within the look-back of the newest run.
Normalised lines, reports, decisions and the chain of events are never dropped. A date whose files were dropped cannot be run
again, nor one before it; "cuadre verify" counts dropped files, and tells them apart from lost ones.`;

/** `cuadre archive`: keeping house in the evidence. */
export function register(program: Command): void {
  const group = program
    .command('archive')
    .description('the evidence: source files and what was asked for them; drops what retention lets go');
  group
    .command('prune')
    .description('shows what is older than storage.retentionYears and needed by nothing open, and drops it with --yes')
    .option('--dry-run', 'only show it')
    .option('--yes', 'drop it')
    .option('--orphans', 'also what no run registered and is older than a day')
    .option('--by <name>', 'who drops it, kept with the record; default: CUADRE_USER, USER, LOGNAME or USERNAME')
    .addHelpText(
      'after',
      HELP +
        '\n' +
        examples([
          ['cuadre archive prune --dry-run', 'what would go, and why the rest stays'],
          ['cuadre archive prune --yes --by "Ana Ruiz"', 'drops it'],
          ['cuadre archive prune --dry-run --orphans --json', 'with what a failed night left behind, as one document'],
        ]),
    )
    .action(action(prune));
}

async function prune(cli: Cli, options: PruneOptions): Promise<ExitCode> {
  if (options.dryRun === true && options.yes === true)
    throw new CuadreError('usage_invalid', '--dry-run and --yes exclude each other', { options: ['dry-run', 'yes'] });
  return withRecordedContext(cli, async (context) =>
    options.yes === true ? await drop(cli, options, context) : await show(cli, options, context),
  );
}

async function drop(cli: Cli, options: PruneOptions, context: Context): Promise<ExitCode> {
  const [{ prune: pruneNow }, { pruneDocument, pruneText }, { personOf }] = await Promise.all([
    import('../../workers/retention/prune.ts'),
    import('../cli/prune-report.ts'),
    import('../cli/deciding.ts'),
  ]);
  const by = personOf(options.by).name;
  if (by === '')
    throw new CuadreError('usage_invalid', '--by is empty; it is the name of who drops the files', { option: 'by' });
  const pruned = await pruneNow(context, { by, orphans: options.orphans === true });
  const shown = { ...pruned, orphans: options.orphans === true, by };
  cli.print(pruneDocument(shown, context), () => pruneText(shown, context));
  return EXIT.clean;
}

/** Without --dry-run nothing is shown as done that was not: it refuses and says how much is meant. */
async function show(cli: Cli, options: PruneOptions, context: Context): Promise<ExitCode> {
  const [{ retentionPlan, droppedBy }, { bytesOf, filesText, pruneDocument, pruneText }] = await Promise.all([
    import('../../workers/retention/prune.ts'),
    import('../cli/prune-report.ts'),
  ]);
  const plan = await retentionPlan(context);
  const dropped = droppedBy(plan, options.orphans === true);
  if (options.dryRun !== true) {
    throw new CuadreError(
      'usage_invalid',
      `this would drop ${filesText(dropped)}: look at it with --dry-run, and say so with --yes`,
      {
        files: dropped.length,
        bytes: bytesOf(dropped),
      },
    );
  }
  const shown = { plan, dropped, orphans: options.orphans === true, by: null };
  cli.print(pruneDocument(shown, context), () => pruneText(shown, context));
  return EXIT.clean;
}
