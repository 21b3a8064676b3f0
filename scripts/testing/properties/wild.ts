import fc from 'fast-check';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import {
  ORDER_STATUSES,
  type OrderStatus,
  type SettlementStatus,
  type SettlementType,
} from '../../../schemas/lines/records.ts';
import {
  PROVIDERS,
  SOURCES,
  type Filing,
  type ProviderId,
  type Row,
  type Rules,
  type SourceId,
  type World,
} from './chain.ts';
import { reported } from './reported.ts';
import { hoursFromNoon, movement, order, payment, reject } from './rows.ts';

/**
 * Small chains in which anything may stand beside anything: few references, ids and amounts, so that lines collide,
 * repeat, contradict each other and explain each other by accident.
 */

const weighted = <T>(...parts: [number, T][]): fc.Arbitrary<T> =>
  fc.oneof(...parts.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

/** One of the references in other letters. */
const LOOK_ALIKE = 'bog01-001';
/** Stores, a retry, a store that is on no list, none; and now and then what a spreadsheet made of a number. */
const references = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom('BOG01-001', 'BOG01-002', 'MED01-003', 'MED01-003-r1', 'XXX09-004', 'suelta-5'),
  },
  { weight: 1, arbitrary: fc.constantFrom('7.1E+15', '7100000000000000', '0071', '71', LOOK_ALIKE) },
);
const amounts = fc.constantFrom(10_000, 20_000, 30_000, 15_000, 25_000, 40_000);
const currencies = weighted([14, 'COP'], [1, 'USD']);

export interface DayRow {
  readonly day: number;
  readonly source: SourceId;
  readonly row: Row;
}

const orders = (goLive: PlainDate, day: fc.Arbitrary<number>): fc.Arbitrary<DayRow> =>
  fc
    .record({
      day,
      reference: references,
      orderId: fc.nat({ max: 4 }),
      amount: amounts,
      currency: currencies,
      status: fc.oneof({ weight: 6, arbitrary: fc.constant<OrderStatus>('paid') }, fc.constantFrom(...ORDER_STATUSES)),
      method: weighted([8, 'PSE'], [6, 'BOTON'], [2, 'NEQUI'], [2, 'EFECTIVO'], [1, 'REGALO + PSE']),
      refunded: weighted([5, 0], [1, 10_000], [1, 20_000]),
      outstanding: weighted([3, null], [1, 0], [1, 5_000]),
      paidBefore: weighted([4, 0], [1, 1]),
    })
    .map((one) => ({
      day: one.day,
      source: 'erp',
      row: order(one.reference, one.amount, addDays(goLive, one.day - one.paidBefore), {
        orderId: one.orderId === 0 ? null : `O${String(one.orderId)}`,
        currency: one.currency,
        status: one.status,
        method: one.method,
        refundedAmount: minor(one.refunded),
        outstanding: one.status === 'partially_paid' && one.outstanding !== null ? minor(one.outstanding) : null,
      }),
    }));

const NEGATIVE: ReadonlySet<SettlementType> = new Set(['refund', 'chargeback', 'fee', 'tax']);

const settlements = (goLive: PlainDate, day: fc.Arbitrary<number>): fc.Arbitrary<DayRow> =>
  fc
    .record({
      day,
      source: fc.constantFrom<ProviderId>('gate', 'agg', 'agg', 'day'),
      reference: references,
      id: fc.nat({ max: 7 }),
      type: weighted<SettlementType>(
        [12, 'payment'],
        [4, 'refund'],
        [1, 'chargeback'],
        [1, 'chargeback_reversal'],
        [1, 'refund_reversal'],
        [1, 'fee'],
        [1, 'tax'],
        [1, 'adjustment'],
        [1, 'reserve'],
      ),
      status: weighted<SettlementStatus>([10, 'approved'], [2, 'pending'], [1, 'rejected']),
      amount: amounts,
      currency: currencies,
      fee: weighted([3, 0], [1, 500]),
      off: weighted([9, 0], [1, 1]),
      payout: fc.nat({ max: 3 }),
      settled: weighted([3, null], [1, 0], [1, 1]),
      hour: fc.constantFrom(-2, -1, 0, 0, 1),
      refundOf: weighted([3, null], [1, 'T1'], [1, 'T2']),
      environment: weighted([9, null], [1, 'test']),
    })
    .map((one) => {
      const gross = NEGATIVE.has(one.type) ? -one.amount : one.amount;
      const isCharge = one.type === 'fee' || one.type === 'tax' || one.type === 'adjustment' || one.type === 'reserve';
      return {
        day: one.day,
        source: one.source,
        row: payment(one.source, `T${String(one.id)}`, isCharge ? '' : one.reference, gross, addDays(goLive, one.day), {
          type: one.type,
          status: one.status,
          currency: one.currency,
          fee: minor(one.fee),
          net: minor(gross - one.fee + one.off),
          payoutId: one.source === 'agg' && one.payout > 0 ? `P${String(one.payout)}` : null,
          // Only of a provider's day the moment of the payment decides anything.
          ...(one.source === 'day' ? { paidAt: hoursFromNoon(addDays(goLive, one.day), one.hour) } : {}),
          settledOn: one.settled === null ? null : addDays(goLive, one.day + one.settled),
          refundOf: one.refundOf,
          environment: one.environment,
        }),
      };
    });

const TEXTS = [
  PROVIDERS.agg.bankText,
  `${PROVIDERS.agg.bankText} P1`,
  `${PROVIDERS.gate.bankText} BOG01-001`,
  PROVIDERS.gate.bankText,
  PROVIDERS.day.bankText,
  'ABONO BOG01-002',
  'IMPTO GOBIERNO 4X1000',
  'COMISION TRASLADO',
  'NOMINA',
];

const movements = (goLive: PlainDate, day: fc.Arbitrary<number>): fc.Arbitrary<DayRow> =>
  fc
    .record({
      day,
      bookedBefore: weighted([5, 0], [1, 1]),
      amount: fc.oneof({ weight: 3, arbitrary: amounts }, fc.constantFrom(35_000, 50_000, 9_500, 19_500)),
      debit: weighted([5, false], [1, true]),
      currency: currencies,
      text: fc.constantFrom(...TEXTS),
      id: fc.nat({ max: 9 }),
      reference: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, references),
      endToEnd: weighted([8, null], [1, 'E1']),
      reversal: weighted([9, false], [1, true]),
    })
    .map((one) => ({
      day: one.day,
      source: 'bank',
      row: movement(
        `B${String(one.id)}`,
        one.debit ? -one.amount : one.amount,
        addDays(goLive, one.day - one.bookedBefore),
        one.text,
        {
          bankId: one.id === 0 ? null : one.id === 9 ? 'NONREF' : `B${String(one.id)}`,
          currency: one.currency,
          reference: one.reference,
          endToEndId: one.endToEnd,
          reversal: one.reversal && one.debit,
        },
      ),
    }));

const rejects = (day: fc.Arbitrary<number>): fc.Arbitrary<DayRow> =>
  fc
    .record({
      day,
      source: fc.constantFrom<SourceId>('gate', 'agg', 'erp', 'bank'),
      reference: fc.oneof(fc.constant(null), references),
      payoutId: weighted([2, null], [1, 'P1']),
      amount: fc.oneof(fc.constant(null), amounts),
    })
    .map(({ day: date, source, reference, payoutId, amount }) => ({
      day: date,
      source,
      row: reject(source === 'erp' ? 'order' : source === 'bank' ? 'bank' : 'settlement', {
        merchantReference: reference,
        payoutId,
        amount: amount === null ? null : minor(amount),
      }),
    }));

/** Dates from which chains start: before a weekend, on one, before the holidays of June and July, and at Easter. */
export const goLives = fc.constantFrom<PlainDate[]>(
  '2026-06-24' as PlainDate,
  '2026-06-26' as PlainDate,
  '2026-07-01' as PlainDate,
  '2026-07-18' as PlainDate,
  '2026-03-31' as PlainDate,
);

export const rulesets: fc.Arbitrary<Rules> = fc.record({
  refunds: fc.constantFrom('debited', 'netted'),
  orderTolerance: weighted([4, '0.00'], [1, '50.00']),
  bankTolerance: weighted([4, '0.00'], [1, '5.00']),
  cutOff: weighted([3, null], [1, '12:00']),
});

/** Files of a world from rows by day: one file a source and day that has any. */
export function filingsOf(
  goLive: PlainDate,
  rows: readonly DayRow[],
  absent: readonly { day: number; source: SourceId }[] = [],
): Filing[] {
  const filings: Filing[] = [];
  for (const source of SOURCES) {
    for (let number = 0; number <= 5; number += 1) {
      const date = addDays(goLive, number);
      const own = rows.filter((one) => one.source === source && one.day === number).map((one) => one.row);
      const isAbsent = absent.some((one) => one.day === number && one.source === source);
      if (isAbsent) filings.push({ date, source, version: 1, rows: [], state: 'missing' });
      else if (own.length > 0) filings.push({ date, source, version: 1, rows: own });
    }
  }
  return filings;
}

export interface Wildness {
  /** The most rows of each leg. */
  readonly rows?: number;
  /** Dates that have files. */
  readonly dates?: number;
  /** Days that are run after the last file at the most. */
  readonly after?: number;
  /** Whether a reference may stand in two ways of writing. */
  readonly lookAlikes?: boolean;
}

/** Any small chain. Rows of a file stand in the order in which they were made. */
export function wildWorlds({ rows = 6, dates = 3, after = 5, lookAlikes = true }: Wildness = {}): fc.Arbitrary<World> {
  const day = fc.nat({ max: dates - 1 });
  return goLives.chain((goLive) =>
    fc
      .record({
        rules: rulesets,
        orders: fc.array(orders(goLive, day), { maxLength: rows }),
        settlements: fc.array(settlements(goLive, day), { maxLength: rows }),
        movements: fc.array(movements(goLive, day), { maxLength: rows }),
        rejects: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(rejects(day), { maxLength: 2 })),
        absent: fc.oneof(
          { weight: 3, arbitrary: fc.constant([]) },
          fc.array(fc.record({ day, source: fc.constantFrom(...SOURCES) }), { maxLength: 1 }),
        ),
        after: fc.nat({ max: after }),
      })
      .map((one) =>
        printable({
          goLive,
          last: addDays(goLive, dates - 1 + one.after),
          rules: one.rules,
          filings: filingsOf(
            goLive,
            [...one.orders, ...one.settlements, ...one.movements, ...one.rejects].map((row) =>
              lookAlikes ? row : inOneWay(row),
            ),
            one.absent,
          ),
        }),
      ),
  );
}

function inOneWay(row: DayRow): DayRow {
  const own = row.row;
  if ('code' in own || own.leg === 'bank' || own.merchantReference !== LOOK_ALIKE) return row;
  return { ...row, row: { ...own, merchantReference: LOOK_ALIKE.toUpperCase() } };
}

/** A world that a counterexample prints in a few lines. */
export function printable(world: World): World {
  return { ...world, ...{ [fc.toStringMethod]: () => reported(world) } };
}
