import { sum, ZERO, type Minor } from '../../schemas/money.ts';
import { KINDS } from '../../schemas/discrepancy.ts';
import { addressKey, type Fate, type OutOfScopeReason } from '../../schemas/records.ts';
import type { Discrepancy, FateRow, LegState } from '../../schemas/run.ts';
import type { Held, HeldReject } from '../3-match/hand.ts';
import type { OrderVerdict } from '../3-match/order-verdicts.ts';
import { feeOf, settledNetOf, taxOf } from '../3-match/receivables.ts';
import type { Case } from './case.ts';
import { formerStanding, type BankStanding, type BankStandings } from './legs.ts';

/** What the fates of the run are drawn from. */
export interface Standings {
  readonly bank: BankStandings;
  readonly order: ReadonlyMap<number, LegState>;
  readonly discrepancies: readonly Discrepancy[];
}

/** Every line in hand in exactly one fate: the first that fits of rejected, out_of_scope, decided, broken, awaiting, matched. */
export function fatesOf(c: Case, standings: Standings): FateRow[] {
  const byLine = discrepanciesByLine(standings.discrepancies);
  const verdicts = verdictByLine(c);
  const lines = c.hand.lines.map((held) =>
    fateRow(held, c, standings, byLine.get(addressKey(held.line)) ?? [], verdicts.get(held.ix) ?? null),
  );
  return [...lines, ...c.hand.rejects.map((held) => rejectedRow(held, byLine.get(addressKey(held.reject)) ?? []))];
}

interface Naming {
  readonly discrepancy: Discrepancy;
  readonly broken: boolean;
}

function discrepanciesByLine(discrepancies: readonly Discrepancy[]): Map<string, Naming[]> {
  const byLine = new Map<string, Naming[]>();
  for (const discrepancy of discrepancies) {
    for (const line of discrepancy.lines) {
      const key = addressKey(line);
      byLine.set(key, [...(byLine.get(key) ?? []), { discrepancy, broken: line.broken }]);
    }
  }
  return byLine;
}

function verdictByLine(c: Case): Map<number, OrderVerdict> {
  const verdicts = new Map<number, OrderVerdict>();
  for (const verdict of c.match.verdicts) {
    for (const held of [...verdict.orders, ...verdict.payments, ...verdict.refunds, ...verdict.chargebacks]) verdicts.set(held.ix, verdict);
  }
  return verdicts;
}

function fateRow(held: Held, c: Case, standings: Standings, named: readonly Naming[], verdict: OrderVerdict | null): FateRow {
  const reason = reasonOf(held, c, verdict);
  const orderLeg = reason !== null ? 'none' : (standings.order.get(held.ix) ?? 'none');
  const bank = reason !== null ? { ...formerStanding({ former: null }) } : (standings.bank.lines.get(held.ix) ?? formerStanding(held));
  const fate = fateOf(reason, orderLeg, bank.state, named);
  return {
    ...address(held),
    entered: held.entered,
    former: held.former?.fate ?? null,
    fate,
    reason,
    rejectCode: null,
    orderLeg,
    bankLeg: bank.state,
    orderPass: verdict && verdict.orders.length > 0 && held.line.leg !== 'bank' ? verdict.pass : (held.former?.orderPass ?? null),
    bankPass: bank.pass,
    bankMatch: bank.bankMatch,
    ...legFields(held, c, bank, verdict),
    discrepancyIds: named
      .filter(({ discrepancy }) => discrepancy.state !== 'auto_resolved')
      .map(({ discrepancy }) => discrepancy.id)
      .sort(),
  };
}

function address(held: Held): Pick<FateRow, 'date' | 'source' | 'file' | 'row' | 'leg' | 'line'> {
  const { date, source, file, row, leg, line } = held.line;
  return { date, source, file, row, leg, line };
}

/** Why the line takes no part; an order of before the go-live expects nothing. */
function reasonOf(held: Held, c: Case, verdict: OrderVerdict | null): OutOfScopeReason | null {
  const reason = c.match.outOfScope.get(held.ix);
  if (reason !== undefined) return reason;
  if (held.line.leg === 'order' && verdict?.payment === 'before_history') return 'before_history';
  // A closed line that this run merely looked at again stays what it was.
  if (held.former?.fate === 'out_of_scope' && held.line.leg === 'order' && verdict === null) return held.former.reason;
  return null;
}

function fateOf(reason: OutOfScopeReason | null, orderLeg: LegState, bankLeg: LegState, named: readonly Naming[]): Fate {
  if (reason !== null) return 'out_of_scope';
  const breaking = named.filter(
    ({ discrepancy, broken }) => broken && KINDS[discrepancy.kind].breaks && discrepancy.state !== 'auto_resolved',
  );
  const open = breaking.filter(({ discrepancy }) => discrepancy.state === 'open' || discrepancy.state === 'acknowledged');
  const legBroken = orderLeg === 'broken' || bankLeg === 'broken';
  if (breaking.length > 0 && open.length === 0) return 'decided';
  if (open.length > 0 || legBroken) return 'broken';
  return orderLeg === 'awaiting' || bankLeg === 'awaiting' ? 'awaiting' : 'matched';
}

type LegFields = Pick<
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

function legFields(held: Held, c: Case, bank: BankStanding, verdict: OrderVerdict | null): LegFields {
  const { line } = held;
  switch (line.leg) {
    case 'bank': {
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
    case 'settlement': {
      const former = held.former;
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
        settledOn: line.settledOn ?? line.date,
        dueOn: bank.dueOn ?? verdict?.paymentDueOn ?? former?.dueOn ?? null,
        arrivedOn: bank.arrivedOn,
      };
    }
    case 'order': {
      const payments = verdict?.payments ?? [];
      const total = (of: (line: OrderVerdict['payments'][number]['line']) => Minor): Minor | null =>
        payments.length === 0 ? null : sum(payments.map((one) => of(one.line)));
      const former = verdict === null ? held.former : null;
      return {
        merchantReference: line.merchantReference,
        providerId: payments[0]?.line.providerId ?? former?.providerId ?? line.providerId ?? '',
        payoutId: payments[0]?.line.payoutId ?? former?.payoutId ?? null,
        provider: payments[0]?.line.source ?? former?.provider ?? null,
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
        settledOn: payments[0] ? (payments[0].line.settledOn ?? payments[0].line.date) : (former?.settledOn ?? null),
        dueOn: verdict?.paymentDueOn ?? former?.dueOn ?? null,
        arrivedOn: former?.arrivedOn ?? null,
      };
    }
  }
}

function orderAmount(verdict: OrderVerdict | null): Minor | null {
  return verdict && verdict.orders.length > 0 ? sum(verdict.orders.map((held) => held.line.amount)) : null;
}

function rejectedRow(held: HeldReject, named: readonly Naming[]): FateRow {
  const { reject } = held;
  return {
    date: reject.date,
    source: reject.source,
    file: reject.file,
    row: reject.row,
    leg: reject.leg,
    line: reject.line,
    entered: held.entered,
    former: held.former?.fate ?? null,
    fate: 'rejected',
    reason: null,
    rejectCode: reject.code,
    orderLeg: 'none',
    bankLeg: 'none',
    orderPass: null,
    bankPass: null,
    bankMatch: null,
    merchantReference: reject.merchantReference ?? '',
    providerId: '',
    payoutId: reject.payoutId,
    provider: reject.leg === 'settlement' ? reject.source : null,
    method: null,
    store: null,
    currency: reject.currency ?? '',
    amount: reject.amount ?? ZERO,
    orderAmount: reject.leg === 'order' ? reject.amount : null,
    settlementGross: reject.leg === 'settlement' ? reject.amount : null,
    settlementFee: null,
    settlementTax: null,
    settlementNet: null,
    bankAmount: reject.leg === 'bank' ? reject.amount : null,
    paidOn: null,
    settledOn: null,
    dueOn: null,
    arrivedOn: null,
    discrepancyIds: named
      .filter(({ discrepancy }) => discrepancy.state !== 'auto_resolved')
      .map(({ discrepancy }) => discrepancy.id)
      .sort(),
  };
}
