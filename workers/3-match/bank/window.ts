import { daysBetween, type PlainDate } from '../../../schemas/values/dates.ts';
import { type Group, differenceOf, membersOf, mergeGroups, partiesOf } from './group.ts';
import { type BankItem, type BankMatchParams, type Receivable, type Ambiguity } from './types.ts';
import { absolute } from '../../../schemas/values/money.ts';
import { firstPlace } from '../../../schemas/values/places.ts';
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

/** The dates on which the credit of a payout may be booked, both included. */
export interface Span {
  readonly from: PlainDate;
  readonly until: PlainDate;
}

/** The window of a payout as dates. */
export function windowOf(receivable: Receivable, params: BankMatchParams): Span {
  return { from: receivable.settledOn, until: windowEnd(receivable, params) };
}

/**
 * What hangs together by dates: groups that `mergeGroups` joins as it would join every payout with every item in its
 * span. A payout is tied to the first item of its span, and the items of a span each to the next: as many groups as
 * there are members, and not as many as pairs.
 */
export function tiedByDates(
  receivables: readonly Receivable[],
  items: readonly BankItem[],
  spanOf: (receivable: Receivable) => Span,
): Group[] {
  const dated = [...items].sort((a, b) => compareText(a.bookedOn, b.bookedOn));
  const dates = dated.map((item) => item.bookedOn);
  const lastOf = new Map<number, number>();
  const ties: Group[] = [];
  for (const receivable of receivables) {
    const { from, until } = spanOf(receivable);
    const first = firstPlace(dates, (date) => date >= from);
    const last = firstPlace(dates, (date) => date > until) - 1;
    if (first > last) continue;
    ties.push({ receivables: [receivable], items: dated.slice(first, first + 1) });
    lastOf.set(first, Math.max(last, lastOf.get(first) ?? last));
  }
  let reached = 0;
  for (const place of dated.keys()) {
    reached = Math.max(reached, lastOf.get(place) ?? 0);
    if (place < reached) ties.push({ receivables: [], items: dated.slice(place, place + 2) });
  }
  return ties;
}

/** Payouts that expect a credit and the credits in their windows, tied as they hang together. */
export function tiedByWindows({ receivables, items }: Group, params: BankMatchParams): Group[] {
  return tiedByDates(
    receivables.filter(({ amount }) => amount > 0),
    items.filter(({ amount }) => amount > 0),
    (receivable) => windowOf(receivable, params),
  );
}

/**
 * What stays open and could be paired in several ways (domain: 4.2 and 4.4): payouts and credits of one source that
 * share a window, together with the groups that earlier passes held.
 */
export function ambiguousGroups(open: Group, held: readonly Group[], params: BankMatchParams): Group[] {
  const members = membersOf([open]);
  const stillOpen = held.filter((group) => partiesOf(group).every((party) => members.has(party)));
  return mergeGroups([...stillOpen, ...tiedByWindows(open, params)]);
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
