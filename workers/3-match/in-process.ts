import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { endOfDate } from '../../schemas/values/local-time.ts';
import type { Minor } from '../../schemas/values/money.ts';
import { compareAddress, compareText, type EpochSeconds } from '../../schemas/lines/records.ts';
import type { HeldSettlement } from './working-set.ts';
import type { InProcess, SaleFacts, VerdictContext } from './sale.ts';

const SECONDS_PER_HOUR = 3600;

/**
 * The pending payments of a sale whose amount covers what is lacking, whatever else was declined; null where there is
 * none.
 *
 * @param lacking the amount due less what was paid, in hundredths
 */
export function inProcessOf(sale: SaleFacts, lacking: Minor, context: VerdictContext): InProcess | null {
  const currency = sale.orders[0]?.line.currency;
  const covers = sale.pending.filter(
    ({ line }) =>
      line.type === 'payment' &&
      line.currency === currency &&
      line.gross + context.config.matching.orderTolerance >= lacking,
  );
  const lines = [...covers].sort(
    (a, b) =>
      sinceOf(b, context) - sinceOf(a, context) ||
      compareText(b.line.date, a.line.date) ||
      compareText(b.line.providerId, a.line.providerId) ||
      compareAddress(b.line, a.line),
  );
  const [last] = lines;
  return last === undefined ? null : { lines, stage: stageOf(sinceOf(last, context), context) };
}

/** Pending since its own moment; a line that says none, since the end of the date of its file. */
function sinceOf({ line }: HeldSettlement, { config }: VerdictContext): EpochSeconds {
  return line.paidAt ?? ((endOfDate(config.timezone, line.date) + 1) as EpochSeconds);
}

function stageOf(since: EpochSeconds, context: VerdictContext): InProcess['stage'] {
  if (!isStale(since, context.date, context)) return 'waiting';
  let first: PlainDate = context.due.localDate(since);
  while (!isStale(since, first, context)) first = addDays(first, 1);
  const last = context.calendar.addBusinessDays(first, context.config.matching.carryBusinessDays);
  return last < context.date ? 'given_up' : 'stale';
}

/** Whether something is pending for longer than `stalePendingHours` at the end of a date. */
function isStale(since: EpochSeconds, date: PlainDate, { config }: VerdictContext): boolean {
  return endOfDate(config.timezone, date) + 1 - since > config.matching.stalePendingHours * SECONDS_PER_HOUR;
}
