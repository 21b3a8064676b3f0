import { normaliseKey } from '../../schemas/line-keys.ts';
import { daysBetween } from '../../schemas/dates.ts';
import { compareAddress, type SettlementLine } from '../../schemas/records.ts';
import { groupBy, type HeldSettlement } from './hand.ts';

/**
 * A provider transaction is (source, provider id, type, sign): payment, refund and chargeback may share one id.
 * Seen again it is equal, an update, or a conflict; the newest version is matched.
 */
export interface SettlementVersions {
  /** The version that counts, of every transaction. */
  readonly current: readonly HeldSettlement[];
  readonly superseded: readonly HeldSettlement[];
  /** Equal in another file. */
  readonly seenBefore: readonly HeldSettlement[];
  /** Equal in the same file: the copies, with the line they repeat. */
  readonly copies: readonly { readonly original: HeldSettlement; readonly copy: HeldSettlement }[];
  readonly conflicts: readonly VersionConflict[];
}

export interface VersionConflict {
  readonly current: HeldSettlement;
  readonly former: HeldSettlement;
  /** The canonical fields that differ. */
  readonly fields: readonly (keyof SettlementLine)[];
}

/** The fields that make two versions equal or not: everything canonical, nothing of where the line stands. */
const COMPARED_FIELDS = [
  'merchantReference',
  'status',
  'gross',
  'currency',
  'paidAt',
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
  'settledCurrency',
  'fxRate',
  'settledOn',
  'payoutId',
  'store',
  'cus',
  'environment',
  'method',
  'refundOf',
  'description',
] as const satisfies readonly (keyof SettlementLine)[];

/** What a pending line must agree on with its final version; the rest is settled only by the final word. */
const FACTS_OF_A_PENDING_LINE = ['merchantReference', 'gross', 'currency'] as const satisfies readonly (keyof SettlementLine)[];

/** The identity of a transaction; a line without provider id (some adjustments) is its own transaction. */
export function transactionKey(line: SettlementLine): string {
  if (line.providerId === '') return `${line.source}|${line.date}|${line.file}|${String(line.row)}`;
  return `${line.source}|${normaliseKey(line.providerId)}|${line.type}|${line.gross < 0 ? '-' : '+'}`;
}

/**
 * Tells the versions of every transaction apart. Pure; the outcome does not depend on the order of the input.
 *
 * @param duplicateLookbackDays a closed payment that is older than so many days is asked no more whether it is the same
 */
export function settlementVersions(lines: readonly HeldSettlement[], duplicateLookbackDays = Infinity): SettlementVersions {
  const current: HeldSettlement[] = [];
  const superseded: HeldSettlement[] = [];
  const seenBefore: HeldSettlement[] = [];
  const copies: { original: HeldSettlement; copy: HeldSettlement }[] = [];
  const conflicts: VersionConflict[] = [];
  for (const versions of groupBy(lines, (held) => transactionKey(held.line)).values()) {
    const [first, ...later] = [...versions].sort((a, b) => compareAddress(a.line, b.line));
    if (!first) continue;
    let newest = first;
    let updated: HeldSettlement[] = [];
    for (const version of later) {
      if (isForgotten(newest, version, duplicateLookbackDays)) {
        current.push(newest);
        newest = version;
        updated = [];
        continue;
      }
      // What an update brought up to date may be told once more (pending still, without its payout): seen before, and no new word.
      if (updated.some((held) => differingFields(held.line, version.line).length === 0)) {
        seenBefore.push(version);
        continue;
      }
      const fields = differingFields(newest.line, version.line);
      if (fields.length === 0) {
        if (version.line.file === newest.line.file && version.line.date === newest.line.date)
          copies.push({ original: newest, copy: version });
        else seenBefore.push(version);
        continue;
      }
      const isNewerOnly = isUpdate(newest.line, version.line, fields);
      if (!isNewerOnly) conflicts.push({ current: version, former: newest, fields });
      updated = isNewerOnly ? [...updated, newest] : [];
      superseded.push(newest);
      newest = version;
    }
    current.push(newest);
  }
  return { current, superseded, seenBefore, copies, conflicts };
}

/** Only of payments; what is open, and refunds and chargebacks, are remembered as long as anything. */
function isForgotten(former: HeldSettlement, next: HeldSettlement, days: number): boolean {
  return former.entered === 'brought_back' && former.line.type === 'payment' && daysBetween(former.line.date, next.line.date) > days;
}

/** Keys are compared as everywhere: blanks around and capitals are no other fact. */
const KEY_FIELDS: ReadonlySet<keyof SettlementLine> = new Set(['merchantReference', 'cus', 'refundOf', 'method']);

function differingFields(a: SettlementLine, b: SettlementLine): (keyof SettlementLine)[] {
  return COMPARED_FIELDS.filter((field) => {
    if (a[field] === b[field]) return false;
    return !KEY_FIELDS.has(field) || normaliseKey(String(a[field] ?? '')) !== normaliseKey(String(b[field] ?? ''));
  });
}

/** A version that only fills empty fields, or that moves a pending line to its final state. */
function isUpdate(former: SettlementLine, next: SettlementLine, fields: readonly (keyof SettlementLine)[]): boolean {
  const movesOn = former.status === 'pending' && next.status !== 'pending';
  if (movesOn) return FACTS_OF_A_PENDING_LINE.every((field) => !fields.includes(field));
  return fields.every((field) => former[field] === null || former[field] === '');
}
