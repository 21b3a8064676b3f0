import type { SettlementSource } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { KEY_NAMES } from '../../schemas/kinds/keys.ts';
import { KINDS, type KeyOf } from '../../schemas/kinds/kinds.ts';
import {
  addressKey,
  type BankLine,
  type LineAddress,
  type OrderLine,
  type SettlementLine,
  type EpochSeconds,
  deliveryKey,
} from '../../schemas/lines/records.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { localClock, type LocalMoment } from '../../schemas/values/local-time.ts';
import { AddressMap } from '../3-match/address-map.ts';
import { bankContent } from '../3-match/bank-ids.ts';
import type { WorkingSet, Held, HeldOrder, HeldSettlement } from '../3-match/working-set.ts';
import type { MatchResult } from '../3-match/match.ts';
import { paidMoment } from '../3-match/amount-due.ts';
import { settlementContent } from '../3-match/receivables.ts';
import { storeFromReference } from '../3-match/references.ts';

/** What the rules of stage 4 look at: the working set, what the match made of it, and the look-ups they share. */
export interface Case {
  readonly workingSet: WorkingSet;
  readonly match: MatchResult;
  readonly sources: ReadonlyMap<string, SettlementSource>;
  /** A reference as the order wrote it; where no order is known, as the line did. */
  printed(line: SettlementLine | OrderLine): string;
  /**
   * The first of some compared references that a line in the working set carries, as it is printed; null where none
   * does.
   */
  known(references: readonly string[]): string | null;
  /** The store of a line: the order's, else the code in the reference; null where neither says. */
  storeOf(line: SettlementLine | OrderLine): string | null;
  codeInReference(reference: string): string | null;
  /** The file that a line stands in, and what its feed carries. */
  fileOf(line: LineAddress): SourceFile | undefined;
  /** The key of a bank line in an identity: the one that its finding was told under, or `bankLineKey`. */
  bankKey(line: BankLine): readonly string[];
  /** The currencies of what is open between settlement and bank. */
  readonly currencies: ReadonlySet<string>;
  paidOn(line: SettlementLine | OrderLine): PlainDate | null;
  /** The moment of `paidOn`, in the merchant's zone to the minute: `2026-07-01 19:30`. */
  paidAt(line: SettlementLine | OrderLine): string | null;
  /** True where the finding could only be explained by data of before the go-live. */
  beforeHistory(date: PlainDate | null): boolean;
}

/**
 * The lines that are of another order than their reference says; what has no order under its reference gets that one.
 */
function ownOrders(
  workingSet: WorkingSet,
  match: MatchResult,
  orderByReference: Map<string, OrderLine>,
): AddressMap<LineOfOtherOrder> {
  const ownOrder = new AddressMap<LineOfOtherOrder>();
  // A sale matched by another key has its order under another reference.
  for (const [line, other] of linesOfOtherOrders(workingSet, match)) {
    const key = match.compare(line.merchantReference);
    // What people put to an order says nothing of other lines under its reference.
    if (other.order !== null && !other.isByHand && key !== '' && !orderByReference.has(key))
      orderByReference.set(key, other.order);
    ownOrder.set(line, other);
  }
  return ownOrder;
}

interface ByReference {
  readonly orderByReference: Map<string, OrderLine>;
  readonly formerByReference: ReadonlyMap<string, { printed: string; store: string | null }>;
  readonly printedByReference: ReadonlyMap<string, string>;
}

/** What a compared reference leads to: its order, what an earlier run knew of it, how it is printed. */
function byReference(workingSet: WorkingSet, match: MatchResult): ByReference {
  const orderByReference = new Map<string, OrderLine>();
  const formerByReference = new Map<string, { printed: string; store: string | null }>();
  const printedByReference = new Map<string, string>();
  const current = new Set(match.order.current.map((held) => held.ix));
  for (const held of workingSet.lines) {
    if (held.line.leg === 'bank') continue;
    const key = match.compare(held.line.merchantReference);
    if (key === '') continue;
    if (held.line.leg === 'order' || !printedByReference.has(key))
      printedByReference.set(key, held.line.merchantReference);
    if (held.line.leg === 'order') {
      if (current.has(held.ix) || !orderByReference.has(key)) orderByReference.set(key, held.line);
    } else if (
      held.former !== null &&
      held.former.merchantReference !== '' &&
      match.compare(held.former.merchantReference) === key
    ) {
      formerByReference.set(key, { printed: held.former.merchantReference, store: held.former.store });
    }
  }
  return { orderByReference, formerByReference, printedByReference };
}

/** The keys that findings of bank lines were told under, by the address of the line. */
function bankKeysOf(workingSet: WorkingSet): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...workingSet.decided, ...workingSet.priorDiscrepancies]
      .filter((one) => KEY_NAMES[KINDS[one.kind].key] === 'bank_line')
      .flatMap((one) => one.lines.filter((line) => line.broken).map((line) => [addressKey(line), one.key] as const)),
  );
}

/** Prepares the look-ups. Pure. */
export function prepareCase(workingSet: WorkingSet, match: MatchResult): Case {
  const { orderByReference, formerByReference, printedByReference } = byReference(workingSet, match);
  const ownOrder = ownOrders(workingSet, match, orderByReference);
  const files = new Map(workingSet.files.map((file) => [deliveryKey(file), file]));
  const codeInReference = storeFromReference(workingSet.config);
  const clock = localClock(workingSet.config.timezone);
  const reportedAs = bankKeysOf(workingSet);
  return {
    workingSet,
    match,
    sources: new Map(
      workingSet.config.sources.flatMap((source) =>
        source.leg === 'settlement' ? [[source.id, source] as const] : [],
      ),
    ),
    printed(line) {
      const key = match.compare(line.merchantReference);
      const other = ownOrder.size === 0 ? undefined : ownOrder.get(line);
      if (other !== undefined) return other.printed;
      return (
        orderByReference.get(key)?.merchantReference ?? formerByReference.get(key)?.printed ?? line.merchantReference
      );
    },
    known(references) {
      const key = references.find((reference) => printedByReference.has(reference));
      return key === undefined ? null : (printedByReference.get(key) ?? null);
    },
    storeOf(line) {
      const key = match.compare(line.merchantReference);
      const other = ownOrder.size === 0 ? undefined : ownOrder.get(line);
      if (other !== undefined)
        return (
          other.store ??
          (line.leg === 'settlement' ? line.store : null) ??
          codeInReference(other.printed) ??
          codeInReference(line.merchantReference)
        );
      const byOrder = (line.leg === 'order' ? line.store : null) ?? orderByReference.get(key)?.store ?? null;
      return (
        byOrder ??
        (line.leg === 'settlement' ? line.store : null) ??
        formerByReference.get(key)?.store ??
        codeInReference(line.merchantReference)
      );
    },
    codeInReference,
    bankKey: (line) => reportedAs.get(addressKey(line)) ?? bankLineKey(line),
    fileOf: (line) => files.get(deliveryKey(line)),
    currencies: openCurrencies(match),
    paidOn(line) {
      const moment = momentOf(line);
      return moment === null ? null : match.due.localDate(moment);
    },
    paidAt: (line) => minuteOf(momentOf(line), clock),
    beforeHistory: (date) => date !== null && date <= workingSet.goLive,
  };
}

/** What a line says of the order that it is of, where that is under another reference than its own. */
interface LineOfOtherOrder {
  /** Null where only an earlier run had it. */
  readonly order: OrderLine | null;
  readonly printed: string;
  readonly store: string | null;
  readonly isByHand: boolean;
}

/**
 * The settlement lines of orders that stand under another reference: by another key, or because the order was
 * renumbered. What this run did not compare is of the order that an earlier one found.
 */
function linesOfOtherOrders(
  workingSet: WorkingSet,
  match: MatchResult,
): (readonly [SettlementLine, LineOfOtherOrder])[] {
  const found: (readonly [SettlementLine, LineOfOtherOrder])[] = [];
  const isAnother = (line: SettlementLine, reference: string): boolean =>
    match.compare(reference) !== match.compare(line.merchantReference);
  for (const verdict of match.verdicts) {
    const order = verdict.orders[0]?.line;
    if (!order) continue;
    for (const { line } of [...verdict.payments, ...verdict.refunds, ...verdict.chargebacks])
      if (isAnother(line, order.merchantReference))
        found.push([
          line,
          { order, printed: order.merchantReference, store: order.store, isByHand: verdict.pass === 'by_hand' },
        ]);
  }
  for (const { ix, line, former } of workingSet.lines) {
    if (line.leg !== 'settlement' || former === null || former.merchantReference === '' || match.compared.has(ix))
      continue;
    if (isAnother(line, former.merchantReference))
      found.push([line, { order: null, printed: former.merchantReference, store: former.store, isByHand: false }]);
  }
  return found;
}

function momentOf(line: SettlementLine | OrderLine): EpochSeconds | null {
  return line.leg === 'order' ? paidMoment(line) : line.paidAt;
}

function minuteOf(moment: EpochSeconds | null, clock: (moment: EpochSeconds) => LocalMoment): string | null {
  if (moment === null) return null;
  const local = clock(moment);
  return `${local.date} ${local.time.slice(0, 5)}`;
}

function openCurrencies(match: MatchResult): Set<string> {
  return new Set([
    ...[...match.items.values()].map((item) => item.currency),
    ...match.receivables.map((open) => open.receivable.currency),
  ]);
}

/** The fields of a discrepancy that a settlement line fills. */
export function settlementFields(
  held: HeldSettlement,
  c: Case,
): {
  provider: string;
  merchantReference: string | null;
  providerId: string | null;
  method: string | null;
  store: string | null;
  currency: string;
  paidOn: PlainDate | null;
  paidAt: string | null;
  cus: string | null;
  settledOn: PlainDate;
} {
  const { line } = held;
  return {
    provider: line.source,
    merchantReference: c.printed(line) || null,
    providerId: line.providerId || null,
    method: line.method,
    store: c.storeOf(line),
    currency: line.currency,
    paidOn: c.paidOn(line),
    paidAt: c.paidAt(line),
    cus: line.cus,
    settledOn: c.match.due.days.settledOn(line),
  };
}

/**
 * The key of a transaction in an identity: its source, id, type and direction, compared as its versions are. Without
 * id, the date of its file and what it says: the same row in a restated file, or in another place of it, is the same
 * discrepancy.
 */
export function transactionKeyParts(line: SettlementLine): KeyOf<'chargeback'> {
  const sign = line.gross < 0 ? '-' : '+';
  if (line.providerId !== '') return [line.source, normaliseKey(line.providerId), line.type, sign];
  return [line.source, line.date, line.type, sign, line.payoutId ?? '', line.currency, settlementContent(line)];
}

/**
 * The key of a bank line in an identity: its account, what the bank calls it, its booking date and amount; without id,
 * all that it says. A bank's id alone names no movement: many banks count anew every day.
 */
export function bankLineKey(line: BankLine): readonly [source: string, account: string, ...movement: string[]] {
  const account = normaliseKey(line.account ?? '');
  const id = normaliseKey(line.bankId ?? '');
  if (id !== '') return [line.source, account, id, line.bookedOn, String(line.amount)];
  return [line.source, account, line.bookedOn, line.currency, bankContent(line)];
}

export type { Held, HeldOrder, HeldSettlement };
