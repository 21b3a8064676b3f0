import { describe, expect, it } from 'vitest';
import { replaced, testBrokenFiles, twiceLine, withoutLine } from '../../../../scripts/testing/broken-files.ts';
import { accepted, fixture, read, refused, rejectsOf, settlements } from '../../fixture-reading.ts';

const FILE = fixture('amazon-settlement-v2/settlement.tsv').toString();
const settlement = (text: string, date: string | null = null) =>
  read(text, 'amazon-settlement-v2', { date, source: 'amazon' });

/** As European marketplaces write it. */
function inEurope(text: string): string {
  return text.replaceAll(/(\d)\.(\d\d)(?=\t)/g, '$1,$2').replaceAll(/(\d{4})-(\d\d)-(\d\d)/g, '$3.$2.$1');
}

describe("Amazon's settlement report", () => {
  it('puts the parts of an order together, and foots against the total of the summary', async () => {
    const file = accepted(await settlement(FILE, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(file.footing.state).toBe('proved');
    const lines = settlements(file);
    expect(lines.map((line) => [line.type, line.gross, line.fee, line.tax, line.net, line.merchantReference])).toEqual([
      ['payout', -3191, null, null, null, ''],
      ['payment', 2708, 390, 208, 2110, '701-1'],
      ['payment', 4000, 1050, 0, 2950, '701-2'],
      ['refund', -1500, -180, 0, -1320, '701-0'],
      ['chargeback', -800, 0, 0, -800, '700-9'],
      ['fee', 0, 500, null, -500, ''],
      ['fee', 0, 3999, null, -3999, ''],
      ['reserve', 5000, null, null, 5000, ''],
      ['reserve', -1000, null, null, -1000, ''],
      ['adjustment', 750, null, null, 750, ''],
    ]);
    expect(lines.filter((line) => line.skip === null).reduce((sum, line) => sum + (line.net ?? 0), 0)).toBe(3191);
    for (const line of lines)
      expect(line).toMatchObject({ payoutId: '25900000001', settledOn: '2026-07-02', currency: 'USD' });
  });

  it('reads a file that repeats its settlement on every row, and one with two settlements', async () => {
    const repeated = FILE.split('\n')
      .map((line, index) => (index > 1 && line !== '' ? `25900000001${line}` : line))
      .join('\n');
    expect(settlements(accepted(await settlement(repeated)))).toEqual(settlements(accepted(await settlement(FILE))));
    const second = FILE.split('\n')
      .slice(1)
      .join('\n')
      .replaceAll('25900000001', '25900000002')
      .replaceAll('\t701-', '\t801-');
    const lines = settlements(accepted(await settlement(FILE + second)));
    expect(lines.filter((line) => line.payoutId === '25900000002')).toHaveLength(10);
  });

  it('takes an order of fees alone for a fee, and a refund that gives money for an adjustment', async () => {
    const file = accepted(await settlement(FILE.replace('ItemPrice\tPrincipal\t40.00', 'ItemFees\tPrincipal\t40.00')));
    expect(settlements(file).find((line) => line.merchantReference === '701-2')).toMatchObject({
      type: 'fee',
      gross: 0,
      net: 2950,
    });
    const gain = FILE.replace('Principal\t-8.00', 'Principal\t8.00').replace('\t31.91\t', '\t47.91\t');
    expect(settlements(accepted(await settlement(gain)))[4]).toMatchObject({
      type: 'adjustment',
      gross: 800,
      net: 800,
    });
  });

  it('rejects an order whose part cannot be read, as a whole', async () => {
    const file = accepted(await settlement(FILE.replace('\t-3.90\t', '\tn/a\t')));
    expect(rejectsOf(file)).toMatchObject([
      { code: 'bad_amount', line: 3, merchantReference: '701-1', payoutId: '25900000001' },
    ]);
    expect(file.footing.state).toBe('open');
  });

  it('reads a decimal comma and European dates, of the same money', async () => {
    const european = inEurope(FILE);
    const file = accepted(await settlement(european, '2026-06-30'));
    expect(file.footing.state).toBe('proved');
    expect(settlements(file)).toEqual(settlements(accepted(await settlement(FILE, '2026-06-30'))));
  });

  it.each(['1.141,18', '31,910', '3191,'])('never takes %s for the total of a file with commas', async (total) => {
    const result = await settlement(inEurope(FILE).replace('\t31,91\t', `\t${total}\t`));
    expect(refused(result).code).toMatch(/^(broken_format|does_not_foot)$/);
  });

  it('rejects an amount with a point beside amounts with commas: it could be thousands', async () => {
    const file = accepted(await settlement(inEurope(FILE).replace('\t-4,50\t', '\t-4.50\t')));
    expect(rejectsOf(file)).toMatchObject([{ code: 'bad_amount', merchantReference: '701-2' }]);
    expect(file.footing.state).toBe('open');
  });

  it('is of the date on which its settlement ends in the zone of the merchant', async () => {
    const late = FILE.replace('2026-06-30 08:52:26 UTC', '2026-07-01 03:00:00 UTC').replace(
      '2026-07-02 08:52:26',
      '2026-07-12 08:52:26',
    );
    expect((await settlement(late, '2026-06-30')).ok).toBe(true);
    expect(refused(await settlement(late, '2026-06-29')).code).toBe('another_date');
  });

  it('is refused for another date', async () => {
    expect(refused(await settlement(FILE, '2026-06-29')).code).toBe('another_date');
    expect((await settlement(FILE, '2026-07-02')).ok).toBe(true);
  });
});

testBrokenFiles({
  profile: 'amazon-settlement-v2',
  fixture: 'amazon-settlement-v2/settlement.tsv',
  totals: true,
  cases: [
    { name: 'a row less', change: withoutLine(4), is: 'does_not_foot' },
    { name: 'a row twice', change: twiceLine(4), is: 'does_not_foot' },
    { name: 'another total', change: replaced('\t31.91\t', '\t31.92\t'), is: 'does_not_foot' },
    { name: 'without its summary', change: withoutLine(2), is: 'broken_format', line: 2 },
    { name: 'two summaries', change: twiceLine(2), is: 'does_not_foot' },
    { name: 'without header', change: withoutLine(1), is: 'wrong_header', line: 1 },
    { name: 'two files in one', change: (text) => text + text, is: 'broken_format', line: 20 },
    {
      name: 'a needed column misspelled',
      change: replaced('amount-description', 'description'),
      is: 'wrong_header',
      line: 1,
    },
    { name: 'delimited by commas', change: (text) => text.replaceAll('\t', ','), is: 'wrong_header', line: 1 },
    {
      name: '30 February',
      change: replaced('2026-06-28 10:00:00 UTC', '2026-02-30 10:00:00 UTC'),
      is: 'bad_date',
      line: 3,
    },
    { name: 'an amount with thousands', change: replaced('\t26.00\t', '\t1,026.00\t'), is: 'bad_amount', line: 3 },
    { name: 'a currency that is none', change: replaced('\tUSD\t', '\tdollars\t'), is: 'bad_currency' },
    {
      name: 'a type that nobody knows',
      change: replaced('\tServiceFee\t', '\tMystery\t'),
      is: 'unmapped_value',
      line: 15,
    },
    {
      name: 'amount and description swapped',
      change: replaced('amount-description\tamount\t', 'amount\tamount-description\t'),
      is: 'bad_amount',
    },
    {
      name: 'two rows glued together',
      change: (text) => text.replace(/(701-2.*)\n/, '$1'),
      is: 'wrong_column_count',
      line: 6,
    },
  ],
});
