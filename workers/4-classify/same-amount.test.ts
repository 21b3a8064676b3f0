import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certain } from '../../schemas/errors.ts';
import { KINDS } from '../../schemas/kinds/kinds.ts';
import { addressKey, compareAddress, compareText, type Line } from '../../schemas/lines/records.ts';
import type { NamedLine } from '../../schemas/outcome/run.ts';
import { configOf, credit, day, order, payment, pesos } from '../../scripts/testing/kit.ts';
import type { Absence, Candidate } from './candidate-lines.ts';
import { finding, named } from './draft.ts';
import { places, sameAmountFinder, type Judge } from './same-amount.ts';

const SEED = 41_027;
const RUNS = 2_000;

const judge: Judge = {
  dayOf: (line) => (line.leg === 'bank' ? line.bookedOn : line.date),
  isOfProvider: (one, { finding: { provider } }) => one.provider !== null && one.provider === provider,
};

/** What the finder is to say, row by row: every line of the amount, looked at for every row. */
function plainly(
  candidates: readonly Candidate[],
): (absence: Absence, own: ReadonlySet<string>) => { spare: Candidate | null; nobodys: NamedLine[] } {
  const taken = new Set<string>();
  return ({ finding: one, of, amount, ...rest }, own) => {
    if (amount === null || one.currency === null) return { spare: null, nobodys: [] };
    const isUnbooked = of.amount === 'unbooked';
    const from = (isUnbooked ? one.settledOn : one.paidOn) ?? '';
    const alike = candidates
      .filter(
        ({ line, isAnothers }) => isAnothers !== true && of.legs.includes(line.leg) && line.currency === one.currency,
      )
      .filter(({ line }) => (line.leg === 'settlement' ? line.gross : line.amount) === amount)
      .filter(
        ({ line }) => (line.leg !== 'bank' || isUnbooked) && judge.dayOf(line) >= from && !own.has(addressKey(line)),
      )
      .sort(
        (a, b) =>
          compareText(judge.dayOf(a.line), judge.dayOf(b.line)) ||
          compareText(a.keys.join(' '), b.keys.join(' ')) ||
          compareAddress(a.line, b.line),
      );
    const absence = { finding: one, of, amount, ...rest };
    const spare = alike.find((line) => judge.isOfProvider(line, absence) && !taken.has(addressKey(line.line))) ?? null;
    if (spare !== null) taken.add(addressKey(spare.line));
    return { spare, nobodys: places(alike.filter(({ line, reason }) => line.leg === 'bank' && reason === 'not_ours')) };
  };
}

const AMOUNTS = [pesos(100), pesos(200)];
const amounts = fc.constantFrom(...AMOUNTS);
const days = fc.constantFrom(...['01', '02', '03'].map((text) => day(`2026-07-${text}`)));
const providers = fc.constantFrom('gate', 'wompi');
const currencies = fc.constantFrom('COP', 'COP', 'COP', 'COP', 'COP', 'USD');

const lines: fc.Arbitrary<(row: number) => Candidate> = fc
  .record({
    leg: fc.constantFrom('bank', 'bank', 'settlement', 'order'),
    amount: amounts,
    currency: currencies,
    on: days,
    key: fc.constantFrom('a', 'b'),
    provider: fc.option(providers),
    isNobodys: fc.boolean(),
    isAnothers: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  })
  .map(({ leg, amount, currency, on, key, provider, isNobodys, isAnothers }) => (row) => {
    const line: Line =
      leg === 'bank'
        ? credit({ bookedOn: on, amount, currency, row })
        : leg === 'order'
          ? order({ date: on, amount, currency, row })
          : payment({ date: on, gross: amount, currency, row });
    const reason = isNobodys ? 'not_ours' : null;
    return { line, place: named(line, false), keys: [key], reason, provider, ...(isAnothers ? { isAnothers } : {}) };
  });

const absences = fc
  .record({
    kind: fc.constantFrom('missing_in_bank' as const, 'missing_in_settlement' as const, 'missing_in_erp' as const),
    amount: fc.option(amounts, { freq: 9 }),
    currency: currencies,
    from: fc.option(days),
    provider: providers,
    own: fc.option(fc.nat()),
  })
  .map(({ kind, amount, currency, from, provider, own }) => {
    const draft = { kind, key: ['k'], lines: [], moneyAtRisk: pesos(1), direction: 'owed_to_us' } as const;
    const made = finding({ ...draft, currency, provider, settledOn: from, paidOn: from }, configOf());
    const absence: Absence = {
      finding: made,
      of: certain(KINDS[kind].absence, 'a kind of absence'),
      keys: new Set(),
      formerKeys: new Set(),
      amount,
      sign: amount === null ? 0 : 1,
    };
    return { absence, own };
  });

describe('the lines of an amount', () => {
  it('answer the rows that looking at every line for every row says', () => {
    const made = fc.array(lines, { minLength: 4, maxLength: 24 }).map((some) => some.map((one, row) => one(row)));
    let [spares, nobodys] = [0, 0];
    fc.assert(
      fc.property(made, fc.array(absences, { minLength: 2, maxLength: 16 }), (candidates, rows) => {
        const [found, expected] = [sameAmountFinder(candidates, judge), plainly(candidates)];
        for (const { absence, own } of rows) {
          const line = own === null ? undefined : candidates[own % Math.max(1, candidates.length)]?.line;
          const addresses = new Set(line === undefined ? [] : [addressKey(line)]);
          const seen = expected(absence, addresses);
          spares += seen.spare === null ? 0 : 1;
          nobodys += seen.nobodys.length;
          expect(found(absence, addresses)).toEqual(seen);
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(Math.min(spares, nobodys)).toBeGreaterThan(RUNS);
  });
});
