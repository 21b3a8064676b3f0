import { expect, it } from 'vitest';
import type { Line } from '../../schemas/lines/records.ts';
import { rawRecord } from './evidence.ts';

/** A number of a card in a record of fixed widths, where digits stand before and behind it. */
const CARD = '4539578763621486';
const TEXT = [`06${CARD.padStart(48, '0')}00000150000000 09${CARD.replace('4', '5')}77`];

it('shows the raw record without the numbers that its row has masked', () => {
  const record = { leg: 'bank', reference: '453957******1486~0123456789ab' } as Line;
  const masked = TEXT[0]?.replace(CARD, '453957******1486');
  expect(rawRecord(TEXT, 0, [], record)).toBe(masked);
  expect(rawRecord(TEXT, 0, [], null)).toBe(TEXT[0]);
  // What only looks like the number of the row is left as it is.
  const other = `0000${CARD.slice(0, 15)}700000`;
  expect(rawRecord([other], 0, [], record)).toBe(other);
});
