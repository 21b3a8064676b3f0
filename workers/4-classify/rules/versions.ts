import { normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { absolute, formatMajor, minor, subtract, sum } from '../../../schemas/values/money.ts';
import type { SettlementLine } from '../../../schemas/lines/records.ts';
import type { DuplicateOrder } from '../../3-match/order-version-facts.ts';
import { settledNetOf } from '../../3-match/settled-money.ts';
import type { VersionConflict } from '../../3-match/settlement-versions.ts';
import { settlementFields, transactionKeyParts, type Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';
import { collectedBy, conflictDifference } from './conflicts.ts';

/** conflicting_settlement_line, duplicate_settlement_line and duplicate_order: the same thing told more than once. */
export function versionFindings(
  c: Case,
): DraftOf<'conflicting_settlement_line' | 'duplicate_settlement_line' | 'duplicate_order'>[] {
  return [
    ...c.match.settlement.conflicts
      .filter(({ current }) => isCurrent(current.ix, c))
      .map((conflict) => conflicting(conflict, c)),
    ...copies(c),
    ...c.match.order.duplicates.map((duplicate) => duplicateOrder(duplicate, c)),
  ];
}

/** A conflict that an even newer version repeats is told once, of the version that counts. */
function isCurrent(ix: number, c: Case): boolean {
  return c.match.settlement.current.some((held) => held.ix === ix);
}

/** Texts that may hold what a customer wrote are named, not shown. */
const NOT_SHOWN: ReadonlySet<keyof SettlementLine> = new Set(['description']);
/** The canonical column of a field. */
const columnName = (field: keyof SettlementLine): string =>
  field.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);
const AMOUNTS: ReadonlySet<keyof SettlementLine> = new Set([
  'gross',
  'fee',
  'tax',
  'feeVat',
  'withheldIncome',
  'withheldVat',
  'withheldIca',
  'otherDeductions',
  'net',
  'settledGross',
  'settledFee',
  'settledNet',
]);

function shown(line: SettlementLine, field: keyof SettlementLine): string {
  const value = line[field];
  if (NOT_SHOWN.has(field) || value === null) return '';
  if (field === 'paidAt') return new Date(Number(value) * 1000).toISOString();
  return AMOUNTS.has(field) ? formatMajor(minor(Number(value))) : String(value);
}

function conflicting(conflict: VersionConflict, c: Case): DraftOf<'conflicting_settlement_line'> {
  const { current, former, fields } = conflict;
  // What one of the two denies is wholly in doubt.
  const difference = subtract(
    collectedBy(current.line, current.line.gross),
    collectedBy(former.line, former.line.gross),
  );
  const money = difference === 0 ? conflictDifference(conflict, c) : difference;
  return {
    ...settlementFields(current, c),
    kind: 'conflicting_settlement_line',
    key: transactionKeyParts(current.line),
    lines: [named(current.line, true), named(former.line, false)],
    payoutId: current.line.payoutId,
    settlementGross: current.line.gross,
    settlementNet: settledNetOf(current.line),
    difference: money,
    moneyAtRisk: absolute(money),
    direction: 'unknown',
    facts: {
      conflictFields: fields.map(columnName),
      formerValues: fields.map((field) => shown(former.line, field)),
      newerValues: fields.map((field) => shown(current.line, field)),
      // What the bank would see: a credit of a later run may show the older version.
      comparedMinor: conflictDifference(conflict, c),
    },
  };
}

function copies(c: Case): DraftOf<'duplicate_settlement_line'>[] {
  const byOriginal = new Map<number, DraftOf<'duplicate_settlement_line'>>();
  for (const { original, copy } of c.match.settlement.copies) {
    const known = byOriginal.get(original.ix);
    const paid = c.match.paidCopies.has(copy.ix);
    const excess = absolute(settledNetOf(copy.line));
    byOriginal.set(original.ix, {
      ...settlementFields(original, c),
      kind: 'duplicate_settlement_line',
      key: transactionKeyParts(original.line),
      class: paid ? 'action' : 'notice',
      lines: [...(known?.lines ?? [named(original.line, false)]), named(copy.line, false)],
      payoutId: original.line.payoutId,
      settlementGross: original.line.gross,
      settlementNet: settledNetOf(original.line),
      moneyAtRisk: sum([known?.moneyAtRisk, excess].filter((amount) => amount !== undefined)),
      direction: paid ? 'owed_by_us' : 'none',
      facts: { count: (known?.lines.length ?? 1) + 1, paid },
    });
  }
  return [...byOriginal.values()];
}

function duplicateOrder({ counted, others }: DuplicateOrder, c: Case): DraftOf<'duplicate_order'> {
  const { line } = counted;
  const excess = sum(others.map((held) => held.line.amount));
  return {
    kind: 'duplicate_order',
    key: [c.match.compare(line.merchantReference), normaliseKey(line.method)],
    lines: [named(line, false), ...others.map((held) => named(held.line, true))],
    merchantReference: line.merchantReference,
    method: line.method,
    store: c.storeOf(line),
    currency: line.currency,
    orderAmount: line.amount,
    moneyAtRisk: excess,
    direction: 'unknown',
    paidOn: c.paidOn(line),
    facts: {
      count: others.length + 1,
      orderIds: [line, ...others.map((held) => held.line)].map((one) => one.orderId ?? '').filter((id) => id !== ''),
    },
  };
}
