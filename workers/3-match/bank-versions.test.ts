import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { BankLine, Line } from '../../schemas/lines/records.ts';
import {
  bank,
  broughtBack,
  carried,
  configOf,
  credit,
  day,
  fileOf,
  gate,
  hold,
  pesos,
  wompi,
  type InWorkingSet,
} from '../../scripts/testing/kit.ts';
import { bankVersions } from './bank-versions.ts';
import type { HeldBank, ReportedLine } from './working-set.ts';

const D1 = day('2026-07-01');
const D2 = day('2026-07-02');
const D3 = day('2026-07-03');
const notices = { ...bank, id: 'notices', profile: { builtIn: 'camt.054' as const } };
const config = configOf({
  sources: [gate, { ...wompi, bankText: ['WOMPI PAGOS'] }, { ...bank, noIds: ['OFICINA 12'] }, notices],
});

/** A line of the next day's file, booked the day before. */
const later = (change: Partial<BankLine> = {}): BankLine => credit({ date: D2, bookedOn: D1, ...change });
const notice = (change: Partial<BankLine> = {}): BankLine => credit({ source: 'notices', ...change });

/** A file whose balances foot: from what, to what, in whole pesos, opening and closing on which days. */
function proved(
  date: string,
  opening: number,
  closing: number,
  change: Partial<SourceFile> & { from?: string; to?: string } = {},
): SourceFile {
  const { from = date, to = date, ...rest } = change;
  const balance = { account: '001', currency: 'COP', opening: pesos(opening), closing: pesos(closing) };
  return fileOf(rest.source ?? 'bank', day(date), {
    leg: 'bank',
    footing: { state: 'proved', detail: '' },
    balances: [{ ...balance, openingOn: day(from), closingOn: day(to) }],
    ...rest,
  });
}

interface Reported {
  /** Files beside those of the lines, which prove nothing. */
  readonly files?: readonly SourceFile[];
  /** Lines of earlier files that are not in the working set. */
  readonly earlier?: readonly BankLine[];
  readonly date?: typeof D1;
}

/** What becomes of lines, as `source day/row`. The place of a line in the file is its place here. */
function outline(
  lines: readonly (Line | InWorkingSet)[],
  { files = [], earlier = [], date = D2 }: Reported = {},
): string[] {
  const withFiles = (one: Line | InWorkingSet): Line | InWorkingSet => {
    const line = 'entered' in one ? one.line : one;
    const file = files.find((each) => each.source === line.source && each.date === line.date);
    const placed = file === undefined ? line : { ...line, file: (file.sha256 ?? '').slice(0, 12) };
    return 'entered' in one ? { ...one, line: placed } : placed;
  };
  const before = hold(earlier.map((line) => carried(withFiles(line) as BankLine, { bankLeg: 'agrees' }))) as HeldBank[];
  const result = bankVersions(
    hold(lines.map(withFiles)) as HeldBank[],
    before.map(({ line, former }): ReportedLine => ({ line, former })),
    { date, config, files },
  );
  const name = ({ line }: { readonly line: BankLine }): string =>
    `${line.source} ${line.date.slice(8)}/${String(line.row)}`;
  return [
    ...result.current.map((one) => `counts ${name(one)}`),
    ...result.seenBefore.map((one) => `seen ${name(one)}`),
    ...result.superseded.map(({ held, silent }) => `${silent ? 'replaced' : 'without room'} ${name(held)}`),
    ...result.doubts.map(({ held, other }) => `doubt ${name(held)} or ${name({ line: other })}`),
    ...result.disagreements.map((one) => `disagree on ${one.day.slice(8)}`),
  ].sort();
}

describe('Every row of a file is a movement', () => {
  const table: [string, BankLine[]][] = [
    ['once', [credit({ bankId: 'A' })]],
    ['under one id twice in a file', [credit({ bankId: 'A' }), credit({ bankId: 'A' })]],
    ['under one id with other money', [credit({ bankId: 'A' }), credit({ bankId: 'A', amount: pesos(7) })]],
    [
      'a reversal under the id of what it reverses',
      [credit({ bankId: 'A' }), credit({ bankId: 'A', amount: pesos(-100_000) })],
    ],
    [
      'under one end-to-end id twice',
      [credit({ bankId: 'A', endToEndId: 'E1' }), credit({ bankId: 'B', endToEndId: 'E1' })],
    ],
    ['without any id, alike', [credit(), credit()]],
  ];
  test.each(table)('%s', (_sentence, lines) => {
    expect(outline(lines, { date: D1 })).toEqual(lines.map((_, row) => `counts bank 01/${String(row)}`));
  });
});

describe('A row of the day before in the next file, where nothing proves the day', () => {
  const table: [string, Partial<BankLine>, Partial<BankLine>, string][] = [
    ['the same id and money', { bankId: 'A' }, { bankId: 'A' }, 'seen'],
    ['the id decides, not the text', { bankId: 'A' }, { bankId: ' a', description: 'OTRO' }, 'seen'],
    ['the same id with one centavo more', { bankId: 'A' }, { bankId: 'A', amount: pesos(100_000, 1) }, 'counts'],
    ['the same id booked a day later', { bankId: 'A' }, { bankId: 'A', bookedOn: D2 }, 'counts'],
    ['the same id in another account', { bankId: 'A' }, { bankId: 'A', account: '002' }, 'counts'],
    ['the same account spelled otherwise', { bankId: 'A', account: '001-2' }, { bankId: 'A', account: '0012' }, 'seen'],
    ['the same id in another currency', { bankId: 'A' }, { bankId: 'A', currency: 'USD' }, 'counts'],
    ['another id', { bankId: 'A' }, { bankId: 'B' }, 'counts'],
    ['the same balance after it', { balance: pesos(5) }, { balance: pesos(5) }, 'seen'],
    ['another balance after it', { balance: pesos(5) }, { balance: pesos(6) }, 'counts'],
    ['another text, without id', {}, { description: 'OTRO' }, 'counts'],
  ];
  test.each(table)('%s', (_sentence, first, second, expected) => {
    expect(outline([later(second)], { earlier: [credit(first)] })).toEqual([`${expected} bank 02/0`]);
    // The same where the first is still open.
    expect(outline([carried(credit(first)), later(second)])).toEqual(['counts bank 01/0', `${expected} bank 02/0`]);
  });

  test.each(['NONREF', 'NOTPROVIDED', '0', '0000', 'Wompi-Pagos', 'ABONO WOMPI PAGOS'])(
    'an id that says nothing (%s) is a question',
    (bankId) => {
      expect(outline([later({ bankId })], { earlier: [credit({ bankId })] })).toEqual([
        'counts bank 02/0',
        'doubt bank 02/0 or bank 01/0',
      ]);
    },
  );

  test('so is one that the configuration names for its source, and for no other', () => {
    const bankId = 'Oficina 12';
    const isNone = ['counts bank 02/0', 'doubt bank 02/0 or bank 01/0'];
    expect(outline([later({ bankId })], { earlier: [credit({ bankId })] })).toEqual(isNone);
    const ofNotices = (change: Partial<BankLine>): BankLine => notice({ bankId, ...change });
    expect(outline([ofNotices({ date: D2, bookedOn: D1 })], { earlier: [ofNotices({})] })).toEqual([
      'seen notices 02/0',
    ]);
  });

  test('an id on two amounts of a day is none: its rows are told by all that they say', () => {
    const both = [{ bankId: '1' }, { bankId: '1', amount: pesos(5) }];
    expect(outline(both.map(later), { earlier: both.map(credit) })).toEqual(['seen bank 02/0', 'seen bank 02/1']);
    expect(outline([later(both[0])], { earlier: both.map(credit) })).toEqual([
      'counts bank 02/0',
      'doubt bank 02/0 or bank 01/0',
    ]);
  });
});

describe('Parts of a day add up; a day told twice counts once', () => {
  const [a, b, c] = [{ amount: pesos(1) }, { amount: pesos(2) }, { amount: pesos(3) }];
  const table: [string, Partial<BankLine>[], Partial<BankLine>[], string[]][] = [
    [
      'a single row recurs: it counts, and both are named',
      [a],
      [a],
      ['counts bank 02/0', 'doubt bank 02/0 or bank 01/0'],
    ],
    ['two rows recur', [a, b], [a, b], ['seen bank 02/0', 'seen bank 02/1']],
    ['two recur and a third is new', [a, b], [a, b, c], ['counts bank 02/2', 'seen bank 02/0', 'seen bank 02/1']],
    ['the later one is a part of the earlier', [a, b, c], [a, b], ['seen bank 02/0', 'seen bank 02/1']],
    [
      'one is wanting: parts, and each that recurs is asked about',
      [a, b, c],
      [a, b, { amount: pesos(4) }],
      [
        'counts bank 02/0',
        'counts bank 02/1',
        'counts bank 02/2',
        'doubt bank 02/0 or bank 01/0',
        'doubt bank 02/1 or bank 01/1',
      ],
    ],
    [
      'two equal rows stay two, and a third is new',
      [a, a],
      [a, a, a],
      ['counts bank 02/2', 'seen bank 02/0', 'seen bank 02/1'],
    ],
    ['nothing recurs', [a], [b], ['counts bank 02/0']],
  ];
  test.each(table)('%s', (_sentence, first, second, expected) => {
    expect(outline(second.map(later), { earlier: first.map(credit) })).toEqual(expected);
  });

  test('a file that holds both parts repeats both', () => {
    const earlier = [credit(a), credit(b), later(c), later(a)];
    expect(
      outline(
        [a, a, b, c].map((one) => credit({ ...one, date: D3, bookedOn: D1 })),
        { earlier, date: D3 },
      ),
    ).toEqual([0, 1, 2, 3].map((row) => `seen bank 03/${String(row)}`));
  });

  test('two days of one row each, both again: the files overlap', () => {
    const days = [{ bookedOn: D1 }, { bookedOn: D2 }];
    const again = days.map((one) => credit({ ...one, date: D3 }));
    expect(outline(again, { earlier: days.map((one) => credit({ ...one, date: D2 })), date: D3 })).toEqual([
      'seen bank 03/0',
      'seen bank 03/1',
    ]);
  });

  test('a stated period tells its days wholly', () => {
    const periods = [{ account: '001', from: D1, to: D2 }];
    const file = fileOf('bank', D2, { footing: { state: 'none', detail: '', periods } });
    expect(outline([later()], { earlier: [credit()], files: [fileOf('bank', D1), file] })).toEqual(['seen bank 02/0']);
    const short = {
      ...file,
      footing: { state: 'none' as const, detail: '', periods: [{ account: '001', from: D2, to: D2 }] },
    };
    expect(outline([later()], { earlier: [credit()], files: [fileOf('bank', D1), short] })).toEqual([
      'counts bank 02/0',
      'doubt bank 02/0 or bank 01/0',
    ]);
  });
});

describe('A statement whose balances foot is the day', () => {
  const ten = { amount: pesos(10), bankId: 'T' };
  const six = { amount: pesos(6), bankId: 'S' };

  test('rows of another file of the date are the same, or have no room', () => {
    const files = [proved('2026-07-01', 0, 10), fileOf('notices', D1, { leg: 'bank' })];
    expect(outline([credit(ten), notice(ten), notice(six)], { files, date: D1 })).toEqual([
      'counts bank 01/0',
      'seen notices 01/0',
      'without room notices 01/1',
    ]);
  });

  test('a notice that lists a credit twice by error: the second has no room', () => {
    const files = [proved('2026-07-01', 0, 10), fileOf('notices', D1, { leg: 'bank' })];
    const plain = { amount: pesos(10) };
    expect(outline([credit(plain), notice(plain), notice(plain)], { files, date: D1 })).toEqual([
      'counts bank 01/0',
      'seen notices 01/0',
      'without room notices 01/1',
    ]);
  });

  test('ids of two sources that number alike are compared, else the amount decides', () => {
    const files = [proved('2026-07-01', 0, 20), fileOf('notices', D1, { leg: 'bank' })];
    const two = [credit({ ...ten, bankId: 'A' }), credit({ ...ten, bankId: 'B' })];
    expect(
      outline([...two, notice({ ...ten, bankId: 'A' }), notice({ ...ten, bankId: 'X' })], { files, date: D1 }),
    ).toEqual(['counts bank 01/0', 'counts bank 01/1', 'seen notices 01/0', 'without room notices 01/1']);
    expect(
      outline([...two, notice({ ...ten, bankId: 'Y' }), notice({ ...ten, bankId: 'X' })], { files, date: D1 }),
    ).toEqual(['counts bank 01/0', 'counts bank 01/1', 'seen notices 01/0', 'seen notices 01/1']);
  });

  test('it takes out what an earlier file told and it has not, the unmatched one first', () => {
    const files = [fileOf('bank', D1), proved('2026-07-02', 0, 10, { from: '2026-06-30' })];
    const plain = { amount: pesos(10) };
    const open = carried(credit(plain));
    const matched = carried(credit(plain), { bankLeg: 'agrees', bankMatch: 'm' });
    expect(outline([open, matched, later(plain)], { files })).toEqual([
      'counts bank 01/1',
      'seen bank 02/0',
      'without room bank 01/0',
    ]);
  });

  test('a day that it tells without a row leaves room for none', () => {
    const files = [fileOf('bank', D1), proved('2026-07-02', 5, 5, { from: '2026-06-30' })];
    expect(outline([carried(credit(ten))], { files })).toEqual(['without room bank 01/0']);
    // The day it opens on is not told by it, where it has no row of it.
    expect(
      outline([carried(credit(ten))], {
        files: [fileOf('bank', D1), proved('2026-07-02', 5, 5, { from: '2026-07-01' })],
      }),
    ).toEqual(['counts bank 01/0']);
  });

  test('two statements of one day that follow each other add up', () => {
    const files = [proved('2026-07-01', 0, 10), proved('2026-07-02', 10, 20, { from: '2026-07-01', to: '2026-07-01' })];
    const plain = { amount: pesos(10) };
    expect(outline([later(plain)], { files, earlier: [credit(plain)] })).toEqual(['counts bank 02/0']);
    // One centavo off, the second does not go on where the first ends: it tells the day again.
    const again = [files[0], proved('2026-07-02', 0, 10, { from: '2026-07-01', to: '2026-07-01' })] as SourceFile[];
    expect(outline([later(plain)], { files: again, earlier: [credit(plain)] })).toEqual(['seen bank 02/0']);
  });

  test('where two disagree the newer counts', () => {
    const files = [proved('2026-07-01', 0, 16), proved('2026-07-02', 0, 10, { from: '2026-06-30' })];
    expect(outline([carried(credit(ten)), carried(credit(six)), later(ten)], { files })).toEqual([
      'counts bank 01/0',
      'disagree on 01',
      'replaced bank 01/1',
      'seen bank 02/0',
    ]);
  });

  test('a newer one that tells more completes the day', () => {
    const files = [proved('2026-07-01', 0, 10), proved('2026-07-02', 0, 16, { from: '2026-06-30' })];
    expect(outline([carried(credit(ten)), later(ten), later(six)], { files })).toEqual([
      'counts bank 01/0',
      'counts bank 02/1',
      'seen bank 02/0',
    ]);
  });

  test('the same money cut into other rows is in the books already', () => {
    const files = [proved('2026-07-01', 0, 16), proved('2026-07-01', 0, 16, { source: 'notices' })];
    expect(outline([credit({ amount: pesos(16) }), notice(ten), notice(six)], { files, date: D1 })).toEqual([
      'counts bank 01/0',
      'seen notices 01/0',
      'seen notices 01/1',
    ]);
  });

  test('a file with an unreadable row proves nothing', () => {
    const open = { ...proved('2026-07-01', 0, 10), footing: { state: 'open' as const, detail: '' } };
    expect(
      outline([credit(ten), notice(six)], { files: [open, fileOf('notices', D1, { leg: 'bank' })], date: D1 }),
    ).toEqual(['counts bank 01/0', 'counts notices 01/0']);
  });

  test('what it had no room for is in order once a later statement tells it', () => {
    const files = [
      fileOf('notices', D1, { leg: 'bank' }),
      proved('2026-07-02', 10, 16, { from: '2026-07-01', to: '2026-07-01' }),
    ];
    const out = broughtBack(notice(six), { fate: 'out_of_scope', reason: 'superseded' });
    expect(outline([out, later(six)], { files })).toEqual(['counts bank 02/0', 'seen notices 01/0']);
  });
});

test('what was seen before, or taken out, stays so when it comes back', () => {
  expect(outline([broughtBack(credit(), { fate: 'out_of_scope', reason: 'already_seen' })])).toEqual([
    'seen bank 01/0',
  ]);
  expect(outline([broughtBack(credit(), { fate: 'out_of_scope', reason: 'superseded' })])).toEqual([
    'replaced bank 01/0',
  ]);
});
