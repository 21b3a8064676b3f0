import { expect, test } from 'vitest';
import { day, handOf } from '../../scripts/testing/kit.ts';
import { explainersFrom } from './explainers.ts';

test('a difference looks for its explanation ten business days before the credit, which may itself wait three', () => {
  // Thirteen business days before Tuesday 14 July, over two weekends and the holidays of 29 June and 13 July.
  expect(explainersFrom(handOf({ date: day('2026-07-14') }))).toBe('2026-06-23');
  expect(explainersFrom(handOf({ date: day('2026-07-13') }))).toBe('2026-06-23');
});
