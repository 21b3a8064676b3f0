import { sourcesOfLeg } from '../../schemas/config/config.ts';
import { isDamagedKey, normaliseKey } from '../../schemas/lines/line-keys.ts';
import type { Minor } from '../../schemas/values/money.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import {
  addressKey,
  type OrderLine,
  type OutOfScopeReason,
  type SettlementLine,
  deliveryKey,
} from '../../schemas/lines/records.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { bankVersions, type BankVersions } from './bank-versions.ts';
import { byHandOf, type ByHand } from './by-hand.ts';
import { dueDates, type DueDates } from './due-dates.ts';
import type { RecentLines } from './explainers.ts';
import {
  isBank,
  isOrder,
  isSettlement,
  only,
  type WorkingSet,
  type Held,
  type HeldReject,
  type HeldOrder,
  type HeldSettlement,
} from './working-set.ts';
import { looksForOrder, orderGroups, ownKey, type OrderGroup } from './order-groups.ts';
import { orderVerdict, type OrderVerdict, type Sale, type VerdictContext } from './order-verdicts.ts';
import { plainReceivables } from './plain/plain-receivables.ts';
import { takenBackPayouts } from './paid-again.ts';
import type { OrderVersions } from './order-version-facts.ts';
import { orderVersions } from './order-versions.ts';
import { ownersOf } from './passed-on.ts';
import { workingSetReferences, type WorkingSetReferences } from './references.ts';
import { renumbered } from './renumbered.ts';
import { rejectedBy } from './rejects.ts';
import { orderFacts, otherTenders } from './order-facts.ts';
import { collectorsOf, scopeOf, setAside } from './scope.ts';
import { matchSettlementToBank, type BankSide } from './settlement-to-bank.ts';
import { settlementVersions, type SettlementVersions } from './settlement-versions.ts';

/** Everything that stage 3 finds out; stage 4 words it as findings and fates. */
export interface MatchResult extends BankSide {
  readonly due: DueDates;
  readonly compare: (reference: string) => string;
  readonly references: WorkingSetReferences;
  readonly settlement: SettlementVersions;
  readonly order: OrderVersions;
  readonly bank: BankVersions;
  /** The sales that were compared in this run: those that a new, an open or a brought-back line touches. */
  readonly verdicts: readonly OrderVerdict[];
  /**
   * What the rows of methods that nobody collects for us come to, by the compared reference that they share with a
   * sale.
   */
  readonly otherTenders: (key: string) => Minor | null;
  /** Lines of the sales compared. Of every other line the order leg stands as it was. */
  readonly compared: ReadonlySet<number>;
  /** Lines of earlier dates that may explain a difference, in the working set or not. */
  readonly recent: RecentLines;
  /** Settlement lines by rejected row that stands for them, and the payouts that lack one. */
  readonly rejectedReferences: ReadonlyMap<string, readonly HeldReject[]>;
  readonly rejectedPayouts: ReadonlyMap<string, readonly HeldReject[]>;
}

/**
 * Matches everything in the working set: order to settlement by key, then settlement to bank in passes of falling
 * certainty. Pure: the same set gives the same result in any order of its lines.
 */
export function match(workingSet: WorkingSet, recent: RecentLines = []): MatchResult {
  const due = dueDates(workingSet.config, workingSet.calendar, workingSet.files);
  const references = workingSetReferences(workingSet.config, workingSet.lines);
  const { compare } = references;
  const sources = new Map(sourcesOfLeg(workingSet.config, 'settlement').map((source) => [source.id, source]));
  const aside = setAside(workingSet, sources);
  const rejects = rejectedBy(workingSet, compare, sources, due.days);
  const bank = bankVersions(
    workingSet.lines.filter(isBank).filter((held) => !aside.has(held.ix)),
    workingSet.reportedBefore,
    workingSet,
  );
  const reportedAnew = new Set([...bank.seenBefore, ...bank.superseded.map((one) => one.held)].map((held) => held.ix));
  const lines = workingSet.lines.filter((held) => !aside.has(held.ix) && !reportedAnew.has(held.ix));
  const settlement = settlementVersions(lines.filter(isSettlement), {
    duplicateLookbackDays: workingSet.config.matching.duplicateLookbackDays,
    compare,
    paysInPayouts: (source) => sources.get(source)?.settles !== 'per_transaction',
    isRenumbered: renumbered(lines.filter(isOrder), compare),
    isTakenBack: takenBackPayouts(workingSet),
  });
  const order = orderVersions(lines.filter(isOrder), orderFacts(workingSet, settlement, due, compare));
  const scope = scopeOf(aside, settlement, order, bank);
  const byHand = byHandOf(workingSet, { current: currentOf(settlement, order, bank), outOfScope: scope, compare });
  for (const ix of byHand.excluded) scope.set(ix, 'excluded');
  const outOfScope: ReadonlyMap<number, OutOfScopeReason> = scope;
  const sales = salesOf(workingSet, { settlement, order, outOfScope, compare, byHand });
  const context = verdictContext(workingSet, due, rejects, byHand);
  const hidden = hiddenLines(workingSet.priorDiscrepancies);
  const left = salesLeft([...settlement.superseded, ...order.superseded], compare);
  const alike = touchedAlike(lines, references, hidden);
  const touched = sales.filter(
    (sale) =>
      left.has(sale.key) ||
      membersOf(sale).some((held) => isTouched(held, hidden) || alike(held) || byHand.touched.has(held.ix)),
  );
  const bankSide = matchSettlementToBank(
    workingSet,
    {
      due,
      compare,
      settlement,
      bank,
      outOfScope,
      sources,
      plain: plainReceivables(workingSet.plain, due, compare),
      byHand,
      rejectedReferences: rejects.references,
    },
    recent,
  );
  return {
    due,
    compare,
    references,
    recent,
    settlement,
    order,
    bank,
    verdicts: touched.map((sale) => orderVerdict(sale, context)),
    compared: new Set(touched.flatMap(membersOf).map((held) => held.ix)),
    otherTenders: otherTenders(workingSet, aside, compare),
    rejectedReferences: rejects.references,
    rejectedPayouts: rejects.payouts,
    ...bankSide,
    voids: [...byHand.voids, ...bankSide.voids],
  };
}

/** The lines that count, by place. */
function currentOf(settlement: SettlementVersions, order: OrderVersions, bank: BankVersions): ReadonlySet<number> {
  return new Set([...settlement.current, ...order.current, ...bank.current].map((held: Held) => held.ix));
}

/** What the judgement of a sale asks beside the sale itself. */
function verdictContext(
  workingSet: WorkingSet,
  due: DueDates,
  rejects: ReturnType<typeof rejectedBy>,
  { accepted }: ByHand,
): VerdictContext {
  return {
    accepted: (key) => accepted.get(key) ?? null,
    date: workingSet.date,
    goLive: workingSet.goLive,
    config: workingSet.config,
    due,
    calendar: workingSet.calendar,
    columnsOf: columnsByFile(workingSet),
    collectorsOf: (line) => collectorsOf(line, workingSet),
    rejected: (key, leg) => (rejects.references.get(key) ?? []).some((held) => held.reject.leg === leg),
  };
}

/** A sale that a line or an order left, because its newer version names another, is compared again without it. */
function salesLeft(
  replaced: readonly (HeldOrder | HeldSettlement)[],
  compare: (reference: string) => string,
): Set<string> {
  return new Set(replaced.flatMap((held) => (held.former === null ? [] : [compare(held.line.merchantReference)])));
}

/**
 * Whether a line's reference folds like one that the run touches and is not the same: what folding joined yesterday a
 * look-alike may part today, so that both are compared again.
 */
function touchedAlike(
  lines: readonly Held[],
  { apart, fold }: WorkingSetReferences,
  hidden: HiddenLines,
): (held: Held) => boolean {
  if (apart.size === 0) return () => false;
  const foldOf = ({ line }: Held): string => (line.leg === 'bank' ? '' : fold(line.merchantReference));
  const touched = new Set(lines.filter((held) => isTouched(held, hidden)).map(foldOf));
  return (held) => apart.has(foldOf(held)) && touched.has(foldOf(held));
}

/**
 * Touched: the run has a reason to compare its sale (again): a line is new or was brought back, or waits for its order
 * and time goes by, whatever the bank says of it; or what its sale came to has no row of its own, because another hides
 * it. A line that only waits for the bank gives none, nor does one whose sale stays broken: its finding stands.
 */
export function isTouched(held: Pick<Held, 'line' | 'entered' | 'former'>, hidden: HiddenLines): boolean {
  if (held.entered !== 'carried' || held.former === null) return true;
  return held.former.orderLeg === 'awaiting' || (hidden.size > 0 && hidden.has(addressKey(held.line)));
}

/** Lines of findings that hide others: what they hide is found again in every run, or it would be lost with them. */
export type HiddenLines = ReadonlySet<string>;

export function hiddenLines(priorDiscrepancies: readonly Discrepancy[]): HiddenLines {
  const hiding = priorDiscrepancies.filter(
    (one) => one.hides.length > 0 && KINDS[one.kind].comparison === 'order_settlement',
  );
  return new Set(hiding.flatMap((one) => one.lines.map(addressKey)));
}

function membersOf(sale: Sale): Held[] {
  return [...sale.orders, ...sale.approved, ...sale.declined, ...sale.pending];
}

function columnsByFile(workingSet: WorkingSet): (line: OrderLine) => readonly string[] {
  const columns = new Map(workingSet.files.map((file) => [deliveryKey(file), file.columns]));
  return (line) => columns.get(deliveryKey(line)) ?? [];
}

interface OfSales {
  readonly settlement: SettlementVersions;
  readonly order: OrderVersions;
  readonly outOfScope: ReadonlyMap<number, OutOfScopeReason>;
  readonly compare: (reference: string) => string;
  readonly byHand: ByHand;
}

function salesOf(workingSet: WorkingSet, { settlement, order, outOfScope, compare, byHand }: OfSales): Sale[] {
  const orders = order.current.filter((held) => !outOfScope.has(held.ix) && !isDamagedKey(held.line.merchantReference));
  const looking = settlement.current.filter(
    (held) =>
      looksForOrder(held.line) &&
      !settlement.relisted.has(held.ix) &&
      collectsIts(held.line, workingSet) &&
      speaksOfASale(outOfScope.get(held.ix)) &&
      (byHand.saleOf.has(held.ix) || !isDamagedKey(held.line.merchantReference)),
  );
  const lines = only(looking, (held) => !byHand.apart.has(held.ix));
  const asNow = (reference: string): string => {
    const key = compare(reference);
    return order.formerReferences.get(key) ?? key;
  };
  const owners = ownersOf(lines, order, compare);
  const alongOf = goingAlong(orders, compare, byHand);
  const ownerOf = (held: Held): string | undefined =>
    byHand.saleOf.get(held.ix) ?? owners.get(held.ix) ?? alongOf(held);
  const groups = orderGroups(orders, lines, workingSet.config.keys, asNow, ownerOf);
  return [...groups, ...only(looking, (held) => byHand.apart.has(held.ix)).map(aloneOf)].map((group) => ({
    key: group.key,
    pass: group.settlements.some((held) => byHand.saleOf.has(held.ix)) ? 'by_hand' : group.pass,
    orders: group.orders,
    approved: only(group.settlements, (held) => held.line.status === 'approved'),
    declined: only(group.settlements, (held) => held.line.status !== 'approved' && held.line.status !== 'pending'),
    pending: only(group.settlements, (held) => held.line.status === 'pending'),
  }));
}

/**
 * Where a line goes of which people put the order, or the payment, elsewhere: all that speaks of the order, and what
 * goes back of the payment; neither where another order has the reference.
 */
function goingAlong(
  orders: readonly HeldOrder[],
  compare: (reference: string) => string,
  { saleOf, referenceOf, orderOf }: ByHand,
): (held: Held) => string | undefined {
  if (referenceOf.size + orderOf.size === 0) return () => undefined;
  const keyOf = ({ line }: HeldOrder): string => compare(line.merchantReference);
  const staying = orders.filter((held) => (saleOf.get(held.ix) ?? keyOf(held)) === keyOf(held));
  const ordered = new Set(staying.map(keyOf));
  return ({ line }) => {
    if (line.leg !== 'settlement') return undefined;
    const reference = compare(line.merchantReference);
    if (ordered.has(reference)) return undefined;
    return orderOf.get(reference) ?? (line.type === 'payment' ? undefined : referenceOf.get(reference));
  };
}

/** A payment that people took from its order. */
function aloneOf(held: HeldSettlement): OrderGroup {
  return { key: ownKey(held.line), pass: 'merchant_reference', orders: [], settlements: [held] };
}

/** Declined and pending lines exist for their order; every other reason takes a line out of the sale. */
function speaksOfASale(reason: OutOfScopeReason | undefined): boolean {
  return reason === undefined || reason === 'declined' || reason === 'pending';
}

/** A line of a method that its source does not collect for us is paid with its payout and looks for no order. */
function collectsIts(line: SettlementLine, workingSet: WorkingSet): boolean {
  const source = workingSet.config.sources.find((one) => one.id === line.source);
  if (source?.leg !== 'settlement' || source.methods === null || line.method === null) return true;
  const method = normaliseKey(line.method);
  return source.methods.some((collected) => normaliseKey(collected) === method);
}
