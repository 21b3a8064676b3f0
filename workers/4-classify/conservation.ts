import { CuadreError } from '../../schemas/errors.ts';
import { add, ZERO } from '../../schemas/money.ts';
import { addressKey, compareText, FATES, LEGS, type Leg, type OutOfScopeReason } from '../../schemas/records.ts';
import type { Entered, FateRow, LegConservation, Tally } from '../../schemas/run.ts';
import { groupBy, type Hand } from '../3-match/hand.ts';

const NOTHING: Tally = { lines: 0, amount: ZERO };
const ENTERED: readonly Entered[] = ['new', 'carried', 'brought_back'];

/**
 * Per leg and currency: carried in + new + brought back = the sum over the fates at the close of the date, in lines and in
 * money. What came in is counted from the hand, what came out from the fates; a difference throws `conservation_broken`,
 * and the run publishes nothing.
 */
export function conserve(hand: Hand, fates: readonly FateRow[]): LegConservation[] {
  assertOneFateEach(hand, fates);
  const cameIn = groupBy(
    [
      ...hand.lines.map((held) => ({
        leg: held.line.leg,
        currency: held.line.currency,
        entered: held.entered,
        amount: held.line.leg === 'settlement' ? held.line.gross : held.line.amount,
      })),
      ...hand.rejects.map((held) => ({
        leg: held.reject.leg,
        currency: held.reject.currency ?? '',
        entered: held.entered,
        amount: held.reject.amount ?? ZERO,
      })),
    ],
    (one) => `${one.leg}|${one.currency}`,
  );
  const cameOut = groupBy(fates, (fate) => `${fate.leg}|${fate.currency}`);
  const keys = [...new Set([...cameIn.keys(), ...cameOut.keys()])];
  return keys.map((key) => legOf(key, cameIn.get(key) ?? [], cameOut.get(key) ?? [])).sort(byLegAndCurrency);
}

function assertOneFateEach(hand: Hand, fates: readonly FateRow[]): void {
  const held = new Set([...hand.lines.map((one) => addressKey(one.line)), ...hand.rejects.map((one) => addressKey(one.reject))]);
  const decided = new Set(fates.map(addressKey));
  if (
    held.size === hand.lines.length + hand.rejects.length &&
    decided.size === fates.length &&
    decided.size === held.size &&
    fates.every((fate) => held.has(addressKey(fate)))
  )
    return;
  throw new CuadreError('conservation_broken', `${String(held.size)} lines in hand and ${String(decided.size)} with a fate`, {
    inHand: held.size,
    withFate: decided.size,
  });
}

interface CameIn {
  readonly entered: Entered;
  readonly amount: FateRow['amount'];
}

function legOf(key: string, cameIn: readonly CameIn[], cameOut: readonly FateRow[]): LegConservation {
  const [leg, currency] = key.split('|') as [Leg, string];
  const tallies = <K extends string>(
    keys: readonly K[],
    rows: readonly { amount: FateRow['amount'] }[],
    keyOf: (index: number) => K | null,
  ): Record<K, Tally> => {
    const counted = Object.fromEntries(keys.map((one) => [one, NOTHING])) as Record<K, Tally>;
    for (const [index, row] of rows.entries()) {
      const name = keyOf(index);
      if (name !== null) counted[name] = { lines: counted[name].lines + 1, amount: add(counted[name].amount, row.amount) };
    }
    return counted;
  };
  const entered = tallies(ENTERED, cameIn, (index) => cameIn[index]?.entered ?? null);
  const fates = tallies(FATES, cameOut, (index) => cameOut[index]?.fate ?? null);
  const reasons = [...new Set(cameOut.flatMap((fate) => fate.reason ?? []))].sort(compareText);
  const outOfScope: Partial<Record<OutOfScopeReason, Tally>> = tallies(reasons, cameOut, (index) => cameOut[index]?.reason ?? null);
  const before = total(Object.values(entered));
  const after = total(Object.values(fates));
  if (before.lines !== after.lines || before.amount !== after.amount) {
    throw new CuadreError(
      'conservation_broken',
      `${leg} ${currency}: ${String(before.lines)} lines of ${String(before.amount)} came in, ${String(after.lines)} of ${String(after.amount)} went out`,
      { leg, currency },
    );
  }
  return { leg, currency, entered, fates, outOfScope };
}

function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce((all, one) => ({ lines: all.lines + one.lines, amount: add(all.amount, one.amount) }), NOTHING);
}

function byLegAndCurrency(a: LegConservation, b: LegConservation): number {
  return LEGS.indexOf(a.leg) - LEGS.indexOf(b.leg) || compareText(a.currency, b.currency);
}
