import { isDamagedKey, normaliseKey } from '../../schemas/lines/line-keys.ts';
import { daysBetween } from '../../schemas/values/dates.ts';
import { compareAddress, type SettlementLine } from '../../schemas/lines/records.ts';
import { hasStood, type HeldSettlement } from './working-set.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/**
 * A provider transaction is (source, provider id, type, sign) together with its reference: ids such as authorisation
 * numbers are used again for other sales. Payment, refund and chargeback may share one id, and so may the partial
 * refunds of a payment. Seen again it is equal, an update, or a conflict; the newest version is matched.
 */
export interface SettlementVersions {
  /** The version that counts, of every transaction, and what is listed again in another payout. */
  readonly current: readonly HeldSettlement[];
  readonly superseded: readonly HeldSettlement[];
  /** Equal in another file. */
  readonly seenBefore: readonly HeldSettlement[];
  /** Equal in the same file: the copies, with the line they repeat. */
  readonly copies: readonly { readonly original: HeldSettlement; readonly copy: HeldSettlement }[];
  readonly conflicts: readonly VersionConflict[];
  /**
   * Places in the working set of lines that a second payout lists again: they count in its sum, and once for the order.
   */
  readonly relisted: ReadonlySet<number>;
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
const FACTS_OF_A_PENDING_LINE = [
  'merchantReference',
  'gross',
  'currency',
] as const satisfies readonly (keyof SettlementLine)[];

/**
 * What lines of one transaction share; a line without provider id (some adjustments) is its own transaction. Several
 * transactions may share it too: those of an id that was used again, and the refunds booked under one id.
 */
export function transactionKey(line: SettlementLine): string {
  if (line.providerId === '' || isDamagedKey(line.providerId))
    return `${line.source}|${line.date}|${line.file}|${String(line.row)}`;
  return `${line.source}|${normaliseKey(line.providerId)}|${line.type}|${line.gross < 0 ? '-' : '+'}`;
}

/** What the versions are told apart by beside the lines. */
export interface VersionRules {
  /** A closed payment that is older than so many days is asked no more whether it is the same. */
  readonly duplicateLookbackDays: number;
  readonly compare: (reference: string) => string;
  /** Whether a source pays its lines in payouts (or days), not one by one. */
  readonly paysInPayouts: (source: string) => boolean;
  /** Whether one order had both compared references, one after the other. */
  readonly isRenumbered: (former: string, newer: string) => boolean;
  /** Whether the provider took a payout back, so that a later one pays its lines. */
  readonly isTakenBack: (source: string, payoutId: string) => boolean;
}

const PLAIN_RULES: VersionRules = {
  duplicateLookbackDays: Infinity,
  compare: normaliseKey,
  paysInPayouts: () => true,
  isRenumbered: () => false,
  isTakenBack: () => false,
};

/** A transaction with what is known of it so far. */
interface Transaction {
  /** Compared; empty until a version names one. */
  reference: string;
  current: HeldSettlement;
  readonly versions: HeldSettlement[];
}

/** Tells the versions of every transaction apart. Pure; the outcome does not depend on the order of the input. */
export function settlementVersions(
  lines: readonly HeldSettlement[],
  rules: Partial<VersionRules> = {},
): SettlementVersions {
  const transactions = new Transactions({ ...PLAIN_RULES, ...rules });
  const refunds = new Set<string>();
  for (const [key, versions] of groupBy(lines, (held) => transactionKey(held.line))) {
    if (versions[0]?.line.type === 'refund') refunds.add(key);
    else for (const version of inOrder(versions)) transactions.put(key, version);
  }
  // Whether a refund is a further one hangs on its payment and on the refunds before it, whatever their ids.
  if (refunds.size > 0) {
    const own = lines.filter((held) => held.line.type === 'refund');
    for (const version of inOrder(own)) transactions.put(transactionKey(version.line), version);
  }
  return transactions.outcome();
}

function inOrder(versions: readonly HeldSettlement[]): readonly HeldSettlement[] {
  return versions.length < 2 ? versions : [...versions].sort((a, b) => compareAddress(a.line, b.line));
}

/** What the versions of each transaction came to. */
class Transactions {
  private readonly byKey = new Map<string, Transaction[]>();
  private readonly superseded: HeldSettlement[] = [];
  private readonly seenBefore: HeldSettlement[] = [];
  private readonly copies: { original: HeldSettlement; copy: HeldSettlement }[] = [];
  private readonly conflicts: VersionConflict[] = [];
  private readonly relisted: HeldSettlement[] = [];
  private readonly rules: VersionRules;

  constructor(rules: VersionRules) {
    this.rules = rules;
  }

  /** The next line under an id, in order of date, file and line. */
  put(key: string, version: HeldSettlement): void {
    const known = this.byKey.get(key);
    if (known === undefined) {
      this.byKey.set(key, [this.begin(version)]);
      return;
    }
    const asked = known.filter((one) => !isForgotten(one.current, version, this.rules.duplicateLookbackDays));
    if (this.isReportedBefore(asked, version)) return;
    const reference = this.rules.compare(version.line.merchantReference);
    const candidates = asked.filter((one) => one.reference === reference || one.reference === '' || reference === '');
    if (candidates.length === 0 && this.isUnderNewNumber(asked, version)) return;
    const own =
      candidates.findLast((one) => isUpdate(one.current.line, version.line)) ?? this.versionOf(candidates, version);
    if (own === null) known.push(this.begin(version));
    else this.renew(own, version);
  }

  /**
   * A payment that another file tells under the new number of its order, and all else as it was, contradicts nothing.
   */
  private isUnderNewNumber(asked: readonly Transaction[], version: HeldSettlement): boolean {
    const reference = this.rules.compare(version.line.merchantReference);
    const own = asked.find(({ current, reference: former }) => {
      const [field, another] = differingFields(current.line, version.line);
      const isAnotherFile = current.line.file !== version.line.file || current.line.date !== version.line.date;
      return (
        isAnotherFile &&
        field === 'merchantReference' &&
        another === undefined &&
        this.rules.isRenumbered(former, reference)
      );
    });
    if (own === undefined) return false;
    this.superseded.push(own.current);
    own.versions.push(version);
    own.current = version;
    own.reference = reference;
    return true;
  }

  outcome(): SettlementVersions {
    const current = [...this.byKey.values()].flatMap((transactions) => transactions.map((one) => one.current));
    const { superseded, seenBefore, copies, conflicts, relisted } = this;
    return {
      current: [...current, ...relisted],
      superseded,
      seenBefore,
      copies,
      conflicts,
      relisted: new Set(relisted.map((held) => held.ix)),
    };
  }

  private begin(version: HeldSettlement): Transaction {
    return { reference: this.rules.compare(version.line.merchantReference), current: version, versions: [version] };
  }

  /** Equal to any version told before, be it older than the newest: no new word. */
  private isReportedBefore(asked: readonly Transaction[], version: HeldSettlement): boolean {
    for (const { versions } of asked) {
      const original = versions.find((held) => differingFields(held.line, version.line).length === 0);
      if (original === undefined) continue;
      const isSameFile = version.line.file === original.line.file && version.line.date === original.line.date;
      if (isSameFile) this.copies.push({ original, copy: version });
      else this.seenBefore.push(version);
      return true;
    }
    return false;
  }

  /** The transaction that a line with other facts is a version of; null where it is a transaction of its own. */
  private versionOf(candidates: readonly Transaction[], version: HeldSettlement): Transaction | null {
    const last = candidates.at(-1);
    if (last === undefined || version.line.type !== 'refund') return last ?? null;
    // Decided once, when it arrived: refunds that stood side by side still do, whether or not their payment is in the
    // working set.
    const open = hasStood(version) ? candidates.filter((one) => !hasStood(one.current)) : candidates;
    if (open.length === 0) return null;
    const same = open.findLast((one) => !isAnotherRefund(one.current.line, version.line));
    if (same !== undefined) return same;
    return this.fitsPayment(version) ? null : (open.at(-1) ?? null);
  }

  private renew(own: Transaction, version: HeldSettlement): void {
    const { current } = own;
    const fields = differingFields(current.line, version.line);
    own.versions.push(version);
    const payouts = inTwoPayouts(current.line, version.line) && this.rules.paysInPayouts(version.line.source);
    const isPaidAgain = payouts && this.rules.isTakenBack(current.line.source, current.line.payoutId ?? '');
    if (!isPaidAgain && !isUpdate(current.line, version.line))
      this.conflicts.push({ current: version, former: current, fields });
    if (payouts && !isPaidAgain) {
      this.relisted.push(version);
      return;
    }
    this.superseded.push(current);
    own.current = version;
    if (own.reference === '') own.reference = this.rules.compare(version.line.merchantReference);
  }

  /**
   * Whether a refund, with those of its payment before it, is no more than the payment that is known when it arrives.
   */
  private fitsPayment(refund: HeldSettlement): boolean {
    const payment = this.paymentOf(refund);
    if (payment === null || !isUnderWay(refund.line)) return false;
    const before = this.of(
      'refund',
      (one) => this.isOfSamePayment(one.current, refund) && isUnderWay(one.current.line),
    );
    const refunded = before.reduce((total, one) => total + Math.abs(one.current.line.gross), 0);
    return refunded + Math.abs(refund.line.gross) <= payment;
  }

  private isOfSamePayment(one: HeldSettlement, refund: HeldSettlement): boolean {
    if (one.line.source !== refund.line.source) return false;
    const reference = this.rules.compare(refund.line.merchantReference);
    if (reference !== '' && this.rules.compare(one.line.merchantReference) === reference) return true;
    return paymentIdOf(one.line) === paymentIdOf(refund.line);
  }

  /** What was paid of the payment that a refund names, else under its reference; null where no payment is known. */
  private paymentOf({ line }: HeldSettlement): number | null {
    const reference = this.rules.compare(line.merchantReference);
    const known = this.of('payment', (one) => one.current.line.source === line.source);
    const byId = known.filter((one) => normaliseKey(one.current.line.providerId) === paymentIdOf(line));
    const ofReference = (one: Transaction): boolean =>
      reference === '' || one.reference === '' || one.reference === reference;
    const named = byId.filter(ofReference);
    const payments = named.length > 0 ? named : known.filter((one) => reference !== '' && one.reference === reference);
    // What came in a later file was not known when the refund was told.
    const amounts = payments.flatMap(({ versions }) => {
      const then = versions.findLast((held) => held.line.date <= line.date)?.line;
      return then?.status === 'approved' ? [then.gross] : [];
    });
    return amounts.length === 0 ? null : amounts.reduce<number>((total, amount) => total + amount, 0);
  }

  private of(type: SettlementLine['type'], passes: (one: Transaction) => boolean): Transaction[] {
    return [...this.byKey.values()].flatMap((all) => (all[0]?.current.line.type === type ? all.filter(passes) : []));
  }
}

/** The id of the payment that a refund is of: the one that it names, else its own, which some providers share. */
function paymentIdOf(refund: SettlementLine): string {
  return normaliseKey(refund.refundOf ?? '') || normaliseKey(refund.providerId);
}

function isUnderWay({ status }: SettlementLine): boolean {
  return status === 'approved' || status === 'pending';
}

/** Refunds of another amount, at another time or in another payout, where both say so. */
function isAnotherRefund(a: SettlementLine, b: SettlementLine): boolean {
  if (a.gross !== b.gross) return true;
  if (a.paidAt !== null && b.paidAt !== null && a.paidAt !== b.paidAt) return true;
  return areOtherPayouts(a, b);
}

function areOtherPayouts(a: SettlementLine, b: SettlementLine): boolean {
  const [one, other] = [normaliseKey(a.payoutId ?? ''), normaliseKey(b.payoutId ?? '')];
  return one !== '' && other !== '' && one !== other;
}

/** The same transaction listed by two payouts. */
function inTwoPayouts(a: SettlementLine, b: SettlementLine): boolean {
  if (a.type === 'refund' || a.status !== 'approved' || b.status !== 'approved') return false;
  return a.gross === b.gross && a.currency === b.currency && areOtherPayouts(a, b);
}

/** Only of payments; what is open, and refunds and chargebacks, are remembered as long as anything. */
function isForgotten(former: HeldSettlement, next: HeldSettlement, days: number): boolean {
  return (
    former.entered === 'brought_back' &&
    former.line.type === 'payment' &&
    daysBetween(former.line.date, next.line.date) > days
  );
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
function isUpdate(former: SettlementLine, next: SettlementLine): boolean {
  const fields = differingFields(former, next);
  const movesOn = former.status === 'pending' && next.status !== 'pending';
  const isEmpty = (field: keyof SettlementLine): boolean => former[field] === null || former[field] === '';
  if (movesOn) return FACTS_OF_A_PENDING_LINE.every((field) => !fields.includes(field) || isEmpty(field));
  // The day that pays a line is the payout's: what no payout named says none that binds.
  const isNamedNow = isEmpty('payoutId') && fields.includes('payoutId');
  return fields.every((field) => isEmpty(field) || (field === 'settledOn' && isNamedNow));
}
