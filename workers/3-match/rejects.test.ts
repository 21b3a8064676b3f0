import { describe, expect, test } from 'vitest';
import type { Line, Reject } from '../../schemas/lines/records.ts';
import { payout } from '../../scripts/testing/records.ts';
import {
  calendar,
  configOf,
  D,
  day,
  gate,
  workingSetOf,
  payment,
  pesos,
  reject,
  wompi,
  type WorkingSetChange,
} from '../../scripts/testing/kit.ts';
import { referenceComparer } from './references.ts';
import { rejectedBy } from './rejects.ts';
import { settledDays } from './settled-days.ts';

/** What rejected rows stand for: references, and payouts. */
function outline(
  rejects: readonly Reject[],
  lines: readonly Line[] = [],
  change: WorkingSetChange = {},
): { references: string[]; payouts: string[] } {
  const workingSet = workingSetOf({ ...change, lines, rejects });
  const sources = new Map([gate, wompi].map((source) => [source.id, source]));
  const { references, payouts } = rejectedBy(
    workingSet,
    referenceComparer(configOf()),
    sources,
    settledDays(configOf(), calendar),
  );
  return { references: [...references.keys()], payouts: [...payouts.keys()] };
}

const row = (change: Partial<Reject> = {}): Reject => reject({ source: 'wompi', ...change });
const line = (payoutId: string | null, change: Partial<Line> = {}): Line =>
  payment({ source: 'wompi', payoutId, ...(change as object) });

describe('What a rejected row stands for', () => {
  test('its line, by the reference as references are compared', () => {
    expect(outline([reject({ merchantReference: ' bog01-1-R2 ' })]).references).toEqual(['bog01-1']);
    expect(outline([reject({ merchantReference: null })]).references).toEqual([]);
    expect(outline([reject({ merchantReference: ' ' })]).references).toEqual([]);
  });

  const table: [string, Reject, Line[], string[]][] = [
    ['the payout that it names', row({ payoutId: 'W1' }), [line('W1'), line('W2', { row: 1 })], ['wompi|W1|COP']],
    [
      'in each of its currencies',
      row({ payoutId: 'W1' }),
      [line('W1'), payment({ source: 'wompi', payoutId: 'W1', currency: 'USD' })],
      ['wompi|W1|COP', 'wompi|W1|USD'],
    ],
    ['a name that only begins alike is another payout', row({ payoutId: 'W1' }), [line('W10')], []],
    ['without a name: the only payout of its file', row(), [line('W1')], ['wompi|W1|COP']],
    ['a file that is itself one payout', row(), [line(null)], ['wompi|wompi 2026-07-01|COP']],
    ['one of several: nobody knows', row(), [line('W1'), line('W2')], []],
    [
      'a payout of another file is not meant',
      row(),
      [payment({ source: 'wompi', payoutId: 'W1', date: day('2026-06-30') })],
      [],
    ],
    ['where every line is paid by itself there is no payout', reject(), [payment()], []],
    ['a rejected order lacks in no payout', row({ leg: 'order', source: 'erp' }), [line('W1')], []],
    ['a pending line is in no payout', row(), [payment({ source: 'wompi', payoutId: 'W1', status: 'pending' })], []],
  ];
  test.each(table)('%s', (_sentence, rejected, lines, expected) => {
    expect(outline([rejected], lines).payouts).toEqual(expected);
  });

  test('on a later date the payout is known by its row', () => {
    const rows = [payout('W1', { source: 'wompi', cohorts: [D], net: pesos(1) })];
    expect(outline([row()], [], { date: day('2026-07-02'), payouts: rows }).payouts).toEqual(['wompi|W1|COP']);
  });
});
