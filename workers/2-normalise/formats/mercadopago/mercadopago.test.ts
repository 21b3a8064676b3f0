import { describe, expect, it } from 'vitest';
import { replaced, testBrokenFiles, twiceLine, withoutLine } from '../../../../scripts/testing/broken-files.ts';
import { accepted, fixture, read, refused, rejectsOf, settlements } from '../../fixture-reading.ts';

const RELEASE = fixture('mercadopago-release/day.csv').toString();
const SETTLEMENT = fixture('mercadopago-settlement/day.csv').toString();
const released = (text: string, date: string | null = null) =>
  read(text, 'mercadopago-release', { date, source: 'mp' });
const settled = (text: string, date: string | null = null) =>
  read(text, 'mercadopago-settlement', { date, source: 'mp' });

/** Some of the columns of a file whose cells hold the delimiter only inside quotes. */
function withColumns(text: string, keep: (name: string) => boolean, delimiter = ';'): string {
  const rows = text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.match(/(?:"(?:[^"]|"")*"|[^;])*(?:;|$)/g)?.map((cell) => cell.replace(/;$/, '')) ?? []);
  const positions = (rows[0] ?? []).flatMap((name, at) => (name !== '' && keep(name) ? [at] : []));
  return `${rows.map((row) => positions.map((at) => row[at] ?? '').join(delimiter)).join('\n')}\n`;
}

describe("Mercado Pago's release report", () => {
  it('foots: opening balance and movements are the total, and neither counts as money', async () => {
    const file = accepted(await released(RELEASE, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(file.footing.state).toBe('proved');
    const lines = settlements(file);
    expect(lines.filter((line) => line.skip !== null).map((line) => [line.type, line.net, line.currency])).toEqual([
      ['adjustment', 15000, 'COP'],
      ['payout', -12700384, 'COP'],
      ['adjustment', 114746, 'COP'],
    ]);
  });

  it('reads each movement by its description and direction, and trusts its net', async () => {
    const lines = settlements(accepted(await released(RELEASE))).filter((line) => line.skip === null);
    expect(lines.map((line) => [line.type, line.gross, line.fee, line.tax, line.otherDeductions, line.net])).toEqual([
      ['payment', 10000000, 299000, 150000, null, 9551000],
      ['payment', 5990050, 180766, 0, null, 5809284],
      ['refund', -1000000, 0, 0, null, -1000000],
      ['refund', -1000000, 0, 0, null, -1000000],
      ['chargeback', -500000, 0, 0, null, -500000],
      ['reserve', -12860284, null, null, null, -12860284],
      ['reserve', 12860284, null, null, null, 12860284],
      ['fee', 0, 159900, null, null, -159900],
      ['payment', 100000, 0, 0, null, 100000],
      ['tax', -386, null, null, null, -386],
      ['adjustment', 132, null, null, null, 132],
    ]);
    expect(lines[0]).toMatchObject({
      withheldIncome: 150000,
      method: 'credit_card',
      settledOn: '2026-06-30',
      providerId: '81001',
    });
    expect(lines[1]).toMatchObject({ method: 'PSE', merchantReference: 'BOG02-20260629-000502' });
    expect(new Date((lines[0]?.paidAt ?? 0) * 1000).toISOString()).toBe('2026-06-29T15:00:00.000Z');
  });

  it('keeps two refunds of one payment apart, and keeps a payment without a reference', async () => {
    const lines = settlements(accepted(await released(RELEASE)));
    const refunds = lines.filter((line) => line.type === 'refund');
    expect(new Set(refunds.map((line) => line.providerId)).size).toBe(2);
    for (const refund of refunds) expect(refund.refundOf).toBe('80900');
    expect(lines.find((line) => line.providerId === '81003')).toMatchObject({ merchantReference: '', gross: 100000 });
  });

  it('ties the lines to the withdrawal that they sum to: the bank gets its gross', async () => {
    const lines = settlements(accepted(await released(RELEASE))).filter((line) => line.skip === null);
    const paid = lines.filter((line) => line.payoutId === '90001');
    expect(paid.reduce((sum, line) => sum + (line.net ?? 0), 0)).toBe(12700384);
    expect(lines.filter((line) => line.payoutId === null)).toHaveLength(3);
  });

  it('refuses a total over rows of two currencies', async () => {
    const other = RELEASE.replace(/COP(?=[^\n]*;143752\.84;)/, 'USD');
    expect(refused(await released(other))).toMatchObject({ code: 'does_not_foot', line: 5 });
    // Without a total nothing is said of their sum.
    expect(
      accepted(await released(other.replace(/^.*;(initial_available_balance|total);.*\n?/gm, ''))).footing.state,
    ).toBe('none');
  });

  it('rejects a withdrawal whose gross contradicts what was debited', async () => {
    const file = accepted(await released(RELEASE.replace(';-127003.84;', ';127003.84;')));
    expect(rejectsOf(file)).toMatchObject([{ code: 'unmapped_value', field: 'type', line: 10 }]);
    const unreadable = accepted(await released(RELEASE.replace(';-127003.84;', ';x;')));
    expect(rejectsOf(unreadable)).toMatchObject([{ code: 'bad_amount', field: 'gross', line: 10 }]);
  });

  it('takes the balance before a withdrawal for no movement', async () => {
    const rows = RELEASE.split('\r\n');
    const balance =
      '2026-06-30T11:59:57.000-05:00;;;available_balance;;128752.84;0.00;128752.84;0.00;0.00;0.00;0.00;0.00;1;;;;;;;;128752.84;';
    const withBalance = [...rows.slice(0, 7), balance, ...rows.slice(7)].join('\r\n');
    const file = accepted(await released(withBalance, '2026-06-30'));
    expect(file.footing.state).toBe('proved');
    expect(rejectsOf(file)).toEqual([]);
    const counted = (text: typeof file): number[] =>
      settlements(text).flatMap((line) => (line.skip === null ? [line.net ?? 0] : []));
    expect(counted(file)).toEqual(counted(accepted(await released(RELEASE))));
    expect(settlements(file)[6]).toMatchObject({ skip: 'balance_row', net: 12875284, currency: 'COP' });
  });

  it('ties the lines of a withdrawal that is cancelled to the one that is made again; until that comes they keep its id', async () => {
    const rows = RELEASE.split('\r\n');
    const of = (word: string): string => rows.find((row) => row.includes(word)) ?? '';
    const paid = of(';payouts;');
    const cancelled = paid
      .replace(';payouts;0.00;128602.84;-127003.84;-1599.00', ';payouts_cancel;128602.84;0.00;127003.84;1599.00')
      .replace('T12:00:00', 'T12:30:00');
    const again = paid.replaceAll('90001', '90007').replace('T12:00:00', 'T13:00:00');
    const withRows = (extra: readonly string[]): string =>
      RELEASE.replace(`${paid}\r\n`, [paid, ...extra, ''].join('\r\n'));
    const payoutsOf = async (extra: readonly string[]): Promise<(string | null)[]> => {
      const text = withRows(extra).replace(
        /^;;;total;;1147.46/m,
        `;;;total;;${extra.length === 1 ? '129750.30' : '1147.46'}`,
      );
      const lines = settlements(accepted(await released(text))).filter(
        (line) => line.type === 'payment' || line.type === 'refund',
      );
      return lines.map((line) => line.payoutId);
    };
    expect(await payoutsOf([])).toEqual(['90001', '90001', '90001', '90001', null]);
    expect(await payoutsOf([cancelled])).toEqual(['90001', '90001', '90001', '90001', null]);
    expect(await payoutsOf([cancelled, again])).toEqual(['90007', '90007', '90007', '90007', null]);
  });

  it('ties nothing to a withdrawal that left money in the account', async () => {
    const less = RELEASE.replace('128602.84;-127003.84;-1599.00', '128601.84;-127002.84;-1599.00').replace(
      'total;;1147.46;',
      'total;;1148.46;',
    );
    const file = accepted(await released(less));
    expect(settlements(file).filter((line) => line.skip === null && line.payoutId !== null)).toEqual([]);
  });

  it('puts what the components leave open into other deductions', async () => {
    const gap = RELEASE.replace('100000.00;-2990.00', '100056.82;-2990.00');
    expect(settlements(accepted(await released(gap)))[1]).toMatchObject({
      gross: 10005682,
      otherDeductions: 5682,
      net: 9551000,
    });
  });

  it('takes a payment that is debited for a purchase of our own, and its refund for its return', async () => {
    const own = RELEASE.replace(';refund;0.00;10000.00;-10000.00', ';payment;0.00;10000.00;-10000.00');
    expect(settlements(accepted(await released(own)))[3]).toMatchObject({ type: 'adjustment', net: -1000000 });
    const back = RELEASE.replace(';refund;0.00;10000.00;-10000.00', ';refund;10000.00;0.00;11246.45').replace(
      'total;;1147.46;',
      'total;;21147.46;',
    );
    expect(settlements(accepted(await released(back)))[3]).toMatchObject({
      type: 'adjustment',
      gross: 1124645,
      otherDeductions: 124645,
      net: 1000000,
    });
  });

  it('reads the variant without record type and reference, comma or semicolon, offsets without a colon', async () => {
    const few = withColumns(
      RELEASE,
      (name) => !/RECORD|EXTERNAL|FINANCING|SHIPPING|COUPON|INSTALL|METADATA|ORDER|DETAIL|DISAGG/.test(name),
      ',',
    );
    const file = accepted(await released(few.replaceAll('.000-05:00', '-0500')));
    expect(file.footing.state).toBe('proved');
    expect(settlements(file).map((line) => line.net)).toEqual(
      settlements(accepted(await released(RELEASE))).map((line) => line.net),
    );
    // Two fee columns are hidden: what they held is another deduction.
    expect(settlements(file)[2]).toMatchObject({ fee: 100766, otherDeductions: 80000 });
  });

  it('reads a file without a currency in pesos, or in the configured currency', async () => {
    const plain = withColumns(RELEASE, (name) => name !== 'CURRENCY');
    expect(settlements(accepted(await released(plain)))[1]?.currency).toBe('COP');
    const profile = {
      builtIn: 'mercadopago-release',
      options: { currency: 'ARS', zone: 'America/Argentina/Buenos_Aires' },
    } as const;
    const lines = settlements(accepted(await read(plain, profile)));
    expect(lines[1]?.currency).toBe('ARS');
    expect(lines.at(-2)?.settledOn).toBe('2026-07-01');
  });

  it('proves nothing without a total, and is cut where it only opens', async () => {
    const rows = RELEASE.split('\r\n');
    expect(refused(await released(rows.slice(0, -2).join('\r\n') + '\r\n')).code).toBe('truncated');
    const movements = [rows[0], ...rows.slice(2, -2), ''].join('\r\n');
    expect(accepted(await released(movements)).footing.state).toBe('none');
  });

  it('is refused for another date', async () => {
    expect(refused(await released(RELEASE, '2026-06-28')).code).toBe('another_date');
  });
});

describe("Mercado Pago's settlement report", () => {
  it('reads each transaction: fees include the financing fee, the net is printed', async () => {
    const file = accepted(await settled(SETTLEMENT, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(
      settlements(file).map((line) => [
        line.type,
        line.gross,
        line.fee,
        line.tax,
        line.otherDeductions,
        line.net,
        line.skip,
      ]),
    ).toEqual([
      ['payment', 10000000, 462606, 150000, null, 9387394, null],
      ['payment', 5990050, 180766, 0, null, 5809284, null],
      ['refund', -1000000, -29900, 0, null, -970100, null],
      ['chargeback', -500000, 0, 0, null, -500000, null],
      ['chargeback_reversal', 500000, 0, 0, null, 500000, null],
      ['adjustment', 1250, 0, 0, null, 1250, null],
      ['payout', -14200000, 0, 0, null, -14200000, 'balance_row'],
    ]);
    expect(settlements(file)[0]).toMatchObject({
      withheldIncome: 150000,
      settledOn: '2026-06-30',
      merchantReference: 'BOG01-20260629-000501',
    });
    expect(settlements(file)[1]).toMatchObject({ method: 'PSE', settledOn: '2026-07-18' });
  });

  it('puts what fee and tax leave open into other deductions, and takes what is settled in another currency as it is', async () => {
    const gap = SETTLEMENT.replace(';58092.84;2026-06-30T10', ';58000.00;2026-06-30T10');
    expect(settlements(accepted(await settled(gap)))[1]).toMatchObject({ otherDeductions: 9284, net: 5800000 });
    const abroad = SETTLEMENT.replace('SHIPPING_FEE_AMOUNT', 'SETTLEMENT_CURRENCY').replaceAll(
      /0\.00;(-?\d+\.\d\d;\d;)/g,
      'USD;$1',
    );
    expect(settlements(accepted(await settled(abroad)))[1]).toMatchObject({
      gross: 5990050,
      currency: 'COP',
      net: null,
      settledGross: 5990050,
      settledFee: 180766,
      settledNet: 5809284,
      settledCurrency: 'USD',
    });
  });
});

testBrokenFiles({
  profile: 'mercadopago-release',
  fixture: 'mercadopago-release/day.csv',
  totals: false,
  cases: [
    { name: 'a row less', change: withoutLine(4), is: 'does_not_foot' },
    { name: 'a row twice', change: twiceLine(4), is: 'does_not_foot' },
    {
      name: 'a centavo more in the total',
      change: replaced('total;;1147.46;', 'total;;1147.47;'),
      is: 'does_not_foot',
    },
    { name: 'without header', change: withoutLine(1), is: 'wrong_header', line: 1 },
    { name: 'two files in one', change: (text) => text + text, is: 'broken_format' },
    { name: 'a needed column misspelled', change: replaced(';GROSS_AMOUNT;', ';GROSS;'), is: 'wrong_header', line: 1 },
    { name: 'delimited by tabs', change: (text) => text.replaceAll(';', '\t'), is: 'wrong_header', line: 1 },
    { name: '30 February', change: replaced('2026-06-30T08:10:00', '2026-02-30T08:10:00'), is: 'bad_date', line: 3 },
    {
      name: 'an amount with thousands',
      change: replaced('100000.00;-2990', '100.000.00;-2990'),
      is: 'bad_amount',
      line: 3,
    },
    { name: 'a decimal comma', change: replaced(';95510.00;0.00;', ';95510,00;0.00;'), is: 'bad_amount', line: 3 },
    { name: 'a fee that is no amount', change: replaced(';-2990.00;', ';n/a;'), is: 'bad_amount', line: 3 },
    {
      name: 'a description that nobody knows',
      change: replaced(';chargeback;', ';mystery;'),
      is: 'unmapped_value',
      line: 7,
    },
    {
      name: 'a refund whose gross is credited',
      change: replaced(';refund;0.00;10000.00;-10000.00', ';refund;0.00;10000.00;10000.00'),
      is: 'unmapped_value',
    },
    { name: 'a currency that is none', change: replaced(';COP;', ';PESO;'), is: 'bad_currency', line: 3 },
    {
      name: 'credit and debit swapped',
      change: replaced('NET_CREDIT_AMOUNT;NET_DEBIT_AMOUNT', 'NET_DEBIT_AMOUNT;NET_CREDIT_AMOUNT'),
      is: 'unmapped_value',
    },
    {
      name: 'two rows glued together',
      change: (text) => text.replace(/(81001.*)\r\n/, '$1'),
      is: 'wrong_column_count',
      line: 3,
    },
    {
      name: 'JSON without its quotes',
      change: replaced('"{""note"":""a;b""}"', '{""note"":""a;b""}'),
      is: 'broken_format',
    },
  ],
});

testBrokenFiles({
  profile: 'mercadopago-settlement',
  fixture: 'mercadopago-settlement/day.csv',
  totals: false,
  cases: [
    { name: 'without header', change: withoutLine(1), is: 'broken_format' },
    { name: 'two files in one', change: (text) => text + text, is: 'broken_format', line: 9 },
    {
      name: 'a needed column misspelled',
      change: replaced('SETTLEMENT_NET_AMOUNT', 'NET_AMOUNT'),
      is: 'wrong_header',
      line: 1,
    },
    { name: 'a column twice', change: replaced('REAL_AMOUNT', 'FEE_AMOUNT'), is: 'wrong_header', line: 1 },
    { name: 'delimited by tabs', change: (text) => text.replaceAll(';', '\t'), is: 'wrong_header', line: 1 },
    { name: '30 February', change: replaced('2026-06-29T22:39:48', '2026-02-30T22:39:48'), is: 'bad_date', line: 2 },
    {
      name: 'a release date that is none',
      change: replaced('2026-07-18T10:30:27.000-05:00', 'soon'),
      is: 'bad_date',
      line: 3,
    },
    { name: 'an amount with thousands', change: replaced(';100000.00;', ';100.000,00;'), is: 'bad_amount', line: 2 },
    { name: 'a net that is no amount', change: replaced(';58092.84;', ';n/a;'), is: 'bad_amount', line: 3 },
    { name: 'a type that nobody knows', change: replaced(';CASHBACK;', ';MYSTERY;'), is: 'unmapped_value', line: 7 },
    {
      name: 'a refund that is credited',
      change: replaced(';REFUND;-10000.00', ';REFUND;10000.00'),
      is: 'unmapped_value',
      line: 4,
    },
    { name: 'a currency that is none', change: replaced(';COP;', ';peso;'), is: 'bad_currency', line: 2 },
    { name: 'a payment without an id', change: replaced(';81002;', ';;'), is: 'missing_value', line: 3 },
    {
      name: 'two rows glued together',
      change: (text) => text.replace(/(81002.*)\n/, '$1'),
      is: 'wrong_column_count',
      line: 3,
    },
    {
      name: 'cut before its last line end',
      change: (text) =>
        text
          .slice(0, -1)
          .replace('TAXES_AMOUNT', 'X')
          .replace('IS_RELEASED', 'TAXES_AMOUNT')
          .replaceAll(/;(true|false)$/gm, ';-1.10'),
      is: 'truncated',
    },
  ],
});
