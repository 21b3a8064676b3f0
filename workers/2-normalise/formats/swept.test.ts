import { expect, it } from 'vitest';
import { accepted, linesOf, read } from '../fixture-reading.ts';

const HEADER =
  'DATE;SOURCE_ID;EXTERNAL_REFERENCE;RECORD_TYPE;DESCRIPTION;NET_CREDIT_AMOUNT;NET_DEBIT_AMOUNT;GROSS_AMOUNT';
const AT = '2026-07-01T08:00:00.000-05:00';

it.each([
  ['70000.00', '90002', '90001'],
  ['70000.01', null, '90001'],
])(
  'what gives back a withdrawal of an earlier report names it; one of %s pays it where it comes to exactly that',
  async (amount, payoutId, refundOf) => {
    const rows = [
      `${AT};90001;;release;withdrawal_cancel;70000.00;0.00;70000.00`,
      `${AT};90002;;release;withdrawal;0.00;${amount};-${amount}`,
    ];
    const file = accepted(
      await read(`${[HEADER, ...rows].join('\n')}\n`, 'mercadopago-release', { date: '2026-07-01' }),
    );
    const given = linesOf(file).flatMap((line) => (line.leg === 'settlement' && line.skip === null ? [line] : []));
    expect(given.map((line) => [line.payoutId, line.refundOf])).toEqual([[payoutId, refundOf]]);
  },
);
