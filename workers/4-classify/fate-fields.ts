import { sum, type Minor } from '../../schemas/values/money.ts';
import type { BankLine, OrderLine, SettlementLine } from '../../schemas/lines/records.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import type { Held } from '../3-match/working-set.ts';
import type { OrderVerdict } from '../3-match/order-verdicts.ts';
import { feeOf, settledNetOf, taxOf } from '../3-match/settled-money.ts';
import type { Case } from './case.ts';
import type { BankPosition } from './legs.ts';

/** What a fate row prints of its line, and of the other legs as far as they are known. */
export type LegFields = Pick<
  FateRow,
  | 'merchantReference'
  | 'providerId'
  | 'payoutId'
  | 'provider'
  | 'method'
  | 'store'
  | 'currency'
  | 'amount'
  | 'orderAmount'
  | 'settlementGross'
  | 'settlementFee'
  | 'settlementTax'
  | 'settlementNet'
  | 'bankAmount'
  | 'paidOn'
  | 'settledOn'
  | 'dueOn'
  | 'arrivedOn'
>;

/** The line in full; of the other legs what this run compared or, where it did not, what an earlier one left. */
export function legFields(held: Held, c: Case, bank: BankPosition, verdict: OrderVerdict | null): LegFields {
  const { line } = held;
  switch (line.leg) {
    case 'bank':
      return bankFields(line, held, c, bank);
    case 'settlement':
      return settlementLineFields(line, held, c, bank, verdict);
    case 'order':
      return orderFields(line, held, c, verdict);
  }
}

function bankFields(line: BankLine, held: Held, c: Case, bank: BankPosition): LegFields {
  const scope = c.match.bankScopes.get(held.ix);
  return {
    merchantReference: scope?.written ?? line.reference ?? '',
    providerId: line.bankId ?? '',
    payoutId: null,
    provider: scope?.looksLike?.id ?? null,
    method: null,
    store: null,
    currency: line.currency,
    amount: line.amount,
    orderAmount: null,
    settlementGross: null,
    settlementFee: null,
    settlementTax: null,
    settlementNet: null,
    bankAmount: line.amount,
    paidOn: null,
    settledOn: null,
    dueOn: bank.dueOn,
    arrivedOn: line.bookedOn,
  };
}

function settlementLineFields(
  line: SettlementLine,
  held: Held,
  c: Case,
  bank: BankPosition,
  verdict: OrderVerdict | null,
): LegFields {
  const { former } = held;
  return {
    merchantReference: c.printed(line),
    providerId: line.providerId,
    payoutId: line.payoutId,
    provider: line.source,
    method: line.method,
    store: c.storeOf(line),
    currency: line.currency,
    amount: line.gross,
    orderAmount: orderAmount(verdict) ?? former?.orderAmount ?? null,
    settlementGross: line.gross,
    settlementFee: feeOf(line),
    settlementTax: taxOf(line),
    settlementNet: settledNetOf(line),
    bankAmount: bank.bankAmount,
    paidOn: c.paidOn(line),
    settledOn: c.match.due.days.settledOn(line),
    dueOn: bank.dueOn ?? verdict?.paymentDueOn ?? former?.dueOn ?? null,
    arrivedOn: bank.arrivedOn,
  };
}

function orderFields(line: OrderLine, held: Held, c: Case, verdict: OrderVerdict | null): LegFields {
  const payments = (verdict?.payments ?? []).map((payment) => payment.line);
  const [payment] = payments;
  const total = (of: (line: SettlementLine) => Minor): Minor | null =>
    payments.length === 0 ? null : sum(payments.map(of));
  const former = verdict === null ? held.former : null;
  return {
    merchantReference: line.merchantReference,
    providerId: payment?.providerId ?? former?.providerId ?? line.providerId ?? '',
    payoutId: payment?.payoutId ?? former?.payoutId ?? null,
    provider: payment?.source ?? former?.provider ?? null,
    method: line.method,
    store: c.storeOf(line),
    currency: line.currency,
    amount: line.amount,
    orderAmount: line.amount,
    settlementGross: total((one) => one.gross) ?? former?.settlementGross ?? null,
    settlementFee: total(feeOf) ?? former?.settlementFee ?? null,
    settlementTax: total(taxOf) ?? former?.settlementTax ?? null,
    settlementNet: total(settledNetOf) ?? former?.settlementNet ?? null,
    bankAmount: former?.bankAmount ?? null,
    paidOn: c.paidOn(line),
    settledOn: payment ? c.match.due.days.settledOn(payment) : (former?.settledOn ?? null),
    dueOn: verdict?.paymentDueOn ?? former?.dueOn ?? null,
    arrivedOn: former?.arrivedOn ?? null,
  };
}

function orderAmount(verdict: OrderVerdict | null): Minor | null {
  return verdict && verdict.orders.length > 0 ? sum(verdict.orders.map((held) => held.line.amount)) : null;
}
