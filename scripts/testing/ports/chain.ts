import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../schemas/ports/leases.ts';
import type { Seal } from '../../../schemas/ports/chain.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { commitRunOf, day, discrepancy, runCommit, sha } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

const LIMIT = 100;

/** What `Chain` promises. */
export function describeChain(name: string, open: Open<Store>): void {
  describe(`the chain of ${name}`, () => {
    let store: Store;
    const again = eachTest(open, (port) => {
      store = port;
    });

    /** How many entries a write adds. */
    const added = async (write: () => Promise<unknown>): Promise<number> => {
      const before = await store.chain.seal();
      await write();
      const after = await store.chain.seal();
      expect(after.hash === before.hash).toBe(after.count === before.count);
      expect(await store.chain.holds(before)).toBe(true);
      return after.count - before.count;
    };
    const decideOn = async (note: string) => {
      const [entry] = await store.queue.entries();
      const discrepancyId = entry?.discrepancy.id ?? '';
      return store.queue.decide([{ discrepancyId, event: 'acknowledged', seq: entry?.seq ?? 0, note, by: 'ana' }], {
        atMs: 1,
        partial: false,
      });
    };

    it('begins with nothing', async () => {
      expect(await store.chain.seal()).toEqual({ count: 0, hash: '' });
      expect(await store.chain.differences(LIMIT)).toEqual([]);
    });

    it('has an entry of everything that is recorded, and none where nothing is', async () => {
      expect(await added(() => store.runs.recordGoLive(day(1)))).toBe(1);
      expect(await added(() => store.runs.recordGoLive(day(1)))).toBe(0);
      const lease = await store.leases.take(day(1), 'test', 0);
      const record = await runCommit(store, day(1), { discrepancies: [discrepancy('R-1'), discrepancy('R-2')] });
      expect(await added(() => store.runs.commit(lease, record))).toBe(1);
      const files = [{ name: 'a.csv', sha256: sha('a'), size: 1 }];
      expect(await added(() => store.reports.record(lease, record.run, files, null))).toBe(1);
      expect(await added(() => store.reports.record(lease, record.run, files, null))).toBe(0);
      expect(await added(() => decideOn('asked the bank'))).toBe(1);
      expect(await added(() => store.outbox.sent([1, 2]))).toBe(1);
      expect(await added(() => store.outbox.sent([1, 2]))).toBe(0);
      expect(await added(() => store.leases.release(lease))).toBe(0);
      expect(await store.chain.differences(LIMIT)).toEqual([]);
    });

    it('has no entry of what was refused', async () => {
      const former = await store.leases.take(day(1), 'one', 0);
      await store.leases.take(day(1), 'two', LEASE_MS);
      const record = await runCommit(store, day(1));
      expect(await added(() => codeOf(() => store.runs.commit(former, record)))).toBe(0);
      expect(await store.chain.differences(LIMIT)).toEqual([]);
    });

    it('goes on where the process before ended, over dates, generations and what they make stale', async () => {
      const seals: Seal[] = [];
      const [a, b] = [discrepancy('R-1'), discrepancy('R-2')];
      for (const [n, discrepancies] of [
        [1, [a, b]],
        [2, [a]],
        [1, [b]],
        [3, []],
      ] as const) {
        await commitRunOf(store, day(n), { discrepancies });
        seals.push(await store.chain.seal());
        await again();
      }
      expect(seals.map(({ count }) => count)).toEqual([...seals.keys()].map((index) => index + 1));
      expect(new Set(seals.map(({ hash }) => hash)).size).toBe(seals.length);
      for (const seal of seals) expect(await store.chain.holds(seal)).toBe(true);
      expect(await store.chain.differences(LIMIT)).toEqual([]);
    });

    it('does not hold the seal of another, nor one that it has not come to', async () => {
      await commitRunOf(store, day(1));
      const { count, hash } = await store.chain.seal();
      expect(await store.chain.holds({ count, hash: sha('other') })).toBe(false);
      expect(await store.chain.holds({ count: count + 1, hash })).toBe(false);
      expect(await store.chain.holds({ count: 0, hash: '' })).toBe(true);
      expect(await store.chain.holds({ count: 0, hash })).toBe(false);
    });
  });
}
