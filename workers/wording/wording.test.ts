import { describe, expect, it } from 'vitest';
import { DISCREPANCY_KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { day, exampleDiscrepancy, exampleLine, HOSTILE_TEXTS, pesos } from '../5-publish/testing.ts';
import { COMMON_FACTS, FACTS, FACTS_OF_KIND } from './facts.ts';
import { LANGUAGES } from './format.ts';
import { actionOf, reasonOf } from './index.ts';

const MISMATCH = {
  provider: 'dlocal',
  merchantReference: 'BOG01-7',
  providerId: 'T7',
  orderAmount: pesos('120000.00'),
  settlementGross: pesos('119000.00'),
  difference: pesos('-1000.00'),
  moneyAtRisk: pesos('1000.00'),
} as const;

const REFUND_FACTS = { erpRefundedMinor: 5_000_000, providerRefundedMinor: 7_500_000, paidMinor: 12_000_000 };

const PAYOUT = {
  key: ['dlocal', 'P1', 'COP'],
  provider: 'dlocal',
  payoutId: 'P1',
  settlementNet: pesos('964300.00'),
  settledOn: day('2026-07-01'),
  dueOn: day('2026-07-03'),
} as const;

/** One full example per kind, and the values that its sentence must show in both languages (amounts as English prints them). */
const EXAMPLES: Record<DiscrepancyKind, { readonly fields: Partial<Discrepancy>; readonly shows: readonly string[] }> =
  {
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

/** Swaps the marks of an amount that stands with its currency, or of a plain number, as Spanish prints it. */
function inSpanish(shown: string): string {
  if (!/^(COP |USD )?-?[\d,]+(\.\d+)?$/.test(shown) || /^\d{5,}/.test(shown)) return shown;
  return shown.replaceAll(/[.,]/g, (mark) => (mark === ',' ? '.' : ','));
}

describe('the wording', () => {
  it.each(DISCREPANCY_KINDS)('tells %s in one sentence per language with the values that the finding has', (kind) => {
    const { fields, shows } = EXAMPLES[kind];
    const finding = exampleDiscrepancy(kind, fields);
    for (const shown of shows) {
      expect(reasonOf('en', finding)).toContain(shown);
      expect(reasonOf('es', finding)).toContain(inSpanish(shown));
      expect(reasonOf('zh', finding)).toContain(shown.replace(/^: /, '').trim());
    }
  });

  it.each(DISCREPANCY_KINDS)('stays a clean sentence for %s without any optional field or fact', (kind) => {
    const bare = exampleDiscrepancy(kind, { currency: null });
    for (const language of LANGUAGES) {
      for (const text of [reasonOf(language, bare), actionOf(language, bare)]) {
        expect(text).toMatch(language === 'zh' ? /^[\p{L}\p{N}].*[^.;。；，\s]。$/u : /^\p{Lu}.*[^.;\s]\.$/u);
        expect(text).not.toMatch(/null|undefined|NaN|\(\)|（）| {2}| [,;.，；。）]|\.\.|，，|[，；：]。/);
      }
    }
  });

  it.each(DISCREPANCY_KINDS)('puts the owner in front of what to do about %s', (kind) => {
    const finding = exampleDiscrepancy(kind, EXAMPLES[kind].fields);
    for (const language of LANGUAGES) {
      expect(actionOf(language, finding)).toMatch(
        language === 'zh' ? /^\p{L}+：.+[^。]。$/u : /^\p{Lu}[\p{L} ]+: .+[^.]\.$/u,
      );
    }
  });

  it.each(DISCREPANCY_KINDS)('reads for %s exactly the facts that its list names', (kind) => {
    const read = new Set<string>();
    const facts = new Proxy<Discrepancy['facts']>(
      {},
      {
        get: (_target, name) => {
          read.add(String(name));
          return undefined;
        },
      },
    );
    const finding = exampleDiscrepancy(kind, { facts });
    for (const language of LANGUAGES) {
      reasonOf(language, finding);
      actionOf(language, finding);
    }
    expect([...read].sort()).toEqual([...COMMON_FACTS, ...FACTS_OF_KIND[kind]].sort());
    for (const name of read) expect(Object.keys(FACTS)).toContain(name);
  });

  it('is the reviewed text, kind by kind', async () => {
    const table = DISCREPANCY_KINDS.map((kind) => {
      const finding = exampleDiscrepancy(kind, EXAMPLES[kind].fields);
      const texts = LANGUAGES.flatMap((language) => [reasonOf(language, finding), actionOf(language, finding)]);
      return [kind, ...texts.map((text) => `  ${text}`)].join('\n');
    });
    await expect(`${table.join('\n')}\n`).toMatchFileSnapshot('wording.reviewed.txt');
  });

  it('says of an export of several days that it is an earlier one again, and that the payments lack nothing in it', () => {
    const facts = { fileName: 'o.csv', addedLines: 0, removedLines: 0, changedLines: 0, sameAsDate: '2026-06-30' };
    const finding = exampleDiscrepancy('source_revised', { class: 'notice', key: ['erp', '2026-07-01', 'a'], facts });
    for (const language of LANGUAGES) {
      const said = reasonOf(language, finding);
      for (const part of ['o.csv', 'erp', '2026-07-01', '2026-06-30']) expect(said).toContain(part);
      expect(actionOf(language, finding)).not.toBe(actionOf(language, { ...finding, facts: {} }));
    }
  });

  it('asks whether an order file that takes back what one in between said is of its date, and says what helps where it is refused', () => {
    const facts = { fileName: 'o.csv', sameAsDate: '2026-06-29', otherwiseOn: '2026-06-30' };
    const back = exampleDiscrepancy('source_revised', { class: 'notice', key: ['erp', '2026-07-01', 'a'], facts });
    const refused = exampleDiscrepancy('source_rejected', {
      key: ['erp', '2026-07-01'],
      facts: { fileName: 'o.csv', sameAsDate: '2026-06-29' },
    });
    for (const language of LANGUAGES) {
      for (const part of ['o.csv', '2026-07-01', '2026-06-29', '2026-06-30'])
        expect(reasonOf(language, back)).toContain(part);
      expect(actionOf(language, back)).not.toBe(
        actionOf(language, { ...back, facts: { ...facts, otherwiseOn: null } }),
      );
      expect(actionOf(language, refused)).toContain('`rolling`');
    }
  });

  it('says where the bank pays what an older version said', () => {
    const finding = exampleDiscrepancy('conflicting_settlement_line', { facts: { formerShownAt: ['bank.csv:7'] } });
    for (const language of LANGUAGES) {
      expect(reasonOf(language, finding)).toContain('bank.csv:7');
      expect(reasonOf(language, { ...finding, facts: {} })).not.toContain('bank.csv');
    }
  });

  it('asks which provider took a payment where several may have, and claims it where one can be meant', () => {
    const actions = [true, false].map((claimable) =>
      actionOf('en', exampleDiscrepancy('missing_in_settlement', { provider: null, parentId: null, claimable })),
    );
    expect(actions[0]).toContain('claim the payment');
    expect(actions[1]).toContain('find out which provider took the payment');
  });

  it('says under which number an order was before', () => {
    const finding = exampleDiscrepancy('missing_in_settlement', { facts: { formerReferences: ['BOG01-5'] } });
    for (const language of LANGUAGES) expect(reasonOf(language, finding)).toContain('BOG01-5');
  });

  it.each([
    [
      'shared_reference',
      { ordersMinor: 12_000_000, paidMinor: 12_000_000, oneByOne: true },
      ['a payment of its own', 'su propio pago', '各有自己的付款'],
    ],
    [
      'split_tender',
      { restMinor: 0, leftMinor: 100_000, statedMinor: 100_000 },
      ['show the other COP 1,000.00', 'muestran los otros COP 1.000,00', '其余 COP 1,000.00 由'],
    ],
    [
      'split_tender',
      { restMinor: 50_000, leftMinor: 100_000, statedMinor: 150_000 },
      ['show COP 1,500.00 where COP 1,000.00 is left', 'COP 1.500,00 donde faltan COP 1.000,00', '合计 COP 1,500.00'],
    ],
    [
      'payout_mismatch',
      { bankItems: 2, otherPayouts: ['P2'] },
      [
        'their 2 bank lines, the last of 2026-07-03',
        'sus 2 movimientos en el banco, el último del 2026-07-03',
        '截至 2026-07-03 的 2 笔入账合计',
      ],
    ],
  ] as const)('says of %s what is true of several (%j)', (kind, facts, said) => {
    const fields = kind === 'payout_mismatch' ? { ...PAYOUT, arrivedOn: day('2026-07-03') } : MISMATCH;
    const finding = exampleDiscrepancy(kind, { ...fields, facts });
    for (const [at, language] of (['en', 'es', 'zh'] as const).entries())
      expect(reasonOf(language, finding)).toContain(said[at]);
  });

  it('names the payout that the bank has in another currency', () => {
    const fields = { ...PAYOUT, bankAmount: pesos('412.00'), facts: { expectedCurrency: 'USD', foundCurrency: 'COP' } };
    for (const language of LANGUAGES)
      expect(reasonOf(language, exampleDiscrepancy('currency_mismatch', fields))).toContain('P1');
  });

  it('asks nothing of anybody about what is closed', () => {
    const finding = exampleDiscrepancy('missing_in_bank', { ...PAYOUT, state: 'auto_resolved' });
    expect(actionOf('en', finding)).toBe('Bank desk: nothing to do, it is closed.');
    expect(actionOf('es', finding)).toBe('Gestión bancaria: nada por hacer, está cerrado.');
    expect(actionOf('zh', finding)).toBe('银行事务：无需处理，已关闭。');
  });

  it.each(HOSTILE_TEXTS)('stays one line without invisible marks when a reference is %j', (hostile) => {
    for (const language of LANGUAGES) {
      const text = reasonOf(
        language,
        exampleDiscrepancy('amount_mismatch', { ...MISMATCH, merchantReference: hostile }),
      );
      expect(text).not.toMatch(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      expect(text).toMatch(/[.。]$/);
    }
  });

  it('ignores a fact of another type than the one it understands', () => {
    const wrong = exampleDiscrepancy('stale_pending', { ...MISMATCH, facts: { hours: 'many', explanation: true } });
    expect(reasonOf('en', wrong)).toBe(
      'Transaction T7 at dlocal for reference BOG01-7 of COP 119,000.00 is still pending.',
    );
  });
});
