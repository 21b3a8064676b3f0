import { compareText } from '../../../schemas/lines/records.ts';
import { differingByReference, matchByReference, namedByReference } from './by-reference.ts';
import { matchCutSets } from './cut-sets.ts';
import { cancelCertain, cancelLeftOver, payNegativePayouts, undoMatches, type Credit } from './debits.ts';
import { explainer, type Explain } from './explanation.ts';
import {
  compareGroups,
  groupOf,
  membersOf,
  mergeGroups,
  toBankMatch,
  withCuts,
  without,
  type Decided,
  type DecidedPayouts,
  type Group,
  type Pairing,
} from './group.ts';
import { matchPayouts } from './match-payouts.ts';
import { agreeingPairs, withoutStalePairs } from './prior-pairs.ts';
import type { BankItem, BankMatchParams, BankMatchResult, Cut, MatchedCredit, Receivable } from './types.ts';
import { indexBy } from '../../../schemas/values/groups.ts';
import { toAmbiguity } from './window.ts';

/**
 * Matches what providers owe with what the bank shows (domain: 4.2 to 4.6).
 *
 * Amounts are hundredths; currencies never mix. The result depends on the members alone, never on their order; every
 * receivable and every bank item ends in exactly one match, one ambiguity, or one of the two open lists.
 * `matchedCredits` appear only in matches of the pass `debit` that undo an earlier one. Throws `money_out_of_range`
 * where a sum is no safe whole number.
 */
export function matchBank(
  receivables: readonly Receivable[],
  items: readonly BankItem[],
  matchedCredits: readonly MatchedCredit[],
  params: BankMatchParams,
): BankMatchResult {
  const explain = explainer(params);
  const everything = groupOf(receivables, items);
  const agreeing = agreeingPairs(everything, params);
  const all = withoutStalePairs(without(everything, agreeing), params);
  const earlier = matchedCredits.map((credit): Credit => ({ ...credit, state: 'matched_before' }));
  const cancelled: Pairing[] = [];
  for (;;) {
    const uncancelled = without(all, cancelled);
    const decided = settle(uncancelled, earlier, params, explain);
    const debits = openDebits(without(uncancelled, decided.pairings), decided.held);
    const credits = debits.length === 0 ? [] : [...earlier, ...creditsOf(decided, uncancelled)];
    const leftOver = cancelLeftOver(debits, credits, params);
    if (leftOver.length > 0) {
      // Without these the others may find each other: the whole is decided again.
      cancelled.push(...leftOver);
      continue;
    }
    const pairings = [...agreeing, ...cancelled, ...decided.pairings, ...undoMatches(debits, credits, params)];
    return resultOf(withCuts(all, decided.cuts), { ...decided, pairings }, params);
  }
}

/** One pass over everything: refunds and debits first, then credits by reference, then payouts source by source. */
function settle(all: Group, earlier: readonly Credit[], params: BankMatchParams, explain: Explain): DecidedPayouts {
  const pairings: Pairing[] = [];
  let open = all;
  const take = (found: readonly Pairing[]): void => {
    // Not spread into push: there may be more matches than a call takes arguments.
    for (const one of found) pairings.push(one);
    open = without(open, found);
  };
  const refunds = namedByReference(perTransaction(ofSign(open, -1), params));
  take(matchByReference(refunds, params));
  const cutRefunds = matchCutSets(without(perTransaction(ofSign(open, -1), params), refunds.contested), params);
  take(cutRefunds.pairings);
  const owed = byProvider(open, params).map((group) => payNegativePayouts(group, params));
  take(owed.flatMap((decided) => decided.pairings));
  const held = [...cutRefunds.held, ...owed.flatMap((decided) => decided.held)];
  const openCredits = open.items
    .filter((item) => item.amount > 0)
    .map((item): Credit => ({ item, state: 'open', bankMatch: null, takenBack: false }));
  take(cancelCertain(openDebits(open, held), [...earlier, ...openCredits], params));
  const payments = namedByReference(perTransaction(ofSign(open, 1), params));
  take(matchByReference(payments, params));
  const cutPayments = matchCutSets(without(perTransaction(ofSign(open, 1), params), payments.contested), params);
  take(cutPayments.pairings);
  held.push(...cutPayments.held);
  const contested = [...refunds.contested, ...payments.contested];
  const named = { groups: [...refunds.groups, ...payments.groups], contested };
  take(differingByReference(without(perTransaction(open, params), [...contested, ...held]), named, params, explain));
  held.push(...stillContested(open, contested));
  const decided = byProvider(without(open, held), params).map((group) => matchPayouts(group, params, explain));
  take(decided.flatMap((one) => one.pairings));
  return {
    pairings,
    held: mergeGroups([...held, ...decided.flatMap((one) => one.held)]),
    cuts: decided.flatMap((one) => one.cuts),
  };
}

function ofSign(open: Group, sign: 1 | -1): Group {
  const has = (party: { readonly amount: number }): boolean => Math.sign(party.amount) === sign;
  return { receivables: open.receivables.filter(has), items: open.items.filter(has) };
}

/**
 * The receivables that a bank item can name by reference, and the items that may: not those that stand in the pair of a
 * payout. A source that nets its refunds lets none be debited.
 */
function perTransaction(open: Group, params: BankMatchParams): Group {
  const named = (receivable: Receivable): boolean => {
    const source = params.sources[receivable.source];
    return source?.settles === 'per_transaction' && !(receivable.isRefund && source.refunds === 'netted');
  };
  const receivables = open.receivables.filter(named);
  const pairs = new Set(receivables.map((receivable) => receivable.priorPair));
  return {
    receivables,
    items: open.items.filter((item) => item.priorPair === null || pairs.has(item.priorPair)),
  };
}

/**
 * The payouts of each source and currency, with the bank items that look like that source. An item that stands in a
 * pair belongs to the source of the pair, whatever text the source is known by today.
 */
function byProvider(open: Group, params: BankMatchParams): Group[] {
  const keyOf = (source: string, currency: string): string => JSON.stringify([source, currency]);
  const payouts = open.receivables.filter(
    (receivable) => params.sources[receivable.source]?.settles !== 'per_transaction',
  );
  const sourceOfPair = new Map(payouts.map((receivable) => [receivable.priorPair, receivable.source]));
  sourceOfPair.delete(null);
  const items = indexBy(open.items, (item) => {
    const source = sourceOfPair.get(item.priorPair) ?? item.looksLike;
    return source === null ? [] : [keyOf(source, item.currency)];
  });
  return [...indexBy(payouts, (receivable) => [keyOf(receivable.source, receivable.currency)])]
    .sort(([left], [right]) => compareText(left, right))
    .map(([key, receivables]) => ({ receivables, items: items.get(key) ?? [] }));
}

/** Items that two sources know, with what is still open of what they name. */
function stillContested(open: Group, contested: readonly Group[]): Group[] {
  const members = membersOf([open]);
  return contested
    .map((group) => ({
      receivables: group.receivables.filter((receivable) => members.has(receivable)),
      items: group.items,
    }))
    .filter((group) => group.receivables.length > 0);
}

/** Debits that neither pay anything nor stand in an ambiguity. */
function openDebits(open: Group, held: readonly Group[]): BankItem[] {
  return without(open, held).items.filter((item) => item.amount < 0);
}

/** The credits of this run as a debit may meet them: open (in an ambiguity too), or just matched. */
function creditsOf(decided: Decided, all: Group): Credit[] {
  const matched = membersOf(decided.pairings);
  return all.items
    .filter((item) => item.amount > 0)
    .map((item): Credit => ({
      item,
      state: matched.has(item) ? 'matched_now' : 'open',
      bankMatch: null,
      takenBack: false,
    }));
}

function resultOf(all: Group, decided: DecidedPayouts, params: BankMatchParams): BankMatchResult {
  const open = without(all, [...decided.pairings, ...decided.held]);
  return {
    matches: [...decided.pairings].sort(compareGroups).map(toBankMatch),
    cuts: movedOfDays(decided.cuts),
    ambiguities: [...decided.held].sort(compareGroups).map((group) => toAmbiguity(group, params)),
    openReceivables: open.receivables.map((receivable) => receivable.id).sort(compareText),
    openItems: open.items.map((item) => item.id).sort(compareText),
  };
}

/** What left each day; a day may be cut at both ends. */
function movedOfDays(cuts: readonly Cut[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    [...indexBy(cuts, (cut) => [cut.whole.id])].map(([day, ofDay]) => [
      day,
      ofDay.flatMap((cut) => cut.moved.map((line) => line.id)),
    ]),
  );
}
