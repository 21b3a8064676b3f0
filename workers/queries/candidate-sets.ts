import { compareText, type Leg, type LineAddress } from '../../schemas/lines/records.ts';
import { daysBetween, type PlainDate } from '../../schemas/values/dates.ts';
import { subtract, sum, type Minor } from '../../schemas/values/money.ts';

/** Which of several open items come to an amount, and which of these sets a person should look at first. Pure. */

/** An open order, payment, payout or movement. */
export interface Party {
  readonly leg: Leg;
  /** By which a match by hand names it: of a payout one line of it. */
  readonly lines: readonly (LineAddress & { readonly line: number })[];
  /** '' where it says none. */
  readonly reference: string;
  readonly payoutId: string | null;
  readonly currency: string;
  /** What it is compared by, signed, in hundredths. */
  readonly amount: Minor;
  /** Before the provider's fees; of all else the amount. */
  readonly gross: Minor;
  readonly date: PlainDate;
  readonly source: string;
  readonly store: string | null;
}

/**
 * How a set comes to the amount: one to the centavo; one before its fees; payouts of one provider that follow each
 * other; two or three of any. The first is the surest.
 */
export const CANDIDATE_HOWS = ['exact', 'before_fees', 'contiguous', 'set'] as const;
export type CandidateHow = (typeof CANDIDATE_HOWS)[number];

export interface Candidate {
  readonly how: CandidateHow;
  readonly parties: readonly Party[];
  /** What they come to less the amount that is looked for; 0 but for `before_fees`. */
  readonly difference: Minor;
  /** Between the farthest of them and the date that is looked for, in days. */
  readonly daysApart: number;
}

export interface Wanted {
  readonly amount: Minor;
  readonly date: PlainDate;
}

/** So many payouts that follow each other are added up. */
const CONTIGUOUS_MAX = 10;
/** Two and three are taken of the nearest so many: of more, sums by chance are no hint. */
const SET_OF_MAX = 40;

/** Every set that comes to the amount, each once: a set that an earlier way finds is not told again. */
export function setsOf(wanted: Wanted, others: readonly Party[]): Candidate[] {
  const found = new Map<string, Candidate>();
  const put = (how: CandidateHow, parties: readonly Party[]): void => {
    const key = parties.map(keyOf).sort(compareText).join('\n');
    if (found.has(key)) return;
    const difference = subtract(sum(parties.map((one) => one.amount)), wanted.amount);
    found.set(key, { how, parties, difference, daysApart: Math.max(...parties.map((one) => apart(one, wanted))) });
  };
  for (const one of others) if (one.amount === wanted.amount) put('exact', [one]);
  for (const one of others)
    if (one.gross !== one.amount && (one.gross === wanted.amount || one.amount === wanted.amount))
      put('before_fees', [one]);
  for (const run of runsOf(others, wanted.amount)) put('contiguous', run);
  const near = [...others].sort((a, b) => apart(a, wanted) - apart(b, wanted) || byKey(a, b)).slice(0, SET_OF_MAX);
  for (const set of smallSets(near, wanted.amount)) put('set', set);
  return [...found.values()];
}

/** The surest way first; of one way the nearest in time, then the fewest, then by what they are. */
export function rank(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) =>
      CANDIDATE_HOWS.indexOf(a.how) - CANDIDATE_HOWS.indexOf(b.how) ||
      a.daysApart - b.daysApart ||
      a.parties.length - b.parties.length ||
      compareText(a.parties.map(keyOf).join('\n'), b.parties.map(keyOf).join('\n')),
  );
}

/** Items of one source that follow each other by date and come to the amount, two and more. */
function runsOf(others: readonly Party[], amount: Minor): Party[][] {
  const runs: Party[][] = [];
  for (const source of new Set(others.map((one) => one.source))) {
    const own = others
      .filter((one) => one.source === source)
      .sort((a, b) => compareText(a.date, b.date) || byKey(a, b));
    own.forEach((_, from) => {
      for (let length = 2; length <= CONTIGUOUS_MAX && from + length <= own.length; length += 1) {
        const run = own.slice(from, from + length);
        if (sum(run.map((one) => one.amount)) === amount) runs.push(run);
      }
    });
  }
  return runs;
}

function smallSets(near: readonly Party[], amount: Minor): Party[][] {
  const sets: Party[][] = [];
  near.forEach((first, i) => {
    near.slice(i + 1).forEach((second, j) => {
      const two = first.amount + second.amount;
      if (two === amount) sets.push([first, second]);
      for (const third of near.slice(i + j + 2)) if (two + third.amount === amount) sets.push([first, second, third]);
    });
  });
  return sets;
}

function apart(one: Party, { date }: Wanted): number {
  return Math.abs(daysBetween(one.date, date));
}

function keyOf({ lines }: Party): string {
  return lines.map((one) => [one.date, one.source, one.file, String(one.row).padStart(9, '0')].join('/')).join(' ');
}

function byKey(a: Party, b: Party): number {
  return compareText(keyOf(a), keyOf(b));
}
