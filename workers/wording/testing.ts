import { type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { day, exampleLine, pesos } from '../5-publish/testing.ts';

export const MISMATCH = {
  provider: 'dlocal',
  merchantReference: 'BOG01-7',
  providerId: 'T7',
  orderAmount: pesos('120000.00'),
  settlementGross: pesos('119000.00'),
  difference: pesos('-1000.00'),
  moneyAtRisk: pesos('1000.00'),
} as const;

const REFUND_FACTS = { erpRefundedMinor: 5_000_000, providerRefundedMinor: 7_500_000, paidMinor: 12_000_000 };

export const PAYOUT = {
  key: ['dlocal', 'P1', 'COP'],
  provider: 'dlocal',
  payoutId: 'P1',
  settlementNet: pesos('964300.00'),
  settledOn: day('2026-07-01'),
  dueOn: day('2026-07-03'),
} as const;

/**
 * One full example per kind, and the values that its sentence must show in both languages (amounts as English prints
 * them).
 */
export const EXAMPLES: Record<
  DiscrepancyKind,
  { readonly fields: Partial<Discrepancy>; readonly shows: readonly string[] }
> = {
  source_missing: {
    fields: { facts: { fileName: 'orders_2026-07-01.csv' } },
    shows: ['orders_2026-07-01.csv', 'dlocal', '2026-07-01'],
  },
  source_rejected: {
    fields: {
      facts: {
        fileName: 'd.csv',
        problemCode: 'does_not_foot',
        problemDetail: 'net 10.00, rows 9.00.',
        problemLine: 3,
        problemByte: 70,
      },
    },
    shows: ['d.csv', '10.00', '9.00', '3', '70'],
  },
  source_suspect: {
    fields: {
      key: ['dlocal', '2026-07-01', 'amount_mismatch'],
      facts: { suspectKind: 'amount_mismatch', suspectLines: 1200, suspectTotal: 2000 },
    },
    shows: ['1,200', '2,000', 'dlocal'],
  },
  source_revised: {
    fields: {
      class: 'action',
      facts: {
        addedLines: 2,
        removedLines: 1,
        changedLines: 0,
        formerNetMinor: 12_000_000,
        newerNetMinor: 11_500_000,
        netDeltaMinor: -500_000,
      },
    },
    shows: [': 2', ': 1', 'COP 120,000.00', 'COP 115,000.00', 'COP -5,000.00'],
  },
  card_numbers: {
    fields: { facts: { fileName: 'c.csv', cardRows: 3, cardLine: 17, cardColumns: ['description', 'store'] } },
    shows: ['c.csv', '3', '17', 'description'],
  },
  reference_damaged: {
    fields: { facts: { fileName: 'o.csv', damagedKeys: 3, damagedExample: '1.23E+15', counterpartsAlone: 2 } },
    shows: ['o.csv', '3', '1.23E+15', '2'],
  },
  statement_gap: {
    fields: {
      key: ['03112345678', '2026-07-01'],
      facts: { account: '03112345678', openingMinor: 10_000_000, previousClosingMinor: 9_000_000 },
    },
    shows: ['COP 100,000.00', 'COP 90,000.00', '03112345678'],
  },
  row_rejected: {
    fields: {
      merchantReference: 'BOG01-7',
      settlementGross: pesos('120000.00'),
      lines: [exampleLine({ line: 17 })],
      facts: {
        fileName: 'd.csv',
        rejectCode: 'bad_date',
        rejectField: 'paid_at',
        rejectColumn: 'fecha',
        rejectText: '3-jul',
        rejectHint: 'spreadsheet_date',
      },
    },
    shows: ['17', 'd.csv', 'BOG01-7', 'paid_at', 'COP 120,000.00'],
  },
  manual_match_void: {
    fields: {
      ...MISMATCH,
      facts: { act: 'match', decision: 7, why: 'differs', named: ['0123456789ab:3', 'ba9876543210:12'] },
    },
    shows: ['7', '0123456789ab:3', 'ba9876543210:12'],
  },
  test_transaction: {
    fields: { ...MISMATCH, facts: { environment: 'test' } },
    shows: ['T7', 'COP 119,000.00', 'test'],
  },
  currency_mismatch: {
    fields: { ...MISMATCH, facts: { expectedCurrency: 'COP', foundCurrency: 'USD' } },
    shows: ['COP 120,000.00', 'USD 119,000.00'],
  },
  conflicting_settlement_line: {
    fields: {
      ...MISMATCH,
      facts: { conflictFields: ['gross'], formerValues: ['120000.00'], newerValues: ['119000.00'] },
    },
    shows: ['T7', '120,000.00', '119,000.00'],
  },
  duplicate_settlement_line: { fields: { ...MISMATCH }, shows: ['T7', 'COP 119,000.00'] },
  duplicate_order: {
    fields: { ...MISMATCH, facts: { orderIds: ['1001', '1002'] } },
    shows: ['BOG01-7', '1001', '1002', 'COP 120,000.00'],
  },
  shared_reference: {
    fields: { ...MISMATCH, facts: { orderIds: ['1001', '1002'], ordersMinor: 12_000_000, paidMinor: 12_000_000 } },
    shows: ['BOG01-7', '1001', '1002', 'COP 120,000.00'],
  },
  split_tender: {
    fields: { ...MISMATCH, facts: { tenders: 'gift_card + PSE', restMinor: 100_000 } },
    shows: ['BOG01-7', 'gift_card + PSE', 'COP 120,000.00', 'COP 119,000.00', 'COP 1,000.00'],
  },
  chargeback: {
    fields: { ...MISMATCH, settlementGross: pesos('-120000.00'), facts: { evidenceDueOn: '2026-07-10' } },
    shows: ['T7', 'COP 120,000.00', 'COP 1,000.00', '2026-07-10'],
  },
  refund_without_payment: {
    fields: { ...MISMATCH, settlementGross: pesos('-50000.00') },
    shows: ['T7', 'COP 50,000.00'],
  },
  duplicate_refund: {
    fields: { ...MISMATCH, facts: REFUND_FACTS },
    shows: ['COP 50,000.00', 'COP 75,000.00', 'COP 120,000.00'],
  },
  refund_exceeds_payment: {
    fields: { ...MISMATCH, facts: REFUND_FACTS },
    shows: ['COP 75,000.00', 'COP 120,000.00'],
  },
  refund_failed: {
    fields: {
      ...MISMATCH,
      settlementGross: pesos('-50000.00'),
      facts: { providerStatus: 'rejected', erpRefundedMinor: 5_000_000 },
    },
    shows: ['T7', 'COP 50,000.00', 'BOG01-7'],
  },
  refund_missing_in_settlement: {
    fields: { ...MISMATCH, dueOn: day('2026-07-22'), facts: REFUND_FACTS },
    shows: ['COP 50,000.00', '2026-07-22'],
  },
  refund_missing_in_erp: {
    fields: { ...MISMATCH, facts: REFUND_FACTS },
    shows: ['COP 50,000.00', 'COP 75,000.00', 'BOG01-7'],
  },
  payment_in_process: {
    fields: { ...MISMATCH, facts: { providerStatus: 'pending', hours: 50 } },
    shows: ['BOG01-7', 'T7', 'COP 120,000.00', '50'],
  },
  status_conflict: {
    fields: { ...MISMATCH, facts: { orderStatus: 'cancelled', providerStatus: 'approved' } },
    shows: ['BOG01-7', 'COP 120,000.00', 'COP 119,000.00'],
  },
  duplicate_payment: {
    fields: { ...MISMATCH, settlementGross: pesos('240000.00') },
    shows: ['COP 120,000.00', 'COP 240,000.00'],
  },
  amount_mismatch: { fields: { ...MISMATCH }, shows: ['COP 120,000.00', 'COP 119,000.00', 'COP -1,000.00'] },
  missing_in_settlement: {
    fields: { ...MISMATCH, paidOn: day('2026-07-01'), dueOn: day('2026-07-03') },
    shows: ['BOG01-7', 'COP 120,000.00', '2026-07-03'],
  },
  missing_in_erp: {
    fields: { ...MISMATCH, paidOn: day('2026-07-01') },
    shows: ['T7', 'COP 119,000.00', '2026-07-01'],
  },
  store_unknown: { fields: { ...MISMATCH, facts: { orderStore: 'ZZZ99' } }, shows: ['BOG01-7', 'ZZZ99'] },
  store_conflict: {
    fields: { ...MISMATCH, facts: { orderStore: 'BOG01', referenceStore: 'BOG02' } },
    shows: ['BOG01', 'BOG02'],
  },
  invoice_missing: { fields: { ...MISMATCH }, shows: ['BOG01-7', 'COP 120,000.00'] },
  missing_in_bank: { fields: { ...PAYOUT }, shows: ['P1', 'COP 964,300.00', '2026-07-03'] },
  payout_mismatch: {
    fields: {
      ...PAYOUT,
      bankAmount: pesos('900000.00'),
      difference: pesos('-64300.00'),
      arrivedOn: day('2026-07-03'),
      facts: { explanation: ['BOG01-3', 'BOG01-4'], explanationState: 'unique', olderPayout: true },
    },
    shows: ['P1', 'COP 964,300.00', 'COP 900,000.00', 'COP -64,300.00', 'BOG01-3', 'BOG01-4'],
  },
  ambiguous_match: {
    fields: {
      ...PAYOUT,
      bankAmount: pesos('900000.00'),
      moneyAtRisk: pesos('64300.00'),
      facts: { receivables: 3, bankItems: 2, explanationState: 'several' },
    },
    shows: ['3', '2', 'COP 964,300.00', 'COP 900,000.00', 'COP 64,300.00'],
  },
  duplicate_bank_credit: {
    fields: { bankAmount: pesos('5000.00'), moneyAtRisk: pesos('5000.00'), arrivedOn: day('2026-07-02') },
    shows: ['COP 5,000.00', '2026-07-02'],
  },
  unidentified_bank_credit: {
    fields: {
      provider: 'dlocal',
      bankAmount: pesos('5000.00'),
      arrivedOn: day('2026-07-02'),
      facts: { beforeHistory: true },
    },
    shows: ['dlocal', 'COP 5,000.00', '2026-07-02'],
  },
  unexplained_bank_debit: {
    fields: { bankAmount: pesos('-5000.00'), arrivedOn: day('2026-07-02') },
    shows: ['COP 5,000.00', '2026-07-02'],
  },
  negative_payout: { fields: { ...PAYOUT, settlementNet: pesos('-12000.00') }, shows: ['P1', 'COP -12,000.00'] },
  late_arrival: {
    fields: { ...PAYOUT, bankAmount: pesos('964300.00'), arrivedOn: day('2026-07-06'), businessDaysLate: 1 },
    shows: ['P1', 'COP 964,300.00', '2026-07-03', '2026-07-06', '1 '],
  },
  net_mismatch: {
    fields: { ...MISMATCH, settlementNet: pesos('110000.00'), hides: ['fee_mismatch', 'stale_pending'] },
    shows: ['T7', 'COP 119,000.00', 'COP 110,000.00'],
  },
  fee_mismatch: {
    fields: {
      ...PAYOUT,
      facts: { component: 'fee', count: 12, sumMinor: 45_000, tariffRate: '2.35', fittingRate: '2.50' },
    },
    shows: ['P1', '12', 'COP 450.00', '2.35', '2.50'],
  },
  unexplained_adjustment: {
    fields: { ...MISMATCH, settlementNet: pesos('-3000.00') },
    shows: ['T7', 'COP -3,000.00'],
  },
  stale_pending: { fields: { ...MISMATCH, facts: { hours: 72 } }, shows: ['T7', 'COP 119,000.00', '72'] },
};
