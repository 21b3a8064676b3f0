import { daysBetween } from '../../../schemas/values/dates.ts';
import {
  keepsWhole,
  membersOf,
  mergeGroups,
  pairing,
  partiesOf,
  uncontested,
  without,
  type Decided,
  type Group,
  type Pairing,
} from './group.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { inWindow } from './window.ts';
import { ofAmount } from './of-amount.ts';

/** Whether the dates of a payout and a credit allow them to be part of one bundle. */
type Fits = (receivable: Receivable, item: BankItem) => boolean;

/** What earlier passes say about members: bound members match only all together, held ones not at all. */
export interface Bonds {
  readonly tied: readonly Group[];
  readonly held: readonly Group[];
}

/**
 * One credit for a run of payouts, or a run of credits for one payout (domain: 4.3), of one source and currency.
 *
 * A run is contiguous in the total order by date and id among what is still open; a payout of zero is not seen by it,
 * one of a negative amount is part of it (it joins the payouts next to it). Its sum is exact; where a tolerance is set,
 * a second round accepts a sum within it. In the window first and alone; then any later booking within `lookbackDays`.
 *
 * A run is taken only when none of its members could take part in another one, also with another credit. What is taken
 * may bring others side by side, so a round is repeated until it finds nothing more. Runs that contend are held.
 */
export function matchBundles(open: Group, params: BankMatchParams, bonds: Bonds): Decided {
  const pairings: Pairing[] = [];
  const contended: Group[] = [];
  for (const [fits, tolerance] of rounds(params)) {
    let left = nonZero(without(open, pairings));
    let found = uniqueRuns(left, fits, tolerance, bonds);
    while (found.taken.length > 0) {
      pairings.push(
        ...found.taken.map((run) => pairing(run.items.length > 1 ? 'split' : 'bundle', run.receivables, run.items)),
      );
      left = without(left, found.taken);
      found = uniqueRuns(left, fits, tolerance, bonds);
    }
    contended.push(...found.contended);
  }
  const taken = membersOf(pairings);
  const stillOpen = contended.filter((run) => !partiesOf(run).some((party) => taken.has(party)));
  return { pairings, held: mergeGroups(stillOpen) };
}

function rounds(params: BankMatchParams): [Fits, number][] {
  const later: Fits = (receivable, item) =>
    item.bookedOn >= receivable.settledOn && daysBetween(receivable.settledOn, item.bookedOn) <= params.lookbackDays;
  // A negative payout has no window of its own: it waits for the payouts that it joins.
  const inside: Fits = (receivable, item) =>
    receivable.amount < 0 ? later(receivable, item) : inWindow(receivable, item, params);
  const tolerances = params.bankTolerance > 0 ? [0, params.bankTolerance] : [0];
  return [inside, later].flatMap((fits) => tolerances.map((tolerance): [Fits, number] => [fits, tolerance]));
}

function nonZero(open: Group): Group {
  return {
    receivables: open.receivables.filter((receivable) => receivable.amount !== 0),
    items: open.items.filter((item) => item.amount > 0),
  };
}

function uniqueRuns(open: Group, fits: Fits, tolerance: number, bonds: Bonds): { taken: Group[]; contended: Group[] } {
  const held = membersOf(bonds.held);
  const keepsBonds = keepsWhole(bonds.tied);
  const candidates = [
    ...runs(open.receivables, open.items, tolerance).map(([receivables, item]) => ({ receivables, items: [item] })),
    ...runs(open.items, open.receivables, tolerance).map(([items, receivable]) => ({
      receivables: [receivable],
      items,
    })),
  ].filter(
    (run) =>
      run.receivables.every((receivable) => run.items.every((item) => fits(receivable, item))) && keepsBonds(run),
  );
  const taken = uncontested(candidates).filter((run) => !partiesOf(run).some((party) => held.has(party)));
  const whole = new Set<Group>(taken);
  return { taken, contended: candidates.filter((run) => !whole.has(run)) };
}

/**
 * Every contiguous run of at least two `parts`, with every single positive `whole` that its sum equals within the
 * tolerance.
 */
export function runs<P extends { readonly amount: number }, W extends { readonly amount: number }>(
  parts: readonly P[],
  wholes: readonly W[],
  tolerance: number,
): [P[], W][] {
  const positive = wholes.filter((whole) => whole.amount > 0);
  const largest = positive.reduce((most, whole) => Math.max(most, whole.amount), 0);
  const near = ofAmount(positive, tolerance);
  const lessAfter = negativesAfter(parts);
  const found: [P[], W][] = [];
  for (const [start, first] of parts.entries()) {
    let sum = first.amount;
    for (let end = start + 1; end < parts.length; end += 1) {
      // Whatever follows, it stays more than any whole.
      if (sum + (lessAfter[end - 1] ?? 0) > largest + tolerance) break;
      sum += parts[end]?.amount ?? 0;
      for (const whole of near(sum)) found.push([parts.slice(start, end + 1), whole]);
    }
  }
  return found;
}

/** What the negative parts after each place come to. */
function negativesAfter(parts: readonly { readonly amount: number }[]): number[] {
  const less: number[] = [];
  for (let place = parts.length - 1; place >= 0; place -= 1)
    less[place] = (less[place + 1] ?? 0) + Math.min(0, parts[place + 1]?.amount ?? 0);
  return less;
}
