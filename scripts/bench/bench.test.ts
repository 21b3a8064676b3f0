import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeOld } from './data/cache.ts';
import { writeBulk } from './data/same-day.ts';
import { assertAlike, runContestant, type Contestant } from './parts/race.ts';
import type { Answer } from './peers/answer.ts';
import { measureWorker } from './parts/worker.ts';
import { bundlePrograms, Workplace } from './program.ts';

/**
 * No time is measured here: only that all who are timed by `npm run bench` say the same. How many threads SQL has
 * changes no answer.
 */
const WHO = ['cuadre', 'duckdb2file', 'duckdb1answer', 'plain'] as const;

it('our program, SQL and the plain script say the same of one date: kinds, sums and every discrepancy', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-bench-test-'));
  const programs = bundlePrograms();
  try {
    const counts = writeBulk(folder, 2_000, 3);
    const inbox = join(folder, 'inbox');
    makeOld(inbox);
    const yaml = readFileSync(join(folder, 'cuadre.yaml'), 'utf8');
    const place = new Workplace(programs, join(folder, 'work'), yaml, inbox);
    const answers = new Map<Contestant, Answer>();
    await Promise.all(
      WHO.map(async (who) => {
        answers.set(who, (await runContestant(who, { inbox, place, programs, rows: true })).answer);
      }),
    );
    const found = assertAlike(answers);
    // What is missing in the ERP has a day of grace.
    expect(found).toBe(counts.missingInBank + counts.wrongAmount + counts.duplicate + counts.late);
    expect(answers.get('plain')?.rows).toHaveLength(found);
    expect(answers.get('plain')?.legs.settlement.awaiting.lines).toBe(counts.missingInErp);
    const [first = '', ...others] = answers.get('plain')?.rows ?? [];
    const plain = answers.get('plain');
    if (plain === undefined) throw new RangeError('the plain script did not run');
    // The comparison sees one centavo of one row.
    answers.set('plain', { ...plain, rows: [`${first}1`, ...others] });
    expect(() => assertAlike(answers)).toThrow(/differ/);
  } finally {
    programs.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a worker does one date to its end, and tells how late its main thread was', async () => {
  const programs = bundlePrograms();
  try {
    const { messages, wallMs, maxMs, p99Ms, meanMs, ownMaxMs } = await measureWorker(500, {
      programs,
      runs: null,
      say: () => {},
    });
    // One a discrepancy; how late it was is measured nowhere else.
    expect(messages).toBeGreaterThan(0);
    expect([p99Ms >= meanMs, maxMs >= p99Ms, wallMs > maxMs, wallMs > ownMaxMs]).toEqual([true, true, true, true]);
  } finally {
    programs.remove();
  }
});
