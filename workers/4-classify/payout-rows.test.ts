import { describe, expect, test } from 'vitest';
import type { Line, SettlementLine } from '../../schemas/lines/records.ts';
import {
  day,
  leftBy,
  lump,
  order,
  payment,
  pesos,
  refund,
  type WorkingSetChange,
  decide,
} from '../../scripts/testing/kit.ts';

const inWompi = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ source: 'wompi', payoutId: 'W1', ...change });

/** Payout rows as `W1 awaiting 100000 / -`: fate, net, what the bank showed. */
function outline(lines: readonly Line[], change: WorkingSetChange = {}): string[] {
  return decide({ ...change, lines }).payouts.map(
    (row) =>
      `${row.payoutId} ${row.fate} ${String(row.net / 100)} / ${row.bankAmount === null ? '-' : String(row.bankAmount / 100)}`,
  );
}

describe('Every payout that a run had open', () => {
  const table: [string, Line[], WorkingSetChange, string[]][] = [
    ['waits for the bank', [order(), inWompi()], {}, ['W1 awaiting 100000 / -']],
    ['is paid', [order(), inWompi(), lump(pesos(100_000))], {}, ['W1 matched 100000 / 100000']],
    ['is paid one centavo short', [order(), inWompi(), lump(pesos(100_000, -1))], {}, ['W1 broken 100000 / 99999.99']],
    ['is past due', [order(), inWompi()], { date: day('2026-07-04') }, ['W1 broken 100000 / -']],
    [
      'owes us nothing: it joins the next',
      [inWompi(), refund({ source: 'wompi', payoutId: 'W1' })],
      { date: day('2026-07-02') },
      ['W1 awaiting 0 / -'],
    ],
    [
      'is a file without payout id',
      [order(), inWompi({ payoutId: null })],
      {},
      ['wompi 2026-07-01 awaiting 100000 / -'],
    ],
    ['a source that pays every line by itself has none', [order(), payment()], {}, []],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(outline(lines, change)).toEqual(expected);
  });

  test('a payout with a broken sale is paid all the same: the order breaks, the money does not', () => {
    expect(outline([order({ amount: pesos(1) }), inWompi(), lump(pesos(100_000))])).toEqual([
      'W1 matched 100000 / 100000',
    ]);
  });

  test('each of a bundle shows its own part', () => {
    const lines = [
      inWompi({ date: day('2026-07-03') }),
      inWompi({ date: day('2026-07-04'), payoutId: 'W2', providerId: 'B', gross: pesos(50_000) }),
      lump(pesos(150_000), { date: day('2026-07-06') }),
    ];
    expect(outline(lines, { date: day('2026-07-06') })).toEqual([
      'W1 matched 100000 / 100000',
      'W2 matched 50000 / 50000',
    ]);
  });

  test('its row names the discrepancies of the payout, and of no other', () => {
    const outcome = decide({
      date: day('2026-07-04'),
      lines: [
        order(),
        inWompi(),
        inWompi({ payoutId: 'W2', providerId: 'B', merchantReference: 'BOG01-2', settledOn: day('2026-07-03') }),
      ],
    });
    const [missing] = outcome.discrepancies.filter((one) => one.kind === 'missing_in_bank');
    expect(outcome.payouts.map((row) => row.discrepancyIds.includes(missing?.id ?? ''))).toEqual([true, false]);
  });

  test('an open one is carried by its row, a closed one is gone from the next run', () => {
    const open = decide({ lines: [order(), inWompi()] });
    const paid = decide({
      date: day('2026-07-02'),
      ...leftBy(open),
      lines: [...leftBy(open).lines, lump(pesos(100_000), { date: day('2026-07-02') })],
    });
    expect(paid.payouts).toMatchObject([
      { payoutId: 'W1', fate: 'matched', cohorts: ['2026-07-01'], arrivedOn: '2026-07-02', pass: 'amount' },
    ]);
    const next = decide({ date: day('2026-07-03'), ...leftBy(paid) });
    expect(next.payouts).toEqual([]);
  });
});
