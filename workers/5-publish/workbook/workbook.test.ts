import { unzipSync, strFromU8 } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../schemas/values/hash.ts';
import { minor } from '../../../schemas/values/money.ts';
import { csvOf } from '../csv.ts';
import { amount, BLOCK_ROWS, date, integer, tableOf, text, type Table } from '../table.ts';
import { day } from '../testing.ts';
import { renderTables, SHEET_ROWS_MAX } from './report-workbook.ts';
import { CELL_CHARACTERS_MAX } from './sheet-xml.ts';
import { renderXlsx } from './xlsx.ts';

function renderWorkbook(tables: ReadonlyMap<string, Table>): Uint8Array {
  return renderTables(tables).workbook;
}

/** Reads a sheet with a package that shares no code with the writer. */
async function read(bytes: Uint8Array, sheet: string): Promise<unknown[][]> {
  return await readSheet(Buffer.from(bytes), sheet);
}

interface Row {
  readonly id: string;
  readonly paid: number | null;
  readonly on: string | null;
  readonly days: number | null;
}

function table(rows: readonly Row[]): Table {
  return tableOf(
    [
      text<Row>('id', (row) => row.id),
      amount<Row>('paid', (row) => (row.paid === null ? null : minor(row.paid))),
      date<Row>('on', (row) => (row.on === null ? null : day(row.on))),
      integer<Row>('days', (row) => row.days),
    ],
    rows,
  );
}

const HOSTILE = [
  '=HYPERLINK("http://example.test")',
  '+1',
  '-1',
  '@SUM(A1)',
  '<b>bold</b> & "quoted" ]]>',
  'constructor',
  '__proto__',
  '0012',
  '1e5',
  'naïve 漢字 🧘 \u202egnp.exe',
  'two\nlines\tand a tab',
  'x'.repeat(10_000),
];

describe('the workbook', () => {
  it('holds every cell as what it is: texts as texts, amounts as numbers, dates as dates', async () => {
    const rows = HOSTILE.map((id, index) => ({
      id,
      paid: [123_456, -5, 0, 99_999_999_999, null][index % 5] ?? null,
      on: index % 2 === 0 ? '2026-07-01' : null,
      days: index,
    }));
    const read1 = await read(renderWorkbook(new Map([['rows.csv', table(rows)]])), 'rows');
    expect(read1[0]).toEqual(['id', 'paid', 'on', 'days']);
    expect(read1.slice(1)).toEqual(
      rows.map((row) => [
        row.id,
        row.paid === null ? null : row.paid / 100,
        row.on === null ? null : new Date(`${row.on}T00:00:00Z`),
        row.days,
      ]),
    );
  });

  it.each([
    ['of fifteen digits is a number', 999_999_999_999_999, 9_999_999_999_999.99],
    ['of sixteen is a text, because a spreadsheet would round it', 1_234_567_890_123_456, '12345678901234.56'],
  ])('an amount %s', async (_name, paid, expected) => {
    const rows = await read(
      renderWorkbook(new Map([['rows.csv', table([{ id: 'a', paid, on: null, days: null }])]])),
      'rows',
    );
    expect(rows[1]?.[1]).toBe(expected);
  });

  it('writes what XML cannot hold so that a spreadsheet reads it back, and keeps apart what reads like that already', () => {
    const cell = 'bell\u0007 cr\r half\ud800 written _x0007_';
    const bytes = renderXlsx([{ name: 'a', table: tableOf([text('a', () => cell)], [null]) }]);
    const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet).toContain('bell_x0007_ cr_x000D_ half_xD800_ written _x005F_x0007_');
  });

  it('tells a spreadsheet to keep the blanks at the ends of a text, and only there', () => {
    const cells = [' a', 'a ', '\na', 'a\t', 'a b', '\u00a0a', 'a\n b'];
    const bytes = renderXlsx([{ name: 'a', table: tableOf([text<string>('a', (cell) => cell)], cells) }]);
    const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet.match(/<t[^>]*>[^<]*/g)).toEqual(
      ['a', ...cells].map((cell) => `${/^\s|\s$/.test(cell) ? '<t xml:space="preserve">' : '<t>'}${cell}`),
    );
  });

  it('prints each row once, in the sheet and in the file, however many blocks they are read in', async () => {
    const rows = Array.from({ length: 2 * BLOCK_ROWS + 1 }, (_, index) => ({
      id: `é${String(index)}`,
      paid: index - BLOCK_ROWS,
      on: '2026-07-01',
      days: index,
    }));
    const { csv, workbook } = renderTables(new Map([['rows.csv', table(rows)]]));
    const cells = (await read(workbook, 'rows')).slice(1);
    expect(cells.map(([id, , , days]) => [id, days])).toEqual(rows.map(({ id, days }) => [id, days]));
    const lines = Buffer.concat(csv.get('rows.csv') ?? [])
      .toString('utf8')
      .split('\n');
    expect(lines.slice(1, -1).map((line) => line.split(',')[0])).toEqual(rows.map(({ id }) => id));
  });

  it('cuts a text that no cell can hold, and says so in it', async () => {
    const id = 'y'.repeat(CELL_CHARACTERS_MAX + 1);
    const rows = await read(
      renderWorkbook(new Map([['rows.csv', table([{ id, paid: null, on: null, days: null }])]])),
      'rows',
    );
    const cell = String(rows[1]?.[0]);
    expect(cell).toHaveLength(CELL_CHARACTERS_MAX);
    expect(cell.endsWith('[cut, whole in the CSV]')).toBe(true);
  });

  it('freezes the header and puts a filter over all rows', () => {
    const files = unzipSync(renderWorkbook(new Map([['rows.csv', table([{ id: 'a', paid: 1, on: null, days: 1 }])]])));
    const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
    expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect(sheet).toContain('<autoFilter ref="A1:D2"/>');
    expect(strFromU8(files['xl/workbook.xml'] ?? new Uint8Array())).toContain("'rows'!$A$1:$D$2");
  });

  it('leaves a table out whole where it is too long, and says where it is', async () => {
    const long = tableOf<number>([integer('n', (n) => n)], [...Array(SHEET_ROWS_MAX + 1).keys()]);
    const { csv, workbook: bytes } = renderTables(
      new Map([
        ['short.csv', table([])],
        ['long.csv', long],
      ]),
    );
    expect(Buffer.concat(csv.get('long.csv') ?? []).equals(Buffer.concat(csvOf(long)))).toBe(true);
    expect(await read(bytes, 'about')).toEqual([
      ['file', 'rows', 'where'],
      ['short.csv', 0, 'in this workbook'],
      ['long.csv', SHEET_ROWS_MAX + 1, `in long.csv only: more than ${String(SHEET_ROWS_MAX)} rows`],
    ]);
    expect(Object.keys(unzipSync(bytes)).filter((name) => name.startsWith('xl/worksheets/'))).toHaveLength(2);
  });

  it('gives the same bytes for the same rows', () => {
    const render = (): Uint8Array =>
      renderWorkbook(new Map([['rows.csv', table([{ id: 'a', paid: 1, on: '2026-07-01', days: 1 }])]]));
    expect(Buffer.from(render()).equals(Buffer.from(render()))).toBe(true);
  });

  it('is packed to the same bytes by every release, also where a sheet is packed in many pieces', () => {
    const rows = Array.from({ length: 6000 }, (_, index) => index);
    const columns = [
      text<number>('id', (row) => (row % 7 === 0 ? ` é ${String(row)} & more` : `BOGOTA-2-${String(row * 7919)}`)),
      date<number>('on', (row) => (row % 5 === 0 ? null : day('2026-07-01'))),
      integer<number>('days', (row) => row % 11),
      amount<number>('large', (row) => minor((row * 48_271) % 4_000_000_000)),
      // A piece that ends within a short amount, as many a piece of so many does.
      ...Array.from({ length: 10 }, () => amount<number>('small', (row) => (row % 3 === 0 ? null : minor(row % 10)))),
    ];
    expect(sha256(renderXlsx([{ name: 'rows', table: tableOf(columns, rows) }]))).toBe(
      '738cf9e1e055718ff7c5575adffa0057f5b5bf380dd6cc4b9e0e4316e3b4f2eb',
    );
  });

  it('names the columns past Z', async () => {
    const columns = Array.from({ length: 30 }, (_, index) => integer<null>(`c${String(index)}`, () => index));
    const rows = await read(renderXlsx([{ name: 'wide', table: tableOf(columns, [null]) }]), 'wide');
    expect(rows[1]).toEqual(columns.map((_, index) => index));
  });
});
