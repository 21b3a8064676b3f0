import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { certain } from '../schemas/errors.ts';
import { makerName } from '../workers/adapters/sqlite/holder.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { killedAt, calmOf, type Calm } from './testing/crash/killed-embedded.ts';
import {
  openEmbedded,
  SCENARIOS,
  temporaryIn,
  type Embedded,
  type Point,
  type Scenario,
} from './testing/crash/embedded.ts';
import { REVISION_STEPS, RUN_STEPS } from './testing/crash/points.ts';
import { MISSING_DATE, providerFile, writeTinyShop } from './testing/tiny-shop.ts';

/** The real command line, killed at any moment, and a folder in which files come and go while it runs. */

let cuadre: Cuadre;
let folder = '';
beforeAll(() => {
  cuadre = buildCuadre();
});
afterAll(() => {
  cuadre.remove();
});
beforeEach(() => {
  folder = writeTinyShop();
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = () => cuadre.run(['run', '--date', MISSING_DATE], folder);
const start = () =>
  spawn(process.execPath, [cuadre.program, 'run', '--date', MISSING_DATE], { cwd: folder, stdio: 'ignore' });

/**
 * The reports of every date by path; the manifest tells of clock and host, and a kill may leave a page half written
 * beside them.
 */
function reports(): Map<string, string> {
  const files = readdirSync(join(folder, 'reports'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'manifest.json' && !entry.parentPath.includes(join('reports', '.tmp')),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length), readFileSync(path, 'utf8')];
    }),
  );
}

describe('a run that is killed', () => {
  it('holds no date: the next run takes it at once and comes to the same', { timeout: 300_000 }, async () => {
    expect(run().code).toBe(4);
    const calm = reports();
    rmSync(folder, { recursive: true, force: true });
    folder = writeTinyShop();
    for (const ms of [300, 600, 900, 1_200, 1_600, 2_000]) {
      const child = start();
      // A fast machine may end the run before the kill: who asks only then for the exit waits for ever.
      const ended = once(child, 'exit');
      await sleep(ms);
      child.kill('SIGKILL');
      await ended;
    }
    expect(run()).toMatchObject({ code: 4 });
    expect(reports()).toEqual(calm);
    expect(temporaryIn(folder)).toEqual([]);
    expect(cuadre.run(['verify'], folder).code).toBe(0);
  });
});

describe('a run that is killed at a step', () => {
  let embedded: Embedded;
  const calm = new Map<Scenario, Calm>();
  beforeAll(async () => {
    embedded = openEmbedded();
    for (const scenario of SCENARIOS) calm.set(scenario, await calmOf(scenario, embedded));
  }, 120_000);
  afterAll(() => {
    embedded.remove();
  });

  it('has a name for each step that it passes', () => {
    const steps = [...calm.values()].flatMap((one) => one.steps);
    expect([...new Set(steps)].sort()).toEqual([...RUN_STEPS, ...REVISION_STEPS].sort());
  });

  it.each<{ at: string; scenario: Scenario; points: readonly Point[] }>([
    { at: 'a file that was read', scenario: 'first', points: [{ step: 'normalise:done', after: 2 }] },
    { at: 'rows of the second date', scenario: 'first', points: [{ step: 'rows_written', after: 1 }] },
    { at: 'reports that nobody sees', scenario: 'restated', points: [{ step: 'generation_in_place', after: 0 }] },
    // The replayed date was done by then, and a later one was recorded and nobody has seen it.
    { at: 'a later date of a replay', scenario: 'replay', points: [{ step: 'committed', after: 1 }] },
    {
      at: 'fates, and again while the next one publishes',
      scenario: 'first',
      points: [
        { step: 'fates_in_place', after: 0 },
        { step: 'linked:summary.json', after: 0 },
      ],
    },
  ])('leaves nothing that the next does not put right: $at', { timeout: 120_000 }, async (killed) => {
    const { scenario, points } = killed;
    const expected = certain(calm.get(scenario), 'a calm run');
    expect(await killedAt(points, scenario, expected, { embedded, cuadre })).toBeNull();
  });
});

describe('what a killed run left half written', () => {
  let embedded: Embedded;
  beforeAll(() => {
    embedded = openEmbedded();
  });
  afterAll(() => {
    embedded.remove();
  });

  it.each<{ step: string; after: number }>([
    { step: 'fates_written', after: 0 },
    { step: 'committed', after: 2 },
    { step: 'written', after: 1 },
    // Readers see the whole date by then: nobody works on it any more.
    { step: 'linked:manifest.json', after: 0 },
    { step: 'done', after: 2 },
  ])('goes with the next run, and what a living process writes stays: $step', { timeout: 120_000 }, async (crash) => {
    const shop = await embedded.copyOf('first');
    try {
      expect((await embedded.run(shop, 'first', { crash })).signal).toBe('SIGKILL');
      expect(temporaryIn(shop)).toHaveLength(1);
      const alive = join(shop, 'data/archive/.tmp', `put-${makerName()}-a1B2c3`);
      mkdirSync(alive);
      expect((await embedded.run(shop, 'first')).code).toBe(0);
      expect(temporaryIn(shop)).toEqual([basename(alive)]);
    } finally {
      rmSync(shop, { recursive: true, force: true });
    }
  });
});

describe('a folder in which files come and go', () => {
  it('is read all the same, and a file that is being written is taken whole', { timeout: 300_000 }, async () => {
    const input = join(folder, 'input');
    symlinkSync('nobody@host.1:2', join(input, '.#orders_2025-03-05.csv'));
    writeFileSync(Buffer.concat([Buffer.from(join(input, 'bogot')), Buffer.from([0xe1])]), 'x');
    const whole = providerFile(MISSING_DATE);
    let written = 20;
    writeFileSync(join(input, 'psp_20250305.csv'), whole.slice(0, written));
    const child = start();
    const ended = once(child, 'exit');
    const run = { isOver: false };
    void ended.then(() => {
      run.isOver = true;
    });
    for (let turn = 0; !run.isOver; turn += 1) {
      writeFileSync(join(input, `upload_${String(turn % 7)}.tmp`), 'x');
      rmSync(join(input, `upload_${String((turn + 3) % 7)}.tmp`), { force: true });
      if (turn % 5 === 4 && written < whole.length) {
        appendFileSync(join(input, 'psp_20250305.csv'), whole.slice(written, written + 1));
        written += 1;
      }
      await sleep(20);
    }
    const [code] = (await ended) as [number];
    expect(written).toBe(whole.length);
    expect([0, 3]).toContain(code);
    expect(readFileSync(join(folder, 'reports', MISSING_DATE, 'discrepancies.csv'), 'utf8')).not.toMatch(
      /source_(missing|rejected)/,
    );
  });
});
