import { describe, expect, it } from 'vitest';
import {
  credit,
  day,
  decide,
  fatesOf,
  openKinds,
  order,
  payment,
  pesos,
  refund,
  workingSetOf,
} from '../../scripts/testing/kit.ts';
import { contentOf, type Pairing } from '../../schemas/outcome/pairing.ts';
import type { Line } from '../../schemas/lines/records.ts';
import { minor } from '../../schemas/values/money.ts';
import type { HandInPlay } from './hand-decisions.ts';

/** Past the grace of everything that is told on the first of the month. */
const LATER = day('2026-07-09');

/** A decision by hand on lines as they stand in a working set. */
function onLines(
  act: 'match' | 'unmatch' | 'exclude',
  lines: readonly Line[],
  change: Partial<Pairing> = {},
): HandInPlay {
  const named = lines.map((line) => {
    const { date, source, file, row, leg } = line;
    return { date, source, file, row, leg, line: line.line, content: contentOf(line) };
  });
  const difference = { orderDifference: minor(0), bankDifference: minor(0) };
  const facts = { act, number: 1, undoes: null, lines: named, note: 'seen', by: 'Ana', atMs: 0, ...difference };
  return { pairing: { ...facts, ...change }, lines, isNew: true };
}

/** The kinds that stay open, and the fates, of lines with decisions on some of them by their places. */
function decided(lines: readonly Line[], decisions: (held: readonly Line[]) => readonly HandInPlay[]) {
  const plain = workingSetOf({ lines });
  const at = (line: Line) =>
    plain.lines.find((held) => held.line.leg === line.leg && contentOf(held.line) === contentOf(line));
  const held = lines.map((line) => at(line)?.line ?? line);
  const outcome = decide({ lines, date: LATER, byHand: { standing: decisions(held), undone: [] } });
  return { kinds: openKinds(outcome), fates: fatesOf(outcome) };
}

describe('a payment put to an order by hand', () => {
  const sold = order({ merchantReference: 'BOG01-1' });
  const paid = payment({ merchantReference: 'TYPO-9' });
  const arrived = credit({ reference: 'TYPO-9' });

  it('takes the refund along that carries its reference', () => {
    const back = refund({ merchantReference: 'TYPO-9', refundOf: null, gross: pesos(-100_000) });
    const debit = credit({ reference: 'TYPO-9', amount: pesos(-100_000), bankId: 'B-2' });
    const told = { ...sold, status: 'refunded' as const, refundedAmount: pesos(100_000) };
    const apart = decided([told, paid, back, arrived, debit], () => []);
    expect(apart.kinds).not.toEqual([]);
    const together = decided([told, paid, back, arrived, debit], ([first, second]) =>
      first === undefined || second === undefined ? [] : [onLines('match', [first, second])],
    );
    expect(together.kinds).toEqual([]);
  });

  it('leaves it where an order has its reference', () => {
    const other = order({ merchantReference: 'TYPO-9', orderId: 'O-9', invoiceNumber: 'F-9' });
    const own = payment({ merchantReference: 'TYPO-9', providerId: 'P-own' });
    const { fates } = decided([sold, other, paid, own, arrived], ([first, , third]) =>
      first === undefined || third === undefined ? [] : [onLines('match', [first, third])],
    );
    expect(fates.filter((text) => text.includes('order')).every((text) => text.includes('matched'))).toBe(true);
  });

  it('is compared again where more comes, and the difference that was let pass is no other', () => {
    const less = payment({ merchantReference: 'TYPO-9', gross: pesos(99_000) });
    const passes = (difference: number) =>
      decided([sold, less, credit({ reference: 'TYPO-9', amount: pesos(99_000) })], ([first, second]) =>
        first === undefined || second === undefined
          ? []
          : [onLines('match', [first, second], { orderDifference: minor(difference) })],
      ).fates.filter((text) => text.includes('order'));
    expect(passes(-100_000)).not.toEqual(passes(-99_999));
  });
});
