import { isDamagedKey, normaliseKey } from '../../schemas/lines/line-keys.ts';
import type { MatchKey } from '../../schemas/config/config.ts';
import type { OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import type { OrderPass } from '../../schemas/outcome/run.ts';
import type { HeldOrder, HeldSettlement } from './working-set.ts';
import { append } from '../../schemas/values/groups.ts';

/** Orders and settlement lines that speak of one sale. */
export interface OrderGroup {
  /** The compared reference, or, where no line has one, the first line's own key. */
  readonly key: string;
  readonly pass: OrderPass;
  readonly orders: readonly HeldOrder[];
  readonly settlements: readonly HeldSettlement[];
}

const NO_ORDERS: readonly HeldOrder[] = [];
const NO_LINES: readonly HeldSettlement[] = [];

interface Building {
  key: string;
  pass: OrderPass;
  /** Arrays are made to measure: most groups hold one order and one line. */
  orders: readonly HeldOrder[];
  settlements: readonly HeldSettlement[];
}

/** The types that look for an order; fees, taxes, reserves and adjustments belong to their payout. */
export function looksForOrder(line: SettlementLine): boolean {
  switch (line.type) {
    case 'payment':
    case 'refund':
    case 'chargeback':
    case 'chargeback_reversal':
    case 'refund_reversal':
      return true;
    case 'fee':
    case 'tax':
    case 'adjustment':
    case 'reserve':
    case 'payout':
      return false;
  }
}

/**
 * Pass 1: puts orders and settlement lines together by reference, whatever their dates; then, for orders without a
 * settlement line and settlement lines without an order, by the further keys in turn, where exactly one stands on each
 * side; last, a refund or chargeback without either joins the payment that it names.
 *
 * @param ownerOf the compared reference of the sale that a line or an order is of, where that is not its own: another
 * order had it before, or people put them together
 */
export function orderGroups(
  orders: readonly HeldOrder[],
  settlements: readonly HeldSettlement[],
  keys: readonly MatchKey[],
  compare: (reference: string) => string,
  ownerOf: (held: HeldOrder | HeldSettlement) => string | undefined = () => undefined,
): OrderGroup[] {
  const groups = byReference(orders, settlements, compare, ownerOf);
  for (const key of keys) if (key !== 'merchant_reference') joinByKey(groups, key);
  joinByRefundOf(groups);
  return [...groups.values()].filter((group) => group.orders.length + group.settlements.length > 0);
}

function byReference(
  orders: readonly HeldOrder[],
  settlements: readonly HeldSettlement[],
  compare: (reference: string) => string,
  ownerOf: (held: HeldOrder | HeldSettlement) => string | undefined,
): Map<string, Building> {
  const groups = new Map<string, Building>();
  for (const held of orders) {
    const key = ownerOf(held) ?? (compare(held.line.merchantReference) || ownKey(held.line));
    const group = groups.get(key);
    if (group) group.orders = [...group.orders, held];
    else groups.set(key, { key, pass: 'merchant_reference', orders: [held], settlements: NO_LINES });
  }
  for (const held of settlements) {
    const key = ownerOf(held) ?? (compare(held.line.merchantReference) || ownKey(held.line));
    const group = groups.get(key);
    if (!group) groups.set(key, { key, pass: 'merchant_reference', orders: NO_ORDERS, settlements: [held] });
    else group.settlements = group.settlements.length === 0 ? [held] : [...group.settlements, held];
  }
  return groups;
}

/** The key of a line without reference: no reference contains a line feed. */
export function ownKey(line: OrderLine | SettlementLine): string {
  const name =
    line.leg === 'settlement' && line.providerId !== ''
      ? normaliseKey(line.providerId)
      : `${line.date}/${line.file}/${String(line.row)}`;
  return `\n${line.source}\n${name}`;
}

function joinByKey(groups: Map<string, Building>, key: Exclude<MatchKey, 'merchant_reference'>): void {
  const ordersAlone = indexAlone(
    [...groups.values()].filter((group) => group.settlements.length === 0),
    (group) => group.orders.map((held) => (key === 'cus' ? held.line.cus : held.line.providerId)),
  );
  const linesAlone = indexAlone(
    [...groups.values()].filter((group) => group.orders.length === 0),
    (group) => group.settlements.map((held) => (key === 'cus' ? held.line.cus : held.line.providerId)),
  );
  for (const [value, candidates] of ordersAlone) {
    const [order, another] = candidates;
    const [lines, otherLines] = linesAlone.get(value) ?? [];
    if (!order || !lines || another || otherLines || lines.settlements.length === 0) continue;
    order.settlements = [...order.settlements, ...lines.settlements];
    order.pass = key;
    lines.settlements = NO_LINES;
    groups.delete(lines.key);
  }
}

function indexAlone(
  groups: readonly Building[],
  valuesOf: (group: Building) => readonly (string | null)[],
): Map<string, Building[]> {
  const index = new Map<string, Building[]>();
  for (const group of groups) {
    const values = new Set(valuesOf(group).map((value) => normaliseKey(value ?? '')));
    values.delete('');
    for (const value of values) if (isDamagedKey(value)) values.delete(value);
    for (const value of values) append(index, value, group);
  }
  return index;
}

/** A refund or chargeback whose own reference leads nowhere goes where the payment that it names is. */
function joinByRefundOf(groups: Map<string, Building>): void {
  const paymentGroup = new Map<string, Building>();
  for (const group of groups.values()) {
    for (const held of group.settlements) {
      if (held.line.type === 'payment')
        paymentGroup.set(`${held.line.source}|${normaliseKey(held.line.providerId)}`, group);
    }
  }
  for (const group of [...groups.values()]) {
    if (group.orders.length > 0 || group.settlements.some((held) => held.line.type === 'payment')) continue;
    const named = group.settlements.map((held) =>
      held.line.refundOf === null || isDamagedKey(held.line.refundOf)
        ? undefined
        : paymentGroup.get(`${held.line.source}|${normaliseKey(held.line.refundOf)}`),
    );
    const target = named[0];
    if (!target || target === group || named.some((other) => other !== target)) continue;
    target.settlements = [...target.settlements, ...group.settlements];
    group.settlements = NO_LINES;
    groups.delete(group.key);
  }
}
