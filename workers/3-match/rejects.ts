import type { SettlementSource } from '../../schemas/config/config.ts';
import { isSettlement, type WorkingSet, type HeldReject } from './working-set.ts';
import { payoutKey, keyOfRow } from './receivables.ts';
import { settledCurrencyOf } from './settled-money.ts';
import type { SettledDays } from './settled-days.ts';
import { append } from '../../schemas/values/groups.ts';
import { deliveryKey } from '../../schemas/lines/records.ts';

/** Which references and payouts rejected rows stand for. */
export interface Rejected {
  readonly references: Map<string, HeldReject[]>;
  readonly payouts: Map<string, HeldReject[]>;
}

/** Which references and payouts a rejected row stands for. A file that is one payout lacks the row whatever it says. */
export function rejectedBy(
  workingSet: WorkingSet,
  compare: (reference: string) => string,
  sources: ReadonlyMap<string, SettlementSource>,
  days: SettledDays,
): Rejected {
  const rejected: Rejected = { references: new Map(), payouts: new Map() };
  const payoutsOfFile = new Map<string, Set<string>>();
  for (const held of workingSet.lines.filter(isSettlement)) {
    const source = sources.get(held.line.source);
    const payoutId = days.payoutId(held.line);
    if (!source || payoutId === null || held.line.status !== 'approved') continue;
    const file = deliveryKey(held.line);
    const known = payoutsOfFile.get(file) ?? new Set<string>();
    payoutsOfFile.set(file, known.add(payoutKey(source.id, payoutId, settledCurrencyOf(held.line))));
  }
  for (const row of workingSet.payouts) {
    for (const cohort of row.cohorts) {
      const file = deliveryKey({ source: row.source, date: cohort });
      payoutsOfFile.set(file, (payoutsOfFile.get(file) ?? new Set<string>()).add(keyOfRow(row)));
    }
  }
  for (const held of workingSet.rejects) {
    const { reject } = held;
    const reference = reject.merchantReference === null ? '' : compare(reject.merchantReference);
    if (reference !== '') append(rejected.references, reference, held);
    if (reject.leg !== 'settlement') continue;
    const ofFile = [...(payoutsOfFile.get(deliveryKey(reject)) ?? [])];
    const named =
      reject.payoutId === null
        ? ofFile
        : ofFile.filter((key) => key.startsWith(`${reject.source}|${reject.payoutId ?? ''}|`));
    if (named.length === 1 || reject.payoutId !== null) for (const key of named) append(rejected.payouts, key, held);
  }
  return rejected;
}
