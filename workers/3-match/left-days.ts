import type { PlainDate } from '../../schemas/values/dates.ts';
import type { HeldSettlement } from './working-set.ts';
import type { Settled } from './settled.ts';
import { transactionKey } from './settlement-versions.ts';

/**
 * The lines that earlier runs took out of their provider's day, by place in the working set, with that day. A newer
 * version of such a line is out of it too, as long as it is of the same day.
 *
 * @param lines every settlement line in the working set, whether or not it counts
 */
export function leftBefore(
  lines: readonly HeldSettlement[],
  { settlement, due, sources }: Settled,
): ReadonlyMap<number, PlainDate> {
  const left = new Map(
    lines.flatMap(({ line, former }) =>
      former === null || former.leftDay === null ? [] : [[transactionKey(line), former.leftDay]],
    ),
  );
  if (left.size === 0) return new Map();
  return new Map(
    settlement.current.flatMap(({ ix, line }) => {
      const day = left.get(transactionKey(line));
      const stays =
        day === undefined || day !== due.days.settledOn(line) || sources.get(line.source)?.settles !== 'per_day';
      return stays ? [] : [[ix, day] as const];
    }),
  );
}
