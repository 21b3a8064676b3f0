import { boundHeap, CLOCK } from '../cli/open.ts';
import { loadConfig } from '../cli/config-file.ts';
import { readFileSync } from 'node:fs';
import { drainOutbox } from '../../jobs/discrepancies.ts';
import { openQueues } from '../../jobs/queues.ts';
import { closeConnection, producerConnection, waitUntilReady } from '../../jobs/redis.ts';
import { parsePlainDate } from '../../schemas/values/dates.ts';
import { openContext } from '../../workers/pipeline/open.ts';
import { runDates } from '../../workers/pipeline/run-dates.ts';

/**
 * A run of one date as the command does it, that tells what each stage took: `<config> <date> [<redis url> <prefix>]`.
 * With a Redis, what the outbox holds is then handed to the discrepancy queue, as a worker does.
 */
export interface StageTimes {
  /** Milliseconds by stage; `deliver`: handing the messages to Redis. */
  readonly ms: Readonly<Record<string, number>>;
  /** The most memory that was held by the end of the stage. */
  readonly peakMiB: Readonly<Record<string, number>>;
  readonly sent: number;
}

const [config = '', date = '', url, prefix = ''] = process.argv.slice(2);
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function main(): Promise<StageTimes> {
  boundHeap();
  const day = parsePlainDate(date);
  if (day === null) throw new RangeError(`no date: ${date}`);
  const context = openContext({ ...(await loadConfig(config)), programVersion: 'bench', clock: CLOCK, log: SILENT });
  const times = new Stopwatch();
  await runDates(context, {
    date: day,
    onStage: (_day, stage) => {
      times.begin(stage);
    },
  });
  let sent = 0;
  if (url !== undefined) {
    times.begin('deliver');
    const producer = producerConnection(url, SILENT);
    await waitUntilReady(producer, new AbortController().signal);
    const queues = openQueues(producer, prefix);
    ({ sent } = await drainOutbox({ store: context.store, queues, backlogMax: Number.MAX_SAFE_INTEGER }));
    await queues.close();
    await closeConnection(producer);
  }
  times.begin(null);
  context.store.close();
  return { ms: times.ms, peakMiB: times.peakMiB, sent };
}

class Stopwatch {
  readonly ms: Record<string, number> = {};
  readonly peakMiB: Record<string, number> = {};
  #stage: string | null = null;
  #since = performance.now();

  begin(stage: string | null): void {
    const now = performance.now();
    if (this.#stage !== null) {
      this.ms[this.#stage] = Math.round((this.ms[this.#stage] ?? 0) + now - this.#since);
      this.peakMiB[this.#stage] = peakMiB();
    }
    this.#stage = stage;
    this.#since = now;
  }
}

function peakMiB(): number {
  const [, kib = '0'] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Math.round(Number(kib) / 1024);
}

process.stdout.write(JSON.stringify(await main()));
