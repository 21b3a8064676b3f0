import { describe, expect, test } from 'vitest';
import { credit, D, decide, order, payment, pesos, workingSetOf } from '../../../scripts/testing/kit.ts';
import type { Line } from '../../../schemas/lines/records.ts';
import { contentOf, type Pairing } from '../../../schemas/outcome/pairing.ts';
import { minor } from '../../../schemas/values/money.ts';

/** The void of a decision by hand on some lines of a set, as the run finds it; null where it holds. */
function voidOf(lines: readonly Line[], change: Partial<Pairing> & { readonly gone?: true } = {}) {
  const { gone, ...facts } = change;
  const held = workingSetOf({ lines }).lines.map(({ line }) => line);
  const pairing: Pairing = {
    number: 7,
    act: 'match',
    undoes: null,
    lines: held.map((line) => ({ ...line, content: contentOf(line) })),
    orderDifference: minor(0),
    bankDifference: minor(0),
    note: 'seen',
    by: 'Ana',
    atMs: 0,
    ...facts,
  };
  const now = held.map((line, place) => (gone === true && place === 0 ? null : line));
  const outcome = decide({ lines, byHand: { standing: [{ pairing, lines: now, isNew: true }], undone: [] } });
  const found = outcome.discrepancies.find(({ kind }) => kind === 'manual_match_void');
  return found === undefined ? null : [found.facts['why'], found.moneyAtRisk, found.merchantReference];
}

describe('manual_match_void', () => {
  const sold = order({ merchantReference: 'BOG01-1' });
  const paid = payment({ merchantReference: 'TYPO-9', gross: pesos(100_000) });
  const arrived = credit({ reference: 'TYPO-9', amount: pesos(100_000) });

  test.each<[string, ReturnType<typeof voidOf>, ReturnType<typeof voidOf>]>([
    ['holds while the lines are there', voidOf([sold, paid, arrived]), null],
    ['a line is in no file any more', voidOf([sold, paid, arrived], { gone: true })?.slice(0, 1) ?? null, ['gone']],
    [
      'a payment that its provider does not call approved takes no part',
      voidOf([sold, { ...paid, status: 'rejected' }]),
      ['out_of_scope', pesos(100_000), 'BOG01-1'],
    ],
    [
      'the bank booked other than was let pass',
      voidOf([paid, { ...arrived, amount: pesos(99_000) }], { bankDifference: minor(-1) }),
      ['differs', pesos(99_000), 'TYPO-9'],
    ],
    [
      'the difference that was let pass',
      voidOf([paid, { ...arrived, amount: pesos(99_000) }], { bankDifference: pesos(-1_000) }),
      null,
    ],
    ['a line that is left out', voidOf([arrived], { act: 'exclude' }), null],
    ['a line that was left out and is gone', voidOf([arrived], { act: 'exclude', gone: true }), ['gone', 0, null]],
  ])('%s', (_sentence, found, expected) => {
    expect(found).toEqual(expected);
  });

  test('is one row a decision, whose lines it breaks not', () => {
    const held = workingSetOf({ lines: [sold, paid] }).lines.map(({ line }) => line);
    const pairing = { number: 7, act: 'match', undoes: null, note: '', by: '', atMs: 0 } as const;
    const lines = held.map((line) => ({ ...line, content: contentOf(line) }));
    const one = { pairing: { ...pairing, lines, orderDifference: null, bankDifference: null }, lines: [null, null] };
    const outcome = decide({ lines: [sold, paid], byHand: { standing: [{ ...one, isNew: true }], undone: [] } });
    const rows = outcome.discrepancies.filter(({ kind }) => kind === 'manual_match_void');
    expect(rows.map(({ key, lines: named, firstSeen }) => [key, named, firstSeen])).toEqual([[['7'], [], D]]);
  });
});
