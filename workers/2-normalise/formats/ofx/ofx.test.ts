import { describe, expect, it } from 'vitest';
import { accepted, fixture, movements, read, refused, rejectsOf } from '../../fixture-reading.ts';

const SGML = fixture('ofx/sgml.ofx').toString('latin1');
const XML = fixture('ofx/xml.ofx').toString();
const statement = (bytes: Buffer | string, date: string | null = '2026-07-01') =>
  read(bytes, 'ofx', { date, source: 'bank' });
const sgml = (text: string) => statement(Buffer.from(text, 'latin1'));

describe('the OFX statement', () => {
  it('reads SGML: values without ends, a list that nothing ends, a zone, a decimal comma, windows-1252', async () => {
    const file = accepted(await sgml(SGML));
    expect(movements(file)).toMatchObject([
      {
        amount: 20465998,
        currency: 'COP',
        bookedOn: '2026-07-01',
        bankId: 'F-1',
        reference: 'BOG01-20260630-000041',
        description: 'DLOCAL & CÍA. Transferencia 700124',
        account: '111-222222-33',
        line: 28,
      },
      { amount: -214, bankId: null, reference: '77', description: 'IMPTO GOBIERNO 4X1000', account: '111-222222-33' },
    ]);
  });

  it('reads XML: a bank account and a card, a payee, a currency of its own, comments, empty elements', async () => {
    const file = accepted(await statement(XML));
    expect(movements(file)).toMatchObject([
      {
        amount: 20150,
        bookedOn: '2026-07-01',
        valueOn: '2026-07-02',
        description: 'WOMPI & S.A.S. PAGO DE TERC WOMPI',
        bankId: 'A-1',
      },
      { amount: 1000, currency: 'USD', bookedOn: '2026-07-02' },
      { amount: -8083000, currency: 'COP', account: '4111********1111', bankId: 'C-1' },
    ]);
  });

  it('says that nothing foots, and takes no balances', async () => {
    expect(accepted(await sgml(SGML))).toMatchObject({
      footing: { state: 'none', detail: 'OFX states no opening balance; ledger 111-222222-33 205657,84 COP' },
      balances: [],
    });
  });

  it('reads the whole header on one line, tags in small letters, LF, and a list that has its end', async () => {
    const variant = SGML.replaceAll('\r\n', '\n')
      .replace('<LEDGERBAL>', '</BANKTRANLIST><LEDGERBAL>')
      .replaceAll('STMTTRN>', 'stmttrn>');
    expect(movements(accepted(await sgml(variant)))).toHaveLength(2);
    expect(movements(accepted(await sgml(variant.replace(/\n(?=[A-Z]+:)/g, ' '))))).toHaveLength(2);
  });

  it.each([
    ['-80', -8000],
    ['+.5', 50],
    ['1,5', 150],
    ['1204.5000', 120450],
  ])('reads the amount %s', async (text, amount) => {
    expect(movements(accepted(await sgml(SGML.replace('204659,98', text))))[0]).toMatchObject({ amount });
  });

  it.each([
    ['<TRNAMT>204659,98', '<TRNAMT>204.659,98', 'bad_amount', 'amount'],
    ['<TRNAMT>204659,98', '<TRNAMT>204,659', 'bad_amount', 'amount'],
    ['<TRNAMT>204659,98', '<TRNAMT>204.659', 'bad_amount', 'amount'],
    ['<TRNAMT>204659,98', '<TRNAMT>', 'missing_value', 'amount'],
    ['<DTPOSTED>20260701193000[-5:COT]', '<DTPOSTED>20260230', 'bad_date', 'booked_on'],
    ['<DTPOSTED>20260701193000[-5:COT]', '<DTPOSTED>2026-07-01', 'bad_date', 'booked_on'],
    ['<DTPOSTED>20260701193000[-5:COT]', '<DTPOSTED>', 'missing_value', 'booked_on'],
    ['<CURDEF>COP', '<CURDEF>', 'missing_value', 'currency'],
    ['<CURDEF>COP', '<CURDEF>pesos', 'bad_currency', 'currency'],
    ['<MEMO>Transferencia', '<MEMO>\u0007Transferencia', 'bad_encoding', 'description'],
  ])('rejects %s as %s', async (from, to, code, field) => {
    expect(rejectsOf(accepted(await sgml(SGML.replace(from, to))))[0]).toMatchObject({ code, field, line: 28 });
  });

  it('is refused for a date outside its period', async () => {
    expect(refused(await statement(Buffer.from(SGML, 'latin1'), '2026-07-02')).code).toBe('another_date');
    expect(accepted(await statement(XML, '2026-07-02')).rows).toHaveLength(3);
  });

  it.each([
    ['blank lines', '\n \n', 'empty_file'],
    ['another format', 'a;b\n1;2\n', 'broken_format'],
    ['a web page', '<html><body>Sesión expirada</body></html>', 'broken_format'],
    ['a header alone', SGML.slice(0, SGML.indexOf('<OFX>')), 'truncated'],
    ['no end', SGML.replace('</OFX>', ''), 'truncated'],
    ['a cut tag', SGML.slice(0, SGML.indexOf('</OFX>') + 4), 'truncated'],
    ['a transaction that has no end', SGML.replace('</STMTTRN>', ''), 'broken_format'],
    ['a transaction that has no beginning', SGML.replace('<STMTTRN>', ''), 'broken_format'],
    ['a transaction outside a statement', SGML.replace('<STMTRS>', ''), 'broken_format'],
    ['a statement that has no end', SGML.replace('</STMTRS>', ''), 'broken_format'],
    [
      'no statement',
      XML.replaceAll('STMTRS>', 'OTHERRS>').replace(/<BANKTRANLIST>[\s\S]*<\/BANKTRANLIST>/, ''),
      'broken_format',
    ],
    ['two documents', SGML + SGML.slice(SGML.indexOf('<OFX>')), 'broken_format'],
    ['a text between elements', XML.replace('</STMTTRN>', '</STMTTRN>hello'), 'broken_format'],
    ['a type declaration', XML.replace('<OFX>', '<!DOCTYPE OFX [<!ENTITY a "b">]><OFX>'), 'doctype_refused'],
    ['an encoding that it does not have', SGML.replace('ENCODING:USASCII', 'ENCODING:UTF-8'), 'wrong_encoding'],
    ['two amounts in a transaction', SGML.replace('<FITID>F-1', '<FITID>F-1\n<TRNAMT>5'), 'broken_format'],
    ['a tag that is not well formed', SGML.replace('<FITID>F-1', '<<FITID>F-1'), 'broken_format'],
  ])('is refused with %s', async (_, text, code) => {
    expect(refused(await statement(Buffer.from(text, text.startsWith('<?xml') ? 'utf8' : 'latin1'), null)).code).toBe(
      code,
    );
  });
});
