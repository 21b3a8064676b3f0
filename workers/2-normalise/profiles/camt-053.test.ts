import { describe, expect, it } from 'vitest';
import { accepted, fixture, movements, read, refused, rejectsOf } from '../fixture-reading.ts';

const DAY = fixture('camt.053/day.xml').toString();
const SUNDAY = fixture('camt.053/empty-sunday.xml').toString();
const statement = (text: string, date: string | null = '2026-07-01') => read(text, 'camt.053', { date, source: 'bank' });

describe('the camt.053 statement', () => {
  it('reads entries with sign, names, references and account, and proves its balances', async () => {
    const file = accepted(await statement(DAY));
    expect(file.footing.state).toBe('proved');
    expect(file.balances).toEqual([
      { account: '111-222222-33', currency: 'COP', opening: 100000, closing: 20516098, openingOn: '2026-07-01', closingOn: '2026-07-01' },
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
      { amount: 20100, bankId: 'N-3', description: 'ABONO INTERESES' },
      { amount: 9999900, skip: 'balance_row' },
    ]);
  });

  it('takes transactions apart only where they sum to their entry', async () => {
    const file = accepted(await statement(DAY.replace('<Amt Ccy="COP">500.00</Amt>', '<Amt Ccy="COP">500.01</Amt>')));
    expect(movements(file)[1]).toMatchObject({ amount: -70000, bankId: 'REF-2', endToEndId: null });
    expect(file.footing.state).toBe('proved');
  });

  it.each(['2', '4', '8', '12'])('reads version 001.%s alike', async (version) => {
    const text = DAY.replace('053.001.08', `053.001.${version.padStart(2, '0')}`);
    expect(accepted(await statement(text)).rows).toHaveLength(5);
    expect(accepted(await statement(text.replaceAll(/<Cd>(BOOK|PDNG)<\/Cd>/g, '$1'))).rows).toEqual(accepted(await statement(DAY)).rows);
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
});
