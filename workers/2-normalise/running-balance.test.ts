import { describe, expect, test } from 'vitest';
import type { CsvProfile } from '../../schemas/lines/profile.ts';
import { accepted, movements, PLAIN, read, refused } from './fixture-reading.ts';

const profile: CsvProfile = {
  ...PLAIN,
  dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
  columns: { booked_on: 'fecha', amount: 'valor', description: 'texto', balance: 'saldo' },
  constants: { currency: 'COP' },
};

const reading = (rows: readonly string[], change: Partial<CsvProfile> = {}, header = 'fecha,valor,texto,saldo') =>
  read([header, ...rows, ''].join('\n'), { inline: { ...profile, ...change } }, { leg: 'bank' });

const RISING = [
  '2026-07-01,10.00,A,110.00',
  '2026-07-01,-5.00,B,105.00',
  '2026-07-02,20.00,C,125.00',
  '2026-07-02,20.00,C,145.00',
];
const daysTurned = [...RISING.slice(2), ...RISING.slice(0, 2)];

describe('A running balance', () => {
  test.each([
    ['from the oldest row on', RISING],
    ['from the newest row on', [...RISING].reverse()],
    ['from the newest day on, within it from the oldest row', daysTurned],
    ['from the oldest day on, within it from the newest row', [...daysTurned].reverse()],
  ])('proves the rows %s', async (_, rows) => {
    const file = accepted(await reading(rows));
    expect(file.footing).toEqual({ state: 'proved', detail: 'running balance: 4 rows from 100.00 to 145.00 COP' });
    expect(file.balances).toEqual([
      {
        account: '',
        currency: 'COP',
        opening: 10000,
        closing: 14500,
        openingOn: '2026-07-01',
        closingOn: '2026-07-02',
      },
    ]);
    expect(movements(file)).toHaveLength(4);
  });

  test('of one row says what was there before it', async () => {
    const file = accepted(await reading(['2026-07-01,10.00,A,110.00']));
    expect(file.footing.state).toBe('proved');
    expect(file.balances).toMatchObject([{ opening: 10000, closing: 11000 }]);
  });

  test('of two rows that undo each other goes by their dates', async () => {
    const undone = ['2026-07-01,10.00,A,110.00', '2026-07-02,-10.00,B,100.00'];
    for (const rows of [undone, [...undone].reverse()])
      expect(accepted(await reading(rows)).balances).toMatchObject([{ opening: 10000, closing: 10000 }]);
  });

  test('is one of each account and currency', async () => {
    const columns = { ...profile.columns, account: 'cuenta', currency: 'moneda' };
    const rows = [
      '2026-07-01,10.00,A,110.00,1,COP',
      '2026-07-01,1.00,B,6.00,2,COP',
      '2026-07-01,5.00,C,115.00,1,COP',
      '2026-07-01,2.00,D,2.00,1,USD',
    ];
    const file = accepted(await reading(rows, { columns, constants: {} }, 'fecha,valor,texto,saldo,cuenta,moneda'));
    expect(file.footing.detail).toBe(
      'running balance: 1: 2 rows from 100.00 to 115.00 COP; 2: 1 rows from 5.00 to 6.00 COP; 1: 1 rows from 0.00 to 2.00 USD',
    );
    expect(file.balances).toHaveLength(3);
  });

  test('passes over rows that are no movements, and sums up rows that print none', async () => {
    const rows = [
      '2026-07-01,0.00,SALDO,100.00',
      '2026-07-01,10.00,A,',
      '2026-07-01,5.00,B,115.00',
      '2026-07-01,1.00,C,',
      '2026-07-01,1.00,D,117.00',
    ];
    const file = accepted(await reading(rows, { skip: [{ column: 'texto', equals: ['SALDO'] }] }));
    expect(file.footing.state).toBe('proved');
    expect(file.balances).toMatchObject([{ opening: 10000, closing: 11700 }]);
  });

  test('that too few rows print proves nothing', async () => {
    const file = accepted(await reading(['2026-07-01,10.00,A,110.00', '2026-07-01,5.00,B,']));
    expect(file.footing).toEqual({ state: 'none', detail: "running balance: column 'saldo' stands on too few rows" });
    expect(file.balances).toEqual([]);
  });

  test('is open where a row between cannot be read, and is asked for nothing there', async () => {
    const file = accepted(
      await reading(['2026-07-01,10.00,A,110.00', '2026-07-01,1O.00,B,120.00', '2026-07-01,5.00,C,125.00']),
    );
    expect(file.footing.state).toBe('open');
    expect(file.balances).toMatchObject([{ opening: 10000, closing: 12500 }]);
  });

  test('takes amounts from two columns and from marks', async () => {
    const two = {
      columns: { booked_on: 'fecha', credit: 'abono', debit: 'cargo', description: 'texto', balance: 'saldo' },
    };
    const rows = ['2026-07-01,10.00,,A,110.00', '2026-07-01,,5.00,B,105.00'];
    expect(accepted(await reading(rows, two, 'fecha,abono,cargo,texto,saldo')).footing.state).toBe('proved');
    const marked = { columns: { ...profile.columns, direction: 'tipo' }, direction: { credit: ['CR'], debit: ['DB'] } };
    const signed = ['2026-07-01,10.00,A,110.00,CR', '2026-07-01,5.00,B,105.00,DB'];
    expect(accepted(await reading(signed, marked, 'fecha,valor,texto,saldo,tipo')).footing.state).toBe('proved');
  });

  test('finer than hundredths is no proof, and no contradiction', async () => {
    const file = accepted(await reading(['2026-07-01,10.001,A,110.001', '2026-07-01,5.00,B,115.00']));
    expect(file.footing.state).toBe('none');
  });

  test('stands beside a trailer', async () => {
    const trailer = { column: 'texto', equals: 'TOTAL', sum: { column: 'valor', of: 'amount' } };
    const file = accepted(await reading([...RISING, ',45.00,TOTAL,'], { trailer }));
    expect(file.footing).toEqual({
      state: 'proved',
      detail: 'trailer: amount 45.00, rows 45.00; running balance: 4 rows from 100.00 to 145.00 COP',
    });
  });
});

describe('A file whose balances do not follow', () => {
  test.each<[string, string[], number]>([
    ['lacks a row', RISING.toSpliced(1, 1), 3],
    ['has a row twice', RISING.toSpliced(1, 0, RISING[0] ?? ''), 3],
    ['has another amount', RISING.with(1, '2026-07-01,-5.01,B,105.00'), 3],
    ['lacks a row, newest first', [...RISING].reverse().toSpliced(2, 1), 3],
  ])('is refused where it %s, by line and both figures', async (_, rows, line) => {
    const problem = refused(await reading(rows));
    expect(problem).toMatchObject({ code: 'does_not_foot', line });
    expect(problem.detail).toContain(`line ${String(line)} prints the balance`);
  });

  test('names both figures', async () => {
    expect(refused(await reading(RISING.toSpliced(1, 1))).detail).toBe(
      "line 3 prints the balance 125.00 where 130.00 follows from line 2 (column 'saldo')",
    );
  });

  test.each([
    ['the same on every row', RISING.map((row) => row.replace(/[^,]*$/, '145.00'))],
    ['the amount again', ['2026-07-01,10.00,A,10.00', '2026-07-01,5.00,B,5.00', '2026-07-02,20.00,C,20.00']],
  ])('is refused as wrongly mapped where the column holds %s', async (_, rows) => {
    const problem = refused(await reading(rows));
    expect(problem.code).toBe('does_not_foot');
    expect(problem.detail).toContain("column 'saldo' is no running balance, map no balance");
  });

  test('is read without its balance', async () => {
    const { balance: _, ...columns } = profile.columns;
    expect(accepted(await reading(RISING.toSpliced(1, 1), { columns })).footing.state).toBe('none');
  });
});
