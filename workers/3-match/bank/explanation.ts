import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { negate } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { namesPayout } from './by-payout-id.ts';
import { differenceOf, type Group } from './group.ts';
import type { BankMatchParams, Explanation, Receivable } from './types.ts';
import { indexBy } from '../../../schemas/values/groups.ts';

/** How far before the credit a line of the provider may have been settled to explain it (domain: 4.5). */
const EXPLAINER_BUSINESS_DAYS = 10;
/** Sets of two are sought among at most this many lines, sets of three among fewer: the search is quadratic there. */
const PAIR_CANDIDATES_MAX = 2000;
const TRIPLE_CANDIDATES_MAX = 300;

/**
 * From this many chance hits on, a set that fits says nothing: with fewer lines or coarser prices any difference can be
 * made up.
 */
const CHANCE_HITS_MAX = 0.05;

/** Why what arrived differs from what was expected. */
export type Explain = (group: Group) => Explanation;

/** A line, with what it adds to `received - expected` if it is the cause, in hundredths. */
interface Cause {
  readonly id: string;
  readonly effect: number;
  readonly receivable: string | null;
}

interface Causes {
  readonly list: readonly Cause[];
  readonly byEffect: ReadonlyMap<number, readonly Cause[]>;
  /** How many lines each receivable has in the list. */
  readonly perReceivable: ReadonlyMap<string | null, number>;
}

/**
 * Makes the function that explains a difference: the smallest set of at most three lines that sums to it (domain: 4.5).
 *
 * A line of the payout explains by its absence, so it counts with the opposite sign: a payment of 50 that the credit
 * leaves out makes it 50 short, a refund that it leaves out makes it larger. A line of the provider that is not in the
 * payout explains by its presence and counts as it is. Both kinds form one pool, so that a second way to explain the
 * same difference is never overlooked. More than one set of the smallest size explains nothing: state `several`. A set
 * of two or three explains only where hardly any would fit by chance. What names its payout, or is paid by its own
 * reference, is explained by its own lines alone: a stranger's are no part of what the bank says it pays.
 */
export function explainer(params: BankMatchParams): Explain {
  const known = new Map<string, Causes>();
  const linesBefore = (source: string, currency: string, bookedOn: PlainDate): Causes => {
    const key = JSON.stringify([source, currency, bookedOn]);
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const earliest = firstDayOf(bookedOn, params);
    const lines = params
      .explainers(source, currency)
      .filter(
        (line) =>
          line.amount !== 0 && (line.isOpen === true || line.settledOn >= earliest) && line.settledOn <= bookedOn,
      )
      .map((line) => ({ id: line.id, effect: line.amount, receivable: line.receivable }));
    const causes = causesOf(lines);
    known.set(key, causes);
    return causes;
  };
  return (group) => {
    const [first] = group.receivables;
    const credit = group.items.at(-1);
    if (first === undefined || credit === undefined) return { state: 'none', lines: [], sets: 0 };
    const own = group.receivables.flatMap((receivable) =>
      receivable.members
        .filter((member) => member.amount !== 0)
        .map((member) => ({ id: member.id, effect: negate(member.amount), receivable: receivable.id })),
    );
    const others = namesItsOwn(group) ? NOBODYS : linesBefore(first.source, first.currency, credit.bookedOn);
    return search(differenceOf(group), own, group, others);
  };
}

const NOBODYS: Causes = { list: [], byEffect: new Map(), perReceivable: new Map() };

/** A line that is paid by itself is named by its reference; a payout by its id. */
function namesItsOwn({ receivables, items }: Group): boolean {
  return receivables.some(
    (receivable) => isPaidByItself(receivable) || items.some((item) => namesPayout(item, receivable)),
  );
}

function isPaidByItself({ payoutId, isMoved }: Receivable): boolean {
  return payoutId === null && isMoved !== true;
}

/** The earliest date from which at most ten business days passed until `bookedOn`. */
function firstDayOf(bookedOn: PlainDate, params: BankMatchParams): PlainDate {
  let day = bookedOn;
  while (params.calendar.businessDaysBetween(addDays(day, -1), bookedOn) <= EXPLAINER_BUSINESS_DAYS)
    day = addDays(day, -1);
  return day;
}

function causesOf(lines: readonly Cause[]): Causes {
  const list = [...lines].sort((a, b) => compareText(a.id, b.id));
  const perReceivable = new Map<string | null, number>();
  for (const line of list) perReceivable.set(line.receivable, (perReceivable.get(line.receivable) ?? 0) + 1);
  return { list, byEffect: indexBy(list, (line) => [line.effect]), perReceivable };
}

function search(difference: number, own: readonly Cause[], group: Group, provider: Causes): Explanation {
  const ownIds = new Set(own.map((line) => line.id));
  const payouts = new Set(group.receivables.map((receivable) => receivable.id));
  const foreign = (line: Cause): boolean =>
    !ownIds.has(line.id) && (line.receivable === null || !payouts.has(line.receivable));
  const single = [
    ...own.filter((line) => line.effect === difference),
    ...(provider.byEffect.get(difference) ?? []).filter(foreign),
  ];
  if (single.length > 0) return verdict(single.map((line) => [line]));
  // Counted before the list is walked: a source that pays per transaction has many differences and many lines.
  const ownInList = group.receivables.reduce(
    (count, receivable) => count + (provider.perReceivable.get(receivable.id) ?? 0),
    0,
  );
  if (provider.list.length - ownInList > PAIR_CANDIDATES_MAX) return verdict([]);
  const others = provider.list.filter(foreign);
  if (own.length + others.length > PAIR_CANDIDATES_MAX) return verdict([]);
  const pool = causesOf([...own, ...others]);
  const pairs = setsOfTwo(difference, pool, 0);
  if (pairs.length > 0) return chanceHits(pool, 2) < CHANCE_HITS_MAX ? verdict(pairs) : verdict([]);
  if (pool.list.length > TRIPLE_CANDIDATES_MAX || chanceHits(pool, 3) >= CHANCE_HITS_MAX) return verdict([]);
  return verdict(setsOfThree(difference, pool));
}

/**
 * How many sets of some size would fit a difference by chance: as many as there are sets, spread evenly over the sums
 * that they can have, from the smallest to the largest in steps of what all amounts are multiples of.
 */
function chanceHits({ list }: Causes, size: 2 | 3): number {
  const effects = list.map((line) => line.effect).sort((a, b) => a - b);
  if (effects.length < size) return 0;
  const total = (some: readonly number[]): number => some.reduce((sum, effect) => sum + effect, 0);
  const range = total(effects.slice(-size)) - total(effects.slice(0, size));
  const step = effects.reduce((divisor, effect) => commonDivisor(divisor, Math.abs(effect)), 0);
  const n = effects.length;
  const sets = size === 2 ? (n * (n - 1)) / 2 : (n * (n - 1) * (n - 2)) / 6;
  return sets / (range / step + 1);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Enough to know that a set is not the only one. */
const SETS_ENOUGH = 2;

/** Sets of two lines at or after `from`, in the pool's order, that sum to the difference; stops at the second. */
function setsOfTwo(difference: number, pool: Causes, from: number): Cause[][] {
  const sets: Cause[][] = [];
  for (const first of pool.list.slice(from)) {
    for (const second of pool.byEffect.get(difference - first.effect) ?? []) {
      if (compareText(first.id, second.id) < 0) sets.push([first, second]);
      if (sets.length === SETS_ENOUGH) return sets;
    }
  }
  return sets;
}

function setsOfThree(difference: number, pool: Causes): Cause[][] {
  const sets: Cause[][] = [];
  for (const [index, first] of pool.list.entries()) {
    for (const rest of setsOfTwo(difference - first.effect, pool, index + 1)) sets.push([first, ...rest]);
    if (sets.length >= SETS_ENOUGH) return sets;
  }
  return sets;
}

function verdict(sets: readonly (readonly Cause[])[]): Explanation {
  const [only] = sets;
  if (only === undefined) return { state: 'none', lines: [], sets: 0 };
  if (sets.length > 1) return { state: 'several', lines: [], sets: sets.length };
  return { state: 'unique', lines: only.map((line) => line.id).sort(compareText), sets: 1 };
}
