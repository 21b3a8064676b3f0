import { descriptionTokens, foldReference, isTelling } from '../../../schemas/lines/line-keys.ts';
import { absolute } from '../../../schemas/values/money.ts';
import { compareAddress, type BankLine } from '../../../schemas/lines/records.ts';
import { fileKey } from '../../3-match/bank-coverage.ts';
import { accountReader, bankIdReader } from '../../3-match/bank-ids.ts';
import { isBank, type HeldBank } from '../../3-match/working-set.ts';
import type { Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';
import { groupBy } from '../../../schemas/values/groups.ts';
import { bankFields, standsRejected } from './fields.ts';

/**
 * duplicate_bank_credit: an open credit past its due date that repeats a matched one of its account, booking date and
 * amount: its id or end-to-end id, or without ids its text. And the question whether two files tell one movement or
 * two, where a single row recurs and neither an id nor a balance says so.
 *
 * @param open what found no counterpart and stands in no ambiguous group
 */
export function repeatedCredits(c: Case, open: readonly HeldBank[]): DraftOf<'duplicate_bank_credit'>[] {
  const pastDue = open.filter((held) => {
    const item = c.match.items.get(held.ix);
    return held.line.amount > 0 && item !== undefined && item.dueOn < c.workingSet.date && !standsRejected(held, c);
  });
  const repeats = pastDue.length === 0 ? [] : repeatsOf(pastDue, c);
  const doubled = new Set(repeats.map(({ held }) => held.ix));
  const doubts = c.match.bank.doubts.filter(({ held }) => !doubled.has(held.ix) && !c.match.outOfScope.has(held.ix));
  return [
    ...repeats.map(({ held, other }) => repeated(held, other, c)),
    ...doubts.map(({ held, other }) => doubted(held, other, c)),
  ];
}

interface Repeat {
  readonly held: HeldBank;
  readonly other: BankLine;
}

/** Each open credit with the matched one that it repeats; two open ones may repeat the same. */
function repeatsOf(pastDue: readonly HeldBank[], c: Case): Repeat[] {
  const accountOf = accountReader(c.workingSet.config);
  const readId = bankIdReader(c.workingSet.config);
  const movement = (line: BankLine): string =>
    JSON.stringify([accountOf(line.source, line.account), line.currency, line.bookedOn, line.amount]);
  const amounts = new Set<number>(pastDue.map((held) => held.line.amount));
  const plain = amounts.size === 0 ? [] : c.workingSet.plain.credits((amount) => amounts.has(amount));
  const matched = groupBy([...matchedInSet(c), ...plain, ...c.workingSet.matchedBefore], movement);
  const repeats = (line: BankLine, other: BankLine): boolean => {
    const pairs = [line, other].map((one) => ({
      id: readId(one.bankId, one.source),
      transfer: readId(one.endToEndId, one.source),
    }));
    const [own, others] = pairs;
    if (own === undefined || others === undefined) return false;
    if (own.id !== '' && own.id === others.id) return true;
    if (own.transfer !== '' && own.transfer === others.transfer) return true;
    const without = pairs.every((one) => one.id === '' && one.transfer === '');
    return (
      without &&
      line.source === other.source &&
      line.description === other.description &&
      line.reference === other.reference
    );
  };
  return pastDue.flatMap((held) => {
    const others = (matched.get(movement(held.line)) ?? [])
      .filter((other) => repeats(held.line, other))
      .sort(compareAddress);
    return others[0] === undefined ? [] : [{ held, other: others[0] }];
  });
}

/** Credits that pay something: by a match of this run, or by one that stands. */
function matchedInSet(c: Case): BankLine[] {
  const paying = new Set(
    c.match.matches.filter((match) => match.receivables.length > 0).flatMap((match) => match.bankItems),
  );
  return c.workingSet.lines.filter(isBank).flatMap((held) => {
    if (c.match.outOfScope.has(held.ix)) return [];
    const item = c.match.items.get(held.ix);
    const stands = item === undefined && held.former?.bankLeg === 'agrees';
    return stands || (item !== undefined && paying.has(item.id)) ? [held.line] : [];
  });
}

function repeated(held: HeldBank, other: BankLine, c: Case): DraftOf<'duplicate_bank_credit'> {
  const files = [held.line, other].map((line) => c.fileOf(line));
  const fields = bankFields(held, c);
  const proved = files.every((file) => file?.footing?.state === 'proved' && file.balances.length > 0);
  return {
    ...fields,
    merchantReference: fields.merchantReference ?? referenceOf(held, other),
    kind: 'duplicate_bank_credit',
    key: c.bankKey(held.line),
    lines: [named(held.line, true), named(other, false)],
    difference: held.line.amount,
    moneyAtRisk: absolute(held.line.amount),
    direction: 'owed_by_us',
    facts: {
      told: proved ? 'paid_twice' : fileKey(held.line) === fileKey(other) ? 'listed_twice' : 'two_files',
      fileName: files[0]?.name ?? null,
      otherFileName: files[1]?.name ?? null,
    },
  };
}

/**
 * The one word that both texts share and that looks like a reference: the sale that the first paid may be closed and
 * not in the working set.
 */
function referenceOf(held: HeldBank, other: BankLine): string | null {
  const telling = (text: string): string[] => descriptionTokens(text).filter(isTelling);
  const others = new Set(telling(other.description));
  const shared = telling(held.line.description).filter((word) => others.has(word));
  const [word] = shared;
  if (word === undefined || shared.length > 1) return null;
  return held.line.description.split(/\s+/u).find((written) => foldReference(written) === word) ?? null;
}

function doubted(held: HeldBank, other: BankLine, c: Case): DraftOf<'duplicate_bank_credit'> {
  return {
    ...bankFields(held, c),
    kind: 'duplicate_bank_credit',
    key: c.bankKey(held.line),
    lines: [named(held.line, false), named(other, false)],
    difference: held.line.amount,
    moneyAtRisk: absolute(held.line.amount),
    direction: 'unknown',
    facts: {
      told: 'two_files',
      counted: true,
      fileName: c.fileOf(held.line)?.name ?? null,
      otherFileName: c.fileOf(other)?.name ?? null,
    },
  };
}
