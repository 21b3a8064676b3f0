import { daysBetween, type PlainDate } from '../../../schemas/values/dates.ts';
import type { Group } from './group.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';

/**
 * The last day on which a credit still counts as being in the window of a payout: its due date and the days of grace.
 */
export function windowEnd(receivable: Receivable, params: BankMatchParams): PlainDate {
  return params.calendar.addBusinessDays(receivable.dueOn, params.graceBusinessDays);
}

/** True where the bank booked in [settled date, due date + grace]. */
export function inWindow(receivable: Receivable, item: BankItem, params: BankMatchParams): boolean {
  return item.bookedOn >= receivable.settledOn && item.bookedOn <= windowEnd(receivable, params);
}

/** True where both dates are at most `lookbackDays` apart, whichever is the earlier. */
export function withinLookback(receivable: Receivable, item: BankItem, params: BankMatchParams): boolean {
  return Math.abs(daysBetween(receivable.settledOn, item.bookedOn)) <= params.lookbackDays;
}

/** Past due means due before the date of the run: the due day itself still waits. */
export function isPastDue(party: { readonly dueOn: PlainDate }, params: BankMatchParams): boolean {
  return party.dueOn < params.asOf;
}

/** The first business day after a payout was settled: Friday's to Sunday's share one. */
export function paymentDay(receivable: Receivable, params: BankMatchParams): PlainDate {
  return params.calendar.addBusinessDays(receivable.settledOn, 1);
}

/** Every payout that expects a credit, with every credit in its window. */
export function windowPairs(open: Group, params: BankMatchParams): Group[] {
  const pairs: Group[] = [];
  for (const receivable of open.receivables) {
    if (receivable.amount <= 0) continue;
    for (const item of open.items) {
      if (item.amount > 0 && inWindow(receivable, item, params))
        pairs.push({ receivables: [receivable], items: [item] });
    }
  }
  return pairs;
}
