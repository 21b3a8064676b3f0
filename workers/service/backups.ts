import { lastTickMs } from '../../jobs/nightly.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Log } from '../../schemas/ports/log.ts';
import type { Runner } from './runner.ts';
import type { Timers } from './timers.ts';

/** Backups by the schedule of the configuration, for as long as the process lives. */
export interface ScheduledBackups {
  /** What is wrong with the backup that was due last; null where nothing is, or none is configured. */
  readonly problem: () => string | null;
  readonly stop: () => Promise<void>;
}

interface Scheduling {
  readonly context: Pick<Context, 'config' | 'clock' | 'backups'>;
  readonly runner: Pick<Runner, 'run'>;
  readonly log: Log;
  readonly timers: Pick<Timers, 'sweepMs' | 'sourceCheckMs'>;
}

/**
 * Has a backup made after each tick of `backup.cron`. What was missed while no worker lived is made up for once: the
 * folder itself says whether there is a backup since the last tick. One that failed is tried again after
 * `sourceCheckMs`. A thread does it, for the main thread renews locks.
 */
export function scheduleBackups({ context, runner, log, timers }: Scheduling): ScheduledBackups {
  const { backup, timezone } = context.config;
  if (backup === null || context.backups === null) return { problem: () => null, stop: () => Promise.resolve() };
  let doneMs = Number.NEGATIVE_INFINITY;
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  let problem: string | null = null;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const nowMs = context.clock.nowMs();
    const dueMs = lastTickMs({ cron: backup.cron, zone: timezone }, nowMs);
    if (dueMs <= doneMs || nowMs < notBeforeMs) return;
    const due = new Date(dueMs).toISOString();
    try {
      const { id, made, damaged } = await runner.run({ kind: 'backup', sinceMs: dueMs });
      doneMs = dueMs;
      problem =
        damaged.length === 0 ? null : `the backup ${id} lacks what is damaged in the store: ${damaged.join(', ')}`;
      if (made) log.info({ backup: id, due, damaged }, 'backed up');
      if (damaged.length > 0)
        log.error({ backup: id, damaged }, 'a part of the store is damaged, and not in its backup');
    } catch (error) {
      notBeforeMs = nowMs + timers.sourceCheckMs;
      if (error instanceof CuadreError && error.code === 'store_busy') return;
      const code = error instanceof CuadreError ? error.code : 'unexpected';
      problem = `the backup that was due at ${due} is not made: ${code}`;
      log.error({ due, code, reason: String(error) }, 'a backup failed; it is tried again');
    }
  };
  let current: Promise<void> = Promise.resolve();
  const begin = (): void => {
    current = look().finally(() => {
      if (!isStopped) timer = setTimeout(begin, timers.sweepMs);
    });
  };
  begin();
  return {
    problem: () => problem,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return current;
    },
  };
}
