import { KINDS } from '../../schemas/kinds/kinds.ts';
import { daysBetween, type PlainDate } from '../../schemas/values/dates.ts';
import { negate, type Minor } from '../../schemas/values/money.ts';
import { addressKey, compareText } from '../../schemas/lines/records.ts';
import type { Finding, NamedLine } from '../../schemas/outcome/run.ts';
import { fewestSumming } from '../3-match/exact-subset.ts';
import { everyMember } from '../3-match/receivables.ts';
import type { Case } from './case.ts';
import { providerOf } from './claimable.ts';
import { named } from './draft.ts';
import { type BankParties, itemsOf } from './rules/bank-matches.ts';
import { asQuestion } from './seen-elsewhere.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** How far from a movement the parts of it may have been settled or booked. */
const NEAR_DAYS = 15;
/** Past so many open lines of a provider a file is the cause, and no sum says anything. */
const LOOSE_MAX = 500;

/** Money that one side of the books has and the other lacks: an open line, or what a pair differs by. */
interface Loose {
  readonly id: string;
  /** Those that rows are found by. */
  readonly lines: readonly NamedLine[];
  readonly source: string;
  readonly currency: string;
  readonly amount: Minor;
  readonly on: PlainDate;
}

interface Found {
  /** By the address of a line: the lines of the other side. */
  readonly seen: Map<string, NamedLine[]>;
  /** What is part of a sum. */
  readonly taken: Set<string>;
}

/**
 * Before money is called missing, or a debit unexplained, sums are looked at: transfers that came in one lump without a
 * reference, one that came in parts, a credit that is too large by exactly what another line lacks, a credit and the
 * debit that takes back what it is too large by. No sum proves anything, so both rows become questions; a line is part
 * of one sum.
 */
export function withSumLookAlikes(findings: readonly Finding[], c: Case, parties: BankParties): Finding[] {
  if (!findings.some((one) => KINDS[one.kind].isInSums)) return [...findings];
  const had = bankHas(c, parties);
  if (had.length === 0) return [...findings];
  const found: Found = { seen: new Map(), taken: new Set() };
  const lacked = groupBy(bankLacks(c, parties, findings), keyOf);
  const having = groupBy(had, keyOf);
  const against = groupBy(
    had.map((one) => ({ ...one, amount: negate(one.amount) })),
    keyOf,
  );
  for (const [key, wholes] of having) {
    const [lacks, back] = [lacked.get(key) ?? [], against.get(key) ?? []];
    if (Math.max(wholes.length, lacks.length, back.length) > LOOSE_MAX) continue;
    for (const whole of wholes) join(whole, lacks, (part) => part.on <= whole.on, found);
    for (const whole of lacks) join(whole, wholes, (part) => part.on >= whole.on, found);
    for (const whole of wholes) join(whole, back, () => true, found);
  }
  return findings.map((one) => withSeen(one, found.seen, c));
}

function keyOf({ source, currency, amount }: Loose): string {
  return JSON.stringify([source, currency, amount > 0]);
}

function withSeen(one: Finding, seen: Found['seen'], c: Case): Finding {
  if (one.seenElsewhere.length > 0 || !KINDS[one.kind].isInSums) return one;
  const lines = new Map(
    one.lines.flatMap((line) => seen.get(addressKey(line)) ?? []).map((line) => [addressKey(line), line] as const),
  );
  if (lines.size === 0) return one;
  return { ...asQuestion(one, [...lines.values()], c), owner: 'treasury' };
}

/**
 * What the bank booked and nothing expects: open movements that look like a provider's, and what a pair has too much.
 */
function bankHas(c: Case, parties: BankParties): Loose[] {
  const open = [...c.match.openItems].flatMap((id): Loose[] => {
    const held = parties.items.get(id);
    const item = held === undefined ? undefined : c.match.items.get(held.ix);
    if (held === undefined || item === undefined || item.looksLike === null) return [];
    const { currency, amount, bookedOn } = item;
    return [{ id, lines: [named(held.line, false)], source: item.looksLike, currency, amount, on: bookedOn }];
  });
  const tooMuch = c.match.matches.flatMap((match): Loose[] => {
    const first = parties.receivables.get(match.receivables[0] ?? '');
    if (match.pass !== 'differing' || first === undefined || match.difference > 0 !== match.expected > 0) return [];
    const lines = itemsOf(match.bankItems, parties).map((held) => named(held.line, false));
    const { id, difference: amount, arrivedOn: on } = match;
    return [{ id, lines, source: first.source.id, currency: first.receivable.currency, amount, on }];
  });
  return [...open, ...tooMuch].sort(compareLoose);
}

/** What is expected and not there: open receivables, and sales that the provider does not report. */
function bankLacks(c: Case, parties: BankParties, findings: readonly Finding[]): Loose[] {
  const open = [...c.match.openReceivables].flatMap((id): Loose[] => {
    const one = parties.receivables.get(id);
    if (one === undefined || one.receivable.amount === 0) return [];
    const { currency, amount, settledOn } = one.receivable;
    return [
      {
        id,
        // Made of what is asked for: most payouts sum to nothing.
        get lines() {
          return everyMember(one).map((held) => named(held.line, false));
        },
        source: one.source.id,
        currency,
        amount,
        on: settledOn,
      },
    ];
  });
  const unreported = findings.flatMap((one): Loose[] => {
    const source = providerOf(one, c.workingSet.config);
    const { id, orderAmount, currency, paidOn } = one;
    if (one.kind !== 'missing_in_settlement' || source === null || orderAmount === null || currency === null) return [];
    const lines = one.lines.map((line) => ({ ...line, broken: false }));
    return [{ id, lines, source, currency, amount: orderAmount, on: paidOn ?? c.workingSet.date }];
  });
  return [...open, ...unreported].sort(compareLoose);
}

function compareLoose(a: Loose, b: Loose): number {
  return compareText(a.on, b.on) || compareText(a.id, b.id);
}

/** Names the parts that sum to a whole on its row, and the whole on theirs. */
function join(whole: Loose, parts: readonly Loose[], fits: (part: Loose) => boolean, { seen, taken }: Found): void {
  if (taken.has(whole.id)) return;
  const near = parts.filter(
    (part) => !taken.has(part.id) && fits(part) && Math.abs(daysBetween(part.on, whole.on)) <= NEAR_DAYS,
  );
  const sum = summing(near, whole.amount);
  if (sum.length === 0) return;
  const put = (of: Loose, other: Loose): void => {
    for (const line of of.lines) seen.set(addressKey(line), [...(seen.get(addressKey(line)) ?? []), ...other.lines]);
  };
  for (const part of sum) {
    put(whole, part);
    put(part, whole);
    taken.add(part.id);
  }
  taken.add(whole.id);
}

/**
 * One of the amount; else all of some days in a row; else, among few, the smallest set: among many a chance hit would
 * excuse anything. Empty where nothing sums to it.
 */
function summing(parts: readonly Loose[], target: Minor): readonly Loose[] {
  const one = parts.find((part) => part.amount === target);
  if (one !== undefined) return [one];
  const days = daysSumming(parts, target);
  if (days !== null) return days;
  const amounts = parts.map((part) => part.amount);
  return (fewestSumming(amounts, target) ?? []).flatMap((place) => parts[place] ?? []);
}

function daysSumming(parts: readonly Loose[], target: Minor): readonly Loose[] | null {
  const days = [...groupBy(parts, (part) => part.on).values()];
  for (const start of days.keys()) {
    for (let end = start + 1; end <= days.length; end += 1) {
      const run = days.slice(start, end).flat();
      if (totalOf(run) === target) return run;
    }
  }
  return null;
}

function totalOf(parts: readonly Loose[]): number {
  return parts.reduce((total, part) => total + part.amount, 0);
}
