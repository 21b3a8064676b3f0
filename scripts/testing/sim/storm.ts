import { CuadreError } from '../../../schemas/errors.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { runDates } from '../../../workers/pipeline/run-dates.ts';
import { seededRandom, type Random } from '../fortnight/random.ts';
import { Killed, shortError, type Blow, type Counts, type Machine } from './machine.ts';
import type { MemoryQueue, QueueTrouble } from './queue.ts';

/** What can happen to a machine and its queue. After it the night is run to its end, and must come to the same. */

export const TROUBLES = ['kills', 'disk', 'queue', 'wipes', 'clock', 'zone', 'twins'] as const;
export type TroubleKind = (typeof TROUBLES)[number];

export interface Struck {
  readonly date: PlainDate;
  readonly machine: Machine;
  /** What the run of this date does in a calm play. */
  readonly counts: Counts;
  readonly queue: MemoryQueue;
}

export interface Storm {
  /** Attempts at the night that something comes between; what happened, in words. `WRONG` where one ended otherwise. */
  readonly strike: (struck: Struck) => Promise<readonly string[]>;
  /** What comes between a person and the store. */
  readonly blowOnDecision: () => Blow | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const JUMPS_MS = [5 * MINUTE_MS, -HOUR_MS, 2 * HOUR_MS, 48 * HOUR_MS] as const;
const ZONES = ['UTC', 'Asia/Tokyo', 'America/St_Johns', 'Pacific/Kiritimati'] as const;
const QUEUE_TROUBLES: readonly QueueTrouble[] = [
  'refused',
  'taken, and the answer is lost',
  'half is taken, then the connection is lost',
];
const ATTEMPTS_MAX = 3;
/** Of the tests' process. */
const HOME_ZONE = process.env['TZ'];

export function stormOf(seed: number, kinds: ReadonlySet<TroubleKind>, onAttempt: () => void): Storm {
  const random = seededRandom(seed * 31_337 + 7);
  return {
    strike: async (struck) => {
      const told: string[] = [];
      for (let attempts = kinds.size === 0 ? 0 : random.int(0, ATTEMPTS_MAX); attempts > 0; attempts -= 1) {
        onAttempt();
        told.push(...(await attempt(random, kinds, struck)));
      }
      told.push(...(await strikeQueue(random, kinds, struck)));
      return told;
    },
    blowOnDecision: () =>
      kinds.has('kills') && random.chance(30)
        ? { kind: 'kill', at: 'question', nth: 1, before: random.chance(50) }
        : null,
  };
}

/** One attempt at the night, with a blow where the kinds have one. */
async function attempt(random: Random, kinds: ReadonlySet<TroubleKind>, struck: Struck): Promise<string[]> {
  const { date, machine, counts } = struck;
  const told: string[] = [];
  const { nowMs } = machine;
  const isTwin = kinds.has('twins') && random.chance(20);
  // A process of another host that is killed holds its date until its clock says so: none waits for two days.
  if (kinds.has('clock') && !isTwin && random.chance(30)) {
    const jump = random.pick(JUMPS_MS);
    machine.nowMs += jump;
    told.push(`the clock is off by ${jump / MINUTE_MS} min`);
  }
  if (kinds.has('zone') && random.chance(30)) {
    const zone = random.pick(ZONES);
    process.env['TZ'] = zone;
    told.push(`the host is in ${zone}`);
  }
  const blow = blowOf(random, kinds, counts);
  const night = isTwin
    ? machine.twins((context) => runDates(context, { date }), blow)
    : machine.process((context) => runDates(context, { date }), blow).then(() => []);
  const ends = await night.then(
    (errors) => errors.map(endOf),
    (error: unknown) => [endOf(error)],
  );
  if (isTwin) told.push('two at once');
  const hit = machine.hit();
  if (hit !== null) told.push(`${blow?.kind ?? ''} at ${hit}`);
  told.push(...ends);
  machine.nowMs = nowMs;
  if (HOME_ZONE === undefined) delete process.env['TZ'];
  else process.env['TZ'] = HOME_ZONE;
  return told;
}

/** What may come of an attempt: nothing, a kill, an error that says to try again. Everything else is wrong. */
export function endOf(error: unknown): string {
  if (error instanceof Killed) return 'killed';
  if (error instanceof CuadreError && !error.permanent) return error.code;
  return `WRONG: ${error instanceof Error ? error.name : ''} ${shortError(error)}`;
}

function blowOf(random: Random, kinds: ReadonlySet<TroubleKind>, counts: Counts): Blow | null {
  const at = (all: number): number => random.int(1, Math.max(1, all));
  const blows: Blow[] = [];
  const before = random.chance(50);
  if (kinds.has('kills')) {
    blows.push(
      { kind: 'kill', at: 'call', nth: at(counts.calls), before },
      { kind: 'kill', at: 'step', nth: at(counts.steps), before },
      { kind: 'kill', at: 'question', nth: at(counts.questions), before },
    );
  }
  if (kinds.has('disk')) {
    const length = random.pick([1, 1, 5, 1_000_000]);
    blows.push(
      { kind: 'disk', code: 'ENOSPC', nth: at(counts.writes), length, half: before },
      { kind: 'disk', code: 'EIO', nth: at(counts.calls), length: 1, half: false },
      { kind: 'full', pages: random.int(0, 12) },
    );
  }
  return blows.length === 0 ? null : random.pick(blows);
}

/** What happens between the outbox and the consumer. */
async function strikeQueue(random: Random, kinds: ReadonlySet<TroubleKind>, struck: Struck): Promise<string[]> {
  const { machine, queue } = struck;
  const told: string[] = [];
  if (kinds.has('queue') && random.chance(30)) {
    queue.trouble = random.pick(QUEUE_TROUBLES);
    told.push(`the queue: ${queue.trouble}`);
  }
  const blow: Blow | null =
    kinds.has('kills') && random.chance(20)
      ? { kind: 'kill', at: 'question', nth: random.int(1, 3), before: random.chance(50) }
      : null;
  const drain = machine.process(async ({ store }) => {
    await queue.drain(store, 500);
  }, blow);
  const end = await drain.then(() => null, endOf);
  queue.trouble = null;
  if (end !== null) told.push(`the outbox: ${end}`);
  if (kinds.has('wipes') && random.chance(10)) {
    // What waits there is lost with it, and what was done is forgotten.
    if (random.chance(50)) queue.consume(random.int(0, queue.waiting), random.chance(50));
    queue.wipe();
    told.push('Redis comes back empty');
  }
  return told;
}
