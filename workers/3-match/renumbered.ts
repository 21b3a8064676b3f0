import { isDamagedKey, normaliseKey } from '../../schemas/lines/line-keys.ts';
import { subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { OrderLine } from '../../schemas/lines/records.ts';
import { hasStood, type HeldOrder } from './working-set.ts';
import type { Carrier, OrderFacts, OrderVersions } from './order-version-facts.ts';
import { carriersOf } from './passed-on.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** What rows of one order share: its source and its id; of rows without a usable id, the source. */
export function orderKey(line: OrderLine): string {
  return `${line.source}|${usableId(line)}`;
}

function usableId({ orderId }: OrderLine): string {
  return orderId === null || isDamagedKey(orderId) ? '' : normaliseKey(orderId);
}

/**
 * Tells whether a later file shows one order, by its id and the moment of its creation, under another reference; both
 * compared.
 */
export function renumbered(
  rows: readonly HeldOrder[],
  compare: (reference: string) => string,
): (former: string, newer: string) => boolean {
  let moves: Set<string> | null = null;
  return (former, newer) => {
    if (moves === null) {
      moves = new Set();
      const withId = rows.filter((held) => usableId(held.line) !== '');
      for (const own of groupBy(withId, ({ line }) => `${orderKey(line)}|${String(line.createdAt)}`).values())
        for (const before of own)
          for (const after of own)
            if (before.line.date < after.line.date)
              moves.add(
                JSON.stringify([compare(before.line.merchantReference), compare(after.line.merchantReference)]),
              );
    }
    return former !== '' && newer !== '' && former !== newer && moves.has(JSON.stringify([former, newer]));
  };
}

/** Who carries or ever carried a reference, by the compared reference. */
type CarriedBy = (reference: string) => readonly HeldOrder[];

function carriedBy(rows: readonly HeldOrder[], { compare }: OrderFacts): CarriedBy {
  let byReference: Map<string, HeldOrder[]> | null = null;
  return (reference) => {
    byReference ??= groupBy(rows, (held) => compare(held.line.merchantReference));
    return byReference.get(reference) ?? [];
  };
}

/**
 * Rows of an order id and method whose later file names another reference: an older version too, with the row that
 * replaces it. Only where nothing speaks for two orders (tills begin their numbers again every day): both were created
 * at the same moment, or by a feed without it are of the same amount, in one currency; each file holds one row of the
 * id; and by the time of the later file it was not paid under both references, each time in full: a deposit under one
 * number and the rest under the other is one sale.
 */
export function renamedRows(rows: readonly HeldOrder[], facts: OrderFacts): Map<HeldOrder, HeldOrder> {
  const renamed = new Map<HeldOrder, HeldOrder>();
  const withId = rows.filter((held) => usableId(held.line) !== '');
  const carriers = carriedBy(rows, facts);
  for (const versions of groupBy(
    withId,
    (held) => `${orderKey(held.line)}|${normaliseKey(held.line.method)}`,
  ).values()) {
    if (versions.length < 2) continue;
    const dates = groupBy(versions, (held) => held.line.date);
    if ([...dates.values()].some((ofDate) => ofDate.length > 1)) continue;
    const newest = versions.reduce((last, held) => (held.line.date > last.line.date ? held : last));
    for (const held of versions) {
      // Decided once: what stood side by side at the close of a date still does, whatever else of the id is in the
      // working set today.
      if (hasStood(held) && hasStood(newest)) continue;
      if (isRenamed(held.line, newest.line, facts, carriers)) renamed.set(held, newest);
    }
  }
  return renamed;
}

function isRenamed(former: OrderLine, newer: OrderLine, facts: OrderFacts, carriers: CarriedBy): boolean {
  const [before, now] = [facts.compare(former.merchantReference), facts.compare(newer.merchantReference)];
  const isRuined = before === '' && now === '';
  if ((before === now && !isRuined) || former.currency !== newer.currency) return false;
  const tells = facts.tellsCreation(newer);
  if (tells ? former.createdAt !== newer.createdAt : former.amount !== newer.amount) return false;
  if (!tells) return ![before, now].every((reference) => reference !== '' && facts.payments(reference).length > 0);
  // What was paid under a number that another order has or had may be that one's, and speaks for neither.
  const isPaid = ({ amount }: OrderLine, reference: string): boolean =>
    reference !== '' &&
    carriers(reference).every((held) => orderKey(held.line) === orderKey(newer)) &&
    isPaidInFull(amount, reference, newer, facts);
  return !(isPaid(former, before) && isPaid(newer, now));
}

/** By the date of the newer row: a payment that comes later pays the order again. */
function isPaidInFull(amount: Minor, reference: string, newer: OrderLine, facts: OrderFacts): boolean {
  const reported = [...facts.payments(reference), ...facts.returns(reference)].filter(
    (held) => held.line.date <= newer.date,
  );
  const paid = sum(reported.map((held) => held.line.gross));
  return paid > ZERO && subtract(paid, amount) >= 0;
}

/** A former reference stays the order's own, unless another order carries it now: then it is passed on. */
export function referencesBefore(
  rows: readonly HeldOrder[],
  renamed: ReadonlyMap<HeldOrder, HeldOrder>,
  current: readonly HeldOrder[],
  facts: OrderFacts,
): Pick<OrderVersions, 'formerReferences' | 'passedOn'> {
  const { compare } = facts;
  const formerReferences = new Map<string, string>();
  const passedOn = new Map<string, readonly Carrier[]>();
  if (renamed.size === 0) return { formerReferences, passedOn };
  const everCarried = carriedBy(rows, facts);
  const carriers = carriedBy(current, facts);
  const movedHere = new Set([...renamed].map(([, newer]) => orderKey(newer.line)));
  const carrierOf = (row: HeldOrder): Carrier => {
    const key = compare((renamed.get(row) ?? row).line.merchantReference);
    const tells = facts.tellsCreation(row.line) && !(movedHere.has(orderKey(row.line)) && !renamed.has(row));
    return { key, orders: carriers(key), since: row.line.date, createdAt: tells ? row.line.createdAt : null };
  };
  for (const [older, newer] of renamed) {
    const reference = compare(older.line.merchantReference);
    if (reference === '') continue;
    const isAnothers = carriers(reference).some((held) => orderKey(held.line) !== orderKey(newer.line));
    if (!isAnothers) formerReferences.set(reference, compare(newer.line.merchantReference));
    else if (!passedOn.has(reference)) passedOn.set(reference, carriersOf(everCarried(reference).map(carrierOf)));
  }
  return { formerReferences, passedOn };
}
