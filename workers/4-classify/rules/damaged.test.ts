import { describe, expect, test } from 'vitest';
import { formatMajor } from '../../../schemas/values/money.ts';
import type { Line } from '../../../schemas/lines/records.ts';
import { carried, day, fatesOf, leftBy, order, payment, pesos, wompi, decide } from '../../../scripts/testing/kit.ts';
import { couldBe } from './damaged.ts';

const PAST_DUE = { date: day('2026-07-06') };
const RUINED = '7.10033E+15';
const ruined = (orderId: string): Line => order({ merchantReference: RUINED, orderId, store: 'BOG01' });
const whole = (merchantReference: string): Line =>
  payment({ merchantReference, providerId: `P ${merchantReference}`, source: wompi.id, payoutId: 'W1' });

/** `reference_damaged 200000.00` and what stands under it: `missing_in_erp < reference_damaged`. */
function outline(lines: readonly Line[]): string[] {
  const { discrepancies } = decide({ ...PAST_DUE, lines });
  const kinds = new Map(discrepancies.map((one) => [one.id, one.kind]));
  return discrepancies
    .filter((one) => one.kind !== 'missing_in_bank')
    .map(
      (one) =>
        `${one.kind} ${formatMajor(one.moneyAtRisk)}${one.parentId === null ? '' : ` < ${kinds.get(one.parentId) ?? '?'}`}`,
    )
    .sort();
}

describe('Keys that a spreadsheet ruined', () => {
  test('are one row a file, match nothing, and two orders of one key are not called one', () => {
    expect(outline([ruined('1'), ruined('2')])).toEqual(['reference_damaged 200000.00']);
    expect(fatesOf(decide({ ...PAST_DUE, lines: [ruined('1'), ruined('2')] }))).toEqual([
      `order ${RUINED}: broken`,
      `order ${RUINED}: broken`,
    ]);
  });

  test('on both sides are not each other’s, also where the amounts are equal', () => {
    const outcome = decide({ ...PAST_DUE, lines: [ruined('1'), whole(RUINED)] });
    expect([...outcome.fates].map((fate) => `${fate.leg} ${fate.orderLeg} ${fate.fate}`)).toEqual([
      'order broken broken',
      'settlement broken broken',
    ]);
    expect(outline([ruined('1'), whole(RUINED)])).toEqual([
      'reference_damaged 100000.00',
      'reference_damaged 100000.00',
    ]);
  });

  test('leave their counterparts alone, which stand under the row and are no claim', () => {
    expect(outline([ruined('1'), whole('7100325000000000')])).toEqual([
      'missing_in_erp 100000.00 < reference_damaged',
      'reference_damaged 100000.00',
    ]);
    expect(outline([ruined('1'), whole('7100400000000000')])).toEqual([
      'missing_in_erp 100000.00',
      'reference_damaged 100000.00',
    ]);
    const { discrepancies } = decide({ ...PAST_DUE, lines: [ruined('1'), whole('7100325000000000')] });
    expect(discrepancies.find((one) => one.kind === 'reference_damaged')?.facts).toMatchObject({
      damagedKeys: 1,
      counterpartsAlone: 1,
    });
    expect(discrepancies.find((one) => one.kind === 'missing_in_erp')?.claimable).toBe(false);
  });

  test('that lost their leading zeros are told in the row, and the number that has them stands under it', () => {
    const short = order({ merchantReference: '71003', orderId: '3', store: 'BOG01' });
    expect(outline([short, whole('0071003')])).toEqual([
      'missing_in_erp 100000.00 < reference_damaged',
      'reference_damaged 100000.00',
    ]);
    expect(outline([ruined('1'), short, whole('0071003')])).toEqual([
      'missing_in_erp 100000.00 < reference_damaged',
      'reference_damaged 200000.00',
    ]);
    const { discrepancies, fates } = decide({ ...PAST_DUE, lines: [short, whole('0071003')] });
    expect(discrepancies.find((one) => one.kind === 'reference_damaged')?.facts).toMatchObject({
      damagedKeys: 1,
      lostZeros: 1,
    });
    expect(discrepancies.find((one) => one.kind === 'missing_in_erp')?.claimable).toBe(false);
    expect([...fates].map((fate) => `${fate.leg} ${fate.orderLeg} ${fate.fate}`)).toEqual([
      'order broken broken',
      'settlement broken broken',
    ]);
  });

  test('did not lose zeros where the amounts differ, another line has the number, or letters stand in it', () => {
    const short = order({ merchantReference: '71003', orderId: '3', store: 'BOG01' });
    const claims = ['missing_in_erp 100000.00', 'missing_in_settlement 100001.00'];
    expect(outline([order({ ...short, amount: pesos(100_001) }), whole('0071003')])).toEqual(claims);
    expect(outline([short, whole('71003'), whole('0071003')])).toEqual(['missing_in_erp 100000.00']);
    expect(outline([order({ ...short, merchantReference: 'A-71' }), whole('A-071')])).toEqual([
      'missing_in_erp 100000.00',
      'missing_in_settlement 100000.00',
    ]);
  });

  test('are superseded by the row of a file that was exported again', () => {
    const again = order({
      merchantReference: '7100325000000000',
      orderId: '1',
      date: day('2026-07-02'),
      createdAt: order().createdAt,
    });
    expect(outline([ruined('1'), again, whole('7100325000000000')])).toEqual([]);
  });

  test('stay one row the next day', () => {
    const first = decide({ lines: [ruined('1'), ruined('2')] });
    const next = decide({ date: day('2026-07-02'), ...leftBy(first) });
    expect(next.discrepancies).toMatchObject([
      { kind: 'reference_damaged', state: 'open', event: null, moneyAtRisk: pesos(200_000) },
    ]);
    expect(carried(ruined('1')).entered).toBe('carried');
  });
});

describe('What a ruined key can have been', () => {
  const table: [string, string, boolean][] = [
    ['1.23457E+15', '1234567890123456', true],
    ['1.23457E+15', '1234565000000000', true],
    ['1.23457E+15', '1234564999999999', false],
    ['1.23457E+15', '1234575000000000', false],
    ['1,23457e+15', '1234567890123456', true],
    ['1.2E+15', '1200001234567890', true],
    ['1.2E+15', '1240000000000000', true],
    ['1.2E+15', '1260000000000000', false],
    ['1E+15', '1000000000000000', true],
    ['1.23457E+15', '123456789012345', false],
    ['1.23457E+15', '0234567890123456', false],
    ['1.23457E+15', 'A234567890123456', false],
  ];
  test.each(table)('%s of %s: %s', (damaged, reference, possible) => {
    expect(couldBe(damaged, reference)).toBe(possible);
  });
});
