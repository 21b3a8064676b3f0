import { subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareAddress, compareText, type OrderLine } from '../../schemas/lines/records.ts';
import { type HeldOrder } from './working-set.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** What an order row adds to the sales of its date, and what it calls off of earlier ones. */
export interface SaleOfRow {
  readonly sold: Minor;
  readonly cancelled: Minor;
  /** The currency of what is called off, where it is not the row's. */
  readonly cancelledIn: string | null;
}

/**
 * What the versions of orders add to the sales of their own dates: the first that says paid its amount, a later one the
 * difference, one that says paid no more calls off what stood. So the sales of the days, less what was called off, sum
 * to what the newest versions come to. A row without an entry is a first version that says paid: its amount, where it
 * counts.
 *
 * @param orders the rows of one order and method each, in any order
 * @param repeated rows that say what an earlier file said
 */
export function salesOfVersions(
  orders: Iterable<readonly HeldOrder[]>,
  repeated: ReadonlySet<HeldOrder>,
): ReadonlyMap<HeldOrder, SaleOfRow> {
  const sales = new Map<HeldOrder, SaleOfRow>();
  for (const rows of orders) {
    if (rows.length === 1 && rows[0] !== undefined && saysPaid(rows[0].line)) continue;
    tellVersions(rows, repeated, sales);
  }
  return sales;
}

function tellVersions(
  rows: readonly HeldOrder[],
  repeated: ReadonlySet<HeldOrder>,
  sales: Map<HeldOrder, SaleOfRow>,
): void {
  const files = [...groupBy(rows, (held) => held.line.date)].sort(([a], [b]) => compareText(a, b));
  let counted: Minor | null = null;
  let currency: string | null = null;
  for (const [, ofFile] of files) {
    const inOrder = [...ofFile].sort((a, b) => compareAddress(a.line, b.line));
    const worth = sum(inOrder.map(({ line }) => (saysPaid(line) ? line.amount : ZERO)));
    const fresh = inOrder.filter((held) => !repeated.has(held));
    const [first, ...others] = fresh;
    if (first === undefined) continue;
    if (counted === null) {
      for (const held of fresh) if (!saysPaid(held.line)) sales.set(held, NOTHING);
    } else {
      sales.set(first, changeOf(worth, counted, first.line.currency === currency ? null : currency));
      for (const held of others) sales.set(held, NOTHING);
    }
    counted = worth;
    currency = first.line.currency;
  }
}

const NOTHING: SaleOfRow = { sold: ZERO, cancelled: ZERO, cancelledIn: null };

/** In another currency no difference can be told: what stood is called off in its own, and the order is sold anew. */
function changeOf(worth: Minor, former: Minor, formerCurrency: string | null): SaleOfRow {
  if (formerCurrency !== null && former > 0) return { sold: worth, cancelled: former, cancelledIn: formerCurrency };
  if (worth === 0) return { ...NOTHING, cancelled: former };
  return { ...NOTHING, sold: subtract(worth, former) };
}

function saysPaid({ status }: OrderLine): boolean {
  return status === 'paid' || status === 'partially_paid' || status === 'refunded';
}
