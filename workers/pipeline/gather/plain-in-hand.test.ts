import { describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import {
  contextOf,
  runAll,
  type Filing,
  type Ran,
  type Row,
  type SourceId,
} from '../../../scripts/testing/properties/chain.ts';
import { decided } from '../../../scripts/testing/properties/plain-world.ts';
import { movement, order, payment } from '../../../scripts/testing/properties/rows.ts';

/** What comes back from earlier dates, and speaks of a sale that waits in bulk. */

const START = '2026-07-01' as PlainDate;
const day = (n: number): PlainDate => addDays(START, n - 1);
const TEXT = 'AGREGA SAS';

type Files = Readonly<Record<number, Partial<Record<SourceId, readonly Row[]>>>>;

/** Runs the dates up to the last, in bulk; with every line going through the passes they come to the same. */
async function ran(files: Files, last: number): Promise<readonly Ran[]> {
  const filings = Object.entries(files).flatMap(([n, ofDay]) =>
    Object.entries(ofDay).map(([source, rows]): Filing => ({
      date: day(Number(n)),
      source: source as SourceId,
      version: 0,
      rows,
    })),
  );
  const world = { goLive: START, last: day(last), filings };
  const inBulk = await runAll(world);
  expect(decided(inBulk)).toEqual(decided(await runAll(world, contextOf({}), { without: ['sales'] })));
  return inBulk;
}

const sale = (n: number, reference: string): Row => order(reference, 100_00, day(n), { method: 'PSE' });
const inPayout = (n: number, reference: string, payoutId = 'PO-770011'): Row =>
  payment('agg', `P-${reference}`, reference, 100_00, day(n), { payoutId });
const plainOn = (chain: readonly Ran[]): number[] => chain.map(({ matched }) => matched.workingSet.plain.length);

describe('a plain sale that waits', () => {
  it('is opened by the copy of its payment, which comes back for as long as its payout is open', async () => {
    const chain = await ran(
      {
        1: {
          erp: [sale(1, 'BOG01-1'), sale(1, 'BOG01-2')],
          agg: [inPayout(1, 'BOG01-1'), inPayout(1, 'BOG01-1'), inPayout(1, 'BOG01-2')],
        },
        3: { bank: [movement('B1', 300_00, day(3), `${TEXT} PO-770011`)] },
      },
      3,
    );
    // The other sale of the payout.
    expect(plainOn(chain)).toEqual([1, 1, 1]);
    expect(chain.at(-1)?.outcome.payouts.map((row) => [row.payoutId, row.fate, row.net])).toEqual([
      ['PO-770011', 'matched', 300_00],
    ]);
  });

  it('is paid by the credit that named its payout before anybody knew of it', async () => {
    const chain = await ran(
      {
        1: { bank: [movement('B1', 200_00, day(1), 'CONSIGNACION PO-770011')] },
        2: { erp: [sale(2, 'BOG01-1'), sale(2, 'BOG01-2')], agg: [inPayout(2, 'BOG01-1'), inPayout(2, 'BOG01-2')] },
      },
      2,
    );
    expect(plainOn(chain)).toEqual([0, 2]);
    expect(chain.at(-1)?.outcome.payouts.map((row) => [row.payoutId, row.fate])).toEqual([['PO-770011', 'matched']]);
  });

  it('is opened by a line of its payout that is not plain only where more is to be said of the payout', async () => {
    const chain = await ran(
      {
        1: { erp: [sale(1, 'BOG01-1')], agg: [inPayout(1, 'BOG01-1')] },
        2: { erp: [order('BOG01-2', 90_00, day(2), { method: 'PSE' })], agg: [inPayout(2, 'BOG01-2')] },
        3: { bank: [movement('B1', 150_00, day(3), `${TEXT} PO-770011`)] },
      },
      3,
    );
    expect(plainOn(chain)).toEqual([1, 1, 0]);
  });
});
