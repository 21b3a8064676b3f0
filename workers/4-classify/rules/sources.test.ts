import { describe, expect, test } from 'vitest';
import type { FileRevision, SourceFile } from '../../../schemas/lines/files.ts';
import {
  bank,
  configOf,
  day,
  erp,
  fatesOf,
  fileOf,
  gate,
  order,
  payment,
  pesos,
  tell,
  D,
  decide,
} from '../../../scripts/testing/kit.ts';

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
      files: [
        fileOf('erp', day('2026-07-02'), { state: 'missing' }),
        fileOf('erp', day('2026-07-06'), { state: 'missing' }),
      ],
    });
    expect(outcome.discrepancies.map((one) => one.kind).filter((kind) => kind !== 'missing_in_bank')).toEqual([
      'source_missing',
    ]);
  });

  test('a refused file says why and where', () => {
    const [row] = decide({
      files: [
        fileOf('gate', D, {
          state: 'rejected',
          problem: { code: 'truncated', detail: 'cut off', line: null, byte: 10 },
        }),
      ],
    }).discrepancies;
    expect(row).toMatchObject({
      severity: 'high',
      owner: 'systems',
      facts: { problemCode: 'truncated', problemByte: 10 },
    });
  });
});

describe('A delivery that is refused beside a file in force', () => {
  const problem = { code: 'does_not_foot', detail: 'rows 1, total 2', line: null, byte: null } as const;
  const refused = { name: 'gate_again.csv', sha256: 'b', size: 1, profileHash: 'p', problem };

  test('is one row with its name, its hash and why, and says that the former file stands', () => {
    expect(decide({ files: [fileOf('gate', D, { refused })] }).discrepancies).toMatchObject([
      {
        kind: 'source_rejected',
        key: ['gate', D],
        class: 'action',
        severity: 'high',
        moneyAtRisk: 0,
        facts: { fileName: 'gate_again.csv', sha256: 'b', problemCode: 'does_not_foot', formerStands: true },
      },
    ]);
  });

  test('takes nothing back: what its former file matched stands, and nothing waits for it', () => {
    const lines = [order(), payment()];
    const outcome = decide({ lines, files: [fileOf('gate', D, { refused }), fileOf('erp', D), fileOf('bank', D)] });
    const plain = decide({ lines, files: [fileOf('gate', D), fileOf('erp', D), fileOf('bank', D)] });
    expect(fatesOf(outcome)).toEqual(fatesOf(plain));
  });
});

describe('A statement opens where the last one closed', () => {
  const statement = (opening: ReturnType<typeof pesos>): SourceFile =>
    fileOf('bank', D, {
      balances: [{ account: '001', currency: 'COP', opening, closing: pesos(0), openingOn: null, closingOn: null }],
    });
  const closed = (date: string, change: { account?: string; currency?: string } = {}): SourceFile =>
    fileOf('bank', day(date), {
      balances: [
        {
          account: '001',
          currency: 'COP',
          opening: pesos(0),
          closing: pesos(500),
          openingOn: null,
          closingOn: null,
          ...change,
        },
      ],
    });
  const between = (state: SourceFile['state'], source = 'bank'): SourceFile =>
    fileOf(source, day('2026-06-30'), { state });

  const table: [string, SourceFile[], string[]][] = [
    ['exactly', [statement(pesos(500)), closed('2026-06-30')], []],
    ['one centavo more', [statement(pesos(500, 1)), closed('2026-06-30')], ['statement_gap - 0.01 unknown']],
    ['one centavo less', [statement(pesos(500, -1)), closed('2026-06-30')], ['statement_gap - 0.01 unknown']],
    ['the first statement of an account', [statement(pesos(1))], []],
    ['another account', [statement(pesos(1)), closed('2026-06-30', { account: '002' })], []],
    ['another currency', [statement(pesos(1)), closed('2026-06-30', { currency: 'USD' })], []],
    [
      'a statement in between is missing: that is its row',
      [statement(pesos(1)), between('missing'), closed('2026-06-29')],
      [],
    ],
    ['a statement in between was refused', [statement(pesos(1)), between('rejected'), closed('2026-06-29')], []],
    [
      'none was expected in between: a gap',
      [statement(pesos(1)), between('not_expected'), closed('2026-06-26')],
      ['statement_gap - 499.00 unknown'],
    ],
    [
      'another source’s missing file is no hole of this account',
      [statement(pesos(1)), between('missing', 'gate'), closed('2026-06-29')],
      ['statement_gap - 499.00 unknown'],
    ],
    [
      'a hole before the last closing is no excuse',
      [statement(pesos(1)), between('missing'), closed('2026-06-30')],
      ['statement_gap - 499.00 unknown'],
    ],
  ];
  test.each(table)('%s', (_sentence, files, expected) => {
    const gaps = decide({ files }).discrepancies.filter((one) => one.kind === 'statement_gap');
    expect(gaps.map(tell)).toEqual(expected);
  });
});

describe('Statements are continuous by the days that they cover', () => {
  /** Balances in whole pesos, from one day to another of June and July: 30 is 30 June, 1 is 1 July. */
  type Span = [from: number, opening: number, to: number, closing: number];
  const on = (n: number): ReturnType<typeof day> => day(n > 20 ? `2026-06-${String(n)}` : `2026-07-0${String(n)}`);
  const file = (date: string, spans: Span[], source = 'bank'): SourceFile =>
    fileOf(source, day(date), {
      leg: 'bank',
      footing: { state: 'proved', detail: '' },
      balances: spans.map(([from, opening, to, closing]) => ({
        account: '001',
        currency: 'COP',
        opening: pesos(opening),
        closing: pesos(closing),
        openingOn: on(from),
        closingOn: on(to),
      })),
    });
  const gapsOf = (files: SourceFile[]): string[] =>
    decide({ files })
      .discrepancies.filter((one) => one.kind === 'statement_gap')
      .map((one) => `${one.key.slice(1).join(' ')}: ${String((one.difference ?? 0) / 100)}`)
      .sort();
  const daily = [file('2026-06-29', [[28, 0, 29, 60]]), file('2026-06-30', [[29, 60, 30, 100]])];

  const table: [string, SourceFile[], string[]][] = [
    ['the next day', [...daily, file(D, [[30, 100, 1, 110]])], []],
    ['the next day, one that dates its opening on its first day', [...daily, file(D, [[1, 100, 1, 110]])], []],
    ['the next day one short', [...daily, file(D, [[30, 99, 1, 110]])], [`${D}: -1`]],
    ['all three days again', [...daily, file(D, [[28, 0, 1, 110]])], []],
    ['two of the days again', [...daily, file(D, [[29, 60, 1, 110]])], []],
    ['two of the days again, dated by its first day', [...daily, file(D, [[30, 60, 1, 110]])], []],
    [
      'a day late, within one that covered it',
      [file('2026-06-30', [[28, 0, 30, 100]]), file(D, [[29, 60, 30, 100]])],
      [],
    ],
    [
      'the same day twice by two sources',
      [...daily, file(D, [[30, 100, 1, 110]]), file(D, [[30, 100, 1, 110]], 'notices')],
      [],
    ],
    ['parts of a day', [...daily, file(D, [[1, 100, 1, 105]]), file(D, [[1, 105, 1, 110]], 'notices')], []],
    [
      'a gap between two statements of one file',
      [
        file(D, [
          [28, 0, 29, 60],
          [30, 70, 1, 80],
        ]),
      ],
      [`${D} 2026-06-30: 10`],
    ],
    [
      'two gaps in one file are two rows',
      [
        file(D, [
          [27, 0, 28, 60],
          [28, 70, 29, 80],
          [30, 81, 1, 90],
        ]),
      ],
      [`${D} 2026-06-28: 10`, `${D} 2026-06-30: 1`],
    ],
  ];
  test.each(table)('%s', (_sentence, files, expected) => {
    expect(gapsOf(files)).toEqual(expected);
  });

  test.each([
    [null, 'source bank'],
    ['001-77', '001-77'],
  ])(
    'of files that name no account is of the one that the source declares (%s), and closes alike',
    (account, named) => {
      const config = configOf({ sources: [gate, erp, { ...bank, account }] });
      const unnamed = (date: string, spans: Span[]): SourceFile => {
        const outline = file(date, spans);
        return { ...outline, balances: outline.balances.map((one) => ({ ...one, account: '' })) };
      };
      const files = [unnamed('2026-06-30', [[28, 0, 29, 60]]), unnamed(D, [[30, 70, 1, 80]])];
      const first = decide({ config, files });
      expect(first.discrepancies.map((one) => one.facts['account'])).toEqual([named]);
      const later = {
        config,
        priorDiscrepancies: first.discrepancies,
        files: [...files, unnamed('2026-07-02', [[29, 60, 30, 70]])],
      };
      expect(decide({ ...later, date: day('2026-07-02') }).discrepancies.map((one) => one.state)).toEqual([
        'auto_resolved',
      ]);
    },
  );

  test('a gap closes when a statement tells what was missing', () => {
    const first = decide({ files: [file('2026-06-30', [[28, 0, 29, 60]]), file(D, [[30, 70, 1, 80]])] });
    expect(first.discrepancies.map(tell)).toEqual(['statement_gap - 10.00 unknown']);
    const priorDiscrepancies = first.discrepancies;
    const next = day('2026-07-02');
    const run = (spans: Span[]): string[] =>
      decide({
        date: next,
        priorDiscrepancies,
        files: [...first.workingSet.files, file(next, spans)],
      }).discrepancies.map((one) => one.state);
    expect(run([[28, 0, 2, 90]])).toEqual(['auto_resolved']);
    expect(run([[29, 60, 30, 70]])).toEqual(['auto_resolved']);
    expect(run([[1, 80, 2, 90]])).toEqual(['open']);
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
    decide({ files: [fileOf('gate', D, { revisions, ...change })] }).discrepancies.filter(
      (one) => one.kind === 'source_revised',
    );

  test('is a notice where the net stays, with the net', () => {
    expect(found([revision(5, 5)])).toMatchObject([
      {
        class: 'notice',
        state: 'noted',
        key: ['gate', D, 'b'],
        currency: 'COP',
        difference: null,
        moneyAtRisk: 0,
        lines: [],
      },
    ]);
  });

  test('is a high action where the net moves by one centavo, with both values', () => {
    const moved: FileRevision = {
      ...revision(5, 5),
      nets: [{ currency: 'COP', former: pesos(5), newer: pesos(5, 1) }],
    };
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
    expect(
      found(both, { state: 'rejected', problem: { code: 'truncated', detail: '', line: null, byte: 1 } }),
    ).toHaveLength(2);
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

  test('says nothing of an export of orders that says something', () => {
    const files = [fileOf('erp', day('2026-06-30'), { sha256: 'a' }), fileOf('erp', D, { sha256: 'b' })];
    expect(decide({ files }).discrepancies).toEqual([]);
  });

  test.each([
    [
      'of orders that is the one of an earlier date is a notice without money',
      'erp',
      {},
      [[['erp', D, 'a'], 'notice', 'noted', 0, '2026-06-30']],
    ],
    ['of orders that was refused is that row', 'erp', { state: 'rejected' }, []],
    ['of orders without rows is no news', 'erp', { lines: 0 }, []],
    ['of a bank may be downloaded again', 'bank', {}, []],
  ] as const)('an export %s', (_sentence, source, change, expected) => {
    const files = [fileOf(source, day('2026-06-30'), { sha256: 'a' }), fileOf(source, D, { sha256: 'a', ...change })];
    const outline = decide({ files }).discrepancies.filter((one) => one.kind === 'source_revised');
    expect(outline.map((one) => [one.key, one.class, one.state, one.moneyAtRisk, one.facts['sameAsDate']])).toEqual(
      expected,
    );
  });

  test('names the file in between that says otherwise, and of a refused one the file that it is', () => {
    const between = [
      fileOf('erp', day('2026-06-29'), { sha256: 'a' }),
      fileOf('erp', day('2026-06-30'), { sha256: 'b' }),
    ];
    const outline = (file: SourceFile): unknown[] =>
      decide({ files: [...between, file] }).discrepancies.map(({ kind, facts }) => [
        kind,
        facts['sameAsDate'],
        facts['otherwiseOn'],
      ]);
    expect(outline(fileOf('erp', D, { sha256: 'a' }))).toEqual([['source_revised', '2026-06-29', '2026-06-30']]);
    const problem = { code: 'another_date', detail: '', line: null, byte: null } as const;
    expect(outline(fileOf('erp', D, { sha256: 'a', state: 'rejected', problem }))).toEqual([
      ['source_rejected', '2026-06-29', undefined],
    ]);
    expect(outline(fileOf('erp', D, { sha256: 'c', state: 'rejected', problem }))).toEqual([
      ['source_rejected', undefined, undefined],
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
      {
        class: 'action',
        currency: null,
        difference: null,
        facts: { netsChanged: ['COP 5.00 / 6.00', 'EUR 2.00 / 1.00'] },
      },
    ]);
  });
});
