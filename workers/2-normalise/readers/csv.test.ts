import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import {
  accepted,
  PLAIN,
  PLAIN_HEADER,
  PLAIN_ROW,
  plainFile,
  read,
  refused,
  rejectsOf,
  settlements,
} from '../fixture-reading.ts';
import { readCsv } from './csv.ts';

const inline = { inline: PLAIN };
const row = (reference: string, gross = '1.00') =>
  `${reference},T-${reference},approved,${gross},COP,2026-06-30 10:00:00`;

describe('a delimited file', () => {
  it('is read the same in any order of columns, with more columns, and with either line end', async () => {
    const other =
      'gross,extra,id,paid,currency,status,ref\r\n1000.00,x,T1,2026-06-30 10:00:00,COP,approved,BOG01-1\r\n';
    expect(accepted(await read(other, inline)).rows).toEqual(accepted(await read(plainFile(PLAIN_ROW), inline)).rows);
  });

  it.each([';', '|', '\t'])('whose header another delimiter divides (%j) says which to declare', async (delimiter) => {
    const { code, detail } = refused(await read(plainFile(PLAIN_ROW).replaceAll(',', delimiter), inline));
    expect([code, detail]).toEqual([
      'wrong_header',
      expect.stringContaining(`declare delimiter: ${JSON.stringify(delimiter)}`),
    ]);
  });

  it('needs no line end at its end', async () => {
    expect(accepted(await read(plainFile(PLAIN_ROW).trimEnd(), inline)).rows).toHaveLength(1);
  });

  it.each([
    ['a column twice', plainFile(PLAIN_ROW).replace('status', 'id'), "'id' twice"],
    ['a column that no mapping reads twice', `${PLAIN_HEADER},x,x\n${PLAIN_ROW},1,2\n`, "'x' twice"],
    ['a missing column', plainFile(PLAIN_ROW).replace('gross', 'grosss'), "'grosss'"],
    ['another case', plainFile(PLAIN_ROW).replace('gross', 'Gross'), "'Gross'"],
  ])('is refused with %s, and says so', async (_, text, words) => {
    const problem = refused(await read(text, inline));
    expect(problem).toMatchObject({ code: 'wrong_header', line: 1 });
    expect(problem.detail).toContain(words);
  });

  it('rejects a row of another width, glued rows too, and uses the rest', async () => {
    const file = accepted(await read(plainFile(row('A'), `${row('B')}${row('C')}`, 'short,row', row('D')), inline));
    expect(settlements(file).map((line) => [line.merchantReference, line.row, line.line])).toEqual([
      ['A', 0, 2],
      ['D', 3, 5],
    ]);
    expect(rejectsOf(file)).toMatchObject([
      {
        code: 'wrong_column_count',
        row: 1,
        line: 3,
        raw: `${row('B')}${row('C')}`,
        amount: null,
        merchantReference: null,
      },
      { code: 'wrong_column_count', row: 2, line: 4, raw: 'short,row' },
    ]);
  });

  it('counts lines through quoted line ends, LF and CRLF', async () => {
    for (const end of ['\n', '\r\n']) {
      const text = [PLAIN_HEADER, `"A${end}B",T1,approved,1.00,COP,2026-06-30 10:00:00`, '', row('C'), ''].join(end);
      const file = accepted(await read(text, inline));
      expect(settlements(file).map((line) => [line.merchantReference, line.line])).toEqual([
        [`A${end}B`, 2],
        ['C', 5],
      ]);
    }
  });

  it('gives lines and raw texts across chunks', async () => {
    const many = Array.from({ length: 20_000 }, (_, index) => row(`A${String(index)}`));
    many[15_000] = 'odd one,"with a quoted, comma"';
    const file = accepted(await read(plainFile(...many), inline));
    expect(rejectsOf(file)).toMatchObject([{ row: 15_000, line: 15_002, raw: 'odd one,"with a quoted, comma"' }]);
    expect(file.rows.at(-1)).toMatchObject({ merchantReference: 'A19999', line: 20_001 });
  });

  it('reads records of many chunks as it reads them at once', async () => {
    const long = [`"${'a, b\n'.repeat(30_000)}"`, 'c'.repeat(200_000), '"d""d"', 'e'];
    const bytes = Buffer.from(`${long.join(',1\n')},1\n`);
    const recordsOf = async (size: number): Promise<unknown[]> => {
      const chunks: Buffer[] = [];
      for (let from = 0; from < bytes.length; from += size) chunks.push(bytes.subarray(from, from + size));
      const records: unknown[] = [];
      await readCsv(Readable.from(chunks), { delimiter: ',', quote: '"' }, (record) => {
        records.push([record.line, record.cells.all(), record.raw()]);
      });
      return records;
    };
    const expected = await recordsOf(bytes.length);
    expect(expected).toHaveLength(4);
    for (const size of [997, 16_384, 100_000]) expect(await recordsOf(size)).toEqual(expected);
  });

  it.each([
    ['a quote that never closes', plainFile(row('A'), `"${row('B')}`, row('C')), 3],
    ['text behind a closing quote', plainFile(row('A'), `"B"x${row('B')}`), 3],
    ['a quote in the middle of a cell', plainFile(row('A'), row('B').replace('T-B', 'T"B"')), 3],
    ['a record without an end', plainFile(row('A'), `"${'x'.repeat(1_100_000)}`), 3],
  ])('is refused for %s, with the line', async (_, text, line) => {
    expect(refused(await read(text, inline))).toMatchObject({ code: 'broken_format', line });
  });

  it.each([
    ['no bytes', ''],
    ['nothing but blank lines', '\n\n\n'],
    ['nothing but its header', `${PLAIN_HEADER}\n`],
    ['rows of blanks', `${PLAIN_HEADER}\n,,,,,\n`],
  ])('is an empty file with %s', async (_, text) => {
    expect(refused(await read(text, inline)).code).toBe('empty_file');
  });

  it('may be only its header where the source allows it, and never without bytes', async () => {
    expect(accepted(await read(`${PLAIN_HEADER}\n`, inline, { empty: 'allowed' })).rows).toEqual([]);
    expect(refused(await read('', inline, { empty: 'allowed' })).code).toBe('empty_file');
  });

  it('keeps at most 4096 characters of a reject', async () => {
    const file = accepted(await read(plainFile(`${'x'.repeat(10_000)},y`), inline));
    expect(rejectsOf(file)[0]?.raw).toHaveLength(4096);
  });
});
