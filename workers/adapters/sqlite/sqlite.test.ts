import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import type { StoreRow } from '../../../schemas/outcome/run.ts';
import { COMMIT_STEPS } from './commit.ts';
import { LEASE_MS } from './leases.ts';
import { openStore } from './sqlite.ts';
import { commitRunOf, day, discrepancy, fate, payout, runCommit, sha, sourceFile } from './testing.ts';

let directory = '';
let store: Store;
const options = () => ({ path: join(directory, 'data', 'cuadre.db'), linesDirectory: join(directory, 'lines') });
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-store-'));
  store = openStore(options());
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'nothing was thrown';
};

describe('a run', () => {
  it('comes back as it was committed, also after the store is opened again', async () => {
    const stores: StoreRow[] = [
      {
        store: 'BOG01',
        name: 'Chapinero',
        listed: true,
        currency: 'COP',
        orders: 2,
        gross: minor(5),
        refunds: minor(-1),
        chargebacks: minor(0),
        fees: minor(1),
        taxes: minor(0),
        net: minor(3),
        bankConfirmed: minor(3),
        awaiting: minor(0),
        broken: minor(0),
        confirmedOnDay: minor(3),
        entity: 'Andes Norte SAS',
        city: null,
        costCentre: '4100-07',
      },
    ];
    const record = await commitRunOf(store, day(1), {
      fates: [
        fate(day(1), 0),
        fate(day(1), 1, { fate: 'broken', discrepancyIds: ['dsc_a', 'dsc_b'], bankAmount: minor(-7) }),
      ],
      discrepancies: [discrepancy('R-2'), discrepancy('R-1', { state: 'noted', event: 'noted' })],
      payouts: [
        payout('P-2'),
        payout('P-1', { bankAmount: minor(98), difference: minor(0), pass: 'payout_id', discrepancyIds: ['dsc_a'] }),
      ],
      stores,
      files: [
        sourceFile(day(1)),
        sourceFile(day(1), { source: 'erp', state: 'missing', name: null, sha256: null, footing: null }),
      ],
    });
    store.close();
    store = openStore(options());
    expect(await store.runs.newest(day(1))).toEqual(record.run);
    expect(await store.outcomes.fates(record.run)).toEqual(record.outcome.fates);
    expect(await store.outcomes.discrepancies(record.run)).toEqual(record.outcome.discrepancies);
    expect(await store.outcomes.payouts(record.run)).toEqual(record.outcome.payouts);
    expect(await store.outcomes.stores(record.run)).toEqual(stores);
    expect((await store.outcomes.figures(record.run)).conservation).toEqual([]);
    expect(await store.outcomes.files(record.run)).toEqual(record.files);
  });

  it('is never recorded twice, and its generations follow each other', async () => {
    const record = await commitRunOf(store, day(1));
    const lease = await store.leases.take(day(1), 'test', 0);
    expect(
      await codeOf(async () => {
        await store.runs.commit(lease, record);
      }),
    ).toBe('record_invalid');
    expect(
      await codeOf(async () => {
        await store.runs.commit(lease, {
          ...record,
          run: { ...record.run, generation: 3 },
          outcome: { ...record.outcome, run: { date: day(1), generation: 3 } },
        });
      }),
    ).toBe('record_invalid');
    expect((await store.runs.generations(day(1))).map((run) => run.generation)).toEqual([1]);
  });

  it('that is unknown has no fates', async () => {
    expect(await codeOf(() => store.outcomes.fates({ date: day(1), generation: 1 }))).toBe('run_unknown');
    expect(await store.runs.newest(day(1))).toBeNull();
  });
});

describe('a commit that is stopped', () => {
  for (const step of COMMIT_STEPS.slice(0, -1)) {
    it(`after ${step} leaves nothing visible, and the same run can be committed afterwards`, async () => {
      await commitRunOf(store, day(1), { discrepancies: [discrepancy('R-1')] });
      const broken = openStore({
        ...options(),
        onCommitStep: (at) => {
          if (at === step) throw new Error('killed');
        },
      });
      const lease = await broken.leases.take(day(2), 'test', 0);
      const record = await runCommit(broken, day(2), {
        fates: [fate(day(2), 0)],
        discrepancies: [discrepancy('R-9')],
        payouts: [payout('P-9')],
        files: [sourceFile(day(2))],
      });
      await expect(broken.runs.commit(lease, record)).rejects.toThrow('killed');
      broken.close();
      store.close();
      store = openStore(options());
      expect(await store.runs.newest(day(2))).toBeNull();
      expect(await store.outcomes.files(record.run)).toEqual([]);
      expect(await store.outcomes.payouts(record.run)).toEqual([]);
      expect(await store.outcomes.registeredFiles(day(2))).toEqual([]);
      expect((await store.queue.events()).map((event) => event.event)).toEqual(['opened']);
      await commitRunOf(store, day(2), {
        fates: [fate(day(2), 0), fate(day(2), 1)],
        discrepancies: [discrepancy('R-1')],
      });
      expect(await store.outcomes.fates(record.run)).toHaveLength(2);
      expect(readdirSync(join(directory, 'lines', '.tmp'))).toEqual([]);
    });
  }
});

describe('the fates of a run', () => {
  const files = () => readdirSync(join(directory, 'lines', day(1)));
  const at = (name: string) => join(directory, 'lines', day(1), name);
  const put = async (row: number): Promise<string> => {
    const before = new Set(files());
    const former = await store.leases.take(day(1), 'one', 0);
    await store.leases.release(await store.leases.take(day(1), 'two', LEASE_MS));
    const commit = await runCommit(store, day(1), { fates: [fate(day(1), row)] });
    expect(await codeOf(() => store.runs.commit(former, commit))).toBe('lease_lost');
    return files().find((name) => !before.has(name)) ?? '';
  };
  beforeEach(() => {
    mkdirSync(join(directory, 'lines', day(1)));
  });

  it('stand under their hash, which only their bytes can stand under: damaged ones give way when they are put again', async () => {
    const name = await put(0);
    const bytes = readFileSync(at(name));
    expect(name).toBe(`fates.g1-${sha(bytes).slice(0, 12)}.arrow`);
    writeFileSync(at(name), 'torn');
    const commit = await runCommit(store, day(1), { fates: [fate(day(1), 0)] });
    await store.runs.commit(await store.leases.take(day(1), 'two', 0), commit);
    expect(readFileSync(at(name)).equals(bytes)).toBe(true);
    expect(await store.outcomes.fates(commit.run)).toHaveLength(1);
  });

  it('that no run names are collected a day later by the next commit of their date', async () => {
    const [old, again, fresh] = [await put(0), await put(1), await put(2)];
    const longAgo = Date.now() / 1000 - 90_000;
    for (const name of [old, again]) utimesSync(at(name), longAgo, longAgo);
    await commitRunOf(store, day(1), { fates: [fate(day(1), 1)] });
    expect(files().sort()).toEqual([again, fresh].sort());
    for (const name of files()) utimesSync(at(name), longAgo, longAgo);
    await commitRunOf(store, day(1), { fates: [fate(day(1), 3)] });
    expect(files()).toHaveLength(2);
    expect(files()).toContain(again);
  });
});

describe('the lease of a date', () => {
  it('is refused while another holds it, with who and until when', async () => {
    await store.leases.take(day(1), 'one', 1_000);
    await expect(store.leases.take(day(1), 'two', 1_000 + LEASE_MS - 1)).rejects.toThrow(
      expect.objectContaining({
        code: 'run_held_elsewhere',
        context: { date: day(1), holder: 'one', untilMs: 1_000 + LEASE_MS },
      }),
    );
    expect((await store.leases.take(day(2), 'two', 1_000)).token).toBe(1);
  });

  it('is taken over once it expired, and its token only grows, also after a release', async () => {
    const first = await store.leases.take(day(1), 'one', 1_000);
    const second = await store.leases.take(day(1), 'two', 1_000 + LEASE_MS);
    expect(second.token).toBe(first.token + 1);
    await store.leases.release(second);
    expect((await store.leases.take(day(1), 'one', 1_000)).token).toBe(second.token + 1);
  });

  it('lasts as long as it is renewed', async () => {
    const lease = await store.leases.take(day(1), 'one', 0);
    await store.leases.renew(lease, LEASE_MS);
    expect(await codeOf(() => store.leases.take(day(1), 'two', LEASE_MS + 1))).toBe('run_held_elsewhere');
  });

  it('when taken empties what its former holder left half written, and nothing of other dates', async () => {
    for (const name of [`${day(1)}.g1.1`, `${day(1)}.g2.7`, `${day(2)}.g1.1`])
      mkdirSync(join(directory, 'lines', '.tmp', name));
    await store.leases.take(day(1), 'one', 0);
    expect(readdirSync(join(directory, 'lines', '.tmp'))).toEqual([`${day(2)}.g1.1`]);
  });

  it('once lost lets its former holder change nothing', async () => {
    const former = await store.leases.take(day(1), 'one', 0);
    const mine = await store.leases.take(day(1), 'two', LEASE_MS);
    expect(
      await codeOf(async () => {
        await store.runs.commit(former, await runCommit(store, day(1), { fates: [fate(day(1), 0)] }));
      }),
    ).toBe('lease_lost');
    expect(
      await codeOf(async () => {
        await store.leases.renew(former, 0);
      }),
    ).toBe('lease_lost');
    expect(
      await codeOf(async () => {
        await store.leases.release(former);
      }),
    ).toBe('lease_lost');
    // What it put has another name than what its successor puts, and no row names it.
    expect(await store.outcomes.registeredFiles(day(1))).toEqual([]);
    await store.runs.commit(mine, await runCommit(store, day(1)));
    expect(readdirSync(join(directory, 'lines', day(1)))).toHaveLength(2);
    expect(await store.outcomes.registeredFiles(day(1))).toHaveLength(1);
    expect(await store.outcomes.fates({ date: day(1), generation: 1 })).toEqual([]);
    expect(
      await codeOf(async () => {
        await store.reports.record(former, { date: day(1), generation: 1 }, []);
      }),
    ).toBe('lease_lost');
  });
});

describe('stale runs', () => {
  it('are all later dates of a date that has a newer generation, until each was run again on it', async () => {
    for (const n of [1, 2, 3, 4]) await commitRunOf(store, day(n));
    const staleDates = async () => (await store.runs.newestOfEach()).filter((run) => run.stale).map((run) => run.date);
    expect(await staleDates()).toEqual([]);
    await commitRunOf(store, day(2));
    expect(await staleDates()).toEqual([day(3), day(4)]);
    await commitRunOf(store, day(3));
    expect(await staleDates()).toEqual([day(4)]);
    await commitRunOf(store, day(4));
    expect(await staleDates()).toEqual([]);
  });

  it('are runs on a parent that is not the newest', async () => {
    await commitRunOf(store, day(1));
    await commitRunOf(store, day(1));
    await commitRunOf(store, day(2), { parentGeneration: 1 });
    expect((await store.runs.newest(day(2)))?.stale).toBe(true);
  });
});

describe('what a run asks of the runs before it', () => {
  it('files, and the dates that had the same bytes, over the newest runs only', async () => {
    await commitRunOf(store, day(1), { files: [sourceFile(day(1), { sha256: sha('same') })] });
    await commitRunOf(store, day(2), { files: [sourceFile(day(2), { sha256: sha('same') })] });
    expect(await store.sources.datesWithBytes('dlocal', sha('same'), day(3))).toEqual([day(1), day(2)]);
    await commitRunOf(store, day(1), { files: [sourceFile(day(1))] });
    expect(await store.sources.datesWithBytes('dlocal', sha('same'), day(3))).toEqual([day(2)]);
    expect(await store.sources.datesWithBytes('dlocal', sha('same'), day(2))).toEqual([]);
    expect((await store.history.filesBetween(day(1), day(2))).map((file) => file.sha256)).toEqual([
      sha(`dlocal ${day(1)}`),
      sha('same'),
    ]);
  });

  it('when a discrepancy was seen first and how it stood last', async () => {
    const known = discrepancy('R-1');
    await commitRunOf(store, day(1), { discrepancies: [known] });
    await commitRunOf(store, day(2), { discrepancies: [{ ...known, event: null, difference: minor(-11) }] });
    const former = async (before: PlainDate) => (await store.history.formerStates([known.id], before)).get(known.id);
    expect(await former(day(3))).toMatchObject({ firstSeen: day(1), last: { difference: -11 } });
    expect(await former(day(1))).toBeUndefined();
    await commitRunOf(store, day(1));
    expect((await former(day(3)))?.firstSeen).toBe(day(2));
  });

  it('the newest row of a payout', async () => {
    await commitRunOf(store, day(1), { payouts: [payout('P-1'), payout('P-1', { currency: 'USD' })] });
    await commitRunOf(store, day(2), { payouts: [payout('P-1', { fate: 'matched' })] });
    expect(await store.history.findPayouts('dlocal', ['P-1', 'none'], day(2))).toEqual([
      payout('P-1', { fate: 'matched' }),
      payout('P-1', { currency: 'USD' }),
    ]);
    expect(await store.history.findPayouts('dlocal', ['P-1'], day(1))).toEqual([
      payout('P-1'),
      payout('P-1', { currency: 'USD' }),
    ]);
  });

  it('go-live', async () => {
    expect(await store.runs.goLive()).toBeNull();
    await store.runs.recordGoLive(day(1));
    expect(await store.runs.goLive()).toBe(day(1));
  });
});

describe('the carry and the walk over the fates', () => {
  it('carries what waits, is broken or pending, and rejects whose row_rejected stands', async () => {
    const standing = discrepancy('bytes:4', { kind: 'row_rejected' });
    const closed = discrepancy('bytes:5', { kind: 'row_rejected', state: 'resolved' });
    const { run } = await commitRunOf(store, day(1), {
      discrepancies: [standing, closed],
      fates: [
        fate(day(1), 0),
        fate(day(1), 1, { fate: 'awaiting' }),
        fate(day(1), 2, { fate: 'out_of_scope', reason: 'declined' }),
        fate(day(1), 3, { fate: 'out_of_scope', reason: 'pending' }),
        fate(day(1), 4, { fate: 'rejected', rejectCode: 'bad_amount', discrepancyIds: [standing.id] }),
        fate(day(1), 5, { fate: 'rejected', rejectCode: 'bad_amount', discrepancyIds: [closed.id] }),
        fate(day(1), 6, { fate: 'broken' }),
        fate(day(1), 7, { fate: 'decided' }),
      ],
    });
    expect((await store.history.carry(run)).map((row) => row.row)).toEqual([1, 3, 4, 6]);
  });

  it('finds the newest fate of each line over five dates, through carries, closings and what was brought back', async () => {
    const line = (row: number, change: Parameters<typeof fate>[2] = {}) => fate(day(1), row, change);
    const carried = { entered: 'carried', former: 'awaiting' } as const;
    await commitRunOf(store, day(1), {
      fates: [line(0), line(1, { fate: 'awaiting' }), line(2, { fate: 'awaiting' }), line(3)],
    });
    await commitRunOf(store, day(2), {
      fates: [line(1, { ...carried, fate: 'awaiting' }), line(2, carried), fate(day(2), 0)],
    });
    await commitRunOf(store, day(3), { fates: [line(1, { ...carried, fate: 'broken' })] });
    await commitRunOf(store, day(4), {
      fates: [
        line(1, { ...carried, fate: 'broken' }),
        line(3, { entered: 'brought_back', former: 'matched', fate: 'awaiting' }),
      ],
    });
    await commitRunOf(store, day(5), {
      fates: [line(1, { ...carried, former: 'broken', fate: 'decided' }), line(3, { ...carried, fate: 'broken' })],
    });
    const asked = [line(3), line(0), line(1), line(2), fate(day(2), 0), fate(day(3), 77), fate(day(9), 0), line(1)];
    const at = async (n: number) => (await store.history.presentFates(asked, day(n))).map((row) => row?.fate ?? null);
    expect(await at(5)).toEqual(['broken', 'matched', 'decided', 'matched', 'matched', null, null, 'decided']);
    expect(await at(4)).toEqual(['awaiting', 'matched', 'broken', 'matched', 'matched', null, null, 'broken']);
    expect(await at(3)).toEqual(['matched', 'matched', 'broken', 'matched', 'matched', null, null, 'broken']);
    expect(await at(1)).toEqual(['matched', 'matched', 'awaiting', 'awaiting', null, null, null, 'awaiting']);
  });

  it('forgets what a former generation brought back', async () => {
    await commitRunOf(store, day(1), { fates: [fate(day(1), 0)] });
    await commitRunOf(store, day(2), {
      fates: [fate(day(1), 0, { entered: 'brought_back', former: 'matched', fate: 'broken' })],
    });
    await commitRunOf(store, day(2));
    expect((await store.history.presentFates([fate(day(1), 0)], day(2)))[0]?.fate).toBe('matched');
  });

  it('keeps lines of equal bytes under two sources apart', async () => {
    const twin = fate(day(1), 0, { source: 'wompi', fate: 'broken' });
    await commitRunOf(store, day(1), { fates: [fate(day(1), 0), twin] });
    expect(await store.history.presentFates([twin], day(1))).toEqual([twin]);
  });
});
