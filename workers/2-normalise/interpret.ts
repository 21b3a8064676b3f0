import { add, ZERO, type Minor } from '../../schemas/values/money.ts';
import { ORDER_STATUSES, SETTLEMENT_STATUSES, SETTLEMENT_TYPES } from '../../schemas/lines/records.ts';
import type { BankLine, LineAddress, OrderLine, SettlementLine, SettlementType } from '../../schemas/lines/records.ts';
import { isPositive, isZero, negateAmount, sameAmount, sumExact } from './amounts.ts';
import type { Amount } from './amounts.ts';
import type { CellReader } from './cells.ts';

/** Where the row stands. */
export interface RowPlace extends LineAddress {
  readonly line: number;
}

/** What a format may leave out of a sale. */
export interface MayLack {
  /** The time of an approved payment. */
  readonly undated: boolean;
  /** The merchant's reference. */
  readonly unreferenced: boolean;
}

/** These belong to a payout and to no sale: they may lack a reference, an id and a time of payment. */
const WITHOUT_SALE: readonly SettlementType[] = ['fee', 'tax', 'adjustment', 'reserve', 'payout'];
/** Money that goes back to the payer: printed unsigned by some providers, negative here. */
const MONEY_BACK: readonly SettlementType[] = ['refund', 'chargeback'];
/** What a tax is the sum of. */
export const TAX_PART_COLUMNS: readonly string[] = ['fee_vat', 'withheld_income', 'withheld_vat', 'withheld_ica'];

/**
 * Reads a settlement row. The type carries the direction: an unsigned refund is negated. The tax is the sum of its
 * parts where the file gives no tax; where it gives both and they differ, the row is refused (`net_of_parts`). The line
 * is complete only where the reader has no fault.
 */
export function settlementLine(cells: CellReader, place: RowPlace, lacks: MayLack): SettlementLine {
  const type = cells.oneOf('type', SETTLEMENT_TYPES) ?? 'payment';
  const status = cells.oneOf('status', SETTLEMENT_STATUSES);
  if (status === null) cells.refuse('missing_value', 'status');
  const ofSale = !WITHOUT_SALE.includes(type);
  const back = MONEY_BACK.includes(type);
  const gross = back ? cells.moneyBack('gross') : cells.money('gross');
  if (gross === null) cells.refuse('missing_value', 'gross');
  const currency = cells.currency('currency');
  if (currency === null) cells.refuse('missing_value', 'currency');
  const feeVat = cells.amount('fee_vat');
  const withheldIncome = cells.amount('withheld_income');
  const withheldVat = cells.amount('withheld_vat');
  const withheldIca = cells.amount('withheld_ica');
  if (type === 'payment' && cells.text('fee') !== '')
    checkFee(cells, [feeVat, withheldIncome, withheldVat, withheldIca]);
  const paidAt = cells.moment('paid_at');
  if (paidAt === null && ofSale && status === 'approved' && !lacks.undated) cells.refuse('missing_value', 'paid_at');
  return {
    leg: 'settlement',
    date: place.date,
    source: place.source,
    file: place.file,
    row: place.row,
    line: place.line,
    skip: null,
    merchantReference:
      ofSale && !lacks.unreferenced ? cells.required('merchant_reference') : cells.text('merchant_reference'),
    providerId: ofSale ? cells.required('provider_id') : cells.text('provider_id'),
    type,
    status: status ?? 'failed',
    gross: gross ?? ZERO,
    currency: currency ?? '',
    paidAt,
    fee: cells.money('fee'),
    tax: cells.hold('tax', taxOf(cells, feeVat, withheldIncome, withheldVat, withheldIca)),
    feeVat: cells.hold('fee_vat', feeVat),
    withheldIncome: cells.hold('withheld_income', withheldIncome),
    withheldVat: cells.hold('withheld_vat', withheldVat),
    withheldIca: cells.hold('withheld_ica', withheldIca),
    otherDeductions: cells.money('other_deductions'),
    net: back ? cells.moneyBack('net') : cells.money('net'),
    settledGross: back ? cells.moneyBack('settled_gross') : cells.money('settled_gross'),
    settledFee: cells.money('settled_fee'),
    settledNet: back ? cells.moneyBack('settled_net') : cells.money('settled_net'),
    settledCurrency: cells.currency('settled_currency'),
    fxRate: cells.repeated('fx_rate'),
    settledOn: cells.day('settled_on'),
    payoutId: cells.repeated('payout_id'),
    store: cells.repeated('store'),
    cus: cells.optional('cus'),
    environment: cells.mapped('environment'),
    method: cells.mapped('method'),
    refundOf: cells.optional('refund_of'),
    description: cells.optional('description'),
  };
}

/** A fee that adds to a payment is a wrong sign, unless the row's own net says that it is right. */
function checkFee(cells: CellReader, taxes: readonly (Amount | null)[]): void {
  const fee = cells.amount('fee');
  if (fee === null || isZero(fee)) return;
  const [gross, net, other] = [cells.amount('gross'), cells.amount('net'), cells.amount('other_deductions')];
  const tax = cells.amount('tax') ?? sumExact(taxes.flatMap((part) => part ?? []));
  const proved = gross !== null && net !== null && sameAmount(gross, sumExact([net, fee, tax, other ?? ZERO]));
  cells.countFee(!isPositive(fee) && !proved);
}

function taxOf(cells: CellReader, ...parts: readonly (Amount | null)[]): Amount | null {
  const tax = cells.amount('tax');
  let sum: Amount | null = null;
  for (const part of parts) {
    if (part !== null) sum = sum === null ? part : plus(sum, part);
  }
  if (tax !== null && sum !== null && !sameAmount(tax, sum)) cells.refuse('net_of_parts', 'tax');
  return tax ?? sum;
}

function plus(a: Amount, b: Amount): Amount {
  return typeof a === 'number' && typeof b === 'number' ? add(a, b) : sumExact([a, b]);
}

/** Reads an order row. `refunded_amount` is positive whatever sign the file gives it. */
export function orderLine(cells: CellReader, place: RowPlace): OrderLine {
  const amount = cells.money('amount');
  if (amount === null) cells.refuse('missing_value', 'amount');
  const refunded = cells.amount('refunded_amount');
  const status = cells.oneOf('status', ORDER_STATUSES);
  const currency = cells.currency('currency');
  const createdAt = cells.moment('created_at');
  const method = cells.mapped('method');
  if (currency === null) cells.refuse('missing_value', 'currency');
  if (status === null) cells.refuse('missing_value', 'status');
  if (createdAt === null) cells.refuse('missing_value', 'created_at');
  if (method === null) cells.refuse('missing_value', 'method');
  return {
    leg: 'order',
    date: place.date,
    source: place.source,
    file: place.file,
    row: place.row,
    line: place.line,
    skip: null,
    merchantReference: cells.required('merchant_reference'),
    orderId: cells.optional('order_id'),
    store: cells.repeated('store'),
    amount: amount ?? ZERO,
    currency: currency ?? '',
    status: status ?? 'pending',
    createdAt: createdAt ?? (0 as OrderLine['createdAt']),
    paidAt: cells.moment('paid_at'),
    method: method ?? '',
    invoiceNumber: cells.optional('invoice_number'),
    environment: cells.mapped('environment'),
    refundedAmount: cells.hold(
      'refunded_amount',
      refunded === null || isPositive(refunded) ? refunded : negateAmount(refunded),
    ),
    refundedAt: cells.moment('refunded_at'),
    outstanding: outstandingOf(cells, amount),
    cus: cells.optional('cus'),
    providerId: cells.optional('provider_id'),
  };
}

/** What is still to be paid of an order: between nothing and its amount, or the row contradicts itself. */
function outstandingOf(cells: CellReader, amount: Minor | null): Minor | null {
  const outstanding = cells.money('outstanding');
  if (outstanding !== null && (outstanding < 0 || (amount !== null && outstanding > amount)))
    cells.refuse('bad_amount', 'outstanding');
  return outstanding;
}

/**
 * Reads a bank movement: a credit is positive. A credit mark on a negative amount contradicts itself and is refused.
 */
export function bankLine(cells: CellReader, place: RowPlace): BankLine {
  const amount = cells.hold(
    'amount',
    cells.carries('credit') || cells.carries('debit') ? ofTwoColumns(cells) : directed(cells, cells.amount('amount')),
  );
  if (amount === null) cells.refuse('missing_value', 'amount');
  const bookedOn = cells.day('booked_on');
  if (bookedOn === null) cells.refuse('missing_value', 'booked_on');
  const currency = cells.currency('currency');
  if (currency === null) cells.refuse('missing_value', 'currency');
  return {
    leg: 'bank',
    date: place.date,
    source: place.source,
    file: place.file,
    row: place.row,
    line: place.line,
    skip: null,
    bookedOn: bookedOn ?? place.date,
    amount: amount ?? ZERO,
    currency: currency ?? '',
    bankId: cells.optional('bank_id'),
    valueOn: cells.day('value_on'),
    reference: cells.optional('reference'),
    endToEndId: cells.optional('end_to_end_id'),
    description: cells.text('description'),
    account: cells.repeated('account'),
    balance: cells.money('balance'),
    reversal: cells.text(REVERSAL) !== '',
  };
}

/** A reader's own mark on a row, beside the canonical columns: the bank says that the row reverses an earlier one. */
export const REVERSAL = '#reversal';

/**
 * A statement with a column of credits and one of debits: the amount is the one that is filled, negative for a debit
 * whether or not the file prints its sign. Both filled, or a negative credit, is no amount.
 */
function ofTwoColumns(cells: CellReader): Amount | null {
  const [credit, debit] = [filled(cells, 'credit'), filled(cells, 'debit')];
  const both = credit !== null && debit !== null && !isZero(credit) && !isZero(debit);
  if (both) cells.refuse('bad_amount', 'credit', 'both_filled', `${cells.text('credit')} / ${cells.text('debit')}`);
  if (credit !== null && !isZero(credit)) {
    if (!isPositive(credit)) cells.refuse('bad_amount', 'credit', 'contradicting_signs');
    return credit;
  }
  return debit !== null && isPositive(debit) ? negateAmount(debit) : (debit ?? credit);
}

/** The amount of a cell; a dash alone, as ledgers write it, is nothing. */
function filled(cells: CellReader, column: string): Amount | null {
  const text = cells.text(column);
  return text === '' || (!endsInDigit(text) && NO_AMOUNT.test(text)) ? null : cells.amount(column);
}

const NO_AMOUNT = /^\p{Sc}?\s*[-\u2013\u2212]?$/u;

function endsInDigit(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0x30 && last <= 0x39;
}

function directed(cells: CellReader, amount: Amount | null): Amount | null {
  const direction = cells.oneOf('direction', ['credit', 'debit'] as const);
  if (amount !== null && direction === null && cells.isUnmarked('amount'))
    cells.refuse('bad_amount', 'amount', 'no_mark');
  if (amount === null || direction === null || isZero(amount)) return amount;
  if (direction === 'debit') return isPositive(amount) ? negateAmount(amount) : amount;
  if (!isPositive(amount)) cells.refuse('bad_amount', 'amount', 'contradicting_signs');
  return amount;
}
