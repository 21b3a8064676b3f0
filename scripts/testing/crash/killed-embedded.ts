import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cuadre } from '../cuadre.ts';
import type { CrashCase, Lane } from './cases.ts';
import {
  leftIn,
  pointsOf,
  SCENARIOS,
  stepsIn,
  type Embedded,
  type Left,
  type Point,
  type Scenario,
} from './embedded.ts';

/** How many passes of one step are each killed once: of the first dates, sources and files. */
const PASSES = 3;
/** Where the run that puts a killed one right is killed too. */
const AGAIN_AT = [
  'download:done',
  'match:done',
  'fates_in_place',
  'committed',
  'generation_in_place',
  'reports_recorded',
  'swept',
];

/** What a calm run of a scenario does and leaves. */
export interface Calm {
  readonly steps: readonly string[];
  readonly left: Left;
}

/** A calm run of a scenario. */
export async function calmOf(scenario: Scenario, embedded: Embedded): Promise<Calm> {
  const file = join(mkdtempSync(join(tmpdir(), 'cuadre-steps-')), 'steps');
  const folder = await embedded.copyOf(scenario);
  try {
    const { code, log } = await embedded.run(folder, scenario, { steps: file });
    if (code !== 0) throw new Error(`the calm run failed: ${log}`);
    return { steps: stepsIn(file), left: await leftIn(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(file, '..'), { recursive: true, force: true });
  }
}

/**
 * Kills a run at one point after another, each time a process of its own, then lets one run to its end. Gives what
 * differs from the calm run.
 */
export async function killedAt(
  points: readonly Point[],
  scenario: Scenario,
  calm: Calm,
  { embedded, cuadre }: { readonly embedded: Embedded; readonly cuadre: Cuadre },
): Promise<string | null> {
  const folder = await embedded.copyOf(scenario);
  try {
    for (const [index, crash] of points.entries()) {
      const { signal, log } = await embedded.run(folder, scenario, { crash });
      // What the first left may be so whole that the second has nothing to do at its point.
      if (signal !== 'SIGKILL' && index === 0) return `never reached: ${log}`;
    }
    return await healed(folder, scenario, calm, { embedded, cuadre });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs to the end what was broken, and gives what differs from the calm run. */
export async function healed(
  folder: string,
  scenario: Scenario,
  { left: calm }: Calm,
  { embedded, cuadre }: { readonly embedded: Embedded; readonly cuadre: Cuadre },
): Promise<string | null> {
  const { code, log } = await embedded.run(folder, scenario);
  if (code !== 0) return `the next run failed: ${log}`;
  const left = await leftIn(folder);
  for (const part of ['runs', 'events', 'reports', 'temporary'] as const) {
    const others = left[part].filter((line) => !calm[part].includes(line));
    const lost = calm[part].filter((line) => !left[part].includes(line));
    if (others.length + lost.length > 0) return `${part} differ: ${JSON.stringify({ others, lost })}`;
    if (left[part].join('\n') !== calm[part].join('\n')) return `${part} stand in another order`;
  }
  const verified = cuadre.runWarm(['verify'], folder);
  return verified.code === 0 ? null : `verify: ${verified.stdout}${verified.stderr}`;
}

/** A run in one process, killed at every step that it passes; and killed again while the next one puts it right. */
export async function embeddedLane(embedded: Embedded, cuadre: Cuadre): Promise<Lane> {
  const cases: CrashCase[] = [];
  for (const scenario of SCENARIOS) {
    const calm = await calmOf(scenario, embedded);
    const places = { embedded, cuadre };
    const once = pointsOf(calm.steps, PASSES);
    for (const point of once)
      cases.push({
        name: `embedded ${scenario}: killed at ${nameOf(point)}`,
        run: () => killedAt([point], scenario, calm, places),
      });
    if (scenario === 'restated') continue;
    for (const first of once.filter(({ after }) => after === 0))
      for (const step of AGAIN_AT)
        cases.push({
          name: `embedded ${scenario}: killed at ${first.step}, and again at ${step}`,
          run: () => killedAt([first, { step, after: 0 }], scenario, calm, places),
        });
  }
  return { cases, isAlone: false, missing: null, close: () => undefined };
}

function nameOf({ step, after }: Point): string {
  return after === 0 ? step : `${step}, pass ${String(after + 1)}`;
}
