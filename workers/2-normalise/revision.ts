import type { FileRevision, RevisedNet } from '../../schemas/lines/files.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { add, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import {
  compareText,
  type Line,
  type OrderLine,
  type Reject,
  type SettlementLine,
} from '../../schemas/lines/records.ts';

type Row = Line | Reject;

/**
 * What changed between two versions of one file. Rows are told apart by what they are (transaction, order, bank line)
 * and not by where they stand: a row that is only moved is no change. Rows of one identity that differ are `changed`
 * pair by pair; what is left over on one side is `added` or `removed`. Pure.
 */
export function compareVersions(
  former: readonly Row[],
  newer: readonly Row[],
): Omit<FileRevision, 'formerSha256' | 'sha256'> {
  const before = byIdentity(former);
  const after = byIdentity(newer);
  const counts = { added: 0, removed: 0, changed: 0 };
  for (const identity of new Set([...before.keys(), ...after.keys()])) {
    const [gone, come] = withoutEqual(before.get(identity) ?? [], after.get(identity) ?? []);
    const changed = Math.min(gone, come);
    counts.changed += changed;
    counts.removed += gone - changed;
    counts.added += come - changed;
  }
  return { ...counts, nets: netsOf(former, newer) };
}

/** The contents of the rows of each identity, sorted. */
function byIdentity(rows: readonly Row[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    const identity = identityOf(row);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [contentOf(row)]);
    else group.push(contentOf(row));
  }
  for (const group of groups.values()) group.sort(compareText);
  return groups;
}

/** How many contents of each list are left when every one that both have is taken out, as often as both have it. */
function withoutEqual(a: readonly string[], b: readonly string[]): [number, number] {
  const counts = new Map<string, number>();
  for (const content of a) counts.set(content, (counts.get(content) ?? 0) + 1);
  let equal = 0;
  for (const content of b) {
    const left = counts.get(content) ?? 0;
    if (left === 0) continue;
    counts.set(content, left - 1);
    equal += 1;
  }
  return [a.length - equal, b.length - equal];
}

function identityOf(row: Row): string {
  if ('code' in row)
    return parts('unreadable', row.merchantReference ?? '', row.merchantReference === null ? row.raw : '');
  switch (row.leg) {
    case 'settlement':
      if (row.providerId === '') return parts('settlement', row.merchantReference, row.type, row.payoutId ?? '');
      return parts('transaction', normaliseKey(row.providerId), row.type, row.gross < 0 ? '-' : '+');
    case 'order':
      return parts('order', normaliseKey(row.orderId ?? row.merchantReference), row.method);
    case 'bank':
      if (row.bankId !== null && row.bankId !== '') return parts('bank', row.account ?? '', row.bankId);
      return parts('movement', row.account ?? '', row.bookedOn, row.reference ?? row.endToEndId ?? row.description);
  }
}

function parts(...texts: readonly string[]): string {
  return JSON.stringify(texts);
}

/** Where a row stands, which is no part of what it says. */
const PLACE: ReadonlySet<string> = new Set(['date', 'source', 'file', 'row', 'line']);

/** Everything canonical that the row says. A field that it leaves empty and one that it does not have are the same. */
function contentOf(row: Row): string {
  const fields = Object.entries(row).filter(
    ([name, value]) => !PLACE.has(name) && value !== null && value !== undefined,
  );
  return JSON.stringify(fields.sort(([a], [b]) => compareText(a, b)));
}

function netsOf(former: readonly Row[], newer: readonly Row[]): RevisedNet[] {
  const before = netByCurrency(former);
  const after = netByCurrency(newer);
  const currencies = [...new Set([...before.keys(), ...after.keys()])].sort(compareText);
  return currencies.map((currency) => ({
    currency,
    former: before.get(currency) ?? ZERO,
    newer: after.get(currency) ?? ZERO,
  }));
}

function netByCurrency(rows: readonly Row[]): Map<string, Minor> {
  const sums = new Map<string, Minor>();
  for (const row of rows) {
    const net = netOf(row);
    if (net !== null) sums.set(net.currency, add(sums.get(net.currency) ?? ZERO, net.amount));
  }
  return sums;
}

/**
 * The money that a row moves: what the provider pays out, what an order is to bring, what the bank booked. Null: none.
 */
function netOf(row: Row): { readonly currency: string; readonly amount: Minor } | null {
  if ('code' in row)
    return row.amount === null || row.currency === null ? null : { currency: row.currency, amount: row.amount };
  if (row.skip !== null) return null;
  switch (row.leg) {
    case 'settlement':
      return row.status === 'approved'
        ? { currency: row.settledCurrency ?? row.currency, amount: settledNet(row) }
        : null;
    case 'order':
      return { currency: row.currency, amount: dueOf(row) };
    case 'bank':
      return { currency: row.currency, amount: row.amount };
  }
}

/** The stated net; without one, gross less what the line says is deducted. */
function settledNet(line: SettlementLine): Minor {
  const stated = line.settledNet ?? (line.settledCurrency === null ? line.net : null);
  const deducted = add(line.settledFee ?? line.fee ?? ZERO, add(line.tax ?? ZERO, line.otherDeductions ?? ZERO));
  return stated ?? subtract(line.settledGross ?? line.gross, deducted);
}

function dueOf(order: OrderLine): Minor {
  switch (order.status) {
    case 'paid':
    case 'partially_paid':
    case 'refunded':
      return subtract(order.amount, order.refundedAmount ?? ZERO);
    case 'pending':
    case 'cancelled':
    case 'expired':
      return ZERO;
  }
}
