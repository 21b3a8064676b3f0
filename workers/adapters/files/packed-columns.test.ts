import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeArrowFile, writeColumns } from './arrow-write.ts';
import { ofRecords } from './column-cells.ts';
import { BATCH_ROWS, type Cell, type ColumnGroup } from './columns.ts';
import { PACKED_ROWS, PackedColumns } from './packed-columns.ts';

const GROUP: ColumnGroup = {
  prefix: '',
  columns: {
    amount: 'amount',
    paidAt: 'seconds',
    day: 'date',
    flag: 'flag',
    place: 'integer',
    text: 'text',
    words: 'words',
    store: 'category',
    match: 'category',
    late: 'text',
    never: 'amount',
    nowhere: 'category',
  },
};

/** Every kind with and without a value, letters beyond ASCII in some blocks, a column whose first value comes late. */
function rowAt(at: number): Readonly<Record<string, Cell>> {
  return {
    amount: at % 7 === 0 ? null : at * 4_294_967_311 - 12,
    paidAt: at % 2 === 0 ? null : -at,
    day: at % 5 === 0 ? null : `2026-07-0${String(1 + (at % 9))}`,
    flag: at % 3 === 0 ? null : at % 2 === 0,
    place: at,
    text: at % 4 === 0 ? null : at % 5000 === 1 ? `l\u00ednea \u{1f600} ${String(at)}` : `line ${String(at)}`,
    words: at % 2 === 0 ? [] : ['a', String(at)],
    store: at % 6 === 0 ? null : `S${String(at % 5)}`,
    match: `match ${String(at)}`,
    late: at > 2 * PACKED_ROWS ? `late ${String(at)}` : null,
    never: null,
    nowhere: null,
  };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-packed-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function packed(rows: readonly Readonly<Record<string, Cell>>[]): PackedColumns {
  const columns = new PackedColumns('lines.arrow');
  for (let from = 0; from === 0 || from < rows.length; from += PACKED_ROWS)
    columns.take([ofRecords(GROUP, rows.slice(from, from + PACKED_ROWS))]);
  return columns;
}

it.each([0, 1, PACKED_ROWS - 1, PACKED_ROWS, PACKED_ROWS + 1, BATCH_ROWS - 1, BATCH_ROWS, BATCH_ROWS + 9])(
  '%i rows that come block by block are the bytes of the same rows at once',
  (count) => {
    const rows = Array.from({ length: count }, (_, at) => rowAt(at));
    const [atOnce, inBlocks] = [join(folder, 'once.arrow'), join(folder, 'blocks.arrow')];
    const metadata = new Map([['a', 'b']]);
    const expected = writeArrowFile(atOnce, [ofRecords(GROUP, rows)], metadata);
    expect(writeColumns(inBlocks, packed(rows).whole(), metadata)).toEqual(expected);
    expect(readFileSync(inBlocks).equals(readFileSync(atOnce))).toBe(true);
  },
);

it('keeps halves of a character apart that stand beside each other', () => {
  const rows = [{ text: 'a\ud83d' }, { text: '\ude00b' }];
  const group: ColumnGroup = { prefix: '', columns: { text: 'text' } };
  const columns = new PackedColumns('lines.arrow');
  columns.take([ofRecords(group, rows)]);
  const data = columns.whole().columns[0]?.batch(0, 2);
  expect(data?.valueOffsets).toEqual(Int32Array.of(0, 4, 8));
});

it.each([
  ['amount', 1.5],
  ['place', Number.NaN],
] as const)('a number in %s that is no safe whole one is refused', (name, cell) => {
  const rows = Array.from({ length: 3 }, (_, at) => ({ ...rowAt(at), [name]: cell }));
  expect(() => packed(rows)).toThrow(expect.objectContaining({ code: 'money_out_of_range' }));
});

it.each([
  ['store', 7],
  ['store', ['S1']],
  ['text', 7],
  ['flag', 'true'],
] as const)('a cell of %s that no column of its kind can say is refused with its row', (name, cell) => {
  const rows = Array.from({ length: PACKED_ROWS + 3 }, (_, at) => rowAt(at));
  rows[PACKED_ROWS + 1] = { ...rowAt(PACKED_ROWS + 1), [name]: cell };
  expect(() => packed(rows)).toThrow(
    expect.objectContaining({
      code: 'integrity_broken',
      message: `lines.arrow does not read back: ${name} of row ${String(PACKED_ROWS + 1)}`,
    }),
  );
});
