import { describe, expect, it } from 'vitest';
import { accepted, fixture, movements, read, refused, rejectsOf } from '../../fixture-reading.ts';

const TWO_DAYS = fixture('bancolombia-16/two-days.csv').toString();
const MONTH = fixture('bancolombia-9/month.csv').toString();

describe('the Bancolombia consolidated file', () => {
  it('keeps balances as balance rows and proves the movements with them', async () => {
    const file = accepted(await read(TWO_DAYS, 'bancolombia-16', { date: '2026-07-02' }));
    expect(file.footing.state).toBe('proved');
    expect(file.balances).toEqual([
      {
        account: '111-222222-33',
        currency: 'COP',
        opening: 50,
        closing: 29939347,
        openingOn: '2026-07-01',
        closingOn: '2026-07-02',
      },
    ]);
    expect(movements(file).filter((line) => line.skip === null)).toMatchObject([
      { amount: 20465998, description: 'PAGO INTERBANC DLOCAL COL', bookedOn: '2026-07-01', bankId: null },
      { amount: 9473513, description: 'PAGO DE TERC WOMPI S.A.S.' },
      { amount: -214, description: 'IMPTO GOBIERNO 4X1000' },
    ]);
    expect(file.rows).toHaveLength(7);
  });

  it('takes an unsigned debit by its mark, and rejects a negative credit', async () => {
    expect(accepted(await read(TWO_DAYS.replace('-2.14', '2.14'), 'bancolombia-16')).footing.state).toBe('proved');
    const contradictory = TWO_DAYS.replace('-2.14, 442, D', '-2.14, 442, C');
    expect(rejectsOf(accepted(await read(contradictory, 'bancolombia-16')))).toMatchObject([{ code: 'bad_amount' }]);
  });

  it.each([
    ['a balance of a day that is off', TWO_DAYS.replace('204660.48', '204660.49'), 'does_not_foot'],
    ['a final balance that is off', TWO_DAYS.replace(/299393.47(?=[^\n]*\n?$)/, '299393.48'), 'does_not_foot'],
    ['a missing movement', TWO_DAYS.replace(/[^\n]*WOMPI[^\n]*\n/, ''), 'does_not_foot'],
    ['no final balance', TWO_DAYS.replace(/[^\n]*SALDO FINAL[^\n]*\n/, ''), 'truncated'],
  ])('is refused with %s', async (_, text, code) => {
    expect(refused(await read(text, 'bancolombia-16')).code).toBe(code);
  });

  it('takes a balance that stands twice, and refuses one that contradicts itself', async () => {
    const closing = TWO_DAYS.split('\n').at(-2) ?? '';
    expect(accepted(await read(`${TWO_DAYS}${closing}\n`, 'bancolombia-16')).footing.state).toBe('proved');
    for (const other of [closing.replace('299393.47', '299393.48'), closing.replace('20260702', '20260703')])
      expect(refused(await read(`${TWO_DAYS}${other}\n`, 'bancolombia-16')).code).toBe('does_not_foot');
  });

  it('reads windows-1252 where the bytes are no UTF-8', async () => {
    const file = accepted(await read(Buffer.from(TWO_DAYS.replace('DLOCAL COL', 'NIÑO'), 'latin1'), 'bancolombia-16'));
    expect(movements(file)[2]?.description).toBe('PAGO INTERBANC NIÑO');
  });
});

describe('the Bancolombia monthly file', () => {
  it('keeps two equal movements two', async () => {
    const file = accepted(await read(MONTH, 'bancolombia-9', { date: '2026-07-02' }));
    expect(movements(file)).toMatchObject([
      { amount: -214, bookedOn: '2026-07-02', account: '11122222233' },
      { amount: 9473513 },
      { amount: 54, bookedOn: '2026-07-01', row: 2, line: 3 },
      { amount: 54, bookedOn: '2026-07-01', row: 3, line: 4 },
    ]);
  });

  it('rejects a 30 February', async () => {
    const file = accepted(await read(MONTH.replace('02072026', '30022026'), 'bancolombia-9'));
    expect(rejectsOf(file)).toMatchObject([
      { code: 'bad_date', field: 'booked_on', amount: -214, currency: 'COP', row: 0, line: 1 },
    ]);
  });

  it('refuses a file of another shape', async () => {
    expect(refused(await read('a,b,c\n', 'bancolombia-16')).code).toBe('wrong_header');
  });
});
