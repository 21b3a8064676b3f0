import { describe, expect, it } from 'vitest';
import { replaced, testBrokenFiles, twiceLine, withoutLine } from '../../../../scripts/testing/broken-files.ts';
import { accepted, fixture, read, refused, rejectsOf, settlements } from '../../fixture-reading.ts';

const DAY = fixture('paypal-stl/day.csv').toString();
const report = (text: string, date: string | null = null) => read(text, 'paypal-stl', { date, source: 'paypal' });
/** Only some of its records. */
const without = (kinds: RegExp): string =>
  `${DAY.trimEnd()
    .split('\n')
    .filter((line) => !kinds.test(line))
    .join('\n')}\n`;

describe("PayPal's settlement report", () => {
  it('agrees with its section, report and file trailers', async () => {
    const file = accepted(await report(DAY, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(file.footing.state).toBe('proved');
    expect(file.footing.detail).toContain('FF 12 rows');
  });

  it('reads hundredths of every currency, signed by their marks, signed by their marks, and each event as its type', async () => {
    const lines = settlements(accepted(await report(DAY)));
    expect(lines.map((line) => [line.type, line.gross, line.currency, line.fee, line.net])).toEqual([
      ['payment', 10000, 'USD', 359, 9641],
      ['payment', 5000, 'JPY', 220, 4780],
      ['payment', 1700, 'BRL', 344, 1356],
      ['adjustment', -1356, 'BRL', 0, -1356],
      ['adjustment', 241, 'USD', 0, 241],
      ['refund', -2000, 'USD', -58, -1942],
      ['chargeback', -1500, 'USD', 0, -1500],
      ['fee', 0, 'USD', 2000, -2000],
      ['chargeback_reversal', 900, 'USD', 0, 900],
      ['reserve', -100, 'USD', 0, -100],
      ['payout', -5090, 'USD', null, -5090],
      ['fee', 0, 'USD', 150, -150],
      ['payment', 3000, 'USD', 117, 2883],
    ]);
    expect(lines[3]?.description).toContain('currency conversion');
    expect(lines[5]).toMatchObject({
      refundOf: '0AF',
      merchantReference: 'BOG02-20260620-000500',
      settledOn: '2026-06-30',
    });
    expect(lines[6]).toMatchObject({ refundOf: '0AG', merchantReference: '' });
  });

  it('ties the lines to the withdrawal that they sum to, by the reference that the bank prints', async () => {
    const lines = settlements(accepted(await report(DAY))).filter((line) => line.skip === null);
    const paid = lines.filter((line) => line.payoutId === 'BK7788');
    expect(paid.reduce((sum, line) => sum + (line.net ?? 0), 0)).toBe(5090);
    expect(lines.filter((line) => line.payoutId === null).map((line) => line.providerId)).toEqual([
      '1AB',
      '1AC',
      '1AD',
      '1AL',
    ]);
  });

  it.each([
    ['without headers', /^\ufeff?(RH|FH)/, 'proved'],
    ['without report and file trailers', /^(RF|RC|FF)/, 'proved'],
    ['without the totals of one currency', /^(SF|RF),JPY/, 'none'],
    ['without any trailer', /^(SF|SC|RF|RC|FF)/, 'none'],
    ['with its rows alone', /^\ufeff?(RH|FH|SH|SF|SC|RF|RC|FF)/, 'none'],
  ])('%s it is read all the same', async (_, kinds, state) => {
    const file = accepted(await report(without(kinds)));
    expect(settlements(file)).toHaveLength(13);
    expect(file.footing.state).toBe(state);
  });

  it('reads the columns by name, under either spelling, and every section by its own', async () => {
    const spaced = DAY.replace('Transaction Debit or Credit', 'Transaction  Debit or Credit');
    expect(settlements(accepted(await report(spaced)))).toHaveLength(13);
    const swapped = without(/^(RF|RC|FF)/).replaceAll(/^(CH|SB),([^,]*),([^,]*),/gm, '$1,$3,$2,');
    expect(settlements(accepted(await report(swapped)))[0]).toMatchObject({
      providerId: '1AA',
      merchantReference: 'BOG01-20260630-000601',
    });
    const two = without(/^(RF|RC|FF)/) + without(/^\ufeff?(RH|FH|RF|RC|FF)/).replaceAll('SB,1A', 'SB,2A');
    expect(settlements(accepted(await report(two)))).toHaveLength(26);
  });

  it('of several files, holds the last one to its own rows, not to the report', async () => {
    const last = DAY.replace('FH,01', 'FH,02')
      .replace(/^RC,12/m, 'RC,9012')
      .replace(/^RF,USD,\d+/m, 'RF,USD,99999999');
    expect(accepted(await report(last)).footing.state).toBe('proved');
  });

  it.each(['HUF', 'TWD', 'CLP'])('reads hundredths of %s too, whether or not it has any', async (currency) => {
    const [, line] = settlements(accepted(await report(DAY.replaceAll('JPY', currency))));
    expect(line).toMatchObject({ gross: 5000, currency, fee: 220, net: 4780 });
  });

  it('says of a fee in another currency that it is one, and quotes it under the name of its column', async () => {
    const file = accepted(
      await report(DAY.replace('DR,359,USD', 'DR,359,EUR').replaceAll(/^(RH|FH|SH|SF|SC|RF|RC|FF).*\n/gm, '')),
    );
    expect(rejectsOf(file)).toMatchObject([
      {
        code: 'bad_amount',
        field: 'fee',
        column: 'Fee Amount',
        text: 'DR 359 EUR',
        hint: 'other_currency',
        amount: 10000,
        currency: 'USD',
      },
    ]);
  });

  it('reads no amount in a currency of three decimals', async () => {
    expect(rejectsOf(accepted(await report(DAY.replaceAll('JPY', 'KWD'))))).toMatchObject([
      { code: 'bad_amount', field: 'gross' },
    ]);
  });

  it('takes a hold on the account and its release for a reserve', async () => {
    const held = DAY.replace(',T2103,', ',T1503,').replace(',T0003,', ',T1105,');
    expect(settlements(accepted(await report(held)))).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ providerId: '1AC', type: 'reserve', gross: 1700 }),
        expect.objectContaining({ providerId: '1AJ', type: 'reserve', gross: -100 }),
      ]),
    );
  });

  it('refuses the Transaction Detail Report by its name: a void is no money', async () => {
    const detail = (status: string): string =>
      DAY.replace(/^CH.*$/m, '$&,Transactional Status')
        .replaceAll(/^SB.*$/gm, `$&,${status}`)
        .replaceAll(/^(RH|FH|SH|SF|SC|RF|RC|FF).*\n/gm, '');
    expect(refused(await report(detail('V')))).toMatchObject({ code: 'wrong_header', line: 3 });
    expect(refused(await report(detail('V'))).detail).toContain('Transaction Detail Report');
    expect(settlements(accepted(await report(detail(''))))).toHaveLength(13);
  });

  it('is a day without sales where its trailers say so, and is refused for another day', async () => {
    const empty = DAY.replaceAll(/^SB.*\n/gm, '')
      .replaceAll(/^(SC|RC|FF),12/gm, '$1,0')
      .replaceAll(/^(SF|RF).*\n/gm, '');
    expect(accepted(await report(empty)).rows).toEqual([]);
    expect(refused(await report(DAY, '2026-07-01')).code).toBe('another_date');
  });
});

testBrokenFiles({
  profile: 'paypal-stl',
  fixture: 'paypal-stl/day.csv',
  totals: false,
  cases: [
    { name: 'a row less', change: withoutLine(6), is: 'does_not_foot' },
    { name: 'a row twice', change: twiceLine(6), is: 'does_not_foot' },
    { name: 'a cent less in a row', change: replaced(',10000,USD', ',9999,USD'), is: 'does_not_foot' },
    {
      name: 'a fee of a cent more in a trailer',
      change: replaced(/^SF,USD,(\d+),(\d+),58,/m, 'SF,USD,$1,$2,59,'),
      is: 'does_not_foot',
    },
    { name: 'another count', change: replaced(/^SC,12/m, 'SC,13'), is: 'does_not_foot' },
    { name: 'a debit for a credit', change: replaced(',CR,241,', ',DR,241,'), is: 'does_not_foot' },
    { name: 'without the row of names', change: withoutLine(4), is: 'wrong_header', line: 4 },
    {
      name: 'a needed column misspelled',
      change: replaced('Gross Transaction Amount', 'Gross Amount'),
      is: 'wrong_header',
      line: 4,
    },
    { name: 'delimited by semicolons', change: (text) => text.replaceAll(',', ';'), is: 'wrong_header', line: 1 },
    {
      name: '30 February',
      change: replaced('03:12:28 -0800,2026/06/30', '03:12:28 -0800,2026/02/30'),
      is: 'bad_date',
      line: 5,
    },
    { name: 'an amount in major units', change: replaced(',10000,USD', ',100.00,USD'), is: 'bad_amount', line: 5 },
    { name: 'no mark of direction', change: replaced(',CR,10000', ',,10000'), is: 'bad_amount', line: 5 },
    { name: 'a fee in another currency', change: replaced('359,USD', '359,EUR'), is: 'does_not_foot' },
    { name: 'a currency that is none', change: replaced(',241,USD', ',241,dollar'), is: 'does_not_foot' },
    { name: 'a code that is none', change: replaced(',T1202,', ',X1202,'), is: 'unmapped_value', line: 13 },
    {
      name: 'a record of no known kind',
      change: (text) => text.replaceAll(/\n(RC|FF|RF).*/g, '').replace('\nSC,', '\nXX,'),
      is: 'bad_record',
    },
    { name: 'two rows glued together', change: (text) => text.replace(/(1AA.*)\n/, '$1'), is: 'does_not_foot' },
    { name: 'two files in one', change: (text) => text + text, is: 'does_not_foot' },
  ],
});
