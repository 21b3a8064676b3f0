import type { SettlementSource } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { add, ZERO, type Minor } from '../../schemas/values/money.ts';
import {
  comparedAmount,
  feeOf,
  settledCurrencyOf,
  settledGrossOf,
  settledNetOf,
  taxOf,
} from '../3-match/settled-money.ts';
import type { SaleInView } from '../3-match/plain/plain-sale.ts';
import type { Case } from './case.ts';
import type { BankPositions } from './legs.ts';
import { storeOfPayment } from './plain-fates.ts';

/** The payments of plain sales that one payout, store and day have in common, added up. */
export interface PlainMoney {
  /** Of the date's own files, and not carried. */
  readonly isOwn: boolean;
  /** Whether the bank has booked them: all in this run, for what it booked before is closed. */
  readonly hasArrived: boolean;
  /** The date of their files. */
  readonly date: PlainDate;
  /** Paid one by one, and not with a payout. */
  readonly isAlone: boolean;
  readonly source: SettlementSource;
  readonly payoutId: string | null;
  /** The currency in which they settle. */
  readonly currency: string;
  /** Of the order, else of the payment or its reference; null where none says it. */
  readonly store: string | null;
  readonly settledOn: PlainDate;
  readonly gross: Minor;
  readonly fees: Minor;
  readonly taxes: Minor;
  readonly net: Minor;
  /** What the bank owes, or owed, for them: of those of which it owes anything. */
  readonly due: Minor;
}

/** The same while it is added up. */
type Adding = { -readonly [Column in keyof PlainMoney]: PlainMoney[Column] };

/** The money of plain sales: what people look at are sums, and a million payments have a few hundred of them. */
export interface PlainSums {
  readonly payments: readonly PlainMoney[];
  /** Orders by store and currency. */
  readonly orders: readonly { readonly store: string | null; readonly currency: string; readonly count: number }[];
}

/**
 * Adds up the plain sales. `isNamed` tells a place of a line that a finding names all the same: a payment of these is
 * left out, for it does not stand as the others do.
 */
export function plainSums(c: Case, bank: BankPositions, isNamed: (place: number) => boolean): PlainSums {
  const payments: Adding[] = [];
  const alikeOf = groupsOfPayments();
  const orders = new Map<string, { store: string | null; currency: string; count: number }>();
  const { plain } = c.workingSet;
  for (const sale of plain.each()) {
    const { paymentPlace, order } = sale;
    if (order !== null) countOrder(orders, c.storeOf(order), order.currency);
    if (isNamed(paymentPlace)) continue;
    const hasArrived = sale.credit !== null || bank.plain[plain.numberAt(paymentPlace)]?.state === 'agrees';
    const alike = alikeOf(sale, hasArrived, c);
    const store = storeOfPayment(sale, c);
    const known = alike.get(store);
    if (known !== undefined) {
      addTo(known, sale);
      continue;
    }
    const first = moneyOf(sale, store, hasArrived, c);
    alike.set(store, first);
    payments.push(first);
  }
  return { payments, orders: [...orders.values()] };
}

/** Payments that are alike but for their store, by it. */
type Alike = Map<string | null, Adding>;

/** Finds the payments that one is alike to: mostly those that the one before it is alike to. */
function groupsOfPayments(): (sale: SaleInView, hasArrived: boolean, c: Case) => Alike {
  const groups = new Map<string, Alike>();
  let last: { readonly parts: readonly unknown[]; readonly alike: Alike } | null = null;
  return ({ payment: line, source }, hasArrived, c) => {
    const settledOn = c.match.due.days.settledOn(line);
    const parts = [source.id, line.payoutId, settledCurrencyOf(line), settledOn, line.date, hasArrived];
    if (last !== null && parts.every((part, index) => part === last?.parts[index])) return last.alike;
    const key = JSON.stringify(parts);
    const alike = groups.get(key) ?? new Map<string | null, Adding>();
    groups.set(key, alike);
    last = { parts, alike };
    return alike;
  };
}

function countOrder(
  orders: Map<string, { store: string | null; currency: string; count: number }>,
  store: string | null,
  currency: string,
): void {
  const key = JSON.stringify([store, currency]);
  const known = orders.get(key);
  if (known === undefined) orders.set(key, { store, currency, count: 1 });
  else known.count += 1;
}

function moneyOf(sale: SaleInView, store: string | null, hasArrived: boolean, c: Case): Adding {
  const { payment: line, source, former } = sale;
  return {
    isOwn: former === null,
    hasArrived,
    date: line.date,
    isAlone: c.match.due.days.payoutId(line) === null,
    source,
    payoutId: line.payoutId,
    currency: settledCurrencyOf(line),
    store,
    settledOn: c.match.due.days.settledOn(line),
    gross: settledGrossOf(line),
    fees: feeOf(line),
    taxes: taxOf(line),
    net: settledNetOf(line),
    due: dueOf(sale),
  };
}

function dueOf({ payment, source }: SaleInView): Minor {
  const due = comparedAmount(payment, source);
  return due > 0 ? due : ZERO;
}

function addTo(sums: Adding, sale: SaleInView): void {
  const { payment: line } = sale;
  sums.gross = add(sums.gross, settledGrossOf(line));
  sums.fees = add(sums.fees, feeOf(line));
  sums.taxes = add(sums.taxes, taxOf(line));
  sums.net = add(sums.net, settledNetOf(line));
  sums.due = add(sums.due, dueOf(sale));
}
