import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Data } from 'apache-arrow';
import { certain } from '../../../schemas/errors.ts';
import { encodeColumn, prepareColumns, type PreparedColumn } from './arrow-encode.ts';
import { assertHolds, assertSays, sumOf, type ColumnSums } from './arrow-proved.ts';
import { writeArrowFile } from './arrow-write.ts';
import { ofRecords, type FilledGroup } from './column-cells.ts';
import { BATCH_ROWS, type Cell, type ColumnGroup } from './columns.ts';
import { proverOfWritten } from './proofs.ts';

const GROUP: ColumnGroup = {
  prefix: '',
  columns: {
    amount: 'amount',
    day: 'date',
    flag: 'flag',
    place: 'integer',
    text: 'text',
    words: 'words',
    store: 'category',
    match: 'category',
  },
};

function rowAt(at: number): Readonly<Record<string, Cell>> {
  return {
    amount: at % 7 === 0 ? null : at * 4_294_967_311 - 12,
    day: at % 5 === 0 ? null : '2026-07-01',
    flag: at % 3 === 0 ? null : at % 2 === 0,
    place: at,
    text: at % 4 === 0 ? null : `línea ${String(at)}`,
    words: at % 2 === 0 ? [] : ['a', 'b'],
    store: at % 6 === 0 ? null : `S${String(at % 5)}`,
    match: `match ${String(at)}`,
  };
}

const ROWS = BATCH_ROWS + 3;
const ALL = Array.from({ length: ROWS }, (_, at) => rowAt(at));

function groups(rows = ALL): FilledGroup[] {
  return [ofRecords(GROUP, rows)];
}

function columnOf(name: string): PreparedColumn {
  return certain(
    prepareColumns(groups()).columns.find((one) => one.name === name),
    name,
  );
}

function batchOf(column: PreparedColumn, from: number, to: number): { cells: Cell[]; data: Data } {
  const cells = ALL.slice(from, to).map((_, at) => column.cell(from + at));
  return { cells, data: encodeColumn(column, cells, from) };
}

describe('what is made of cells', () => {
  it.each(Object.keys(GROUP.columns))('says what the cells of %s say', (name) => {
    const column = columnOf(name);
    const { cells, data } = batchOf(column, BATCH_ROWS - 40, BATCH_ROWS);
    expect(() => {
      assertSays(data, column, cells, 0, 'lines.arrow');
    }).not.toThrow();
  });

  it.each([
    ['amount', 12],
    ['day', '2026-07-02'],
    ['flag', true],
    ['place', null],
    ['text', 'línea'],
    ['words', ['a']],
    ['store', 'S9'],
    ['match', 'match 0'],
  ] as const)('is refused where a cell of %s says something else, with its row', (name, cell) => {
    const column = columnOf(name);
    const { cells, data } = batchOf(column, 0, 40);
    cells[23] = cell;
    expect(() => {
      assertSays(data, column, cells, 100, 'lines.arrow');
    }).toThrow(
      expect.objectContaining({
        code: 'integrity_broken',
        message: `lines.arrow does not read back: ${name} of row 123`,
      }),
    );
  });
});

/** Changes one byte of the file where it stands. */
function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  const place = Math.floor(at);
  bytes[place] = certain(bytes[place], 'a byte') ^ 1;
  writeFileSync(path, bytes);
}

describe('a file on the disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cuadre-proved-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes the rows, and compares the file with what is made of others. */
  function holds(written: typeof ALL, others: typeof ALL): () => void {
    const path = join(folder, 'lines.arrow');
    const prover = proverOfWritten(path, writeArrowFile(path, groups(written), new Map()));
    const { columns } = prepareColumns(groups(others));
    const sums: ColumnSums = [0, BATCH_ROWS].map(
      (from) =>
        new Map(
          columns.map((column) => {
            const cells = others.slice(from, from + BATCH_ROWS).map((_, at) => column.cell(from + at));
            return [column.name, sumOf(encodeColumn(column, cells, from), column.kind)] as const;
          }),
        ),
    );
    return () => {
      assertHolds(path, prover, columns, others.length, sums);
    };
  }

  it('holds what was made for it, in every batch', () => {
    expect(holds(ALL, ALL)).not.toThrow();
  });

  it.each([
    ['amount', 13, 'amount of batch 0'],
    ['day', '2026-07-02', 'day of batch 0'],
    ['flag', null, 'flag of batch 0'],
    ['place', 7, 'place of batch 0'],
    ['text', 'line', 'text of batch 0'],
    ['words', ['c'], 'words of batch 0'],
    ['store', null, 'store of batch 0'],
    ['match', 'match x', 'the texts of match'],
  ] as const)('is refused where its %s is another', (name, cell, what) => {
    const others = ALL.map((row, at) => (at === 23 ? { ...row, [name]: cell } : row));
    expect(holds(ALL, others)).toThrow(
      expect.objectContaining({
        code: 'integrity_broken',
        message: expect.stringContaining(`does not read back: ${what}`) as string,
      }),
    );
  });

  it('is refused where the disk gives back something else than it was given', () => {
    const path = join(folder, 'lines.arrow');
    const [group] = groups() as [FilledGroup];
    // The first batch stands on the disk when the first row of the second is asked for.
    const cells: FilledGroup['cells'] = (property) => {
      const cell = group.cells(property);
      return (row) => {
        if (property === 'place' && row === BATCH_ROWS) flip(path, statSync(path).size / 2);
        return cell(row);
      };
    };
    expect(() => writeArrowFile(path, [{ ...group, cells }], new Map())).toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
    expect(() => writeArrowFile(path, groups(), new Map())).not.toThrow();
  });

  it('is refused where the last batch is another', () => {
    const others = ALL.map((row, at) => (at === ROWS - 1 ? { ...row, amount: 1 } : row));
    expect(holds(ALL, others)).toThrow(/amount of batch 1$/);
  });

  it('is refused where it holds fewer rows', () => {
    expect(holds(ALL.slice(0, -1), ALL)).toThrow(/does not read back: rows$/);
  });
});
