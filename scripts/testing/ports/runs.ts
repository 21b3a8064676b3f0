import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../schemas/ports/leases.ts';
import type { RunCommit } from '../../../schemas/ports/runs.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { commitRunOf, day, discrepancy, fate, payout, runCommit, sourceFile } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

/** What `Runs` promises. */
export function describeRuns(name: string, open: Open<Store>): void {
  describe(`the runs of ${name}`, () => {
    let store: Store;
    const again = eachTest(open, (port) => {
      store = port;
    });
    const generations = async (n: number): Promise<number[]> =>
      (await store.runs.generations(day(n))).map((run) => run.generation);

    it('remember the go-live', async () => {
      expect(await store.runs.goLive()).toBeNull();
      await store.runs.recordGoLive(day(1));
      expect(await store.runs.goLive()).toBe(day(1));
      await store.runs.recordGoLive(day(2));
      expect(await store.runs.goLive()).toBe(day(2));
    });

    it('have their fates put there again by whoever holds the date, and by nobody else', async () => {
      const { run, outcome } = await commitRunOf(store, day(1), { fates: [fate(day(1), 0), fate(day(1), 1)] });
      expect(await store.outcomes.hasFates(run)).toBe(true);
      expect(await store.outcomes.hasFates({ ...run, generation: 2 })).toBe(false);
      const lost = await store.leases.take(day(1), 'one', 0);
      const lease = await store.leases.take(day(1), 'other', LEASE_MS + 1);
      expect(await codeOf(() => store.runs.putFatesAgain(lost, run, outcome.fates))).toBe('lease_lost');
      await store.runs.putFatesAgain(lease, run, outcome.fates);
      await again();
      expect(await store.outcomes.hasFates(run)).toBe(true);
      expect([...(await store.outcomes.fates(run))]).toEqual([...outcome.fates]);
      expect(await generations(1)).toEqual([1]);
    });

    it('are found by date, by generation and all together, also by the next process', async () => {
      await commitRunOf(store, day(2));
      await commitRunOf(store, day(1));
      const second = await commitRunOf(store, day(1));
      await again();
      expect(await store.runs.newest(day(1))).toEqual(second.run);
      expect(await store.runs.get({ date: day(1), generation: 2 })).toEqual(second.run);
      expect((await store.runs.get({ date: day(1), generation: 1 }))?.generation).toBe(1);
      expect(await store.runs.get({ date: day(1), generation: 3 })).toBeNull();
      expect(await generations(1)).toEqual([1, 2]);
      expect((await store.runs.newestOfEach()).map((run) => `${run.date} ${String(run.generation)}`)).toEqual([
        `${day(1)} 2`,
        `${day(2)} 1`,
      ]);
    });

    it('of a date that was not run are none', async () => {
      expect(await store.runs.newest(day(1))).toBeNull();
      expect(await store.runs.get({ date: day(1), generation: 1 })).toBeNull();
      expect(await generations(1)).toEqual([]);
      expect(await store.runs.newestOfEach()).toEqual([]);
    });

    it('are never recorded twice, and the generations of a date follow each other', async () => {
      const record = await commitRunOf(store, day(1));
      const lease = await store.leases.take(day(1), 'test', 0);
      expect(await codeOf(() => store.runs.commit(lease, record))).toBe('record_invalid');
      const third = {
        ...record,
        run: { ...record.run, generation: 3 },
        outcome: { ...record.outcome, run: { date: day(1), generation: 3 } },
      };
      expect(await codeOf(() => store.runs.commit(lease, third))).toBe('record_invalid');
      expect(await generations(1)).toEqual([1]);
    });

    it('are refused where lease, run, files and outcome are not of one run', async () => {
      const lease = await store.leases.take(day(1), 'test', 0);
      const record = await runCommit(store, day(1));
      const wrong: RunCommit[] = [
        await runCommit(store, day(2)),
        { ...record, files: [sourceFile(day(2))] },
        { ...record, outcome: { ...record.outcome, run: { date: day(1), generation: 2 } } },
      ];
      for (const one of wrong) expect(await codeOf(() => store.runs.commit(lease, one))).toBe('record_invalid');
      expect(await generations(1)).toEqual([]);
    });

    it('by who lost the date change nothing, of which the outcome is one thing', async () => {
      const former = await store.leases.take(day(1), 'one', 0);
      const mine = await store.leases.take(day(1), 'two', LEASE_MS);
      const record = await runCommit(store, day(1), {
        fates: [fate(day(1), 0)],
        discrepancies: [discrepancy('R-1')],
        payouts: [payout('P-1')],
        files: [sourceFile(day(1))],
      });
      expect(await codeOf(() => store.runs.commit(former, record))).toBe('lease_lost');
      expect(await store.runs.newest(day(1))).toBeNull();
      expect(await store.outcomes.files(record.run)).toEqual([]);
      expect(await store.outcomes.discrepancies(record.run)).toEqual([]);
      expect(await store.outcomes.payouts(record.run)).toEqual([]);
      await store.runs.commit(mine, await runCommit(store, day(1)));
      expect(await generations(1)).toEqual([1]);
    });

    it('are stale on all later dates of one that has a newer generation, until each was run again on it', async () => {
      for (const n of [1, 2, 3, 4]) await commitRunOf(store, day(n));
      const staleDates = async () =>
        (await store.runs.newestOfEach()).filter((run) => run.stale).map((run) => run.date);
      expect(await staleDates()).toEqual([]);
      await commitRunOf(store, day(2));
      expect(await staleDates()).toEqual([day(3), day(4)]);
      await commitRunOf(store, day(3));
      expect(await staleDates()).toEqual([day(4)]);
      await commitRunOf(store, day(4));
      expect(await staleDates()).toEqual([]);
    });

    it('are stale on a parent that is not the newest', async () => {
      await commitRunOf(store, day(1));
      await commitRunOf(store, day(1));
      await commitRunOf(store, day(2), { parentGeneration: 1 });
      expect((await store.runs.newest(day(2)))?.stale).toBe(true);
    });
  });
}
