import { describe, expect, it } from 'vitest';
import { accepted, fixture, movements, read, refused, rejectsOf } from '../../fixture-reading.ts';

const DAY = fixture('mt940/day.sta').toString();
const NEW_YEAR = fixture('mt940/new-year.sta');
const statement = (bytes: Buffer | string, date: string | null = '2026-07-01') =>
  read(bytes, 'mt940', { date, source: 'bank' });
/** One statement around some movements, whose balances the caller makes foot. */
const one = (movement: string, closing: string): string =>
  `:20:X\n:25:111\n:28C:1\n:60F:C260630COP100,\n${movement}\n:62F:C260701COP${closing}\n-\n`;

describe('the MT940 statement', () => {
  it('reads envelopes, pages, marks, references and texts, and proves the balances of every page', async () => {
    const file = accepted(await statement(DAY));
    expect(file.footing.state).toBe('proved');
    expect(movements(file)).toMatchObject([
      {
        amount: 20465998,
        currency: 'COP',
        bookedOn: '2026-07-01',
        valueOn: '2026-07-01',
        account: '111-222222-33',
        bankId: 'REF-1',
        reference: null,
        endToEndId: 'DLOCAL-700124',
        description: 'ABONO EREF+DLOCAL-700124 SVWZ+Transferencia 700124 BOG01-20260630-000041 DLOCAL COLOMBIA S.A.S.',
        reversal: false,
        line: 6,
      },
      {
        amount: -50000,
        reference: 'BOG01-000007',
        reversal: true,
        description: 'REVERSO DE UN ABONO DEL 30 DE JUNIO REVERSO DE ABONO',
      },
      { amount: -214, bankId: null, description: 'IMPTO GOBIERNO 4X1000' },
      { amount: 100050, reference: null, endToEndId: 'W-20260701', bankId: 'REF-4' },
      { amount: 50, reversal: true },
    ]);
  });

  it('puts the pages of one account together: one opening and one closing balance', async () => {
    expect(accepted(await statement(DAY)).balances).toEqual([
      {
        account: '111-222222-33',
        currency: 'COP',
        opening: 100000,
        closing: 20615884,
        openingOn: '2026-06-30',
        closingOn: '2026-07-01',
      },
      {
        account: '111-222222-44',
        currency: 'USD',
        opening: -1000,
        closing: -1000,
        openingOn: '2026-06-30',
        closingOn: '2026-07-01',
      },
    ]);
  });

  it('reads control bytes, windows-1252 and no last line end, and rolls the year of the entry date both ways', async () => {
    expect(movements(accepted(await statement(NEW_YEAR, '2026-01-01')))).toMatchObject([
      { amount: 1000, valueOn: '2025-12-31', bookedOn: '2026-01-01', description: 'ABONO DE AÑO NUEVO' },
      { amount: -1, valueOn: '2026-01-01', bookedOn: '2025-12-31' },
    ]);
  });

  it.each([
    [':61:2607010701CR300,NTRFNONREF', '400,', 30000],
    [':61:260701    CD300,5NTRFNONREF', '400,5', 30050],
    [':61:260701D0,01FMSCNONREF//', '99,99', -1],
    [':61:2607010701C000000000500,00N541', '600,', 50000],
    [':61:2607010701RCR100,S940X', '0,', -10000],
    [':61:2607010701RD,5NTRF', '100,50', 50],
  ])('reads %s', async (movement, closing, amount) => {
    const file = accepted(await statement(one(movement, closing)));
    expect(movements(file)).toMatchObject([{ amount }]);
    expect(file.footing.state).toBe('proved');
  });

  it.each([
    [':61:260701C300,NTRFNONREF', '2026-07-01', null, null],
    [':61:2607010000C300,NTRFNONREF', '2026-07-01', null, null],
    [':61:2606300701C300,NTRFEREF//N', '2026-07-01', null, null],
    [':61:2607010701C300,NTRFN//              ', '2026-07-01', null, null],
    [':61:2607010701C300,NTRF                //NOTPROVIDED', '2026-07-01', null, null],
    [':61:2607010701C300,NONREF', '2026-07-01', null, null],
    [':61:2607010701C300,NTRFNOTREF//NO REF', '2026-07-01', null, null],
    [':61:2607010701C300,NTRFNORTE-1//N1', '2026-07-01', 'NORTE-1', 'N1'],
  ])('books %s on %s, with reference %s and id %s', async (movement, bookedOn, reference, bankId) => {
    expect(movements(accepted(await statement(one(movement, '400,'))))).toMatchObject([
      { amount: 30000, bookedOn, reference, bankId },
    ]);
  });

  /** A text cut hard into lines of a length, the first one shorter by its tag where that counts. */
  const cut = (text: string, first: number): string =>
    [text.slice(0, first), ...(text.slice(first).match(/.{1,65}/g) ?? [])].join('\n');
  const LONG =
    'ABONO DE UN PROVEEDOR POR SUS VENTAS DEL DIA NUMERO BOG01-20260630-000041 EN LA CUENTA CORRIENTE DE LA COMPANIA CON SU DETALLE APARTE';

  it.each([65, 61])('puts a text together that is cut hard after %d characters of its first line', async (first) => {
    expect(LONG.slice(first - 1, first + 1)).not.toContain(' ');
    const [line] = movements(
      accepted(await statement(one(`:61:2607010701C300,NTRF\n:86:${cut(LONG, first)}`, '400,'))),
    );
    expect(line?.description).toBe(LONG);
  });

  it.each([60, 62, 64])('puts a blank behind a first line of %d characters: it ends with its word', async (length) => {
    const text = `${'A'.repeat(length)}\nBOG01-000041`;
    const [line] = movements(accepted(await statement(one(`:61:2607010701C300,NTRF\n:86:${text}`, '400,'))));
    expect(line?.description).toBe(`${'A'.repeat(length)} BOG01-000041`);
  });

  it.each([
    ['a blank before it', ' 166?00ABONO?20EREF+W-1?21SVWZ+BOG01-000041?32WOMPI'],
    ['no business code', '?00ABONO?20EREF+W-1?21SVWZ+BOG01-000041?32WOMPI'],
    ['neither a code nor one line', ' ?00ABONO\n?20EREF+W-1\n?21SVWZ+BOG01-000041\n?32WOMPI'],
    ['a line for each subfield', '166?00ABONO\n?20EREF+W-1\n?21SVWZ+BOG01-000041\n?32WOMPI'],
  ])('splits the subfields of a text with %s', async (_, text) => {
    const file = accepted(await statement(one(`:61:2607010701C300,NTRF\n:86:${text}`, '400,')));
    expect(movements(file)).toMatchObject([
      { description: 'ABONO EREF+W-1 SVWZ+BOG01-000041 WOMPI', endToEndId: 'W-1' },
    ]);
  });

  it.each(['?QUE PASO 2026?', '?20 PESOS', 'PAGO ?20 ?21'])('leaves %j as it is: no subfields', async (text) => {
    const [line] = movements(accepted(await statement(one(`:61:2607010701C300,NTRF\n:86:${text}`, '400,'))));
    expect(line?.description).toBe(text);
  });

  it('puts no blank into a word that two subfields on two lines share', async () => {
    const text = '166?00ABONO?20SVWZ+VENTAS BOG01-20260630-0\n?2100041 DEL DIA';
    expect('SVWZ+VENTAS BOG01-20260630-0').toHaveLength(28);
    const [line] = movements(accepted(await statement(one(`:61:2607010701C300,NTRF\n:86:${text}`, '400,'))));
    expect(line?.description).toBe('ABONO SVWZ+VENTAS BOG01-20260630-000041 DEL DIA');
  });

  it('rejects thousandths of a currency that has them: nothing is rounded', async () => {
    const dinars = one(':61:2607010701C300,125NTRFNONREF', '400,125').replaceAll('COP', 'KWD');
    const file = accepted(await statement(dinars));
    expect(rejectsOf(file)).toMatchObject([
      { code: 'bad_amount', field: 'amount', text: '300,125', hint: 'finer_than_hundredths' },
    ]);
    expect(movements(accepted(await statement(dinars.replaceAll('125', '120'))))).toMatchObject([
      { amount: 30012, currency: 'KWD' },
    ]);
  });

  it('rejects a movement of 30 February and still proves its money', async () => {
    const file = accepted(await statement(one(':61:2602300301D6,00N024NONREF', '94,')));
    expect(rejectsOf(file)).toMatchObject([
      {
        code: 'bad_date',
        field: 'value_on',
        column: ':61:',
        text: '2026-02-30',
        amount: -600,
        currency: 'COP',
        line: 5,
      },
    ]);
    expect(file.footing.state).toBe('proved');
  });

  it.each([
    [':61:nothing of a movement', 'bad_record', ''],
    [':61:2607010701C300NTRF', 'bad_amount', 'amount'],
    [':61:2607010701EC300,NTRF', 'unmapped_value', 'direction'],
    [':61:2607010701C300,NTRF\n:86:a\u0007b', 'bad_encoding', 'description'],
  ])('rejects %j', async (movement, code, field) => {
    const file = accepted(await statement(one(movement, '400,')));
    expect(rejectsOf(file)).toMatchObject([{ code, field, line: 5 }]);
    expect(file.footing.state).toBe(code === 'bad_encoding' ? 'proved' : 'open');
  });

  it('is refused for a date that no statement covers', async () => {
    expect(refused(await statement(DAY, '2026-07-02')).code).toBe('another_date');
    expect(refused(await statement(DAY, '2026-06-29')).code).toBe('another_date');
  });

  it('accepts a statement without movements whose balances agree', async () => {
    expect(accepted(await statement(':20:X\n:25:1\n:28:1\n:60F:C260701COP1,\n:62F:C260701COP1,\n-')).rows).toEqual([]);
  });

  const plain = one(':61:2607010701C300,NTRFNONREF//A', '400,');
  it.each<[string, Buffer | string, string, number | null]>([
    ['nothing', '', 'empty_file', null],
    ['blank lines', '\n\n', 'broken_format', 1],
    ['another format', 'date;amount\n2026-07-01;1\n', 'broken_format', 1],
    ['an intraday message', `{1:F01X}{2:O942BANKCOBBXXXXN}{4:\n${plain}`, 'broken_format', 1],
    ['no closing balance', plain.replace(/:62F.*\n/, ''), 'truncated', 6],
    ['no opening balance', plain.replace(/:60F.*\n/, ''), 'broken_format', 4],
    ['no account', plain.replace(/:25:.*\n/, ''), 'broken_format', 6],
    ['no :20:', plain.replace(/:20:.*\n/, ''), 'broken_format', 1],
    ['a cut movement', plain.slice(0, plain.indexOf('NTRF')), 'truncated', 1],
    ['a page that does not follow', DAY.slice(0, DAY.indexOf(':62M:') + 27), 'truncated', 2],
    ['a closing balance that is off', plain.replace('400,', '400,01'), 'does_not_foot', 1],
    ['a movement that is missing', plain.replace(/:61.*\n/, ''), 'does_not_foot', 1],
    ['a movement that stands twice', plain.replace(/(:61.*\n)/, '$1$1'), 'does_not_foot', 1],
    ['a closing balance in another currency', plain.replace(':62F:C260701COP', ':62F:C260701USD'), 'does_not_foot', 1],
    ['a balance of 30 February', plain.replace('C260630', 'C260230'), 'broken_format', 4],
    ['a balance without a comma', plain.replace('COP100,', 'COP100'), 'broken_format', 4],
    ['two opening balances', plain.replace(/(:60F.*\n)/, '$1$1'), 'broken_format', 5],
    ['a movement behind the balance', plain.replace('\n-\n', '\n:61:2607010701C1,NTRF\n-\n'), 'broken_format', 7],
    ['one statement twice', plain + plain, 'broken_format', 8],
    ['days that do not hang together', plain + plain.replace(':28C:1', ':28C:2'), 'does_not_foot', 8],
    ['a control character in its account', plain.replace('111', '1\u00071'), 'broken_format', 2],
    ['bytes of no encoding', Buffer.from(plain.replace('NONREF', '\u0081'), 'latin1'), 'wrong_encoding', null],
  ])('is refused with %s', async (_, bytes, code, line) => {
    expect(refused(await statement(bytes, null))).toMatchObject({ code, line });
  });
});
