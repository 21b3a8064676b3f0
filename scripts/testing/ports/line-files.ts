import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certain } from '../../../schemas/errors.ts';
import { lineKeys, normaliseKey, type LineKey } from '../../../schemas/lines/line-keys.ts';
import type { Line, Reject } from '../../../schemas/lines/records.ts';
import type { LineStore } from '../../../schemas/ports/line-files.ts';
import { extract, idOf, place, plainOrder, rowsOf } from '../line-rows.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

const SEED = 20_260_701;

/** The same rows, of which every seventh could not be read. */
function withRejects(rows: readonly (Line | Reject)[]): (Line | Reject)[] {
  return rows.map(({ leg, date, source, file, row, line }, at) =>
    at % 7 !== 6
      ? certain(rows[at], 'a row')
      : {
          ...{ leg, date, source, file, row, line },
          ...{
            code: 'bad_amount',
            field: 'amount',
            column: 'Total',
            text: '1,00',
            hint: null,
            raw: `row ${String(at)}`,
          },
          ...{ merchantReference: `R-${String(at)}`, payoutId: null, amount: null, currency: 'COP' },
        },
  );
}

/** What `LineStore` promises, of one that was opened with `extract` of the rows. */
export function describeLineFiles(name: string, open: Open<LineStore>): void {
  describe(`a line file of ${name}`, () => {
    let lines: LineStore;
    const again = eachTest(open, (port) => {
      lines = port;
    });

    for (const leg of ['settlement', 'order', 'bank'] as const) {
      it(`gives back the ${leg} rows that were written, whatever they hold`, async () => {
        await fc.assert(
          fc.asyncProperty(rowsOf(leg), fc.integer(), async (bare, salt) => {
            const id = idOf(leg, String(salt));
            const rows = place(id, bare);
            await lines.write(id, rows);
            await again();
            expect(await lines.read(id)).toEqual(rows);
          }),
          { seed: SEED, numRuns: 60 },
        );
      });
    }

    it('takes rows one by one, gives back those that were taken, and writes them as if all came at once', async () => {
      for (const [leg, bytes, count] of [
        ['order', 'few', 3],
        ['order', 'many', 5000],
      ] as const) {
        const id = idOf(leg, bytes);
        const rows = withRejects(
          place(
            id,
            Array.from({ length: count }, (_, row) => plainOrder(`R-${String(row)}`)),
          ),
        );
        const begun = lines.begin(id);
        for (const row of rows) begun.take(row);
        expect(begun.rows()).toEqual(rows);
        expect(await lines.has(id)).toBe(false);
        await begun.write();
        await again();
        expect(await lines.read(id)).toEqual(rows);
        expect(await lines.find([id], [{ kind: 'reference', value: 'r-2' }])).toEqual([[2]]);
      }
    });

    it('is refused at the row that says it is of another file or place', () => {
      const id = idOf('order');
      const [first, second] = place(id, [plainOrder('A'), plainOrder('B')]);
      const begun = lines.begin(id);
      begun.take(certain(first, 'a row'));
      expect(() => {
        begun.take(certain(first, 'a row'));
      }).toThrow(expect.objectContaining({ code: 'record_invalid' }));
      expect(() => {
        begun.take({ ...certain(second, 'a row'), file: '0123456789ab' });
      }).toThrow(expect.objectContaining({ code: 'record_invalid' }));
    });

    it('gives back the rows asked for in the order asked', async () => {
      const id = idOf('order');
      const rows = place(id, ['A-00001', 'B-00002', 'C-00003'].map(plainOrder));
      await lines.write(id, rows);
      expect(await lines.read(id, [2, 0, 2])).toEqual([rows[2], rows[0], rows[2]]);
      await expect(lines.read(id, [3])).rejects.toThrow(expect.objectContaining({ code: 'integrity_broken' }));
    });

    it('gives back what is asked for of many rows', async () => {
      const id = idOf('order');
      const rows = place(
        id,
        Array.from({ length: 140_000 }, (_, index) => plainOrder(`R-${String(index)}`)),
      );
      await lines.write(id, rows);
      expect(await lines.read(id, [0, 65_535, 65_536, 131_072, 139_999])).toEqual(
        [0, 65_535, 65_536, 131_072, 139_999].map((row) => rows[row]),
      );
      expect(await lines.find([id], [{ kind: 'reference', value: 'r-131072' }])).toEqual([[131_072]]);
    });

    it('tells the rows of a payout, however its id is written, and no others', async () => {
      await fc.assert(
        fc.asyncProperty(rowsOf('settlement'), fc.integer(), fc.nat(), async (bare, salt, pick) => {
          const id = idOf('settlement', String(salt));
          const rows = place(id, bare);
          await lines.write(id, rows);
          const idIn = (row: Line | Reject | undefined) => (row?.leg === 'settlement' ? row.payoutId : null);
          const wanted = normaliseKey(idIn(rows[pick % Math.max(rows.length, 1)]) ?? 'none');
          const expected = rows.filter((row) => normaliseKey(idIn(row) ?? '\n') === wanted && idIn(row) !== null);
          expect(await lines.ofPayout(id, ` ${wanted} `)).toEqual(expected.map((row) => row.row));
        }),
        { seed: SEED, numRuns: 60 },
      );
      const order = idOf('order');
      await lines.write(order, place(order, [plainOrder('A')]));
      expect(await lines.ofPayout(order, 'A')).toEqual([]);
    });

    it('is refused when a row says it is of another file or place', async () => {
      const id = idOf('order');
      const rows = place(id, [plainOrder('A'), plainOrder('B')]);
      await expect(lines.write(id, rows.slice(1))).rejects.toThrow(expect.objectContaining({ code: 'record_invalid' }));
      expect(await lines.has(id)).toBe(false);
    });

    it('is there from when it was written whole, and again is harmless', async () => {
      const id = idOf('order');
      const rows = place(id, [plainOrder('A-00001')]);
      expect(await lines.has(id)).toBe(false);
      await lines.write(id, rows);
      await lines.write(id, rows);
      await again();
      expect(await lines.has(id)).toBe(true);
      expect(await lines.read(id)).toEqual(rows);
      expect(await lines.has(idOf('order', 'other'))).toBe(false);
    });

    it('that is not there is refused, and not taken for an empty one', async () => {
      const id = idOf('order');
      expect(await codeOf(() => lines.read(id))).toBe('integrity_broken');
      expect(await codeOf(() => lines.find([id], [{ kind: 'reference', value: 'a' }]))).toBe('integrity_broken');
      await lines.write(id, []);
      expect(await lines.read(id)).toEqual([]);
      expect(await lines.find([id], [{ kind: 'reference', value: 'a' }])).toEqual([[]]);
    });
  });

  describe(`the keys of a line file of ${name}`, () => {
    let lines: LineStore;
    eachTest(open, (port) => {
      lines = port;
    });

    const linearSearch = (rows: readonly (Line | Reject)[], keys: readonly LineKey[]): number[] =>
      rows
        .filter((row) =>
          lineKeys(row, extract).some((own) => keys.some((key) => key.kind === own.kind && key.value === own.value)),
        )
        .map((row) => row.row);

    for (const leg of ['settlement', 'order', 'bank'] as const) {
      it(`finds what a linear search over ${leg} rows finds, with few keys and with many`, async () => {
        await fc.assert(
          fc.asyncProperty(rowsOf(leg), fc.integer(), fc.array(fc.nat()), async (bare, salt, picks) => {
            const id = idOf(leg, String(salt));
            const rows = place(id, bare);
            await lines.write(id, rows);
            const all = rows.flatMap((row) => lineKeys(row, extract));
            const some = picks.flatMap((pick) => all[pick % Math.max(all.length, 1)] ?? []);
            const strange: LineKey[] = Array.from({ length: 80 }, (_, index) => ({
              kind: 'cus',
              value: `none-${String(index)}`,
            }));
            expect(await lines.find([id], some)).toEqual([linearSearch(rows, some)]);
            expect(await lines.find([id], [...strange, ...some])).toEqual([linearSearch(rows, some)]);
          }),
          { seed: SEED, numRuns: 60 },
        );
      });
    }

    it('finds the same in each of many files, whatever is joined, in the order asked', async () => {
      const dates = Array.from({ length: 11 }, (_, at) => addDays('2026-07-01' as PlainDate, at));
      const ids = dates.flatMap((date) => (['order', 'bank'] as const).map((leg) => ({ ...idOf(leg, date), date })));
      for (const id of ids)
        await lines.write(id, place(id, id.leg === 'order' ? [plainOrder('A-1'), plainOrder(`B-${id.date}`)] : []));
      const keys: LineKey[] = ['a-1', 'b-2026-07-07', 'none'].map((value) => ({ kind: 'reference', value }));
      const expected = ids.map(({ leg, date }) => (leg === 'bank' ? [] : date === '2026-07-07' ? [0, 1] : [0]));
      expect(await lines.find(ids, keys)).toEqual(expected);
      await lines.joinKeys(ids, { first: '2026-07-01' as PlainDate, last: '2026-07-11' as PlainDate });
      expect(await lines.find(ids, keys)).toEqual(expected);
      expect(await lines.find([...ids].reverse(), keys)).toEqual([...expected].reverse());
      expect(await lines.find([], keys)).toEqual([]);
      expect(await lines.find(ids, [])).toEqual(ids.map(() => []));
    });

    it('finds an order by the reference that is compared and by the one that was written', async () => {
      const id = idOf('order');
      await lines.write(id, place(id, [plainOrder('bog01-77'), plainOrder('BOG01-77-r2')]));
      expect(await lines.find([id], [{ kind: 'reference', value: 'bog01-77' }])).toEqual([[0, 1]]);
      expect(await lines.find([id], [{ kind: 'reference', value: 'bog01-77-r2' }])).toEqual([[1]]);
      expect(await lines.find([id], [{ kind: 'order_id', value: 'bog01-77' }])).toEqual([[]]);
    });
  });
}
