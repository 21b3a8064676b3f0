import { describe, expect, it } from 'vitest';
import { ZERO } from '../../schemas/values/money.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import type { LegConservation, RunOutcome } from '../../schemas/outcome/run.ts';
import { describeFiles, renderManifest, sealOfManifest } from './manifest.ts';
import { ratio } from './counted.ts';
import { matchRates, renderSummary } from './summary.ts';
import { DAY, day, exampleDiscrepancy, exampleFate, exampleSource, exampleStore, pesos } from './testing.ts';

const none = { lines: 0, amount: ZERO };
const CONSERVATION: LegConservation = {
  leg: 'settlement',
  currency: 'COP',
  entered: {
    new: { lines: 3, amount: pesos('3000.00') },
    carried: { lines: 1, amount: pesos('-50.00') },
    brought_back: none,
  },
  fates: {
    matched: { lines: 2, amount: pesos('2000.00') },
    awaiting: none,
    broken: { lines: 1, amount: pesos('-50.00') },
    decided: none,
    out_of_scope: { lines: 1, amount: pesos('1000.00') },
    rejected: none,
  },
  outOfScope: { declined: { lines: 1, amount: pesos('1000.00') } },
};

function outcome(changes: Partial<RunOutcome> = {}): RunOutcome {
  return {
    run: { date: DAY, generation: 2 },
    fates: fateTableOf([
      exampleFate(),
      exampleFate({ row: 1, fate: 'broken' }),
      exampleFate({ row: 2, fate: 'out_of_scope', reason: 'declined' }),
    ]),
    discrepancies: [],
    payouts: [],
    stores: [exampleStore('BOG02'), exampleStore('BOG01')],
    conservation: [CONSERVATION],
    dues: [],
    moved: [],
    ...changes,
  };
}

it('sums what a tolerance let pass, where it let anything pass', () => {
  const tolerated = { comparisons: 2, difference: pesos('-0.50'), absolute: pesos('1.50') };
  const legs = (changes: Partial<RunOutcome>): unknown =>
    (JSON.parse(renderSummary({ outcome: outcome(changes), asOf: DAY, sources: [] })) as { legs: readonly object[] })
      .legs[0];
  expect(legs({})).not.toHaveProperty('tolerated');
  expect(legs({ conservation: [{ ...CONSERVATION, tolerated }] })).toMatchObject({
    tolerated: { comparisons: 2, difference: '-0.50', absolute: '1.50' },
  });
});

interface Summary {
  readonly [key: string]: unknown;
  readonly discrepancies: readonly unknown[];
}

function summaryOf(changes: Partial<RunOutcome> = {}, sources = [exampleSource('dlocal')]): Summary {
  return JSON.parse(renderSummary({ outcome: outcome(changes), asOf: DAY, sources })) as Summary;
}

describe('summary.json', () => {
  it('tells each leg: what came in, what became of it, and why lines are out of scope', () => {
    expect(summaryOf()['legs']).toEqual([
      {
        leg: 'settlement',
        currency: 'COP',
        carried: { lines: 1, amount: '-50.00' },
        new: { lines: 3, amount: '3000.00' },
        brought_back: { lines: 0, amount: '0.00' },
        fates: {
          matched: { lines: 2, amount: '2000.00' },
          awaiting: { lines: 0, amount: '0.00' },
          broken: { lines: 1, amount: '-50.00' },
          decided: { lines: 0, amount: '0.00' },
          out_of_scope: { lines: 1, amount: '1000.00' },
          rejected: { lines: 0, amount: '0.00' },
        },
        out_of_scope_reasons: { declined: { lines: 1, amount: '1000.00' } },
      },
    ]);
  });

  it('counts discrepancies by kind in the order of the table, apart from those under a suspect file and from closed money', () => {
    const atRisk = { moneyAtRisk: pesos('100.00') };
    const summary = summaryOf({
      discrepancies: [
        exampleDiscrepancy('late_arrival', { id: 'a', ...atRisk }),
        exampleDiscrepancy('amount_mismatch', { id: 'b', ...atRisk }),
        exampleDiscrepancy('amount_mismatch', {
          id: 'c',
          ...atRisk,
          currency: 'USD',
          state: 'acknowledged',
          event: null,
        }),
        exampleDiscrepancy('amount_mismatch', { id: 'd', ...atRisk, state: 'auto_resolved', event: 'auto_resolved' }),
        exampleDiscrepancy('amount_mismatch', { id: 'e', ...atRisk, parentId: 'f' }),
      ],
    });
    expect(summary.discrepancies).toEqual([
      {
        kind: 'amount_mismatch',
        count: 3,
        open: 2,
        money_at_risk: { COP: '100.00', USD: '100.00' },
        under_parent: 1,
        money_at_risk_under_parent: { COP: '100.00' },
      },
      {
        kind: 'late_arrival',
        count: 1,
        open: 0,
        money_at_risk: { COP: '100.00' },
        under_parent: 0,
        money_at_risk_under_parent: {},
      },
    ]);
    expect(summary['actions_opened']).toBe(1);
    expect(summary['actions_open']).toBe(2);
  });

  it('names the sources with their state, hash, footing and problem', () => {
    const problem = { code: 'truncated', detail: 'ends in the middle', line: 9, byte: 70 } as const;
    const sources = [
      exampleSource('wompi', { state: 'rejected', problem, footing: null }),
      exampleSource('bank', { state: 'missing', name: null, sha256: null, footing: null }),
    ];
    const summary = summaryOf({}, sources);
    expect(summary['sources_missing']).toEqual(['bank']);
    expect(summary['sources_rejected']).toEqual(['wompi']);
    expect(summary['sources']).toEqual([
      expect.objectContaining({
        source: 'bank',
        state: 'missing',
        file: null,
        sha256: null,
        footing: null,
        problem: null,
      }),
      expect.objectContaining({ source: 'wompi', state: 'rejected', file: 'wompi_20260701.csv', problem }),
    ]);
  });

  it('is the same text for the same run in whatever order its rows come', () => {
    const run = outcome();
    const reversed = { ...run, fates: fateTableOf([...run.fates].reverse()), stores: [...run.stores].reverse() };
    const sources = [exampleSource('b'), exampleSource('a')];
    const text = renderSummary({ outcome: run, asOf: DAY, sources });
    expect(renderSummary({ outcome: reversed, asOf: DAY, sources: [...sources].reverse() })).toBe(text);
    expect(
      text.startsWith('{\n  "settlement_date": "2026-07-01",\n  "as_of": "2026-07-01",\n  "generation": 2,\n'),
    ).toBe(true);
    expect(text.endsWith('}\n')).toBe(true);
  });
});

describe('the match rate', () => {
  it('takes the cohort only, leaves out what is out of scope, and adds a refund by its size', () => {
    const fates = [
      exampleFate(),
      exampleFate({ row: 1, amount: pesos('-500.00') }),
      exampleFate({ row: 2, fate: 'rejected', amount: pesos('500.00') }),
      exampleFate({ row: 3, fate: 'out_of_scope' }),
      exampleFate({ row: 4, date: day('2026-06-30') }),
      exampleFate({ row: 5, leg: 'bank' }),
      exampleFate({ row: 6, leg: 'order', fate: 'awaiting' }),
    ];
    expect(matchRates(fateTableOf(fates), DAY)).toEqual([
      {
        leg: 'order',
        currency: 'COP',
        inScope: { lines: 1, amount: pesos('1000.00') },
        matched: { lines: 0, amount: ZERO },
      },
      {
        leg: 'settlement',
        currency: 'COP',
        inScope: { lines: 3, amount: pesos('2000.00') },
        matched: { lines: 2, amount: pesos('1500.00') },
      },
    ]);
  });

  it.each([
    [0, 0, null],
    [0, 7, '0.0000'],
    [1, 3, '0.3333'],
    [999_999, 1_000_000, '0.9999'],
    [7, 7, '1.0000'],
    [9_007_199_254_740_990, 9_007_199_254_740_991, '0.9999'],
  ])('of %d in %d is %s: rounded down, so that 1 means all', (part, whole, shown) => {
    expect(ratio(part, whole)).toBe(shown);
  });
});

describe('manifest.json', () => {
  const input = {
    run: { date: DAY, generation: 2 },
    asOf: DAY,
    parent: { date: day('2026-06-30'), generation: 1 },
    configHash: 'c'.repeat(64),
    programVersion: '0.1.0',
    rulesVersion: '1',
    lastEvent: 17,
    lastPairing: 0,
    reason: null,
    sources: [exampleSource('wompi'), exampleSource('dlocal')],
    outputs: describeFiles(
      new Map([
        ['stores.csv', 'é\n'],
        ['matches.csv', ''],
      ]),
    ),
    written: { clock: '2026-07-02T10:30:00Z', host: 'host-1', seal: { count: 3, hash: 'a1' } },
  };

  it('hashes the bytes of each file, sorted by name', () => {
    expect(input.outputs).toEqual([
      { name: 'matches.csv', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', size: 0 },
      { name: 'stores.csv', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string, size: 3 },
    ]);
  });

  it('differs between two writings of equal inputs in clock, host and seal alone', () => {
    const later = renderManifest({
      ...input,
      written: { clock: '2026-07-03T00:00:00Z', host: 'host-2', seal: { count: 4, hash: 'b1' } },
    });
    expect([sealOfManifest(later), sealOfManifest('{}')]).toEqual([{ count: 4, hash: 'b1' }, null]);
    const first = renderManifest(input);
    expect(later).not.toBe(first);
    expect(
      later
        .replace('2026-07-03T00:00:00Z', '2026-07-02T10:30:00Z')
        .replace('host-2', 'host-1')
        .replace('"count": 4', '"count": 3')
        .replace('"b1"', '"a1"'),
    ).toBe(first);
  });

  it('names the last decision by hand that was read, where any was', () => {
    expect(renderManifest(input)).not.toContain('by_hand');
    expect(JSON.parse(renderManifest({ ...input, lastPairing: 4 }))).toMatchObject({ last_decision_by_hand: 4 });
  });

  it('names parent, inputs by source, outputs and the last event read', () => {
    expect(JSON.parse(renderManifest(input))).toMatchObject({
      parent: { settlement_date: '2026-06-30', generation: 1 },
      last_event: 17,
      inputs: [{ source: 'dlocal', file: 'dlocal_20260701.csv' }, { source: 'wompi' }],
      outputs: [{ file: 'matches.csv', size: 0 }, { file: 'stores.csv' }],
    });
    expect(JSON.parse(renderManifest({ ...input, parent: null }))).toMatchObject({ parent: null });
  });
});
