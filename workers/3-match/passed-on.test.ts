import { describe, expect, test } from 'vitest';
import type { OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import { at, configOf, day, holdAll, order, payment, pesos, refund } from '../../scripts/testing/kit.ts';
import type { HeldSettlement } from './working-set.ts';
import { orderVersions } from './order-versions.ts';
import { ownersOf } from './passed-on.ts';
import { referenceComparer } from './references.ts';

const NEXT = day('2026-07-02');

/** Of which reference each line is now, by its id: only where it is another than its own. */
function owners(orders: readonly OrderLine[], lines: readonly SettlementLine[]): Record<string, string> {
  const compare = referenceComparer(configOf());
  const settled = holdAll(...lines);
  const under = (reference: string, wanted: (held: HeldSettlement) => boolean): HeldSettlement[] =>
    settled.filter((held) => compare(held.line.merchantReference) === reference && wanted(held));
  const outline = orderVersions(holdAll(...orders), {
    compare,
    payments: (reference) => under(reference, (held) => held.line.type === 'payment'),
    returns: (reference) => under(reference, (held) => held.line.type !== 'payment'),
    tellsCreation: () => true,
    isPastDue: () => false,
  });
  const found = ownersOf(settled, outline, compare);
  return Object.fromEntries(
    settled.flatMap((held) => (found.has(held.ix) ? [[held.line.providerId, found.get(held.ix) ?? '']] : [])),
  );
}

const sold = (orderId: string, merchantReference: string, change: Partial<OrderLine> = {}): OrderLine =>
  order({ orderId, merchantReference, createdAt: at('2026-07-01 08:00'), ...change });
const paid = (providerId: string, change: Partial<SettlementLine> = {}): SettlementLine =>
  payment({ providerId, merchantReference: 'BOG01-5', paidAt: at('2026-07-01 09:00'), ...change });
const late = { date: NEXT, paidAt: at('2026-07-02 09:00') };

/** Id 5 was BOG01-5 and is BOG01-55; id 6 carries BOG01-5 from the next day on. */
const taken = (change: Partial<OrderLine> = {}): OrderLine[] => [
  sold('5', 'BOG01-5'),
  sold('5', 'BOG01-55', { date: NEXT }),
  sold('6', 'BOG01-5', { date: NEXT, createdAt: at('2026-07-02 08:00'), ...change }),
];
const OLD = 'bog01-55';
const NEW = 'bog01-5';

describe('A reference that another order carries now', () => {
  const table: [string, OrderLine[], SettlementLine[], Record<string, string>][] = [
    ['what was paid before stays with the first', taken(), [paid('A')], { A: OLD }],
    ['what is paid afterwards is of the second', taken(), [paid('A', late)], { A: NEW }],
    ['one of each', taken(), [paid('A'), paid('B', late)], { A: OLD, B: NEW }],
    [
      'a second before the other was created',
      taken(),
      [paid('A', { ...late, paidAt: at('2026-07-02 07:59:59') })],
      { A: OLD },
    ],
    ['and the second itself', taken(), [paid('A', { ...late, paidAt: at('2026-07-02 08:00') })], { A: NEW }],
    [
      'without a moment the file decides',
      taken(),
      [paid('A', { paidAt: null }), paid('B', { ...late, paidAt: null })],
      { A: OLD, B: NEW },
    ],
    [
      'where only one reading makes both agree, the amounts decide',
      taken({ amount: pesos(30_000) }),
      [paid('A', late), paid('B', { ...late, gross: pesos(30_000) })],
      { A: OLD, B: NEW },
    ],
    [
      'one centavo off, the time decides',
      taken({ amount: pesos(30_000) }),
      [paid('A', { ...late, gross: pesos(100_000, -1) }), paid('B', { ...late, gross: pesos(30_000) })],
      { A: NEW, B: NEW },
    ],
    [
      'an order made in place of one that was called off has its payment',
      [sold('5', 'BOG01-5'), sold('5', 'BOG01-55', { date: NEXT, status: 'cancelled' }), ...taken().slice(2)],
      [paid('A')],
      { A: NEW },
    ],
    [
      'one centavo more than was paid is no such order',
      [
        sold('5', 'BOG01-5'),
        sold('5', 'BOG01-55', { date: NEXT, status: 'cancelled' }),
        ...taken({ amount: pesos(100_000, 1) }).slice(2),
      ],
      [paid('A')],
      { A: OLD },
    ],
    [
      'the rest of a deposit under the former number',
      taken({ amount: pesos(30_000) }),
      [
        paid('A', { gross: pesos(40_000) }),
        paid('B', { ...late, gross: pesos(60_000) }),
        paid('C', { ...late, gross: pesos(30_000) }),
      ],
      { A: OLD, B: OLD, C: NEW },
    ],
    [
      'what was paid under the new number counts for it',
      taken(),
      [paid('A', { merchantReference: 'BOG01-55', ...late }), paid('B', { ...late, paidAt: at('2026-07-02 07:00') })],
      { B: NEW },
    ],
    [
      'told before the other was known, paid after it was created',
      taken({ createdAt: at('2026-07-01 10:00') }),
      [paid('A'), paid('B', { paidAt: at('2026-07-01 11:00') })],
      { A: OLD, B: NEW },
    ],
    [
      'a refund goes with the payment that it names',
      taken(),
      [paid('A'), refund({ ...late, providerId: 'R', merchantReference: 'BOG01-5', refundOf: 'A' })],
      { A: OLD, R: OLD },
    ],
    [
      'a chargeback of no name goes with the only one that was paid',
      taken(),
      [
        paid('A'),
        refund({ ...late, type: 'chargeback', providerId: 'C', merchantReference: 'BOG01-5', refundOf: null }),
      ],
      { A: OLD, C: OLD },
    ],
    [
      'and of two that were paid, with the one that gives back',
      taken({ status: 'refunded' }),
      [paid('A'), paid('B', late), refund({ ...late, providerId: 'R', merchantReference: 'BOG01-5', refundOf: null })],
      { A: OLD, B: NEW, R: NEW },
    ],
  ];
  test.each(table)('%s', (_sentence, orders, lines, expected) => {
    expect(owners(orders, lines)).toEqual(expected);
  });

  test('two orders that exchanged their references keep what was paid to each', () => {
    const exchanged = [
      sold('5', 'BOG01-5'),
      sold('6', 'BOG01-6', { amount: pesos(60_000) }),
      sold('5', 'BOG01-6', { date: NEXT }),
      sold('6', 'BOG01-5', { date: NEXT, amount: pesos(60_000) }),
    ];
    const lines = [paid('A'), paid('B', { merchantReference: 'BOG01-6', gross: pesos(60_000) })];
    expect(owners(exchanged, lines)).toEqual({ A: 'bog01-6', B: 'bog01-5' });
    const outline = lines.map((line) => ({ ...line, date: NEXT }));
    expect(owners(exchanged, outline)).toEqual({ A: 'bog01-6', B: 'bog01-5' });
  });

  test('nothing is asked where no reference was passed on', () => {
    expect(owners([sold('5', 'BOG01-5'), sold('6', 'BOG01-6')], [paid('A')])).toEqual({});
    expect(owners([sold('5', 'BOG01-5'), sold('5', 'BOG01-55', { date: NEXT })], [paid('A')])).toEqual({});
  });
});
