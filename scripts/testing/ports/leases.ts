import { describe, expect, it } from 'vitest';
import { LEASE_MS, type Leases } from '../../../schemas/ports/leases.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { day } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

/** What `Leases` promises. */
export function describeLeases(name: string, open: Open<Store>): void {
  describe(`the leases of ${name}`, () => {
    let leases: Leases;
    const again = eachTest(open, (store) => {
      ({ leases } = store);
    });

    it('refuse a date while another holds it, with who and until when, and no other date', async () => {
      await leases.take(day(1), 'one', 1_000);
      await expect(leases.take(day(1), 'two', 1_000 + LEASE_MS - 1)).rejects.toThrow(
        expect.objectContaining({
          code: 'run_held_elsewhere',
          context: { date: day(1), holder: 'one', untilMs: 1_000 + LEASE_MS },
        }),
      );
      expect((await leases.take(day(2), 'two', 1_000)).token).toBe(1);
    });

    it('are taken over once they expired, and their token only grows, also after a release', async () => {
      const first = await leases.take(day(1), 'one', 1_000);
      const second = await leases.take(day(1), 'two', 1_000 + LEASE_MS);
      expect(second.token).toBe(first.token + 1);
      await leases.release(second);
      expect((await leases.take(day(1), 'one', 1_000)).token).toBe(second.token + 1);
    });

    it('are given to the same holder anew, whose former token is lost', async () => {
      const first = await leases.take(day(1), 'one', 0);
      expect((await leases.take(day(1), 'one', 1)).token).toBe(first.token + 1);
      expect(await codeOf(() => leases.renew(first, 1))).toBe('lease_lost');
    });

    it('last as long as they are renewed, for as long as was said', async () => {
      const lease = await leases.take(day(1), 'one', 0);
      await leases.renew(lease, LEASE_MS);
      expect(await codeOf(() => leases.take(day(1), 'two', LEASE_MS + 1))).toBe('run_held_elsewhere');
      await leases.renew(lease, LEASE_MS, 10);
      expect(await codeOf(() => leases.take(day(1), 'two', LEASE_MS + 9))).toBe('run_held_elsewhere');
      expect((await leases.take(day(1), 'two', LEASE_MS + 10)).token).toBe(lease.token + 1);
    });

    it('are still held when the next process opens the same place', async () => {
      const lease = await leases.take(day(1), 'one', 0);
      await again();
      expect(await codeOf(() => leases.take(day(1), 'two', 1))).toBe('run_held_elsewhere');
      await leases.renew(lease, 1);
    });

    it('once lost let their former holder change nothing', async () => {
      const former = await leases.take(day(1), 'one', 0);
      const mine = await leases.take(day(1), 'two', LEASE_MS);
      expect(await codeOf(() => leases.renew(former, 0))).toBe('lease_lost');
      expect(await codeOf(() => leases.release(former))).toBe('lease_lost');
      await leases.renew(mine, LEASE_MS);
    });
  });
}
