import type { PlainDate } from '../../schemas/values/dates.ts';
import { minor, type Minor } from '../../schemas/values/money.ts';
import type { BankLine, EpochSeconds, Line, OrderLine, Reject, SettlementLine } from '../../schemas/lines/records.ts';
import { sha256 } from '../../schemas/values/hash.ts';

/** Makers of single lines for the tests of the rules: each is plain and whole unless a test says otherwise. */

/**
 * Wednesday 1 July 2026, the date of a run unless a test says otherwise. Monday 29 June and Monday 13 July are
 * holidays.
 */
export const D = day('2026-07-01');

export function day(text: string): PlainDate {
  return text as PlainDate;
}

/** Whole pesos and centavos as hundredths; centavos may be negative: one centavo under. */
export function pesos(whole: number, centavos = 0): Minor {
  return minor(whole * 100 + centavos);
}

/** A moment on the wall clock of Bogotá (UTC-5, no summer time): `2026-07-01 10:30` or with seconds. */
export function at(local: string): EpochSeconds {
  const [date = '', time = '00:00'] = local.split(' ');
  return (Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}-05:00`) / 1000) as EpochSeconds;
}

export { sha256 as sha };

/** A line before a working set gives it its row: rows count up within a file unless a test says otherwise. */
export const UNNUMBERED = -1;

function place(
  leg: Line['leg'],
  source: string,
  date: PlainDate,
  file?: string,
): Pick<Line, 'date' | 'source' | 'file' | 'row' | 'line' | 'skip'> {
  return {
    date,
    source,
    file: file ?? sha256(`${leg} ${source} ${date}`).slice(0, 12),
    row: UNNUMBERED,
    line: 0,
    skip: null,
  };
}

/** An approved PSE payment of 100,000 pesos for BOG01-1 at `gate`, paid at ten in the morning of its file's date. */
export function payment(change: Partial<SettlementLine> = {}): SettlementLine {
  const date = change.date ?? D;
  const reference = change.merchantReference ?? 'BOG01-1';
  return {
    leg: 'settlement',
    ...place('settlement', change.source ?? 'gate', date, change.file),
    merchantReference: reference,
    providerId: `P-${reference}`,
    type: 'payment',
    status: 'approved',
    gross: pesos(100_000),
    currency: 'COP',
    paidAt: at(`${date} 10:00`),
    fee: null,
    tax: null,
    feeVat: null,
    withheldIncome: null,
    withheldVat: null,
    withheldIca: null,
    otherDeductions: null,
    net: null,
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
    method: 'PSE',
    refundOf: null,
    description: null,
    ...change,
  };
}

/** A refund of the whole payment above, under an id of its own. */
export function refund(change: Partial<SettlementLine> = {}): SettlementLine {
  const reference = change.merchantReference ?? 'BOG01-1';
  return payment({
    type: 'refund',
    gross: pesos(-100_000),
    providerId: `R-${reference}`,
    refundOf: `P-${reference}`,
    ...change,
  });
}

/** A PSE order of 100,000 pesos, paid at ten in the morning of its file's date. */
export function order(change: Partial<OrderLine> = {}): OrderLine {
  const date = change.date ?? D;
  return {
    leg: 'order',
    ...place('order', change.source ?? 'erp', date, change.file),
    merchantReference: 'BOG01-1',
    orderId: null,
    store: 'BOG01',
    amount: pesos(100_000),
    currency: 'COP',
    status: 'paid',
    createdAt: at(`${date} 10:00`),
    paidAt: null,
    method: 'PSE',
    invoiceNumber: 'FE-1',
    environment: null,
    refundedAmount: null,
    refundedAt: null,
    outstanding: null,
    cus: null,
    providerId: null,
    ...change,
  };
}

/** A credit of 100,000 pesos that names BOG01-1 in its own column. */
export function credit(change: Partial<BankLine> = {}): BankLine {
  const date = change.date ?? D;
  return {
    leg: 'bank',
    ...place('bank', change.source ?? 'bank', date, change.file),
    bookedOn: date,
    amount: pesos(100_000),
    currency: 'COP',
    bankId: null,
    valueOn: null,
    reference: 'BOG01-1',
    endToEndId: null,
    description: 'ABONO',
    account: '001',
    balance: null,
    reversal: false,
    ...change,
  };
}

/** A lump sum that only its text places. */
export function lump(amount: Minor, change: Partial<BankLine> = {}): BankLine {
  return credit({ amount, reference: null, description: 'PAGO DE TERC WOMPI', ...change });
}

export function reject(change: Partial<Reject> = {}): Reject {
  const date = change.date ?? D;
  const source = change.source ?? 'gate';
  const leg = change.leg ?? 'settlement';
  return {
    ...place(leg, source, date, change.file),
    leg,
    row: 900,
    line: 902,
    code: 'bad_amount',
    field: 'gross',
    column: null,
    text: null,
    hint: null,
    raw: 'BOG01-1;1.000,0,0',
    merchantReference: 'BOG01-1',
    payoutId: null,
    amount: null,
    currency: 'COP',
    ...change,
  };
}
