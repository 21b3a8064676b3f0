import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { compareAddress, compareText, type OrderLine } from '../../schemas/lines/records.ts';
import { type HeldOrder, type HeldSettlement } from './working-set.ts';
import type { DuplicateOrder, OrderFacts, OrderVersions } from './order-version-facts.ts';
import { orderKey, referencesBefore, renamedRows } from './renumbered.ts';
import { salesOfVersions, type SaleOfRow } from './sales-of-versions.ts';
import { isCalledOff, rivalryOf, type SharedReference } from './shared-references.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/**
 * Tells the versions of an order apart. An order is known by its id, without the column by its reference; a row in a
 * later file that says something else is a newer version of it, one that says the same was seen before. What is left of
 * one reference and method beyond one row is paid together, or a duplicate of which the last not cancelled counts; as
 * long as nothing is paid and nothing is late, all of them wait.
 */
export function orderVersions(rows: readonly HeldOrder[], facts: OrderFacts): OrderVersions {
  const current: HeldOrder[] = [];
  const seenBefore: HeldOrder[] = [];
  const duplicates: DuplicateOrder[] = [];
  const shared: SharedReference[] = [];
  const renamed = renamedRows(rows, facts);
  const superseded: HeldOrder[] = [...renamed.keys()];
  const tenders = groupBy(
    rows.filter((held) => !renamed.has(held)),
    (held) => tenderKey(held.line, facts),
  );
  const tendersOf = countedByReference(tenders);
  for (const tender of tenders.values()) {
    const newest: HeldOrder[] = [];
    for (const versions of groupBy(tender, (held) => orderKey(held.line)).values()) {
      const reported = versionsOf(versions);
      newest.push(...reported.newest);
      superseded.push(...reported.superseded);
      seenBefore.push(...reported.seenBefore);
    }
    newest.sort((a, b) => compareAddress(a.line, b.line));
    const counted = newest.findLast((held) => !isCalledOff(held.line)) ?? newest.at(-1);
    if (!counted) continue;
    const payments = newest.length === 1 ? [] : paymentsOf(counted.line, tendersOf, facts);
    const rivalry = newest.length === 1 ? 'undecided' : rivalryOf(newest, payments, facts.isPastDue);
    current.push(...(rivalry === 'duplicate' ? [counted] : newest));
    if (rivalry === 'duplicate') duplicates.push({ counted, others: newest.filter((held) => held !== counted) });
    if (rivalry === 'shared') shared.push({ orders: newest, payments });
  }
  const sales = salesOfOrders(rows, renamed, seenBefore, facts);
  return {
    current,
    superseded,
    seenBefore,
    duplicates,
    shared,
    ...referencesBefore(rows, renamed, current, facts),
    sales,
  };
}

/** An order that was renumbered is one; an id that begins anew under another reference is another. */
function salesOfOrders(
  rows: readonly HeldOrder[],
  renamed: ReadonlyMap<HeldOrder, HeldOrder>,
  seenBefore: readonly HeldOrder[],
  facts: OrderFacts,
): ReadonlyMap<number, SaleOfRow> {
  const orders = groupBy(rows, (held) => {
    const { line } = renamed.get(held) ?? held;
    return `${orderKey(line)}|${tenderKey(line, facts)}`;
  });
  const sales = new Map<number, SaleOfRow>();
  for (const [held, sale] of salesOfVersions(orders.values(), new Set(seenBefore))) sales.set(held.ix, sale);
  return sales;
}

/** The rows of one order id in the order of their files: the newest that says something of its own counts. */
function versionsOf(
  rows: readonly HeldOrder[],
): Pick<OrderVersions, 'superseded' | 'seenBefore'> & { readonly newest: readonly HeldOrder[] } {
  let newest: HeldOrder[] = [];
  const superseded: HeldOrder[] = [];
  const seenBefore: HeldOrder[] = [];
  const files = groupBy(
    [...rows].sort((a, b) => compareAddress(a.line, b.line)),
    (held) => held.line.date,
  );
  for (const [, ofFile] of [...files].sort(([a], [b]) => compareText(a, b))) {
    const former = [...newest];
    const kept: HeldOrder[] = [];
    const fresh: HeldOrder[] = [];
    for (const held of ofFile) {
      const at = former.findIndex((one) => saysTheSame(one.line, held.line));
      if (at < 0) fresh.push(held);
      else {
        kept.push(...former.splice(at, 1));
        seenBefore.push(held);
      }
    }
    superseded.push(...former);
    newest = [...kept, ...fresh];
  }
  return { newest, superseded, seenBefore };
}

/** Everything canonical that two rows of one order can differ in, and nothing of where they stand. */
const COMPARED_FIELDS = [
  'store',
  'amount',
  'currency',
  'status',
  'createdAt',
  'paidAt',
  'invoiceNumber',
  'environment',
  'refundedAmount',
  'refundedAt',
  'outstanding',
  'cus',
  'providerId',
] as const satisfies readonly (keyof OrderLine)[];

/** What an order row says, as one text: equal for rows that say the same of the same order. */
export function contentOfOrder(line: OrderLine): string {
  const key = [orderKey(line), normaliseKey(line.merchantReference), normaliseKey(line.method)];
  return JSON.stringify([...key, ...COMPARED_FIELDS.map((field) => line[field])]);
}

function saysTheSame(a: OrderLine, b: OrderLine): boolean {
  return (
    normaliseKey(a.merchantReference) === normaliseKey(b.merchantReference) &&
    COMPARED_FIELDS.every((field) => a[field] === b[field])
  );
}

/** How many tenders stand under each reference; counted when it is first asked for. */
function countedByReference(tenders: ReadonlyMap<string, unknown>): (reference: string) => number {
  let counts: Map<string, number> | null = null;
  return (reference) => {
    if (counts === null) {
      counts = new Map();
      for (const key of tenders.keys()) {
        const own = key.slice(0, key.lastIndexOf('|'));
        counts.set(own, (counts.get(own) ?? 0) + 1);
      }
    }
    return counts.get(reference) ?? 0;
  };
}

/** The payments of a tender: of its method where the reference has another tender beside it. */
function paymentsOf(
  line: OrderLine,
  tendersOf: (reference: string) => number,
  facts: OrderFacts,
): readonly HeldSettlement[] {
  const reference = facts.compare(line.merchantReference);
  const payments = facts.payments(reference);
  const method = normaliseKey(line.method);
  return tendersOf(reference) < 2
    ? payments
    : payments.filter((held) => held.line.method === null || normaliseKey(held.line.method) === method);
}

function tenderKey(line: OrderLine, { compare }: OrderFacts): string {
  return `${compare(line.merchantReference) || ownKey(line)}|${normaliseKey(line.method)}`;
}

/**
 * A reference that a spreadsheet ruined is nobody's: each of its rows stands by itself. No reference contains a line
 * feed.
 */
function ownKey({ date, source, file, row }: OrderLine): string {
  return `\n${date}/${source}/${file}/${String(row)}`;
}
