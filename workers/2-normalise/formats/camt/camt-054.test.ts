import { describe, expect, it } from 'vitest';
import { accepted, fixture, movements, read, refused } from '../../fixture-reading.ts';

const DAY = fixture('camt.054/day.xml').toString();
const WITHOUT_SUMMARY = DAY.replace(/<TxsSummry>[\s\S]*<\/TxsSummry>/, '');
const notification = (text: string, date: string | null = '2026-07-01') =>
  read(text, 'camt.054', { date, source: 'bank' });

describe('the camt.054 notification', () => {
  it('reads entries as a statement has them, and holds them to its summary', async () => {
    const file = accepted(await notification(DAY));
    expect(file.footing).toEqual({
      state: 'proved',
      detail: 'camt.054 has no balances; summary net 204160.98, rows 204160.98',
      periods: [{ account: '111-222222-33', from: '2026-07-01', to: '2026-07-01' }],
    });
    expect(file.balances).toEqual([]);
    expect(movements(file)).toMatchObject([
      { amount: 20465998, account: '111-222222-33', bankId: 'REF-1', bookedOn: '2026-07-01' },
      { amount: -50000, reversal: true, reference: 'BOG01-20260630-000041' },
      { amount: -20000 },
      { amount: 20100 },
      { amount: 9999900, skip: 'balance_row' },
    ]);
  });

  it('proves nothing without a summary', async () => {
    expect(accepted(await notification(WITHOUT_SUMMARY)).footing.state).toBe('none');
  });

  it('leaves the footing open where an amount cannot be read', async () => {
    expect(accepted(await notification(DAY.replace('>201.00<', '>2O1.00<'))).footing.state).toBe('open');
  });

  it('belongs to its period; without one, to no date before all of its entries', async () => {
    expect(refused(await notification(DAY, '2026-07-02')).code).toBe('another_date');
    const undated = DAY.replace(/<FrToDt>.*<\/FrToDt>/, '');
    expect(accepted(await notification(undated, '2026-07-02')).rows).toHaveLength(5);
    expect(refused(await notification(undated, '2026-06-30')).code).toBe('another_date');
  });

  it.each([
    ['a sum that is off', DAY.replace('204860.98', '204860.97'), 'does_not_foot'],
    ['a sum that is no amount', DAY.replace('204860.98', '204.860,98'), 'does_not_foot'],
    ['an entry less', DAY.replace(/<Ntry>[\s\S]*?<\/Ntry>/, ''), 'does_not_foot'],
    ['a notification twice', DAY.replace(/<Ntfctn>[\s\S]*<\/Ntfctn>/, '$&$&'), 'broken_format'],
    ['a notification in itself', DAY.replace('</Ntfctn>', '<Ntfctn></Ntfctn>$&'), 'broken_format'],
    ['a statement in its place', fixture('camt.053/day.xml').toString(), 'broken_format'],
    ['no notification', DAY.replace(/<Ntfctn>[\s\S]*<\/Ntfctn>/, ''), 'broken_format'],
  ])('is refused with %s', async (_, text, code) => {
    expect(refused(await notification(text)).code).toBe(code);
  });
});
