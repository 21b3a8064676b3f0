import { describe, expect, it } from 'vitest';
import { accepted, linesOf, PLAIN, read } from '../../workers/2-normalise/fixture-reading.ts';
import type { Leg } from '../../schemas/lines/records.ts';
import { recordDocument } from './records.ts';

type Row = readonly [Leg, typeof BASE, string, string];

const BASE = { ...PLAIN, columns: {}, skip: [{ column: 'ref', equals: ['SALDO'] }] };
const LEGS: readonly [Row, ...Row[]] = [
  [
    'bank',
    {
      ...BASE,
      dates: { format: 'yyyy-MM-dd', zone: 'America/Bogota' },
      columns: { reference: 'ref', booked_on: 'day', amount: 'amount', currency: 'currency' },
    },
    'ref,day,amount,currency',
    'SALDO,,,',
  ],
  [
    'order',
    {
      ...BASE,
      columns: {
        merchant_reference: 'ref',
        amount: 'amount',
        currency: 'currency',
        status: 'status',
        created_at: 'at',
        method: 'how',
      },
    },
    'ref,amount,currency,status,at,how',
    'SALDO,,,,,',
  ],
  ['settlement', { ...BASE, columns: { ...PLAIN.columns } }, 'ref,id,status,gross,currency,paid', 'SALDO,,,,,'],
];

describe('a row of balances', () => {
  it.each(LEGS)(
    'of the leg %s shows no date, no state and no money that its file does not state',
    async (leg, inline, header, row) => {
      const file = accepted(await read(`${header}\n${row}\n`, { inline }, { leg, empty: 'allowed' }));
      const [line] = linesOf(file);
      if (line === undefined) throw new Error('no line');
      const shown = recordDocument(line);
      expect(Object.values(shown)).toEqual([2, 'SALDO']);
    },
  );

  it('shows the date of a movement that is set aside', async () => {
    const [leg, inline, header] = LEGS[0];
    const file = accepted(
      await read(`${header}\nSALDO,2026-07-01,77.00,COP\n`, { inline }, { leg, date: '2026-07-01', empty: 'allowed' }),
    );
    expect(linesOf(file).map(recordDocument)).toEqual([
      expect.objectContaining({ booked_on: '2026-07-01', amount: '77.00', currency: 'COP' }),
    ]);
  });
});
