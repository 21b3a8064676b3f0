import { describe, expect, it } from 'vitest';
import { tell } from '../tell.ts';
import { SEEDS } from './seeds.ts';
import { commandOf, simulate } from './simulate.ts';

/** The short form of `npm run sim`: two chains of some weeks, and every seed that once did not hold. */
describe('a simulated chain', () => {
  it.each(SEEDS)('of $seed holds through everything ($because)', { timeout: 300_000 }, async (options) => {
    const startedMs = Date.now();
    const story: string[] = [];
    const played = await simulate({ ...options, tell: (line) => story.push(line) });
    expect(played.problems, `${story.join('\n')}\nrepeat it: ${commandOf(played, options)}`).toEqual([]);
    expect(played.blows).toBeGreaterThan(0);
    tell(
      `simulated seed ${options.seed}: ${played.blows} attempts, ${((Date.now() - startedMs) / 1000).toPrecision(3)} s`,
    );
  });

  it('of one seed is the same story every time', { timeout: 300_000 }, async () => {
    const stories = [[], []] as string[][];
    for (const story of stories) await simulate({ seed: 4, days: 3, tell: (line) => story.push(line) });
    const [first, second] = stories.map((story) => story.map(withoutRandomNames));
    expect(second).toEqual(first);
    expect(first).toHaveLength(3);
  });
});

/** Temporary folders have names of their own. */
function withoutRandomNames(line: string): string {
  return line.replace(
    /(\.tmp\/[a-z]+-(?:by-\d+-\d+-[0-9a-f]+-t\d+-)?|[0-9a-f]\.|cuadre-sim-)[A-Za-z0-9]{6}(?=\/|;|$)/gu,
    '$1',
  );
}
