import { describe, expect, test } from 'vitest';
import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { configOf, D, fileOf, holdAll, order, payment, pesos } from '../../scripts/testing/kit.ts';
import { finding, named } from './draft.ts';
import { suspectSources } from './suspect.ts';

const many = (
  count: number,
  kind: DiscrepancyKind = 'missing_in_erp',
  leg: 'order' | 'settlement' = 'settlement',
): Finding[] =>
  holdAll(
    ...Array.from({ length: count }, (_, index) => (leg === 'order' ? order({ row: index }) : payment({ row: index }))),
  ).map(({ line }) =>
    finding(
      {
        kind,
        key: [String(line.row)],
        merchantReference: String(line.row),
        lines: [named(line, true)],
        moneyAtRisk: pesos(100),
        direction: 'owed_to_us',
      },
      configOf(),
    ),
  );

const file = (lines: number, rejects = 0): SourceFile => fileOf('gate', D, { lines, rejects });

/** The suspicions, and how many rows stand under one. */
function outline(findings: readonly Finding[], files: readonly SourceFile[]): string {
  const all = suspectSources(findings, files, configOf());
  const suspects = all.filter((one) => one.kind === 'source_suspect');
  const under = all.filter((one) => one.parentId !== null).length;
  return `${suspects.map((one) => one.key.join(' ')).join(', ') || 'none'}; ${String(under)} of ${String(all.length - suspects.length)}`;
}

describe('More than 20 % and at least 30 lines of one file that break alike', () => {
  const suspected = 'gate 2026-07-01 missing_in_erp';
  const table: [string, number, SourceFile, string][] = [
    ['29 of 29 are too few', 29, file(29), 'none; 0 of 29'],
    ['30 of 30', 30, file(30), `${suspected}; 30 of 30`],
    ['30 of 150 are exactly 20 %', 30, file(150), 'none; 0 of 30'],
    ['30 of 149 are more', 30, file(149), `${suspected}; 30 of 30`],
    ['31 of 150 are more', 31, file(150), `${suspected}; 31 of 31`],
    ['rejected rows are rows of the file too', 30, file(140, 10), 'none; 0 of 30'],
  ];
  test.each(table)('%s', (_sentence, count, of, expected) => {
    expect(outline(many(count), [of])).toBe(expected);
  });

  test('29 of one kind and 29 of another are not alike', () => {
    expect(outline([...many(29), ...many(29, 'amount_mismatch')], [file(58)])).toBe('none; 0 of 58');
  });

  test('each kind is suspected by itself', () => {
    expect(outline([...many(30), ...many(40, 'amount_mismatch')], [file(70)])).toMatch(
      /amount_mismatch, .*missing_in_erp; 70 of 70$/,
    );
  });

  test('a kind that breaks no line is no flood', () => {
    expect(outline(many(40, 'chargeback'), [file(40)])).toBe('none; 0 of 40');
  });

  test('a payout’s one row is no flood, however many lines it has', () => {
    const lines = many(40).flatMap((one) => one.lines);
    const row = finding(
      { kind: 'missing_in_bank', key: ['W1'], payoutId: 'W1', lines, moneyAtRisk: pesos(1), direction: 'owed_to_us' },
      configOf(),
    );
    expect(outline([row], [file(40)])).toBe('none; 0 of 1');
  });

  test('the order file is suspected where the orders break', () => {
    expect(outline(many(30, 'missing_in_settlement', 'order'), [fileOf('erp', D, { lines: 30 })])).toBe(
      'erp 2026-07-01 missing_in_settlement; 30 of 30',
    );
  });

  test('the suspicion sums the money of its rows; the rows stay listed under it', () => {
    const all = suspectSources(many(30), [file(30)], configOf());
    const [suspect] = all.filter((one) => one.kind === 'source_suspect');
    expect(suspect).toMatchObject({
      moneyAtRisk: pesos(3_000),
      owner: 'systems',
      class: 'action',
      facts: { suspectLines: 30, suspectTotal: 30 },
    });
    expect(new Set(all.filter((one) => one.kind !== 'source_suspect').map((one) => one.parentId))).toEqual(
      new Set([suspect?.id]),
    );
  });

  test('a row whose file is no longer suspected stands by itself again', () => {
    const under = many(29).map((one) => ({ ...one, parentId: 'dsc_former' }));
    expect(suspectSources(under, [file(29)], configOf()).every((one) => one.parentId === null)).toBe(true);
  });
});
