import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../schemas/config/parse-config.ts';
import type { Profile, XlsxProfile } from '../../../schemas/lines/profile.ts';
import { makeWorkbook, zipOf } from '../../../scripts/testing/workbook-making.ts';
import type { MadeCell, MadeSheet, MadeWorkbook } from '../../../scripts/testing/workbook-making.ts';
import { accepted, fixture, movements, read, refused, rejectsOf, settlements } from '../fixture-reading.ts';
import { UNMAPPED } from '../formats/inline.ts';

/** The profile of a documented example, as a configuration declares it. */
function declared(name: string): Profile {
  const text = readFileSync(new URL(`../../../fixtures/files/xlsx/${name}.yaml`, import.meta.url), 'utf8');
  const parsed = parseConfig(text, { baseDirectory: '/srv', env: {} });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const [source] = parsed.config.sources;
  if (source === undefined) throw new Error('the example has no source');
  return source.profile;
}

const PLAIN: XlsxProfile = {
  ...UNMAPPED,
  format: 'xlsx',
  sheet: null,
  decimalsMax: 2,
  end: null,
  yearFrom: null,
  amounts: { decimal: ',', thousands: '.', unit: 'major' },
  dates: { format: 'dd/MM/yyyy', zone: 'America/Bogota' },
  columns: { booked_on: 'Fecha', amount: 'Valor', reference: 'Ref', description: 'Texto' },
  constants: { currency: 'COP' },
};
const HEADER = ['Fecha', 'Valor', 'Ref', 'Texto'];
const ROW: MadeCell[] = ['01/07/2026', { v: '100' }, 'R', 'T'];
const book = (
  rows: readonly (readonly MadeCell[])[],
  more: Partial<MadeSheet> = {},
  whole: Partial<MadeWorkbook> = {},
): Promise<Buffer> => makeWorkbook({ sheets: [{ rows, ...more }], ...whole });
const readBook = (bytes: Buffer, changes: Partial<XlsxProfile> = {}) =>
  read(bytes, { inline: { ...PLAIN, ...changes } }, { leg: 'bank', source: 'bank' });
/** One row of data, with some of its cells changed. */
const rowWith = async (
  cells: Partial<Record<number, MadeCell>>,
  changes: Partial<XlsxProfile> = {},
  whole: Partial<MadeWorkbook> = {},
) => readBook(await book([HEADER, ROW.map((cell, index) => cells[index] ?? cell)], {}, whole), changes);

describe('the examples of workbooks', () => {
  it('PSE portal: titles, number cells as stored, texts as declared, codes as texts, a total', async () => {
    const file = accepted(
      await read(fixture('xlsx/pse-transacciones-ach.xlsx'), declared('pse-transacciones-ach'), { date: '2026-07-01' }),
    );
    expect(file.footing).toEqual({ state: 'proved', detail: 'trailer: gross 2519135.78, rows 2519135.78' });
    expect(settlements(file)).toMatchObject([
      {
        gross: 123456789,
        cus: '00123456',
        providerId: '00123456',
        merchantReference: 'BOG01-20260701-000001',
        paidAt: Date.UTC(2026, 6, 2, 0, 30) / 1000,
        line: 6,
      },
      { gross: 123456789, cus: '987654321', paidAt: Date.UTC(2026, 6, 1, 15) / 1000, line: 7 },
      { gross: 5000000, cus: '55', status: 'rejected', line: 8 },
    ]);
  });

  it('Davivienda: a sheet by its name, the direction in a column, a balance among the rows', async () => {
    const file = accepted(
      await read(fixture('xlsx/davivienda-movimientos.xlsx'), declared('davivienda-movimientos'), {
        leg: 'bank',
        date: '2026-07-01',
      }),
    );
    expect(movements(file)).toMatchObject([
      { skip: 'balance_row' },
      {
        amount: 246913578,
        bookedOn: '2026-07-01',
        description: 'Recaudos Compras Pse',
        account: '007000123456',
        line: 5,
      },
      { amount: -123450, bookedOn: '2026-07-01', reference: '900123456', line: 6 },
    ]);
    expect(rejectsOf(file)).toEqual([]);
  });

  it('Bancolombia: the year of HASTA over the turn of a year, a running balance, a header again, an end', async () => {
    const bytes = fixture('xlsx/bancolombia-extracto.xlsx');
    const file = accepted(await read(bytes, declared('bancolombia-extracto'), { leg: 'bank', date: '2026-03-31' }));
    expect(movements(file)).toMatchObject([
      { amount: 50000, bookedOn: '2025-12-31', balance: 150000, line: 10 },
      { amount: -28000, bookedOn: '2026-01-01', balance: 122000, line: 11 },
      { amount: -28000, bookedOn: '2026-01-01', balance: 94000, line: 12 },
      { amount: 14, bookedOn: '2026-03-31', balance: 94014, line: 14 },
    ]);
  });
});

describe('the cells of a workbook', () => {
  it.each([
    ['1234567.8899999999', 123456789],
    ['0.1', 10],
    ['-.5', -50],
    ['1E3', 100000],
    ['1.5e-1', 15],
    ['0', 0],
    ['9999999999999.99', 999999999999999],
  ])('an amount stored as %s', async (v, amount) => {
    expect(movements(accepted(await rowWith({ 1: { v } })))).toMatchObject([{ amount }]);
  });

  it.each([
    ['1234567.8949999999', 2],
    ['0.30000000000000004', 2],
    ['12345678901234.56', 2],
    ['0.001', 2],
    ['1E400', 2],
    ['1,5', 2],
    ['0x10', 2],
    ['5.5', 0],
  ])('an amount stored as %s is none with %d decimals', async (v, decimalsMax) => {
    expect(rejectsOf(accepted(await rowWith({ 1: { v } }, { decimalsMax })))).toMatchObject([
      { code: 'bad_amount', field: 'amount', line: 2 },
    ]);
  });

  it('a finer amount is read where more decimals are declared', async () => {
    const file = accepted(
      await readBook(await book([HEADER, ['01/07/2026', { v: '0.333' }, 'A'], ['01/07/2026', { v: '0.667' }, 'B']]), {
        decimalsMax: 3,
      }),
    );
    expect(movements(file).map((line) => line.amount)).toEqual([33, 67]);
  });

  it.each<[string, MadeCell, string]>([
    ['digits', { v: '123456789012345' }, '123456789012345'],
    ['a binary text of digits', { v: '1.23456789E8' }, '123456789'],
    ['a text with zeros before it', '00123', '00123'],
    [
      'runs of a text',
      {
        attributes: 't="inlineStr"',
        raw: '<is><r><t>A</t></r><r><t xml:space="preserve"> B</t></r><rPh><t>x</t></rPh></is>',
      },
      'A B',
    ],
    ['an entity', { attributes: 't="inlineStr"', raw: '<is><t>A&amp;B</t></is>' }, 'A&B'],
  ])('a reference of %s', async (_, cell, reference) => {
    expect(movements(accepted(await rowWith({ 2: cell })))).toMatchObject([{ reference }]);
  });

  it.each<[string, Partial<Record<number, MadeCell>>, string, string]>([
    ['a reference of 16 digits', { 2: { v: '1234567890123456' } }, 'bad_record', 'reference'],
    ['a reference with decimals', { 2: { v: '123.5' } }, 'bad_record', 'reference'],
    ['a reference that is a date', { 2: { d: '46204' } }, 'bad_record', 'reference'],
    ['a formula', { 1: { raw: '<f>B1*2</f><v>200</v>' } }, 'bad_record', 'amount'],
    ['an error', { 1: { attributes: 't="e"', raw: '<v>#N/A</v>' } }, 'bad_record', 'amount'],
    [
      'a text that the workbook does not have',
      { 2: { attributes: 't="s"', raw: '<v>99</v>' } },
      'bad_record',
      'reference',
    ],
    ['a date in the column of amounts', { 1: { d: '46204' } }, 'bad_amount', 'amount'],
    ['a number in the column of dates', { 0: { v: '46204' } }, 'bad_date', 'booked_on'],
    ['a day before the first that counts', { 0: { d: '60' } }, 'bad_date', 'booked_on'],
    ['30 February', { 0: '30/02/2026' }, 'bad_date', 'booked_on'],
    ['an amount in another notation', { 1: '1,234.50' }, 'bad_amount', 'amount'],
    ['a truth', { 1: { attributes: 't="b"', raw: '<v>1</v>' } }, 'bad_amount', 'amount'],
    [
      'a control character',
      { 3: { attributes: 't="inlineStr"', raw: '<is><t>a_x0007_b</t></is>' } },
      'bad_encoding',
      'description',
    ],
  ])('rejects %s', async (_, cells, code, field) => {
    expect(rejectsOf(accepted(await rowWith(cells)))).toMatchObject([{ code, field, line: 2 }]);
  });

  it('rejects hidden rows and cells that rows share, and reads wide titles and wide cells', async () => {
    const rows = [HEADER, ROW, ROW, ROW, ROW];
    const file = accepted(await readBook(await book(rows, { hidden: [3], merged: ['B4:B5', 'C2:D2'] })));
    expect(rejectsOf(file).map(({ line, code, field }) => [line, code, field])).toEqual([
      [3, 'bad_record', ''],
      [4, 'bad_record', 'amount'],
      [5, 'bad_record', 'amount'],
    ]);
    expect(movements(file)).toHaveLength(1);
  });

  it('counts days from 1904 where the workbook says so, and times to the second', async () => {
    const dates = { format: 'dd/MM/yyyy', zone: 'America/Bogota' };
    expect(movements(accepted(await rowWith({ 0: { d: '46204.999988' } }, { dates })))).toMatchObject([
      { bookedOn: '2026-07-01' },
    ]);
    expect(movements(accepted(await rowWith({ 0: { d: '44742' } }, { dates }, { date1904: true })))).toMatchObject([
      { bookedOn: '2026-07-01' },
    ]);
  });

  it('reads short dates of declared formats', async () => {
    const dates = { format: 'd/M/yy', zone: 'America/Bogota' };
    expect(movements(accepted(await rowWith({ 0: '1/7/26' }, { dates })))).toMatchObject([{ bookedOn: '2026-07-01' }]);
    expect(movements(accepted(await rowWith({ 0: { d: '46204' } }, { dates })))).toMatchObject([
      { bookedOn: '2026-07-01' },
    ]);
  });
});

describe('a workbook that is refused', () => {
  const whole = (): Promise<Buffer> => book([HEADER, ROW]);
  it.each<[string, () => Promise<Buffer>, Partial<XlsxProfile>, string]>([
    ['nothing', () => Promise.resolve(Buffer.alloc(0)), {}, 'empty_file'],
    ['a text', () => Promise.resolve(Buffer.from('Fecha;Valor\n')), {}, 'truncated'],
    ['an old workbook', () => Promise.resolve(Buffer.from('d0cf11e0a1b11ae1', 'hex')), {}, 'truncated'],
    ['half of itself', async () => (await whole()).subarray(0, 900), {}, 'truncated'],
    ['a damaged part', async () => damaged(await whole()), {}, 'broken_format'],
    ['a zip of something else', () => zipOf({ 'a.txt': 'x' }), {}, 'broken_format'],
    ['no such sheet', whole, { sheet: 'Otra' }, 'wrong_header'],
    ['only hidden sheets', () => book([HEADER, ROW], { state: 'hidden' }), {}, 'wrong_header'],
    ['no header', () => book([['Fecha', 'Valor', 'Ref'], ROW]), {}, 'wrong_header'],
    ['an empty sheet', () => book([]), {}, 'wrong_header'],
    ['a column twice', () => book([[...HEADER, 'Valor'], ROW]), {}, 'wrong_header'],
    ['no rows', () => book([HEADER]), {}, 'empty_file'],
    ['no end', whole, { end: 'FIN' }, 'truncated'],
    ['no year', whole, { yearFrom: 'HASTA' }, 'wrong_header'],
    [
      'rows out of order',
      () => book([HEADER, ROW], {}, { parts: { 'xl/worksheets/sheet1.xml': ROWS_OUT_OF_ORDER } }),
      {},
      'broken_format',
    ],
    [
      'a sheet cut inside',
      () => book([HEADER], {}, { parts: { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1">' } }),
      {},
      'truncated',
    ],
    [
      'a sheet that is no XML',
      () => book([HEADER], {}, { parts: { 'xl/worksheets/sheet1.xml': 'hello' } }),
      {},
      'broken_format',
    ],
    ['a missing sheet', () => book([HEADER], {}, { parts: { 'xl/worksheets/sheet1.xml': null } }), {}, 'broken_format'],
    [
      'types of its own',
      () => book([HEADER], {}, { parts: { 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>' } }),
      {},
      'doctype_refused',
    ],
    [
      'a bomb',
      () =>
        book(
          [HEADER],
          {},
          { parts: { 'xl/worksheets/sheet1.xml': `<worksheet>${' '.repeat(20_000_000)}</worksheet>` } },
        ),
      {},
      'too_large',
    ],
  ])('%s', async (_, bytes, changes, code) => {
    expect(refused(await readBook(await bytes(), changes)).code).toBe(code);
  });

  it('names the row nearest to the header and what it lacks', async () => {
    const { detail, line } = refused(await readBook(await book([['Movimientos'], ['Fecha', 'Valor', 'Ref'], ROW])));
    expect({ detail, line }).toEqual({
      detail: "no row of the sheet is the header; the nearest lacks 'Texto'",
      line: 2,
    });
  });

  it('cut anywhere: never read', async () => {
    const bytes = fixture('xlsx/bancolombia-extracto.xlsx');
    const profile = declared('bancolombia-extracto');
    for (let at = 0; at < bytes.length; at += 7)
      expect((await read(bytes.subarray(0, at), profile, { leg: 'bank' })).ok).toBe(false);
  });
});

const ROWS_OUT_OF_ORDER =
  '<worksheet><sheetData><row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData></worksheet>';

/** One byte changed in the middle of what is packed. */
function damaged(bytes: Buffer): Buffer {
  const at = bytes.indexOf('xl/worksheets/sheet1.xml') + 60;
  return Buffer.concat([bytes.subarray(0, at), Buffer.from([(bytes[at] ?? 0) ^ 0xff]), bytes.subarray(at + 1)]);
}
