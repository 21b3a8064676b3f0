import { describe, expect, it } from 'vitest';
import type { CsvProfile, XlsxProfile, XmlProfile } from '../../schemas/profile.ts';
import type { ReadResult } from '../../schemas/files.ts';
import { makeWorkbook } from '../../scripts/testing/workbook-making.ts';
import { accepted, PLAIN, read, refused, settlements } from './fixture-reading.ts';
import { UNMAPPED } from './profiles/inline.ts';

/** A row of a declared profile, read alone or after any other row, is the same line: nothing of one row may reach another. */

const COLUMNS = ['ref', 'id', 'type', 'status', 'gross', 'fee', 'currency', 'paid', 'payout'] as const;
type Cells = readonly string[];

/** Rows that fill, leave empty and spoil each column in turn. */
const ROWS: Readonly<Record<string, Cells>> = {
  full: ['BOG01-1', 'T1', 'sale', 'ok', '1000.00', '25.00', 'COP', '2026-06-30 10:00:00', 'P1'],
  sparse: ['BOG01-2', '', 'sale', 'ok', '7.00', '', 'USD', '2026-06-30 11:00:00', ''],
  refund: ['BOG01-3', 'T3', 'refund', 'ok', '40.00', '', 'COP', '2026-06-30 12:00:00', 'P2'],
  pending: ['BOG01-4', 'T4', 'sale', 'open', '9.00', '', 'COP', '', ''],
  'without an amount': ['BOG01-5', 'T5', 'sale', 'ok', '', '1.00', 'COP', '2026-06-30 10:00:00', 'P1'],
  'with a bad amount': ['BOG01-6', 'T6', 'sale', 'ok', '1,00', '1.00', 'COP', '2026-06-30 10:00:00', 'P1'],
  'with a fee of the other sign': ['BOG01-7', 'T7', 'sale', 'ok', '50.00', '-1.00', 'COP', '2026-06-30 10:00:00', 'P1'],
  'of a status without a name': ['BOG01-8', 'T8', 'sale', 'what', '50.00', '', 'COP', '2026-06-30 10:00:00', 'P1'],
  'with a bad date': ['BOG01-9', 'T9', 'sale', 'ok', '50.00', '', 'COP', 'June', 'P1'],
  'without a currency': ['BOG01-10', 'T10', 'sale', 'ok', '50.00', '', '', '2026-06-30 10:00:00', 'P1'],
};

const SHARED = {
  dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: 'America/Bogota' },
  columns: {
    merchant_reference: 'ref',
    provider_id: 'id',
    type: 'type',
    status: 'status',
    gross: 'gross',
    fee: 'fee',
    currency: 'currency',
    paid_at: 'paid',
    payout_id: 'payout',
  },
  type: { payment: ['sale'], refund: ['refund'] },
  status: { approved: ['ok'], pending: ['open'] },
  deductions: 'positive',
} as const;
const CSV: CsvProfile = { ...PLAIN, ...SHARED };
const XML: XmlProfile = { ...UNMAPPED, ...SHARED, format: 'xml', record: 'rows/row' };
const XLSX: XlsxProfile = { ...UNMAPPED, ...SHARED, format: 'xlsx', sheet: null, decimalsMax: 2, end: null, yearFrom: null };

const xmlOf = (rows: readonly Cells[]): string =>
  `<rows>${rows
    .map(
      (cells) =>
        `<row>${COLUMNS.map((name, place) => ((cells[place] ?? '') === '' ? '' : `<${name}>${cells[place] ?? ''}</${name}>`)).join('')}</row>`,
    )
    .join('')}</rows>`;

const READERS: Readonly<Record<string, (rows: readonly Cells[]) => Promise<ReadResult>>> = {
  csv: (rows) =>
    read([COLUMNS.join(','), ...rows.map((cells) => cells.map((cell) => `"${cell}"`).join(',')), ''].join('\n'), { inline: CSV }),
  xml: (rows) => read(xmlOf(rows), { inline: XML }),
  xlsx: async (rows) => read(await makeWorkbook({ sheets: [{ rows: [COLUMNS, ...rows] }] }), { inline: XLSX }),
};

/** The last row of a file, without its place. */
async function lastOf(reader: (rows: readonly Cells[]) => Promise<ReadResult>, rows: readonly Cells[]): Promise<Record<string, unknown>> {
  const found = accepted(await reader(rows)).rows;
  expect(found).toHaveLength(rows.length);
  const last = found.at(-1);
  if (last === undefined) throw new Error('the file has no row');
  const { row: _, line: __, ...rest } = last;
  return rest;
}

describe.each(Object.entries(READERS))('a row of a declared %s file', (_, reader) => {
  it.each(Object.entries(ROWS))('%s is the same line after any other', async (_name, cells) => {
    const alone = await lastOf(reader, [cells]);
    for (const [before, others] of Object.entries(ROWS)) expect(await lastOf(reader, [others, cells]), `after ${before}`).toEqual(alone);
  });
});

describe('XML of two bytes a letter', () => {
  const text = xmlOf([ROWS['full'] ?? []]);
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  const big = Buffer.from(little).swap16();

  it.each([
    ['utf-16le', little],
    ['utf-16be', big],
  ])('%s with a mark is read as its mark says', async (_, bytes) => {
    expect(settlements(accepted(await read(bytes, { inline: XML })))).toMatchObject([{ merchantReference: 'BOG01-1', gross: 100_000 }]);
  });

  it('cut inside a letter is refused', async () => {
    expect(refused(await read(little.subarray(0, little.length - 1), { inline: XML })).code).toBe('wrong_encoding');
  });
});
