import { describe, expect, it } from 'vitest';
import type { AmountNotation, NegativeNotation } from '../../schemas/values/money.ts';
import type { CsvProfile } from '../../schemas/lines/profile.ts';
import { readAmount } from './amounts.ts';
import { accepted, linesOf, movements, orders, PLAIN, read, rejectsOf } from './fixture-reading.ts';

const COMMA: AmountNotation = { decimal: ',', thousands: '.', unit: 'major' };
const under = (text: string, negative: NegativeNotation, currencySign: 'refused' | 'allowed' = 'refused') =>
  readAmount(text, { ...COMMA, negative, currencySign });

describe('an amount with its signs', () => {
  it.each<[string, NegativeNotation, number]>([
    ['-1.234,56', 'minus', -123_456],
    ['\u2212950,00', 'minus', -95_000],
    ['- 950,00', 'minus', -95_000],
    ['+0,01', 'minus', 1],
    ['1.234,56-', 'trailing', -123_456],
    ['1.234,56 -', 'trailing', -123_456],
    ['0,01\u2212', 'trailing', -1],
    ['(0,01)', 'parentheses', -1],
    ['( 1.234,56 )', 'parentheses', -123_456],
    ['1.500,00 CR', 'mark', 150_000],
    ['1.500,00CR', 'mark', 150_000],
    ['500,00 DB', 'mark', -50_000],
    ['500,00 Dr', 'mark', -50_000],
    ['500,00 D', 'mark', -50_000],
    ['500,00 C', 'mark', 50_000],
    ['0,00 DB', 'mark', 0],
  ])('%s is read where %s is declared, and where any is', (text, negative, amount) => {
    expect([under(text, negative), under(text, 'any')]).toEqual([amount, amount]);
  });

  it.each<[string, NegativeNotation]>([
    ['1,00-', 'minus'],
    ['(1,00)', 'minus'],
    ['1,00 DB', 'minus'],
    ['1,00 CR', 'minus'],
    ['-1,00', 'trailing'],
    ['\u22121,00', 'trailing'],
    ['(1,00)', 'trailing'],
    ['-1,00', 'parentheses'],
    ['1,00-', 'mark'],
    ['-1,00', 'mark'],
  ])('%s is none where %s is declared', (text, negative) => {
    expect(under(text, negative)).toBeNull();
  });

  it.each([
    '(-1,00)',
    '-1,00-',
    '--1,00',
    '(1,00) CR',
    '-1,00 CR',
    '-1,00 DB',
    '(1,00)-',
    '((1,00))',
    '+1,00 DB',
    '$ 1,00 COP',
    '()',
    '-',
    'CR',
    '$',
    '',
    '1,00 X',
  ])('%s is none whatever is declared', (text) => {
    expect(under(text, 'any', 'allowed')).toBeNull();
  });

  it.each<[string, number]>([
    ['$ 1.234,56', 123_456],
    ['$1.234,56', 123_456],
    ['-$ 950,00', -95_000],
    ['$ -950,00', -95_000],
    ['($ 950,00)', -95_000],
    ['$ (950,00)', -95_000],
    ['$\u00a0950,00', 95_000],
    ['950,00 $', 95_000],
    ['950,00- $', -95_000],
    ['COP 950,00', 95_000],
    ['COP$950,00', 95_000],
    ['950,00 COP', 95_000],
    ['950,00 COP DB', -95_000],
    ['US$ 950,00', 95_000],
    ['950,00 \u20ac', 95_000],
    ['S/ 12,5', 1250],
    ['1.234.567', 123_456_700],
  ])('%s has a currency before or behind, where that is allowed', (text, amount) => {
    expect(under(text, 'any', 'allowed')).toBe(amount);
  });

  it('keeps to the grouping that is declared', () => {
    for (const text of ['$ 1.23', '(1.23)', '1.23-', '$ 1,234.56', '$ 12.34,5'])
      expect(under(text, 'any', 'allowed')).toBeNull();
    expect(under('$ 1.23', 'any', 'refused')).toBeNull();
  });
});

const BANK: CsvProfile = {
  ...PLAIN,
  delimiter: ';',
  amounts: COMMA,
  dates: { format: 'dd/MM/yyyy', zone: 'America/Bogota' },
  columns: { booked_on: 'Fecha', description: 'Texto', amount: 'Valor', balance: 'Saldo' },
  constants: { currency: 'COP' },
};
const bankRow = (amount: string, balance = '') => `Fecha;Texto;Valor;Saldo\n01/07/2026;A;${amount};${balance}\n`;
const ofBank = async (text: string, amounts: Partial<AmountNotation>) =>
  accepted(await read(text, { inline: { ...BANK, amounts: { ...COMMA, ...amounts } } }, { leg: 'bank' }));

describe('a row whose amount is written otherwise', () => {
  it.each([
    ['$ 1,00', 'amounts: { currencySign: allowed }'],
    ['-$ 1,00', 'amounts: { currencySign: allowed }'],
    ['1,00-', 'amounts: { negative: trailing }'],
    ['($ 1,00)', 'amounts: { negative: parentheses, currencySign: allowed }'],
    ['1,00 DB', 'amounts: { negative: mark }'],
    ['(-1,00)', 'contradicting_signs'],
    ['1.23', null],
    ['1,23457E+15', 'spreadsheet_number'],
    ['3-jul', 'spreadsheet_date'],
  ])('%s is a reject that says %s', async (amount, hint) => {
    const [reject] = rejectsOf(await ofBank(bankRow(amount), {}));
    expect(reject).toMatchObject({
      code: 'bad_amount',
      field: 'amount',
      column: 'Valor',
      text: amount,
      hint,
      amount: null,
    });
  });

  it('says "any" where another way is declared already', async () => {
    const [reject] = rejectsOf(await ofBank(bankRow('(1,00)'), { negative: 'trailing' }));
    expect(reject?.hint).toBe('amounts: { negative: any }');
  });

  it('needs a mark on a movement under marks, and none on a balance or on nothing', async () => {
    const file = await ofBank(`${bankRow('1,00 DB', '5,00')}01/07/2026;B;0,00;5,00\n01/07/2026;C;2,00;7,00\n`, {
      negative: 'mark',
    });
    expect(movements(file).map((line) => [line.amount, line.balance])).toEqual([
      [-100, 500],
      [0, 500],
    ]);
    expect(rejectsOf(file)).toMatchObject([{ hint: 'no_mark', line: 4, text: '2,00' }]);
  });

  it('never takes another currency for its own', async () => {
    const file = await ofBank(
      `${bankRow('US$ 1,00')}01/07/2026;B;EUR 1,00;\n01/07/2026;C;COP 1,00;\n01/07/2026;D;\u20ac1,00;\n`,
      {
        currencySign: 'allowed',
      },
    );
    expect(rejectsOf(file).map((one) => [one.line, one.hint, one.amount])).toEqual([
      [2, 'other_currency', null],
      [3, 'other_currency', null],
      [5, 'other_currency', null],
    ]);
  });
});

describe('amounts of currencies with other decimals than two', () => {
  const ORDER: CsvProfile = {
    ...PLAIN,
    columns: { merchant_reference: 'ref', amount: 'total', currency: 'cur', created_at: 'at' },
    constants: { method: 'CARD', status: 'paid' },
  };
  const of = async (unit: 'major' | 'minor', total: string, currency: string) =>
    accepted(
      await read(
        `ref,total,cur,at\nA-1,${total},${currency},2026-07-01 10:00:00\n`,
        { inline: { ...ORDER, amounts: { decimal: '.', thousands: '', unit } } },
        { leg: 'order' },
      ),
    );

  it.each<['major' | 'minor', string, string, number]>([
    ['minor', '1500', 'CLP', 150_000],
    ['minor', '1500', 'JPY', 150_000],
    ['minor', '1500', 'COP', 1500],
    ['minor', '1500', 'BHD', 150],
    ['minor', '-1', 'PYG', -100],
    ['major', '1.500', 'KWD', 150],
    ['major', '1500', 'CLP', 150_000],
  ])('%s %s %s is %i hundredths', async (unit, total, currency, amount) => {
    expect(orders(await of(unit, total, currency)).map((line) => line.amount)).toEqual([amount]);
  });

  it.each<['major' | 'minor', string, string]>([
    ['major', '1.505', 'BHD'],
    ['minor', '1505', 'TND'],
    ['minor', '1', 'KWD'],
  ])('%s %s %s is a reject with its reason, never rounded', async (unit, total, currency) => {
    const file = await of(unit, total, currency);
    expect(linesOf(file)).toEqual([]);
    expect(rejectsOf(file)).toMatchObject([
      { code: 'bad_amount', hint: 'finer_than_hundredths', text: total, column: 'total', amount: null },
    ]);
  });

  it.each(['1500.5', '1200.50', '0.001'])('minor %s counts no whole units: it asks for major', async (total) => {
    const file = await of('minor', total, 'COP');
    expect(linesOf(file)).toEqual([]);
    expect(rejectsOf(file)).toMatchObject([{ code: 'bad_amount', hint: 'amounts: { unit: major }', text: total }]);
  });
});
