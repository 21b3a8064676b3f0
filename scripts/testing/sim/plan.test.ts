import { expect, it } from 'vitest';
import { closedByRuns } from './invariants.ts';
import { planOf } from './plan.ts';

it('of every file has rows, whatever its faults move to other dates: an empty one is refused, and nobody planted that', () => {
  // Of seed 160 ten orders a date left a Saturday without a payment.
  const { fortnight } = planOf(160);
  const rows = fortnight.files
    .filter(({ source }) => source !== 'bank')
    .map(({ source, date, text }) => ({ source, date, rows: text.trimEnd().split('\n').length - 1 }));
  expect(rows.filter((one) => one.rows === 0)).toEqual([]);
  expect(rows.length).toBeGreaterThan(170);
});

it('knows what runs closed: also what a person had closed, once its facts are again those of their decision', () => {
  // Seed 175: a late file put right on 10 July what had been reopened on the 7th.
  const event = (discrepancyId: string, by: string, to: string) => ({ discrepancyId, by, to });
  const events = [
    event('a', 'system', 'auto_resolved'),
    event('b', 'system', 'resolved'),
    event('c', 'ana', 'resolved'),
    event('d', 'system', 'open'),
  ];
  expect([...closedByRuns(events)]).toEqual(['a', 'b']);
});
