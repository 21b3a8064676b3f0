import type { Command } from 'commander';
import type { QueueConfig } from '../../schemas/config/config.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Queues } from '../../jobs/queues.ts';
import type { DateProgress } from '../../jobs/progress.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { action, examples, type Cli } from '../cli/command.ts';
import { dateOption } from '../cli/dates.ts';
import { EXIT, type ExitCode } from '../cli/exit.ts';
import { openLog } from '../cli/log.ts';
import { CLOCK, worked } from '../cli/open.ts';
import { adviceFor, underWayDocument } from '../cli/under-way.ts';
import { PROGRAM_VERSION } from '../cli/version.ts';

interface EnqueueOptions {
  readonly date?: string;
  readonly replay?: true;
  readonly events?: true;
  readonly since?: string;
}

/** How long Redis may take to answer. */
const REACH_MS = 2_000;

/** `cuadre enqueue`: asks the running workers for a date. */
export function register(program: Command): void {
  program
    .command('enqueue')
    .description('ask the running workers for a date, or send messages of the discrepancy queue again')
    .option('--date <date>', 'the settlement date')
    .option('--replay', 'from the start, also where a stage of it is parked')
    .option('--events', 'with --since: send the messages of the discrepancy queue again, under the same ids')
    .option('--since <date>', 'with --events: of the runs of this settlement date and later ones')
    .addHelpText(
      'after',
      examples([
        ['cuadre enqueue --events --since 2026-07-01', 'a consumer lost what it had taken since that date'],
        ['cuadre enqueue --events --since 2026-07-01 --json', 'the same, with the count as one document'],
        ['cuadre enqueue --date 2026-07-01', 'look at the date again; equal files change nothing'],
        ['cuadre enqueue --date 2026-07-01 --replay', 'also where a stage was started too often and is parked'],
      ]),
    )
    .action(action(enqueue));
}

async function enqueue(cli: Cli, options: EnqueueOptions): Promise<ExitCode> {
  if (options.events === true || options.since !== undefined) return sendEvents(cli, options);
  const date = dateOption('date', options.date);
  if (date === null) throw new CuadreError('usage_invalid', '--date is missing: enqueue needs --date, or --events');
  const asked = await askWorkers(cli, date, options.replay === true);
  cli.print(documentOf(asked), () => textOf(asked));
  return EXIT.clean;
}

/** `--events --since`: sends messages again, as far as the queue has room; the workers send the rest. */
async function sendEvents(cli: Cli, { events, since: text, date, replay }: EnqueueOptions): Promise<ExitCode> {
  const since = dateOption('since', text);
  if (events !== true || since === null || date !== undefined || replay !== undefined)
    throw new CuadreError('usage_invalid', '--events and --since go together, and with no other option');
  const { drainOutbox, sendAgain } = await import('../../jobs/discrepancies.ts');
  return withQueues(cli, async ({ queue, context, queues }) => {
    const outbox = { store: context.store, queues, backlogMax: queue.backlogMax };
    const messages = await sendAgain(since, outbox);
    const { sent, isFull } = await drainOutbox(outbox);
    cli.print({ since, messages, sent, waiting: await context.store.outbox.size() }, () =>
      [
        `${String(messages)} messages of ${since} and later dates are sent again; a consumer knows them by their eventId.`,
        ...(isFull ? ['The queue is full (queue.backlogMax): the workers send the rest as consumers take them.'] : []),
      ].join('\n'),
    );
    return EXIT.clean;
  });
}

/** What follows of asking for a date. */
interface Asked {
  readonly date: PlainDate;
  /** Every date under way up to it, the date among them. */
  readonly underWay: readonly DateProgress[];
  /** It was under way before and was not started anew: it goes on with what it has. */
  readonly goesOn: boolean;
  readonly enqueued: number;
  /** Worker processes that are there to take its first jobs. */
  readonly workers: number;
}

function documentOf({ date, underWay, goesOn, enqueued, workers }: Asked): Readonly<Record<string, unknown>> {
  return {
    date,
    under_way: underWay.map((one) => one.date),
    goes_on: goesOn,
    enqueued,
    workers,
    needs_a_person: underWay.filter((one) => adviceFor(one) !== null).map(underWayDocument),
  };
}

function textOf({ date, underWay, goesOn, workers }: Asked): string {
  const others = underWay.filter((one) => one.date !== date);
  const after = others.length === 0 ? '' : `, after ${others.map((one) => one.date).join(', ')}`;
  const first = goesOn
    ? `${date} is under way already${after}; it goes on with the files that were found. With --replay it starts anew.`
    : `${date} is asked for${after}.`;
  const stuck = others.flatMap((one) => {
    const advice = adviceFor(one);
    return advice === null ? [] : [`${one.date} is ${one.state} and may hold it up: ${advice}`];
  });
  const who = workers === 0 ? ['No worker is there to take it: it begins when one is started ("cuadre worker").'] : [];
  return [first, ...stuck, ...who, '"cuadre status" shows how far it is.'].join('\n');
}

/** What a command speaks to the queues with. */
interface Opened {
  readonly queue: QueueConfig;
  readonly context: Context;
  readonly queues: Queues;
}

/** Opens store and queues for the time of `work`. Throws `queue_unreachable` before anything is done. */
async function withQueues<T>(cli: Cli, work: (opened: Opened) => Promise<T>): Promise<T> {
  const { config, configHash } = await cli.loadConfig();
  const { queue } = config;
  if (queue === null)
    throw new CuadreError('configuration_invalid', 'queue.url is not set: there are no workers to ask', {});
  const log = openLog('error');
  const [redis, { openQueues }, { openContext }] = await Promise.all([
    import('../../jobs/redis.ts'),
    import('../../jobs/queues.ts'),
    import('../../workers/pipeline/open.ts'),
  ]);
  const connection = redis.producerConnection(queue.url, log);
  const queues = openQueues(connection, queue.prefix);
  const context = openContext({ config, configHash, programVersion: PROGRAM_VERSION, clock: CLOCK, log });
  try {
    // First, so that a date is not taken up where the caller was told that it was not.
    if (!(await redis.waitUntilReady(connection, AbortSignal.timeout(REACH_MS)))) {
      throw new CuadreError('queue_unreachable', 'Redis cannot be reached', {
        redis: redis.withoutPassword(queue.url),
      });
    }
    return await worked(() => work({ queue, context, queues }), context);
  } finally {
    await queues.close();
    await redis.closeConnection(connection);
    context.store.close();
  }
}

async function askWorkers(cli: Cli, date: PlainDate, replay: boolean): Promise<Asked> {
  const [
    { jobsToAdd, readRecorded },
    { askForDate },
    { settledGoLive, today },
    { datesUnderWay },
    { assertNotPruned },
  ] = await Promise.all([
    import('../../jobs/due.ts'),
    import('../../jobs/ask.ts'),
    import('../../workers/pipeline/run-dates.ts'),
    import('../../workers/queries/dates.ts'),
    import('../../workers/retention/closed.ts'),
  ]);
  return withQueues(cli, async ({ context, queues }) => {
    const now = today(context);
    if (date > now) throw new CuadreError('usage_invalid', `${date} is in the future`, { date, today: now });
    const goLive = await settledGoLive(context);
    await assertNotPruned(date, context);
    const { progress } = context.store;
    const goesOn = !replay && (await progress.of(date)) !== null;
    await askForDate({ date, goLive, replay }, context.store);
    // Before the workers are told: a small date is over in no time.
    const underWay = (await datesUnderWay(context)).filter((one) => one.date <= date);
    const jobs = jobsToAdd(await readRecorded(context.store, goLive, context.config.sources));
    await queues.enqueue(jobs);
    return { date, underWay, goesOn, enqueued: jobs.length, workers: await queues.takers('download') };
  });
}
