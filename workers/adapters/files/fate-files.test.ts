import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exampleFate } from '../../5-publish/testing.ts';
import { fate as fateOn, day } from '../../../scripts/testing/records.ts';
import { fatesWhere, fateTableOf } from '../../../schemas/outcome/fates.ts';
import type { FateRow, FateTable } from '../../../schemas/outcome/run.ts';
import { minor } from '../../../schemas/values/money.ts';
import { openArrowFile } from './arrow-file.ts';
import { BATCH_ROWS } from './columns.ts';
import { fateTable, writeFates } from './fate-files.ts';
import { proverOfWritten } from './proofs.ts';

const folder = mkdtempSync(join(tmpdir(), 'cuadre-fates-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const RUN = { date: day(1), generation: 1 };
const NAMES = Object.keys(exampleFate()) as (keyof FateRow)[];
const path = join(folder, 'fates.arrow');

function written(fates: FateTable): FateTable {
  const blocks = writeFates(path, RUN, fates);
  return fateTable(openArrowFile(path, proverOfWritten(path, blocks)));
}

function codeOf(fates: FateTable): unknown {
  try {
    writeFates(path, RUN, fates);
    return null;
  } catch (error) {
    return (error as { code: unknown }).code;
  }
}

/** Every column says something in some row and nothing in another, if it may; texts repeat and do not. */
function variedRows(count: number): FateRow[] {
  return Array.from({ length: count }, (_, row) => {
    const some = row % 3 === 0 ? null : minor(row * 1_000_003 * (row % 2 === 0 ? 1 : -1));
    const on = row % 5 === 0 ? null : day((row % 40) + 1);
    return fateOn(day((row % 40) + 1), row, {
      former: row % 4 === 0 ? 'awaiting' : null,
      fate: row % 2 === 0 ? 'matched' : 'broken',
      reason: row % 7 === 0 ? 'pending' : null,
      rejectCode: row % 11 === 0 ? 'bad_amount' : null,
      bankMatch: row % 3 === 0 ? null : `m${String(row >> 1)}`,
      merchantReference: row % 13 === 0 ? `Bogotá-漢字-${String(row)}` : `BOG01-${String(row)}`,
      payoutId: row % 17 === 0 ? null : `P-${String(row % 300)}`,
      ...{ amount: minor(row === 1 ? Number.MIN_SAFE_INTEGER : row), sold: some, cancelled: some, orderAmount: some },
      ...{ settlementGross: some, settlementFee: some, settlementTax: some, settlementNet: some, bankAmount: some },
      ...{ paidOn: on, settledOn: on, dueOn: on, arrivedOn: on, leftDay: on, cancelledIn: on === null ? null : 'USD' },
      discrepancyIds: row % 3 === 0 ? [] : [`dsc_${String(row)}`, 'dsc_a'].slice(row % 2),
    });
  });
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (Array.isArray(one) && JSON.stringify(one) === JSON.stringify(other));
}

/** A table of which a column says something else the first time that its rows are read. */
function changing(table: FateTable, changed: keyof FateRow): FateTable {
  return {
    length: table.length,
    row: (place) => table.row(place),
    [Symbol.iterator]: () => table[Symbol.iterator](),
    column: <Name extends keyof FateRow>(name: Name) => {
      const cell = table.column(name);
      let readings = 0;
      return (place: number) => {
        readings += 1;
        const found = cell(place);
        return name === changed && readings <= table.length && found !== null ? ('other' as FateRow[Name]) : found;
      };
    },
  };
}

describe('a file of fates', () => {
  it.each([
    ['none', 0],
    ['one', 1],
    ['a full batch', BATCH_ROWS],
    ['more than a batch', BATCH_ROWS + 5],
  ])('says of %s what was written, by column and by row', (_name, count) => {
    const rows = variedRows(count);
    const table = written(fateTableOf(rows));
    expect(table).toHaveLength(count);
    for (const name of NAMES) {
      const cell = table.column(name);
      const wrong = rows.findIndex((row, place) => !isSame(cell(place), row[name]));
      expect([name, wrong]).toEqual([name, -1]);
    }
    for (const place of [0, 1, BATCH_ROWS - 1, BATCH_ROWS, count - 1])
      if (place >= 0 && place < count) expect(table.row(place)).toEqual(rows[place]);
    expect(() => table.row(count)).toThrow(expect.objectContaining({ code: 'integrity_broken' }) as Error);
  });

  it('has the same bytes, whatever kind of table it is written from', () => {
    const rows = variedRows(500);
    const table = written(fateTableOf(rows));
    const bytes = readFileSync(path);
    written(fatesWhere(fateTableOf(rows), () => true));
    expect(readFileSync(path).equals(bytes)).toBe(true);
    written(table);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('takes half of a surrogate pair, which UTF-8 does not have', () => {
    const [row] = written(fateTableOf([fateOn(day(1), 0, { merchantReference: 'a\ud83e', store: '\udd18b' })]));
    expect(row).toMatchObject({ merchantReference: 'a\ufffd', store: '\ufffdb' });
  });

  it.each(['source', 'bankMatch', 'store'] as const)(
    'is refused where the codes of %s are not those of its texts',
    (name) => {
      expect(codeOf(changing(fateTableOf(variedRows(40)), name))).toBe('integrity_broken');
    },
  );

  it.each([
    ['an amount that is no whole number', { amount: 0.5 as FateRow['amount'] }, 'money_out_of_range'],
    ['an amount beyond the safe ones', { bankAmount: (2 ** 53) as FateRow['amount'] }, 'money_out_of_range'],
    ['a row number beyond its column', { row: 2 ** 31 }, 'integrity_broken'],
    ['an id with a space in it', { discrepancyIds: ['a b'] }, 'integrity_broken'],
    ['an id that is nothing', { discrepancyIds: [''] }, 'integrity_broken'],
  ] as [string, Partial<FateRow>, string][])('is refused with %s', (_name, change, code) => {
    expect(codeOf(fateTableOf([fateOn(day(1), 0, change)]))).toBe(code);
  });

  it('keeps as many texts of a column as there are, in codes as wide as they need', () => {
    for (const count of [127, 128, 129, 32_768, 32_769]) {
      const rows = Array.from({ length: count }, (_, row) => fateOn(day(1), row, { bankMatch: `m${String(row)}` }));
      const match = written(fateTableOf(rows)).column('bankMatch');
      expect(rows.findIndex((row, place) => match(place) !== row.bankMatch)).toBe(-1);
      expect(match(count - 1)).toBe(`m${String(count - 1)}`);
    }
  });
});
