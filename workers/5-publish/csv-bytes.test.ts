import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMajor, minor } from '../../schemas/values/money.ts';
import { CsvBytes } from './csv-bytes.ts';

/** What a cell of text must look like, said by regular expressions. */
function cellOf(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function written(cells: readonly string[], write: (bytes: CsvBytes, cell: string) => void): Buffer {
  const bytes = new CsvBytes();
  for (const cell of cells) {
    write(bytes, cell);
    bytes.comma();
  }
  return Buffer.concat(bytes.pieces());
}

const texts = (cells: readonly string[]): Buffer =>
  written(cells, (bytes, cell) => {
    bytes.text(cell);
  });

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '0', '"', ',', '\n', '\r', '\t', '=', '-', '@', '\0', 'é', '漢', '\ud83e') }),
  fc.string({ unit: 'binary' }),
  fc.constant('🧘 a, "b"'),
);

describe('the bytes of a CSV file', () => {
  it('are those of its cells, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(anyText), (cells) => {
        expect(texts(cells)).toEqual(Buffer.from(cells.map((cell) => `${cellOf(cell)},`).join(''), 'utf8'));
      }),
      { seed: 20260701, numRuns: 1000 },
    );
  });

  it('hold a number as it is printed, also one that begins like a formula', () => {
    const cells = ['-1.00', '0.00', '2026-07-01'];
    const bare = written(cells, (bytes, cell) => {
      bytes.bare(cell);
    });
    expect(bare.toString()).toBe('-1.00,0.00,2026-07-01,');
  });

  it('hold an amount as it is printed everywhere', () => {
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
      fc.property(fc.array(amounts), (values) => {
        const bytes = new CsvBytes();
        for (const value of values) {
          bytes.amount(minor(value));
          bytes.endLine();
        }
        const text = values.map((value) => `${formatMajor(minor(value))}\n`).join('');
        expect(Buffer.concat(bytes.pieces()).toString()).toBe(text);
      }),
      { seed: 20260701, numRuns: 1000 },
    );
  });

  it.each([
    ['many cells', Array.from({ length: 90_000 }, (_, index) => `BOG01-${String(index)}`)],
    ['a cell that fills a piece', ['a', 'b'.repeat(1 << 18), 'c']],
    ['a cell larger than a piece', ['a', 'b'.repeat((1 << 18) + 1), 'c']],
    ['a cell larger than a piece that is not plain', ['a', 'é"'.repeat(1 << 18), 'c']],
    ['cells that end where a piece does', ['b'.repeat((1 << 18) - 1), 'c', 'é'.repeat((1 << 17) - 1), 'd,', 'e']],
  ])('are whole over several pieces: %s', (_name, cells) => {
    expect(texts(cells).equals(Buffer.from(cells.map((cell) => `${cellOf(cell)},`).join(''), 'utf8'))).toBe(true);
  });

  it('are none of nothing, and do not change when more is written', () => {
    const bytes = new CsvBytes();
    expect(Buffer.concat(bytes.pieces())).toHaveLength(0);
    bytes.text('a');
    const before = bytes.pieces();
    bytes.text('b');
    expect(Buffer.concat(before).toString()).toBe('a');
    expect(Buffer.concat(bytes.pieces()).toString()).toBe('ab');
  });
});
