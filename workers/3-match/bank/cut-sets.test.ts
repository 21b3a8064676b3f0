import { describe, expect, test } from 'vitest';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { bankItem, july, line, match, outline } from './samples.ts';
import type { BankItem, Receivable } from './types.ts';

const FORM = 'bog01-0701-00';

/** Lines of one form, settled on a day: `a1`, `a2`, ... */
function lines(amounts: readonly number[], settledOn: PlainDate = july(1), prefix = 'a'): Receivable[] {
  return amounts.map((amount, at) =>
    line(`${prefix}${String(at + 1)}`, `${FORM}${prefix}${String(at + 1)}`, amount, settledOn),
  );
}

/** Movements whose reference the bank cut to the form: `c1`, `c2`, ... */
function cut(
  amounts: readonly number[],
  bookedOn: PlainDate = july(2),
  prefix = 'c',
  more: Partial<BankItem> = {},
): BankItem[] {
  return amounts.map((amount, at) =>
    bankItem(`${prefix}${String(at + 1)}`, amount, bookedOn, {
      looksLike: 'kushki',
      references: [FORM],
      cutForms: [FORM],
      ...more,
    }),
  );
}

describe('Lines and movements under one cut reference', () => {
  test.each<[string, number[], number[], string[]]>([
    [
      'the same amounts, each as often: the set is matched',
      [50, 50, 70],
      [70, 50, 50],
      ['a1 = c2', 'a2 = c3', 'a3 = c1'],
    ],
    ['one line and one movement', [50], [50], ['a1 = c1']],
    ['a hundredth off matches nothing', [50], [51], []],
    ['one amount off matches nothing, not even the others', [50, 50, 70], [50, 50, 60], []],
    ['a movement is still to come', [50, 50, 70], [50, 70], []],
    ['a movement too many', [50, 50], [50, 50, 50], []],
    ['refunds and debits likewise', [-50, -70], [-70, -50], ['a1 = c2', 'a2 = c1']],
  ])('%s', (_, owed, booked, expected) => {
    const pairs = outline(match(lines(owed), cut(booked), { asOf: july(3) })).filter((one) => !one.startsWith('open'));
    expect(pairs.sort()).toEqual(expected.map((one) => `cut_set: ${one}`));
  });

  test('a tolerance makes no amounts alike', () => {
    expect(outline(match(lines([50]), cut([51]), { bankTolerance: 1 as never }))).toEqual(['open: a1', 'open: c1']);
  });

  test('the sums alone are equal: one group, which waits until the first line is past due', () => {
    const group = (asOf: PlainDate): string[] => outline(match(lines([50, 70]), cut([60, 60]), { asOf }));
    expect(group(july(3))).toEqual(['… a1+a2 / c1+c2']);
    expect(group(july(4))).toEqual(['? a1+a2 / c1+c2']);
  });

  test('nothing is at risk in such a group', () => {
    expect(match(lines([50, 70]), cut([60, 60])).ambiguities.map((one) => one.moneyAtRisk)).toEqual([0]);
  });

  test.each<[string, Partial<BankItem>]>([
    ['of another currency', { currency: 'USD' }],
    ['of another provider', { looksLike: 'wompi' }],
    ['that is not cut', { cutForms: [] }],
    ['of another form', { cutForms: ['bog01-0702-00'] }],
  ])('a movement %s is none of the set', (_, more) => {
    expect(outline(match(lines([50]), cut([50], july(2), 'c', more)))).toEqual(['open: a1', 'open: c1']);
  });

  test('a movement that looks like nobody’s is that of the one source with such a reference', () => {
    const items = cut([50], july(2), 'c', { looksLike: null });
    expect(outline(match(lines([50]), items))).toEqual(['cut_set: a1 = c1']);
    const other = line('p1', `${FORM}p1`, 50, july(1), { source: 'payu' });
    expect(outline(match([...lines([50]), other], items))).toEqual(['open: a1', 'open: p1', 'open: c1']);
  });

  test('a whole reference goes first, also where it is the beginning of another', () => {
    const short = line('s', FORM, 30, july(1));
    expect(outline(match([short, ...lines([50])], cut([30, 50])))).toEqual(['cut_set: a1 = c2', 'reference: s = c1']);
  });

  test('what names another line whole is no cut reference', () => {
    const other = line('o', 'bog01-0630-0099', 80, july(1));
    const items = cut([50], july(2), 'c', { references: [FORM, 'bog01-0630-0099'] });
    expect(outline(match([other, ...lines([50])], items, { asOf: july(3) }))).toEqual([
      'differing: o = c1',
      'open: a1',
    ]);
  });
});

describe('Over several days', () => {
  test('the first part waits, and the whole is matched when the rest has come', () => {
    const owed = lines([50, 50, 70]);
    expect(outline(match(owed, cut([50]), { asOf: july(2) }))).toEqual([
      'open: a1',
      'open: a2',
      'open: a3',
      'open: c1',
    ]);
    const both = [...cut([50]), ...cut([50, 70], july(3), 'd')];
    expect(outline(match(owed, both, { asOf: july(3) }))).toEqual([
      'cut_set: a1 = c1',
      'cut_set: a2 = d1',
      'cut_set: a3 = d2',
    ]);
  });

  test('a form that goes on from day to day is matched as its days are paid', () => {
    const owed = [...lines([50, 70]), ...lines([50, 80], july(2), 'b')];
    expect(outline(match(owed, cut([50, 70]), { asOf: july(2) }))).toEqual([
      'cut_set: a1 = c1',
      'cut_set: a2 = c2',
      'open: b1',
      'open: b2',
    ]);
  });

  test('a younger line leaves the amount of an older one that may still wait for it', () => {
    const owed = [...lines([50, 70]), ...lines([50], july(2), 'b')];
    expect(outline(match(owed, cut([50]), { asOf: july(2) }))).toEqual([
      'open: a1',
      'open: a2',
      'open: b1',
      'open: c1',
    ]);
    expect(outline(match(owed, cut([50]), { asOf: july(4) }))).toEqual(['cut_set: b1 = c1', 'open: a1', 'open: a2']);
  });

  test('a movement outside the window of its line is none of the set', () => {
    // Settled on the 1st, due on the 3rd, with three business days of grace: the 8th is the last.
    expect(outline(match(lines([50]), cut([50], july(8))))).toEqual(['cut_set: a1 = c1']);
    expect(outline(match(lines([50]), cut([50], july(9))))).toEqual(['open: a1', 'open: c1']);
    expect(outline(match(lines([50], july(3)), cut([50], july(2))))).toEqual(['open: a1', 'open: c1']);
  });

  test('past due lines whose sum has come are told as a group, whatever is younger', () => {
    const owed = [...lines([50, 70]), ...lines([90], july(7), 'b')];
    expect(outline(match(owed, cut([60, 60]), { asOf: july(8) }))).toEqual(['? a1+a2 / c1+c2', 'open: b1']);
  });

  test('the order of lines and movements decides nothing', () => {
    const owed = [...lines([50, 50, 70]), ...lines([50, 90], july(2), 'b')];
    const items = [...cut([50, 70]), ...cut([50, 90, 50], july(3), 'd')];
    const result = outline(match(owed, items, { asOf: july(3) }));
    expect(result.filter((one) => one.startsWith('cut_set'))).toHaveLength(5);
    expect(outline(match([...owed].reverse(), [...items].reverse(), { asOf: july(3) }))).toEqual(result);
  });
});

test('a thousand lines under one form are matched in no time', () => {
  const amounts = Array.from({ length: 1000 }, (_, at) => 1000 + (at % 7));
  const days = [1, 2, 3].flatMap((day) => lines(amounts, july(day), `d${String(day)}x`));
  const items = [2, 3, 4].flatMap((day) => cut(amounts, july(day), `e${String(day)}x`));
  expect(match(days, items, { asOf: july(4) }).matches).toHaveLength(3000);
});
