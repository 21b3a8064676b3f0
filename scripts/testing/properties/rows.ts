import { dayNumber, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor, ZERO } from '../../../schemas/values/money.ts';
import type {
  BankLine,
  EpochSeconds,
  LineAddress,
  OrderLine,
  Reject,
  SettlementLine,
} from '../../../schemas/lines/records.ts';
import { PROVIDERS, type ProviderId } from './chain.ts';

/** Makers of rows: what matters in a test is given, the rest is plain. Amounts are hundredths. */

type Placeless<T> = Omit<T, keyof LineAddress | 'line'>;
export type OrderRow = Placeless<OrderLine>;
export type SettlementRow = Placeless<SettlementLine>;
export type BankRow = Placeless<BankLine>;
export type RejectRow = Placeless<Reject>;

/** Noon in Bogotá. */
export function noon(date: PlainDate): EpochSeconds {
  return hoursFromNoon(date, 0);
}

export function hoursFromNoon(date: PlainDate, hours: number): EpochSeconds {
  return (dayNumber(date) * 86_400 + (17 + hours) * 3600) as EpochSeconds;
}

export function order(reference: string, amount: number, paidOn: PlainDate, more: Partial<OrderRow> = {}): OrderRow {
  return {
    leg: 'order',
    skip: null,
    merchantReference: reference,
    orderId: `O-${reference}`,
    store: null,
    amount: minor(amount),
    currency: 'COP',
    status: 'paid',
    createdAt: noon(paidOn),
    paidAt: noon(paidOn),
    method: 'PSE',
    invoiceNumber: 'F-1',
    environment: null,
    refundedAmount: ZERO,
    refundedAt: null,
    outstanding: null,
    cus: null,
    providerId: null,
    ...more,
  };
}

/** A line of a provider's file; a net that is not given is the gross. */
export function payment(
  source: ProviderId,
  providerId: string,
  reference: string,
  gross: number,
  paidOn: PlainDate,
  more: Partial<SettlementRow> = {},
): SettlementRow {
  return {
    leg: 'settlement',
    skip: null,
    merchantReference: reference,
    providerId,
    type: 'payment',
    status: 'approved',
    gross: minor(gross),
    currency: 'COP',
    paidAt: noon(paidOn),
    fee: null,
    tax: null,
    feeVat: null,
    withheldIncome: null,
    withheldVat: null,
    withheldIca: null,
    otherDeductions: null,
    net: minor(gross),
    settledGross: null,
    settledFee: null,
    settledNet: null,
    settledCurrency: null,
    fxRate: null,
    settledOn: null,
    payoutId: null,
    store: null,
    cus: null,
    environment: null,
    method: PROVIDERS[source].method,
    refundOf: null,
    description: null,
    ...more,
  };
}

export function movement(
  bankId: string,
  amount: number,
  bookedOn: PlainDate,
  description: string,
  more: Partial<BankRow> = {},
): BankRow {
  return {
    leg: 'bank',
    skip: null,
    bookedOn,
    amount: minor(amount),
    currency: 'COP',
    bankId,
    valueOn: null,
    reference: null,
    endToEndId: null,
    description,
    account: '001',
    balance: null,
    reversal: false,
    ...more,
  };
}

export function reject(leg: Reject['leg'], more: Partial<RejectRow> = {}): RejectRow {
  return {
    leg,
    code: 'bad_amount',
    field: 'amount',
    column: null,
    text: null,
    hint: null,
    raw: 'x',
    merchantReference: null,
    payoutId: null,
    amount: null,
    currency: 'COP',
    ...more,
  };
}
