import { describe, expect, it } from 'vitest';
import { accepted, fixture, read, refused, rejectsOf, settlements } from '../../fixture-reading.ts';

const USD = fixture('dlocal-settlement/usd.csv').toString();
const COP = fixture('dlocal-settlement/cop.csv').toString();
const settlement = (text: string, date: string | null = '2026-07-01') =>
  read(text, 'dlocal-settlement', { date, source: 'dlocal' });

describe('the dLocal settlement report', () => {
  it('proves its header, and rounds each column so that it sums to the exact total', async () => {
    const file = accepted(await settlement(USD));
    const lines = settlements(file);
    expect(file.footing.state).toBe('proved');
    expect(lines.map((line) => line.type)).toEqual(['payment', 'payment', 'payment', 'refund', 'adjustment', 'fee']);
    expect(lines.reduce((sum, line) => sum + (line.settledGross ?? 0), 0)).toBe(4184);
    expect(lines.reduce((sum, line) => sum + (line.settledFee ?? 0), 0)).toBe(1660);
    expect(lines.reduce((sum, line) => sum + (line.settledNet ?? 0), 0)).toBe(2525);
  });

  it('keeps what the customer paid apart from what is paid out', async () => {
    const [first] = settlements(accepted(await settlement(USD)));
    expect(first).toMatchObject({
      merchantReference: 'BOG01-20260630-000001',
      providerId: 'T-77-a1',
      status: 'approved',
      method: 'PSE',
      line: 4,
      row: 0,
      gross: 9500000,
      currency: 'COP',
      settledCurrency: 'USD',
      settledOn: '2026-07-01',
      payoutId: '700123',
      fee: null,
      net: null,
      fxRate: '4012.5',
    });
  });

  it('negates an unsigned refund, and leaves a fee that is deducted positive', async () => {
    const refund = settlements(accepted(await settlement(USD)))[3];
    expect(refund).toMatchObject({
      type: 'refund',
      gross: -4000000,
      settledFee: 58,
      merchantReference: 'BOG01-20260630-000003',
    });
    expect(refund?.settledGross).toBeLessThan(0);
  });

  it('gives adjustments and settlement fees the settlement currency, and the fee its net', async () => {
    const lines = settlements(accepted(await settlement(COP)));
    expect(lines[2]).toMatchObject({
      type: 'fee',
      status: 'approved',
      gross: 0,
      currency: 'COP',
      settledFee: 690000,
      settledNet: -690000,
      merchantReference: '',
    });
    expect(lines[0]).toMatchObject({ fee: 152001, net: 9347999, settledCurrency: 'COP' });
  });

  it.each([
    ['another count', USD.replace('USD,6,', 'USD,7,')],
    ['a net two hundredths off', USD.replace('25.24', '25.22')],
    ['a missing row', USD.replace(/REFUND.*\n/, '')],
    ['an amount changed in a row', USD.replace('23.676012', '24.676012')],
  ])('refuses %s: the file does not foot', async (_, text) => {
    expect(refused(await settlement(text)).code).toBe('does_not_foot');
  });

  it('allows the hundredth that rounded totals can be off, and no more', async () => {
    expect(accepted(await settlement(USD.replace(',25.24,', ',25.25,'))).footing.state).toBe('proved');
    expect(refused(await settlement(USD.replace(',25.24,', ',25.26,'))).code).toBe('does_not_foot');
  });

  it('is refused for another transfer date', async () => {
    expect(refused(await settlement(USD, '2026-07-02')).code).toBe('another_date');
  });

  it('leaves the footing open where a row cannot be read, and says what is left to it', async () => {
    const file = accepted(await settlement(USD.replace('23.297196', 'n/a')));
    expect(file.footing.state).toBe('open');
    expect(file.footing.detail).toContain('net 23.29');
    expect(rejectsOf(file)).toMatchObject([
      {
        code: 'bad_amount',
        field: 'settled_net',
        merchantReference: 'BOG01-20260630-000001',
        payoutId: '700123',
        amount: 9500000,
      },
    ]);
  });

  it('counts a reject whose amounts are readable', async () => {
    const file = accepted(
      await settlement(USD.replace('PAID,200,The payment was paid.,1020304050', 'PUZZLED,,x,1020304050')),
    );
    expect(file.footing.state).toBe('proved');
    expect(rejectsOf(file)).toMatchObject([{ code: 'unmapped_value', field: 'status' }]);
  });

  it('rejects a status that contradicts its code', async () => {
    const file = accepted(
      await settlement(USD.replace('PAID,200,The payment was paid.,1020304050', 'PAID,300,x,1020304050')),
    );
    expect(rejectsOf(file)).toMatchObject([
      { code: 'unmapped_value', field: 'status', raw: expect.stringContaining('BOG01-20260630-000001') as string },
    ]);
  });

  it('accepts a report of no items whose totals are zero', async () => {
    const [names = '', , columns = ''] = USD.split('\n');
    const empty = `${names}\nHEADER,USD,0,0,0,0,2026-07-01,700999,,,,,,,,,,,,,,,,,\n${columns}\n`;
    expect(accepted(await settlement(empty)).rows).toEqual([]);
  });

  it('is refused without its first block', async () => {
    expect(refused(await settlement(USD.split('\n').slice(2).join('\n'))).code).toBe('wrong_header');
  });
});
