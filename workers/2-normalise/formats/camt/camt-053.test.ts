import { describe, expect, it } from 'vitest';
import { accepted, fixture, movements, read, refused, rejectsOf } from '../../fixture-reading.ts';

const DAY = fixture('camt.053/day.xml').toString();
const SUNDAY = fixture('camt.053/empty-sunday.xml').toString();
const statement = (text: string, date: string | null = '2026-07-01') =>
  read(text, 'camt.053', { date, source: 'bank' });

describe('the camt.053 statement', () => {
  it('reads entries with sign, names, references and account, and proves its balances', async () => {
    const file = accepted(await statement(DAY));
    expect(file.footing.state).toBe('proved');
    expect(file.balances).toEqual([
      {
        account: '111-222222-33',
        currency: 'COP',
        opening: 100000,
        closing: 20516098,
        openingOn: '2026-07-01',
        closingOn: '2026-07-01',
      },
    ]);
    expect(movements(file)).toMatchObject([
      {
        amount: 20465998,
        bookedOn: '2026-07-01',
        bankId: 'REF-1',
        endToEndId: null,
        description: 'DLOCAL COLOMBIA S.A.S. Transfer 700124 & fees',
        account: '111-222222-33',
        reversal: false,
        skip: null,
      },
      { amount: -50000, bankId: 'REF-2/1', endToEndId: 'E-1', reference: 'BOG01-20260630-000041', reversal: true },
      { amount: -20000, bankId: 'REF-2/2', endToEndId: 'E-2', reversal: true },
      { amount: 20100, bankId: null, description: 'ABONO INTERESES' },
      { amount: 9999900, skip: 'balance_row' },
    ]);
  });

  it('takes transactions apart only where they sum to their entry', async () => {
    const file = accepted(await statement(DAY.replace('<Amt Ccy="COP">500.00</Amt>', '<Amt Ccy="COP">500.01</Amt>')));
    expect(movements(file)[1]).toMatchObject({ amount: -70000, bankId: 'REF-2', endToEndId: null });
    expect(file.footing.state).toBe('proved');
  });

  it('keeps the ids and references of a batch that is one line among its words', async () => {
    const [, line] = movements(
      accepted(await statement(DAY.replace('<Amt Ccy="COP">500.00</Amt>', '<Amt Ccy="COP">500.01</Amt>'))),
    );
    expect(line?.description.split(' ')).toEqual(expect.arrayContaining(['E-1', 'E-2', 'BOG01-20260630-000041']));
  });

  it('takes the amount of a transaction in the currency of its entry, whatever the customer paid in', async () => {
    const abroad = (amount: string): string =>
      DAY.replace(
        `<Amt Ccy="COP">${amount}.00</Amt>`,
        `<Amt Ccy="USD">1.00</Amt><AmtDtls><TxAmt><Amt Ccy="COP">${amount}.00</Amt></TxAmt></AmtDtls>`,
      );
    expect(movements(accepted(await statement(abroad('500'))))).toEqual(movements(accepted(await statement(DAY))));
  });

  /** A statement of COP 1,000.00 with one reversal of 500.00. */
  const reversal = (
    direction: string,
    closing: string,
    other = '',
  ): string => `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
    <Id>S-9</Id><Acct><Id><Othr><Id>111</Id></Othr></Id></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="COP">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-07-01</Dt></Dt></Bal>
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="COP">${closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-07-01</Dt></Dt></Bal>
    <Ntry><Amt Ccy="COP">500.00</Amt><CdtDbtInd>${direction}</CdtDbtInd><RvslInd>true</RvslInd><Sts>BOOK</Sts><BookgDt><Dt>2026-07-01</Dt></BookgDt></Ntry>
    ${other}</Stmt></BkToCstmrStmt></Document>`;
  const ENTRY =
    '<Ntry><Amt Ccy="COP">70.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-07-01</Dt></BookgDt></Ntry>';

  it.each([
    ['DBIT', '500.00', -50000, 'no word'],
    ['DBIT', '1500.00', 50000, 'its reversals have the sign of what they take back'],
    ['CRDT', '1500.00', 50000, 'no word'],
    ['CRDT', '500.00', -50000, 'its reversals have the sign of what they take back'],
  ])(
    'takes a reversal marked %s of a statement that closes with %s for %d',
    async (direction, closing, amount, words) => {
      const file = accepted(await statement(reversal(direction, closing)));
      expect(file.footing.state).toBe('proved');
      expect(movements(file)).toMatchObject([{ amount, reversal: true }]);
      expect(file.footing.detail.includes('its reversals')).toBe(words !== 'no word');
    },
  );

  it('turns no other entry with the reversals, and names them where neither sign foots', async () => {
    expect(movements(accepted(await statement(reversal('DBIT', '1430.00', ENTRY))))).toMatchObject([
      { amount: 50000 },
      { amount: -7000 },
    ]);
    const problem = refused(await statement(reversal('DBIT', '1430.01', ENTRY)));
    expect(problem.code).toBe('does_not_foot');
    expect(problem.detail).toContain('RvslInd');
  });

  it.each(['2', '4', '8', '12'])('reads version 001.%s alike', async (version) => {
    const text = DAY.replace('053.001.08', `053.001.${version.padStart(2, '0')}`);
    expect(accepted(await statement(text)).rows).toHaveLength(5);
    expect(accepted(await statement(text.replaceAll(/<Cd>(BOOK|PDNG)<\/Cd>/g, '$1'))).rows).toEqual(
      accepted(await statement(DAY)).rows,
    );
  });

  it('accepts a statement without entries whose balances agree, whatever the source allows', async () => {
    const file = accepted(await statement(SUNDAY, '2026-07-05'));
    expect(file.rows).toEqual([]);
    expect(file.balances[0]).toMatchObject({ account: 'CO001', opening: -1000, closing: -1000 });
  });

  it('refuses balances that do not agree with the booked entries', async () => {
    expect(refused(await statement(DAY.replace('205160.98', '205160.97'))).code).toBe('does_not_foot');
    expect(refused(await statement(DAY.replace('<Cd>PDNG</Cd>', '<Cd>BOOK</Cd>'))).code).toBe('does_not_foot');
  });

  it('is refused for a date that it neither covers nor closes on', async () => {
    expect(refused(await statement(DAY, '2026-07-02')).code).toBe('another_date');
    expect(refused(await statement(SUNDAY, '2026-07-04')).code).toBe('another_date');
  });

  it('is refused without a statement', async () => {
    expect(refused(await statement(DAY.replace(/<Stmt>[\s\S]*<\/Stmt>/, ''))).code).toBe('broken_format');
  });

  it('rejects an entry without a readable amount, and leaves the footing open', async () => {
    const file = accepted(await statement(DAY.replace('>201.00<', '>2O1.00<')));
    expect(rejectsOf(file)).toMatchObject([{ code: 'bad_amount', field: 'amount', amount: null }]);
    expect(file.footing.state).toBe('open');
  });

  /** A statement of one account around some entries, with the balances that are given. */
  const page = (id: string, balances: [string, string][], entries: string, more = ''): string =>
    `<Stmt><Id>${id}</Id>${more}<Acct><Id><IBAN>CO1</IBAN></Id></Acct>${balances
      .map(
        ([code, amount]) =>
          `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="COP">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-07-01</Dt></Dt></Bal>`,
      )
      .join('')}${entries}</Stmt>`;
  const entry = (amount: string, more = '', currency = 'COP'): string =>
    `<Ntry><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-07-01</Dt></BookgDt>${more}</Ntry>`;
  const message = (...pages: string[]): string =>
    `<Document><BkToCstmrStmt><GrpHdr/>${pages.join('')}</BkToCstmrStmt></Document>`;

  it.each<[string, string, number, number]>([
    [
      'OPBD and CLBD',
      page(
        'A',
        [
          ['OPBD', '1'],
          ['CLBD', '3'],
        ],
        entry('2'),
      ),
      100,
      300,
    ],
    [
      'PRCD for the opening',
      page(
        'A',
        [
          ['PRCD', '1'],
          ['CLBD', '3'],
        ],
        entry('2'),
      ),
      100,
      300,
    ],
    [
      'OPBD before PRCD',
      page(
        'A',
        [
          ['PRCD', '9'],
          ['OPBD', '1'],
          ['CLAV', '9'],
          ['CLBD', '3'],
        ],
        entry('2'),
      ),
      100,
      300,
    ],
    [
      'pages',
      page(
        'A',
        [
          ['OPBD', '1'],
          ['ITBD', '3'],
        ],
        entry('2'),
      ) +
        page(
          'A',
          [
            ['ITBD', '3'],
            ['ITBD', '4'],
          ],
          entry('1'),
        ) +
        page(
          'A',
          [
            ['ITBD', '4'],
            ['CLBD', '9'],
          ],
          entry('5'),
        ),
      100,
      900,
    ],
    [
      'days, newest first',
      page(
        'B',
        [
          ['OPBD', '3'],
          ['CLBD', '9'],
        ],
        entry('6'),
      ) +
        page(
          'A',
          [
            ['OPBD', '1'],
            ['CLBD', '3'],
          ],
          entry('2'),
        ),
      100,
      900,
    ],
  ])('takes its balances from %s', async (_, pages, opening, closing) => {
    expect(accepted(await statement(message(pages), null))).toMatchObject({
      footing: { state: 'proved' },
      balances: [{ account: 'CO1', opening, closing }],
    });
  });

  it('states no proof without an opening balance', async () => {
    expect(accepted(await statement(message(page('A', [['CLBD', '3']], entry('2'))), null))).toMatchObject({
      footing: { state: 'none' },
      balances: [],
    });
  });

  it('reads up to five decimals, and sums them exactly', async () => {
    const file = accepted(
      await statement(
        message(
          page(
            'A',
            [
              ['OPBD', '0'],
              ['CLBD', '1'],
            ],
            entry('0.33335') + entry('0.66665'),
          ),
        ),
        null,
      ),
    );
    expect(movements(file).map((line) => line.amount)).toEqual([33, 67]);
    expect(file.footing.state).toBe('proved');
  });

  it('takes the bank reference of a single transaction, and NtryRef for no identity', async () => {
    const details =
      '<NtryRef>1</NtryRef><NtryDtls><TxDtls><Refs><AcctSvcrRef>T-1</AcctSvcrRef><EndToEndId>not provided</EndToEndId></Refs></TxDtls></NtryDtls>';
    const file = accepted(
      await statement(message(page('A', [], entry('1', details) + entry('2', '<NtryRef>1</NtryRef>'))), null),
    );
    expect(movements(file)).toMatchObject([{ bankId: 'T-1', endToEndId: null }, { bankId: null }]);
  });

  it('takes no transactions of another currency for the parts of an entry', async () => {
    const details =
      '<NtryDtls><TxDtls><Amt Ccy="USD">1</Amt></TxDtls><TxDtls><Amt Ccy="USD">1</Amt></TxDtls></NtryDtls>';
    expect(movements(accepted(await statement(message(page('A', [], entry('2', details))), null)))).toMatchObject([
      { amount: 200, currency: 'COP' },
    ]);
  });

  const whole = page(
    'A',
    [
      ['OPBD', '1'],
      ['CLBD', '3'],
    ],
    entry('2'),
  );
  const next = (opening: string, closing: string, day: string): string =>
    page(
      'B',
      [
        ['OPBD', opening],
        ['CLBD', closing],
      ],
      entry('1'),
    ).replaceAll('2026-07-01', day);
  it.each([
    ['that goes on', '3', '4', [[100, 400]]],
    [
      'of what is missing between them: one centavo',
      '3.01',
      '4.01',
      [
        [100, 300],
        [301, 401],
      ],
    ],
  ])('keeps the balances of a second statement %s', async (_, opening, closing, expected) => {
    const file = accepted(await statement(message(whole, next(opening, closing, '2026-07-02')), null));
    expect(file.footing.state).toBe('proved');
    expect(file.balances.map((one) => [one.opening, one.closing])).toEqual(expected);
  });

  it.each([
    ['one statement twice', message(whole, whole), 'broken_format'],
    ['statements of one day that do not go on', message(whole, next('4', '5', '2026-07-01')), 'does_not_foot'],
    ['statements of one day that begin alike', message(whole, next('1', '2', '2026-07-01')), 'does_not_foot'],
    [
      'a page that is not its last',
      message(
        page(
          'A',
          [
            ['OPBD', '1'],
            ['ITBD', '3'],
          ],
          entry('2'),
          '<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>',
        ),
      ),
      'truncated',
    ],
    [
      'an entry in another currency',
      message(
        page(
          'A',
          [
            ['OPBD', '1'],
            ['CLBD', '3'],
          ],
          entry('2', '', 'USD'),
        ),
      ),
      'does_not_foot',
    ],
    ['a closing balance in another currency', message(whole.replace(/COP(">3<)/, 'USD$1')), 'does_not_foot'],
    ['a balance that is no amount', message(whole.replace('>3<', '>3O<')), 'does_not_foot'],
    ['a balance that goes neither way', message(whole.replace('CRDT', 'CREDIT')), 'does_not_foot'],
    ['another message', message(whole).replaceAll('BkToCstmrStmt', 'BkToCstmrAcctRpt'), 'broken_format'],
    ['another document', '<a><b>1</b></a>', 'broken_format'],
    ['types of its own', `<!DOCTYPE a>${message(whole)}`, 'doctype_refused'],
    ['a second document', message(whole) + message(whole), 'broken_format'],
  ])('is refused with %s', async (_, text, code) => {
    expect(refused(await statement(text, null)).code).toBe(code);
  });
});
