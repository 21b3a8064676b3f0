import fc from 'fast-check';
import { describe, it } from 'vitest';
import { runAll, type Ran, type World } from './chain.ts';
import { reportedRuns } from './reported.ts';

/** Throws where the property does not hold. */
export type Check = (ran: readonly Ran[], world: World) => void | Promise<void>;

/**
 * Runs each random chain once and asks every property of it; a test for each property. A chain that breaks one is
 * sought again by itself, so that fast-check shrinks it.
 */
export function everyChain(
  title: string,
  worlds: fc.Arbitrary<World>,
  { seed, runs }: { readonly seed: number; readonly runs: number },
  checks: Readonly<Record<string, Check>>,
): void {
  describe(`${title} (seed ${String(seed)}, ${String(runs)} chains)`, () => {
    let broken: Set<string> | null = null;
    for (const [sentence, check] of Object.entries(checks)) {
      it(sentence, { timeout: 300_000 }, async () => {
        broken ??= await brokenBy(fc.sample(worlds, { seed, numRuns: runs }), checks);
        if (!broken.has(sentence)) return;
        await fc.assert(
          fc.asyncProperty(worlds, async (world) => {
            const ran = await runAll(world);
            try {
              await check(ran, world);
            } catch (problem) {
              throw new Error(`${String(problem)}\n${reportedRuns(ran)}`, { cause: problem });
            }
          }),
          { seed, numRuns: runs },
        );
      });
    }
  });
}

async function brokenBy(worlds: readonly World[], checks: Readonly<Record<string, Check>>): Promise<Set<string>> {
  const broken = new Set<string>();
  for (const world of worlds) {
    const ran = await attempt(() => runAll(world));
    for (const [sentence, check] of Object.entries(checks)) {
      if (broken.has(sentence)) continue;
      const held = ran !== null && (await attempt(async () => (await check(ran, world), true))) !== null;
      if (!held) broken.add(sentence);
    }
  }
  return broken;
}

/** What it comes to, or null where it throws. */
async function attempt<T>(body: () => Promise<T>): Promise<T | null> {
  try {
    return await body();
  } catch {
    return null;
  }
}
