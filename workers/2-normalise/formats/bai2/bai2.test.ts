import { describe, expect, it } from 'vitest';
import { accepted, fixture, movements, read, refused, rejectsOf } from '../../fixture-reading.ts';

const DAY = fixture('bai2/day.txt').toString();
const report = (text: string, date: string | null = '2026-07-01') => read(text, 'bai2', { date, source: 'bank' });
/** One account with one record; its control total is the record's amount, or what the caller says. */
const one = (record: string, control: string, records = 3): string =>
  `01,B,C,260702,0415,1,,,2/\n02,C,B,1,260701,,COP,2/\n03,111,,,,,/\n${record}\n49,${control},${String(records)}/\n98,${control},1,${String(records + 2)}/\n99,${control},1,${String(records + 4)}/\n`;

describe('the BAI2 report', () => {
  it('reads amounts in the smallest unit, signs by type code, every funds type, references and continued texts', async () => {
    const file = accepted(await report(DAY));
    expect(movements(file)).toMatchObject([
      {
        amount: 20465998,
        currency: 'COP',
        bookedOn: '2026-07-01',
        valueOn: null,
        account: '11122222233',
        bankId: 'REF1',
        reference: 'BOG01-000041',
        description: 'DLOCAL COLOMBIA S.A.S. Transferencia 700124, y mas texto que sigue 700124',
        line: 5,
      },
      { amount: 150100, valueOn: '2026-07-02', bankId: 'REF2', reference: null },
      { amount: -100000, bankId: null, reference: null, description: 'CHEQUE DEVUELTO' },
      { amount: -214, description: 'IMPTO GOBIERNO 4X1000' },
      { amount: 0, skip: 'balance_row' },
      { amount: 100000, currency: 'JPY', account: '11122222244' },
    ]);
  });

  it('proves control totals, numbers of records and the ledger balances', async () => {
    const file = accepted(await report(DAY));
    expect(file.footing.state).toBe('proved');
    expect(file.balances).toEqual([
      {
        account: '11122222233',
        currency: 'COP',
        opening: 100000,
        closing: 20615884,
        openingOn: '2026-07-01',
        closingOn: '2026-07-01',
      },
      {
        account: '11122222244',
        currency: 'JPY',
        opening: -50000,
        closing: 50000,
        openingOn: '2026-07-01',
        closingOn: '2026-07-01',
      },
    ]);
  });

  it('takes no balances of an interim report, whose transactions may still come', async () => {
    const interim = DAY.replace('2359,COP,2/', '2359,COP,1/')
      .replace('015,500,', '015,600,')
      .replace('49,1000,', '49,1100,');
    const file = accepted(await report(interim.replaceAll('62149508', '62149608')));
    expect(file).toMatchObject({ footing: { state: 'proved' }, balances: [] });
  });

  it('takes the dollar where nothing names a currency, as the format defines', async () => {
    expect(movements(accepted(await report(one('16,195,100,,,,X/', '100').replace(',COP,', ',,'))))).toMatchObject([
      { currency: 'USD' },
    ]);
  });

  it.each([
    ['16,698,100,,,,COMISION/', -100],
    ['16,399,100,,,,ABONO/', 100],
    ['16,925,100,,,,PROPIO/', 100],
    ['16,965,100,,,,PROPIO/', -100],
    ['16,195,100,1,B-1,C-1,texto con / dentro, y coma', 100],
  ])('reads %s', async (record, amount) => {
    expect(movements(accepted(await report(one(record, '100'))))).toMatchObject([{ amount }]);
  });

  it.each([
    ['16,720,100,,,,PRESTAMO/', '100', 'unmapped_value', 'direction'],
    ['16,195,-100,,,,X/', '-100', 'bad_amount', 'amount'],
    ['16,195,1.00,,,,X/', '0', 'bad_amount', 'amount'],
    ['16,195,,,,,X/', '0', 'missing_value', 'amount'],
    ['16,195,100,V,260230,,B,C,X/', '100', 'bad_date', 'value_on'],
    ['16,195,100,Q,B,C,X/', '100', 'bad_record', ''],
    ['16,195,100,,,,a\u0007b/', '100', 'bad_encoding', 'description'],
  ])('rejects %j', async (record, control, code, field) => {
    expect(rejectsOf(accepted(await report(one(record, control))))).toMatchObject([{ code, field, line: 4 }]);
  });

  it('leaves the footing open where an amount cannot be read', async () => {
    expect(accepted(await report(one('16,195,1O0,,,,X/', '100'))).footing.state).toBe('open');
  });

  it('accepts a report without transactions', async () => {
    expect(
      accepted(
        await report(
          one('16,890,,,,,X/', '0')
            .replace(/16.*\n/, '')
            .replace('49,0,3', '49,0,2')
            .replace('0,1,5', '0,1,4')
            .replace('0,1,7', '0,1,6'),
        ),
      ).rows,
    ).toEqual([]);
  });

  it('is refused for another date than its groups have', async () => {
    expect(refused(await report(DAY, '2026-07-02')).code).toBe('another_date');
  });

  it.each([
    ['blank lines', '\n\n', 'empty_file', null],
    ['another format', 'a;b\n', 'broken_format', 1],
    ['no file header', DAY.slice(DAY.indexOf('\n') + 1), 'broken_format', 1],
    ['no group', DAY.replace(/02,.*\n/, ''), 'broken_format', 2],
    ['no account', DAY.replace(/03,.*\n88,.*\n/, ''), 'broken_format', 3],
    ['no account trailer', DAY.replace(/49,.*\n/, ''), 'broken_format', 11],
    ['no group trailer', DAY.replace(/\n98,.*/, ''), 'broken_format', 15],
    ['no file trailer', DAY.replace(/99,62149508.*\n/, ''), 'truncated', 1],
    ['a continuation of nothing', `88,X/\n${DAY}`, 'broken_format', 1],
    ['an account total that is off', DAY.replace('49,62148508', '49,62148509'), 'does_not_foot', 11],
    ['a number of records that is off', DAY.replace('49,62148508,9', '49,62148508,8'), 'does_not_foot', 11],
    ['a number of accounts that is off', DAY.replace('98,62149508,2', '98,62149508,3'), 'does_not_foot', 15],
    ['a file total that is off', DAY.replace('\n99,62149508', '\n99,62149500'), 'does_not_foot', 16],
    ['a total that is no number', DAY.replace('99,62149508', '99,x'), 'does_not_foot', 16],
    ['a second file glued to it', DAY + DAY, 'broken_format', 17],
    ['two records on one line', DAY.replace('/\n02,', '/02,'), 'broken_format', 1],
    ['an as-of date of 30 February', DAY.replace('1,260701', '1,260230'), 'broken_format', 2],
    ['a summary of an unknown funds type', DAY.replace('100,20616098,2,', '100,20616098,2,Q'), 'broken_format', 3],
    ['a summary that is no amount', DAY.replace('100,20616098', '100,2O616098'), 'broken_format', 3],
    [
      'ledger balances that do not agree',
      DAY.replace('015,500', '015,600').replace('49,1000', '49,1100').replaceAll('62149508', '62149608'),
      'does_not_foot',
      12,
    ],
  ])('is refused with %s', async (_, text, code, line) => {
    expect(refused(await report(text, null))).toMatchObject({ code, line });
  });
});
