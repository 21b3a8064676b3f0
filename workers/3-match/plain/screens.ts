import type { SettlementSource } from '../../../schemas/config/config.ts';
import { isDamagedKey, normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { negate, subtract, ZERO } from '../../../schemas/values/money.ts';
import { deliveryKey, type BankLine, type OrderLine, type SettlementLine } from '../../../schemas/lines/records.ts';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import { tableOfRows, type LineTable } from '../../../schemas/lines/table.ts';
import { fileKey, keyOfFile, provedSegments, tellsDay } from '../bank-coverage.ts';
import { accountReader } from '../bank-ids.ts';
import { comparedAmount, feeOf, settledCurrencyOf, settledGrossOf, taxOf } from '../settled-money.ts';
import { storeFromReference } from '../references.ts';
import { asideReader } from '../scope.ts';
import { isWithinTariff } from '../tariff.ts';
import { tablesOf, type PlainContext, type ScreenedLines, type ScreenedTables } from './screened-lines.ts';
import type { SaleInView } from './plain-sale.ts';
import { tallyOf, type Tally } from './tally.ts';

// A pass or a rule looks at a sale only where its screen flags it. A screen never misses: where it cannot be sure, it
// flags, and the pass finds nothing.

/** Whether a pass or a rule could have anything to say of a sale that stands alone under its reference. */
export type Screen = (sale: SaleInView, key: string) => boolean;

type MakeScreen = (lines: ScreenedLines, tables: ScreenedTables, context: PlainContext) => Screen;

/** The passes of the match and the rules of the decision that compare lines. */
export const COMPARISONS = [
  'carried_lines',
  'further_keys',
  'set_aside',
  'rejected_rows',
  'bank_days',
  'settlement_versions',
  'order_versions',
  'bank_movements',
  'sales',
  'bank_matches',
  'late_arrivals',
  'fees',
  'stores',
] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** The screen of each comparison; null: it flags every sale, and is slow, and never wrong. */
const SCREENS: Readonly<Record<Comparison, MakeScreen | null>> = {
  carried_lines: carriedLinesScreen,
  further_keys: furtherKeysScreen,
  set_aside: setAsideScreen,
  rejected_rows: rejectedScreen,
  bank_days: bankDaysScreen,
  settlement_versions: settlementVersionsScreen,
  order_versions: orderVersionsScreen,
  bank_movements: bankMovementsScreen,
  sales: salesScreen,
  bank_matches: bankMatchesScreen,
  late_arrivals: lateArrivalsScreen,
  fees: feesScreen,
  stores: storesScreen,
};

/** The comparisons that are to look at every line themselves; for the tests that screens change nothing. */
export interface ScreenOptions {
  readonly without?: readonly Comparison[];
  /** Every row that was told before goes through the passes. */
  readonly looksAtSeen?: boolean;
}

/** All screens as one: it flags what any of them flags. A comparison that is named in `without` has no screen. */
export function screensOf(
  lines: ScreenedLines,
  tables: ScreenedTables,
  context: PlainContext,
  { without = [] }: ScreenOptions,
): Screen {
  const screens = COMPARISONS.map((name): Screen => {
    const make = without.includes(name) ? null : SCREENS[name];
    return make === null ? () => true : make(lines, tables, context);
  });
  return (sale, key) => screens.some((flags) => flags(sale, key));
}

/**
 * Whether a carried line waits for the bank and for nothing else, as far as its fate says: its order agreed, and
 * nothing was found about it.
 */
export function waitsForBankAlone(fate: FateRow): boolean {
  return (
    fate.leg === 'settlement' &&
    fate.fate === 'awaiting' &&
    fate.reason === null &&
    fate.orderLeg === 'agrees' &&
    fate.bankLeg === 'awaiting' &&
    fate.bankMatch === null &&
    fate.leftDay === null &&
    fate.sold === null &&
    fate.cancelled === null &&
    fate.discrepancyIds.length === 0
  );
}

/** What is of an order under another reference, or would change its store. */
function carriedLinesScreen(_lines: ScreenedLines, _tables: ScreenedTables, { config, fold }: PlainContext): Screen {
  const codeIn = storeFromReference(config);
  return ({ former, payment }, key) =>
    former !== null &&
    (fold(former.merchantReference) !== key ||
      (payment.store ?? former.store ?? codeIn(payment.merchantReference)) !== former.store);
}

/** A carried payment stands without its order, which is closed: another one may look for it by another key. */
function furtherKeysScreen(_lines: ScreenedLines, tables: ScreenedTables, { config: { keys } }: PlainContext): Screen {
  const names = (['cus', 'providerId'] as const).filter((name) =>
    keys.includes(name === 'cus' ? 'cus' : 'provider_id'),
  );
  if (tables.tables.each().every(({ formers }) => formers === null)) return () => false;
  const ofOrders = new Set<string>();
  for (const { table } of tablesOf('order', tables))
    for (const name of names) {
      const cell = table.column(name);
      for (let row = 0; row < table.length; row += 1)
        if (!table.isReject(row)) ofOrders.add(furtherKey(name, cell(row)));
    }
  return ({ former, payment }) =>
    former !== null && names.some((name) => payment[name] !== null && ofOrders.has(furtherKey(name, payment[name])));
}

function furtherKey(name: 'cus' | 'providerId', value: string | null): string {
  return `${name} ${normaliseKey(value ?? '')}`;
}

/** A balance row, another environment, a method that nobody collects for us: not a sale, or not ours. */
function setAsideScreen(_lines: ScreenedLines, _tables: ScreenedTables, { config, sources }: PlainContext): Screen {
  const reasonOf = asideReader(config, sources);
  return ({ order, payment, credit }) =>
    [order, payment, credit].some((line) => line !== null && reasonOf(line) !== null);
}

/** A row that could not be read may stand for any line of its reference. */
function rejectedScreen({ rejects }: ScreenedLines, _tables: ScreenedTables, { fold }: PlainContext): Screen {
  const rejected = new Set(
    rejects.flatMap(({ merchantReference }) => (merchantReference === null ? [] : [fold(merchantReference)])),
  );
  return (_sale, key) => rejected.has(key);
}

/**
 * Two files that tell one day of an account tell its movements twice, and the sums of one depend on all its rows: no
 * line of such an account is plain.
 */
function bankDaysScreen(
  { reportedBefore }: ScreenedLines,
  tables: ScreenedTables,
  { config, files }: PlainContext,
): Screen {
  const accountOf = accountReader(config);
  const nameOf = ({ source, account, currency }: Pick<BankLine, 'source' | 'account' | 'currency'>): string =>
    JSON.stringify([accountOf(source, account), currency]);
  const days = new DaysOfAccounts();
  for (const { table } of tablesOf('bank', tables)) takeDays(table, nameOf, days);
  takeDays(tableOfRows('bank', reportedBefore), nameOf, days);
  for (const segment of provedSegments(files, accountOf))
    days.takeSegment(JSON.stringify([segment.account, segment.currency]), keyOfFile(segment.file), (day) =>
      tellsDay(segment, day as BankLine['bookedOn'], false),
    );
  const named = new Map<string, boolean>();
  return ({ credit }) => {
    if (credit === null) return false;
    const cells = `${credit.source}|${credit.account ?? '-'}|${credit.currency}`;
    const known = named.get(cells) ?? days.isToldTwice(nameOf(credit));
    named.set(cells, known);
    return known;
  };
}

/** Which file tells each day of each account. */
class DaysOfAccounts {
  private readonly accounts = new Map<string, Map<string, string>>();
  private readonly toldTwice = new Set<string>();

  take(account: string, day: string, file: string): void {
    const days = this.accounts.get(account) ?? new Map<string, string>();
    this.accounts.set(account, days);
    const other = days.get(day);
    if (other === undefined) days.set(day, file);
    else if (other !== file) this.toldTwice.add(account);
  }

  takeSegment(account: string, file: string, tells: (day: string) => boolean): void {
    for (const [day, other] of this.accounts.get(account) ?? [])
      if (other !== file && tells(day)) this.toldTwice.add(account);
  }

  isToldTwice(account: string): boolean {
    return this.toldTwice.has(account);
  }
}

type NameAccount = (line: Pick<BankLine, 'source' | 'account' | 'currency'>) => string;

function takeDays(table: LineTable<'bank'>, nameOf: NameAccount, days: DaysOfAccounts): void {
  const [date, source, file] = [table.column('date'), table.column('source'), table.column('file')];
  const [account, currency, bookedOn] = [table.column('account'), table.column('currency'), table.column('bookedOn')];
  const skip = table.column('skip');
  let last = '';
  for (let row = 0; row < table.length; row += 1) {
    if (table.isReject(row) || skip(row) !== null) continue;
    const cells = `${date(row)}|${source(row)}|${file(row)}|${account(row) ?? '-'}|${currency(row)}|${bookedOn(row)}`;
    // Rows of one day and account stand together.
    if (cells === last) continue;
    last = cells;
    const name = nameOf({ source: source(row), account: account(row), currency: currency(row) });
    days.take(name, bookedOn(row), fileKey({ date: date(row), source: source(row), file: file(row) }));
  }
}

/** Another line of the transaction, or one that gives it back. */
function settlementVersionsScreen(_lines: ScreenedLines, tables: ScreenedTables): Screen {
  const ids = tallyOf(rowsOf('settlement', tables));
  const refunded = new Set<string>();
  for (const { table } of tablesOf('settlement', tables)) {
    const [source, providerId, refundOf] = [
      table.column('source'),
      table.column('providerId'),
      table.column('refundOf'),
    ];
    for (let row = 0; row < table.length; row += 1) {
      if (table.isReject(row)) continue;
      ids.add(transactionOf({ source: source(row), providerId: providerId(row) }));
      const given = refundOf(row);
      if (given !== null) refunded.add(normaliseKey(given));
    }
  }
  return ({ payment }) =>
    payment.providerId === '' ||
    isDamagedKey(payment.providerId) ||
    !ids.isOnce(transactionOf(payment)) ||
    refunded.has(normaliseKey(payment.providerId));
}

function transactionOf({ source, providerId }: Pick<SettlementLine, 'source' | 'providerId'>): string {
  return `${source}|${normaliseKey(providerId)}`;
}

/** Another row of the order id, method and moment may be the same order under another reference. */
function orderVersionsScreen(_lines: ScreenedLines, tables: ScreenedTables): Screen {
  const ids = tallyOf(rowsOf('order', tables));
  for (const { table } of tablesOf('order', tables)) {
    const [source, orderId] = [table.column('source'), table.column('orderId')];
    const [method, createdAt] = [table.column('method'), table.column('createdAt')];
    for (let row = 0; row < table.length; row += 1) {
      const id = table.isReject(row) ? null : orderId(row);
      if (id !== null)
        ids.add(orderIdKey({ source: source(row), orderId: id, method: method(row), createdAt: createdAt(row) }));
    }
  }
  return ({ order }) => order !== null && order.orderId !== null && !ids.isOnce(orderIdKey(order));
}

function orderIdKey({
  source,
  orderId,
  method,
  createdAt,
}: Pick<OrderLine, 'source' | 'orderId' | 'method' | 'createdAt'>): string {
  return `${source}|${normaliseKey(orderId ?? '')}|${normaliseKey(method)}|${String(createdAt)}`;
}

/**
 * A debit that takes back as much, a movement of the same id, a credit that a bank marks as a reversal or that looks
 * like another provider, be it among others. Two movements without an id that say the same name the same references:
 * then neither stands alone under one.
 */
function bankMovementsScreen(_lines: ScreenedLines, tables: ScreenedTables): Screen {
  const rows = rowsOf('bank', tables);
  const ids = tallyOf(rows);
  const endToEndIds = tallyOf(rows);
  const debited = new Set<number>();
  for (const { table } of tablesOf('bank', tables)) {
    const [amount, bankId, endToEndId] = [table.column('amount'), table.column('bankId'), table.column('endToEndId')];
    for (let row = 0; row < table.length; row += 1) {
      if (table.isReject(row)) continue;
      addId(ids, bankId(row));
      addId(endToEndIds, endToEndId(row));
      if (amount(row) < 0) debited.add(negate(amount(row)));
    }
  }
  const isAlone = (tally: Tally, id: string | null): boolean => {
    const key = normaliseKey(id ?? '');
    return key === '' || tally.isOnce(key);
  };
  return ({ credit, words, source }) =>
    credit !== null &&
    (debited.has(credit.amount) ||
      credit.reversal ||
      (words !== null && (words.isOfSeveral || (words.looksLike !== null && words.looksLike.id !== source.id))) ||
      !isAlone(ids, credit.bankId) ||
      !isAlone(endToEndIds, credit.endToEndId));
}

function addId(tally: Tally, id: string | null): void {
  const key = normaliseKey(id ?? '');
  if (key !== '') tally.add(key);
}

/** Anything but one approved payment of what a paid order comes to. */
function salesScreen(): Screen {
  const isOtherwise = (order: OrderLine, payment: SettlementLine): boolean =>
    order.status !== 'paid' ||
    (order.refundedAmount ?? ZERO) !== ZERO ||
    order.amount !== payment.gross ||
    order.currency !== payment.currency;
  return ({ order, payment, source }) =>
    payment.type !== 'payment' ||
    payment.status !== 'approved' ||
    payment.gross <= 0 ||
    !collects(source, payment.method) ||
    (order !== null && isOtherwise(order, payment));
}

/** Whether the whole text of a method is one that the source collects. */
function collects({ methods }: SettlementSource, method: string | null): boolean {
  if (methods === null || method === null) return true;
  const whole = normaliseKey(method);
  return methods.some((collected) => normaliseKey(collected) === whole);
}

/**
 * A credit of another amount or currency than the payment has with a source that pays one by one. Without a credit, a
 * payment that neither waits by itself nor in a payout that it names.
 */
function bankMatchesScreen(_lines: ScreenedLines, _tables: ScreenedTables, { due }: PlainContext): Screen {
  return ({ payment, credit, source }) => {
    if (credit === null)
      return source.settles === 'per_day' || (source.settles === 'per_payout' && due.days.payoutId(payment) === null);
    return (
      source.settles !== 'per_transaction' ||
      credit.amount !== comparedAmount(payment, source) ||
      credit.currency !== settledCurrencyOf(payment)
    );
  };
}

/** A credit that came after its day, or that should have come before this one: of a payout its own pass tells. */
function lateArrivalsScreen(_lines: ScreenedLines, _tables: ScreenedTables, { date, due }: PlainContext): Screen {
  return ({ payment, credit, source }) =>
    source.settles === 'per_transaction' &&
    (credit === null ? date : credit.bookedOn) > due.bank(source, due.days.settledOn(payment));
}

/**
 * Charged otherwise than agreed upon, or parts that do not come to the net. A line of a payout may have lines of other
 * dates beside it, whose charges are looked at with its own.
 */
function feesScreen(_lines: ScreenedLines, _tables: ScreenedTables, { due }: PlainContext): Screen {
  const isAsAgreedUpon = ({ payment, source }: SaleInView): boolean =>
    payment.payoutId === null &&
    isWithinTariff(payment, source, payment.paidAt === null ? null : due.localDate(payment.paidAt));
  const isOfItsParts = (line: SettlementLine): boolean => {
    const stated = line.settledNet ?? (line.settledCurrency === null ? line.net : null);
    return stated === null || stated === subtract(subtract(settledGrossOf(line), feeOf(line)), taxOf(line));
  };
  return (sale) =>
    (sale.source.tariff.length > 0 && !isAsAgreedUpon(sale)) || (sale.former === null && !isOfItsParts(sale.payment));
}

/** An order that leaves a question beside its money: its store is not one or not on the list, or its invoice lacks. */
function storesScreen(_lines: ScreenedLines, _tables: ScreenedTables, { config, files }: PlainContext): Screen {
  const { list } = config.stores;
  const codeIn = storeFromReference(config);
  const withInvoices = new Set(files.filter((file) => file.columns.includes('invoice_number')).map(deliveryKey));
  return ({ order }) => {
    if (order === null) return false;
    const byReference = codeIn(order.merchantReference);
    const store = order.store ?? byReference;
    if (store === null || (byReference !== null && byReference !== store)) return true;
    const entry = list !== null && Object.hasOwn(list, store) ? list[store] : undefined;
    // A store that opens or closes is asked for the day of the sale.
    if (list !== null && (entry === undefined || entry.opened !== null || entry.closed !== null)) return true;
    return (order.invoiceNumber ?? '') === '' && withInvoices.size > 0 && withInvoices.has(deliveryKey(order));
  };
}

function rowsOf(leg: 'order' | 'settlement' | 'bank', tables: ScreenedTables): number {
  let rows = 0;
  for (const { table } of tablesOf(leg, tables)) rows += table.length;
  return rows;
}
