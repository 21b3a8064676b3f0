import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMajor, minor } from '../../schemas/values/money.ts';
import { csvOf } from './csv.ts';
import { amount, integer, tableOf, text, type Column } from './table.ts';

/** What a cell of text must look like, said by regular expressions. */
function cellOf(value: string): string {
  const safe = /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function written<Row>(rows: readonly Row[], ...columns: readonly Column<Row>[]): Buffer {
  return Buffer.concat(csvOf(tableOf(columns, rows)));
}

/** Each text in two columns, the second of which has a text in every other row. */
const texts = (cells: readonly string[]): Buffer =>
  written(
    cells.map((cell, row) => ({ cell, isOdd: row % 2 === 1 })),
    text('a', ({ cell }) => cell),
    text('b', ({ cell, isOdd }) => (isOdd ? cell : null)),
  );

const expectedTexts = (cells: readonly string[]): Buffer =>
  Buffer.from(
    `a,b\n${cells.map((cell, row) => `${cellOf(cell)},${row % 2 === 1 ? cellOf(cell) : ''}\n`).join('')}`,
    'utf8',
  );

const anyText = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', '0', '"', ',', '\n', '\r', '\t', '=', '-', '@', '＝', '＠', '\0', 'é', '漢', '\ud83e'),
  }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', ' ', ',', 'é'), minLength: 30, maxLength: 40 }),
  // What the cell above says too.
  fc.constantFrom('', 'PSE', '=PSE', '🧘 a, "b"', 'a sentence of many words, which no loop copies'),
);

describe('the cells of a column as bytes', () => {
  it('are those of the texts, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(anyText), (cells) => {
        expect(texts(cells)).toEqual(expectedTexts(cells));
      }),
      { seed: 20260701, numRuns: 1000 },
    );
  });

  it('are those of an amount as it is printed everywhere', () => {
    const edges = [
      0,
      -0,
      1,
      -1,
      9,
      10,
      99,
      100,
      -100,
      999,
      1000,
      99_999,
      2 ** 31 - 1,
      2 ** 31,
      -(2 ** 31),
      2 ** 53 - 1,
    ];
    const amounts = fc.oneof(fc.constantFrom(...edges), fc.maxSafeInteger(), fc.integer());
    fc.assert(
      fc.property(fc.array(fc.option(amounts)), (values) => {
        const bytes = written(
          values,
          amount('a', (value) => (value === null ? null : minor(value))),
          integer('n', (value) => value),
        );
        const lines = values.map((value) =>
          value === null ? ',\n' : `${formatMajor(minor(value))},${String(value)}\n`,
        );
        expect(bytes.toString()).toBe(`a,n\n${lines.join('')}`);
      }),
      { seed: 20260701, numRuns: 1000 },
    );
  });

  it.each([
    ['many', Array.from({ length: 90_000 }, (_, index) => `BOG01-${String(index)}`)],
    ['equal ones, from one block of rows to the next', Array.from({ length: 3000 }, () => 'BOG01')],
    ['one that fills a piece', ['a', 'b'.repeat(1 << 18), 'c']],
    ['one larger than a piece', ['a', 'b'.repeat((1 << 18) + 1), 'c']],
    ['one larger than a piece that is not plain', ['a', 'é"'.repeat(1 << 18), 'c']],
    ['some that end where a piece does', ['b'.repeat((1 << 18) - 6), 'c', 'é'.repeat((1 << 17) - 1), 'd,', 'e']],
  ])('are whole over several pieces: %s', (_name, cells) => {
    expect(texts(cells).equals(expectedTexts(cells))).toBe(true);
  });
});
