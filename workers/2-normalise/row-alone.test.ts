import { describe, expect, it } from 'vitest';
import type { CsvProfile, InlineProfileBase, XlsxProfile, XmlProfile } from '../../schemas/lines/profile.ts';
import type { Leg } from '../../schemas/lines/records.ts';
import type { ReadResult } from '../../schemas/lines/files.ts';
import { makeWorkbook } from '../../scripts/testing/workbook-making.ts';
import { accepted, PLAIN, read, refused, settlements } from './fixture-reading.ts';
import { UNMAPPED } from './formats/inline.ts';

/**
 * A row of a declared profile, read alone or after any other row, is the same line: nothing of one row may reach
 * another.
 */

type Cells = readonly string[];

/**
 * A leg with rows that fill, leave empty and spoil each column in turn. A running balance proves rows by those before
 * them: none is mapped.
 */
interface Table {
  readonly leg: Leg;
  readonly names: readonly string[];
  readonly profile: Partial<InlineProfileBase> & Pick<InlineProfileBase, 'columns' | 'dates'>;
  readonly rows: Readonly<Record<string, Cells>>;
}

const SETTLEMENT: Table = {
  leg: 'settlement',
  names: ['ref', 'id', 'type', 'status', 'gross', 'fee', 'currency', 'paid', 'payout'],
  profile: {
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
  },
  rows: {
    full: ['BOG01-1', 'T1', 'sale', 'ok', '1000.00', '25.00', 'COP', '2026-06-30 10:00:00', 'P1'],
    sparse: ['BOG01-2', '', 'sale', 'ok', '7.00', '', 'USD', '2026-06-30 11:00:00', ''],
    refund: ['BOG01-3', 'T3', 'refund', 'ok', '40.00', '', 'COP', '2026-06-30 12:00:00', 'P2'],
    pending: ['BOG01-4', 'T4', 'sale', 'open', '9.00', '', 'COP', '', ''],
    'without an amount': ['BOG01-5', 'T5', 'sale', 'ok', '', '1.00', 'COP', '2026-06-30 10:00:00', 'P1'],
    'with a bad amount': ['BOG01-6', 'T6', 'sale', 'ok', '1,00', '1.00', 'COP', '2026-06-30 10:00:00', 'P1'],
    'with a fee of the other sign': [
      'BOG01-7',
      'T7',
      'sale',
      'ok',
      '50.00',
      '-1.00',
      'COP',
      '2026-06-30 10:00:00',
      'P1',
    ],
    'of a status without a name': ['BOG01-8', 'T8', 'sale', 'what', '50.00', '', 'COP', '2026-06-30 10:00:00', 'P1'],
    'with a bad date': ['BOG01-9', 'T9', 'sale', 'ok', '50.00', '', 'COP', 'June', 'P1'],
    'without a currency': ['BOG01-10', 'T10', 'sale', 'ok', '50.00', '', '', '2026-06-30 10:00:00', 'P1'],
  },
};

const ORDER: Table = {
  leg: 'order',
  names: ['ref', 'total', 'currency', 'status', 'at', 'how', 'back', 'open', 'store'],
  profile: {
    dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: 'America/Bogota' },
    columns: {
      merchant_reference: 'ref',
      amount: 'total',
      currency: 'currency',
      status: 'status',
      created_at: 'at',
      method: 'how',
      refunded_amount: 'back',
      outstanding: 'open',
      store: 'store',
    },
    status: { paid: ['paid'], partially_paid: ['part'] },
    method: { PSE: ['pse'] },
    amounts: { decimal: '.', thousands: ',', unit: 'major', negative: 'any', currencySign: 'allowed' },
  },
  rows: {
    full: ['BOG01-1', '$ 1,000.00', 'COP', 'part', '2026-06-30 10:00:00', 'pse', '(5.00)', '10.00', 'BOG01'],
    sparse: ['BOG01-2', '7.00', 'USD', 'paid', '2026-06-30 11:00:00', 'pse', '', '', ''],
    'of thousandths': ['BOG01-3', '7.005', 'KWD', 'paid', '2026-06-30 11:00:00', 'pse', '', '', ''],
    'with a sign of another currency': ['BOG01-4', '€7.00', 'COP', 'paid', '2026-06-30 11:00:00', 'pse', '', '', ''],
    'with more outstanding than due': ['BOG01-5', '7.00', 'COP', 'part', '2026-06-30 11:00:00', 'pse', '', '8.00', ''],
    'of a method without a name': ['BOG01-6', '7.00', 'COP', 'paid', '2026-06-30 11:00:00', 'cash', '', '', 'BOG02'],
    'without a date': ['BOG01-7', '7.00', 'COP', 'paid', '', 'pse', '', '', ''],
    'without a reference': ['', '7.00', 'COP', 'paid', '2026-06-30 11:00:00', 'pse', '', '', ''],
  },
};

const SIDES: Table = {
  leg: 'bank',
  names: ['day', 'in', 'out', 'text', 'ref', 'account'],
  profile: {
    dates: { format: 'd MMM yyyy', zone: 'America/Bogota' },
    columns: {
      booked_on: 'day',
      credit: 'in',
      debit: 'out',
      description: 'text',
      reference: 'ref',
      account: 'account',
    },
    constants: { currency: 'COP' },
  },
  rows: {
    credit: ['1 jul 2026', '10.00', '', 'PAGO', 'R1', 'A'],
    debit: ['2 jul 2026', '', '4.00', 'COMISION', '', ''],
    'of nothing': ['2 jul 2026', '0.00', '0.00', '', '', 'B'],
    'of both': ['2 jul 2026', '1.00', '2.00', 'X', 'R2', ''],
    'of neither': ['2 jul 2026', '', '', 'X', 'R3', ''],
    'with a bad date': ['31 jun 2026', '1.00', '', '', 'R4', ''],
  },
};

const MARKS: Table = {
  leg: 'bank',
  names: ['day', 'amount', 'mark', 'text', 'currency'],
  profile: {
    dates: { format: 'dd/MM/yyyy', zone: 'America/Bogota' },
    columns: { booked_on: 'day', amount: 'amount', direction: 'mark', description: 'text', currency: 'currency' },
    direction: { credit: ['C'], debit: ['D'] },
  },
  rows: {
    credit: ['01/07/2026', '10.00', 'C', 'PAGO', 'COP'],
    debit: ['01/07/2026', '4.00', 'D', '', 'COP'],
    unmarked: ['01/07/2026', '4.00', '', '', 'COP'],
    'of a mark without a name': ['01/07/2026', '4.00', 'X', 'Y', 'COP'],
    'of contradicting signs': ['01/07/2026', '-4.00', 'C', 'Y', 'COP'],
    'without a currency': ['01/07/2026', '4.00', 'D', 'Z', ''],
  },
};

const FORMS = {
  csv: ({ profile }: Table): CsvProfile => ({ ...PLAIN, ...profile, format: 'csv' }),
  xml: ({ profile }: Table): XmlProfile => ({ ...UNMAPPED, ...profile, format: 'xml', record: 'rows/row' }),
  xlsx: ({ profile }: Table): XlsxProfile => ({
    ...UNMAPPED,
    ...profile,
    format: 'xlsx',
    sheet: null,
    decimalsMax: 2,
    end: null,
    yearFrom: null,
  }),
};

const xmlOf = (names: readonly string[], rows: readonly Cells[]): string =>
  `<rows>${rows
    .map(
      (cells) =>
        `<row>${names.map((name, place) => ((cells[place] ?? '') === '' ? '' : `<${name}>${cells[place] ?? ''}</${name}>`)).join('')}</row>`,
    )
    .join('')}</rows>`;

type Reader = (table: Table, rows: readonly Cells[]) => Promise<ReadResult>;
const READERS: Readonly<Record<string, Reader>> = {
  csv: (table, rows) =>
    read(
      [table.names.join(','), ...rows.map((cells) => cells.map((cell) => `"${cell}"`).join(',')), ''].join('\n'),
      { inline: FORMS.csv(table) },
      table,
    ),
  'csv without a header': (table, rows) => {
    const columns = Object.fromEntries(
      Object.entries(table.profile.columns).map(([to, name]) => [to, table.names.indexOf(String(name))]),
    );
    const text = [...rows.map((cells) => cells.map((cell) => `"${cell}"`).join(',')), ''].join('\n');
    return read(text, { inline: { ...FORMS.csv(table), header: false, columns } }, table);
  },
  xml: (table, rows) => read(xmlOf(table.names, rows), { inline: FORMS.xml(table) }, table),
  xlsx: async (table, rows) =>
    read(await makeWorkbook({ sheets: [{ rows: [table.names, ...rows] }] }), { inline: FORMS.xlsx(table) }, table),
};

/** The last row of a file, without its place. */
async function lastOf(reader: Reader, table: Table, rows: readonly Cells[]): Promise<Record<string, unknown>> {
  const found = accepted(await reader(table, rows)).rows;
  expect(found).toHaveLength(rows.length);
  const last = found.at(-1);
  if (last === undefined) throw new Error('the file has no row');
  const { row: _, line: __, ...rest } = last;
  return rest;
}

const TABLES = { settlement: SETTLEMENT, order: ORDER, 'bank of two sides': SIDES, 'bank with marks': MARKS };

describe.each(Object.entries(READERS))('a row of a declared %s file', (_, reader) => {
  describe.each(Object.entries(TABLES))('of the leg %s', (_leg, table) => {
    it.each(Object.entries(table.rows))('%s is the same line after any other', async (_name, cells) => {
      const alone = await lastOf(reader, table, [cells]);
      for (const [before, others] of Object.entries(table.rows))
        expect(await lastOf(reader, table, [others, cells]), `after ${before}`).toEqual(alone);
    });
  });
});

describe('XML of two bytes a letter', () => {
  const text = xmlOf(SETTLEMENT.names, [SETTLEMENT.rows['full'] ?? []]);
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  const big = Buffer.from(little).swap16();

  it.each([
    ['utf-16le', little],
    ['utf-16be', big],
  ])('%s with a mark is read as its mark says', async (_, bytes) => {
    expect(settlements(accepted(await read(bytes, { inline: FORMS.xml(SETTLEMENT) })))).toMatchObject([
      { merchantReference: 'BOG01-1', gross: 100_000 },
    ]);
  });

  it('cut inside a letter is refused', async () => {
    expect(refused(await read(little.subarray(0, little.length - 1), { inline: FORMS.xml(SETTLEMENT) })).code).toBe(
      'wrong_encoding',
    );
  });
});
