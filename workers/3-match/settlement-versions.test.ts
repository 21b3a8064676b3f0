import { describe, expect, test } from 'vitest';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { at, broughtBack, carried, day, hold, holdAll, payment, pesos, refund } from '../../scripts/testing/kit.ts';
import type { Held } from './working-set.ts';
import { settlementVersions, transactionKey, type VersionRules } from './settlement-versions.ts';

const NEXT = day('2026-07-02');
const THIRD = day('2026-07-03');

/** Versions as short texts; a line is known by its date and row: `01/0`. */
function outline(...given: readonly (SettlementLine | Partial<VersionRules>)[]): string[] {
  const isLine = (one: SettlementLine | Partial<VersionRules>): one is SettlementLine => 'leg' in one;
  const rules = given.find((one) => !isLine(one)) as Partial<VersionRules> | undefined;
  const lines = given.filter(isLine);
  const name = ({ line }: { readonly line: SettlementLine }): string => `${line.date.slice(8)}/${String(line.row)}`;
  const { current, superseded, seenBefore, copies, conflicts } = settlementVersions(holdAll(...lines), rules);
  return [
    ...current.map((held) => `current ${name(held)}`),
    ...superseded.map((held) => `superseded ${name(held)}`),
    ...seenBefore.map((held) => `seen before ${name(held)}`),
    ...copies.map(({ original, copy }) => `copy ${name(copy)} of ${name(original)}`),
    ...conflicts.map(
      ({ current: one, former, fields }) => `conflict ${name(one)} with ${name(former)}: ${fields.join()}`,
    ),
  ];
}

const again = (change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ date: NEXT, paidAt: payment().paidAt, ...change });

describe('Seen again', () => {
  const table: [string, SettlementLine[], string[]][] = [
    ['once', [payment()], ['current 01/0']],
    ['equal in another file', [payment(), again()], ['current 01/0', 'seen before 02/0']],
    [
      'equal in two more files',
      [payment(), again(), again({ date: THIRD })],
      ['current 01/0', 'seen before 02/0', 'seen before 03/0'],
    ],
    ['equal in the same file', [payment(), payment()], ['current 01/0', 'copy 01/1 of 01/0']],
    [
      'three times in the same file',
      [payment(), payment(), payment()],
      ['current 01/0', 'copy 01/1 of 01/0', 'copy 01/2 of 01/0'],
    ],
    ['it fills an empty field', [payment(), again({ payoutId: 'W1' })], ['current 02/0', 'superseded 01/0']],
    [
      'it fills several',
      [payment({ fee: null, net: null }), again({ fee: pesos(1), net: pesos(2) })],
      ['current 02/0', 'superseded 01/0'],
    ],
    [
      'it empties a field: another fact',
      [payment({ payoutId: 'W1' }), again()],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: payoutId'],
    ],
    [
      'one centavo more',
      [payment(), again({ gross: pesos(100_000, 1) })],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: gross'],
    ],
    [
      'it fills one field and changes another',
      [payment({ cus: '1' }), again({ cus: '2', payoutId: 'W1' })],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: payoutId,cus'],
    ],
    [
      'zero is a value, not an empty field',
      [payment({ fee: pesos(0) }), again({ fee: pesos(1) })],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: fee'],
    ],
    ['pending, then approved', [payment({ status: 'pending' }), again()], ['current 02/0', 'superseded 01/0']],
    [
      'pending, then rejected',
      [payment({ status: 'pending' }), again({ status: 'rejected' })],
      ['current 02/0', 'superseded 01/0'],
    ],
    [
      'pending, then approved at the moment it was decided, with fee and payout',
      [payment({ status: 'pending', fee: pesos(0) }), payment({ date: NEXT, fee: pesos(2_750), payoutId: 'W1' })],
      ['current 02/0', 'superseded 01/0'],
    ],
    [
      'pending still',
      [payment({ status: 'pending' }), again({ status: 'pending' })],
      ['current 01/0', 'seen before 02/0'],
    ],
    [
      'pending, then approved with another amount',
      [payment({ status: 'pending' }), again({ gross: pesos(99_999, 99) })],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: status,gross'],
    ],
    [
      'approved, then pending: no final word is taken back',
      [payment(), again({ status: 'pending' })],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: status'],
    ],
    [
      'pending, then approved, then pending as before: an old word told again',
      [payment({ status: 'pending' }), again(), again({ date: THIRD, status: 'pending' })],
      ['current 02/0', 'superseded 01/0', 'seen before 03/0'],
    ],
    [
      'without its payout, with it, and without again: the same',
      [payment(), again({ payoutId: 'W1' }), again({ date: THIRD })],
      ['current 02/0', 'superseded 01/0', 'seen before 03/0'],
    ],
    [
      'pending, then approved, then pending with another amount',
      [payment({ status: 'pending' }), again(), again({ date: THIRD, status: 'pending', gross: pesos(1) })],
      ['current 03/0', 'superseded 01/0', 'superseded 02/0', 'conflict 03/0 with 02/0: status,gross'],
    ],
    [
      'its keys in other letters',
      [payment({ cus: '00a' }), again({ merchantReference: ' bog01-1', providerId: 'P-BOG01-1', cus: '00A' })],
      ['current 01/0', 'seen before 02/0'],
    ],
    [
      'approved, then rejected',
      [payment(), again({ status: 'rejected' })],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: status'],
    ],
    [
      'in one file with different facts: the later line counts',
      [payment(), payment({ gross: pesos(1) })],
      ['current 01/1', 'superseded 01/0', 'conflict 01/1 with 01/0: gross'],
    ],
    [
      'back to what it was: an old word told again, and the conflict stands',
      [payment(), again({ gross: pesos(1) }), again({ date: THIRD })],
      ['current 02/0', 'superseded 01/0', 'seen before 03/0', 'conflict 02/0 with 01/0: gross'],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(outline(...lines)).toEqual(expected);
  });

  test('an update and then its own words again: the first version is known too', () => {
    const filled = again({ payoutId: 'W1' });
    expect(outline(payment(), filled, again({ date: THIRD, payoutId: 'W1' }))).toEqual([
      'current 02/0',
      'superseded 01/0',
      'seen before 03/0',
    ]);
  });

  test('a closed payment is asked of for thirty days, an open one and a refund as long as anything', () => {
    const apart = (line: SettlementLine, date: string, closed: boolean): string[] => {
      const next = { ...line, date: day(date), file: 'another00000' };
      const held = hold([closed ? broughtBack(line) : carried(line), next]) as Held<SettlementLine>[];
      return settlementVersions(held, { duplicateLookbackDays: 30 }).current.map((one) => one.line.date.slice(5));
    };
    expect(apart(payment(), '2026-07-31', true)).toEqual(['07-01']);
    expect(apart(payment(), '2026-08-01', true)).toEqual(['07-01', '08-01']);
    expect(apart(payment(), '2026-08-01', false)).toEqual(['07-01']);
    expect(apart(refund(), '2026-08-01', true)).toEqual(['07-01']);
  });

  test('the order of the lines in hand does not matter', () => {
    const lines = [payment({ row: 0 }), payment({ row: 1 }), again({ row: 0, payoutId: 'W1' })];
    expect(outline(...[...lines].reverse())).toEqual(outline(...lines));
  });
});

describe('One id, several transactions', () => {
  const PO1 = { payoutId: 'PO-1' };
  const PO2 = { payoutId: 'PO-2' };
  const of = (reference: string, change: Partial<SettlementLine> = {}): SettlementLine =>
    payment({ merchantReference: reference, providerId: '004711', paidAt: at('2026-07-01 10:00'), ...change });
  const back = (whole: number, change: Partial<SettlementLine> = {}): SettlementLine =>
    refund({
      gross: pesos(-whole),
      providerId: 'P-BOG01-1',
      refundOf: null,
      paidAt: at('2026-07-01 12:00'),
      ...change,
    });
  const next = { date: NEXT };
  const table: [string, SettlementLine[], string[]][] = [
    [
      'an authorisation number that another sale bears',
      [of('BOG01-1'), of('BOG02-9', { ...next, gross: pesos(25_000) })],
      ['current 01/0', 'current 02/0'],
    ],
    [
      'and is told once more',
      [of('BOG01-1'), of('BOG02-9', next), of('BOG01-1', { date: THIRD })],
      ['current 01/0', 'current 02/0', 'seen before 03/0'],
    ],
    ['in one file too', [of('BOG01-1'), of('BOG02-9')], ['current 01/0', 'current 01/1']],
    ['empty, then named: one', [of(''), of('BOG01-1', next)], ['current 02/0', 'superseded 01/0']],
    [
      'pending without reference and payout, then final with both',
      [of('', { status: 'pending' }), of('BOG01-1', { ...next, ...PO1 })],
      ['current 02/0', 'superseded 01/0'],
    ],
    [
      'named, then empty: one, and a conflict',
      [of('BOG01-1'), of('', next)],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: merchantReference'],
    ],
    [
      'a refund under the id of its payment in two parts',
      [payment(), back(30_000), back(20_000, next)],
      ['current 01/0', 'current 01/1', 'current 02/0'],
    ],
    [
      'equal parts in two payouts',
      [payment(), back(30_000, PO1), back(30_000, { ...next, ...PO2 })],
      ['current 01/0', 'current 01/1', 'current 02/0'],
    ],
    [
      'equal parts at two times',
      [payment(), back(30_000), back(30_000, { ...next, paidAt: at('2026-07-02 12:00') })],
      ['current 01/0', 'current 01/1', 'current 02/0'],
    ],
    [
      'a refund that a rolling file tells again',
      [payment(), back(30_000, PO1), back(30_000, { ...next, ...PO1 })],
      ['current 01/0', 'current 01/1', 'seen before 02/0'],
    ],
    [
      'exactly the payment',
      [payment(), back(60_000), back(40_000, next)],
      ['current 01/0', 'current 01/1', 'current 02/0'],
    ],
    [
      'one centavo beyond the payment: a version',
      [payment(), back(60_000), back(40_000, { ...next, gross: pesos(-40_000, -1) })],
      ['current 01/0', 'current 02/0', 'superseded 01/1', 'conflict 02/0 with 01/1: gross'],
    ],
    [
      'beyond the payment with refunds under other ids',
      [
        payment(),
        refund({ providerId: 'R9', gross: pesos(-50_000) }),
        back(30_000, next),
        back(30_000, { date: THIRD, paidAt: at('2026-07-03 12:00') }),
      ],
      ['current 01/0', 'current 01/1', 'current 03/0', 'superseded 02/0', 'conflict 03/0 with 02/0: paidAt'],
    ],
    [
      'of no known payment: a version',
      [back(30_000), back(20_000, next)],
      ['current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: gross'],
    ],
    [
      'whose payment came later than both: decided when they arrived',
      [back(30_000), back(20_000, next), payment({ date: THIRD })],
      ['current 03/0', 'current 02/0', 'superseded 01/0', 'conflict 02/0 with 01/0: gross'],
    ],
    [
      'another fee of a refund is a version of it',
      [payment(), back(30_000, { fee: pesos(1) }), back(30_000, { ...next, fee: pesos(2) })],
      ['current 01/0', 'current 02/0', 'superseded 01/1', 'conflict 02/0 with 01/1: fee'],
    ],
    [
      'a refund that failed and was made at another time',
      [payment(), back(30_000, { status: 'rejected' }), back(30_000, { ...next, paidAt: at('2026-07-02 12:00') })],
      ['current 01/0', 'current 01/1', 'current 02/0'],
    ],
    [
      'a pending refund that is made later',
      [payment(), back(30_000, { status: 'pending' }), back(30_000, { ...next, paidAt: at('2026-07-02 12:00') })],
      ['current 01/0', 'current 02/0', 'superseded 01/1'],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(outline(...lines)).toEqual(expected);
  });

  test.each<[string, SettlementLine[], string[]]>([
    ['is the same', [of('BOG01-1'), of('BOG01-9', next)], ['current 02/0', 'superseded 01/0']],
    [
      'and told again',
      [of('BOG01-1'), of('BOG01-9', next), of('BOG01-9', { date: THIRD })],
      ['current 02/0', 'superseded 01/0', 'seen before 03/0'],
    ],
    [
      'at another moment is another',
      [of('BOG01-1'), of('BOG01-9', { ...next, paidAt: at('2026-07-01 10:00:01') })],
      ['current 01/0', 'current 02/0'],
    ],
    [
      'of another amount is another',
      [of('BOG01-1'), of('BOG01-9', { ...next, gross: pesos(100_000, 1) })],
      ['current 01/0', 'current 02/0'],
    ],
    ['in one file is another', [of('BOG01-1'), of('BOG01-9')], ['current 01/0', 'current 01/1']],
    ['the other way round is another', [of('BOG01-9'), of('BOG01-1', next)], ['current 01/0', 'current 02/0']],
  ])('a payment under the new number of its order %s', (_sentence, lines, expected) => {
    expect(outline({ isRenumbered: (former, newer) => former === 'bog01-1' && newer === 'bog01-9' }, ...lines)).toEqual(
      expected,
    );
  });

  test.each([
    ['stood side by side: as they were', {}, ['07-02', '07-03'], 0],
    ['the older was superseded: a version still', { reason: 'superseded' as const }, ['07-03'], 1],
  ])('two refunds of one id whose payment is in hand no more: %s', (_sentence, former, current, conflicts) => {
    const first = back(30_000, { ...PO1, date: NEXT });
    const second = back(30_000, { ...PO2, date: THIRD, paidAt: at('2026-07-03 12:00') });
    const found = settlementVersions(hold([carried(first, former), broughtBack(second)]) as Held<SettlementLine>[]);
    expect(found.current.map((held) => held.line.date.slice(5))).toEqual(current);
    expect(found.conflicts).toHaveLength(conflicts);
  });

  test('a new refund of an id whose payment is not in hand is a version of the one that stands', () => {
    const second = back(30_000, { ...PO2, date: THIRD, paidAt: at('2026-07-03 12:00') });
    const found = settlementVersions(
      hold([carried(back(30_000, { ...PO1, date: NEXT })), second]) as Held<SettlementLine>[],
    );
    expect([found.current.length, found.conflicts.length]).toEqual([1, 1]);
  });

  test('a payment that a second payout lists again counts in both payouts and once for the order', () => {
    const lines = holdAll(payment(PO1), again(PO2));
    const found = settlementVersions(lines);
    expect(found.current.map((held) => held.line.payoutId)).toEqual(['PO-1', 'PO-2']);
    expect([...found.relisted]).toEqual([1]);
    expect(found.superseded).toEqual([]);
    expect(found.conflicts.map(({ fields }) => fields.join())).toEqual(['payoutId']);
  });

  test('the same for a chargeback and for a reserve, and told again by a rolling file it is seen before', () => {
    for (const type of ['chargeback', 'reserve', 'fee', 'adjustment'] as const) {
      const found = settlementVersions(
        holdAll(payment({ ...PO1, type }), again({ ...PO2, type }), again({ ...PO2, type, date: THIRD })),
      );
      expect([type, found.current.length, found.conflicts.length, found.seenBefore.length]).toEqual([type, 2, 1, 1]);
    }
  });

  test('a payout that was taken back: the later one pays the line, and nothing contradicts', () => {
    const found = settlementVersions(holdAll(payment(PO1), again(PO2)), {
      isTakenBack: (source, payout) => payout === 'PO-1' && source === 'gate',
    });
    expect(found.current.map((held) => held.line.payoutId)).toEqual(['PO-2']);
    expect([found.superseded.length, found.conflicts.length, found.relisted.size]).toEqual([1, 0, 0]);
  });

  test('a source that pays one by one lists nothing twice: a version and a conflict', () => {
    const found = settlementVersions(holdAll(payment(PO1), again(PO2)), { paysInPayouts: () => false });
    expect([found.superseded.length, found.conflicts.length, found.relisted.size]).toEqual([1, 1, 0]);
  });
});

describe('What makes a transaction', () => {
  const same = (a: SettlementLine, b: SettlementLine): boolean => transactionKey(a) === transactionKey(b);
  const table: [string, SettlementLine, SettlementLine, boolean][] = [
    ['the same id', payment(), again(), true],
    ['the id in other letters', payment({ providerId: 'ab' }), payment({ providerId: ' AB ' }), true],
    ['the same id of another provider', payment(), payment({ source: 'wompi' }), false],
    ['payment and refund under one id', payment({ providerId: 'X' }), refund({ providerId: 'X' }), false],
    [
      'a refund and one taken back under one id and type',
      refund({ providerId: 'X' }),
      refund({ providerId: 'X', gross: pesos(100_000) }),
      false,
    ],
    ['leading zeros count', payment({ providerId: '01' }), payment({ providerId: '1' }), false],
    [
      'adjustments without an id are each their own',
      payment({ providerId: '', row: 1 }),
      payment({ providerId: '', row: 2 }),
      false,
    ],
  ];
  test.each(table)('%s', (_sentence, a, b, expected) => {
    expect(same(a, b)).toBe(expected);
  });
});
