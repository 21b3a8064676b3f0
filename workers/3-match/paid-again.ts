import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { add } from '../../schemas/values/money.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { isSettlement, type WorkingSet } from './working-set.ts';
import { settledNetOf } from './settled-money.ts';

/**
 * Tells whether the provider took a payout back: a line of type `payout` in another payout names it, or gives back to
 * the centavo what it came to. What a later payout then lists again is the same line, paid by that one.
 */
export function takenBackPayouts(
  workingSet: Pick<WorkingSet, 'lines' | 'payouts'>,
): (source: string, payoutId: string) => boolean {
  const givenBack = workingSet.lines
    .filter(isSettlement)
    .map((held) => held.line)
    .filter(
      (line) => line.type === 'payout' && line.skip === null && line.status === 'approved' && line.payoutId !== null,
    );
  return (source, payoutId) =>
    givenBack.some((line) => {
      if (line.source !== source || normaliseKey(line.payoutId ?? '') === normaliseKey(payoutId)) return false;
      return names(line, payoutId) || isAmountOf(line, payoutId, workingSet.payouts);
    });
}

function names(line: SettlementLine, payoutId: string): boolean {
  return [line.providerId, line.refundOf ?? ''].some((id) => normaliseKey(id) === normaliseKey(payoutId));
}

function isAmountOf(line: SettlementLine, payoutId: string, rows: WorkingSet['payouts']): boolean {
  const net = settledNetOf(line);
  return (
    net > 0 &&
    rows.some((row) => row.source === line.source && row.payoutId === payoutId && add(row.net, row.givenBack) === net)
  );
}
