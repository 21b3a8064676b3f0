import { describe, expect, it } from 'vitest';
import { LEASE_MS } from '../../../schemas/ports/leases.ts';
import type { ReportFile } from '../../../schemas/ports/reports.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { commitRunOf, day, discrepancy, runCommit, sha } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

const file = (name: string, text = name): ReportFile => ({ name, sha256: sha(text), size: text.length });

/** What `Reports` promises. */
export function describeReports(name: string, open: Open<Store>): void {
  describe(`the reports of ${name}`, () => {
    let store: Store;
    const again = eachTest(open, (port) => {
      store = port;
    });

    it('are wanting where the newest run of a date has none', async () => {
      await commitRunOf(store, day(1), { discrepancies: [discrepancy('R-1'), discrepancy('R-2')] });
      await commitRunOf(store, day(2), { discrepancies: [discrepancy('R-1'), discrepancy('R-2')] });
      expect(await store.reports.unpublished()).toEqual([day(1), day(2)]);
      await store.reports.record(
        await store.leases.take(day(1), 'one', 0),
        { date: day(1), generation: 1 },
        [{ name: 'a', sha256: 'b', size: 1 }],
        null,
      );
      expect(await store.reports.unpublished()).toEqual([day(2)]);
      expect([await store.reports.published(day(1)), await store.reports.published(day(2))]).toEqual([1, null]);
    });

    it('are of their generation, by name, and again is harmless', async () => {
      const { run } = await commitRunOf(store, day(1));
      const lease = await store.leases.take(day(1), 'test', 0);
      await store.reports.record(lease, run, [file('b.csv'), file('a.csv')], null);
      await store.reports.record(lease, run, [file('b.csv'), file('a.csv', 'newer')], null);
      await again();
      expect(await store.reports.of(run)).toEqual([file('a.csv', 'newer'), file('b.csv')]);
      const next = await commitRunOf(store, day(1));
      expect(await store.reports.of(next.run)).toEqual([]);
      expect(await store.reports.unpublished()).toEqual([day(1)]);
      // Readers go on with the generation before until the newer one is published.
      expect(await store.reports.published(day(1))).toBe(1);
      await store.reports.record(await store.leases.take(day(1), 'test', 0), next.run, [file('a.csv')], null);
      expect(await store.reports.published(day(1))).toBe(2);
    });

    it('are recorded by nobody who lost the date', async () => {
      const former = await store.leases.take(day(1), 'one', 0);
      const mine = await store.leases.take(day(1), 'two', LEASE_MS);
      const run = { date: day(1), generation: 1 };
      await store.runs.commit(mine, await runCommit(store, day(1)));
      expect(await codeOf(() => store.reports.record(former, run, [file('a.csv')], null))).toBe('lease_lost');
      expect(await store.reports.of(run)).toEqual([]);
      expect(await store.reports.published(day(1))).toBeNull();
    });
  });
}
