import { describe, expect, test } from 'vitest';
import { configOf, day, workingSetOf, lump, payment, pesos, wompi } from '../../scripts/testing/kit.ts';
import { explainersFrom } from './explainers.ts';
import { match } from './match.ts';

test('a difference looks for its explanation ten business days before the credit, which may itself wait three', () => {
  // Thirteen business days before Tuesday 14 July, over two weekends and the holidays of 29 June and 13 July.
  expect(explainersFrom(workingSetOf({ date: day('2026-07-14') }))).toBe('2026-06-23');
  expect(explainersFrom(workingSetOf({ date: day('2026-07-13') }))).toBe('2026-06-23');
});

describe('what an earlier file told too', () => {
  const paid = payment({
    source: 'wompi',
    providerId: 'T-1',
    payoutId: 'PO-1',
    gross: pesos(25_000),
    net: pesos(25_000),
  });
  const double = lump(pesos(50_000));
  const explained = (...recent: (typeof paid)[]): unknown =>
    match(workingSetOf({ lines: [paid, double], config: configOf({ sources: [wompi] }) }), recent).matches[0]
      ?.explanation;

  test('explains no second payment: a line that a repeated export tells again happened once', () => {
    const again = { ...paid, date: day('2026-06-30'), file: 'repeated' };
    expect(explained(again)).toMatchObject({ state: 'none' });
  });

  test('explains one where it is another transaction of the same money', () => {
    const other = {
      ...paid,
      date: day('2026-06-30'),
      file: 'repeated',
      providerId: 'T-2',
      payoutId: 'PO-0',
      merchantReference: 'BOG01-9',
    };
    expect(explained(other)).toMatchObject({ state: 'unique' });
    const newer = { ...other, file: 'repeated-again' };
    expect(explained(other, newer)).toMatchObject({ state: 'unique' });
  });
});
