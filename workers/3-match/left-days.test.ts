import { describe, expect, test } from 'vitest';
import { at, configOf, daily, day, leftBy, lump, payment, pesos, tell, decide } from '../../scripts/testing/kit.ts';
import type { BankLine, SettlementLine } from '../../schemas/lines/records.ts';

const [FIRST, SECOND] = [day('2026-07-01'), day('2026-07-02')];
const config = configOf({ sources: [daily] });
const settlement = (
  reference: string,
  whole: number,
  paid: string,
  more: Partial<SettlementLine> = {},
): SettlementLine =>
  payment({
    source: daily.id,
    merchantReference: reference,
    gross: pesos(whole),
    net: pesos(whole),
    paidAt: at(paid),
    ...more,
  });
const lumpOf = (whole: number, bookedOn = FIRST, more: Partial<BankLine> = {}): BankLine =>
  lump(pesos(whole), { date: bookedOn, description: daily.bankText[0] ?? '', ...more });

const lines = [settlement('A', 700, '2026-07-01 09:00'), settlement('B', 300, '2026-07-01 16:00')];
const cut = leftBy(decide({ config, lines: [...lines, lumpOf(700)] }));

describe('a line that left its day', () => {
  test('waits by itself with the day that it left, and its day is paid without it', () => {
    expect(
      cut.lines.map(({ line, former }) => [
        line.leg === 'bank' ? '' : line.merchantReference,
        former?.fate,
        former?.leftDay,
      ]),
    ).toEqual([['B', 'awaiting', FIRST]]);
    expect(cut.payouts.map((row) => [row.fate, row.pass, row.lines, row.net])).toEqual([
      ['matched', 'shift', 1, pesos(700)],
    ]);
  });

  test('stays out of it although the day is told anew, and its own newer version too', () => {
    const again = settlement('B', 300, '2026-07-01 16:00', {
      date: SECOND,
      settledOn: FIRST,
      description: 'corrected',
    });
    const outcome = decide({ ...cut, config, date: SECOND, lines: [...cut.lines, again, lumpOf(300, SECOND)] });
    const newest = [...outcome.fates].find((fate) => fate.date === SECOND && fate.leg === 'settlement');
    expect([newest?.bankLeg, newest?.leftDay, newest?.bankPass]).toEqual(['agrees', FIRST, 'shift']);
  });

  test('is missing by itself past its due date', () => {
    const late = decide({ ...cut, config, date: day('2026-07-06'), lines: cut.lines });
    expect(late.discrepancies.filter((one) => one.kind === 'missing_in_bank').map(tell)).toEqual([
      'missing_in_bank B 300.00 owed_to_us',
    ]);
  });
});
