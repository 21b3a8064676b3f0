import { describe, expect, test } from 'vitest';
import type { BankLine, Line } from '../../schemas/records.ts';
import { broughtBack, carried, credit, day, hold, pesos, type InHand } from '../../scripts/testing/kit.ts';
import { bankIdentity, bankVersions } from './bank-versions.ts';
import type { HeldBank } from './hand.ts';

const NEXT = day('2026-07-02');
const BOOKED = day('2026-07-01');

/** A line of the next day's statement, booked the day before. */
const later = (change: Partial<BankLine> = {}): BankLine => credit({ date: NEXT, bookedOn: BOOKED, ...change });

/** Lines by date and row: `01/0`. */
function told(lines: readonly (Line | InHand)[], earlier: readonly BankLine[] = []): string[] {
  const name = ({ line }: HeldBank): string => `${line.date.slice(8)}/${String(line.row)}`;
  const { current, seenBefore, duplicates } = bankVersions(hold(lines) as HeldBank[], earlier);
  return [
    ...current.map((one) => `current ${name(one)}`),
    ...seenBefore.map((one) => `seen before ${name(one)}`),
    ...duplicates.map(({ original, copy }) => `copy ${name(copy)} of ${name(original)}`),
  ].sort();
}

describe('Statements overlap: a line with the bank’s own id', () => {
  const table: [string, (Line | InHand)[], BankLine[], string[]][] = [
    ['once', [credit({ bankId: 'A' })], [], ['current 01/0']],
    [
      'again in the next file, the first still open',
      [carried(credit({ bankId: 'A' })), later({ bankId: 'A' })],
      [],
      ['current 01/0', 'seen before 02/0'],
    ],
    ['again in the next file, the first closed', [later({ bankId: 'A' })], [credit({ bankId: 'A' })], ['seen before 02/0']],
    [
      'again with another text: the id decides',
      [later({ bankId: 'A', description: 'OTRO' })],
      [credit({ bankId: 'A' })],
      ['seen before 02/0'],
    ],
    [
      'the same id on another account is another line',
      [later({ bankId: 'A', account: '002' })],
      [credit({ bankId: 'A' })],
      ['current 02/0'],
    ],
    [
      'again in the same file is a duplicate',
      [credit({ bankId: 'A' }), credit({ bankId: 'A' })],
      [],
      ['copy 01/1 of 01/0', 'current 01/0'],
    ],
    [
      'an original that came back and its copies in a new file',
      [broughtBack(credit({ bankId: 'A' }), { fate: 'matched' }), later({ bankId: 'A' }), later({ bankId: 'A' })],
      [],
      ['current 01/0', 'seen before 02/0', 'seen before 02/1'],
    ],
    [
      'again in the next file with other money: nothing is passed over in silence',
      [carried(credit({ bankId: 'A', amount: pesos(100) })), later({ bankId: 'A', amount: pesos(110) })],
      [],
      ['copy 02/0 of 01/0', 'current 01/0'],
    ],
    [
      'with other money than a line that was closed: a movement of its own',
      [later({ bankId: 'A', amount: pesos(110) })],
      [credit({ bankId: 'A', amount: pesos(100) })],
      ['current 02/0'],
    ],
    [
      'a reversal under the id of what it reverses: a movement of its own',
      [credit({ bankId: 'A', amount: pesos(100) }), credit({ bankId: 'A', amount: pesos(-100) })],
      [],
      ['current 01/0', 'current 01/1'],
    ],
    ['two ids are two lines', [credit({ bankId: 'A' }), credit({ bankId: 'B' })], [], ['current 01/0', 'current 01/1']],
  ];
  test.each(table)('%s', (_sentence, lines, earlier, expected) => {
    expect(told(lines, earlier)).toEqual(expected);
  });
});

describe('A line without id: of several files the one with most occurrences counts', () => {
  const table: [string, (Line | InHand)[], BankLine[], string[]][] = [
    ['two equal lines in one file stay two', [credit(), credit()], [], ['current 01/0', 'current 01/1']],
    ['one before, one again', [later()], [credit()], ['seen before 02/0']],
    ['one before, two now: one is new', [later(), later()], [credit()], ['current 02/1', 'seen before 02/0']],
    ['two before, one now: none is new', [later()], [credit({ row: 0 }), credit({ row: 1 })], ['seen before 02/0']],
    [
      'one in each of two files before, one now',
      [later()],
      [credit({ row: 0 }), credit({ date: day('2026-06-30'), bookedOn: BOOKED, row: 0 })],
      ['seen before 02/0'],
    ],
    [
      'one open from before and one in the new file',
      [carried(credit()), later()],
      [credit({ row: 0 })],
      ['current 01/0', 'seen before 02/0'],
    ],
    ['another running balance is another line', [later({ balance: pesos(2) })], [credit({ balance: pesos(1) })], ['current 02/0']],
    ['another text is another line', [later({ description: 'OTRO' })], [credit()], ['current 02/0']],
    ['one centavo more is another line', [later({ amount: pesos(100_000, 1) })], [credit()], ['current 02/0']],
    ['another day is another line', [later({ bookedOn: NEXT })], [credit()], ['current 02/0']],
    ['an empty id is no id', [credit({ bankId: '' }), credit({ bankId: '' })], [], ['current 01/0', 'current 01/1']],
    [
      'what was seen before stays so when it comes back',
      [broughtBack(later(), { fate: 'out_of_scope', reason: 'already_seen' })],
      [],
      ['seen before 02/0'],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, earlier, expected) => {
    expect(told(lines, earlier)).toEqual(expected);
  });
});

describe('Two ids with one end-to-end reference', () => {
  const a = credit({ bankId: 'A', endToEndId: 'E1' });
  const table: [string, Line[], string[]][] = [
    ['the bank booked one transfer twice', [a, credit({ bankId: 'B', endToEndId: 'e1 ' })], ['copy 01/1 of 01/0', 'current 01/0']],
    [
      'three times',
      [a, credit({ bankId: 'B', endToEndId: 'E1' }), credit({ bankId: 'C', endToEndId: 'E1' })],
      ['copy 01/1 of 01/0', 'copy 01/2 of 01/0', 'current 01/0'],
    ],
    [
      'another amount is another transfer',
      [a, credit({ bankId: 'B', endToEndId: 'E1', amount: pesos(1) })],
      ['current 01/0', 'current 01/1'],
    ],
    [
      'another currency is another transfer',
      [a, credit({ bankId: 'B', endToEndId: 'E1', currency: 'USD' })],
      ['current 01/0', 'current 01/1'],
    ],
    [
      'a debit takes a credit back and repeats none',
      [a, credit({ bankId: 'B', endToEndId: 'E1', amount: pesos(-100_000) })],
      ['current 01/0', 'current 01/1'],
    ],
    ['without ids nothing is said twice', [credit({ endToEndId: 'E1' }), credit({ endToEndId: 'E1' })], ['current 01/0', 'current 01/1']],
    [
      'NOTPROVIDED is no reference',
      [credit({ bankId: 'A', endToEndId: null }), credit({ bankId: 'B', endToEndId: '' })],
      ['current 01/0', 'current 01/1'],
    ],
  ];
  test.each(table)('%s', (_sentence, lines, expected) => {
    expect(told(lines)).toEqual(expected);
  });
});

test('the identity of a line is the account and the id, or all its fields', () => {
  expect(bankIdentity(credit({ bankId: 'A', amount: pesos(1) }))).toBe(bankIdentity(later({ bankId: 'a ', amount: pesos(2) })));
  expect(bankIdentity(credit())).toBe(bankIdentity(later()));
  expect(bankIdentity(credit({ valueOn: NEXT }))).not.toBe(bankIdentity(credit()));
});
