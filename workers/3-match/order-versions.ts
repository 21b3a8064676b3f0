import { normaliseKey } from '../../schemas/line-keys.ts';
import { compareAddress, type OrderLine } from '../../schemas/records.ts';
import { groupBy, type HeldOrder } from './hand.ts';

/** What counts of the order rows of one reference, and what does not. */
export interface OrderVersions {
  /** The row that counts, of every reference and method. */
  readonly current: readonly HeldOrder[];
  /** Older versions: the same order in an earlier file. */
  readonly superseded: readonly HeldOrder[];
  /** One reference and method under two order ids, or twice in one file. */
  readonly duplicates: readonly DuplicateOrder[];
}

export interface DuplicateOrder {
  readonly counted: HeldOrder;
  readonly others: readonly HeldOrder[];
}

/**
 * Tells the versions of an order apart. An order is known by its id, without the column by its reference; a row in a
 * later file is a newer version of it. What is left of one reference and method beyond one row is a duplicate, of which
 * the last not cancelled counts.
 */
export function orderVersions(rows: readonly HeldOrder[], compare: (reference: string) => string): OrderVersions {
  const current: HeldOrder[] = [];
  const superseded: HeldOrder[] = [];
  const duplicates: DuplicateOrder[] = [];
  const renamed = renamedRows(rows, compare);
  superseded.push(...renamed);
  for (const tender of groupBy(rows, (held) => tenderKey(held.line, compare)).values()) {
    const newest: HeldOrder[] = [];
    const remaining = tender.filter((held) => !renamed.has(held));
    for (const versions of groupBy(remaining, (held) => orderKey(held.line)).values()) {
      const newestDate = versions.reduce((date, held) => (held.line.date > date ? held.line.date : date), versions[0]?.line.date ?? '');
      for (const held of versions) (held.line.date === newestDate ? newest : superseded).push(held);
    }
    newest.sort((a, b) => compareAddress(a.line, b.line));
    const counted = newest.findLast((held) => !isCalledOff(held.line)) ?? newest.at(-1);
    if (!counted) continue;
    current.push(counted);
    if (newest.length > 1) duplicates.push({ counted, others: newest.filter((held) => held !== counted) });
  }
  return { current, superseded, duplicates };
}

/**
 * Rows of an order id and method whose later file names another reference: an older version too, where the order has one row
 * in each file. Several under one id are left to their references.
 */
function renamedRows(rows: readonly HeldOrder[], compare: (reference: string) => string): Set<HeldOrder> {
  const renamed = new Set<HeldOrder>();
  const withId = rows.filter((held) => (held.line.orderId ?? '') !== '');
  for (const versions of groupBy(withId, (held) => `${orderKey(held.line)}|${normaliseKey(held.line.method)}`).values()) {
    if (versions.length < 2) continue;
    const dates = groupBy(versions, (held) => held.line.date);
    if ([...dates.values()].some((ofDate) => ofDate.length > 1)) continue;
    const newest = versions.reduce((last, held) => (held.line.date > last.line.date ? held : last));
    const reference = compare(newest.line.merchantReference);
    for (const held of versions) if (compare(held.line.merchantReference) !== reference) renamed.add(held);
  }
  return renamed;
}

function isCalledOff(line: OrderLine): boolean {
  return line.status === 'cancelled' || line.status === 'expired';
}

function tenderKey(line: OrderLine, compare: (reference: string) => string): string {
  return `${compare(line.merchantReference)}|${normaliseKey(line.method)}`;
}

function orderKey(line: OrderLine): string {
  return `${line.source}|${normaliseKey(line.orderId ?? '')}`;
}
