import { sum, absolute, ZERO } from '../../../schemas/values/money.ts';
import type { HandVoid } from '../../3-match/by-hand.ts';
import type { Held } from '../../3-match/working-set.ts';
import type { Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';

/** manual_match_void: a decision by hand whose lines are not what they were; nothing of it is applied. */
export function voidFindings(c: Case): DraftOf<'manual_match_void'>[] {
  return c.match.voids.map((one) => voided(one, c));
}

function voided({ pairing, why, lines }: HandVoid, c: Case): DraftOf<'manual_match_void'> {
  const [first] = lines;
  const currencies = new Set(lines.map(({ line }) => line.currency));
  const reference = lines.map(({ line }) => (line.leg === 'bank' ? '' : line.merchantReference)).find((one) => one);
  return {
    kind: 'manual_match_void',
    key: [String(pairing.number)],
    lines: lines.map(({ line }) => named(line, false)),
    provider: providerOf(lines),
    merchantReference: reference ?? null,
    store: first === undefined || first.line.leg === 'bank' ? null : c.storeOf(first.line),
    currency: currencies.size === 1 ? (first?.line.currency ?? null) : null,
    moneyAtRisk: currencies.size === 1 ? atRisk(lines) : ZERO,
    direction: 'unknown',
    facts: {
      act: pairing.act,
      decision: pairing.number,
      why,
      named: pairing.lines.map(({ file, line }) => `${file}:${String(line)}`),
    },
  };
}

function providerOf(lines: readonly Held[]): string | null {
  return lines.find(({ line }) => line.leg === 'settlement')?.line.source ?? null;
}

/** What one side of it comes to: of the movements, or else of the payments, or else of the orders. */
function atRisk(lines: readonly Held[]) {
  for (const leg of ['bank', 'settlement', 'order'] as const) {
    const own = lines.flatMap(({ line }) =>
      line.leg !== leg ? [] : [absolute(line.leg === 'settlement' ? line.gross : line.amount)],
    );
    if (own.length > 0) return sum(own);
  }
  return ZERO;
}
