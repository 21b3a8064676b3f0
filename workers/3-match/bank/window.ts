import { daysBetween, type PlainDate } from '../../../schemas/values/dates.ts';
import { type Group, differenceOf, membersOf, mergeGroups, partiesOf } from './group.ts';
import { type BankItem, type BankMatchParams, type Receivable, type Ambiguity } from './types.ts';
import { absolute } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';

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

/**
 * What stays open and could be paired in several ways (domain: 4.2 and 4.4): payouts and credits of one source that
 * share a window, together with the groups that earlier passes held.
 */
export function ambiguousGroups(open: Group, held: readonly Group[], params: BankMatchParams): Group[] {
  const members = membersOf([open]);
  const stillOpen = held.filter((group) => partiesOf(group).every((party) => members.has(party)));
  return mergeGroups([...stillOpen, ...windowPairs(open, params)]);
}

/** The group as it leaves the module. Until its first member is past due it only waits. */
export function toAmbiguity(group: Group, params: BankMatchParams): Ambiguity {
  return {
    receivables: group.receivables.map((receivable) => receivable.id).sort(compareText),
    bankItems: group.items.map((item) => item.id).sort(compareText),
    moneyAtRisk: absolute(differenceOf(group)),
    pastDue: partiesOf(group).some((party) => isPastDue(party, params)),
  };
}
