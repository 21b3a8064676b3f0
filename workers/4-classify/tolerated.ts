import { absolute, add, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { Leg } from '../../schemas/lines/records.ts';
import type { LegConservation, Tolerated } from '../../schemas/outcome/run.ts';
import type { OrderVerdict } from '../3-match/order-verdicts.ts';
import type { MatchResult } from '../3-match/match.ts';
import type { Config } from '../../schemas/config/config.ts';

/** One difference that a comparison let pass: what came less what should have come. */
interface LetPass {
  readonly leg: Leg;
  readonly currency: string;
  readonly difference: Minor;
}

/**
 * Adds to every leg and currency what the comparisons of this run let pass within `orderTolerance` (leg order: payments
 * less the amount due, and refunds less what the ERP refunded, which then count against us) and `bankTolerance` (leg
 * bank: booked less expected). A leg that let nothing pass stays as it is.
 */
export function withTolerated(
  conservation: readonly LegConservation[],
  match: Pick<MatchResult, 'verdicts' | 'matches' | 'receivables'>,
  config: Pick<Config, 'matching'>,
): LegConservation[] {
  const sums = new Map<string, Tolerated>();
  for (const { leg, currency, difference } of [...ofOrders(match.verdicts, config), ...ofBank(match)]) {
    const key = `${leg}|${currency}`;
    const known = sums.get(key) ?? { comparisons: 0, difference: ZERO, absolute: ZERO };
    sums.set(key, {
      comparisons: known.comparisons + 1,
      difference: add(known.difference, difference),
      absolute: add(known.absolute, absolute(difference)),
    });
  }
  return conservation.map((one) => {
    const tolerated = sums.get(`${one.leg}|${one.currency}`);
    return tolerated === undefined ? one : { ...one, tolerated };
  });
}

function ofOrders(verdicts: readonly OrderVerdict[], { matching }: Pick<Config, 'matching'>): LetPass[] {
  return verdicts.flatMap((verdict) => {
    const currency = verdict.orders[0]?.line.currency;
    if (currency === undefined) return [];
    const payments = verdict.payment === 'agrees' ? verdict.difference : ZERO;
    const owed =
      verdict.refund === 'agrees' && verdict.erpRefunded !== null
        ? subtract(verdict.erpRefunded, verdict.refunded)
        : ZERO;
    const refunds = absolute(owed) <= matching.orderTolerance ? owed : ZERO;
    return [payments, refunds]
      .filter((difference) => difference !== ZERO)
      .map((difference): LetPass => ({ leg: 'order', currency, difference }));
  });
}

function ofBank({ matches, receivables }: Pick<MatchResult, 'matches' | 'receivables'>): LetPass[] {
  const letPass = matches.filter((one) => one.pass !== 'differing' && one.difference !== ZERO);
  if (letPass.length === 0) return [];
  const currencies = new Map(receivables.map((open) => [open.receivable.id, open.receivable.currency]));
  return letPass.flatMap(({ receivables: [first = ''], difference }) => {
    const currency = currencies.get(first);
    return currency === undefined ? [] : [{ leg: 'bank' as const, currency, difference }];
  });
}
