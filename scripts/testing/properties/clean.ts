import fc from 'fast-check';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { PROVIDERS, type Filing, type ProviderId, type Rules, type SourceId, type World } from './chain.ts';
import { movement, order, payment, type BankRow, type OrderRow, type SettlementRow } from './rows.ts';
import { goLives, printable } from './wild.ts';

/** One sale that nothing is wrong with. */
export interface Sale {
  readonly source: ProviderId;
  readonly reference: string;
  readonly amount: number;
  /** The payout that pays it: by its own reference, `P1` or `P2`, or the provider's day. */
  readonly paidIn: string;
}

/** Sales that orders, provider and bank agree on to the centavo; amounts of which no two sums are equal. */
export interface CleanBooks {
  readonly goLive: PlainDate;
  /** The date of every file. */
  readonly date: PlainDate;
  /** The day on which all was sold, settled and booked. */
  readonly paidOn: PlainDate;
  readonly sales: readonly Sale[];
  readonly orders: readonly OrderRow[];
  readonly lines: readonly { readonly source: ProviderId; readonly row: SettlementRow }[];
  readonly credits: readonly { readonly source: ProviderId; readonly paidIn: string; readonly row: BankRow }[];
}

/**
 * So long before its file everything happened that the file's own date is past every due date but the order's grace.
 */
const REPORTED_AFTER_DAYS = 14;
/** Dates after the files' until everything is past due: one for the order's grace, a week and holidays for the rest. */
const GRACE_DAYS = 2;
const EVERYTHING_DUE_DAYS = 12;

const shares = fc.record({
  source: fc.constantFrom<ProviderId>('gate', 'agg', 'agg', 'day'),
  payout: fc.integer({ min: 1, max: 2 }),
  store: fc.constantFrom('BOG01', 'MED01'),
});

/** Clean books; `late` ones are reported all at once after their due dates, so that a property needs few runs. */
export const cleanBooks: fc.Arbitrary<CleanBooks> = fc
  .record({ goLive: goLives, sold: fc.array(shares, { minLength: 1, maxLength: 7 }), late: fc.nat({ max: 31 }) })
  .map(({ goLive, sold, late }) => {
    const paidOn = addDays(goLive, 1);
    const date = late === 0 ? paidOn : addDays(paidOn, REPORTED_AFTER_DAYS);
    const sales = sold.map(({ source, payout, store }, index): Sale => {
      const reference = `${store}-${String(1000 + index)}`;
      const paidIn = source === 'gate' ? reference : source === 'agg' ? `P${String(payout)}` : `day ${paidOn}`;
      return { source, reference, amount: 10_000 * 3 ** index, paidIn };
    });
    return { goLive, date, paidOn, sales, ...rowsOf(sales, paidOn) };
  });

function rowsOf(sales: readonly Sale[], paidOn: PlainDate): Pick<CleanBooks, 'orders' | 'lines' | 'credits'> {
  const orders = sales.map((sale) =>
    order(sale.reference, sale.amount, paidOn, { method: PROVIDERS[sale.source].method }),
  );
  const lines = sales.map((sale, index) => ({
    source: sale.source,
    row: payment(sale.source, `T${String(index)}`, sale.reference, sale.amount, paidOn, {
      settledOn: paidOn,
      payoutId: sale.source === 'agg' ? sale.paidIn : null,
    }),
  }));
  const credits = [...new Map(sales.map((sale) => [sale.paidIn, sale.source]))].map(([paidIn, source], index) => {
    const amount = sales.filter((sale) => sale.paidIn === paidIn).reduce((total, sale) => total + sale.amount, 0);
    const text = source === 'gate' ? `${PROVIDERS.gate.bankText} ${paidIn}` : PROVIDERS[source].bankText;
    return { source, paidIn, row: movement(`B${String(index)}`, amount, paidOn, text) };
  });
  return { orders, lines, credits };
}

/**
 * The world of some books: one file a source, run until everything in it is past due. Late books are past every due
 * date on the date of their files, but for the order's grace: `grace` runs on until that is over too.
 */
export function worldOf(
  books: CleanBooks,
  { rules = {}, grace = false }: { readonly rules?: Rules; readonly grace?: boolean } = {},
): World {
  const file = (source: SourceId, rows: Filing['rows']): Filing => ({ date: books.date, source, version: 1, rows });
  const ofProvider = (source: ProviderId): Filing['rows'] =>
    books.lines.filter((line) => line.source === source).map((line) => line.row);
  const last = addDays(books.date, books.date === books.paidOn ? EVERYTHING_DUE_DAYS : grace ? GRACE_DAYS : 0);
  return printable({
    goLive: books.goLive,
    first: books.date,
    last,
    rules,
    filings: [
      file('erp', books.orders),
      file('gate', ofProvider('gate')),
      file('agg', ofProvider('agg')),
      file('day', ofProvider('day')),
      file(
        'bank',
        books.credits.map((credit) => credit.row),
      ),
    ],
  });
}

/** The n-th of a list, counted round. */
export function nth<T>(list: readonly T[], n: number): T {
  const item = list[n % list.length];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}

export function withoutNth<T>(list: readonly T[], n: number): T[] {
  return list.filter((_, index) => index !== n % list.length);
}

export function changeNth<T>(list: readonly T[], n: number, change: (item: T) => T): T[] {
  return list.map((item, index) => (index === n % list.length ? change(item) : item));
}

/** A settlement row worth so much more, net included. */
export function worth<R extends { readonly row: SettlementRow }>(line: R, by: number): R {
  const { gross, net } = line.row;
  return { ...line, row: { ...line.row, gross: minor(gross + by), net: minor((net ?? 0) + by) } };
}
