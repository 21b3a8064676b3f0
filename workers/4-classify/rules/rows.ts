import type { KeyOf } from '../../../schemas/kinds/kinds.ts';
import { normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { absolute, ZERO } from '../../../schemas/values/money.ts';
import { addressKey, type OrderLine, type SettlementLine } from '../../../schemas/lines/records.ts';
import { isBank, isOrder, isSettlement, type Held, type HeldReject } from '../../3-match/working-set.ts';
import { transactionKeyParts, type Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';

/** Lines that a rejected row stands for: by its key, the order, payment, payout lines or credit that it breaks. */
export type BrokenByReject = (held: HeldReject) => readonly Held[];

/** row_rejected: one unreadable row, with what it breaks; and test_transaction: a sandbox line in a live source. */
export function rowFindings(c: Case, brokenBy: BrokenByReject): DraftOf<'row_rejected' | 'test_transaction'>[] {
  return [...c.workingSet.rejects.map((held) => rejectedRow(held, brokenBy(held), c)), ...testTransactions(c)];
}

function rejectedRow(held: HeldReject, broken: readonly Held[], c: Case): DraftOf<'row_rejected'> {
  const { reject } = held;
  const order = broken.find(isOrder);
  return {
    kind: 'row_rejected',
    key: [reject.file, String(reject.line)],
    lines: [named(reject, true), ...broken.map((one) => named(one.line, true))],
    provider: reject.source,
    merchantReference: order?.line.merchantReference ?? reject.merchantReference,
    payoutId: reject.payoutId,
    store: order ? c.storeOf(order.line) : null,
    currency: reject.currency ?? order?.line.currency ?? null,
    orderAmount: reject.leg === 'order' ? reject.amount : (order?.line.amount ?? null),
    settlementGross: reject.leg === 'settlement' ? reject.amount : null,
    bankAmount: reject.leg === 'bank' ? reject.amount : (broken.find(isBank)?.line.amount ?? null),
    moneyAtRisk: reject.amount === null ? ZERO : absolute(reject.amount),
    direction: 'unknown',
    facts: {
      rejectCode: reject.code,
      rejectField: reject.field,
      rejectColumn: reject.column,
      rejectText: reject.text,
      rejectHint: reject.hint,
      line: reject.line,
      leg: reject.leg,
      source: reject.source,
      fileName: c.fileOf(reject)?.name ?? null,
    },
  };
}

/** One row a transaction, however often the file tells it: a sandbox line is no version of another. */
function testTransactions(c: Case): DraftOf<'test_transaction'>[] {
  const byKey = new Map<string, DraftOf<'test_transaction'>>();
  for (const held of c.workingSet.lines) {
    if (c.match.outOfScope.get(held.ix) !== 'other_environment') continue;
    const one = isSettlement(held) ? testPayment(held, c) : isOrder(held) ? testOrder(held, c) : null;
    if (one === null) continue;
    const key = JSON.stringify(one.key);
    const known = byKey.get(key);
    byKey.set(key, known ? { ...known, lines: [...known.lines, ...one.lines] } : one);
  }
  return [...byKey.values()];
}

function testPayment(held: Held<SettlementLine>, c: Case): DraftOf<'test_transaction'> {
  return testTransaction(held, held.line.gross, transactionKeyParts(held.line), c);
}

function testOrder(held: Held<OrderLine>, c: Case): DraftOf<'test_transaction'> {
  const { line } = held;
  return testTransaction(
    held,
    line.amount,
    [line.source, c.match.compare(line.merchantReference), normaliseKey(line.orderId ?? ''), normaliseKey(line.method)],
    c,
  );
}

function testTransaction(
  held: Held<OrderLine | SettlementLine>,
  amount: SettlementLine['gross'],
  key: KeyOf<'test_transaction'>,
  c: Case,
): DraftOf<'test_transaction'> {
  const { line } = held;
  return {
    kind: 'test_transaction',
    key,
    lines: [named(line, false)],
    provider: line.source,
    merchantReference: c.printed(line) || null,
    providerId: line.providerId === '' ? null : line.providerId,
    method: line.method,
    store: c.storeOf(line),
    currency: line.currency,
    orderAmount: line.leg === 'order' ? amount : null,
    settlementGross: line.leg === 'settlement' ? amount : null,
    paidOn: c.paidOn(line),
    moneyAtRisk: ZERO,
    direction: 'none',
    facts: { environment: line.environment, address: addressKey(line) },
  };
}
