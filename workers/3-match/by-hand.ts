import { addressKey, type OutOfScopeReason } from '../../schemas/lines/records.ts';
import type { Pairing } from '../../schemas/outcome/pairing.ts';
import { ZERO, type Minor } from '../../schemas/values/money.ts';
import type { HandInPlay } from './hand-decisions.ts';
import { isBank, isOrder, isSettlement, type Held, type WorkingSet } from './working-set.ts';
import { ownKey } from './order-groups.ts';

/** What people decided on lines by hand, over the lines in the working set: it goes before every pass. */

/**
 * Why a decision by hand holds no more: a line is in no file any more (`gone`), a newer version of it counts
 * (`replaced`), it takes no part (`out_of_scope`), it stands in another match (`taken`), or the amounts are others now
 * (`differs`).
 */
export type VoidReason = 'gone' | 'replaced' | 'out_of_scope' | 'taken' | 'differs';

/** A decision by hand that is not applied: nothing of it is. */
export interface HandVoid {
  readonly pairing: Pairing;
  readonly why: VoidReason;
  /** Its lines that are still there. */
  readonly lines: readonly Held[];
}

/** Settlement lines and movements of the bank that were matched by hand, by address. */
export interface HandGroup {
  readonly pairing: Pairing;
  readonly lines: ReadonlySet<string>;
  readonly items: ReadonlySet<string>;
  readonly members: readonly Held[];
  /** What the bank booked less what was expected, as it was let pass. */
  readonly difference: Minor;
}

export interface ByHand {
  /** The compared reference of the sale that an order or payment was put to, by place in the working set. */
  readonly saleOf: ReadonlyMap<number, string>;
  /** Where refunds and chargebacks of a payment go that was put to an order, by its own compared reference. */
  readonly referenceOf: ReadonlyMap<string, string>;
  /** Where everything goes that speaks of an order which was put to another one's sale, by its compared reference. */
  readonly orderOf: ReadonlyMap<string, string>;
  /** What the payments of a sale may come to less what is due, by the same reference. */
  readonly accepted: ReadonlyMap<string, Minor>;
  readonly groups: readonly HandGroup[];
  /**
   * Payments that are compared with no order, and movements that nothing but a match by hand takes; by place in the
   * working set.
   */
  readonly apart: ReadonlySet<number>;
  readonly excluded: ReadonlySet<number>;
  readonly voids: readonly HandVoid[];
  /** Lines of what this run is the first to read, or to know as undone: their sales are compared again. */
  readonly touched: ReadonlySet<number>;
  /** Matches with the bank of earlier runs that a decision of this run ends. */
  readonly parted: ReadonlySet<string>;
}

const NOTHING_BY_HAND: ByHand = {
  saleOf: new Map(),
  referenceOf: new Map(),
  orderOf: new Map(),
  accepted: new Map(),
  groups: [],
  apart: new Set(),
  excluded: new Set(),
  voids: [],
  touched: new Set(),
  parted: new Set(),
};

/** What is known of a line before decisions by hand are looked at. */
export interface Standing {
  /** The lines that count, by place: of versions the newest. */
  readonly current: ReadonlySet<number>;
  readonly outOfScope: ReadonlyMap<number, OutOfScopeReason>;
  readonly compare: (reference: string) => string;
}

/** Pure. */
export function byHandOf({ byHand, lines }: WorkingSet, standing: Standing): ByHand {
  if (byHand.standing.length + byHand.undone.length === 0) return NOTHING_BY_HAND;
  const building = {
    saleOf: new Map<number, string>(),
    referenceOf: new Map<string, string>(),
    orderOf: new Map<string, string>(),
    accepted: new Map<string, Minor>(),
    groups: [] as HandGroup[],
    apart: new Set<number>(),
    excluded: new Set<number>(),
    voids: [] as HandVoid[],
  };
  const held = new Map(lines.map((one) => [addressKey(one.line), one]));
  for (const one of byHand.standing) {
    const own = membersOf(one, held);
    const why = voidReason(one, own, standing);
    if (why !== null) building.voids.push({ pairing: one.pairing, why, lines: own });
    else apply(one.pairing, own, standing, building);
  }
  // What was taken from its match waits for this: a match by hand goes over it.
  for (const ix of building.saleOf.keys()) building.apart.delete(ix);
  const fresh = [...byHand.standing.filter((one) => one.isNew), ...byHand.undone];
  const touched = new Set(fresh.flatMap((one) => membersOf(one, held).map(({ ix }) => ix)));
  return { ...building, touched, parted: partedOf(fresh, held) };
}

function membersOf({ lines }: HandInPlay, held: ReadonlyMap<string, Held>): Held[] {
  return lines.flatMap((line) => (line === null ? [] : (held.get(addressKey(line)) ?? [])));
}

function voidReason(
  { pairing, lines }: HandInPlay,
  own: readonly Held[],
  { current, outOfScope }: Standing,
): VoidReason | null {
  if (own.length < lines.length) return 'gone';
  if (own.some(({ ix }) => !current.has(ix))) return 'replaced';
  return pairing.act === 'match' && own.some(({ ix }) => outOfScope.has(ix)) ? 'out_of_scope' : null;
}

function apply(
  pairing: Pairing,
  own: readonly Held[],
  { compare }: Standing,
  into: Pick<ByHand, 'voids'> & {
    readonly saleOf: Map<number, string>;
    readonly referenceOf: Map<string, string>;
    readonly orderOf: Map<string, string>;
    readonly accepted: Map<string, Minor>;
    readonly groups: HandGroup[];
    readonly apart: Set<number>;
    readonly excluded: Set<number>;
  },
): void {
  if (pairing.act === 'exclude') for (const { ix } of own) into.excluded.add(ix);
  if (pairing.act === 'unmatch') for (const { ix } of own) into.apart.add(ix);
  if (pairing.act !== 'match') return;
  const [order] = own.filter(isOrder);
  if (order !== undefined) {
    const key = compare(order.line.merchantReference) || ownKey(order.line);
    for (const one of own) if (!isBank(one)) into.saleOf.set(one.ix, key);
    const put = (to: Map<string, string>, reference: string): void => {
      if (reference !== '' && reference !== key) to.set(reference, key);
    };
    for (const { line } of own.filter(isOrder)) put(into.orderOf, compare(line.merchantReference));
    for (const { line } of own.filter(isSettlement)) put(into.referenceOf, compare(line.merchantReference));
    if (pairing.orderDifference !== null) into.accepted.set(key, pairing.orderDifference);
  }
  const items = own.filter(isBank);
  if (items.length === 0) return;
  into.groups.push({
    pairing,
    members: own,
    lines: new Set(own.filter(isSettlement).map(({ line }) => addressKey(line))),
    items: new Set(items.map(({ line }) => addressKey(line))),
    difference: pairing.bankDifference ?? ZERO,
  });
}

/** Whether a decision parts what its lines are matched with at the bank: what is left out is part of no match. */
export function partsBank({ act, lines }: Pairing): boolean {
  return act === 'exclude' || lines.some(({ leg }) => leg === 'bank');
}

/** A decision of this run on movements of the bank, or its end, ends the matches in which its lines are. */
function partedOf(fresh: readonly HandInPlay[], held: ReadonlyMap<string, Held>): Set<string> {
  const ofBank = fresh.filter(({ pairing }) => partsBank(pairing));
  return new Set(ofBank.flatMap((one) => membersOf(one, held).flatMap(({ former }) => former?.bankMatch ?? [])));
}
