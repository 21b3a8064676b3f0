import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { certain } from '../../../schemas/errors.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { temporaryFolder } from '../fortnight/run.ts';
import { DAYS, planOf } from './plan.ts';
import { play } from './play.ts';
import { stormOf, TROUBLES, type TroubleKind } from './storm.ts';

/** One seed: a chain played calmly, and once more with everything that can happen to its machine. */

export interface SimulateOptions {
  readonly seed: number;
  /** Dates of the chain; 60 unless given. */
  readonly days?: number;
  /** The last date that is played; all unless given. */
  readonly until?: PlainDate;
  readonly without?: ReadonlySet<TroubleKind>;
  /** Told one line a day of the storm, and what is played. */
  readonly tell?: (line: string) => void;
}

export interface Simulated {
  readonly seed: number;
  /** What did not hold, one sentence each; nothing where all did. */
  readonly problems: readonly string[];
  /** The day on which it broke. */
  readonly date: PlainDate | null;
  readonly blows: number;
}

export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const { seed, days = DAYS, without = new Set(), tell = () => undefined } = options;
  const plan = planOf(seed, days);
  const last = certain(plan.fortnight.dates.at(-1), 'the last date');
  const { until = last } = options;
  const kinds = new Set(TROUBLES.filter((kind) => !without.has(kind)));
  const folder = temporaryFolder('cuadre-sim');
  let blows = 0;
  try {
    const calm = await play({
      plan,
      folder: join(folder, 'calm'),
      until,
      calm: null,
      storm: null,
      tell: () => undefined,
    });
    const ended = (problems: readonly string[], played: typeof calm): Simulated => ({
      seed,
      problems,
      date: problems.length === 0 ? null : played.date,
      blows,
    });
    if (calm.problems.length > 0)
      return ended(
        calm.problems.map((one) => `calm: ${one}`),
        calm,
      );
    const storm = await play({
      plan,
      folder: join(folder, 'storm'),
      until,
      calm: calm.days,
      storm: stormOf(seed, kinds, () => {
        blows += 1;
      }),
      tell,
    });
    return ended(storm.problems, storm);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The command that plays a seed again, as far as it broke. */
export function commandOf({ seed, date }: Simulated, { days, without }: SimulateOptions): string {
  return [
    `npm run sim -- --seed ${seed}`,
    ...(date === null ? [] : [`--until ${date}`]),
    ...(days === undefined ? [] : [`--days ${days}`]),
    ...(without === undefined || without.size === 0 ? [] : [`--without ${[...without].join(',')}`]),
  ].join(' ');
}
