import { add, ZERO } from '../../schemas/money.ts';
import type { Minor } from '../../schemas/money.ts';
import { ORDER_STATUSES, SETTLEMENT_STATUSES, SETTLEMENT_TYPES } from '../../schemas/records.ts';
import type { BankLine, LineAddress, OrderLine, SettlementLine, SettlementType } from '../../schemas/records.ts';
import { isPositive, isZero, negateAmount, sameAmount, sumExact } from './amounts.ts';
import type { Amount } from './amounts.ts';
import type { CellReader } from './cells.ts';

/** Where the row stands, and how an amount finer than hundredths is kept until the end of the file. */
export interface RowPlace extends LineAddress {
  readonly line: number;
}
export type Hold = (column: string, amount: Amount) => Minor;

/** These belong to a payout and to no sale: they may lack a reference, an id and a time of payment. */
const WITHOUT_SALE: readonly SettlementType[] = ['fee', 'tax', 'adjustment', 'reserve', 'payout'];
/** Money that goes back to the payer: printed unsigned by some providers, negative here. */
const MONEY_BACK: readonly SettlementType[] = ['refund', 'chargeback'];
const TAX_PARTS = ['fee_vat', 'withheld_income', 'withheld_vat', 'withheld_ica'] as const;

/**
 * Reads a settlement row. The type carries the direction: an unsigned refund is negated. The tax is the sum of its parts
 * where the file gives no tax; where it gives both and they differ, the row is refused (`net_of_parts`).
 * The line is complete only where the reader has no fault; `undated`: the format may leave a payment without a time.
 */
export function settlementLine(cells: CellReader, place: RowPlace, hold: Hold, undated: boolean): SettlementLine {
  const type = cells.oneOf('type', SETTLEMENT_TYPES) ?? 'payment';
  const status = cells.oneOf('status', SETTLEMENT_STATUSES);
  if (status === null) cells.refuse('missing_value', 'status');
  const ofSale = !WITHOUT_SALE.includes(type);
  const signed = (column: string): Amount | null => {
    const amount = cells.amount(column);
    return amount !== null && MONEY_BACK.includes(type) && isPositive(amount) ? negateAmount(amount) : amount;
  };
  const kept = (column: string, amount: Amount | null): Minor | null => (amount === null ? null : hold(column, amount));
  const plain = (column: string): Minor | null => kept(column, cells.amount(column));
  const money = (column: string): Minor | null => kept(column, signed(column));
  const gross = money('gross');
  if (gross === null) cells.refuse('missing_value', 'gross');
  const currency = cells.currency('currency');
  if (currency === null) cells.refuse('missing_value', 'currency');
  const parts = TAX_PARTS.map((column) => cells.amount(column));
  const paidAt = cells.moment('paid_at');
  if (paidAt === null && ofSale && status === 'approved' && !undated) cells.refuse('missing_value', 'paid_at');
  return {
    leg: 'settlement',
    ...place,
    skip: null,
    merchantReference: ofSale ? cells.required('merchant_reference') : cells.text('merchant_reference'),
    providerId: ofSale ? cells.required('provider_id') : cells.text('provider_id'),
    type,
    status: status ?? 'failed',
    gross: gross ?? ZERO,
    currency: currency ?? '',
    paidAt,
    fee: plain('fee'),
    tax: kept('tax', taxOf(cells, parts)),
    feeVat: kept('fee_vat', parts[0] ?? null),
    withheldIncome: kept('withheld_income', parts[1] ?? null),
    withheldVat: kept('withheld_vat', parts[2] ?? null),
    withheldIca: kept('withheld_ica', parts[3] ?? null),
    otherDeductions: plain('other_deductions'),
    net: money('net'),
    settledGross: money('settled_gross'),
    settledFee: plain('settled_fee'),
    settledNet: money('settled_net'),
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

function taxOf(cells: CellReader, parts: readonly (Amount | null)[]): Amount | null {
  const tax = cells.amount('tax');
  const given = parts.filter((part): part is Amount => part !== null);
  if (given.length === 0) return tax;
  const sum = sumOf(given);
  if (tax !== null && !sameAmount(tax, sum)) cells.refuse('net_of_parts', 'tax');
  return tax ?? sum;
}

function sumOf(amounts: readonly Amount[]): Amount {
  let total: Minor = ZERO;
  for (const amount of amounts) {
    if (typeof amount !== 'number') return sumExact(amounts);
    total = add(total, amount);
  }
  return total;
}

/** Reads an order row. `refunded_amount` is positive whatever sign the file gives it. */
export function orderLine(cells: CellReader, place: RowPlace, hold: Hold): OrderLine {
  const amount = cells.amount('amount');
  if (amount === null) cells.refuse('missing_value', 'amount');
  const refunded = cells.amount('refunded_amount');
  const status = cells.oneOf('status', ORDER_STATUSES);
  const currency = cells.currency('currency');
  const createdAt = cells.moment('created_at');
  const method = cells.mapped('method');
  for (const [column, value] of Object.entries({ currency, status, created_at: createdAt, method })) {
    if (value === null) cells.refuse('missing_value', column);
  }
  return {
    leg: 'order',
    ...place,
    skip: null,
    merchantReference: cells.required('merchant_reference'),
    orderId: cells.optional('order_id'),
    store: cells.repeated('store'),
    amount: amount === null ? ZERO : hold('amount', amount),
    currency: currency ?? '',
    status: status ?? 'pending',
    createdAt: createdAt ?? (0 as OrderLine['createdAt']),
    paidAt: cells.moment('paid_at'),
    method: method ?? '',
    invoiceNumber: cells.optional('invoice_number'),
    environment: cells.mapped('environment'),
    refundedAmount: refunded === null ? null : hold('refunded_amount', isPositive(refunded) ? refunded : negateAmount(refunded)),
    refundedAt: cells.moment('refunded_at'),
    cus: cells.optional('cus'),
    providerId: cells.optional('provider_id'),
  };
}

/** Reads a bank movement: a credit is positive. A credit mark on a negative amount contradicts itself and is refused. */
export function bankLine(cells: CellReader, place: RowPlace, hold: Hold): BankLine {
  const amount = directed(cells, cells.amount('amount'));
  if (amount === null) cells.refuse('missing_value', 'amount');
  const bookedOn = cells.day('booked_on');
  if (bookedOn === null) cells.refuse('missing_value', 'booked_on');
  const currency = cells.currency('currency');
  if (currency === null) cells.refuse('missing_value', 'currency');
  const balance = cells.amount('balance');
  return {
    leg: 'bank',
    ...place,
    skip: null,
    bookedOn: bookedOn ?? place.date,
    amount: amount === null ? ZERO : hold('amount', amount),
    currency: currency ?? '',
    bankId: cells.optional('bank_id'),
    valueOn: cells.day('value_on'),
    reference: cells.optional('reference'),
    endToEndId: cells.optional('end_to_end_id'),
    description: cells.text('description'),
    account: cells.repeated('account'),
    balance: balance === null ? null : hold('balance', balance),
    reversal: cells.text(REVERSAL) !== '',
  };
}

/** A reader's own mark on a row, beside the canonical columns: the bank says that the row reverses an earlier one. */
export const REVERSAL = '#reversal';

function directed(cells: CellReader, amount: Amount | null): Amount | null {
  const direction = cells.oneOf('direction', ['credit', 'debit'] as const);
  if (amount === null || direction === null || isZero(amount)) return amount;
  if (direction === 'debit') return isPositive(amount) ? negateAmount(amount) : amount;
  if (!isPositive(amount)) cells.refuse('bad_amount', 'amount');
  return amount;
}
