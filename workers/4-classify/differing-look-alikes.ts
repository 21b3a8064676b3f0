import { negate, type Minor } from '../../schemas/values/money.ts';
import { addressKey, compareText } from '../../schemas/lines/records.ts';
import type { Finding, NamedLine } from '../../schemas/outcome/run.ts';
import type { BankItem, BankMatch } from '../3-match/bank/types.ts';
import { everyMember, type OpenReceivable } from '../3-match/receivables.ts';
import type { Case } from './case.ts';
import { named } from './draft.ts';
import type { BankParties } from './rules/bank-matches.ts';
import { asQuestion } from './seen-elsewhere.ts';
import { groupBy } from '../../schemas/values/groups.ts';
import { certain } from '../../schemas/errors.ts';

/**
 * Before a difference is claimed the rest of the books is looked at: another payout that waits for exactly what came,
 * an open credit of exactly what was expected or of what is lacking; and before a payout is called missing, the credit
 * of exactly its amount that is paired with another one. An amount is evidence against an id, so the row asks first.
 * One line excuses one row, the oldest first.
 */
export function withDifferingLookAlikes(findings: readonly Finding[], c: Case, parties: BankParties): Finding[] {
  const differing = c.match.matches.filter((one) => one.pass === 'differing' && one.receivables.length > 0);
  if (differing.length === 0) return [...findings];
  const books = booksOf(differing, c, parties);
  const byCredit = new Map(differing.flatMap((one) => one.bankItems.map((id) => [id, one] as const)));
  const ordered = [...findings].sort((a, b) => compareText(a.dueOn ?? '', b.dueOn ?? '') || compareText(a.id, b.id));
  const seen = new Map<string, NamedLine[]>();
  for (const one of ordered) {
    if (one.seenElsewhere.length > 0) continue;
    const lines =
      one.kind === 'payout_mismatch'
        ? ofMismatch(one, byCredit, books)
        : one.kind === 'missing_in_bank'
          ? ofMissing(one, books)
          : [];
    if (lines.length > 0) seen.set(one.id, lines);
  }
  return findings.map((one) => {
    const lines = seen.get(one.id);
    return lines === undefined ? one : { ...asQuestion(one, lines, c), owner: 'treasury' };
  });
}

/** What is open or differs between settlement and bank, by source, currency and amount. */
interface Books {
  readonly credits: ReadonlyMap<string, readonly BankItem[]>;
  readonly owed: ReadonlyMap<string, readonly OpenReceivable[]>;
  readonly receivable: (id: string) => OpenReceivable | undefined;
  readonly placeOf: (item: BankItem) => NamedLine[];
  /** What has excused a row. */
  readonly taken: Set<unknown>;
  readonly matchOf: ReadonlyMap<string, BankMatch>;
}

function booksOf(differing: readonly BankMatch[], c: Case, parties: BankParties): Books {
  const { match } = c;
  const items = new Map([...match.items.values()].map((item) => [item.id, item]));
  const unpaired = new Set([...match.openItems, ...match.ambiguities.flatMap((one) => one.bankItems)]);
  const unpaid = new Set([...match.openReceivables, ...match.ambiguities.flatMap((one) => one.receivables)]);
  const matchOf = new Map<string, BankMatch>();
  for (const one of differing) for (const id of [...one.bankItems, ...one.receivables]) matchOf.set(id, one);
  const credits = [...items.values()].filter(
    (item) => unpaired.has(item.id) || matchOf.get(item.id)?.bankItems.length === 1,
  );
  const owed = match.receivables.filter(
    ({ receivable: { id } }) => unpaid.has(id) || matchOf.get(id)?.receivables.length === 1,
  );
  // What is paired belongs to the source of the pair, whatever text that source is known by.
  const sourceOf = (item: BankItem): string | null => {
    const paired = matchOf.get(item.id)?.receivables[0];
    return paired === undefined ? item.looksLike : (parties.receivables.get(paired)?.source.id ?? null);
  };
  return {
    credits: groupBy(credits, (item) => keyOf(sourceOf(item), item.currency, item.amount)),
    owed: groupBy(owed, ({ source, receivable }) => keyOf(source.id, receivable.currency, receivable.amount)),
    receivable: (id) => parties.receivables.get(id),
    placeOf: (item) => {
      const held = parties.items.get(item.id);
      return held === undefined ? [] : [named(held.line, false)];
    },
    taken: new Set(),
    matchOf,
  };
}

function keyOf(source: string | null, currency: string, amount: Minor): string {
  return JSON.stringify([source, currency, amount]);
}

/** What may be the rest of a differing pair, or the other side of it. */
function ofMismatch(finding: Finding, byCredit: ReadonlyMap<string, BankMatch>, books: Books): NamedLine[] {
  const match = finding.lines.flatMap((line) => (line.leg === 'bank' ? (byCredit.get(addressKey(line)) ?? []) : []))[0];
  const first = match === undefined ? undefined : books.receivable(certain(match.receivables[0], 'a receivable'));
  if (match === undefined || first === undefined) return [];
  const { currency, settledOn } = first.receivable;
  const source = first.source.id;
  const other = (books.owed.get(keyOf(source, currency, match.received)) ?? []).find(
    ({ receivable }) =>
      !match.receivables.includes(receivable.id) &&
      receivable.settledOn <= match.arrivedOn &&
      !books.taken.has(receivable.id),
  );
  const ofAmount = (amount: Minor): readonly BankItem[] => books.credits.get(keyOf(source, currency, amount)) ?? [];
  // What is lacking may have come by itself; a credit that is paired is no rest of another one.
  const isShort = match.difference < 0 === match.expected > 0;
  const rest = isShort ? ofAmount(negate(match.difference)).filter((item) => !books.matchOf.has(item.id)) : [];
  const credit = [...ofAmount(match.expected), ...rest].find(
    (item) => !match.bankItems.includes(item.id) && item.bookedOn >= settledOn && !books.taken.has(item.id),
  );
  if (other !== undefined) books.taken.add(other.receivable.id);
  if (credit !== undefined) books.taken.add(credit.id);
  const member = other === undefined ? undefined : everyMember(other)[0];
  return [
    ...(member === undefined ? [] : [named(member.line, false)]),
    ...(credit === undefined ? [] : books.placeOf(credit)),
  ];
}

/**
 * The credit that has exactly the amount of what is missing, and is paired with something else that it differs from.
 */
function ofMissing(finding: Finding, books: Books): NamedLine[] {
  const { difference, currency, provider, settledOn } = finding;
  if (difference === null || currency === null) return [];
  const credit = (books.credits.get(keyOf(provider, currency, negate(difference))) ?? []).find(
    (item) => books.matchOf.has(item.id) && item.bookedOn >= (settledOn ?? '') && !books.taken.has(item.id),
  );
  if (credit === undefined) return [];
  books.taken.add(credit.id);
  return books.placeOf(credit);
}
