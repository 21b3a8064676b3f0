import { describe, expect, test } from 'vitest';
import type { StatementBalance } from '../../../schemas/lines/files.ts';
import type { BankLine } from '../../../schemas/lines/records.ts';
import { broughtBack, day, fileOf, lump, pesos, tell, decide } from '../../../scripts/testing/kit.ts';

const [FRIDAY, MONDAY] = [day('2026-07-03'), day('2026-07-06')];

function statement(date: typeof FRIDAY, from: string, opening: number, closing: number): ReturnType<typeof fileOf> {
  const days = { openingOn: day(from), closingOn: date };
  const balance: StatementBalance = {
    account: '001',
    currency: 'COP',
    opening: pesos(opening),
    closing: pesos(closing),
    ...days,
  };
  return fileOf('bank', date, { footing: { state: 'proved', detail: '' }, balances: [balance] });
}

const nobodys = (amount: number, bookedOn: string, change: Partial<BankLine> = {}): BankLine =>
  lump(pesos(amount), { bookedOn: day(bookedOn), description: 'VARIOS', ...change });

/**
 * Gaps on Monday, where Friday's statement told Thursday (10) and Friday (20) from 100 to 130, and Monday's begins with
 * Friday.
 */
function gaps(opening: number, from = '2026-07-03'): string[] {
  const before = [
    nobodys(10, '2026-07-02', { date: FRIDAY }),
    nobodys(20, '2026-07-03', { date: FRIDAY, row: 1, line: 3 }),
  ];
  const rows = [
    nobodys(20, '2026-07-03', { date: MONDAY }),
    nobodys(5, '2026-07-06', { date: MONDAY, row: 1, line: 3 }),
  ];
  const files = [statement(FRIDAY, '2026-07-02', 100, 130), statement(MONDAY, from, opening, opening + 25)];
  const lines = [...before.map((line) => broughtBack(line, { fate: 'out_of_scope', reason: 'not_ours' })), ...rows];
  return decide({ date: MONDAY, lines, files })
    .discrepancies.filter((one) => one.kind === 'statement_gap')
    .map(tell);
}

describe('A statement that begins with the day on which the one before ends', () => {
  test('leaves no gap where it opens with what that one had before the day, or closed with', () => {
    expect(gaps(110)).toEqual([]);
    expect(gaps(130)).toEqual([]);
  });

  test('leaves one by a peso more or less', () => {
    expect(gaps(111)).toEqual(['statement_gap - 19.00 unknown']);
    expect(gaps(109)).toEqual(['statement_gap - 21.00 unknown']);
  });

  test('leaves one where it begins on a later day', () => {
    expect(gaps(110, '2026-07-06')).toEqual(['statement_gap - 20.00 unknown']);
  });
});
