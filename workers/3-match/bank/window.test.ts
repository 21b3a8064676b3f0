import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { tiersOf } from './by-amount.ts';
import { mergeGroups, type Group } from './group.ts';
import { bankItem, july, payout, plainParams } from './samples.ts';
import type { BankItem, Receivable } from './types.ts';
import { inWindow, isPastDue, tiedByDates, tiedByWindows, withinLookback } from './window.ts';

const SEED = 41_028;
const RUNS = 2_000;

const days = fc.integer({ min: 1, max: 31 }).map(july);
const amounts = fc.constantFrom(-100, 0, 100, 200);
const receivables = fc
  .array(fc.record({ amount: amounts, day: days }), { maxLength: 8 })
  .map((some) => some.map(({ amount, day }, n) => payout(`p${n}`, amount, day)));
const items = fc
  .array(fc.record({ amount: amounts, day: days }), { maxLength: 8 })
  .map((some) => some.map(({ amount, day }, n) => bankItem(`c${n}`, amount, day)));

/** Every payout with every item that fits it, pair by pair: what the ties stand for. */
function pairsOf(owed: readonly Receivable[], arrived: readonly BankItem[], fits: Fits): Group[] {
  return owed.flatMap((receivable) =>
    arrived.filter((item) => fits(receivable, item)).map((item) => ({ receivables: [receivable], items: [item] })),
  );
}

type Fits = (receivable: Receivable, item: BankItem) => boolean;

describe('what hangs together by dates', () => {
  it('is what all pairs in the same spans make of it', () => {
    let several = 0;
    // Some end before they begin.
    const span = fc
      .record({ from: days, length: fc.integer({ min: -1, max: 5 }) })
      .map(({ from, length }) => ({ from, until: addDays(from, length) }));
    const spans = fc.array(span, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(receivables, items, spans, (owed, arrived, of) => {
        const spanOf = (receivable: Receivable) => of[owed.indexOf(receivable)] ?? { from: july(2), until: july(1) };
        const fits: Fits = (receivable, { bookedOn }) => {
          const { from, until } = spanOf(receivable);
          return bookedOn >= from && bookedOn <= until;
        };
        const groups = mergeGroups(pairsOf(owed, arrived, fits));
        several += groups.length > 1 ? 1 : 0;
        expect(mergeGroups(tiedByDates(owed, arrived, spanOf))).toEqual(groups);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(several).toBeGreaterThan(RUNS / 10);
  });

  it('of payouts that expect a credit is what their windows say', () => {
    fc.assert(
      fc.property(receivables, items, (owed, arrived) => {
        const fits: Fits = (receivable, item) =>
          receivable.amount > 0 && item.amount > 0 && inWindow(receivable, item, plainParams);
        const open = { receivables: owed, items: arrived };
        expect(mergeGroups(tiedByWindows(open, plainParams))).toEqual(mergeGroups(pairsOf(owed, arrived, fits)));
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  it('is as many ties as there are members, and not as pairs', () => {
    const many = Array.from({ length: 500 }, (_, n) => n);
    const owed = many.map((n) => payout(`p${n}`, 100 + n, july(1)));
    const arrived = many.map((n) => bankItem(`c${n}`, 1_000 + n, july(2)));
    const ties = tiedByWindows({ receivables: owed, items: arrived }, plainParams);
    expect(ties.length).toBeLessThan(1_000);
    expect(mergeGroups(ties)).toHaveLength(1);
  });
});

describe('the rounds of amounts', () => {
  it('look at the dates of the window first, then at those of the lookback', () => {
    const params = { ...plainParams, asOf: july(16), lookbackDays: 9, bankTolerance: minor(1) };
    const inside: Fits = (receivable, item) => inWindow(receivable, item, params);
    const outside: Fits = (receivable, item) =>
      withinLookback(receivable, item, params) &&
      (item.bookedOn >= receivable.settledOn || isPastDue(receivable, params));
    for (let settled = 1; settled <= 31; settled += 1) {
      for (let booked = 1; booked <= 31; booked += 1) {
        const [receivable, item] = [payout('p', 100, july(settled)), bankItem('c', 100, july(booked))];
        const reached = tiersOf(params).map(({ spanOf }) => tiedByDates([receivable], [item], spanOf).length === 1);
        const within = inside(receivable, item);
        expect([settled, booked, ...reached]).toEqual([settled, booked, within, within, outside(receivable, item)]);
      }
    }
  });
});
