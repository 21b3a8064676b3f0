import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, parsePlainDate, type PlainDate } from '../../../schemas/values/dates.ts';
import type { OrderStatus } from '../../../schemas/lines/records.ts';
import { measureDay, type DayInCurrency } from '../../../workers/5-publish/headline.ts';
import { runAll, type Filing, type Ran, type Row, type World } from './chain.ts';
import { order, payment } from './rows.ts';
import { printable } from './wild.ts';

/**
 * Whatever versions of its orders a shop exports, and however they are paid: the sales of the days sum to what the
 * newest say.
 */

const SEED = 52_180;
const RUNS = 400;
const GO_LIVE = parsePlainDate('2026-07-01') as PlainDate;
const DAYS = 4;

interface Version {
  readonly amount: number;
  readonly status: OrderStatus;
  readonly currency: string;
}

interface Reported {
  readonly hasId: boolean;
  /** By day; null where the export of the day does not tell the order. */
  readonly versions: readonly (Version | null)[];
  /** From this day on it goes by another reference; beyond the days: never. */
  readonly renumbered: number;
  readonly payments: readonly { readonly day: number; readonly amount: number }[];
}

const amounts = fc.constantFrom(80_000_00, 95_000_00, 15_000_00);
const version = fc.record({
  amount: amounts,
  status: fc.constantFrom<OrderStatus>('paid', 'paid', 'paid', 'pending', 'cancelled', 'refunded', 'partially_paid'),
  currency: fc.constantFrom('COP', 'COP', 'COP', 'USD'),
});
const reportedOrder: fc.Arbitrary<Reported> = fc.record({
  hasId: fc.boolean(),
  versions: fc.array(fc.option(version), { minLength: DAYS, maxLength: DAYS }),
  renumbered: fc.oneof({ weight: 3, arbitrary: fc.constant(DAYS) }, fc.nat({ max: DAYS - 1 })),
  payments: fc.array(fc.record({ day: fc.nat({ max: DAYS - 1 }), amount: amounts }), { maxLength: 2 }),
});

function referenceOf({ hasId, renumbered }: Reported, name: string, day: number): string {
  return hasId && day >= renumbered ? `NEW-${name}` : `OLD-${name}`;
}

/** Under another number and in another currency it would be another order. */
function currencyOf({ renumbered }: Reported, { currency }: Version): string {
  return renumbered < DAYS ? 'COP' : currency;
}

function worldOf(orders: readonly Reported[]): World {
  const filings = Array.from({ length: DAYS }, (_, day): Filing[] => {
    const date = addDays(GO_LIVE, day);
    const sold = orders.flatMap((one, at): Row[] => {
      const reported = one.versions[day];
      if (!reported) return [];
      const orderId = one.hasId ? `O-${String(at)}` : null;
      const { status } = reported;
      return [
        order(referenceOf(one, String(at), day), reported.amount, GO_LIVE, {
          orderId,
          status,
          currency: currencyOf(one, reported),
        }),
      ];
    });
    // Every payment is made under the first number.
    const paid = orders.flatMap((one, at) =>
      one.payments.flatMap((each, n) =>
        each.day === day
          ? [payment('gate', `P-${String(at)}-${String(n)}`, `OLD-${String(at)}`, each.amount, date)]
          : [],
      ),
    );
    return [
      { date, source: 'erp', version: 0, rows: sold },
      { date, source: 'gate', version: 0, rows: paid },
    ];
  }).flat();
  return printable({ goLive: GO_LIVE, last: addDays(GO_LIVE, DAYS), filings });
}

function daysOf(ran: readonly Ran[]): DayInCurrency[] {
  return ran.flatMap(
    ({ date, files, outcome }) => measureDay({ ...outcome, sources: files, settlementDate: date }).days,
  );
}

function worthOf(reported: Reported, currency: string): number {
  const newest = reported.versions.findLast((one) => one !== null) ?? null;
  return newest === null ||
    currencyOf(reported, newest) !== currency ||
    newest.status === 'pending' ||
    newest.status === 'cancelled'
    ? 0
    : newest.amount;
}

it(
  `sums, less what was called off, to the newest versions, and no day sells less than nothing (seed ${String(SEED)})`,
  { timeout: 300_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(reportedOrder, { minLength: 1, maxLength: 3 }), async (orders) => {
        const days = daysOf(await runAll(worldOf(orders)));
        for (const day of days) expect(day.sold).toBeGreaterThanOrEqual(0);
        for (const currency of ['COP', 'USD']) {
          const own = days.filter((day) => day.currency === currency);
          const total = own.reduce((sum, { sold, cancelled }) => sum + sold - cancelled, 0);
          expect(total).toBe(orders.map((one) => worthOf(one, currency)).reduce((a, b) => a + b, 0));
        }
        // A version is no order of its own.
        const isSold = (one: Reported): boolean =>
          one.versions.some((each) => each && each.status !== 'pending' && each.status !== 'cancelled');
        const revived = orders.some((one) =>
          one.versions.some((each) => each?.status === 'cancelled' || each?.status === 'pending'),
        );
        const oneCurrency = orders.every(
          (one) => new Set(one.versions.flatMap((each) => (each ? currencyOf(one, each) : []))).size < 2,
        );
        if (!revived && oneCurrency)
          expect(days.reduce((sum, day) => sum + day.orders, 0)).toBe(orders.filter(isSold).length);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  },
);
