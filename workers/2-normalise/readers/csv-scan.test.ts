import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { PLAIN_CSV } from '../formats/inline.ts';
import { Refused } from '../refused.ts';
import { CSV_LIMITS, readCsv } from './csv.ts';
import { CsvScanner } from './csv-scan.ts';

/**
 * What the scanner takes itself. That it says of it what csv-parse says is held by a property
 * (`scripts/testing/properties/csv-records.test.ts`).
 */

function scanned(text: string, { delimiter = ',', quote = '"' } = {}): string[] | null {
  const scanner = CsvScanner.of({ delimiter, quote });
  scanner?.turnTo(Buffer.from(`${text}\nnext`));
  const end = scanner?.take(0) ?? -1;
  if (end < 0) return null;
  expect(end).toBe(Buffer.byteLength(text) + 1);
  return scanner?.all() ?? null;
}

describe('a record is plain', () => {
  it.each([
    ['with bare cells', 'S10-1,484153.00,COP', ['S10-1', '484153.00', 'COP']],
    ['with quoted cells', '"S10-1","ABONO, PASARELA SUR",""', ['S10-1', 'ABONO, PASARELA SUR', '']],
    ['with both', '2026-06-25,"COP",,x', ['2026-06-25', 'COP', '', 'x']],
    ['with CRLF at its end', 'a,"b"\r', ['a', 'b']],
    ['with nothing before CRLF', 'a,\r', ['a', '']],
    ['with a CR inside', 'a\rb,"c\rd",e\r\r', ['a\rb', 'c\rd', 'e\r']],
    ['with letters of several bytes', 'Bogot\u00e1,"\u20ac 1",\u{1f3e6}', ['Bogot\u00e1', '\u20ac 1', '\u{1f3e6}']],
    ['with the mark of an encoding in a cell', '\ufeffa,b', ['\ufeffa', 'b']],
    ['without anything', '', ['']],
    ['of a hundred cells', 'a,'.repeat(99), [...Array.from({ length: 99 }, () => 'a'), '']],
  ])('%s', (_, text, cells) => {
    expect(scanned(text)).toEqual(cells);
  });

  it.each([
    ['a doubled quote', 'a,"b ""c"" d"'],
    ['a quote in the middle of a cell', 'a"b,c'],
    ['text behind a closing quote', '"a"b,c'],
    ['a NUL behind a closing quote', '"a"\u0000,c'],
    ['a CR alone behind a closing quote', '"a"\r,c'],
    ['a quote that is open at the end of the line', 'a,"b'],
    ['an encoding mark before a quote', '\ufeff"a",b'],
  ])('not with %s', (_, text) => {
    expect(scanned(text)).toBeNull();
  });

  it('under other dialects too, as long as each mark is one byte and means one thing', () => {
    expect(scanned("'a;b';c", { delimiter: ';', quote: "'" })).toEqual(['a;b', 'c']);
    expect(scanned('"a"|b', { delimiter: '|', quote: '' })).toEqual(['"a"', 'b']);
    expect(scanned('a "b",c', { quote: "'" })).toEqual(['a "b"', 'c']);
    // csv-parse escapes with a double quote inside any quotes.
    expect(scanned(`'a "b"',c`, { quote: "'" })).toBeNull();
    for (const dialect of [
      { delimiter: '"' },
      { delimiter: '"', quote: "'" },
      { delimiter: '\u00a7' },
      { quote: '\u00ab' },
    ])
      expect(scanned('a,b', dialect)).toBeNull();
  });

  it('and says whether a cell may hold what no cell may', () => {
    const scanner = CsvScanner.of(PLAIN_CSV);
    for (const [text, suspect] of [
      ['a,b', false],
      ['a\t,\u00e9', false],
      ['a,\u0007', true],
      ['a,\u0085', true],
      ['"\ufffd",b', true],
      ['a,b\u007f', true],
    ] as const) {
      scanner?.turnTo(Buffer.from(`${text}\n`));
      scanner?.take(0);
      expect([text, scanner?.suspect]).toEqual([text, suspect]);
    }
  });
});

describe('a file whose records have no end', () => {
  const MEGABYTE = 1024 * 1024;
  let asked = 0;
  // eslint-disable-next-line @typescript-eslint/require-await -- stands for a file, which is waited for
  async function* endless(start: string, unit: string): AsyncGenerator<Buffer> {
    asked = 0;
    yield Buffer.from(start);
    const chunk = Buffer.alloc(MEGABYTE, unit);
    for (; asked < 300; asked += 1) yield chunk;
  }

  it.each([
    ['letters', 'a,b\n', 'x', 'longer than'],
    ['letters of two bytes', 'a,b\n', '\u00e9', 'longer than'],
    ['delimiters', 'a,b\n', ',', 'longer than'],
    ['empty quotes', 'a,b\n', '"",', 'longer than'],
    ['NULs', 'a,b\n', '\u0000', 'longer than'],
    ['an open quote', 'a,b\n"', 'x', 'longer than'],
    ['an open quote over lines', 'a,b\n"', 'x\n', 'longer than'],
    ['an open quote over a line behind many delimiters', `a,b\n${','.repeat(4_100_000)}"\n`, 'x', 'longer than'],
    ['doubled quotes in an open one', 'a,b\n"', '""', 'longer than'],
    ['a quote in the middle of a cell', 'a,b\nc"', 'x', 'in the middle'],
  ])('but %s is refused at its second line, before much of it is read', async (_, start, unit, words) => {
    const refusal = await readCsv(endless(start, unit), PLAIN_CSV, () => undefined).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refused);
    expect(refusal).toMatchObject({
      problem: { code: 'broken_format', line: 2, detail: expect.stringContaining(words) as string },
    });
    expect(asked * MEGABYTE).toBeLessThan(3 * CSV_LIMITS.recordBytesMax);
  });

  it('and a record of a million cells is one', async () => {
    const widths: number[] = [];
    const bytes = Buffer.from(`a,b\n${'1,'.repeat(1_000_000)}\nc,d`);
    const chunks = [bytes.subarray(0, MEGABYTE), bytes.subarray(MEGABYTE)];
    await readCsv(Readable.from(chunks), PLAIN_CSV, ({ cells }) => widths.push(cells.width));
    expect(widths).toEqual([2, 1_000_001, 2]);
  });
});
