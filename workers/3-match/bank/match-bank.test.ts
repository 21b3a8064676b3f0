import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minor } from '../../../schemas/values/money.ts';
import { bankItem, july, line, match, named, payout, outline } from './samples.ts';
import type { BankItem, BankMatchParams, BankMatchResult, MatchedCredit, Receivable } from './types.ts';

const SEED = 20_260_701;
const RUNS = 2000;

const amount = fc.constantFrom(-200, -100, 0, 100, 200, 300, 301, 500);
const source = fc.constantFrom('wompi', 'wompi', 'dlocal', 'kushki', 'payu', 'unknown');
const currency = fc.constantFrom('COP', 'COP', 'COP', 'USD');
const day = fc.integer({ min: 1, max: 15 });
const references = fc.subarray(['x1', 'x2', 'x3']);
const priorPair = fc.constantFrom(null, null, null, 's1', 's2');

const receivableOf = fc
  .record({
    source,
    currency,
    amount,
    day,
    references,
    priorPair,
    payoutId: fc.constantFrom(null, null, 'PO-1', 'PO-2'),
  })
  .map(({ amount: owed, day: settled, ...more }) => payout('', owed, july(settled), { ...more, isRefund: owed < 0 }));

const itemOf = fc
  .record({
    currency,
    amount: amount.filter((value) => value !== 0),
    day,
    references,
    priorPair,
    looksLike: fc.option(source),
    reversal: fc.boolean(),
    endToEndId: fc.constantFrom(null, null, 'e1'),
    text: fc.constantFrom('', 'PAGO', 'PAGO PO-1', 'PO-2 PO-1'),
  })
  .map(({ amount: moved, day: booked, ...more }) => bankItem('', moved, july(booked), more));

interface Case {
  readonly receivables: readonly Receivable[];
  readonly items: readonly BankItem[];
  readonly earlier: readonly MatchedCredit[];
  readonly params: Partial<BankMatchParams>;
}

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    receivables: fc.array(receivableOf, { maxLength: 9 }),
    items: fc.array(itemOf, { maxLength: 9 }),
    earlier: fc.array(
      itemOf.filter((item) => item.amount > 0),
      { maxLength: 3 },
    ),
    tolerance: fc.constantFrom(0, 0, 1),
    asOf: day,
    lines: fc.array(fc.constantFrom(-100, 100, 200), { maxLength: 3 }),
  })
  .map(({ receivables, items, earlier, tolerance, asOf, lines }) => ({
    receivables: receivables.map((one, n) => ({ ...one, id: `r${String(n)}` })),
    items: items.map((one, n) => ({ ...one, id: `b${String(n)}` })),
    earlier: earlier.map((item, n) => ({
      item: { ...item, id: `e${String(n)}` },
      bankMatch: `m${String(n % 2)}`,
      takenBack: n === 2,
    })),
    params: {
      asOf: july(asOf),
      bankTolerance: minor(tolerance),
      explainers: () =>
        lines.map((value, n) => ({ id: `l${String(n)}`, amount: minor(value), settledOn: july(2), receivable: null })),
    },
  }));

function run({ receivables, items, earlier, params }: Case): BankMatchResult {
  return match(receivables, items, params, earlier);
}

function check(property: fc.IPropertyWithHooks<[Case]>): void {
  fc.assert(property, { seed: SEED, numRuns: RUNS });
}

describe(`whatever the members (seed ${String(SEED)}, ${String(RUNS)} runs)`, () => {
  it('the result does not depend on their order', () => {
    check(
      fc.property(anyCase, (given) => {
        const turned = { ...given, receivables: [...given.receivables].reverse(), items: [...given.items].reverse() };
        const rotated = {
          ...given,
          receivables: [...given.receivables.slice(3), ...given.receivables.slice(0, 3)],
          items: [...given.items.slice(4), ...given.items.slice(0, 4)],
          earlier: [...given.earlier].reverse(),
        };
        const result = JSON.stringify(run(given));
        expect(JSON.stringify(run(turned))).toBe(result);
        expect(JSON.stringify(run(rotated))).toBe(result);
      }),
    );
  });

  it('every one of them ends in exactly one place', () => {
    check(
      fc.property(anyCase, (given) => {
        const result = run(given);
        const earlier = new Set(given.earlier.map((credit) => credit.item.id));
        const receivables = [
          ...result.matches.flatMap((one) => one.receivables),
          ...result.ambiguities.flatMap((one) => one.receivables),
          ...result.openReceivables,
        ];
        const items = [
          ...result.matches.flatMap((one) => one.bankItems).filter((id) => !earlier.has(id)),
          ...result.ambiguities.flatMap((one) => one.bankItems),
          ...result.openItems,
        ];
        expect(receivables.sort()).toEqual(given.receivables.map((one) => one.id).sort());
        expect(items.sort()).toEqual(given.items.map((one) => one.id).sort());
      }),
    );
  });

  it('a match is of one source and currency, its sums are those of its members, and only differing ones differ', () => {
    check(
      fc.property(anyCase, (given) => {
        const owed = new Map(given.receivables.map((one) => [one.id, one]));
        const moved = new Map(
          [...given.items, ...given.earlier.map((credit) => credit.item)].map((one) => [one.id, one]),
        );
        for (const one of run(given).matches) {
          const receivables = one.receivables.map((id) => owed.get(id));
          const items = one.bankItems.map((id) => moved.get(id));
          expect(new Set([...receivables, ...items].map((party) => party?.currency)).size).toBe(1);
          expect(new Set(receivables.map((party) => party?.source)).size).toBeLessThanOrEqual(1);
          expect(one.expected).toBe(receivables.reduce((total, party) => total + (party?.amount ?? 0), 0));
          expect(one.received).toBe(items.reduce((total, party) => total + (party?.amount ?? 0), 0));
          expect(one.difference).toBe(one.received - one.expected);
          if (one.pass !== 'differing')
            expect(Math.abs(one.difference)).toBeLessThanOrEqual(given.params.bankTolerance ?? 0);
          expect(one.explanation === null).toBe(one.pass !== 'differing');
        }
      }),
    );
  });

  it('a run on what another left open keeps its differing pairs together', () => {
    check(
      fc.property(anyCase, (any) => {
        const given = { ...any, items: any.items.filter((item) => item.amount > 0), earlier: [] };
        const first = run(given);
        const stood = new Map<string, string>();
        for (const one of first.matches.filter((each) => each.pass === 'differing')) {
          for (const id of [...one.receivables, ...one.bankItems]) stood.set(id, one.id);
        }
        const again = <T extends { readonly id: string }>(party: T) => ({
          ...party,
          priorPair: stood.get(party.id) ?? null,
        });
        const closed = new Set(
          first.matches
            .filter((one) => one.pass !== 'differing')
            .flatMap((one) => [...one.receivables, ...one.bankItems]),
        );
        const next: Case = {
          ...given,
          receivables: given.receivables.filter((one) => !closed.has(one.id)).map(again),
          items: given.items.filter((one) => !closed.has(one.id)).map(again),
        };
        const then = run(next).matches;
        for (const pair of first.matches.filter((each) => each.pass === 'differing')) {
          const members = [...pair.receivables, ...pair.bankItems];
          const holding = then.filter((one) =>
            members.every((id) => one.receivables.includes(id) || one.bankItems.includes(id)),
          );
          expect(holding).toHaveLength(1);
        }
      }),
    );
  });
});

describe('the whole match', () => {
  it('gives one match the same id whatever pass found it', () => {
    const [a] = match([payout('p', 100, july(1))], [bankItem('c', 100, july(2))]).matches;
    const [b] = match(
      [payout('p', 100, july(1), { payoutId: 'PO-1' })],
      [bankItem('c', 100, july(2), { text: 'PO-1' })],
    ).matches;
    expect([a?.pass, b?.pass]).toEqual(['amount', 'payout_id']);
    expect(a?.id).toMatch(/^[0-9a-f]{32}$/);
    expect(b?.id).toBe(a?.id);
  });

  it('has nothing to say about nothing', () => {
    expect(match([], [])).toEqual({
      matches: [],
      cuts: new Map(),
      ambiguities: [],
      openReceivables: [],
      openItems: [],
    });
  });

  it('matches a hundred thousand lines by reference in a few seconds', () => {
    const count = 100_000;
    const numbers = Array.from({ length: count }, (_, n) => n);
    const lines = numbers.map((n) => line(`r${String(n)}`, `x${String(n)}`, 100 + (n % 977), july(1 + (n % 20))));
    const items = numbers.map((n) =>
      named(`b${String(n)}`, `x${String(n)}`, 100 + (n % 977) + (n % 500 === 0 ? 1 : 0), july(2 + (n % 20))),
    );
    const result = match(lines, items);
    expect(result.matches.filter((one) => one.pass === 'differing')).toHaveLength(count / 500);
    expect(result.matches).toHaveLength(count);
  }, 60_000);

  it('matches some hundred payouts, a third of them paid in bundles, in a few seconds', () => {
    const payouts = Array.from({ length: 300 }, (_, n) =>
      payout(`p${String(n).padStart(3, '0')}`, 100_000 + n * n * 7, july(1 + Math.floor(n / 15))),
    );
    const items = payouts.flatMap((one, n) => {
      const next = payouts[n + 1];
      if (n % 6 === 0 && next !== undefined) return [bankItem(`c${String(n)}`, one.amount + next.amount, one.dueOn)];
      return n % 6 === 1 ? [] : [bankItem(`c${String(n)}`, one.amount, one.dueOn)];
    });
    const result = match(payouts, items);
    expect(outline(result).filter((text) => text.startsWith('open') || text.startsWith('?'))).toEqual([]);
    expect(result.matches.filter((one) => one.pass === 'bundle')).toHaveLength(50);
  }, 60_000);
});
