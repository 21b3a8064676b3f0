import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DiffSide, GenerationDiff } from '../../schemas/outcome/generation-diff.ts';
import { sum } from '../../schemas/values/money.ts';
import { FATES } from '../../schemas/lines/records.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import type { Discrepancy, FateRow, PayoutRow } from '../../schemas/outcome/run.ts';
import { renderDiff } from './diff-json.ts';
import { amountOf, generationDiff } from './generation-diff.ts';
import { DAY, exampleDiscrepancy, exampleFate, examplePayout, exampleSource, pesos } from './testing.ts';

interface Decided {
  readonly fates?: readonly FateRow[];
  readonly payouts?: readonly PayoutRow[];
  readonly discrepancies?: readonly Discrepancy[];
}

function side(
  generation: number,
  decided: Decided,
  change: Partial<DiffSide['run']> & { files?: DiffSide['files'] } = {},
): DiffSide {
  const { files = [exampleSource('dlocal')], ...run } = change;
  return {
    run: {
      date: DAY,
      generation,
      state: 'committed',
      parentGeneration: 1,
      inputHash: 'in',
      outcomeHash: 'out',
      configHash: 'config',
      rulesVersion: '1',
      lastEvent: 0,
      reason: null,
      stale: false,
      ...run,
    },
    files,
    outcome: { payouts: [], discrepancies: [], ...decided, fates: fateTableOf(decided.fates ?? []) },
  };
}

const diffOf = (before: Decided, after: Decided): GenerationDiff => generationDiff(side(1, before), side(2, after));
const sale = (reference: string, change: Partial<FateRow> = {}): FateRow =>
  exampleFate({ merchantReference: reference, ...change });

/** `newly_broken A COP matched>broken` */
function outline({ entries }: GenerationDiff): string[] {
  return entries.map(({ subject, change, before, after }) =>
    [
      change,
      subject.merchantReference || `${subject.leg ?? ''} ${subject.id ?? '-'}`,
      subject.currency,
      `${before?.fate ?? '-'}>${after?.fate ?? '-'}`,
    ].join(' '),
  );
}

describe('the diff of two generations', () => {
  const table: [string, FateRow[], FateRow[], string[]][] = [
    ['nothing in either', [], [], []],
    [
      'a sale as it was, in another place of another file',
      [sale('A')],
      [sale('A', { file: 'bbbbbbbbbbbb', row: 7, line: 9, bankMatch: 'x' })],
      [],
    ],
    ['a reference in other letters', [sale('A')], [sale('a ')], ['changed a  COP matched>matched']],
    ['newly matched', [sale('A', { fate: 'awaiting' })], [sale('A')], ['newly_matched A COP awaiting>matched']],
    ['newly matched, and not there before', [], [sale('A')], ['newly_matched A COP ->matched']],
    ['newly broken', [sale('A')], [sale('A', { fate: 'broken' })], ['newly_broken A COP matched>broken']],
    [
      'a row that cannot be read is broken too',
      [sale('A')],
      [sale('A', { fate: 'rejected' })],
      ['newly_broken A COP matched>rejected'],
    ],
    [
      'broken in another way',
      [sale('A', { fate: 'rejected' })],
      [sale('A', { fate: 'broken' })],
      ['changed A COP rejected>broken'],
    ],
    ['another amount', [sale('A')], [sale('A', { amount: pesos('1.00') })], ['changed A COP matched>matched']],
    ['another discrepancy', [sale('A')], [sale('A', { discrepancyIds: ['dsc_1'] })], ['changed A COP matched>matched']],
    ['a line more of a sale', [sale('A')], [sale('A'), sale('A', { row: 1 })], ['changed A COP matched>matched']],
    ['there no more', [sale('A')], [], ['changed A COP matched>-']],
    [
      'one leg breaks: the sale is broken',
      [sale('A'), sale('A', { leg: 'order' })],
      [sale('A'), sale('A', { leg: 'order', fate: 'broken' })],
      ['newly_broken A COP matched>broken'],
    ],
    [
      'a replaced version says nothing',
      [sale('A')],
      [sale('A'), sale('A', { fate: 'out_of_scope', reason: 'superseded' })],
      ['changed A COP matched>matched'],
    ],
    [
      'two currencies of one reference are two',
      [sale('A')],
      [sale('A', { currency: 'USD' })],
      ['newly_matched A USD ->matched', 'changed A COP matched>-'],
    ],
    [
      'a line without reference is known by its id',
      [sale('', { providerId: 'F1', fate: 'awaiting' })],
      [sale('', { providerId: 'F1' })],
      ['newly_matched settlement F1 COP awaiting>matched'],
    ],
    ['and without id by its amount', [sale('', { providerId: '' })], [sale('', { providerId: '', row: 5 })], []],
  ];
  it.each(table)('%s', (_sentence, before, after, expected) => {
    expect(outline(diffOf({ fates: before }, { fates: after }))).toEqual(expected);
  });

  it('sums what changed and what did not, before and after, each currency apart', () => {
    const before = [
      sale('A'),
      sale('B', { amount: pesos('10.00') }),
      sale('C', { currency: 'USD', amount: pesos('5.00') }),
    ];
    const after = [sale('A', { fate: 'broken', amount: pesos('900.00') }), before[1] as FateRow, before[2] as FateRow];
    expect(diffOf({ fates: before }, { fates: after }).totals).toEqual([
      { change: 'newly_broken', currency: 'COP', subjects: 1, before: pesos('1000.00'), after: pesos('900.00') },
      { change: 'unchanged', currency: 'COP', subjects: 1, before: pesos('10.00'), after: pesos('10.00') },
      { change: 'unchanged', currency: 'USD', subjects: 1, before: pesos('5.00'), after: pesos('5.00') },
    ]);
  });

  it('tells payouts and discrepancies that are not as they were', () => {
    const [open, other] = [
      exampleDiscrepancy('missing_in_bank', { key: ['a'] }),
      exampleDiscrepancy('missing_in_bank', { key: ['b'] }),
    ];
    const diff = diffOf(
      {
        payouts: [examplePayout(), examplePayout({ payoutId: 'P2' })],
        discrepancies: [open, { ...other, moneyAtRisk: pesos('1.00') }],
      },
      {
        payouts: [examplePayout({ fate: 'broken', bankAmount: pesos('1.00') }), examplePayout({ payoutId: 'P2' })],
        discrepancies: [{ ...open, state: 'auto_resolved' }, other, exampleDiscrepancy('chargeback')],
      },
    );
    expect(diff.payouts.map((one) => [one.payoutId, one.change])).toEqual([['P1', 'newly_broken']]);
    expect(diff.discrepancies.map((one) => [one.kind, one.change]).sort()).toEqual([
      ['chargeback', 'opened'],
      ['missing_in_bank', 'changed'],
      ['missing_in_bank', 'closed'],
    ]);
  });

  it('says which inputs differ', () => {
    const inputs = (change: Parameters<typeof side>[2]) => generationDiff(side(1, {}), side(2, {}, change)).inputs;
    const none = { files: [], parent: false, configuration: false, rules: false, decisions: false };
    expect(inputs({ parentGeneration: 2 })).toEqual({ ...none, parent: true });
    expect(inputs({ configHash: 'x', rulesVersion: '2' })).toEqual({ ...none, configuration: true, rules: true });
    expect(inputs({})).toEqual({ ...none, decisions: true });
    expect(
      inputs({ files: [exampleSource('dlocal', { state: 'missing', sha256: null }), exampleSource('bank')] }).files,
    ).toEqual([
      { source: 'bank', before: null, after: { state: 'in', sha256: 'a'.repeat(64) } },
      { source: 'dlocal', before: { state: 'in', sha256: 'a'.repeat(64) }, after: { state: 'missing', sha256: null } },
    ]);
  });

  const rows = fc.array(
    fc.record({
      merchantReference: fc.constantFrom('', 'A', 'B', 'C'),
      providerId: fc.constantFrom('', 'T1', 'T2'),
      fate: fc.constantFrom(...FATES),
      currency: fc.constantFrom('COP', 'USD'),
      amount: fc.integer({ min: -500, max: 500 }).map((n) => pesos(`${n < 0 ? '-' : ''}${String(Math.abs(n))}.00`)),
      leg: fc.constantFrom('order' as const, 'settlement' as const, 'bank' as const),
    }),
    { maxLength: 8 },
  );
  const placed = (fates: readonly Partial<FateRow>[]): FateRow[] =>
    fates.map((one, row) => exampleFate({ ...one, row, line: row + 2 }));

  it('of a generation with itself, its lines in whatever order, is nothing but unchanged', () => {
    fc.assert(
      fc.property(rows, (some) => {
        const diff = diffOf({ fates: placed(some) }, { fates: placed([...some].reverse()) });
        expect(diff.entries).toEqual([]);
        expect(diff.totals.every((total) => total.change === 'unchanged' && total.before === total.after)).toBe(true);
      }),
      { seed: 31_415, numRuns: 500 },
    );
  });

  it('counts every reference once and its totals are the sums of its entries; turned round it says the opposite', () => {
    fc.assert(
      fc.property(rows, rows, (some, others) => {
        const there = diffOf({ fates: placed(some) }, { fates: placed(others) });
        const back = diffOf({ fates: placed(others) }, { fates: placed(some) });
        for (const total of there.totals) {
          if (total.change === 'unchanged') continue;
          const own = there.entries.filter(
            (one) => one.change === total.change && one.subject.currency === total.currency,
          );
          expect(own).toHaveLength(total.subjects);
          expect(sum(own.map((one) => amountOf(one.before)))).toBe(total.before);
          expect(sum(own.map((one) => amountOf(one.after)))).toBe(total.after);
        }
        const states = ({ entries }: GenerationDiff, turned: boolean) =>
          entries.map(({ before, after }) => JSON.stringify(turned ? [after, before] : [before, after])).sort();
        expect(states(back, true)).toEqual(states(there, false));
      }),
      { seed: 31_415, numRuns: 500 },
    );
  });

  it('is one document, the same bytes for the same diff', () => {
    const diff = diffOf({ fates: [sale('A')] }, { fates: [sale('A', { fate: 'broken' })] });
    const document = JSON.parse(renderDiff(diff)) as Record<string, unknown>;
    expect(document).toMatchObject({
      settlement_date: DAY,
      generation: 2,
      former_generation: 1,
      totals: [{ change: 'newly_broken', currency: 'COP', references: 1, before: '1000.00', after: '1000.00' }],
      references: [
        {
          merchant_reference: 'A',
          change: 'newly_broken',
          before: { fate: 'matched', settlement_gross: '1000.00', bank_amount: null },
        },
      ],
    });
    expect(renderDiff(diff)).toBe(
      renderDiff(diffOf({ fates: [sale('A')] }, { fates: [sale('A', { fate: 'broken' })] })),
    );
  });
});
