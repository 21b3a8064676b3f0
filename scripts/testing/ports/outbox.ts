import { describe, expect, it } from 'vitest';
import { eventId } from '../../../schemas/kinds/discrepancy.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { commitRunOf, day, discrepancy } from '../records.ts';
import { eachTest, type Open } from './opened.ts';

const a = discrepancy('R-A');

/** What `Outbox` promises. */
export function describeOutbox(name: string, open: Open<Store>): void {
  describe(`the outbox of ${name}`, () => {
    let store: Store;
    const again = eachTest(open, (port) => {
      store = port;
    });
    const runOn = async (n: number, ...discrepancies: Discrepancy[]): Promise<void> => {
      await commitRunOf(store, day(n), { discrepancies });
    };

    it('holds one message per event with the fields of the contract, until it was sent', async () => {
      await runOn(1, a);
      const [row] = await store.outbox.next(10);
      expect(JSON.parse(row?.payload ?? '')).toEqual({
        eventId: eventId(a.id, 1),
        seq: 1,
        event: 'opened',
        discrepancyId: a.id,
        kind: 'amount_mismatch',
        class: 'action',
        severity: 'high',
        owner: 'accounting',
        settlementDate: day(1),
        generation: 1,
        merchantReference: 'R-A',
        store: 'BOG01',
        provider: 'dlocal',
        currency: 'COP',
        differenceMinor: -10,
        moneyAtRiskMinor: 10,
      });
      await store.outbox.sent([1]);
      expect(await store.outbox.next(10)).toEqual([]);
      await runOn(2);
      expect(JSON.parse((await store.outbox.next(1))[0]?.payload ?? '')).toMatchObject({
        seq: 2,
        event: 'auto_resolved',
        generation: 1,
        settlementDate: day(2),
        moneyAtRiskMinor: 10,
      });
    });

    it('counts what waits, and hands it out in order and no more than asked for, until it was sent', async () => {
      const rows = [discrepancy('R-1'), discrepancy('R-2')];
      await runOn(1, ...rows);
      await runOn(2, ...rows);
      expect(await store.outbox.size()).toBe(2);
      expect((await store.outbox.next(1)).map((row) => row.seq)).toEqual([1]);
      expect((await store.outbox.next(9)).map((row) => row.seq)).toEqual([1, 2]);
      await store.outbox.sent([1]);
      expect(await store.outbox.size()).toBe(1);
      await store.outbox.sent([1]);
      await store.outbox.sent([]);
      await again();
      expect((await store.outbox.next(9)).map((row) => [row.seq, row.eventId])).toEqual([
        [2, (await store.queue.events({ after: 1 }))[0]?.eventId],
      ]);
    });
  });
}
