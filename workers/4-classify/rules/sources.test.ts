import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../../schemas/files.ts';
import { day, decide, fileOf, payment, pesos, tell, D } from '../../../scripts/testing/kit.ts';

describe('Files of the date', () => {
  const table: [string, SourceFile[], string[]][] = [
    ['one that is not there', [fileOf('bank', D, { state: 'missing' })], ['source_missing bank']],
    [
      'one that is refused',
      [fileOf('gate', D, { state: 'rejected', problem: { code: 'truncated', detail: '', line: null, byte: 10 } })],
      ['source_rejected gate'],
    ],
    ['one that nobody expected', [fileOf('bank', D, { state: 'not_expected' })], []],
    ['one of an earlier date is that date’s', [fileOf('bank', day('2026-06-30'), { state: 'missing' })], []],
    [
      'several',
      [fileOf('bank', D, { state: 'missing' }), fileOf('gate', D, { state: 'missing' })],
      ['source_missing bank', 'source_missing gate'],
    ],
  ];
  test.each(table)('%s', (_sentence, files, expected) => {
    expect(
      decide({ files })
        .discrepancies.map((one) => `${one.kind} ${one.provider ?? ''}`)
        .sort(),
    ).toEqual(expected);
  });

  test('a missing file is one row, whatever waits for it; what depends on it awaits', () => {
    const outcome = decide({
      date: day('2026-07-06'),
      lines: [payment()],
      files: [fileOf('erp', day('2026-07-02'), { state: 'missing' }), fileOf('erp', day('2026-07-06'), { state: 'missing' })],
    });
    expect(outcome.discrepancies.map((one) => one.kind).filter((kind) => kind !== 'missing_in_bank')).toEqual(['source_missing']);
  });

  test('a refused file says why and where', () => {
    const [row] = decide({
      files: [fileOf('gate', D, { state: 'rejected', problem: { code: 'truncated', detail: 'cut off', line: null, byte: 10 } })],
    }).discrepancies;
    expect(row).toMatchObject({ severity: 'high', owner: 'systems', facts: { problemCode: 'truncated', problemByte: 10 } });
  });
});

describe('A statement opens where the last one closed', () => {
  const statement = (opening: ReturnType<typeof pesos>): SourceFile =>
    fileOf('bank', D, { balances: [{ account: '001', currency: 'COP', opening, closing: pesos(0), openingOn: null, closingOn: null }] });
  const closed = (
    date: string,
    change: { account?: string; currency?: string } = {},
  ): ReadonlyMap<string, { closing: ReturnType<typeof pesos>; date: ReturnType<typeof day> }> =>
    new Map([[`${change.account ?? '001'}|${change.currency ?? 'COP'}`, { closing: pesos(500), date: day(date) }]]);
  const between = (state: SourceFile['state'], source = 'bank'): SourceFile => fileOf(source, day('2026-06-30'), { state });

  const table: [string, SourceFile[], ReturnType<typeof closed>, string[]][] = [
    ['exactly', [statement(pesos(500))], closed('2026-06-30'), []],
    ['one centavo more', [statement(pesos(500, 1))], closed('2026-06-30'), ['statement_gap - 0.01 unknown']],
    ['one centavo less', [statement(pesos(500, -1))], closed('2026-06-30'), ['statement_gap - 0.01 unknown']],
    ['the first statement of an account', [statement(pesos(1))], new Map(), []],
    ['another account', [statement(pesos(1))], closed('2026-06-30', { account: '002' }), []],
    ['another currency', [statement(pesos(1))], closed('2026-06-30', { currency: 'USD' }), []],
    ['a statement in between is missing: that is its row', [statement(pesos(1)), between('missing')], closed('2026-06-29'), []],
    ['a statement in between was refused', [statement(pesos(1)), between('rejected')], closed('2026-06-29'), []],
    [
      'none was expected in between: a gap',
      [statement(pesos(1)), between('not_expected')],
      closed('2026-06-26'),
      ['statement_gap - 499.00 unknown'],
    ],
    [
      'another source’s missing file is no hole of this account',
      [statement(pesos(1)), between('missing', 'gate')],
      closed('2026-06-29'),
      ['statement_gap - 499.00 unknown'],
    ],
    [
      'a hole before the last closing is no excuse',
      [statement(pesos(1)), between('missing')],
      closed('2026-06-30'),
      ['statement_gap - 499.00 unknown'],
    ],
  ];
  test.each(table)('%s', (_sentence, files, lastBalances, expected) => {
    expect(decide({ files, lastBalances }).discrepancies.map(tell)).toEqual(expected);
  });
});
