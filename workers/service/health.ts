import { heldText, type Swept } from './sweep.ts';
import type { Timers } from './timers.ts';

/** What is known of a worker process when its health is asked for. */
export interface Vitals {
  readonly nowMs: number;
  readonly startedMs: number;
  readonly redisIsReady: boolean;
  /** Null before the first sweep. */
  readonly swept: Swept | null;
  /** Queues of which jobs wait while this process is free and takes none. */
  readonly idle: readonly string[];
  /** What is wrong with the backup that was due last; null where nothing is. */
  readonly backup: string | null;
  /** True where the configuration allows a Redis that drops keys; default false. */
  readonly mayEvict?: boolean;
}

export interface Health {
  /**
   * `unhealthy`: this process does not do its work, and starting it anew may help. `degraded`: somebody should look.
   */
  readonly status: 'ok' | 'degraded' | 'unhealthy';
  readonly reasons: readonly string[];
}

/** Sweeps that may be missed before the process counts as standing still. */
const SWEEPS_MISSED_MAX = 6;

export function healthOf(vitals: Vitals, { sweepMs }: Pick<Timers, 'sweepMs'>): Health {
  const stillness = standstill(vitals, sweepMs);
  if (stillness.length > 0) return { status: 'unhealthy', reasons: stillness };
  const reasons = concerns(vitals);
  return { status: reasons.length === 0 ? 'ok' : 'degraded', reasons };
}

function standstill({ nowMs, startedMs, redisIsReady, swept, idle }: Vitals, sweepMs: number): string[] {
  const sinceMs = nowMs - (swept?.atMs ?? startedMs);
  // Before the first sweep a process waits for Redis, which is a concern and no standstill.
  const isStill = sinceMs > SWEEPS_MISSED_MAX * sweepMs && (swept !== null || redisIsReady);
  return [
    ...(isStill ? [`no sweep for ${String(Math.round(sinceMs / 1000))} s`] : []),
    ...idle.map((queue) => `jobs wait in ${queue} and none is taken`),
  ];
}

function concerns({ redisIsReady, swept, backup, mayEvict = false }: Vitals): string[] {
  return [
    ...(redisIsReady ? [] : ['Redis is not reachable']),
    ...(swept?.stuck ?? []).map((date) => `${date} waits for a person: a stage failed or is parked`),
    ...(swept === null || swept.evicts === null || mayEvict
      ? []
      : [`Redis has maxmemory-policy ${swept.evicts} and may drop jobs and messages: set it to noeviction`]),
    ...(swept === null || swept.held === null ? [] : [heldText(swept.held)]),
    ...(swept?.outboxIsFull === true ? ['nobody takes the messages of the discrepancy queue'] : []),
    ...(backup === null ? [] : [backup]),
    ...(swept === null || swept.problem === null || !redisIsReady
      ? []
      : [`the last sweep could not do everything: ${swept.problem}`]),
  ];
}
