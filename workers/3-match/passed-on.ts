import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareAddress, compareText, type SettlementLine } from '../../schemas/lines/records.ts';
import { amountDueOf } from './amount-due.ts';
import { isOf } from './chargebacks.ts';
import { type HeldOrder, type HeldSettlement } from './working-set.ts';
import { looksForOrder } from './order-groups.ts';
import type { Carrier, OrderVersions, PassedOn } from './order-version-facts.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/**
 * A reference that one order had and another carries now. It is the other's from then on; what was paid under it before
 * stays with the order that carried it then.
 */

/** Past so many payments that may be of either order, time alone decides. */
const CONTESTED_MAX = 12;

/** What a payment that may be of several orders can be, the order by its time first. */
interface Contested {
  readonly held: HeldSettlement;
  readonly keys: readonly string[];
}

/**
 * Of which order each line under a passed-on reference is, by its place in the working set: the compared reference of
 * the order now. A payment that was told before the other order carried the reference, and made before that one was
 * created, stays where it was. Any other is of the order that carried the reference at its time, unless only another
 * reading makes all these orders agree to the centavo. Refunds and chargebacks go with their payment.
 *
 * @param lines the current lines of every reference; those that look for no order are left alone
 */
export function ownersOf(
  lines: readonly HeldSettlement[],
  { passedOn, formerReferences }: Pick<OrderVersions, 'passedOn' | 'formerReferences'>,
  compare: (reference: string) => string,
): ReadonlyMap<number, string> {
  const owners = new Map<number, string>();
  if (passedOn.size === 0) return owners;
  const looking = inTime(lines.filter((held) => looksForOrder(held.line)));
  const byReference = groupBy(looking, (held) => compare(held.line.merchantReference));
  for (const references of linked(passedOn))
    assignPayments(references, { passedOn, formerReferences, byReference, owners });
  for (const [reference, carriers] of passedOn) {
    const own = byReference.get(reference) ?? [];
    const payments = own.filter(isPaid);
    for (const held of own) if (!isPaid(held)) owners.set(held.ix, ownerOfOther(held, carriers, payments, owners));
  }
  return owners;
}

interface Assigning {
  readonly passedOn: PassedOn;
  readonly formerReferences: OrderVersions['formerReferences'];
  readonly byReference: ReadonlyMap<string, readonly HeldSettlement[]>;
  readonly owners: Map<number, string>;
}

function isPaid({ line }: HeldSettlement): boolean {
  return line.type === 'payment' && line.status === 'approved';
}

/** Which of several equal lines comes first must not hang on the order of a file's rows. */
function inTime(lines: readonly HeldSettlement[]): HeldSettlement[] {
  return [...lines].sort(
    (a, b) =>
      compareText(a.line.date, b.line.date) ||
      (a.line.paidAt ?? 0) - (b.line.paidAt ?? 0) ||
      compareText(normaliseKey(a.line.providerId), normaliseKey(b.line.providerId)) ||
      a.line.gross - b.line.gross ||
      compareAddress(a.line, b.line),
  );
}

/** References that share an order are decided together: two orders may have exchanged theirs. */
function linked(passedOn: PassedOn): string[][] {
  const groups: { references: string[]; keys: Set<string> }[] = [];
  for (const [reference, carriers] of [...passedOn].sort(([a], [b]) => compareText(a, b))) {
    const keys = new Set(carriers.map((one) => one.key));
    const touching = groups.filter((group) => [...keys].some((key) => group.keys.has(key)));
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push({
      references: [...touching.flatMap((group) => group.references), reference],
      keys: new Set([...touching.flatMap((group) => [...group.keys]), ...keys]),
    });
  }
  return groups.map((group) => group.references);
}

function assignPayments(
  references: readonly string[],
  { passedOn, formerReferences, byReference, owners }: Assigning,
): void {
  const carriers = references.flatMap((reference) => passedOn.get(reference) ?? []);
  const contested: Contested[] = [];
  for (const reference of references) {
    const own = passedOn.get(reference) ?? [];
    for (const held of (byReference.get(reference) ?? []).filter(isPaid)) {
      const byTime = carrierAt(held.line, own);
      owners.set(held.ix, byTime.key);
      // What was paid for an order that is called off may be the payment of the one made in its place.
      const isCalledOff = byTime.orders.every((order) => amountDueOf(order.line) === 0);
      if (isSettledByTime(held.line, own) && !isCalledOff) continue;
      contested.push({ held, keys: [byTime.key, ...own.map((one) => one.key).filter((key) => key !== byTime.key)] });
    }
  }
  if (contested.length === 0 || contested.length > CONTESTED_MAX) return;
  const lacking = new Map(carriers.map(({ key, orders }) => [key, sum(orders.map((held) => amountDueOf(held.line)))]));
  const open = new Set(contested.map(({ held }) => held.ix));
  const take = (key: string, amount: Minor): unknown => lacking.set(key, subtract(lacking.get(key) ?? ZERO, amount));
  for (const [reference, lines] of byReference) {
    for (const held of lines.filter(isPaid)) {
      const key = owners.get(held.ix) ?? formerReferences.get(reference) ?? reference;
      if (lacking.has(key) && !open.has(held.ix)) take(key, held.line.gross);
    }
  }
  for (const [ix, key] of exactReading(contested, lacking) ?? []) owners.set(ix, key);
}

/**
 * The reading that leaves nothing lacking and nothing over on any order, as near to the times as there is; null where
 * there is none.
 */
function exactReading(
  contested: readonly Contested[],
  lacking: ReadonlyMap<string, Minor>,
): Map<number, string> | null {
  let best: { readonly moved: number; readonly reading: Map<number, string> } | null = null;
  const left = new Map(lacking);
  const reading = new Map<number, string>();
  const put = (at: number, moved: number): void => {
    if (best !== null && moved >= best.moved) return;
    const one = contested[at];
    if (one === undefined) {
      if ([...left.values()].every((amount) => amount === 0)) best = { moved, reading: new Map(reading) };
      return;
    }
    for (const [place, key] of one.keys.entries()) {
      const before = left.get(key) ?? ZERO;
      left.set(key, subtract(before, one.held.line.gross));
      reading.set(one.held.ix, key);
      put(at + 1, moved + Math.min(place, 1));
      left.set(key, before);
    }
  };
  put(0, 0);
  return (best as { readonly reading: Map<number, string> } | null)?.reading ?? null;
}

/** The order that carried a reference when something was paid under it: the last that had it by then. */
function carrierAt(line: SettlementLine, carriers: readonly Carrier[]): Carrier {
  const [first, ...later] = carriers;
  if (first === undefined) throw new TypeError('a passed-on reference has carriers');
  return later.findLast((one) => hasBegun(one, line)) ?? first;
}

function hasBegun({ createdAt, since }: Carrier, { paidAt, date }: SettlementLine): boolean {
  return createdAt !== null && paidAt !== null ? paidAt >= createdAt : date >= since;
}

/** Told before any other order carried the reference, and nothing says that it was paid after that one was created. */
function isSettledByTime(line: SettlementLine, [, ...later]: readonly Carrier[]): boolean {
  return later.every((one) => line.date < one.since && !(one.createdAt !== null && hasBegun(one, line)));
}

/**
 * Of a refund or chargeback: with the payment that it names, else with the only order that was paid or called off; by
 * its time.
 */
function ownerOfOther(
  held: HeldSettlement,
  carriers: readonly Carrier[],
  payments: readonly HeldSettlement[],
  owners: ReadonlyMap<number, string>,
): string {
  const { line } = held;
  if (line.type !== 'payment') {
    const named = payments.find((one) => isOf(line, one.line));
    if (named !== undefined) return owners.get(named.ix) ?? carrierAt(line, carriers).key;
    const paid = new Set(payments.flatMap((one) => owners.get(one.ix) ?? []));
    const givenBack = carriers.filter((one) => paid.has(one.key) && one.orders.some((order) => givesBack(order)));
    const [only, another] = givenBack.length > 0 ? givenBack : carriers.filter((one) => paid.has(one.key));
    if (only !== undefined && another === undefined) return only.key;
  }
  return carrierAt(line, carriers).key;
}

function givesBack({ line }: HeldOrder): boolean {
  return (line.refundedAmount ?? ZERO) > 0 || line.status === 'refunded' || amountDueOf(line) === 0;
}

/** What is known of one order under a reference, put together to its carriers. */
export function carriersOf(known: readonly Carrier[]): readonly Carrier[] {
  const carriers = [...groupBy(known, (one) => one.key).values()].map((same) =>
    same.reduce((all, one) => ({
      key: all.key,
      orders: [...new Set([...all.orders, ...one.orders])],
      since: one.since < all.since ? one.since : all.since,
      createdAt:
        all.createdAt === null || one.createdAt === null
          ? null
          : one.createdAt < all.createdAt
            ? one.createdAt
            : all.createdAt,
    })),
  );
  return carriers.sort(
    (a, b) => compareText(a.since, b.since) || (a.createdAt ?? 0) - (b.createdAt ?? 0) || compareText(a.key, b.key),
  );
}
