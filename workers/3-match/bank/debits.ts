import { daysBetween } from '../../../schemas/values/dates.ts';
import { negate } from '../../../schemas/values/money.ts';
import { matchByAmount } from './by-amount.ts';
import { compareItems, pairing, type Decided, type Group, type Pairing } from './group.ts';
import type { BankItem, BankMatchParams } from './types.ts';
import { indexBy } from '../../../schemas/values/groups.ts';

/** Debits that pay the negative payouts of one source and currency, by exact amount (domain: 4.6). */
export function payNegativePayouts(open: Group, params: BankMatchParams): Decided {
  const owed = {
    receivables: open.receivables.filter((receivable) => receivable.amount < 0),
    items: open.items.filter((item) => item.amount < 0),
  };
  return matchByAmount(owed, params, { single: 'debit', several: 'debit' });
}

/** A credit that a debit may take back. */
export interface Credit {
  readonly item: BankItem;
  /** `open`, or matched: by an earlier run, whose match has this id, or by this one. */
  readonly state: 'open' | 'matched_before' | 'matched_now';
  readonly bankMatch: string | null;
  /** The provider says that it took back what the credit paid. */
  readonly takenBack: boolean;
}

/** How surely a debit takes back a credit of the opposite amount. */
const EVIDENCE = { id: 4, reference: 3, text: 2, looks: 1, none: 0 } as const;

/**
 * Debits that take back an open credit, the last one before them of those that say the same: debit and credit cancel
 * (domain: 4.6). Done before credits look for payouts, so that money that went back pays none, and what comes anew pays
 * in its stead.
 */
export function cancelCertain(
  debits: readonly BankItem[],
  credits: readonly Credit[],
  params: BankMatchParams,
): Pairing[] {
  return decide(debits, credits, params, (best) => {
    const last = lastOfSame(best);
    return last?.state === 'open' ? last : null;
  });
}

/**
 * Debits that take back a credit that found no partner in this run either, where the last one before them has one of
 * this run: any match that stands keeps standing whichever is meant. Credits that say different things (of another
 * provider, with another reference) are not equal: which one went back would leave other books, so the debit stays
 * open.
 */
export function cancelLeftOver(
  debits: readonly BankItem[],
  credits: readonly Credit[],
  params: BankMatchParams,
): Pairing[] {
  return decide(debits, credits, params, (best) => {
    const newest = best.filter((credit) => credit.state === 'open').at(-1);
    return newest !== undefined && best.every((credit) => saysTheSame(credit.item, newest.item)) ? newest : null;
  });
}

/**
 * Debits that undo a match of an earlier run: that of the last credit before them, or of the one whose payout the
 * provider says it took back. Where credits that say different things could be meant, undoing the match of one or the
 * other would leave other books: the debit stays open.
 */
export function undoMatches(
  debits: readonly BankItem[],
  credits: readonly Credit[],
  params: BankMatchParams,
): Pairing[] {
  return decide(debits, credits, params, (all) => {
    const takenBack = all.filter((credit) => credit.takenBack);
    const best = takenBack.length > 0 ? takenBack : all;
    const meant = best.at(-1);
    const ofOneMatch = best.every((credit) => credit.bankMatch === meant?.bankMatch);
    const last = ofOneMatch ? meant : lastOfSame(best);
    return last?.state === 'matched_before' ? last : null;
  });
}

/** The last of some credits, oldest first, where they all say the same; else none can be told from the others. */
function lastOfSame(credits: readonly Credit[]): Credit | null {
  const last = credits.at(-1);
  return last !== undefined && credits.every((credit) => saysTheSame(credit.item, last.item)) ? last : null;
}

type Choose = (best: readonly Credit[]) => Credit | null;

/** A debit with the credits that it may take back, and how surely at best. */
interface Claim {
  readonly debit: BankItem;
  readonly mirrored: readonly Credit[];
  readonly surely: number;
}

/**
 * The debit with the strongest evidence first, equal ones in date order; each is shown the credits that it fits best,
 * oldest first (of the day of the debit itself only where there is none before it: what is booked again comes that
 * day), and takes at most one. Debits of one date that say different things and of which only some can be served take
 * none.
 */
function decide(
  debits: readonly BankItem[],
  credits: readonly Credit[],
  params: BankMatchParams,
  choose: Choose,
): Pairing[] {
  if (debits.length === 0) return [];
  const byMovement = indexBy(credits, (credit) => [movementKey(credit.item, credit.item.amount)]);
  const gone = new Set<Credit>();
  const claimOf = (debit: BankItem): Claim => {
    const mirrored = (byMovement.get(movementKey(debit, negate(debit.amount))) ?? []).filter(
      (credit) => !gone.has(credit) && precedes(credit.item, debit, params),
    );
    const surely = mirrored.reduce<number>(
      (most, credit) => Math.max(most, evidence(credit.item, debit, params)),
      EVIDENCE.none,
    );
    const best = mirrored.filter((credit) => evidence(credit.item, debit, params) === surely);
    const before = best.filter((credit) => credit.item.bookedOn < debit.bookedOn);
    return { debit, mirrored: before.length > 0 ? before : best, surely };
  };
  const claims = debits
    .map(claimOf)
    .filter((claim) => claim.surely > EVIDENCE.none)
    .sort((a, b) => b.surely - a.surely || compareItems(a.debit, b.debit));
  const pairings: Pairing[] = [];
  for (const { debit } of claims) {
    const claim = claimOf(debit);
    if (claim.surely === EVIDENCE.none || isContested(claim, claims)) continue;
    const chosen = choose([...claim.mirrored].sort((a, b) => compareItems(a.item, b.item)));
    if (chosen === null) continue;
    gone.add(chosen);
    pairings.push({ ...pairing('debit', [], [chosen.item, debit]), undoes: chosen.bankMatch });
  }
  return pairings;
}

/**
 * Whether another debit of the date has as good a claim to the same credits, says something else, and there are too few
 * for both.
 */
function isContested(claim: Claim, claims: readonly Claim[]): boolean {
  const rivals = claims.filter(
    ({ debit, mirrored, surely }) =>
      surely === claim.surely &&
      debit.bookedOn === claim.debit.bookedOn &&
      mirrored.some((credit) => claim.mirrored.includes(credit)),
  );
  return rivals.length > claim.mirrored.length && rivals.some(({ debit }) => !saysTheSame(debit, claim.debit));
}

/**
 * Movements of one amount that nothing tells apart but their date, and which of them is meant is all one to the books.
 */
function saysTheSame(a: BankItem, b: BankItem): boolean {
  return a === b || (a.looksLike === b.looksLike && sameTexts(a.telling, b.telling));
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text) => b.includes(text));
}

function movementKey(item: BankItem, amount: number): string {
  return JSON.stringify([item.account, item.currency, amount]);
}

function precedes(credit: BankItem, debit: BankItem, params: BankMatchParams): boolean {
  const days = daysBetween(credit.bookedOn, debit.bookedOn);
  return days >= 0 && days <= params.lookbackDays;
}

/**
 * The bank's own id, a shared reference or the same text; else a reversal mark or the same provider. For a provider
 * that pays per transaction the provider is not enough: there, equal amounts are everyday and a debit is a refund.
 */
function evidence(credit: BankItem, debit: BankItem, params: BankMatchParams): number {
  if (debit.endToEndId !== null && debit.endToEndId === credit.endToEndId) return EVIDENCE.id;
  if (debit.bankId !== null && debit.bankId === credit.bankId) return EVIDENCE.id;
  if (debit.telling.some((reference) => credit.telling.includes(reference))) return EVIDENCE.reference;
  if (debit.text !== '' && debit.text === credit.text) return EVIDENCE.text;
  const ofAnother = debit.looksLike !== null && credit.looksLike !== null && debit.looksLike !== credit.looksLike;
  if (debit.reversal) return ofAnother ? EVIDENCE.none : EVIDENCE.looks;
  if (debit.looksLike === null || debit.looksLike !== credit.looksLike) return EVIDENCE.none;
  return params.sources[debit.looksLike]?.settles === 'per_transaction' ? EVIDENCE.none : EVIDENCE.looks;
}
