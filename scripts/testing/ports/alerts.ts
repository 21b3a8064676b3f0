import { describe, expect, it } from 'vitest';
import type { Alert, AlertLedger } from '../../../schemas/ports/alerts.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { day } from '../records.ts';
import { eachTest, type Open } from './opened.ts';

const alert = (key: string, change: Partial<Alert> = {}): Alert => ({
  channel: 'mail',
  key,
  run: { date: day(1), generation: 1 },
  discrepancyId: `dsc_of_${key}`,
  ...change,
});

/** What `AlertLedger` promises. */
export function describeAlerts(name: string, open: Open<Store>): void {
  describe(`the ledger of alerts of ${name}`, () => {
    let alerts: AlertLedger;
    const again = eachTest(open, (store) => {
      ({ alerts } = store);
    });
    const keysTaken = async (nowMs: number, limit = 9, channel = 'mail'): Promise<string[]> =>
      (await alerts.take(channel, nowMs, nowMs + 100, limit)).map((one) => one.key);

    it('knows how far each channel was told, and nothing of a new one', async () => {
      expect(await alerts.readUpTo('mail')).toBeNull();
      await alerts.plan('mail', 7, [], 'waiting');
      await alerts.plan('chat', 3, [], 'waiting');
      await alerts.plan('mail', 9, [], 'waiting');
      await again();
      expect([await alerts.readUpTo('mail'), await alerts.readUpTo('chat')]).toEqual([9, 3]);
    });

    it('plans an alert once per channel and key, whatever became of it', async () => {
      await alerts.plan('mail', 1, [alert('a')], 'waiting');
      await alerts.plan('chat', 1, [alert('a', { channel: 'chat' })], 'waiting');
      await alerts.sent(alert('a'));
      await alerts.plan('mail', 2, [alert('a'), alert('b')], 'waiting');
      expect(await keysTaken(0)).toEqual(['b']);
      expect(await keysTaken(0, 9, 'chat')).toEqual(['a']);
      expect(await alerts.planned('mail', ['a', 'b', 'c'])).toEqual(new Set(['a', 'b']));
      expect(await alerts.planned('mail', [])).toEqual(new Set());
    });

    it('knows of which discrepancies a channel was told, a digest being of none', async () => {
      await alerts.plan('mail', 1, [alert('a'), alert('run', { discrepancyId: null })], 'waiting');
      expect(await alerts.notified('mail', ['dsc_of_a', 'dsc_of_run'])).toEqual(new Set(['dsc_of_a']));
      expect(await alerts.notified('chat', ['dsc_of_a'])).toEqual(new Set());
    });

    it('answers about more keys than one statement takes', async () => {
      const keys = Array.from({ length: 1_201 }, (_, index) => `k${String(index)}`);
      const planned = keys.map((key) => alert(key));
      await alerts.plan('mail', 1, planned, 'waiting');
      expect(await alerts.planned('mail', keys)).toEqual(new Set(keys));
      expect(
        (
          await alerts.notified(
            'mail',
            keys.map((key) => `dsc_of_${key}`),
          )
        ).size,
      ).toBe(1_201);
    });

    it('hands out what is due in order of date and key, to one at a time, and counts the tries', async () => {
      const late = alert('a', { run: { date: day(2), generation: 1 } });
      await alerts.plan('mail', 1, [late, alert('c'), alert('b')], 'waiting');
      expect(await keysTaken(0, 2)).toEqual(['b', 'c']);
      expect(await keysTaken(99)).toEqual(['a']);
      expect(await keysTaken(99)).toEqual([]);
      await again();
      expect(await alerts.take('mail', 100, 200, 1)).toEqual([{ ...alert('b'), tries: 1 }]);
    });

    it('hands out again at its time what failed, and never what was sent, skipped or given up', async () => {
      await alerts.plan('mail', 1, [alert('a'), alert('b'), alert('c')], 'waiting');
      await alerts.plan('mail', 1, [alert('d')], 'skipped');
      expect(await keysTaken(0)).toEqual(['a', 'b', 'c']);
      await alerts.sent(alert('a'));
      await alerts.failed(alert('b'), 'alert_refused', null);
      await alerts.failed(alert('c'), 'alert_undelivered', 500);
      expect(await keysTaken(499)).toEqual([]);
      expect(await keysTaken(500)).toEqual(['c']);
      expect(await keysTaken(9_999)).toEqual(['c']);
    });
  });
}
