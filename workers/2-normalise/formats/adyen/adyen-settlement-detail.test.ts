import { describe, expect, it } from 'vitest';
import {
  changedLine,
  replaced,
  testBrokenFiles,
  twiceLine,
  withoutLine,
} from '../../../../scripts/testing/broken-files.ts';
import { accepted, fixture, read, refused, rejectsOf, settlements } from '../../fixture-reading.ts';

const BATCH = fixture('adyen-settlement-detail/batch.csv').toString();
const settlement = (text: string, date: string | null = null) =>
  read(text, 'adyen-settlement-detail', { date, source: 'adyen' });

/** The file with its columns in another order, or some of them only; cells hold no line ends. */
function withColumns(choose: (names: readonly string[]) => readonly string[]): string {
  const cells = BATCH.trimEnd()
    .split('\n')
    .map((line) => line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)?.map((cell) => cell.replace(/,$/, '')) ?? []);
  const names = cells[0] ?? [];
  const positions = choose(names.slice(0, 34)).map((name) => names.indexOf(name));
  return `${cells.map((row) => positions.map((at) => row[at] ?? '').join(',')).join('\n')}\n`;
}

/** A batch whose nets nothing totals. */
function withoutPayouts(text: string): string {
  return text.replaceAll(/^.*,MerchantPayout,.*\n/gm, '');
}

describe("Adyen's settlement detail report", () => {
  it('foots by payout and currency, and leaves the payout rows out of the sums', async () => {
    const file = accepted(await settlement(BATCH, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(file.footing.state).toBe('proved');
    const lines = settlements(file);
    const net = (currency: string): number =>
      lines
        .filter((line) => line.skip === null && (line.settledCurrency ?? line.currency) === currency)
        .reduce((sum, line) => sum + (line.settledNet ?? line.net ?? 0), 0);
    expect([net('USD'), net('CAD')]).toEqual([8530, 954]);
    expect(
      lines.filter((line) => line.skip === 'balance_row').map((line) => [line.type, line.net, line.currency]),
    ).toEqual([
      ['payout', -8530, 'USD'],
      ['payout', -954, 'CAD'],
    ]);
    for (const line of lines) expect(line).toMatchObject({ payoutId: '207', settledOn: '2026-06-30' });
  });

  it('takes what the bank sent back for an earlier payout that this batch pays again, and for no day of its own', async () => {
    const returned = BATCH.replace(
      /^.*,DepositCorrection,.*$/m,
      'YogaAndes,YogaAndesCO,,,,2026-06-28 04:06:00,CEST,BankInstructionReturned,,,,,,USD,,45.00,,,,,,,207,,,,,,,,2026-06-28 04:09:55,CEST,,',
    ).replace(',USD,85.30,', ',USD,135.30,');
    const file = accepted(await settlement(returned, '2026-06-30'));
    expect(file.footing.state).toBe('proved');
    const row = settlements(file).find((line) => line.description === 'bankinstructionreturned');
    expect(row).toMatchObject({
      type: 'payout',
      skip: null,
      net: 4500,
      payoutId: '207',
      settledOn: '2026-06-30',
      refundOf: null,
    });
  });

  it('reads each type with its sign, fees from either pair of columns, and amounts without a leading zero', async () => {
    const lines = settlements(accepted(await settlement(BATCH)));
    expect(
      lines.map((line) => [
        line.type,
        line.gross,
        line.currency,
        line.fee,
        line.net,
        line.settledGross,
        line.settledNet,
      ]),
    ).toEqual([
      ['payment', 10000, 'USD', 280, 9720, null, null],
      ['payment', 500000, 'JPY', null, null, 3150, 3105],
      ['payment', 100, 'USD', 9, 91, null, null],
      ['payment', 1000, 'CAD', 46, 954, null, null],
      ['refund', -2000, 'USD', 0, -2000, null, null],
      ['chargeback', -1000, 'USD', 1500, -2500, null, null],
      ['chargeback_reversal', 800, 'USD', 0, 800, null, null],
      ['fee', 0, 'USD', 6, -6, null, null],
      ['fee', 0, 'USD', 180, -180, null, null],
      ['reserve', -500, 'USD', null, -500, null, null],
      ['payout', -8530, 'USD', null, -8530, null, null],
      ['payout', -954, 'CAD', null, -954, null, null],
    ]);
    expect(lines[4]).toMatchObject({
      providerId: 'QX05R',
      refundOf: 'QX05',
      merchantReference: 'BOG02-20260610-000305',
    });
    expect(new Date((lines[0]?.paidAt ?? 0) * 1000).toISOString()).toBe('2026-06-24T18:10:05.000Z');
  });

  it('does not mind the order of the columns, nor that chosen ones are missing', async () => {
    const lines = settlements(accepted(await settlement(BATCH)));
    const turned = settlements(accepted(await settlement(withColumns((names) => [...names].reverse()))));
    expect(turned).toEqual(lines);
    const few = accepted(
      await settlement(
        withColumns((names) =>
          names.filter((name) => !/Reserved|Metadata|Exchange|Booking|Company|Variant/.test(name)),
        ),
      ),
    );
    expect(settlements(few).map((line) => line.net)).toEqual(lines.map((line) => line.net));
    expect(few.columns).not.toContain('fx_rate');
  });

  it('puts what the printed columns leave open into other deductions: the net is trusted', async () => {
    const gap = BATCH.replace('97.20,2.80', '97.20,2.70');
    expect(settlements(accepted(await settlement(gap)))[0]).toMatchObject({
      gross: 10000,
      fee: 270,
      otherDeductions: 10,
      net: 9720,
    });
  });

  it('takes the side of the type where both sides are printed and only one makes the net', async () => {
    const both = BATCH.replace('USD,20.00,,1', 'USD,20.00,72.00,1');
    expect(settlements(accepted(await settlement(both)))[4]).toMatchObject({
      type: 'refund',
      gross: -2000,
      net: -2000,
    });
  });

  it('keeps two captures of one payment apart', async () => {
    const second = BATCH.replace('QX04,BOG03', 'QX01,BOG03');
    expect(settlements(accepted(await settlement(second))).map((line) => line.providerId)[3]).toBe('QX01 QX04C');
  });

  it('reads times of a zone that names several offsets only where the configuration says which', async () => {
    const central = BATCH.replaceAll('CEST', 'CST');
    expect(rejectsOf(accepted(await settlement(central)))).toHaveLength(10);
    const profile = { builtIn: 'adyen-settlement-detail', options: { zone: 'America/Chicago' } } as const;
    const [line] = settlements(accepted(await read(central, profile)));
    expect(new Date((line?.paidAt ?? 0) * 1000).toISOString()).toBe('2026-06-25T01:10:05.000Z');
  });

  it.each([
    ['2026-06-30', null],
    ['2026-07-10', null],
    ['2026-06-29', 'another_date'],
    ['2026-07-11', 'another_date'],
  ])('asked for %s: %s', async (date, code) => {
    const result = await settlement(BATCH, date);
    expect(result.ok ? null : result.problem.code).toBe(code);
  });

  it.each([
    ['JPY,,5000,0.0063,USD,,31.05,,0.25,.1,.1', -40, 5, 'JPY,,10,0.0063,USD,0.40,,,0.25,.1,.1'],
    ['JPY,,5000,0.0063,USD,,31.05,,0.25,.1,.1', -45, 0, 'JPY,,10,0.0063,USD,0.45,,,0.25,.1,.1'],
  ])('reads a small sale in another currency whose fees exceed it: %s', async (from, net, gross, to) => {
    const file = accepted(await settlement(withoutPayouts(BATCH.replace(from, to))));
    expect(rejectsOf(file)).toEqual([]);
    expect(settlements(file)[1]).toMatchObject({
      type: 'payment',
      settledNet: net,
      settledFee: 45,
      settledGross: gross,
    });
  });

  it('rejects a sale in another currency that no fee makes a debit', async () => {
    const debited = BATCH.replace('JPY,,5000,0.0063,USD,,31.05,,0.25,.1,.1', 'JPY,,10,0.0063,USD,0.46,,,0.25,.1,.1');
    expect(rejectsOf(accepted(await settlement(withoutPayouts(debited))))).toMatchObject([
      { code: 'unmapped_value', field: 'type', line: 3 },
    ]);
  });

  it('of a batch without a payout proves nothing', async () => {
    const open = accepted(await settlement(BATCH.split('\n').slice(0, -3).join('\n') + '\n'));
    expect(open.footing.state).toBe('none');
    expect(
      refused(await settlement(BATCH.split('\n').slice(0, -2).join('\n').replace(',85.30,', ',85.31,'))).code,
    ).toBe('does_not_foot');
  });
});

testBrokenFiles({
  profile: 'adyen-settlement-detail',
  fixture: 'adyen-settlement-detail/batch.csv',
  totals: false,
  cases: [
    { name: 'a row less', change: withoutLine(4), is: 'does_not_foot' },
    { name: 'a row twice', change: twiceLine(6), is: 'does_not_foot' },
    { name: 'a payout of a centavo more', change: replaced(',85.30,', ',85.31,'), is: 'does_not_foot' },
    { name: 'without header', change: withoutLine(1), is: 'wrong_header', line: 1 },
    { name: 'a header twice', change: twiceLine(1), is: 'broken_format', line: 2 },
    {
      name: 'a needed column misspelled',
      change: replaced('Net Credit (NC)', 'Net Credit'),
      is: 'wrong_header',
      line: 1,
    },
    { name: 'a column twice', change: replaced('Reserved4', 'Net Debit (NC)'), is: 'wrong_header', line: 1 },
    { name: 'delimited by semicolons', change: (text) => text.replaceAll(',', ';'), is: 'wrong_header', line: 1 },
    { name: '30 February', change: replaced('2026-06-24 20:10:05', '2026-02-30 20:10:05'), is: 'bad_date', line: 2 },
    { name: 'an amount with thousands', change: replaced('100.00,1', '"1,000.00",1'), is: 'bad_amount', line: 2 },
    {
      name: 'an amount finer than hundredths',
      change: replaced(',97.20,2.80', ',97.20,2.805'),
      is: 'bad_amount',
      line: 2,
    },
    { name: 'a type that nobody knows', change: replaced(',Fee,', ',Mystery,'), is: 'unmapped_value', line: 10 },
    { name: 'a fee that is no amount', change: replaced(',97.20,2.80', ',97.20,n/a'), is: 'bad_amount', line: 2 },
    { name: 'a net that is no amount', change: replaced(',97.20,', ',n/a,'), is: 'bad_amount', line: 2 },
    {
      name: 'a refund that is credited',
      change: (text) => text.replace('USD,20.00,,,,,', 'USD,,20.00,,,,').split('\n').slice(0, -3).join('\n'),
      is: 'unmapped_value',
      line: 6,
    },
    { name: 'a currency that is none', change: replaced(',JPY,', ',Yen,'), is: 'bad_currency', line: 3 },
    {
      name: 'a reference that is missing',
      change: replaced('BOG02-20260624-000302', ''),
      is: 'missing_value',
      line: 3,
    },
    {
      name: 'two rows glued together',
      change: (text) => text.replace(/(QX01.*)\n/, '$1'),
      is: 'wrong_column_count',
      line: 2,
    },
    {
      name: 'debit and credit swapped',
      change: changedLine(1, (line) =>
        line.replace('Debit (NC)', 'X').replace('Credit (NC)', 'Debit (NC)').replace('Net X', 'Net Credit (NC)'),
      ),
      is: 'unmapped_value',
      line: 2,
    },
    { name: 'a quote in the middle of a cell', change: replaced('YogaAndes,', 'Yoga"Andes,'), is: 'broken_format' },
    { name: 'two files in one', change: (text) => text + text, is: 'broken_format', line: 14 },
  ],
});
