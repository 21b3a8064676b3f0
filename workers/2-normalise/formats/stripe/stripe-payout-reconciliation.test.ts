import { describe, expect, it } from 'vitest';
import { replaced, testBrokenFiles, twiceLine, withoutLine } from '../../../../scripts/testing/broken-files.ts';
import { accepted, fixture, read, refused, rejectsOf, settlements } from '../../fixture-reading.ts';

const PAYOUTS = fixture('stripe-payout-reconciliation/payouts.csv').toString();
const itemised = (text: string, date: string | null = null) =>
  read(text, 'stripe-payout-reconciliation', { date, source: 'stripe' });

describe("Stripe's payout reconciliation", () => {
  it('foots by payout, and leaves the payout row out of the sums', async () => {
    const file = accepted(await itemised(PAYOUTS, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(file.footing.state).toBe('proved');
    const lines = settlements(file).filter((line) => line.skip === null);
    expect(lines.reduce((sum, line) => sum + (line.settledNet ?? line.net ?? 0), 0)).toBe(3040);
    for (const line of lines) expect(line).toMatchObject({ payoutId: 'po_a1', settledOn: '2026-06-30' });
  });

  it('reads every category with its sign, and what the customer saw in another currency', async () => {
    const lines = settlements(accepted(await itemised(PAYOUTS)));
    expect(lines.map((line) => [line.type, line.gross, line.currency, line.fee, line.net, line.settledNet])).toEqual([
      ['payment', 2500, 'USD', 95, 2405, null],
      ['payment', 16040000, 'COP', null, null, 3850],
      ['refund', -1000, 'USD', 0, -1000, null],
      ['chargeback', -800, 'USD', 1500, -2300, null],
      ['chargeback_reversal', 335, 'USD', 0, 335, null],
      ['fee', -50, 'USD', 0, -50, null],
      ['reserve', -200, 'USD', 0, -200, null],
      ['payout', -3040, 'USD', 0, -3040, null],
    ]);
    expect(lines[1]).toMatchObject({
      settledGross: 4010,
      settledFee: 160,
      settledCurrency: 'USD',
      providerId: 'ch_a02',
    });
    expect(lines[2]).toMatchObject({ providerId: 'txn_a03', refundOf: 'ch_a03' });
  });

  it('takes the first filled metadata key as the reference, or the keys that the configuration names', async () => {
    const [first, second] = settlements(accepted(await itemised(PAYOUTS)));
    expect([first?.merchantReference, second?.merchantReference]).toEqual(['BOG01-20260624-000401', 's-2']);
    const named = (reference: readonly string[]) =>
      read(PAYOUTS, { builtIn: 'stripe-payout-reconciliation', options: { reference } });
    const lines = settlements(accepted(await named(['order_id'])));
    expect(lines.map((line) => line.merchantReference).slice(0, 2)).toEqual(['BOG01-20260624-000401', '']);
    expect(refused(await named(['order'])).code).toBe('wrong_header');
  });

  it('compares only the net of a payout row, whichever way it is signed', async () => {
    const positive = PAYOUTS.replace('-30.40,0,-30.40', '32,0,30.40');
    expect(accepted(await itemised(positive)).footing.state).toBe('proved');
    expect(refused(await itemised(positive.replace(',0,30.40', ',0,30.41'))).code).toBe('does_not_foot');
  });

  it('reads columns in any order, UTC ones under their own names, and does without the payout row', async () => {
    const rows = PAYOUTS.trimEnd().split('\n').slice(0, -1);
    const turned = rows.map((row) => row.split(',').reverse().join(',')).join('\n');
    const file = accepted(await itemised(`${turned.replace(',created,', ',created_utc,')}\n`));
    expect(file.footing.state).toBe('none');
    const lines = settlements(accepted(await itemised(PAYOUTS)));
    expect(settlements(file)).toEqual(
      lines.slice(0, -1).map((line) => ({ ...line, merchantReference: expect.any(String) as string })),
    );
  });

  it('reads local times in the configured zone', async () => {
    const profile = { builtIn: 'stripe-payout-reconciliation', options: { zone: 'America/Bogota' } } as const;
    const [line] = settlements(accepted(await read(PAYOUTS, profile)));
    expect(new Date((line?.paidAt ?? 0) * 1000).toISOString()).toBe('2026-06-24T20:11:12.000Z');
  });

  it('takes a payout that failed for one that is given back, under the id of that payout', async () => {
    const [header = '', ...rows] = PAYOUTS.trimEnd().split('\n');
    const given: Readonly<Record<string, string>> = {
      balance_transaction_id: 'txn_back',
      source_id: 'po_a0',
      created: '2026-06-29 09:00:00',
      automatic_payout_effective_at: '2026-06-30 00:00:00',
      automatic_payout_id: 'po_a1',
      currency: 'USD',
      gross: '12.5',
      fee: '0',
      net: '12.5',
      reporting_category: 'payout_reversal',
    };
    const text = [
      header,
      ...rows.slice(0, -1),
      header
        .split(',')
        .map((name) => given[name] ?? '')
        .join(','),
    ].join('\n');
    const file = accepted(await itemised(`${text}\n`));
    expect(rejectsOf(file)).toEqual([]);
    expect(settlements(file).at(-1)).toMatchObject({
      type: 'payout',
      skip: null,
      providerId: 'txn_back',
      refundOf: 'po_a0',
      payoutId: 'po_a1',
      net: 1250,
    });
  });

  it('is refused for another date', async () => {
    expect(refused(await itemised(PAYOUTS, '2026-06-20')).code).toBe('another_date');
  });
});

testBrokenFiles({
  profile: 'stripe-payout-reconciliation',
  fixture: 'stripe-payout-reconciliation/payouts.csv',
  totals: false,
  cases: [
    { name: 'a row less', change: withoutLine(3), is: 'does_not_foot' },
    { name: 'a row twice', change: twiceLine(4), is: 'does_not_foot' },
    { name: 'a net of a cent less', change: replaced('24.05', '24.04'), is: 'does_not_foot' },
    { name: 'without header', change: withoutLine(1), is: 'wrong_header', line: 1 },
    { name: 'two files in one', change: (text) => text + text, is: 'broken_format', line: 10 },
    {
      name: 'a needed column misspelled',
      change: replaced(',reporting_category,', ',category,'),
      is: 'wrong_header',
      line: 1,
    },
    { name: 'delimited by tabs', change: (text) => text.replaceAll(',', '\t'), is: 'wrong_header', line: 1 },
    { name: '30 February', change: replaced('2026-06-24 15:11:12', '2026-02-30 15:11:12'), is: 'bad_date', line: 2 },
    { name: 'an amount with thousands', change: replaced('160400,cop', '160.400.00,cop'), is: 'bad_amount', line: 3 },
    { name: 'a gross that is no amount', change: replaced(',25,0.95', ',x,0.95'), is: 'bad_amount', line: 2 },
    { name: 'a category that nobody knows', change: replaced(',refund,', ',mystery,'), is: 'unmapped_value', line: 4 },
    {
      name: 'a refund that is credited',
      change: replaced(',-10,0,-10,refund', ',10,0,-10,refund'),
      is: 'unmapped_value',
      line: 4,
    },
    { name: 'another currency', change: replaced(',USD,25,', ',EUR,25,'), is: 'does_not_foot' },
    { name: 'a currency that is none', change: replaced(',160400,cop', ',160400,pesos'), is: 'bad_currency', line: 3 },
    { name: 'gross and net swapped', change: replaced('gross,fee,net', 'net,fee,gross'), is: 'does_not_foot' },
    {
      name: 'two rows glued together',
      change: (text) => text.replace(/(txn_a02.*)\n/, '$1'),
      is: 'wrong_column_count',
      line: 3,
    },
    { name: 'a quote that never closes', change: replaced('Reversal of', '"Reversal of'), is: 'broken_format' },
  ],
});
