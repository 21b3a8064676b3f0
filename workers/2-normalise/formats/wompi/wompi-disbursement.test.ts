import { describe, expect, it } from 'vitest';
import { accepted, fixture, read, refused, settlements } from '../../fixture-reading.ts';

const DAY = fixture('wompi-disbursement/day.csv');

describe('the Wompi disbursement report', () => {
  it('is one payout, named by source and date, whose deductions add up on every line', async () => {
    const file = accepted(await read(DAY, 'wompi-disbursement', { date: '2026-07-01', source: 'wompi' }));
    const lines = settlements(file);
    expect(file.footing.state).toBe('none');
    expect(file.columns).toContain('tax');
    for (const line of lines) {
      expect(line.gross - (line.fee ?? 0) - (line.tax ?? 0) - (line.otherDeductions ?? 0)).toBe(line.net);
      expect(line).toMatchObject({ status: 'approved', payoutId: 'wompi 2026-07-01', settledOn: '2026-07-01' });
    }
    expect(lines[0]).toMatchObject({
      gross: 10000000,
      fee: 275000,
      feeVat: 52250,
      withheldIca: 41400,
      withheldVat: 7837,
      withheldIncome: 150000,
      tax: 251487,
      net: 9473513,
      method: 'PSE',
    });
  });

  it('reads its times as local time of Colombia', async () => {
    const [first] = settlements(accepted(await read(DAY, 'wompi-disbursement', { date: '2026-07-01' })));
    expect(new Date((first?.paidAt ?? 0) * 1000).toISOString()).toBe('2026-06-30T22:20:00.000Z');
  });

  it.each(['2026-06-29', '2026-07-11'])('is refused for %s: no row fits it', async (date) => {
    expect(refused(await read(DAY, 'wompi-disbursement', { date })).code).toBe('another_date');
  });

  it.each(['2026-06-30', '2026-07-10'])('is accepted for %s', async (date) => {
    expect(accepted(await read(DAY, 'wompi-disbursement', { date })).rows).toHaveLength(3);
  });

  it('is refused in windows-1252: its header has accents', async () => {
    const problem = refused(
      await read(Buffer.from(DAY.toString('utf8'), 'latin1'), 'wompi-disbursement', { date: '2026-07-01' }),
    );
    expect(problem).toMatchObject({ code: 'wrong_encoding', byte: DAY.toString('utf8').indexOf('ó') });
  });
});
