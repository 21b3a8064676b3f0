import { absolute, minor, negate, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareAddress } from '../../schemas/lines/records.ts';
import type { HeldSettlement } from './working-set.ts';
import type { FailedRefund, SaleFacts } from './sale.ts';

/**
 * Refunds that the provider rejected and that are still owed to the customer, in the order in which they came. Where
 * the ERP says what it refunded: those that fit into what is lacking of it, then of the others what is lacking still;
 * else all of a known payment. An approved refund of the amount that came later makes one good.
 *
 * @param gap what the provider refunded less what the ERP did, in hundredths; null where the ERP's feed does not say
 */
export function failedRefundsOf(sale: SaleFacts, gap: Minor | null): readonly FailedRefund[] {
  const failed = sale.declined
    .filter((held) => held.line.type === 'refund')
    .sort((a, b) => compareAddress(a.line, b.line));
  if (failed.length === 0) return [];
  if (gap !== null) return withinGap(failed, gap);
  if (sale.payments.length === 0) return [];
  const made = [...sale.refunds.filter((held) => held.line.type === 'refund')].sort((a, b) =>
    compareAddress(a.line, b.line),
  );
  const left = failed.filter(({ line }) => {
    const good = made.findIndex((held) => held.line.gross === line.gross && compareAddress(held.line, line) > 0);
    if (good >= 0) made.splice(good, 1);
    return good < 0;
  });
  return left.map((held) => ({ held, owed: absolute(held.line.gross) }));
}

function withinGap(failed: readonly HeldSettlement[], gap: Minor): FailedRefund[] {
  let lacking = minor(Math.max(0, negate(gap)));
  const owed = new Map<number, Minor>();
  const take = ({ ix }: HeldSettlement, amount: Minor): void => {
    owed.set(ix, amount);
    lacking = subtract(lacking, amount);
  };
  for (const held of failed) if (absolute(held.line.gross) <= lacking) take(held, absolute(held.line.gross));
  // A refund of more than the ERP counts: the customer lacks what it counts.
  for (const held of failed) if (lacking > 0 && !owed.has(held.ix)) take(held, lacking);
  return failed.flatMap((held) => ((owed.get(held.ix) ?? ZERO) > 0 ? [{ held, owed: owed.get(held.ix) ?? ZERO }] : []));
}
