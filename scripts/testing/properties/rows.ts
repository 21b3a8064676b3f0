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
import * as lines from '../kit-lines.ts';
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

/** What a test gives beside the rest of a row, and the row without its place. */
function placeless<T extends LineAddress & { readonly line: number }>(whole: T): Placeless<T> {
  const { date: _date, source: _source, file: _file, row: _row, line: _line, ...row } = whole;
  return row;
}

export function order(reference: string, amount: number, paidOn: PlainDate, more: Partial<OrderRow> = {}): OrderRow {
  return placeless(
    lines.order({
      file: '',
      merchantReference: reference,
      orderId: `O-${reference}`,
      store: null,
      amount: minor(amount),
      createdAt: noon(paidOn),
      paidAt: noon(paidOn),
      invoiceNumber: 'F-1',
      refundedAmount: ZERO,
      ...more,
    }),
  );
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
  return placeless(
    lines.payment({
      file: '',
      merchantReference: reference,
      providerId,
      gross: minor(gross),
      paidAt: noon(paidOn),
      net: minor(gross),
      method: PROVIDERS[source].method,
      ...more,
    }),
  );
}

export function movement(
  bankId: string,
  amount: number,
  bookedOn: PlainDate,
  description: string,
  more: Partial<BankRow> = {},
): BankRow {
  return placeless(
    lines.credit({ file: '', bookedOn, amount: minor(amount), bankId, reference: null, description, ...more }),
  );
}

export function reject(leg: Reject['leg'], more: Partial<RejectRow> = {}): RejectRow {
  return placeless(lines.reject({ file: '', leg, field: 'amount', raw: 'x', merchantReference: null, ...more }));
}
