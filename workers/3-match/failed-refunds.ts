import { negate, type Minor } from '../../schemas/money.ts';
import { compareAddress } from '../../schemas/records.ts';
import type { HeldSettlement } from './hand.ts';
import type { SaleFacts } from './sale.ts';

/**
 * Refunds that the provider rejected and that are still owed to the customer, in the order in which they came. Where the ERP
 * says what it refunded: those that fit into what is lacking of it; else all of a known payment. An approved refund of the
 * amount that came later makes one good.
 *
 * @param gap what the provider refunded less what the ERP did, in hundredths; null where the ERP's feed does not say
 */
export function failedRefundsOf(sale: SaleFacts, gap: Minor | null): readonly HeldSettlement[] {
  const failed = sale.declined.filter((held) => held.line.type === 'refund').sort((a, b) => compareAddress(a.line, b.line));
  if (failed.length === 0) return failed;
  if (gap !== null) return withinGap(failed, gap);
  if (sale.payments.length === 0) return [];
  const made = [...sale.refunds.filter((held) => held.line.type === 'refund')].sort((a, b) => compareAddress(a.line, b.line));
  return failed.filter(({ line }) => {
    const good = made.findIndex((held) => held.line.gross === line.gross && compareAddress(held.line, line) > 0);
    if (good >= 0) made.splice(good, 1);
    return good < 0;
  });
}

function withinGap(failed: readonly HeldSettlement[], gap: Minor): HeldSettlement[] {
  let lacking = Math.max(0, negate(gap));
  return failed.filter(({ line }) => {
    const amount = Math.abs(line.gross);
    if (amount > lacking) return false;
    lacking -= amount;
    return true;
  });
}
