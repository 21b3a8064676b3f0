import { describe, expect, test } from 'vitest';
import { formatMajor } from '../../schemas/values/money.ts';
import type { Line, OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import {
  day,
  fileOf,
  workingSetOf,
  order,
  payment,
  pesos,
  refund,
  type WorkingSetChange,
} from '../../scripts/testing/kit.ts';
import { match } from './match.ts';

const WITHOUT_COLUMN: WorkingSetChange = {
  files: [fileOf('erp', day('2026-07-01'), { columns: ['merchant_reference'] })],
};

const back = (whole: number, id = `R${String(whole)}`, change: Partial<SettlementLine> = {}): SettlementLine =>
  refund({ gross: pesos(-whole), providerId: id, ...change });
const refunded = (whole: number, change: Partial<OrderLine> = {}): OrderLine =>
  order({ refundedAmount: pesos(whole), ...change });

describe('A refund that the provider rejected', () => {
  const failed = (whole: number, id: string, change: Partial<SettlementLine> = {}): SettlementLine =>
    back(whole, id, { status: 'rejected', ...change });
  const named = (lines: readonly Line[], change: WorkingSetChange = {}): string => {
    const [one] = match(workingSetOf({ ...change, lines })).verdicts;
    return `${one?.refund ?? ''} ${one?.failedRefunds.map(({ held, owed }) => `${held.line.providerId} ${formatMajor(owed)}`).join() ?? ''}`.trim();
  };
  const table: [string, Line[], WorkingSetChange, string][] = [
    ['that the ERP made', [refunded(30_000), payment(), failed(30_000, 'F')], {}, 'awaiting F 30000.00'],
    [
      'past the date by which it should have come',
      [refunded(30_000), payment(), failed(30_000, 'F')],
      { date: day('2026-08-01') },
      'refund_missing_in_settlement F 30000.00',
    ],
    ['and then made', [refunded(30_000), payment(), failed(30_000, 'F'), back(30_000, 'R')], {}, 'agrees'],
    [
      'tried twice: one is owed',
      [refunded(30_000), payment(), failed(30_000, 'F1'), failed(30_000, 'F2')],
      {},
      'awaiting F1 30000.00',
    ],
    [
      'beside one that was made',
      [refunded(50_000), payment(), back(20_000), failed(30_000, 'F')],
      {},
      'awaiting F 30000.00',
    ],
    [
      'one centavo more than the ERP lacks',
      [refunded(30_000), payment(), failed(30_000, 'F', { gross: pesos(-30_000, -1) })],
      {},
      'awaiting F 30000.00',
    ],
    [
      'of more than the ERP refunded: what that is',
      [refunded(30_000), payment(), failed(100_000, 'F')],
      {},
      'awaiting F 30000.00',
    ],
    [
      'of the whole, of which a part was made',
      [refunded(100_000), payment(), failed(100_000, 'F'), back(60_000)],
      {},
      'awaiting F 40000.00',
    ],
    [
      'one that fits goes before one of more',
      [refunded(30_000), payment(), failed(100_000, 'F1'), failed(30_000, 'F2')],
      {},
      'awaiting F2 30000.00',
    ],
    [
      'two of more than is lacking together',
      [refunded(100_000), payment(), failed(60_000, 'F1'), failed(60_000, 'F2')],
      {},
      'awaiting F1 60000.00,F2 40000.00',
    ],
    [
      'of more than the ERP refunded, which was made',
      [refunded(30_000), payment(), failed(100_000, 'F'), back(30_000)],
      {},
      'agrees',
    ],
    ['that the ERP does not know', [order(), payment(), failed(30_000, 'F')], {}, 'none'],
    ['in a feed without refunds', [order(), payment(), failed(30_000, 'F')], WITHOUT_COLUMN, 'none F 30000.00'],
    [
      'in a feed without refunds, and then made',
      [order(), payment(), failed(30_000, 'F'), back(30_000, 'R', { date: day('2026-07-02') })],
      WITHOUT_COLUMN,
      'agrees',
    ],
    [
      'in a feed without refunds, after an equal one that was made',
      [order(), payment(), back(30_000, 'R'), failed(30_000, 'F', { date: day('2026-07-02') })],
      WITHOUT_COLUMN,
      'agrees F 30000.00',
    ],
    ['in a feed without refunds, of no payment', [order(), failed(30_000, 'F')], WITHOUT_COLUMN, 'none'],
  ];
  test.each(table)('%s', (_sentence, lines, change, expected) => {
    expect(named(lines, change)).toBe(expected);
  });
});
