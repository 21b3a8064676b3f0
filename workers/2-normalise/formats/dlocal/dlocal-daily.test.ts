import { describe, expect, it } from 'vitest';
import { replaced, testBrokenFiles, twiceLine, withoutLine } from '../../../../scripts/testing/broken-files.ts';
import { accepted, fixture, read, refused, rejectsOf, settlements } from '../../fixture-reading.ts';

const DAY = fixture('dlocal-daily/day.csv').toString();
const daily = (text: string, date: string | null = null) => read(text, 'dlocal-daily', { date, source: 'dlocal' });

describe("dLocal's daily report", () => {
  it('gives every row the sign of its type, also where it is printed positive', async () => {
    const file = accepted(await daily(DAY, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(file.footing.state).toBe('none');
    expect(
      settlements(file).map((line) => [line.type, line.status, line.gross, line.currency, line.net, line.settledNet]),
    ).toEqual([
      ['payment', 'approved', 9500000, 'COP', null, 2317],
      ['payment', 'approved', 5000, 'BRL', null, 907],
      ['payment', 'pending', 1200000, 'COP', 1200000, null],
      ['payment', 'cancelled', 1500000, 'COP', 1500000, null],
      ['refund', 'approved', -4000000, 'COP', -4000000, null],
      ['chargeback', 'approved', -2500, 'BRL', null, -550],
      ['chargeback_reversal', 'approved', 2500, 'BRL', null, 450],
      ['fee', 'approved', -500, 'BRL', null, -90],
      ['adjustment', 'approved', -300000, 'COP', -300000, null],
      ['adjustment', 'approved', 100000, 'COP', 100000, null],
    ]);
  });

  it('links refunds and chargebacks to their payment, and takes the reference of that payment', async () => {
    const lines = settlements(accepted(await daily(DAY)));
    expect(lines[4]).toMatchObject({
      providerId: '700005',
      refundOf: '690001',
      merchantReference: 'BOG01-20260620-000601',
    });
    expect(lines[0]).toMatchObject({
      method: 'PSE',
      settledOn: '2026-06-30',
      settledGross: 2375,
      settledFee: 58,
      tax: null,
      description: 'IOF 0.02 COP',
    });
  });

  it('keeps a reference as it is written, also one that a spreadsheet may have turned into a number', async () => {
    expect(settlements(accepted(await daily(DAY)))[1]?.merchantReference).toBe('266221341.0');
  });

  it('finds its delimiter in the header, or takes the configured one', async () => {
    const commas = DAY.replaceAll(';', ',');
    expect(settlements(accepted(await daily(commas)))).toEqual(settlements(accepted(await daily(DAY))));
    const profile = { builtIn: 'dlocal-daily', options: { delimiter: ';', zone: 'America/Bogota' } } as const;
    expect((await read(commas, profile)).ok).toBe(false);
    const [line] = settlements(accepted(await read(DAY, profile)));
    expect(new Date((line?.paidAt ?? 0) * 1000).toISOString()).toBe('2026-06-30T15:29:43.000Z');
  });

  it('is refused for another date', async () => {
    expect(refused(await daily(DAY, '2026-06-28')).code).toBe('another_date');
  });

  it.each([
    ['2026-07-02 04:59:59', '2026-07-01', true],
    ['2026-07-02 05:00:00', '2026-07-01', false],
    ['2026-07-02 00:30:00', '2026-07-02', true],
  ])('whose only sale is of %s in UTC is of %s in Bogota: %s', async (created, date, is) => {
    const [header = '', sale = ''] = DAY.split('\n');
    const one = `${header}\n${sale.replace('2026-06-30 10:29:43', created).replace('"2026-06-30 12:00:32"', '')}\n`;
    expect((await daily(one, date)).ok).toBe(is);
  });

  it('leaves a tax in the local currency out of what is settled in dollars, and a fee in dollars out of local money', async () => {
    const [header = '', sale = ''] = DAY.split('\n');
    const small = sale.replace('95000.00;23.75;COP', '5.00;1.50;BRL').replace('0.58;0.02', '0.03;0.02');
    expect(settlements(accepted(await daily(`${header}\n${small}\n`)))).toMatchObject([
      {
        gross: 500,
        currency: 'BRL',
        tax: null,
        settledGross: 150,
        settledFee: 3,
        settledNet: 147,
        description: 'IOF 0.02 BRL',
      },
    ]);
    const inDollars = small.replace(';BRL;', ';USD;').replace('5.00;1.50', '1.50;1.50');
    expect(settlements(accepted(await daily(`${header}\n${inDollars}\n`)))).toMatchObject([
      { gross: 150, fee: 3, tax: 2, net: 145 },
    ]);
    const nothingInDollars = small.replace('5.00;1.50', '5.00;');
    expect(rejectsOf(accepted(await daily(`${header}\n${nothingInDollars}\n`)))).toMatchObject([
      { code: 'bad_amount', field: 'fee' },
    ]);
  });
});

testBrokenFiles({
  profile: 'dlocal-daily',
  fixture: 'dlocal-daily/day.csv',
  totals: false,
  cases: [
    { name: 'without header', change: withoutLine(1), is: 'wrong_header', line: 1 },
    { name: 'a header twice', change: twiceLine(1), is: 'broken_format', line: 2 },
    { name: 'two files in one', change: (text) => text + text, is: 'broken_format', line: 12 },
    { name: 'a needed column misspelled', change: replaced('Amount (USD)', 'Amount USD'), is: 'wrong_header', line: 1 },
    { name: 'delimited by tabs', change: (text) => text.replaceAll(';', '\t'), is: 'broken_format' },
    { name: '30 February', change: replaced('2026-06-30 10:29:43', '2026-02-30 10:29:43'), is: 'bad_date', line: 2 },
    { name: 'an amount with thousands', change: replaced('95000.00', '95.000.00'), is: 'bad_amount', line: 2 },
    { name: 'a decimal comma', change: replaced(';23.75;', ';23,75;'), is: 'bad_amount', line: 2 },
    { name: 'a fee that is no amount', change: replaced(';0.58;', ';n/a;'), is: 'bad_amount', line: 2 },
    { name: 'a type that nobody knows', change: replaced('Refund;', 'Mystery;'), is: 'unmapped_value', line: 6 },
    { name: 'a state that nobody knows', change: replaced(';Cleared;', ';Puzzled;'), is: 'unmapped_value', line: 2 },
    { name: 'a payment that is debited', change: replaced(';95000.00;', ';-95000.00;'), is: 'unmapped_value', line: 2 },
    { name: 'a currency that is none', change: replaced(';COP;', ';peso;'), is: 'bad_currency', line: 2 },
    { name: 'a payment without an id', change: replaced(';700001;', ';;'), is: 'missing_value', line: 2 },
    {
      name: 'currency and status swapped',
      change: replaced('currency;Status', 'Status;currency'),
      is: 'unmapped_value',
      line: 2,
    },
    {
      name: 'two rows glued together',
      change: (text) => text.replace(/(700001.*)\n/, '$1'),
      is: 'wrong_column_count',
      line: 2,
    },
    { name: 'cut in its last amount', change: (text) => text.replace(/;;\n$/, ';0.10;0.2'), is: 'truncated', line: 11 },
    { name: 'a quote in the middle', change: replaced('BOG01-2026', 'BOG"01-2026'), is: 'broken_format', line: 2 },
  ],
});
