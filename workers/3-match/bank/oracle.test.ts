import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysBetween } from '../../../schemas/values/dates.ts';
import { bankItem, july, match, payout, plainParams } from './samples.ts';
import type { BankItem, BankMatch, BankMatchResult, Receivable } from './types.ts';

/**
 * A second implementation of what payouts and credits of one source may do, by trying everything. It knows domain
 * section 4 and nothing of the passes: a matching is claimed exactly where every way to match as much as possible
 * leaves the same books.
 */

const SEED = 41_026;
const RUNS = 3000;
const LOOKBACK_DAYS = 9;

type Pair = readonly [Receivable, BankItem];
type Party = Receivable | BankItem;

interface Case {
  readonly payouts: readonly Receivable[];
  readonly items: readonly BankItem[];
  readonly asOf: number;
}

const amounts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(100, 200, 300) },
  { weight: 2, arbitrary: fc.constantFrom(150, 250, 400, 500, 600) },
);
const smallCase: fc.Arbitrary<Case> = fc
  .record({
    payouts: fc.array(
      fc.record({
        amount: fc.oneof({ weight: 12, arbitrary: amounts }, fc.constant(-50)),
        day: fc.integer({ min: 1, max: 14 }),
      }),
      {
        maxLength: 6,
      },
    ),
    items: fc.array(fc.record({ amount: amounts, day: fc.integer({ min: 1, max: 20 }) }), { maxLength: 6 }),
    asOf: fc.integer({ min: 1, max: 31 }),
  })
  .map(({ payouts, items, asOf }) => ({
    payouts: payouts
      .map((one, n) => payout(`p${String(n)}`, one.amount, july(one.day)))
      .sort(byDate((one) => one.settledOn)),
    items: items
      .map((one, n) => bankItem(`c${String(n)}`, one.amount, july(one.day)))
      .sort(byDate((one) => one.bookedOn)),
    asOf,
  }));

function byDate<T extends { readonly id: string }>(dateOf: (party: T) => string): (a: T, b: T) => number {
  return (a, b) => (dateOf(a) + a.id < dateOf(b) + b.id ? -1 : 1);
}

function inWindow(receivable: Receivable, item: BankItem): boolean {
  const end = plainParams.calendar.addBusinessDays(plainParams.calendar.addBusinessDays(receivable.settledOn, 2), 3);
  return item.bookedOn >= receivable.settledOn && item.bookedOn <= end;
}

function canFollow(receivable: Receivable, item: BankItem): boolean {
  const days = daysBetween(receivable.settledOn, item.bookedOn);
  return days >= 0 && days <= LOOKBACK_DAYS;
}

function canPayLate(receivable: Receivable, item: BankItem, asOf: string): boolean {
  const days = daysBetween(receivable.settledOn, item.bookedOn);
  return Math.abs(days) <= LOOKBACK_DAYS && (days >= 0 || receivable.dueOn < asOf);
}

/** Every set of disjoint pairs. */
function matchings(pairs: readonly Pair[]): Pair[][] {
  const [first, ...rest] = pairs;
  if (first === undefined) return [[]];
  const compatible = rest.filter(([receivable, item]) => receivable !== first[0] && item !== first[1]);
  return [...matchings(rest), ...matchings(compatible).map((others) => [first, ...others])];
}

/** Pairs that hang together, directly or over others. */
function clusters(pairs: readonly Pair[]): Pair[][] {
  const [first, ...rest] = pairs;
  if (first === undefined) return [];
  const cluster: Pair[] = [first];
  let others = rest;
  for (let grown = true; grown;) {
    const touching = others.filter(([receivable, item]) =>
      cluster.some((pair) => pair[0] === receivable || pair[1] === item),
    );
    grown = touching.length > 0;
    cluster.push(...touching);
    others = others.filter((pair) => !touching.includes(pair));
  }
  return [cluster, ...clusters(others)];
}

/** True where all matchings of the largest size leave the same members over. */
function leavesOneBook(cluster: readonly Pair[]): boolean {
  const all = matchings(cluster);
  const most = Math.max(...all.map((one) => one.length));
  const books = all
    .filter((one) => one.length === most)
    .map((one) =>
      one
        .flatMap(([receivable, item]) => [receivable.id, item.id])
        .sort()
        .join(),
    );
  return new Set(books).size === 1;
}

/** Of the matchings that pay every payout of a cluster, the one with the earliest credits; null where none pays all. */
function payingAll(cluster: readonly Pair[]): Pair[] | null {
  const payouts = new Set(cluster.map(([receivable]) => receivable));
  const order = (one: readonly Pair[]): string =>
    one
      .map(([, item]) => item.bookedOn + item.id)
      .sort()
      .join();
  const [first] = matchings(cluster)
    .filter((one) => one.length === payouts.size)
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return first ?? null;
}

interface Verdict {
  readonly taken: Set<Party>;
  readonly held: Set<Party>;
}

/**
 * What a round on equal amounts takes and holds, by the principle alone. `spare`: credits may be more than the payouts
 * that they pay; those that are left then wait.
 */
function byPrinciple(
  given: Case,
  verdict: Verdict,
  fits: (receivable: Receivable, item: BankItem) => boolean,
  spare = false,
): void {
  const pairs = given.payouts.flatMap((receivable) =>
    given.items
      .filter(
        (item) =>
          receivable.amount === item.amount &&
          fits(receivable, item) &&
          !verdict.taken.has(receivable) &&
          !verdict.taken.has(item),
      )
      .map((item): Pair => [receivable, item]),
  );
  for (const cluster of clusters(pairs)) {
    const members = cluster.flat();
    const paid = spare && !members.some((party) => verdict.held.has(party)) ? payingAll(cluster) : null;
    if (paid !== null) {
      for (const party of paid.flat()) verdict.taken.add(party);
      continue;
    }
    const sure = leavesOneBook(cluster) && !members.some((party) => verdict.held.has(party));
    for (const party of members) (sure ? verdict.taken : verdict.held).add(party);
  }
}

interface Run {
  readonly receivables: readonly Receivable[];
  readonly items: readonly BankItem[];
}

/** Every contiguous run of one side against one member of the other, of equal sums. */
function allRuns(
  given: Case,
  taken: ReadonlySet<Party>,
  fits: (receivable: Receivable, item: BankItem) => boolean,
): Run[] {
  const payouts = given.payouts.filter((receivable) => !taken.has(receivable));
  const items = given.items.filter((item) => !taken.has(item));
  const slices = <T>(list: readonly T[]): T[][] =>
    list.flatMap((_, start) => list.map((__, end) => list.slice(start, end + 1))).filter((slice) => slice.length > 1);
  const total = (parts: readonly Party[]): number => parts.reduce((sum, part) => sum + part.amount, 0);
  const one = slices(payouts).flatMap((receivables) => items.map((item) => ({ receivables, items: [item] })));
  const several = slices(items).flatMap((credits) =>
    payouts.filter((p) => p.amount > 0).map((receivable) => ({ receivables: [receivable], items: credits })),
  );
  return [...one, ...several].filter(
    (run) =>
      total(run.receivables) === total(run.items) &&
      run.receivables.every((receivable) => run.items.every((item) => fits(receivable, item))),
  );
}

/** The runs that nothing contends with, found by comparing each with each. */
function sureRuns(given: Case, verdict: Verdict, fits: (receivable: Receivable, item: BankItem) => boolean): Run[] {
  const found: Run[] = [];
  for (;;) {
    const runs = allRuns(given, verdict.taken, fits);
    const members = (run: Run): Party[] => [...run.receivables, ...run.items];
    const sure = runs.filter(
      (run) =>
        !members(run).some((party) => verdict.held.has(party)) &&
        !runs.some((other) => other !== run && members(other).some((party) => members(run).includes(party))),
    );
    if (sure.length === 0) return found;
    for (const run of sure) for (const party of members(run)) verdict.taken.add(party);
    found.push(...sure);
  }
}

function idsOf(matches: readonly BankMatch[]): string[] {
  return matches.flatMap((one) => [...one.receivables, ...one.bankItems]).sort();
}

function runOn(given: Case): BankMatchResult {
  return match(given.payouts, given.items, { asOf: july(given.asOf), lookbackDays: LOOKBACK_DAYS });
}

function check(property: (given: Case) => void): void {
  fc.assert(fc.property(smallCase, property), { seed: SEED, numRuns: RUNS });
}

describe(`up to six payouts and six credits (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it('the exact passes take what every best matching takes, and nothing that one of them leaves over', () => {
    check((given) => {
      const verdict: Verdict = { taken: new Set(), held: new Set() };
      byPrinciple(given, verdict, inWindow, true);
      byPrinciple(given, verdict, (receivable, item) => canPayLate(receivable, item, july(given.asOf)));
      const byAmount = runOn(given).matches.filter((one) => one.pass === 'amount' || one.pass === 'equal_set');
      expect(idsOf(byAmount)).toEqual([...verdict.taken].map((party) => party.id).sort());
      for (const one of byAmount) expect(one.difference).toBe(0);
    });
  });

  it('bundles and splits are the runs that nothing contends with', () => {
    check((given) => {
      const verdict: Verdict = { taken: new Set(), held: new Set() };
      byPrinciple(given, verdict, inWindow, true);
      byPrinciple(given, verdict, (receivable, item) => canPayLate(receivable, item, july(given.asOf)));
      const runs = [
        ...sureRuns(given, verdict, (receivable, item) =>
          receivable.amount < 0 ? canFollow(receivable, item) : inWindow(receivable, item),
        ),
        ...sureRuns(given, verdict, canFollow),
      ];
      const text = (receivables: readonly string[], items: readonly string[]): string =>
        `${receivables.join('+')}=${items.join('+')}`;
      const expected = runs
        .map((run) =>
          text(
            run.receivables.map((p) => p.id),
            run.items.map((c) => c.id),
          ),
        )
        .sort();
      const found = runOn(given).matches.filter((one) => one.pass === 'bundle' || one.pass === 'split');
      expect(found.map((one) => text(one.receivables, one.bankItems)).sort()).toEqual(expected);
    });
  });

  it('a member of a held group is matched by no pass, and stands in an ambiguity', () => {
    check((given) => {
      const verdict: Verdict = { taken: new Set(), held: new Set() };
      byPrinciple(given, verdict, inWindow, true);
      const result = runOn(given);
      const outline = result.ambiguities.flatMap((one) => [...one.receivables, ...one.bankItems]);
      for (const party of verdict.held) expect(outline).toContain(party.id);
    });
  });

  it('a differing pair shares a window, and what still shares one stands in an ambiguity', () => {
    check((given) => {
      const result = runOn(given);
      const payouts = new Map(given.payouts.map((one) => [one.id, one]));
      const items = new Map(given.items.map((one) => [one.id, one]));
      const together = (receivableId: string, itemId: string): boolean => {
        const [receivable, item] = [payouts.get(receivableId), items.get(itemId)];
        return receivable !== undefined && item !== undefined && receivable.amount > 0 && inWindow(receivable, item);
      };
      for (const one of result.matches.filter((each) => each.pass === 'differing')) {
        expect(one.difference).not.toBe(0);
        for (const id of one.receivables.filter((each) => (payouts.get(each)?.amount ?? 0) > 0))
          expect(together(id, one.bankItems[0] ?? '')).toBe(true);
      }
      for (const id of result.openReceivables)
        for (const item of result.openItems) expect(together(id, item)).toBe(false);
    });
  });
});
