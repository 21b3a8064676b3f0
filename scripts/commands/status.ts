import { inTurn } from '../../schemas/in-turn.ts';
import type { Command } from 'commander';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import { FATES } from '../../schemas/lines/records.ts';
import { type SourceFile, sha12 } from '../../schemas/lines/files.ts';
import type { DateProgress } from '../../jobs/progress.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { DateStatus } from '../../workers/queries/dates.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { countOf } from '../cli/config-file.ts';
import { originJson, originOf, originText } from '../../workers/queries/origin.ts';
import { dateOption } from '../cli/dates.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { withLookedAtContext } from '../cli/open.ts';
import { table } from '../cli/output.ts';
import { underWayDocument, underWayText } from '../cli/under-way.ts';

interface StatusOptions {
  readonly date?: string;
}

/** `cuadre status`: where every date stands. */
export function register(program: Command): void {
  program
    .command('status')
    .description(
      'each date: state, generation, sources in or missing, fates, open discrepancies; what workers have under way',
    )
    .option('--date <date>', 'one date, with its files')
    .addHelpText(
      'after',
      examples([
        ['cuadre status', 'every date since the go-live, and how far workers are with those under way'],
        ['cuadre status --date 2026-07-05', 'the files of one date, with totals and hashes'],
      ]),
    )
    .action(action(status));
}

async function status(cli: Cli, options: StatusOptions): Promise<ExitCode> {
  const asked = dateOption('date', options.date);
  return withLookedAtContext(cli, async (context) => {
    const { datesNotRun, datesUnderWay, statusOf } = await import('../../workers/queries/dates.ts');
    const underWay = await datesUnderWay(context);
    const { store } = context;
    if (asked !== null) {
      const run = await store.runs.newest(asked);
      await printDate(cli, context, {
        date: asked,
        run: run && (await statusOf(run, context)),
        progress: underWay.find(({ date }) => date === asked),
      });
      return EXIT.clean;
    }
    const dates = await inTurn(await store.runs.newestOfEach(), (run) => statusOf(run, context));
    const notRun = await datesNotRun(context);
    const backup = await backupState(context);
    const document = { dates: dates.map(documentOf), not_run: notRun, under_way: underWay.map(underWayDocument) };
    cli.print(backup === null ? document : { ...document, backup }, () =>
      [
        overviewText(dates, notRun),
        underWayText(underWay, context.config.timezone),
        backup === null ? '' : backupText(backup),
      ]
        .filter((part) => part !== '')
        .join('\n\n'),
    );
    return EXIT.clean;
  });
}

/** How the scheduled backups stand; null where none are configured. */
interface BackupState {
  readonly newest: string | null;
  readonly due: string;
  readonly overdue: boolean;
  /** Why the folder could not be looked at. */
  readonly problem: string | null;
}

async function backupState({ config, backups, clock }: Context): Promise<BackupState | null> {
  if (config.backup === null || backups === null) return null;
  const { lastTickMs } = await import('../../jobs/nightly.ts');
  const dueMs = lastTickMs({ cron: config.backup.cron, zone: config.timezone }, clock.nowMs());
  const due = new Date(dueMs).toISOString();
  try {
    const newest = await backups.newest();
    const at = newest === null ? null : new Date(newest.atMs).toISOString();
    return { newest: at, due, overdue: newest === null || newest.atMs < dueMs, problem: null };
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    return { newest: null, due, overdue: true, problem: error.message };
  }
}

function backupText({ newest, due, overdue, problem }: BackupState): string {
  const stands = problem ?? (newest === null ? 'there is none' : `the newest is of ${newest}`);
  return overdue ? `backup: overdue since ${due}: ${stands}` : `backup: ${stands}`;
}

interface AskedDate {
  readonly date: PlainDate;
  readonly run: DateStatus | null;
  readonly progress: DateProgress | undefined;
}

/**
 * One date: its newest run, how far workers are with the next one, or both. Throws `run_unknown` where there is
 * neither.
 */
async function printDate(cli: Cli, context: Context, { date, run, progress }: AskedDate): Promise<void> {
  const underWay = progress === undefined ? null : underWayDocument(progress);
  const progressText = progress === undefined ? '' : underWayText([progress], context.config.timezone);
  if (run === null) {
    if (progress === undefined) throw new CuadreError('run_unknown', `${date} was not run`, { date });
    cli.print({ date, state: 'not_run', under_way: underWay }, () => progressText);
    return;
  }
  const origins = await originsText(run, context);
  const { sourceJson } = await import('../../workers/5-publish/summary.ts');
  cli.print(
    {
      ...documentOf(run),
      sources: run.sources.map(sourceJson),
      origins: Object.fromEntries(
        await inTurn(run.sources, async (file) => [file.source, originJson(await originOf(file, context))]),
      ),
      made: run.generations.map(generationJson),
      under_way: underWay,
    },
    () => [detailText(run), '', origins, ...(progressText === '' ? [] : ['', progressText])].join('\n'),
  );
}

function documentOf(one: DateStatus): Readonly<Record<string, unknown>> {
  const named = (state: SourceFile['state']): string[] =>
    one.sources.filter((file) => file.state === state).map((file) => file.source);
  return {
    date: one.date,
    state: one.state,
    generation: one.generation,
    generations: one.generations.length,
    reason: one.reason,
    published: one.published,
    sources_in: named('in'),
    sources_missing: named('missing'),
    sources_rejected: named('rejected'),
    fates: one.fates,
    actions_open: one.openActions,
  };
}

/** What one generation was made of. */
function generationJson(run: RunRecord): Readonly<Record<string, unknown>> {
  return {
    generation: run.generation,
    parent_generation: run.parentGeneration,
    stale: run.stale,
    reason: run.reason,
    last_event: run.lastEvent,
    configuration: run.configHash,
    rules_version: run.rulesVersion,
  };
}

const HEADER = [
  'date',
  'state',
  'gen',
  'files',
  'matched',
  'awaiting',
  'broken',
  'decided',
  'out of scope',
  'rejected',
  'open actions',
];
const NUMBERS = [2, 4, 5, 6, 7, 8, 9, 10];
/** Shown where any date has one: most generations need no reason. */
const REASON = 'reason';

function overviewText(dates: readonly DateStatus[], notRun: readonly PlainDate[]): string {
  const rows = dates.map((one) => [
    one.date,
    one.published ? one.state : `${one.state}, not published`,
    String(one.generation),
    filesText(one.sources),
    ...FATES.map((fate) => String(one.fates[fate])),
    String(one.openActions),
    one.reason ?? '',
  ]);
  const header = dates.some((one) => one.reason !== null) ? [...HEADER, REASON] : HEADER;
  const [first] = notRun;
  const rest =
    first === undefined ? '' : `not run: ${countOf(notRun.length, 'date')}, ${first} to ${notRun.at(-1) ?? first}`;
  return [table(header, rows, { right: NUMBERS }), rest].filter((part) => part !== '').join('\n\n');
}

/** `4 of 4`, or what is wanting. */
function filesText(sources: readonly SourceFile[]): string {
  const expected = sources.filter((file) => file.state !== 'not_expected');
  const lacking = expected.filter((file) => file.state !== 'in');
  const count = `${String(expected.length - lacking.length)} of ${String(expected.length)}`;
  return [count, ...lacking.map((file) => `${file.source} ${file.state}`)].join(', ');
}

async function originsText(one: DateStatus, context: Context): Promise<string> {
  const rows = await inTurn(one.sources, async (file) => [file.source, originText(await originOf(file, context))]);
  return table(['source', 'from'], rows);
}

function detailText(one: DateStatus): string {
  const rows = one.sources.map((file) => [
    file.source,
    file.state,
    file.name ?? '',
    String(file.lines),
    String(file.rejects),
    sha12(file) ?? '',
    file.problem?.detail ??
      (file.refused ? `${file.refused.problem.code} when it came again: ${file.refused.problem.detail}` : null) ??
      (file.footing === null
        ? ''
        : `${file.footing.state}${file.footing.detail === '' ? '' : `: ${file.footing.detail}`}`),
  ]);
  return [
    overviewText([one], []),
    '',
    table(['source', 'state', 'file', 'lines', 'unreadable', 'sha256', 'footing or problem'], rows, { right: [3, 4] }),
    ...(one.generations.length > 1 ? ['', generationsText(one.generations)] : []),
  ].join('\n');
}

function generationsText(generations: readonly RunRecord[]): string {
  const rows = generations.map((run) => [
    String(run.generation),
    run.parentGeneration === null ? '' : String(run.parentGeneration),
    run.stale ? 'stale' : '',
    String(run.lastEvent),
    run.configHash.slice(0, 12),
    run.reason ?? '',
  ]);
  return table(['gen', 'of parent', '', 'last event', 'configuration', REASON], rows, { right: [0, 1, 3] });
}
