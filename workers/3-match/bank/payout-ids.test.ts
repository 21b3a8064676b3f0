import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { asText, idFinder, idsOf, payoutsNamed, type NamingItem } from './payout-ids.ts';
import { bankItem, july, payout } from './samples.ts';

const SEED = 20_260_701;
const RUNS = 3_000;

/** Short ids of few characters, so that one is a piece of another and all of them meet in the texts. */
const PIECES = [
  'P',
  'p',
  'O',
  '1',
  '2',
  '12',
  '-',
  '_',
  '.',
  '/',
  ' ',
  'ñ',
  'Ñ',
  'é',
  'ﬁ',
  'ß',
  'İ',
  '٣',
  '😀',
  '\u0000',
];
const ids = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 5 })
  .map((pieces) => pieces.join(''))
  .filter((id) => id !== '');
const joints = fc.constantFrom('', ' ', '-', '/', '.', 'X', '7', '\u0000', '😀');

const cases = fc.record({ ids: fc.array(ids, { maxLength: 8 }), stray: ids }).chain(({ ids: known, stray }) => {
  const words = fc.constantFrom(stray, ...known);
  return fc.record({
    ids: fc.constant(known),
    text: fc.array(fc.oneof(words.map(asText), joints), { maxLength: 9 }).map((parts) => parts.join('')),
    references: fc.array(words.map(normaliseKey), { maxLength: 2 }),
    endToEndId: fc.option(words),
  });
});

describe('the ids that a movement may name', () => {
  it('name as many payouts as all ids do', () => {
    let naming = 0;
    fc.assert(
      fc.property(cases, ({ ids: known, ...says }) => {
        const item: NamingItem = bankItem('c', 100, july(2), says);
        const all = idsOf(known.map((payoutId, n) => payout(`p${n}`, 100, july(1), { payoutId })));
        const named = payoutsNamed(item, all);
        naming += named.length > 1 ? 1 : 0;
        expect(payoutsNamed(item, idFinder(all)(item))).toEqual(named);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(naming).toBeGreaterThan(RUNS / 10);
  });

  it('are few, however many there are', () => {
    const all = idsOf(Array.from({ length: 1_000 }, (_, n) => payout(`p${n}`, 100, july(1), { payoutId: `PO-${n}` })));
    const item = bankItem('c', 100, july(2), { text: 'ABONO PO-321' });
    expect(idFinder(all)(item).map(({ id }) => id)).toEqual(['PO-321', 'PO-32', 'PO-3']);
  });
});
