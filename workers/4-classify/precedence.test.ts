import { describe, expect, test } from 'vitest';
import type { DiscrepancyClass } from '../../schemas/kinds/kind.ts';
import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { configOf, holdAll, payment, pesos } from '../../scripts/testing/kit.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { finding, named } from './draft.ts';
import { isHidden, onePerCause } from './precedence.ts';

const lines = holdAll(...['a', 'b', 'c'].map((providerId) => payment({ providerId }))).map((held) => held.line);

/** A finding about some of the lines a, b and c. */
function about(
  kind: DiscrepancyKind,
  which: string,
  change: { broken?: boolean; class?: DiscrepancyClass; key?: string } = {},
): Finding {
  return finding(
    {
      kind,
      key: [change.key ?? which],
      lines: lines.filter((line) => which.includes(line.providerId)).map((line) => named(line, change.broken ?? true)),
      moneyAtRisk: pesos(10_000),
      direction: 'unknown',
      ...(change.class ? { class: change.class } : {}),
    },
    configOf(),
  );
}

/** Standing kinds, with what each hides: `status_conflict (hides amount_mismatch)`. */
function outline(...findings: Finding[]): string[] {
  return onePerCause(findings)
    .filter((one) => !isHidden(one))
    .map((one) => (one.hides.length === 0 ? one.kind : `${one.kind} (hides ${one.hides.join()})`));
}

describe('One cause, one row', () => {
  const table: [string, Finding[], string[]][] = [
    [
      'the higher in the table stands',
      [about('missing_in_erp', 'a'), about('status_conflict', 'a')],
      ['status_conflict (hides missing_in_erp)'],
    ],
    [
      'one shared line is enough',
      [about('amount_mismatch', 'ab'), about('refund_exceeds_payment', 'bc')],
      ['refund_exceeds_payment (hides amount_mismatch)'],
    ],
    [
      'of two that it shares a line with the highest, whichever line comes first',
      [about('refund_missing_in_erp', 'a'), about('refund_exceeds_payment', 'b'), about('missing_in_erp', 'ab')],
      ['refund_exceeds_payment (hides missing_in_erp)', 'refund_missing_in_erp'],
    ],
    [
      'without a shared line both stand',
      [about('amount_mismatch', 'a'), about('refund_exceeds_payment', 'b')],
      ['refund_exceeds_payment', 'amount_mismatch'],
    ],
    [
      'two of one kind never hide each other',
      [about('refund_without_payment', 'ab', { key: '1' }), about('refund_without_payment', 'ab', { key: '2' })],
      ['refund_without_payment', 'refund_without_payment'],
    ],
    [
      'the other stage is another cause',
      [about('amount_mismatch', 'a'), about('missing_in_bank', 'a')],
      ['amount_mismatch', 'missing_in_bank'],
    ],
    [
      'within the stage of the bank too',
      [about('missing_in_bank', 'a'), about('ambiguous_match', 'a')],
      [...['missing_in_bank (hides ambiguous_match)']],
    ],
    [
      'a notice never hides an action',
      [about('duplicate_settlement_line', 'a'), about('amount_mismatch', 'a')],
      ['duplicate_settlement_line', 'amount_mismatch'],
    ],
    [
      'nor does an action hide a notice',
      [about('chargeback', 'a'), about('stale_pending', 'a')],
      ['chargeback', 'stale_pending'],
    ],
    [
      'a kind that may be either hides in its own class',
      [about('duplicate_settlement_line', 'a', { class: 'action' }), about('amount_mismatch', 'a')],
      ['duplicate_settlement_line (hides amount_mismatch)'],
    ],
    [
      'notices hide notices',
      [about('duplicate_settlement_line', 'a'), about('stale_pending', 'a')],
      ['duplicate_settlement_line (hides stale_pending)'],
    ],
    [
      'kinds of no stage hide nothing and are hidden by nothing',
      [about('row_rejected', 'a'), about('test_transaction', 'a'), about('amount_mismatch', 'a')],
      ['row_rejected', 'test_transaction', 'amount_mismatch'],
    ],
    [
      'what it hid does not hide others',
      [about('duplicate_order', 'a'), about('amount_mismatch', 'ab'), about('missing_in_erp', 'b')],
      ['duplicate_order (hides amount_mismatch)', 'missing_in_erp'],
    ],
    [
      'a fee row stands while any of its sales is not spoken for',
      [about('amount_mismatch', 'a'), about('fee_mismatch', 'ab')],
      ['amount_mismatch', 'fee_mismatch'],
    ],
    [
      'and gives way where all are',
      [about('amount_mismatch', 'ab'), about('fee_mismatch', 'ab')],
      ['amount_mismatch (hides fee_mismatch)'],
    ],
  ];
  test.each(table)('%s', (_sentence, findings, expected) => {
    expect(outline(...findings)).toEqual(expected);
    expect(outline(...[...findings].reverse())).toEqual(expected);
  });

  test('the lines that a dropped finding broke are broken by the one that stands', () => {
    const [kept] = onePerCause([about('status_conflict', 'a'), about('amount_mismatch', 'ab')]);
    expect(kept?.lines.map((line) => line.broken)).toEqual([true, true]);
  });

  test('a kind that breaks nothing breaks nothing for another either', () => {
    const [kept] = onePerCause([about('chargeback', 'a'), about('amount_mismatch', 'ab')]);
    expect(kept?.lines.map((line) => line.broken)).toEqual([false, false]);
  });
});
