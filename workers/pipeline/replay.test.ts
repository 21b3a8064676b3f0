import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { GenerationDiff } from '../../schemas/outcome/generation-diff.ts';
import { copyShop, openShop } from '../../scripts/testing/shop.ts';
import { fileOf, provider, ROWS, SALES, writeTenSales, type Row } from '../../scripts/testing/ten-sales.ts';
import { MISSING_DATE, providerFile } from '../../scripts/testing/tiny-shop.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { replayDate, type Replay, type ReplayOptions } from './replay.ts';
import { runDates } from './run-dates.ts';

const [MONDAY, TUESDAY] = ['2025-03-03' as PlainDate, '2025-03-04' as PlainDate];
const LAST = MISSING_DATE as PlainDate;

let recorded = '';
const folders: string[] = [];

beforeAll(async () => {
  recorded = writeTenSales();
  folders.push(recorded);
  const context = await openShop(recorded);
  await runDates(context, { date: LAST });
  context.store.close();
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The recorded shop in a folder of its own; `change` is done to the folder before the store is opened. */
async function withShop<T>(
  work: (context: Context, folder: string) => Promise<T>,
  change: (folder: string) => void = () => undefined,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-replay-'));
  folders.push(folder);
  copyShop(recorded, folder);
  change(folder);
  const context = await openShop(folder);
  try {
    return await work(context, folder);
  } finally {
    context.store.close();
  }
}

const PLAIN = { asOf: null, refetch: false, cascade: false, reason: null } as const;
const replay = async (context: Context, date: PlainDate, change: Partial<ReplayOptions> = {}): Promise<Replay> =>
  replayDate(context, { date, ...PLAIN, ...change });
const generationsOf = async ({ store }: Context): Promise<number[]> =>
  (await store.runs.newestOfEach()).map((run) => run.generation);
const references = ({ entries }: GenerationDiff): string[] =>
  entries.map(({ subject }) => subject.merchantReference).sort();

describe('a date again with equal inputs', () => {
  it('records nothing, however often and whichever date, and the clock does not matter', async () => {
    await withShop(async (context, folder) => {
      const before = await context.store.queue.events();
      for (const date of [MONDAY, TUESDAY, LAST, MONDAY]) {
        const { result, diff, stale } = await replay(context, date, {
          reason: 'curious',
          cascade: true,
          refetch: true,
        });
        expect(result.changed).toBe(false);
        expect(diff).toBeNull();
        expect(stale).toEqual([]);
      }
      expect(await generationsOf(context)).toEqual([1, 1, 1]);
      expect(await context.store.queue.events()).toEqual(before);
      const later = await openShop(folder, Date.UTC(2031, 0, 1));
      expect((await replay(later, LAST)).result.changed).toBe(false);
      later.store.close();
    });
  });

  it('needs no source: the archive has what was read', async () => {
    await withShop(
      async (context) => {
        expect((await replay(context, MONDAY)).result.changed).toBe(false);
        const { result } = await replay(context, MONDAY, { refetch: true });
        expect(result.changed).toBe(false);
        expect([...result.gone].sort()).toEqual(['bank', 'psp', 'shop']);
      },
      (folder) => {
        rmSync(join(folder, 'input'), { recursive: true });
      },
    );
  });

  it('refuses where the archive has lost what it needs', async () => {
    await withShop(
      async (context) => {
        await expect(replay(context, MONDAY)).rejects.toMatchObject({ code: 'integrity_broken' });
        expect(await generationsOf(context)).toEqual([1, 1, 1]);
      },
      (folder) => {
        rmSync(join(folder, 'data/archive'), { recursive: true });
      },
    );
  });
});

describe('a date again with other inputs', () => {
  it('takes a changed configuration, with the files of the archive, and says that this is why', async () => {
    await withShop(
      async (context) => {
        const { result, diff, stale } = await replay(context, MONDAY, { reason: 'half a peso is fine' });
        expect(result.run.generation).toBe(2);
        expect(diff?.inputs).toEqual({ files: [], parent: false, configuration: true, rules: false, decisions: false });
        expect(diff).toMatchObject({ before: 1, after: 2, reason: 'half a peso is fine' });
        expect(references(diff as GenerationDiff)).toEqual(['A1-2002']);
        expect(diff?.entries).toMatchObject([
          { change: 'newly_matched', before: { fate: 'broken' }, after: { fate: 'matched' } },
        ]);
        expect(stale).toEqual([TUESDAY, LAST]);
        expect((await context.store.runs.newest(MONDAY))?.reason).toBe('half a peso is fine');
        const manifest = JSON.parse(
          readFileSync(join(context.config.reports.directory, MONDAY, 'manifest.json'), 'utf8'),
        ) as object;
        expect(manifest).toMatchObject({ generation: 2, reason: 'half a peso is fine' });
      },
      (folder) => {
        const path = join(folder, 'cuadre.yaml');
        writeFileSync(
          path,
          `${readFileSync(path, 'utf8')}matching: { orderTolerance: '500.00', bankTolerance: '500.00' }\n`,
        );
        rmSync(join(folder, 'input'), { recursive: true });
      },
    );
  });

  it('reads a file that was refused with the profile as it is now', async () => {
    const broken = (folder: string, from: string, to: string): void => {
      const path = join(folder, 'cuadre.yaml');
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(from, to));
    };
    await withShop(async (context, folder) => {
      broken(folder, 'gross: gross', 'gross: brutto');
      const wrong = await openShop(folder);
      expect((await replay(wrong, MONDAY)).result.sources.find((file) => file.source === 'psp')?.state).toBe(
        'rejected',
      );
      wrong.store.close();
      const { result, diff } = await replay(context, MONDAY);
      expect(result.sources.find((file) => file.source === 'psp')).toMatchObject({
        state: 'in',
        lines: SALES.length,
        revisions: [],
      });
      expect(result.run.generation).toBe(3);
      expect(diff?.discrepancies).toContainEqual(
        expect.objectContaining({ kind: 'source_rejected', change: 'closed' }),
      );
    });
  });

  it('reads at the newest date what people have decided since, once', async () => {
    await withShop(async (context) => {
      const open = (await context.store.queue.entries()).find(
        ({ discrepancy }) => discrepancy.merchantReference === 'A1-2002',
      );
      const decision = {
        discrepancyId: open?.discrepancy.id ?? '',
        event: 'resolved',
        by: 'ana',
        note: 'paid in cash',
        seq: null,
      } as const;
      expect((await context.store.queue.decide([decision], { atMs: 0, partial: false }))[0]?.code).toBe('applied');
      expect((await replay(context, MONDAY)).result.changed).toBe(false);
      const { result, diff } = await replay(context, LAST);
      expect(result.run.generation).toBe(2);
      expect(diff?.inputs).toMatchObject({ files: [], parent: false, configuration: false, decisions: true });
      expect(diff?.discrepancies).toMatchObject([{ id: decision.discrepancyId, change: 'closed' }]);
      expect((await replay(context, LAST)).result.changed).toBe(false);
    });
  });

  it('leaves the newest bytes of the archive alone unless it is told to look at the sources', async () => {
    await withShop(
      async (context) => {
        expect((await replay(context, MONDAY)).result.changed).toBe(false);
        const { result, diff } = await replay(context, MONDAY, { refetch: true });
        expect(result.run.generation).toBe(2);
        expect(diff?.inputs.files.map((file) => file.source)).toEqual(['psp']);
        // From now on the archive has the new version, and the file that replaced another is told again.
        expect((await replay(context, MONDAY)).result.changed).toBe(false);
        expect(result.outcome.discrepancies.filter((one) => one.kind === 'source_revised')).toMatchObject([
          {
            class: 'action',
            state: 'open',
            facts: { addedLines: 0, removedLines: 1, changedLines: 0, netDeltaMinor: -51_337_921 },
          },
        ]);
      },
      (folder) => {
        writeFileSync(provider(folder), fileOf(ROWS.slice(0, -1)));
      },
    );
  });
});

describe('what a restated file changes', () => {
  type Mutation = 'short' | 'failed' | 'gone' | 'mended';
  const mutated = (row: Row, mutation: Mutation): Row[] => {
    const total = SALES.find((one) => one.ref === row.ref)?.total ?? '';
    switch (mutation) {
      case 'short':
        return [{ ...row, paid: '1.00' }];
      case 'failed':
        return [{ ...row, state: 'FAILED' }];
      case 'gone':
        return [];
      case 'mended':
        return [{ ...row, paid: total }];
    }
  };
  /** What becomes of a sale, by the file alone: all of it paid, part of it or too little, or nothing heard of yet. */
  const verdict = (ref: string, rows: readonly Row[]): string => {
    const row = rows.find((one) => one.ref === ref && one.state === 'OK');
    if (row === undefined) return 'open';
    return row.paid === SALES.find((one) => one.ref === ref)?.total ? 'matched' : 'broken';
  };
  const expectedChange = (before: string, after: string): string => {
    if (after === 'matched' && before !== 'matched') return 'newly_matched';
    return after === 'broken' && before !== 'broken' ? 'newly_broken' : 'changed';
  };

  it('is the set difference of the two files, sale by sale and in money', { timeout: 60_000 }, async () => {
    const mutations = fc.uniqueArray(
      fc.record({
        n: fc.nat({ max: SALES.length - 1 }),
        mutation: fc.constantFrom<Mutation>('short', 'failed', 'gone', 'mended'),
      }),
      {
        selector: ({ n }) => n,
        minLength: 1,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(mutations, fc.boolean(), async (chosen, turned) => {
        const by = new Map(chosen.map(({ n, mutation }) => [n, mutation]));
        const rows = ROWS.flatMap((row, n) => (by.has(n) ? mutated(row, by.get(n) as Mutation) : [row]));
        const lines = (some: readonly Row[], ref: string): string =>
          JSON.stringify(some.filter((row) => row.ref === ref));
        const differing = SALES.map(({ ref }) => ref).filter((ref) => lines(ROWS, ref) !== lines(rows, ref));
        await withShop(
          async (context) => {
            const { diff, result } = await replay(context, MONDAY, { refetch: true });
            expect(result.changed).toBe(differing.length > 0 || turned);
            if (diff === null) return;
            expect(references(diff)).toEqual(differing);
            for (const { subject, change } of diff.entries) {
              const ref = subject.merchantReference;
              expect([ref, change]).toEqual([ref, expectedChange(verdict(ref, ROWS), verdict(ref, rows))]);
            }
            const unchanged = SALES.filter(({ ref }) => !differing.includes(ref));
            const money = unchanged.reduce((all, { total }) => all + Number(total.replace('.', '')), 0);
            expect(diff.totals.filter((total) => total.change === 'unchanged')).toEqual(
              unchanged.length === 0
                ? []
                : [{ change: 'unchanged', currency: 'COP', subjects: unchanged.length, before: money, after: money }],
            );
          },
          (folder) => {
            writeFileSync(provider(folder), fileOf(turned ? [...rows].reverse() : rows));
          },
        );
      }),
      { seed: 31_415, numRuns: 8 },
    );
  });
});

describe('the dates after it', () => {
  const restate = (folder: string): void => {
    writeFileSync(provider(folder), fileOf(ROWS.map((row, n) => (n === 0 ? { ...row, paid: '900.00' } : row))));
  };

  it('become stale, and nobody is told until they are run again; then the queue moves once, at the newest', async () => {
    await withShop(async (context) => {
      const before = await context.store.queue.lastEvent();
      const alone = await replay(context, MONDAY, { refetch: true });
      expect(alone.stale).toEqual([TUESDAY, LAST]);
      expect(await context.store.queue.lastEvent()).toBe(before);
      const ran: PlainDate[] = [];
      const plans: number[] = [];
      const { later, stale, result } = await replay(context, MONDAY, {
        cascade: true,
        onDate: ({ run }) => ran.push(run.date),
        onPlan: (dates) => plans.push(dates),
      });
      expect(result.changed).toBe(false);
      expect([ran, plans]).toEqual([
        [MONDAY, TUESDAY, LAST],
        [1, 3],
      ]);
      expect(later.map((rerun) => [rerun.result.run.generation, rerun.former?.generation])).toEqual([
        [2, 1],
        [2, 1],
      ]);
      expect(stale).toEqual([]);
      const events = (await context.store.queue.events()).slice(before);
      expect(events.map((event) => event.run)).toEqual(events.map(() => ({ date: LAST, generation: 2 })));
      expect(new Set(events.map((event) => event.discrepancyId)).size).toBe(events.length);
      expect(events.map((event) => event.event)).toContain('opened');
      const open = (await context.store.queue.entries()).filter(({ discrepancy }) => discrepancy.state === 'open');
      expect(open.map(({ discrepancy }) => discrepancy.kind)).toContain('source_revised');
    }, restate);
  });

  it('and stale ones before it are run first with a cascade, and without one leave it stale', async () => {
    await withShop(async (context) => {
      await replay(context, MONDAY, { refetch: true });
      expect((await replay(context, LAST)).stale).toEqual([TUESDAY, LAST]);
      const { earlier, stale } = await replay(context, LAST, { cascade: true });
      expect(earlier.map((rerun) => rerun.result.run.date)).toEqual([TUESDAY, LAST].slice(0, 1));
      expect(stale).toEqual([]);
    }, restate);
  });

  it('are run again as far as a view of it stands on them', async () => {
    await withShop(async (context) => {
      const { view, later, stale } = await replay(context, MONDAY, { refetch: true, asOf: TUESDAY });
      expect(view?.record).toMatchObject({ date: MONDAY, generation: 2 });
      expect(later.map((rerun) => rerun.result.run.date)).toEqual([TUESDAY]);
      expect(stale).toEqual([LAST]);
    }, restate);
  });

  it('are noticed by a run that names no date, and only as far back as it looks', async () => {
    await withShop(async (context) => {
      const near = {
        ...context,
        config: { ...context.config, schedule: { ...context.config.schedule, recheckDays: 2 } },
      };
      const run = (one: Context) => runDates(one, { date: LAST });
      expect((await run(near)).map((result) => result.run)).toEqual([{ date: LAST, generation: 1 }]);
      expect((await run(context)).map((result) => result.run.generation)).toEqual([2, 2, 2]);
      expect((await run(context)).map((result) => result.changed)).toEqual([false]);
    }, restate);
  });

  it('a late file makes the next generation by itself, and is no revision', async () => {
    await withShop(
      async (context) => {
        const [result] = await runDates(context, { date: LAST });
        expect(result?.run).toEqual({ date: LAST, generation: 2 });
        expect(result?.sources.flatMap((file) => file.revisions)).toEqual([]);
      },
      (folder) => {
        writeFileSync(join(folder, 'input/psp_20250305.csv'), providerFile(LAST));
      },
    );
  });
});

describe('a date that cannot be run again', () => {
  it.each([
    ['2025-03-02', 'usage_invalid', 'before the go-live'],
    ['2025-03-06', 'run_unknown', 'never run'],
    ['2025-03-11', 'usage_invalid', 'in the future'],
  ])('%s is refused: %s', async (date, code) => {
    await withShop(async (context) => {
      await expect(replay(context, date as PlainDate)).rejects.toMatchObject({ code });
      await expect(replay(context, MONDAY, { asOf: date as PlainDate })).rejects.toMatchObject({ code });
      expect(await generationsOf(context)).toEqual([1, 1, 1]);
    });
  });

  it('is one that another process holds; what was there stands', async () => {
    await withShop(async (context) => {
      const now = context.clock.nowMs();
      await context.store.leases.take(MONDAY, 'another:1', now);
      await expect(replay(context, MONDAY)).rejects.toMatchObject({ code: 'run_held_elsewhere' });
      expect(await generationsOf(context)).toEqual([1, 1, 1]);
    });
  });

  it('or whose later date another process holds: what was recorded by then stands, and is named', async () => {
    await withShop(
      async (context) => {
        await context.store.leases.take(TUESDAY, 'another:1', context.clock.nowMs());
        await expect(replay(context, MONDAY, { refetch: true, cascade: true })).rejects.toMatchObject({
          code: 'run_held_elsewhere',
          context: { date: TUESDAY, recordedBefore: ['2025-03-03 generation 2'] },
        });
        expect(await generationsOf(context)).toEqual([2, 1, 1]);
      },
      (folder) => {
        writeFileSync(provider(folder), fileOf(ROWS.slice(1)));
      },
    );
  });
});
