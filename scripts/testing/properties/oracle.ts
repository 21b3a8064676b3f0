import type { OrderStatus } from '../../../schemas/lines/records.ts';

/**
 * What the rule book says of a small world in which every due date has passed, by trying everything: written from
 * domain.md, it knows nothing of the program. Amounts are hundredths.
 */

export interface OracleOrder {
  readonly reference: string;
  readonly amount: number;
  readonly status: OrderStatus;
}

export interface OracleLine {
  readonly id: string;
  readonly reference: string;
  /** Negative: a refund. */
  readonly amount: number;
  readonly payout: string;
}

export interface OracleCredit {
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
}

/** Findings as `kind subject`, and the lines, orders and credits that they break, by id or reference. */
export interface Verdict {
  readonly findings: string[];
  readonly broken: Set<string>;
}

const total = (list: readonly { readonly amount: number }[]): number => list.reduce((sum, one) => sum + one.amount, 0);

function subsets<T>(list: readonly T[]): T[][] {
  return list.reduce<T[][]>((all, item) => [...all, ...all.map((some) => [...some, item])], [[]]);
}

/** Section 5 for one reference: what order and provider say of it. */
export function ofSale(reference: string, order: OracleOrder | undefined, lines: readonly OracleLine[]): Verdict {
  const payments = lines.filter((line) => line.amount > 0);
  const refunds = lines.filter((line) => line.amount < 0);
  const [paid, refunded] = [total(payments), Math.abs(total(refunds))];
  const findings: string[] = [];
  const broken = new Set<string>();
  const find = (finding: string, ...named: readonly string[]): void => {
    findings.push(finding);
    for (const name of named) broken.add(name);
  };
  const ids = (some: readonly OracleLine[]): string[] => some.map((line) => line.id);
  const due = order?.status === 'paid' ? order.amount : 0;
  const excess = paid - due;
  let orderIsTaken = false;
  if (refunds.length > 0 && payments.length === 0)
    for (const refund of refunds) find(`refund_without_payment ${refund.id}`, refund.id);
  else if (refunded > paid) {
    find(`refund_exceeds_payment ${reference}`, ...(order ? [reference] : []), ...ids(refunds));
    orderIsTaken = order !== undefined;
  }
  // The ERP knows of no refund: only one that brings an overpayment back is none of a sale.
  else if (order && refunded > 0 && refunded > Math.max(excess, 0)) {
    find(`refund_missing_in_erp ${reference}`, reference, ...ids(refunds));
    orderIsTaken = true;
  }
  const finding = ofPayments(order, payments, due, refunded);
  if (finding === null) return { findings, broken };
  const named = [...(order ? [reference] : []), ...ids(payments)];
  // A refund of an unknown payment is named with it; where the refund has a row of its own, that one is higher.
  if (finding === 'missing_in_erp' && findings.length > 0) for (const name of named) broken.add(name);
  else if (finding === 'missing_in_erp')
    for (const payment of payments) find(`missing_in_erp ${payment.id}`, payment.id, ...ids(refunds));
  else if (orderIsTaken) for (const name of named) broken.add(name);
  else find(`${finding} ${reference}`, ...named);
  return { findings, broken };
}

function ofPayments(
  order: OracleOrder | undefined,
  payments: readonly OracleLine[],
  due: number,
  refunded: number,
): string | null {
  const paid = total(payments);
  if (!order) return payments.length > 0 ? 'missing_in_erp' : null;
  if (paid === due) return null;
  if (paid < due) return payments.length > 0 ? 'amount_mismatch' : 'missing_in_settlement';
  if (refunded >= paid - due) return null;
  if (due === 0) return 'status_conflict';
  const some = subsets(payments).filter((part) => part.length > 0 && part.length < payments.length);
  return some.some((part) => total(part) === due) ? 'duplicate_payment' : 'amount_mismatch';
}

interface Left {
  readonly lines: readonly OracleLine[];
  readonly credits: readonly OracleCredit[];
}

/** Section 4.2, `per_transaction`, for one reference and sign. */
export function ofReference(lines: readonly OracleLine[], credits: readonly OracleCredit[]): Verdict {
  const left = leftOf(lines, credits);
  return leftOver(left.lines, left.credits);
}

/** What one reference and sign has left once all that agrees is gone. */
function leftOf(lines: readonly OracleLine[], credits: readonly OracleCredit[]): Left {
  const open = [...lines];
  const arrived = credits.filter((credit) => {
    const equal = open.findIndex((line) => line.amount === credit.amount);
    if (equal >= 0) open.splice(equal, 1);
    return equal < 0;
  });
  const paidTogether = arrived.find((credit) => open.length > 1 && credit.amount === total(open));
  if (paidTogether) return { lines: [], credits: arrived.filter((credit) => credit !== paidTogether) };
  const paidInParts = open.find((line) => arrived.length > 1 && line.amount === total(arrived));
  if (paidInParts) return { lines: open.filter((line) => line !== paidInParts), credits: [] };
  return { lines: open, credits: arrived };
}

function leftOver(lines: readonly OracleLine[], credits: readonly OracleCredit[]): Verdict {
  const [line, credit] = [lines[0], credits[0]];
  if (line && credit && lines.length === 1 && credits.length === 1)
    return { findings: [`payout_mismatch ${line.id}`], broken: new Set([line.id, credit.id]) };
  return {
    findings: [
      ...lines.map((one) => `missing_in_bank ${one.id}`),
      ...credits.map((one) => `unidentified_bank_credit ${one.id}`),
    ],
    broken: new Set([...lines, ...credits].map((one) => one.id)),
  };
}

export interface OraclePayout {
  readonly id: string;
  readonly amount: number;
}

/**
 * Sections 4.2 to 4.4 for payouts and credits in date order, all of them in one another's window; null where several
 * ways to bundle them contend. `unpaired`: what is left to differ or to be ambiguous.
 */
export function ofPayouts(
  payouts: readonly OraclePayout[],
  credits: readonly OraclePayout[],
): (Verdict & { readonly unpaired: Set<string> }) | null {
  let [open, arrived] = [[...payouts], [...credits]];
  for (const amount of new Set(payouts.map((payout) => payout.amount))) {
    const [k, m] = [open, arrived].map((list) => list.filter((one) => one.amount === amount).length);
    if (k !== m && m !== 0) return null;
    if (m === 0) continue;
    open = open.filter((one) => one.amount !== amount);
    arrived = arrived.filter((one) => one.amount !== amount);
  }
  for (;;) {
    const bundles = [...bundlesOf(open, arrived), ...bundlesOf(arrived, open)];
    if (bundles.length > 1) return null;
    const [taken] = bundles;
    if (taken === undefined) break;
    open = open.filter((one) => !taken.has(one));
    arrived = arrived.filter((one) => !taken.has(one));
  }
  const left = new Set([...open, ...arrived].map((one) => one.id));
  if (open.length > 0 && arrived.length > 0) return { findings: [], broken: new Set(), unpaired: left };
  return {
    findings: [
      ...open.map((one) => `missing_in_bank ${one.id}`),
      ...arrived.map((one) => `unidentified_bank_credit ${one.id}`),
    ],
    broken: left,
    unpaired: new Set(),
  };
}

/** Every contiguous run of two or more parts that one whole is the sum of. */
function bundlesOf(parts: readonly OraclePayout[], wholes: readonly OraclePayout[]): Set<OraclePayout>[] {
  const runs = parts
    .flatMap((_, start) => parts.map((__, end) => parts.slice(start, end + 1)))
    .filter((run) => run.length > 1);
  return runs.flatMap((run) =>
    wholes.filter((whole) => whole.amount === total(run)).map((whole) => new Set([...run, whole])),
  );
}

/**
 * Section 4.2, `per_transaction`: references that the bank exchanged. One line and one credit are left under each of
 * two or more references, and the credits have the amounts of each other's lines, each amount once among all that is
 * left: they are paid crosswise. The references whose line and credit agree so.
 */
export function exchangedReferences(lines: readonly OracleLine[], credits: readonly OracleCredit[]): Set<string> {
  const keys = [...new Set([...lines, ...credits].map((one) => one.reference))];
  const left = keys.map((reference) => {
    const own = (one: { readonly reference: string }): boolean => one.reference === reference;
    return leftOf(
      lines.filter((line) => own(line) && line.amount > 0),
      credits.filter(own),
    );
  });
  const occurs = (side: readonly { readonly amount: number }[], amount: number): number =>
    side.filter((one) => one.amount === amount).length;
  const [owed, booked] = [left.flatMap((one) => one.lines), left.flatMap((one) => one.credits)];
  const isOnce = (amount: number): boolean => occurs(owed, amount) === 1 && occurs(booked, amount) === 1;
  const units = left.flatMap(({ lines: [line, ...others], credits: [credit, ...more] }) =>
    line === undefined || credit === undefined || others.length + more.length > 0 ? [] : [{ line, credit }],
  );
  const next = ({ credit }: (typeof units)[number]): (typeof units)[number] | undefined =>
    isOnce(credit.amount) ? units.find(({ line }) => line.amount === credit.amount) : undefined;
  const comesBack = (first: (typeof units)[number]): boolean => {
    let at = next(first);
    for (let steps = 0; at !== undefined && at !== first && steps < units.length; steps += 1) at = next(at);
    return at === first;
  };
  return new Set(units.filter(comesBack).map(({ line }) => line.reference));
}
