import type { SettlementSource } from '../../schemas/config/config.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { negate, subtract, ZERO } from '../../schemas/values/money.ts';
import {
  addressKey,
  type BankLine,
  type OrderLine,
  type SettlementLine,
  deliveryKey,
} from '../../schemas/lines/records.ts';
import { matchId } from './bank/group.ts';
import { bankScoper, type BankScope } from './bank-scope.ts';
import type { DueDates } from './due-dates.ts';
import {
  isBank,
  isOrder,
  isSettlement,
  type WorkingSet,
  type Held,
  type HeldBank,
  type HeldOrder,
  type HeldSettlement,
} from './working-set.ts';
import { comparedAmount, feeOf, settledCurrencyOf, settledGrossOf, taxOf } from './receivables.ts';
import { storeFromReference } from './references.ts';
import { transactionKey } from './settlement-versions.ts';
import { isWithinTariff } from './tariff.ts';

/**
 * An order, its payment and its credit that stand alone under one reference and are equal in everything. Most of a day
 * is like that; what is closed here needs no record of its own in the passes. It changes nothing: without it the
 * outcome is the same byte for byte (agree.test.ts), only slower and in three times the memory.
 */
export interface Agreement {
  readonly key: string;
  readonly order: HeldOrder;
  readonly line: HeldSettlement;
  readonly bank: HeldBank;
  readonly source: SettlementSource;
  readonly scope: Pick<BankScope, 'written' | 'looksLike'>;
  /** The match with the bank that it is: the id that the passes would give it. */
  readonly bankMatch: string;
}

/** Three lines under one reference that may agree. */
type Trial = Omit<Agreement, 'bankMatch'>;

export interface AgreeContext {
  readonly due: DueDates;
  readonly compare: (reference: string) => string;
  readonly sources: ReadonlyMap<string, SettlementSource>;
  /** References that a rejected row stands for. */
  readonly rejected: ReadonlySet<string>;
}

/** What stands under one reference while it is counted; `null` once there is a second. */
interface Trio {
  order: HeldOrder | null | undefined;
  line: HeldSettlement | null | undefined;
  bank: HeldBank | null | undefined;
}

/**
 * The agreements among lines that take part, by place in the working set. Only lines that are new: what an earlier run
 * left has a history that the passes know of.
 */
export function agreements(
  workingSet: WorkingSet,
  lines: readonly Held[],
  context: AgreeContext,
): (Agreement | undefined)[] {
  const found: (Agreement | undefined)[] = [];
  const gateways = [...context.sources.values()].filter((source) => source.settles === 'per_transaction');
  if (gateways.length === 0 || !workingSet.config.keys.includes('merchant_reference')) return found;
  const scoper = bankScoper(workingSet.config, context.compare, () => false);
  const trios = triosOf(lines, scoper, context);
  const once = appearances(lines);
  const asked = orderQuestions(workingSet);
  for (const [key, { order, line, bank }] of trios) {
    if (!order || !line || !bank || context.rejected.has(key)) continue;
    const source = context.sources.get(line.line.source);
    if (!source || !gateways.includes(source) || ![order, line, bank].every((held) => held.entered === 'new')) continue;
    const { written, looksLike } = scoper(bank.line);
    const trio = { key, order, line, bank, source, scope: { written, looksLike } };
    if (!isAlone(trio, once) || !isPlain(trio, asked, context) || !isEqual(trio)) continue;
    const agreement = { ...trio, bankMatch: matchId([addressKey(line.line)], [addressKey(bank.line)]) };
    for (const held of [order, line, bank]) found[held.ix] = agreement;
  }
  return found;
}

function triosOf(
  lines: readonly Held[],
  scoper: (line: BankLine) => BankScope,
  { compare }: AgreeContext,
): Map<string, Trio> {
  const trios = new Map<string, Trio>();
  for (const held of lines) {
    if (!isSettlement(held)) continue;
    const key = compare(held.line.merchantReference);
    const trio = trios.get(key);
    if (trio) trio.line = null;
    else if (key !== '') trios.set(key, { order: undefined, line: held, bank: undefined });
  }
  for (const held of lines) {
    if (isOrder(held)) {
      const trio = trios.get(compare(held.line.merchantReference));
      if (trio) trio.order = trio.order === undefined ? held : null;
    } else if (isBank(held)) {
      const named = scoper(held.line).references.flatMap((reference) => trios.get(reference) ?? []);
      // What names several sales may mean any of them: the passes go by which of its references is the surest.
      for (const trio of named) trio.bank = trio.bank === undefined && named.length === 1 ? held : null;
    }
  }
  return trios;
}

/** How often ids appear in the working set, and what would make another line speak of one. */
interface Appearances {
  readonly transactions: ReadonlyMap<string, number>;
  readonly bankIds: ReadonlyMap<string, number>;
  readonly endToEndIds: ReadonlyMap<string, number>;
  readonly refundOf: ReadonlySet<string>;
  /** Order ids with their method and moment: another row of one may be the same order under another reference. */
  readonly orderIds: ReadonlyMap<string, number>;
  /** Amounts that a debit takes: a credit of one may be the one that it mirrors. */
  readonly debited: ReadonlySet<number>;
}

function appearances(lines: readonly Held[]): Appearances {
  const transactions = new Map<string, number>();
  const bankIds = new Map<string, number>();
  const endToEndIds = new Map<string, number>();
  const refundOf = new Set<string>();
  const orderIds = new Map<string, number>();
  const debited = new Set<number>();
  const count = (counts: Map<string, number>, key: string): unknown => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const { line } of lines) {
    if (line.leg === 'settlement') {
      count(transactions, transactionKey(line));
      if (line.refundOf !== null) refundOf.add(normaliseKey(line.refundOf));
    } else if (line.leg === 'bank') {
      count(bankIds, normaliseKey(line.bankId ?? ''));
      if (line.endToEndId !== null) count(endToEndIds, normaliseKey(line.endToEndId));
      if (line.amount < 0) debited.add(negate(line.amount));
    } else if (line.orderId !== null) count(orderIds, orderIdKey(line));
  }
  return { transactions, bankIds, endToEndIds, refundOf, orderIds, debited };
}

function orderIdKey({ source, orderId, method, createdAt }: OrderLine): string {
  return `${source}|${normaliseKey(orderId ?? '')}|${normaliseKey(method)}|${String(createdAt)}`;
}

/** Nothing else in the working set speaks of the same transaction, movement or transfer. */
function isAlone({ order, line, bank }: Trial, once: Appearances): boolean {
  const { bankId, endToEndId } = bank.line;
  if (line.line.providerId === '' || once.transactions.get(transactionKey(line.line)) !== 1) return false;
  if (once.refundOf.has(normaliseKey(line.line.providerId)) || once.debited.has(bank.line.amount)) return false;
  if (order.line.orderId !== null && once.orderIds.get(orderIdKey(order.line)) !== 1) return false;
  // Two movements without an id that say the same name the same references: then neither stands alone under one.
  const id = normaliseKey(bankId ?? '');
  if (id !== '' && once.bankIds.get(id) !== 1) return false;
  return endToEndId === null || once.endToEndIds.get(normaliseKey(endToEndId)) === 1;
}

/** A plain sale: nothing that any rule of stage 4 could ask about. */
function isPlain(
  { order, line, bank, source, scope }: Trial,
  asksOf: (order: OrderLine) => boolean,
  { due }: AgreeContext,
): boolean {
  const settlement = line.line;
  if (
    settlement.type !== 'payment' ||
    settlement.status !== 'approved' ||
    settlement.gross <= 0 ||
    !collects(source, settlement)
  )
    return false;
  if (order.line.status !== 'paid' || (order.line.refundedAmount ?? ZERO) !== ZERO) return false;
  if (bank.line.reversal || (scope.looksLike !== null && scope.looksLike.id !== source.id)) return false;
  if (bank.line.bookedOn > due.bank(source, due.days.settledOn(settlement))) return false;
  if (source.tariff.length > 0 && !isAsAgreedUpon(settlement, source, due)) return false;
  return !asksOf(order.line);
}

/**
 * Charged by the tariff. A line of a payout may have lines of other dates beside it, whose charges are looked at with
 * its own.
 */
function isAsAgreedUpon(line: SettlementLine, source: SettlementSource, due: DueDates): boolean {
  return (
    line.payoutId === null && isWithinTariff(line, source, line.paidAt === null ? null : due.localDate(line.paidAt))
  );
}

function collects(source: SettlementSource, line: SettlementLine): boolean {
  if (source.methods === null || line.method === null) return true;
  const method = normaliseKey(line.method);
  return source.methods.some((collected) => normaliseKey(collected) === method);
}

/**
 * Whether an order leaves a question beside its money: its store is not one, is not on the list, or its invoice lacks.
 */
function orderQuestions(workingSet: WorkingSet): (order: OrderLine) => boolean {
  const { list } = workingSet.config.stores;
  const codeIn = storeFromReference(workingSet.config);
  const withInvoices = new Set(
    workingSet.files.filter((file) => file.columns.includes('invoice_number')).map(deliveryKey),
  );
  return (order) => {
    const byReference = codeIn(order.merchantReference);
    const store = order.store ?? byReference;
    if (store === null || (byReference !== null && byReference !== store)) return true;
    const entry = list !== null && Object.hasOwn(list, store) ? list[store] : undefined;
    // A store that opens or closes is asked for the day of the sale.
    if (list !== null && (entry === undefined || entry.opened !== null || entry.closed !== null)) return true;
    return (order.invoiceNumber ?? '') === '' && withInvoices.size > 0 && withInvoices.has(deliveryKey(order));
  };
}

/** Equal on the three legs to the centavo, and within itself. */
function isEqual({ order, line, bank, source }: Trial): boolean {
  const settlement = line.line;
  if (order.line.amount !== settlement.gross || order.line.currency !== settlement.currency) return false;
  if (bank.line.amount !== comparedAmount(settlement, source) || bank.line.currency !== settledCurrencyOf(settlement))
    return false;
  const stated = settlement.settledNet ?? (settlement.settledCurrency === null ? settlement.net : null);
  return (
    stated === null || stated === subtract(subtract(settledGrossOf(settlement), feeOf(settlement)), taxOf(settlement))
  );
}
