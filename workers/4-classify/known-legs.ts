import { KINDS } from '../../schemas/kinds/kinds.ts';
import { addressKey, type LineAddress } from '../../schemas/lines/records.ts';
import { sum, type Minor } from '../../schemas/values/money.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { AddressMap } from '../3-match/address-map.ts';
import { linesOfSale, NO_PLACE, type PlainSale } from '../3-match/plain/plain-sale.ts';
import { isOrder, isSettlement, type Held, type HeldOrder, type HeldSettlement } from '../3-match/working-set.ts';
import type { OrderVerdict } from '../3-match/order-verdicts.ts';
import { comparedAmount, settledNetOf } from '../3-match/settled-money.ts';
import type { Case } from './case.ts';
import { formerPosition, type BankPosition, type BankPositions } from './legs.ts';

/** What the legs say of one sale or one payout, as far as they are known. */
type Legs = Pick<Finding, 'orderAmount' | 'settlementGross' | 'settlementNet' | 'bankAmount'>;

/**
 * Shows all three legs on every row, whatever comparison found it: what a rule left empty is filled from the lines that
 * the finding names, their sales and their bank lines. What a rule said stays.
 */
export function withKnownLegs(findings: readonly Finding[], c: Case, bank: BankPositions): Finding[] {
  if (findings.length === 0) return [];
  const held = new AddressMap<Held>();
  for (const one of c.workingSet.lines) held.set(one.line, one);
  const verdicts = new Map<number, OrderVerdict>();
  for (const verdict of c.match.verdicts)
    for (const one of [...verdict.orders, ...verdict.payments, ...verdict.refunds, ...verdict.chargebacks])
      verdicts.set(one.ix, verdict);
  // The orders of a payout are closed long before its credit comes: what a row once knew of them it keeps.
  const ofPlain = ({ line }: HeldSettlement): BankPosition | undefined => {
    const place = c.workingSet.plain.placeOf(line);
    return place === undefined ? undefined : bank.plain[c.workingSet.plain.numberAt(place)];
  };
  const before = new Map(c.workingSet.priorDiscrepancies.map((one) => [one.id, one.orderAmount]));
  return findings.map((finding) => {
    // Which leg a value is of decides its sentence.
    if (KINDS[finding.kind].isAcrossCurrencies) return finding;
    const lines = finding.lines.flatMap((line) => held.get(line) ?? plainLine(line, c) ?? []);
    const known = legsOf(finding, lines, { c, bank, verdicts, ofPlain });
    return {
      ...finding,
      orderAmount: finding.orderAmount ?? known.orderAmount ?? before.get(finding.id) ?? null,
      settlementGross: finding.settlementGross ?? known.settlementGross,
      settlementNet: finding.settlementNet ?? known.settlementNet,
      bankAmount: finding.bankAmount ?? known.bankAmount,
    };
  });
}

/** A line of a plain sale that a finding names all the same. */
function plainLine(address: LineAddress, c: Case): Held | undefined {
  const key = addressKey(address);
  const sale = c.workingSet.plain.find(address);
  return sale === undefined ? undefined : linesOfSale(sale).find(({ line }) => addressKey(line) === key);
}

function plainSale(held: Held, c: Case): PlainSale | undefined {
  return held.ix === NO_PLACE ? c.workingSet.plain.find(held.line) : undefined;
}

interface Known {
  readonly c: Case;
  readonly bank: BankPositions;
  readonly verdicts: ReadonlyMap<number, OrderVerdict>;
  /** Where a plain payment stands with the bank that has no credit of its own. */
  readonly ofPlain: (held: HeldSettlement) => BankPosition | undefined;
}

function legsOf(finding: Finding, lines: readonly Held[], known: Known): Legs {
  const orders = lines.filter(isOrder);
  const named = lines.filter(isSettlement);
  const settled = named.length > 0 ? named : orders.flatMap((held) => paymentsOf(held, known));
  // A credit that is itself wrong shows its own amount and no other.
  const ofBankAlone = KINDS[finding.kind].comparison === 'settlement_bank';
  const noSettlement = finding.settlementGross !== null || settled.length === 0 || named.length > 0;
  return {
    orderAmount: finding.orderAmount ?? orderAmount(orders, settled, known),
    settlementGross: noSettlement ? null : sum(settled.map((held) => held.line.gross)),
    settlementNet: noSettlement ? null : sum(settled.map((held) => settledNetOf(held.line))),
    bankAmount: ofBankAlone ? null : bankAmount(settled, known),
  };
}

function paymentsOf(held: HeldOrder, { c, verdicts }: Known): readonly HeldSettlement[] {
  const plain = plainSale(held, c);
  return plain === undefined ? (verdicts.get(held.ix)?.payments ?? []) : [plain.payment];
}

/** The orders of the lines, each sale once; null where one of them is not known or the currencies differ. */
function orderAmount(orders: readonly HeldOrder[], settled: readonly HeldSettlement[], known: Known): Minor | null {
  if (orders.length > 0) return sameCurrency(orders) ? sum(orders.map((held) => held.line.amount)) : null;
  const sales = settled.filter((held) => held.line.type === 'payment' || settled.length === 1);
  if (sales.length === 0 || !sameCurrency(sales)) return null;
  const bySale = new Map<string, Minor>();
  for (const held of sales) {
    const sale = saleOf(held, known);
    if (sale === null) return null;
    bySale.set(sale.key, sale.amount);
  }
  return sum([...bySale.values()]);
}

function saleOf(held: HeldSettlement, { c, verdicts }: Known): { key: string; amount: Minor } | null {
  const key = c.match.compare(held.line.merchantReference);
  const plain = plainSale(held, c);
  if (plain !== undefined && plain.order !== null) return { key, amount: plain.order.line.amount };
  const verdict = verdicts.get(held.ix);
  if (verdict !== undefined)
    return verdict.orders.length === 0
      ? null
      : { key: verdict.key, amount: sum(verdict.orders.map((order) => order.line.amount)) };
  const former = held.former?.orderAmount ?? null;
  return former === null ? null : { key, amount: former };
}

function sameCurrency(lines: readonly (HeldOrder | HeldSettlement)[]): boolean {
  return new Set(lines.map((held) => held.line.currency)).size === 1;
}

/**
 * What the bank booked for the lines: of a line paid by itself its credit, of a line in a payout that agrees its own
 * part of the credit. Of a payout that differs nobody can say which line is short. Null where no line is paired with
 * the bank.
 */
function bankAmount(settled: readonly HeldSettlement[], { c, bank, ofPlain }: Known): Minor | null {
  const single = new Map<string, Minor>();
  const parts: Minor[] = [];
  for (const held of settled) {
    const source = c.sources.get(held.line.source);
    const plain = plainSale(held, c);
    const position = (plain === undefined ? bank.lines.get(held.ix) : ofPlain(held)) ?? formerPosition(held);
    if (plain?.credit) parts.push(plain.credit.line.amount);
    else if (position.bankMatch === null || position.bankAmount === null || source === undefined) continue;
    else if (c.match.due.days.payoutId(held.line) === null) single.set(position.bankMatch, position.bankAmount);
    else if (position.state === 'agrees') parts.push(comparedAmount(held.line, source));
  }
  return single.size + parts.length === 0 ? null : sum([...single.values(), ...parts]);
}
