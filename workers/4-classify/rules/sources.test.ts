import { describe, expect, test } from 'vitest';
import type { FileRevision, SourceFile } from '../../../schemas/files.ts';
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

describe('A file that came again', () => {
  const revision = (former: number, newer: number, sha256 = 'b'): FileRevision => ({
    formerSha256: 'a',
    sha256,
    added: 0,
    removed: 0,
    changed: 1,
    nets: [{ currency: 'COP', former: pesos(former), newer: pesos(newer) }],
  });
  const found = (revisions: readonly FileRevision[], change: Partial<SourceFile> = {}) =>
    decide({ files: [fileOf('gate', D, { revisions, ...change })] }).discrepancies.filter((one) => one.kind === 'source_revised');

  test('is a notice where the net stays, with the net', () => {
    expect(found([revision(5, 5)])).toMatchObject([
      { class: 'notice', state: 'noted', key: ['gate', D, 'b'], currency: 'COP', difference: null, moneyAtRisk: 0, lines: [] },
    ]);
  });

  test('is a high action where the net moves by one centavo, with both values', () => {
    const moved: FileRevision = { ...revision(5, 5), nets: [{ currency: 'COP', former: pesos(5), newer: pesos(5, 1) }] };
    expect(found([moved])).toMatchObject([
      {
        class: 'action',
        severity: 'high',
        owner: 'systems',
        difference: 1,
        direction: 'none',
        facts: { formerNetMinor: 500, newerNetMinor: 501, netDeltaMinor: 1, changedLines: 1 },
      },
    ]);
  });

  test('is told for every version, and stays told where the newest one is refused', () => {
    const both = [revision(5, 6), revision(6, 6, 'c')];
    expect(
      found(both)
        .map((one) => [one.key[2], one.class])
        .sort(),
    ).toEqual([
      ['b', 'action'],
      ['c', 'notice'],
    ]);
    expect(found(both, { state: 'rejected', problem: { code: 'truncated', detail: '', line: null, byte: 1 } })).toHaveLength(2);
  });

  test('is one row where it comes back to bytes that it had, of the last change', () => {
    expect(
      found([revision(5, 6), revision(6, 5, 'a'), revision(5, 7)])
        .map((one) => [one.key[2], one.difference])
        .sort(),
    ).toEqual([
      ['a', -100],
      ['b', 200],
    ]);
  });

  test('adds no two currencies up', () => {
    const two: FileRevision = {
      ...revision(5, 6),
      nets: [
        { currency: 'COP', former: pesos(5), newer: pesos(6) },
        { currency: 'USD', former: pesos(1), newer: pesos(1) },
        { currency: 'EUR', former: pesos(2), newer: pesos(1) },
      ],
    };
    expect(found([two])).toMatchObject([
      { class: 'action', currency: null, difference: null, facts: { netsChanged: ['COP 5.00 / 6.00', 'EUR 2.00 / 1.00'] } },
    ]);
  });
});
