import { describe, expect, it } from 'vitest';
import type { Leg } from '../../../schemas/lines/records.ts';
import type { Discrepancy, FateRow, StoreRow } from '../../../schemas/outcome/run.ts';
import type { RunCommit } from '../../../schemas/ports/runs.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { minor } from '../../../schemas/values/money.ts';
import { commitRunOf, day, discrepancy, fate, payout, sourceFile } from '../records.ts';
import { exampleFate } from '../../../workers/5-publish/testing.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

/** What `Outcomes` promises. */
export function describeOutcomes(name: string, open: Open<Store>): void {
  describe(`an outcome of ${name}`, () => {
    let store: Store;
    const again = eachTest(open, (port) => {
      store = port;
    });

    it('comes back as it was committed, also to the next process', async () => {
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
      await again();
      expect(await store.runs.newest(day(1))).toEqual(record.run);
      expect([...(await store.outcomes.fates(record.run))]).toEqual([...record.outcome.fates]);
      expect(await store.outcomes.discrepancies(record.run)).toEqual(record.outcome.discrepancies);
      expect(await store.outcomes.payouts(record.run)).toEqual(record.outcome.payouts);
      expect(await store.outcomes.stores(record.run)).toEqual(stores);
      expect((await store.outcomes.figures(record.run)).conservation).toEqual([]);
      expect(await store.outcomes.files(record.run)).toEqual(record.files);
    });

    it('gives its fates as columns and as records, which say the same', async () => {
      const rows = [
        fate(day(1), 0, { payoutId: null, store: null, dueOn: null }),
        fate(day(1), 1, { fate: 'broken', discrepancyIds: ['dsc_a', 'dsc_b'], bankAmount: minor(-7) }),
        fate(day(1), 2, { reason: 'pending', fate: 'out_of_scope', leftDay: day(3), cancelled: minor(9) }),
      ];
      const { run } = await commitRunOf(store, day(1), { fates: rows });
      await again();
      const table = await store.outcomes.fates(run);
      expect(table).toHaveLength(rows.length);
      expect(rows.map((_row, place) => table.row(place))).toEqual(rows);
      for (const name of Object.keys(exampleFate()) as (keyof FateRow)[])
        expect(rows.map((_row, place) => table.column(name)(place))).toEqual(rows.map((row) => row[name]));
      expect(() => table.row(rows.length)).toThrow(Error);
    });

    it('is of each generation by itself', async () => {
      const first = await commitRunOf(store, day(1), { discrepancies: [discrepancy('R-1')], fates: [fate(day(1), 0)] });
      const second = await commitRunOf(store, day(1), { discrepancies: [discrepancy('R-2')] });
      expect(await store.outcomes.discrepancies(first.run)).toEqual(first.outcome.discrepancies);
      expect(await store.outcomes.discrepancies(second.run)).toEqual(second.outcome.discrepancies);
      const [found] = first.outcome.discrepancies;
      expect(await store.outcomes.discrepancy(first.run, found?.id ?? '')).toEqual(found);
      expect(await store.outcomes.discrepancy(second.run, found?.id ?? '')).toBeNull();
      expect([...(await store.outcomes.fates(first.run))]).toEqual([...first.outcome.fates]);
      expect([...(await store.outcomes.fates(second.run))]).toEqual([]);
    });

    it('tells the members of matches, of one leg and in the order of its fates', async () => {
      const one = { leg: 'settlement', bankMatch: 'aa00' } as const;
      const record = await commitRunOf(store, day(2), {
        fates: [
          fate(day(1), 0, { ...one, leg: 'bank', source: 'bank' }),
          fate(day(1), 3, one),
          fate(day(2), 0, { ...one, bankMatch: null }),
          fate(day(2), 1, { ...one, bankMatch: 'aa001' }),
          fate(day(2), 2, one),
          fate(day(2), 1, { ...one, source: 'other', bankMatch: 'a00' }),
        ],
      });
      await again();
      const members = async (leg: Leg, ...matches: string[]) =>
        (await store.outcomes.members(record.run, leg, matches)).map(
          ({ date, source, row, bankMatch }) => `${date} ${source} ${String(row)} ${bankMatch}`,
        );
      expect(await members('settlement', 'aa00')).toEqual([`${day(1)} dlocal 3 aa00`, `${day(2)} dlocal 2 aa00`]);
      expect(await members('bank', 'aa00', 'zz')).toEqual([`${day(1)} bank 0 aa00`]);
      expect(await members('settlement', 'a00', 'aa001')).toEqual([
        `${day(2)} dlocal 1 aa001`,
        `${day(2)} other 1 a00`,
      ]);
      const many = Array.from({ length: 100 }, (_, index) => `none-${String(index)}`);
      expect(await members('settlement', ...many, 'a00')).toEqual([`${day(2)} other 1 a00`]);
      expect(await members('settlement', 'a0', '00', '0')).toEqual([]);
      expect(await members('order', 'aa00')).toEqual([]);
      expect(await members('settlement')).toEqual([]);
      const unknown = { date: day(9), generation: 1 };
      expect(await codeOf(() => store.outcomes.members(unknown, 'bank', ['aa00']))).toBe('run_unknown');
    });

    it('holds what stands, changed or came back as each run had it, and in its order', async () => {
      const [a, b, c] = ['R-A', 'R-B', 'R-C'].map((key) => discrepancy(key, { event: null })) as [
        Discrepancy,
        Discrepancy,
        Discrepancy,
      ];
      const opened = { event: 'opened' } as const;
      const lists: readonly (readonly [number, readonly Discrepancy[]])[] = [
        [1, [{ ...a, ...opened }, b]],
        [2, [a, b, { ...c, ...opened }]],
        [3, [c, a, b]],
        [4, [a, { ...b, note: 'asked the bank' }]],
        [5, []],
        [6, [a, { ...b, moneyAtRisk: minor(11) }, c]],
        [7, [a, { ...b, moneyAtRisk: minor(11) }, c]],
        // A date that comes again is recorded after later ones, which keep what they had.
        [2, [a, { ...c, state: 'noted', event: 'noted' }]],
        [3, [{ ...a, event: 'changed' }]],
        [7, [{ ...a, event: 'changed' }]],
      ];
      const records: RunCommit[] = [];
      for (const [n, discrepancies] of lists) records.push(await commitRunOf(store, day(n), { discrepancies }));
      await again();
      for (const { run, outcome } of records) {
        expect(await store.outcomes.discrepancies(run)).toEqual(outcome.discrepancies);
        for (const { id } of [a, b, c]) {
          const wanted = outcome.discrepancies.find((one) => one.id === id) ?? null;
          expect(await store.outcomes.discrepancy(run, id)).toEqual(wanted);
        }
      }
    });

    it('of an unknown run has no fates and nothing else', async () => {
      expect(await codeOf(() => store.outcomes.fates({ date: day(1), generation: 1 }))).toBe('run_unknown');
      const run = { date: day(1), generation: 1 };
      expect(await store.outcomes.files(run)).toEqual([]);
      expect(await store.outcomes.discrepancies(run)).toEqual([]);
      expect(await store.outcomes.discrepancy(run, discrepancy('R-1').id)).toBeNull();
      expect(await store.outcomes.payouts(run)).toEqual([]);
      expect(await store.outcomes.stores(run)).toEqual([]);
      expect(await store.outcomes.figures(run)).toEqual({ conservation: [], dues: [], moved: [] });
    });
  });
}
