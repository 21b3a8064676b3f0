import { sourcesOfLeg, type SettlementSource } from '../../schemas/config.ts';
import { addDays, type PlainDate } from '../../schemas/dates.ts';
import { normaliseKey } from '../../schemas/line-keys.ts';
import { addressKey, type BankLine, type OrderLine, type OutOfScopeReason, type SettlementLine } from '../../schemas/records.ts';
import { matchBank } from './bank/match-bank.ts';
import type { BankItem, BankMatch, BankMatchParams, BankMatchResult, MatchedCredit } from './bank/types.ts';
import { bankScoper, endToEnd, type BankScope } from './bank-scope.ts';
import { bankVersions, type BankVersions } from './bank-versions.ts';
import { dueDates, type DueDates } from './due-dates.ts';
import {
  isBank,
  isOrder,
  isSettlement,
  type Hand,
  type Held,
  type HeldBank,
  type HeldOrder,
  type HeldReject,
  type HeldSettlement,
} from './hand.ts';
import { looksForOrder, orderGroups } from './order-groups.ts';
import { orderVerdict, type OrderVerdict, type Sale } from './order-verdicts.ts';
import { orderVersions, type OrderVersions } from './order-versions.ts';
import { countPaidCopies } from './paid-copies.ts';
import {
  lineReceivable,
  payoutIdOf,
  payoutKey,
  payoutReceivables,
  settledCurrencyOf,
  settledDate,
  comparedAmount,
  type OpenReceivable,
} from './receivables.ts';
import { referenceComparer } from './references.ts';
import { settlementVersions, type SettlementVersions } from './settlement-versions.ts';

/** Everything that stage 3 finds out; stage 4 words it as findings and fates. */
export interface MatchResult {
  readonly due: DueDates;
  readonly compare: (reference: string) => string;
  readonly settlement: SettlementVersions;
  readonly order: OrderVersions;
  readonly bank: BankVersions;
  /** Why a line takes no part, by its place in hand. A line that is not here takes part. */
  readonly outOfScope: ReadonlyMap<number, OutOfScopeReason>;
  /** The sales that were compared in this run: those that a new, an open or a brought-back line touches. */
  readonly verdicts: readonly OrderVerdict[];
  /** Lines of the sales compared. Of every other line the order leg stands as it was. */
  readonly compared: ReadonlySet<number>;
  readonly receivables: readonly OpenReceivable[];
  /** The open movements of the bank, by place in hand. */
  readonly items: ReadonlyMap<number, BankItem>;
  readonly bankScopes: ReadonlyMap<number, BankScope>;
  readonly matches: readonly BankMatch[];
  readonly ambiguities: BankMatchResult['ambiguities'];
  readonly openReceivables: ReadonlySet<string>;
  readonly openItems: ReadonlySet<string>;
  /** Copies within a file that the bank paid: they count in their payout. */
  readonly paidCopies: ReadonlySet<number>;
  /** Settlement lines by rejected row that stands for them, and the payouts that lack one. */
  readonly rejectedReferences: ReadonlyMap<string, readonly HeldReject[]>;
  readonly rejectedPayouts: ReadonlyMap<string, readonly HeldReject[]>;
  /** Sources with a differing pair: stage.ts brings their recently settled lines, which may explain it. */
  readonly differingSources: readonly string[];
}

/** Lines of the last ten business days that may explain a difference, beyond those in hand. */
export type RecentLines = readonly SettlementLine[];

/**
 * Matches everything in hand: order to settlement by key, then settlement to bank in passes of falling certainty.
 * Pure: the same hand gives the same result in any order of its lines.
 */
export function match(hand: Hand, recent: RecentLines = []): MatchResult {
  const due = dueDates(hand.config, hand.calendar, hand.files);
  const compare = referenceComparer(hand.config);
  const settlement = settlementVersions(hand.lines.filter(isSettlement));
  const order = orderVersions(hand.lines.filter(isOrder), compare);
  const bank = bankVersions(hand.lines.filter(isBank), hand.earlierBankLines);
  const sources = new Map(sourcesOfLeg(hand.config, 'settlement').map((source) => [source.id, source]));
  const outOfScope = scopeOf(hand, settlement, order, bank, sources);
  const rejects = rejectedBy(hand, compare, sources);
  const sales = salesOf(hand, settlement, order, outOfScope, compare);
  const compared = new Set<number>();
  const columnsOf = columnsByFile(hand);
  const verdicts = sales
    .filter((sale) => membersOf(sale).some(isTouched))
    .map((sale) => {
      for (const held of membersOf(sale)) compared.add(held.ix);
      return orderVerdict(sale, {
        date: hand.date,
        goLive: hand.goLive,
        config: hand.config,
        due,
        columnsOf,
        collectorsOf: (line) => collectorsOf(line, hand),
        rejected: (key, leg) => (rejects.references.get(key) ?? []).some((held) => held.reject.leg === leg),
      });
    });
  const money = matchMoney(hand, { due, compare, settlement, bank, outOfScope, sources }, recent);
  return {
    due,
    compare,
    settlement,
    order,
    bank,
    verdicts,
    compared,
    rejectedReferences: rejects.references,
    rejectedPayouts: rejects.payouts,
    ...money,
  };
}

/**
 * Touched: the run has a reason to compare its sale (again): a line is new or was brought back, or waits for its order and
 * time goes by. A line that only waits for the bank gives none, nor does one that stays broken: its finding stands.
 */
export function isTouched(held: Held): boolean {
  if (held.entered !== 'carried' || held.former === null) return true;
  return held.former.orderLeg === 'awaiting' && held.former.fate !== 'broken';
}

function membersOf(sale: Sale): Held[] {
  return [...sale.orders, ...sale.approved, ...sale.declined, ...sale.pending];
}

/** The sources that collect the method of an order on its date; without `methods` a source collects them all. */
export function collectorsOf(line: OrderLine, hand: Pick<Hand, 'config' | 'goLive'>): SettlementSource[] {
  const method = normaliseKey(line.method);
  return sourcesOfLeg(hand.config, 'settlement').filter(
    (source) => source.methods === null || source.methods.some((collected) => normaliseKey(collected) === method),
  );
}

function columnsByFile(hand: Hand): (line: OrderLine) => readonly string[] {
  const columns = new Map(hand.files.map((file) => [`${file.source}|${file.date}`, file.columns]));
  return (line) => columns.get(`${line.source}|${line.date}`) ?? [];
}

/** Every reason but those of the bank's text, which needs to know the open references first. */
function scopeOf(
  hand: Hand,
  settlement: SettlementVersions,
  order: OrderVersions,
  bank: BankVersions,
  sources: ReadonlyMap<string, SettlementSource>,
): Map<number, OutOfScopeReason> {
  const reasons = new Map<number, OutOfScopeReason>();
  const environment = normaliseKey(hand.config.environment);
  const elsewhere = (named: string | null): boolean => named !== null && normaliseKey(named) !== '' && normaliseKey(named) !== environment;
  for (const held of hand.lines) if (held.line.skip !== null) reasons.set(held.ix, held.line.skip);
  for (const held of settlement.superseded) reasons.set(held.ix, 'superseded');
  for (const held of settlement.seenBefore) reasons.set(held.ix, 'already_seen');
  for (const { copy } of settlement.copies) reasons.set(copy.ix, 'already_seen');
  for (const held of settlement.current) {
    const reason = settlementScope(held.line, sources.get(held.line.source), elsewhere(held.line.environment));
    if (reason !== null) reasons.set(held.ix, reason);
  }
  for (const held of order.superseded) reasons.set(held.ix, 'superseded');
  for (const held of order.current) {
    if (elsewhere(held.line.environment)) reasons.set(held.ix, 'other_environment');
    else if (collectorsOf(held.line, hand).length === 0) reasons.set(held.ix, 'other_method');
  }
  for (const held of bank.seenBefore) reasons.set(held.ix, 'already_seen');
  return reasons;
}

function settlementScope(line: SettlementLine, source: SettlementSource | undefined, elsewhere: boolean): OutOfScopeReason | null {
  if (elsewhere) return 'other_environment';
  if (line.status === 'pending') return 'pending';
  if (line.status !== 'approved') return 'declined';
  // What a payout pays belongs to its sum whatever the method; only a line of its own can be none of ours.
  const method = normaliseKey(line.method ?? '');
  if (source?.settles !== 'per_transaction' || source.methods === null || method === '') return null;
  return source.methods.some((collected) => normaliseKey(collected) === method) ? null : 'other_method';
}

function salesOf(
  hand: Hand,
  settlement: SettlementVersions,
  order: OrderVersions,
  outOfScope: ReadonlyMap<number, OutOfScopeReason>,
  compare: (reference: string) => string,
): Sale[] {
  const orders = order.current.filter((held) => !outOfScope.has(held.ix));
  const lines = settlement.current.filter(
    (held) => looksForOrder(held.line) && collectsIts(held.line, hand) && speaksOfASale(outOfScope.get(held.ix)),
  );
  return orderGroups(orders, lines, hand.config.keys, compare).map((group) => ({
    key: group.key,
    pass: group.pass,
    orders: group.orders,
    approved: group.settlements.filter((held) => held.line.status === 'approved'),
    declined: group.settlements.filter((held) => held.line.status !== 'approved' && held.line.status !== 'pending'),
    pending: group.settlements.filter((held) => held.line.status === 'pending'),
  }));
}

/** Declined and pending lines exist for their order; every other reason takes a line out of the sale. */
function speaksOfASale(reason: OutOfScopeReason | undefined): boolean {
  return reason === undefined || reason === 'declined' || reason === 'pending';
}

/** A line of a method that its source does not collect for us is paid with its payout and looks for no order. */
function collectsIts(line: SettlementLine, hand: Hand): boolean {
  const source = hand.config.sources.find((one) => one.id === line.source);
  if (source?.leg !== 'settlement' || source.methods === null || line.method === null) return true;
  const method = normaliseKey(line.method);
  return source.methods.some((collected) => normaliseKey(collected) === method);
}

interface Rejected {
  readonly references: Map<string, HeldReject[]>;
  readonly payouts: Map<string, HeldReject[]>;
}

/** Which references and payouts a rejected row stands for. A file that is one payout lacks the row whatever it says. */
function rejectedBy(hand: Hand, compare: (reference: string) => string, sources: ReadonlyMap<string, SettlementSource>): Rejected {
  const rejected: Rejected = { references: new Map(), payouts: new Map() };
  const put = (map: Map<string, HeldReject[]>, key: string, held: HeldReject): void => {
    map.set(key, [...(map.get(key) ?? []), held]);
  };
  const payoutsOfFile = new Map<string, Set<string>>();
  for (const held of hand.lines.filter(isSettlement)) {
    const source = sources.get(held.line.source);
    const payoutId = source ? payoutIdOf(held.line, source) : null;
    if (!source || payoutId === null || held.line.status !== 'approved') continue;
    const file = `${held.line.source}|${held.line.date}`;
    const known = payoutsOfFile.get(file) ?? new Set<string>();
    payoutsOfFile.set(file, known.add(payoutKey(source.id, payoutId, settledCurrencyOf(held.line))));
  }
  for (const row of hand.payouts) {
    for (const cohort of row.cohorts) {
      const file = `${row.source}|${cohort}`;
      payoutsOfFile.set(file, (payoutsOfFile.get(file) ?? new Set<string>()).add(payoutKey(row.source, row.payoutId, row.currency)));
    }
  }
  for (const held of hand.rejects) {
    const { reject } = held;
    const reference = reject.merchantReference === null ? '' : compare(reject.merchantReference);
    if (reference !== '') put(rejected.references, reference, held);
    if (reject.leg !== 'settlement') continue;
    const ofFile = [...(payoutsOfFile.get(`${reject.source}|${reject.date}`) ?? [])];
    const named = reject.payoutId === null ? ofFile : ofFile.filter((key) => key.startsWith(`${reject.source}|${reject.payoutId ?? ''}|`));
    if (named.length === 1 || reject.payoutId !== null) for (const key of named) put(rejected.payouts, key, held);
  }
  return rejected;
}

interface Settled {
  readonly due: DueDates;
  readonly compare: (reference: string) => string;
  readonly settlement: SettlementVersions;
  readonly bank: BankVersions;
  readonly outOfScope: Map<number, OutOfScopeReason>;
  readonly sources: ReadonlyMap<string, SettlementSource>;
}

type MoneyResult = Pick<
  MatchResult,
  | 'outOfScope'
  | 'receivables'
  | 'items'
  | 'bankScopes'
  | 'matches'
  | 'ambiguities'
  | 'openReceivables'
  | 'openItems'
  | 'paidCopies'
  | 'differingSources'
>;

/** Pass 2 and after: the settlement side against the bank. */
function matchMoney(hand: Hand, settled: Settled, recent: RecentLines): MoneyResult {
  const reopened = reopenedMatches(hand, settled);
  const first = bankRound(hand, settled, reopened, recent);
  const undone = first.matches.flatMap((one) => (one.undoes === null ? [] : [one.undoes]));
  if (undone.length === 0) return first;
  // A debit undid earlier matches: what they paid is open again, and may be paid again by another credit.
  const second = bankRound(
    hand,
    settled,
    new Set([...reopened, ...undone]),
    recent,
    first.matches.filter((one) => one.undoes !== null),
  );
  return { ...second, matches: [...first.matches.filter((one) => one.undoes !== null), ...second.matches] };
}

/** Closed matches with the bank that a file of this run takes up again: a payout got another line, or another version of one. */
function reopenedMatches(hand: Hand, settled: Settled): Set<string> {
  const reopened = new Set<string>();
  const rows = new Map(hand.payouts.map((row) => [payoutKey(row.source, row.payoutId, row.currency), row]));
  const touch = (held: HeldSettlement): void => {
    const source = settled.sources.get(held.line.source);
    const payoutId = source ? payoutIdOf(held.line, source) : null;
    if (!source) return;
    const own = held.former?.bankMatch ?? null;
    if (payoutId === null) {
      if (own !== null) reopened.add(own);
      return;
    }
    const row = rows.get(payoutKey(source.id, payoutId, settledCurrencyOf(held.line)));
    if (row?.bankMatch != null && row.fate === 'matched') reopened.add(row.bankMatch);
  };
  for (const held of settled.settlement.current) if (held.entered === 'new' && !settled.outOfScope.has(held.ix)) touch(held);
  for (const held of settled.settlement.superseded) if (held.former !== null && countedBefore(held)) touch(held);
  return reopened;
}

/** Whether the run before counted the line towards the bank. */
function countedBefore(held: Held): boolean {
  return held.former !== null && held.former.bankLeg !== 'none';
}

function bankRound(
  hand: Hand,
  settled: Settled,
  reopened: ReadonlySet<string>,
  recent: RecentLines,
  done: readonly BankMatch[] = [],
): MoneyResult {
  const consumed = new Set(done.flatMap((one) => one.bankItems));
  const isOpen = (held: Held): boolean => {
    if (held.former === null || held.entered === 'new') return true;
    if (held.former.bankMatch !== null && reopened.has(held.former.bankMatch)) return true;
    return held.former.bankLeg === 'awaiting' || held.former.bankLeg === 'broken';
  };
  const receivables = openReceivables(hand, settled, isOpen, reopened);
  const known = new Set(receivables.flatMap((one) => one.receivable.references));
  const scoper = bankScoper(hand.config, settled.compare, (reference) => known.has(reference));
  const outOfScope = new Map(settled.outOfScope);
  const bankScopes = new Map<number, BankScope>();
  const items = new Map<number, BankItem>();
  const matchedCredits: MatchedCredit[] = [];
  const duplicates = new Set([...settled.bank.duplicates.map((pair) => addressKey(pair.copy.line)), ...knownDuplicates(hand)]);
  for (const held of settled.bank.current) {
    const scope = scoper(held.line);
    bankScopes.set(held.ix, scope);
    if (outOfScope.has(held.ix) || duplicates.has(addressKey(held.line)) || consumed.has(addressKey(held.line))) continue;
    const reason = scope.reason ?? (held.line.bookedOn < hand.goLive ? 'before_history' : null);
    if (reason !== null) outOfScope.set(held.ix, reason);
    else if (isOpen(held) || wasNotOurs(held)) items.set(held.ix, bankItem(held, scope, settled.due));
    else if (held.former?.bankMatch != null && held.line.amount > 0)
      matchedCredits.push({ item: bankItem(held, scope, settled.due), bankMatch: held.former.bankMatch });
  }
  const paid = countPaidCopies(receivables, settled.settlement.copies, [...items.values()], hand.config.matching.bankTolerance);
  const params = bankParams(hand, settled, recent);
  const result = matchBank(
    paid.receivables.map((one) => one.receivable),
    [...items.values()],
    matchedCredits,
    params,
  );
  for (const ix of paid.copies) outOfScope.delete(ix);
  return {
    outOfScope,
    receivables: paid.receivables,
    items,
    bankScopes,
    matches: result.matches,
    ambiguities: result.ambiguities,
    openReceivables: new Set(result.openReceivables),
    openItems: new Set(result.openItems),
    paidCopies: paid.copies,
    differingSources: [
      ...new Set(
        result.matches
          .filter((one) => one.pass === 'differing')
          .flatMap((one) => paid.receivables.filter((r) => one.receivables.includes(r.receivable.id)).map((r) => r.source.id)),
      ),
    ].sort(),
  };
}

/** Copies of credits that an earlier run told apart: their originals are closed and no longer in hand. */
function knownDuplicates(hand: Hand): string[] {
  const standing = hand.standing.filter((one) => one.kind === 'duplicate_bank_credit' && one.state !== 'auto_resolved');
  return standing.flatMap((one) => one.lines.filter((line) => line.broken).map(addressKey));
}

/** A closed line that looked like nobody's until a reference in hand named it. */
function wasNotOurs(held: HeldBank): boolean {
  return held.former?.fate === 'out_of_scope';
}

function openReceivables(hand: Hand, settled: Settled, isOpen: (held: Held) => boolean, reopened: ReadonlySet<string>): OpenReceivable[] {
  const counted = settled.settlement.current.filter((held) => !settled.outOfScope.has(held.ix));
  const perLine = counted.filter((held) => settled.sources.get(held.line.source)?.settles === 'per_transaction' && isOpen(held));
  const receivables = perLine.flatMap((held) => {
    const source = settled.sources.get(held.line.source);
    if (!source || !expectsBankLine(held.line, source)) return [];
    return [lineReceivable(held, source, settled.compare(held.line.merchantReference), settled.due)];
  });
  // A payout is taken whole: its closed lines in hand count through its former row.
  const inPayouts = counted.filter((held) => settled.sources.get(held.line.source)?.settles !== 'per_transaction');
  const openKeys = new Set(inPayouts.filter(isOpen).map((held) => keyOfPayout(held, settled)));
  for (const row of hand.payouts) {
    if (row.fate !== 'matched' || (row.bankMatch !== null && reopened.has(row.bankMatch)))
      openKeys.add(payoutKey(row.source, row.payoutId, row.currency));
  }
  const rows = hand.payouts.map((row) =>
    row.bankMatch !== null && reopened.has(row.bankMatch) ? { ...row, fate: 'awaiting' as const, bankMatch: null } : row,
  );
  const members = inPayouts.filter((held) => openKeys.has(keyOfPayout(held, settled)));
  const before = hand.lines.filter(isSettlement).filter((held) => countedBefore(held) && openKeys.has(keyOfPayout(held, settled)));
  const payouts = payoutReceivables(members, before, rows, (id) => settled.sources.get(id), settled.due);
  return [...receivables, ...payouts.filter((one) => one.source.settles !== 'per_transaction')];
}

function keyOfPayout(held: HeldSettlement, settled: Settled): string {
  const source = settled.sources.get(held.line.source);
  return source ? payoutKey(source.id, payoutIdOf(held.line, source) ?? '', settledCurrencyOf(held.line)) : '';
}

/** Whether the bank should show the line by itself (per_transaction). Netted refunds and the provider's own charges leave no movement. */
export function expectsBankLine(line: SettlementLine, source: SettlementSource): boolean {
  if (!looksForOrder(line)) return false;
  return line.gross > 0 || source.refunds === 'debited';
}

function bankItem(held: HeldBank, scope: BankScope, due: DueDates): BankItem {
  const { line } = held;
  return {
    id: addressKey(line),
    amount: line.amount,
    currency: line.currency,
    account: normaliseKey(line.account ?? ''),
    bookedOn: line.bookedOn,
    dueOn: due.bankLine(line.bookedOn, scope.looksLike),
    looksLike: scope.looksLike?.id ?? null,
    references: scope.references,
    endToEndId: endToEnd(line),
    text: scope.text,
    reversal: line.reversal,
    standingPair: held.former?.bankPass === 'differing' && held.former.fate === 'broken' ? held.former.bankMatch : null,
  };
}

/** How far back a difference looks for its explanation. */
const EXPLAINED_WITHIN_BUSINESS_DAYS = 10;

function bankParams(hand: Hand, settled: Settled, recent: RecentLines): BankMatchParams {
  const inHand = settled.settlement.current.filter((held) => !settled.outOfScope.has(held.ix)).map((held) => held.line);
  const seen = new Set(inHand.map(addressKey));
  const all = [...inHand, ...recent.filter((line) => !seen.has(addressKey(line)))];
  const remembered = new Map<string, ReturnType<BankMatchParams['explainers']>>();
  const explainers = (sourceId: string, currency: string): ReturnType<BankMatchParams['explainers']> => {
    const source = settled.sources.get(sourceId);
    const known = remembered.get(`${sourceId}|${currency}`);
    if (known || !source) return known ?? [];
    const lines = all
      .filter((line) => line.source === sourceId && settledCurrencyOf(line) === currency)
      .map((line) => {
        const payoutId = payoutIdOf(line, source);
        return {
          id: addressKey(line),
          amount: comparedAmount(line, source),
          settledOn: settledDate(line),
          receivable: payoutId === null ? addressKey(line) : payoutKey(sourceId, payoutId, currency),
        };
      });
    remembered.set(`${sourceId}|${currency}`, lines);
    return lines;
  };
  return {
    asOf: hand.date,
    calendar: hand.calendar,
    graceBusinessDays: hand.config.matching.graceBusinessDays,
    lookbackDays: hand.config.matching.lookbackDays,
    bankTolerance: hand.config.matching.bankTolerance,
    sources: Object.fromEntries([...settled.sources].map(([id, source]) => [id, { settles: source.settles, refunds: source.refunds }])),
    explainers,
  };
}

/** The first date whose lines may explain a difference of this run. */
export function explainersFrom(hand: Hand): PlainDate {
  let left = EXPLAINED_WITHIN_BUSINESS_DAYS + hand.config.matching.graceBusinessDays;
  let day = hand.date;
  while (left > 0) {
    day = addDays(day, -1);
    if (hand.calendar.isBusinessDay(day)) left -= 1;
  }
  return day;
}

export type { BankLine, HeldOrder };
