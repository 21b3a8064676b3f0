import { JOBS, type JobName } from '../../jobs/contracts.ts';
import type { Queues } from '../../jobs/queues.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { Timers } from './timers.ts';

/** The part of a BullMQ worker that is watched. */
export interface Closable {
  readonly close: (force?: boolean) => Promise<void>;
}

/** A worker of one queue that is made anew where it no longer takes jobs. */
export interface WatchedWorker {
  readonly job: JobName;
  readonly queue: string;
  readonly onTaken: () => void;
  readonly onLetGo: () => void;
  /** Looks whether jobs wait while the worker is free and takes none, and makes another one then. */
  readonly check: () => Promise<void>;
  /** True where even another worker took none. */
  readonly isIdle: () => boolean;
  readonly close: () => Promise<unknown>;
}

export interface Watching {
  readonly queues: Pick<Queues, 'waiting'>;
  readonly log: Log;
  readonly clock: Clock;
  readonly timers: Pick<Timers, 'idleMs'>;
}

/**
 * A worker can stop polling after an outage of Redis without a word and with every other sign of health (BullMQ had
 * this more than once). What shows it: jobs wait, the worker is free, and none was taken for a while.
 */
export function watchWorker(
  job: JobName,
  make: () => Closable,
  { queues, log, clock, timers }: Watching,
): WatchedWorker {
  const { queue, concurrency } = JOBS[job];
  let worker = make();
  let active = 0;
  /** Since when jobs wait and none was taken; null where none waits. */
  let sinceMs: number | null = null;
  let isRemade = false;
  return {
    job,
    queue,
    onTaken: () => {
      active += 1;
      sinceMs = null;
      isRemade = false;
    },
    onLetGo: () => {
      active -= 1;
    },
    check: async () => {
      // Without Redis nothing can be taken, and the connection tells of it.
      const waiting = await queues.waiting(job).catch(() => 0);
      const nowMs = clock.nowMs();
      if (waiting === 0 || active >= concurrency) {
        sinceMs = null;
        isRemade = false;
        return;
      }
      sinceMs ??= nowMs;
      if (nowMs - sinceMs < timers.idleMs) return;
      log.warn({ queue, waiting, ms: nowMs - sinceMs }, 'jobs wait and none is taken; the worker is made anew');
      const former = worker;
      worker = make();
      sinceMs = nowMs;
      isRemade = true;
      former.close(true).catch(() => undefined);
    },
    isIdle: () => isRemade,
    close: () => worker.close(),
  };
}
