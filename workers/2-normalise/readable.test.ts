import { describe, expect, it } from 'vitest';
import type { CsvProfile } from '../../schemas/lines/profile.ts';
import { accepted, PLAIN, PLAIN_HEADER, read, refused, rejectsOf, settlements } from './fixture-reading.ts';
import { keptRecords } from './kept-rows.ts';
import { mostlyUnreadable } from './readable.ts';

const good = (id: number) => `A-${String(id)},T${String(id)},approved,10.00,COP,2026-06-30 10:00:00`;
const bad = (id: number) => `B-${String(id)},U${String(id)},approved,"1,00",COP,2026-06-30 10:00:00`;
const rowsOf = async (goods: number, bads: number) =>
  accepted(
    await read(
      [
        PLAIN_HEADER,
        ...Array.from({ length: bads }, (_, id) => bad(id)),
        ...Array.from({ length: goods }, (_, id) => good(id)),
        '',
      ].join('\n'),
      { inline: PLAIN },
    ),
  ).rows;

describe('a file of which too many rows cannot be read', () => {
  it.each([
    [120, 30, false],
    [119, 30, true],
    [100, 29, false],
    [149, 38, true],
    [1, 2, true],
    [2, 2, false],
    [1, 1, false],
    [0, 2, false],
    [0, 3, true],
    [3, 0, false],
  ])('%i rows that can and %i that cannot: refused %s', async (goods, bads, isRefused) => {
    expect(mostlyUnreadable(keptRecords(await rowsOf(goods, bads))) !== null).toBe(isRefused);
  });

  it('names the first five, and what could be read beside them', async () => {
    const problem = mostlyUnreadable(keptRecords(await rowsOf(2, 7)));
    expect(problem).toMatchObject({
      code: 'mostly_unreadable',
      line: 2,
      unreadable: { rows: 7, of: 9, readable: [{ currency: 'COP', amount: 2000 }] },
    });
    expect(problem?.unreadable?.first.map((row) => [row.line, row.code, row.column, row.text])).toEqual(
      [2, 3, 4, 5, 6].map((line) => [line, 'bad_amount', 'gross', '1,00']),
    );
    expect(problem?.detail).toContain('7 of 9 rows cannot be read: line 2 bad_amount in gross "1,00"; ');
    expect(problem?.detail).toContain('readable, and used nowhere: COP 20.00');
  });
});

describe('the sign of a fee', () => {
  const declared = (deductions: 'positive' | 'negative', columns = {}): CsvProfile => ({
    ...PLAIN,
    deductions,
    columns: { ...PLAIN.columns, fee: 'fee', fee_vat: 'vat', ...columns },
  });
  const file = (...fees: readonly string[]) =>
    `ref,id,status,gross,currency,paid,fee,vat,net\n${fees.map((fee, id) => `A-${String(id)},T${String(id)},approved,100000.00,COP,2026-06-30 10:00:00,${fee}\n`).join('')}`;

  it.each<['positive' | 'negative', string, number, number]>([
    ['positive', '2500.00,475.00,', 250_000, 47_500],
    ['negative', '-2500.00,-475.00,', 250_000, 47_500],
  ])('%s: %s takes %i and %i from the payment', async (deductions, fee, amount, vat) => {
    expect(settlements(accepted(await read(file(fee, fee, fee), { inline: declared(deductions) })))).toMatchObject(
      [1, 2, 3].map(() => ({ gross: 10_000_000, fee: amount, feeVat: vat, tax: vat })),
    );
  });

  it.each<['positive' | 'negative', string, string]>([
    ['positive', '-2500.00,,', 'declare signs: { fee: negative }'],
    ['negative', '2500.00,,', 'declare signs: { fee: positive }'],
  ])(
    'a file whose three payments say the other than %s is refused with what to declare',
    async (deductions, fee, said) => {
      expect(refused(await read(file(fee, fee, fee, '0.00,,'), { inline: declared(deductions) }))).toMatchObject({
        code: 'wrong_signs',
        detail: expect.stringContaining(said) as string,
      });
    },
  );

  it('of two payments, or of one among others, is asked on the row', async () => {
    const two = accepted(await read(file('-1.00,,', '-1.00,,'), { inline: declared('positive') }));
    expect(rejectsOf(two).map((row) => [row.code, row.field, row.hint, row.amount])).toEqual([
      ['bad_amount', 'fee', 'fee_sign', 10_000_000],
      ['bad_amount', 'fee', 'fee_sign', 10_000_000],
    ]);
    const rebated = accepted(
      await read(file('2.00,,', '-1.00,,', '2.00,,', '2.00,,'), { inline: declared('positive') }),
    );
    expect(rejectsOf(rebated).map((row) => row.line)).toEqual([3]);
    expect(mostlyUnreadable(keptRecords(two.rows))).toBeNull();
  });

  it('is proved by the net of its row', async () => {
    const net = declared('positive', { net: 'net' });
    const rebate = file('-2500.00,,102500.00', '-2500.00,,102500.00', '-2500.00,,102500.00');
    expect(settlements(accepted(await read(rebate, { inline: net })))).toHaveLength(3);
    expect(refused(await read(rebate.replaceAll('102500', '97500'), { inline: net })).code).toBe('wrong_signs');
  });
});
