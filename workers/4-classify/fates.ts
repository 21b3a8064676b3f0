import { ZERO } from '../../schemas/values/money.ts';
import { isOpenState } from '../../schemas/kinds/discrepancy.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import { type Fate, type Line, type OutOfScopeReason } from '../../schemas/lines/records.ts';
import type { Discrepancy, FateRow, LegState, OrderPass } from '../../schemas/outcome/run.ts';
import { AddressMap } from '../3-match/address-map.ts';
import type { Held, HeldReject } from '../3-match/working-set.ts';
import type { OrderVerdict } from '../3-match/order-verdicts.ts';
import { inAddressOrder } from '../3-match/plain/in-address-order.ts';
import type { Case } from './case.ts';
import { DecidedFates } from './decided-fates.ts';
import { legFields } from './fate-fields.ts';
import { plainColumns, type PlainColumns } from './plain-fates.ts';
import { seenColumns } from './seen-fates.ts';
import { formerPosition, NOWHERE, type BankPosition, type BankPositions } from './legs.ts';
import { append } from '../../schemas/values/groups.ts';

/** What the fates of the run are drawn from. */
export interface Positions {
  readonly bank: BankPositions;
  readonly order: ReadonlyMap<number, LegState>;
  readonly discrepancies: readonly Discrepancy[];
}

/**
 * Every line in the working set in exactly one fate: the first that fits of rejected, out_of_scope, decided, broken,
 * awaiting, matched. In address order, and after the lines the rejected rows.
 */
export function fatesOf(c: Case, positions: Positions): DecidedFates {
  const { lines, plain, seen, rejects } = c.workingSet;
  const byLine = discrepanciesByLine(positions.discrepancies);
  const verdicts = verdictByLine(c);
  const open = lines.map((held) => {
    const legs = { order: positions.order.get(held.ix) ?? 'none', bank: positions.bank.lines.get(held.ix) ?? null };
    return fateRow(held, c, legs, byLine.get(held.line) ?? NOT_NAMED, verdicts.get(held.ix) ?? null);
  });
  const rejected = rejects.map((held) => rejectedRow(held, byLine.get(held.reject) ?? NOT_NAMED));
  const columns = plainColumns(c, positions.bank);
  const inBulk = oneAfterTheOther(columns, plain.tables.rows, seenColumns(c, seen));
  const order = new Int32Array(lines.length + plain.lines + seen.length + rejects.length);
  let place = 0;
  for (const one of inAddressOrder(c.workingSet)) {
    order[place] = one.held === null ? ~one.plain.place : one.held.ix;
    place += 1;
  }
  for (const at of rejected.keys()) order[place + at] = lines.length + at;
  return new DecidedFates({
    open: [...open, ...rejected],
    order,
    plain: inBulk,
    named: namedPlain(c, columns, positions, byLine),
  });
}

/** The columns of some places, and of those that follow them. */
function oneAfterTheOther(first: PlainColumns, places: number, next: PlainColumns): PlainColumns {
  return (name) => {
    const [cell, further] = [first(name), next(name)];
    return (place) => (place < places ? cell(place) : further(place - places));
  };
}

/** What findings change of plain lines that they name, by place. */
function namedPlain(
  c: Case,
  columns: PlainColumns,
  { discrepancies }: Positions,
  byLine: AddressMap<Naming[]>,
): ReadonlyMap<number, Pick<FateRow, 'fate' | 'discrepancyIds'>> {
  const { plain } = c.workingSet;
  if (plain.length === 0) return new Map();
  const bankLegAt = columns('bankLeg');
  return new Map(
    discrepancies.flatMap(({ lines }) =>
      lines.flatMap((address) => {
        const place = plain.placeOf(address);
        if (place === undefined) return [];
        const named = byLine.get(address) ?? NOT_NAMED;
        const fate = fateOf(null, 'agrees', bankLegAt(place), named);
        return [[place, { fate, discrepancyIds: openIds(named) }] as const];
      }),
    ),
  );
}

const NOT_NAMED: readonly Naming[] = [];

/** Where the comparisons of one line stand; `bank` is null where this run made none. */
interface Legs {
  readonly order: LegState;
  readonly bank: BankPosition | null;
}

interface Naming {
  readonly discrepancy: Discrepancy;
  readonly broken: boolean;
}

function discrepanciesByLine(discrepancies: readonly Discrepancy[]): AddressMap<Naming[]> {
  const byLine = new AddressMap<Naming[]>();
  for (const discrepancy of discrepancies)
    for (const line of discrepancy.lines) append(byLine, line, { discrepancy, broken: line.broken });
  return byLine;
}

function verdictByLine(c: Case): Map<number, OrderVerdict> {
  const verdicts = new Map<number, OrderVerdict>();
  for (const verdict of c.match.verdicts) {
    for (const held of verdict.orders) verdicts.set(held.ix, verdict);
    for (const held of verdict.payments) verdicts.set(held.ix, verdict);
    for (const held of verdict.refunds) verdicts.set(held.ix, verdict);
    for (const held of verdict.chargebacks) verdicts.set(held.ix, verdict);
  }
  return verdicts;
}

/**
 * Every field is written out: of a hundred thousand rows made by spreading, each costs a table of its own (65 s
 * measured, and 0.5 GB).
 */
function fateRow(held: Held, c: Case, legs: Legs, named: readonly Naming[], verdict: OrderVerdict | null): FateRow {
  const { line, former } = held;
  const reason = reasonOf(held, c, verdict);
  const orderLeg = reason !== null ? 'none' : legs.order;
  const bank = reason !== null ? NOWHERE : (legs.bank ?? formerPosition(held));
  const fields = legFields(held, c, bank, verdict);
  // Told once, by the run of its own date: no later version takes a sale out of it.
  const sold = former === null ? c.match.order.sales.get(held.ix) : former;
  return {
    date: line.date,
    source: line.source,
    file: line.file,
    row: line.row,
    leg: line.leg,
    line: line.line,
    entered: held.entered,
    former: former?.fate ?? null,
    fate: fateOf(reason, orderLeg, bank.state, named),
    reason,
    rejectCode: null,
    orderLeg,
    bankLeg: bank.state,
    orderPass: orderPassOf(line, verdict, former),
    bankPass: bank.pass,
    bankMatch: bank.bankMatch,
    merchantReference: fields.merchantReference,
    providerId: fields.providerId,
    payoutId: fields.payoutId,
    provider: fields.provider,
    method: fields.method,
    store: fields.store,
    currency: fields.currency,
    amount: fields.amount,
    sold: sold?.sold ?? null,
    cancelled: sold?.cancelled ?? null,
    cancelledIn: sold?.cancelledIn ?? null,
    leftDay: c.match.moved.get(held.ix) ?? null,
    orderAmount: fields.orderAmount,
    settlementGross: fields.settlementGross,
    settlementFee: fields.settlementFee,
    settlementTax: fields.settlementTax,
    settlementNet: fields.settlementNet,
    bankAmount: fields.bankAmount,
    paidOn: fields.paidOn,
    settledOn: fields.settledOn,
    dueOn: fields.dueOn,
    arrivedOn: fields.arrivedOn,
    discrepancyIds: named.length === 0 ? NO_IDS : openIds(named),
  };
}

/** What was matched by hand and is compared without an order was taken from it. */
function orderPassOf(line: Line, verdict: OrderVerdict | null, former: FateRow | null): OrderPass | null {
  if (verdict === null || line.leg === 'bank') return former?.orderPass ?? null;
  if (verdict.orders.length > 0) return verdict.pass;
  return former === null || former.orderPass === 'by_hand' ? null : former.orderPass;
}

const NO_IDS: readonly string[] = [];

function openIds(named: readonly Naming[]): string[] {
  return named
    .filter(({ discrepancy }) => discrepancy.state !== 'auto_resolved')
    .map(({ discrepancy }) => discrepancy.id)
    .sort();
}

/** Why the line takes no part; an order of before the go-live expects nothing. */
function reasonOf(held: Held, c: Case, verdict: OrderVerdict | null): OutOfScopeReason | null {
  const reason = c.match.outOfScope.get(held.ix);
  if (reason !== undefined) return reason;
  if (held.line.leg === 'order' && verdict?.payment === 'before_history') return 'before_history';
  if (held.line.leg === 'order' && verdict !== null && isUnpaid(verdict, c)) return 'unpaid';
  // A closed line that this run merely looked at again stays what it was.
  if (held.former?.fate === 'out_of_scope' && held.line.leg === 'order' && verdict === null) return held.former.reason;
  return null;
}

/** Pending, cancelled or expired, and nobody ever paid under its references: no sale, and nothing to match. */
function isUnpaid(verdict: OrderVerdict, c: Case): boolean {
  const isCalledOff = verdict.orders.every(({ line }) => ['pending', 'cancelled', 'expired'].includes(line.status));
  const isWithoutMoney =
    verdict.payments.length === 0 && verdict.payment === 'agrees' && !c.match.rejectedReferences.has(verdict.key);
  return isCalledOff && isWithoutMoney && ['none', 'agrees', 'refund_without_payment'].includes(verdict.refund);
}

function fateOf(
  reason: OutOfScopeReason | null,
  orderLeg: LegState,
  bankLeg: LegState,
  named: readonly Naming[],
): Fate {
  if (reason !== null) return 'out_of_scope';
  const breaking = named.filter(
    ({ discrepancy, broken }) => broken && KINDS[discrepancy.kind].breaks && discrepancy.state !== 'auto_resolved',
  );
  const open = breaking.filter(({ discrepancy }) => isOpenState(discrepancy.state));
  const legBroken = orderLeg === 'broken' || bankLeg === 'broken';
  if (breaking.length > 0 && open.length === 0) return 'decided';
  if (open.length > 0 || legBroken) return 'broken';
  return orderLeg === 'awaiting' || bankLeg === 'awaiting' ? 'awaiting' : 'matched';
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
    sold: null,
    cancelled: null,
    leftDay: null,
    cancelledIn: null,
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
