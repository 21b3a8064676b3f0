import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amount, date, integer, tableOf, text, type Column } from './table.ts';
import { csvText, DAY, HOSTILE_TEXTS, pesos } from './testing.ts';

const TEXT_COLUMNS: readonly Column<string>[] = [text('a', (row) => row), text('b', () => 'end')];

function rendered<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return csvText(tableOf(columns, rows));
}

/** What a strict reader finds in the second line's first cell. */
function readBack(csv: string): string {
  const rows: string[][] = parse(csv, { record_delimiter: '\n', relax_quotes: false });
  return rows[1]?.[0] ?? '';
}

describe('the CSV writer', () => {
  it('prints each kind of cell, nulls as empty cells, and LF after every line', () => {
    const columns: readonly Column<null>[] = [
      text('text', () => 'x'),
      amount('amount', () => pesos('-120000.50')),
      date('date', () => DAY),
      integer('integer', () => -3),
      text('none', () => null),
      amount('nothing', () => null),
      date('never', () => null),
      integer('unknown', () => null),
    ];
    expect(rendered(columns, [null])).toBe(
      'text,amount,date,integer,none,nothing,never,unknown\nx,-120000.50,2026-07-01,-3,,,,\n',
    );
  });

  it('prints the header alone for no rows', () => {
    expect(rendered(TEXT_COLUMNS, [])).toBe('a,b\n');
  });

  it.each(HOSTILE_TEXTS)(
    'gives %j back to a strict reader, with an apostrophe in front of a formula only',
    (hostile) => {
      const formula = ['=', '+', '-', '@', '\uff1d', '\uff0b', '\uff0d', '\uff20', '\t', '\r', '\n'].includes(
        hostile.slice(0, 1),
      );
      expect(readBack(rendered(TEXT_COLUMNS, [hostile]))).toBe(formula ? `'${hostile}` : hostile);
    },
  );

  it('never puts an apostrophe before a number', () => {
    const columns: readonly Column<null>[] = [amount('amount', () => pesos('-0.01')), integer('integer', () => -1)];
    expect(rendered(columns, [null])).toBe('amount,integer\n-0.01,-1\n');
  });

  it('gives any text back to a strict reader', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (value) => {
      const back = readBack(rendered(TEXT_COLUMNS, [value]));
      expect(back === value || back === `'${value}`).toBe(true);
      expect(back).not.toMatch(/^[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/);
    });
    fc.assert(property, { seed: 20260701, numRuns: 500 });
  });
});
