import { describe, expect, test } from 'vitest';
import { day, holdAll, order, pesos } from '../../scripts/testing/kit.ts';
import type { OrderLine } from '../../schemas/lines/records.ts';
import type { OrderStatus } from '../../schemas/lines/records.ts';
import { salesOfVersions } from './sales-of-versions.ts';

type Reported = readonly [
  day: number,
  status: OrderStatus,
  amount: number,
  change?: Partial<OrderLine> & { readonly repeated?: true },
];

/** What each row adds and calls off, in pesos; `-` for a row without an entry, which is a first one. */
function outline(...rows: readonly Reported[]): string[] {
  const held = holdAll(
    ...rows.map(([n, status, amount, { repeated: _repeated, ...change } = {}]) =>
      order({ date: day(`2026-07-0${String(n)}`), status, amount: pesos(amount), ...change }),
    ),
  );
  const byRow = rows.map(([n, status, amount]) =>
    held.find(
      ({ line }) =>
        line.date === day(`2026-07-0${String(n)}`) && line.status === status && line.amount === pesos(amount),
    ),
  );
  const repeated = new Set(
    byRow.filter((one, at) => one !== undefined && rows[at]?.[3]?.repeated === true).flatMap((one) => one ?? []),
  );
  const sales = salesOfVersions([[...held].reverse()], repeated);
  return byRow.map((one) => {
    const sale = one === undefined ? undefined : sales.get(one);
    return sale === undefined
      ? '-'
      : [sale.sold / 100, sale.cancelled / 100, sale.cancelledIn].filter((one) => one !== null).join(' ');
  });
}

describe('What the versions of an order add to the sales of their dates', () => {
  const table: [string, Reported[], string[]][] = [
    ['one that says paid adds its amount', [[1, 'paid', 80]], ['-']],
    ['one that nobody paid adds nothing', [[1, 'pending', 80]], ['0 0']],
    ['a later one adds the difference', [[1, 'paid', 80], [2, 'paid', 95]], ['-', '15 0']], // prettier-ignore
    ['a lower one takes the difference back', [[1, 'paid', 80], [2, 'paid', 79]], ['-', '-1 0']], // prettier-ignore
    ['one that says something else of the same amount adds nothing', [[1, 'paid', 80], [2, 'refunded', 80]], ['-', '0 0']], // prettier-ignore
    ['the first that says paid adds all of it', [[1, 'pending', 80], [2, 'paid', 95]], ['0 0', '95 0']], // prettier-ignore
    ['a cancellation calls off what stood', [[1, 'paid', 80], [2, 'paid', 95], [3, 'cancelled', 95]], ['-', '15 0', '0 95']], // prettier-ignore
    ['and is told once', [[1, 'paid', 80], [2, 'cancelled', 80], [3, 'expired', 80]], ['-', '0 80', '0 0']], // prettier-ignore
    ['one that is revived is sold again', [[1, 'paid', 80], [2, 'cancelled', 80], [3, 'paid', 70]], ['-', '0 80', '70 0']], // prettier-ignore
    ['one told again says nothing', [[1, 'paid', 80], [2, 'paid', 80, { repeated: true }], [3, 'paid', 95]], ['-', '-', '15 0']], // prettier-ignore
    ['in another currency it is another sale', [[1, 'paid', 80], [2, 'paid', 95, { currency: 'USD' }]], ['-', '95 80 COP']], // prettier-ignore
    ['and told in it from then on', [[1, 'paid', 80], [2, 'paid', 95, { currency: 'USD' }], [3, 'paid', 99, { currency: 'USD' }]], ['-', '95 80 COP', '4 0']], // prettier-ignore
    ['called off in another currency: what stood', [[1, 'paid', 80], [2, 'cancelled', 95, { currency: 'USD' }]], ['-', '0 80 COP']], // prettier-ignore
    ['called off, and back in another currency', [[1, 'paid', 80], [2, 'cancelled', 80], [3, 'paid', 95, { currency: 'USD' }]], ['-', '0 80', '95 0']], // prettier-ignore
    ['a part paid counts with its amount', [[1, 'partially_paid', 80], [2, 'paid', 80]], ['-', '0 0']], // prettier-ignore
  ];
  test.each(table)('%s', (_sentence, rows, expected) => {
    expect(outline(...rows)).toEqual(expected);
  });
});
