import { absolute, ZERO } from '../../../schemas/money.ts';
import { addressKey, type OrderLine, type SettlementLine } from '../../../schemas/records.ts';
import type { NamedLine } from '../../../schemas/run.ts';
import { isBank, isOrder, isSettlement, type Held, type HeldReject } from '../../3-match/hand.ts';
import { bankKeyParts, transactionKeyParts, type Case } from '../case.ts';
import { named, type Draft } from '../draft.ts';

/** Lines that a rejected row stands for: by its key, the order, payment, payout lines or credit that it breaks. */
export type BrokenByReject = (held: HeldReject) => readonly Held[];

/** row_rejected: one unreadable row, with what it breaks; and test_transaction: a sandbox line in a live source. */
export function rowFindings(c: Case, brokenBy: BrokenByReject): Draft[] {
  return [...c.hand.rejects.map((held) => rejectedRow(held, brokenBy(held), c)), ...testTransactions(c)];
}

function rejectedRow(held: HeldReject, broken: readonly Held[], c: Case): Draft {
  const { reject } = held;
  const own: NamedLine = {
    date: reject.date,
    source: reject.source,
    file: reject.file,
    row: reject.row,
    leg: reject.leg,
    line: reject.line,
    broken: true,
  };
  const order = broken.find(isOrder);
  return {
    kind: 'row_rejected',
    key: [reject.file, String(reject.line)],
    lines: [own, ...broken.map((one) => named(one.line, true))],
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
      line: reject.line,
      leg: reject.leg,
      source: reject.source,
      fileName: c.fileOf(reject)?.name ?? null,
    },
  };
}

function testTransactions(c: Case): Draft[] {
  return c.hand.lines
    .filter((held) => c.match.outOfScope.get(held.ix) === 'other_environment')
    .flatMap((held): Draft[] => {
      if (isSettlement(held)) return [testTransaction(held, held.line.gross, transactionKeyParts(held.line), c)];
      if (isOrder(held))
        return [
          testTransaction(
            held,
            held.line.amount,
            [held.line.source, held.line.merchantReference, held.line.orderId ?? '', held.line.method],
            c,
          ),
        ];
      return isBank(held)
        ? [
            {
              kind: 'test_transaction',
              key: bankKeyParts(held.line),
              lines: [named(held.line, false)],
              moneyAtRisk: absolute(held.line.amount),
              direction: 'none',
            },
          ]
        : [];
    });
}

function testTransaction(held: Held<OrderLine | SettlementLine>, amount: SettlementLine['gross'], key: readonly string[], c: Case): Draft {
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
