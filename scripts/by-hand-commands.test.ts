import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { openHandShop, type HandShop } from './testing/hand-shop.ts';

/** Matching by hand as a user of the command line has it. */

let cuadre: Cuadre;
let shop: HandShop;
beforeAll(async () => {
  cuadre = buildCuadre();
  shop = await openHandShop({
    '2025-03-03': {
      orders: ['A1-1,50000.00,COP,paid,@,A1', 'A1-2,30000.00,COP,paid,@,A1'],
      psp: ['TYPO-9,P-1,49000.00,COP,@', 'A1-2,P-2,30000.00,COP,@'],
      bank: ['#,30000.00,COP,A1-2,PSE,B-1', '#,48500.00,COP,,VARIO,B-2', '#,700.00,COP,A1-9,PSE,B-3'],
      daily: ['A1-7,D-1,20000.00,20000.00,COP,@', 'A1-8,D-2,5000.00,5000.00,COP,@'],
    },
    '2025-03-05': { bank: ['#,25000.00,COP,,DEPOSITO,B-4'] },
  });
  await shop.run('2025-03-10');
}, 60_000);
afterAll(() => {
  cuadre.remove();
  shop.close();
});

const types = (...args: string[]) => cuadre.runWarm(args, shop.folder, { CUADRE_USER: 'Ana Ruiz' });
const documentOf = (...args: string[]) =>
  JSON.parse(types(...args, '--json').stdout) as Readonly<Record<string, unknown>>;
const SALE = ['--lines', 'orders_2025-03-03.csv:2', 'psp_2025-03-03.csv:2'];
const PAID = ['--lines', 'psp_2025-03-03.csv:2', 'bank_2025-03-03.csv:3'];

describe('by hand', () => {
  it.each<[readonly string[], number, string]>([
    [['match', '--note', 'x'], 2, 'which lines? Give --lines FILE:LINE'],
    [['match', ...SALE], 2, 'needs --note'],
    [['match', '--lines', 'orders.csv', '--note', 'x'], 2, 'names no line: give FILE:LINE'],
    [['match', '--lines', 'nothing.csv:2', '--note', 'x'], 1, 'no file that is in use is called "nothing.csv"'],
    [['match', '--lines', 'psp_2025-03-03.csv:99', '--note', 'x'], 1, 'has no row at line 99'],
    [['match', '--lines', 'psp_2025-03-03.csv:2', 'psp_2025-03-03.csv:2', '--note', 'x'], 2, 'is named twice'],
    [['match', '--lines', 'psp_2025-03-03.csv:2', '--note', 'x'], 2, 'name lines of both sides'],
    [['match', ...SALE, '--note', 'x'], 2, 'differ by COP 1000.00, beyond the tolerance: give --difference 1000.00'],
    [['match', ...SALE, '--note', 'x', '--difference', 'much'], 2, '--difference is "much"'],
    [['match', ...SALE, 'bank_2025-03-03.csv:3', '--note', 'x'], 2, 'match one side after the other'],
    [['unmatch', '--lines', 'orders_2025-03-03.csv:2', '--note', 'x'], 2, 'an order is unmatched by its payment'],
    [['unmatch', '--decision', '1', ...SALE, '--note', 'x'], 2, 'exclude each other'],
    [['unmatch', '--decision', '7', '--note', 'x'], 1, 'there is no such decision'],
    [['exclude', '--lines', 'daily_2025-03-03.csv:2', '--note', 'x'], 2, 'a payment in a payout is part of what'],
  ])('%j is refused with %i: %s', (args, code, said) => {
    const refused = types(...args);
    expect([refused.code, refused.stderr]).toEqual([code, expect.stringContaining(said)]);
    expect(types('match', '--list').stdout).toContain('Nothing was decided by hand.');
  });

  it('proposes what a day comes to, with the command that matches it', () => {
    const { discrepancies } = documentOf('discrepancies', 'list', '--kind', 'missing_in_bank') as {
      discrepancies: { id: string; provider: string }[];
    };
    const id = discrepancies.find(({ provider }) => provider === 'daily')?.id ?? '';
    const said = types('propose', id.slice(0, 12));
    expect(said.stdout).toMatch(/1\. comes to the centavo, 2 days apart\n.*COP 25,000\.00/);
    const [, command = ''] = /cuadre (match --lines \S+:2 \S+:2) --note/.exec(said.stdout) ?? [];
    const taken = types(...command.split(' '), '--note', 'the bank confirms it');
    expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining('The next run applies it')]);
    expect(documentOf('propose', id)).toMatchObject({ id, candidates: [{ how: 'exact', difference: '0.00' }] });
  });

  it('matches one side after the other, each with its difference, lists it, and undoes', async () => {
    for (const [side, difference] of [
      [SALE, '1000'],
      [PAID, '500.00'],
    ] as const)
      expect(types('match', ...side, '--difference', difference, '--note', 'fee').code).toBe(0);
    expect(types('match', ...SALE, '--difference', '1000', '--note', 'again').stderr).toContain('undo that first');
    expect(types('exclude', '--lines', 'bank_2025-03-03.csv:4', '--note', 'our own').code).toBe(0);
    await shop.run('2025-03-10');
    expect(await shop.open('2025-03-10')).toEqual(['missing_in_erp A1-7', 'missing_in_erp A1-8']);
    expect(types('unmatch', '--decision', '4', '--note', 'it was not').code).toBe(0);
    const { decisions } = documentOf('match', '--list') as {
      decisions: { act: string; stands: boolean; by: string }[];
    };
    expect(decisions.map(({ act, stands, by }) => `${act} ${String(stands)} ${by}`)).toEqual([
      'match true Ana Ruiz',
      'match true Ana Ruiz',
      'match true Ana Ruiz',
      'exclude false Ana Ruiz',
      'undo false Ana Ruiz',
    ]);
    expect(types('match', '--list').stdout).toMatch(/decision 4: exclude \S+:4; Ana Ruiz: our own {2}\(undone\)/);
  });
});
