import type { Config, SettlementSource } from '../../schemas/config/config.ts';
import { addDays, type BusinessCalendar, type PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { localClock, type LocalMoment } from '../../schemas/values/local-time.ts';
import { compareText, type EpochSeconds } from '../../schemas/lines/records.ts';
import { isAfterCutOff, settledDays, type SettledDays } from './settled-days.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** Everything that waits has a due date. Past due means due < date of the run: the due day itself still waits. */
export interface DueDates {
  /** Of which day, and of which payout, a provider's line is. */
  readonly days: SettledDays;
  /** The local date of a moment in the tenant's zone. */
  localDate(moment: EpochSeconds): PlainDate;
  local(moment: EpochSeconds): LocalMoment;
  /** Until when an order waits for its settlement line. `collectors`: the sources that collect its method. */
  order(paidAt: EpochSeconds, collectors: readonly SettlementSource[]): PlainDate;
  /** Until when a settlement line waits for its order. */
  orderOf(fileDate: PlainDate, paidOn: PlainDate): PlainDate;
  /** Until when a settled line or payout waits for the bank. */
  bank(source: SettlementSource, settledOn: PlainDate): PlainDate;
  /** The day on which a settled line or payout falls due, before any extension for a missing file. */
  fallsDue(source: SettlementSource, settledOn: PlainDate): PlainDate;
  /**
   * Until when a settled line waits for a payout that names it: as long as a payout that owes us nothing is carried
   * after its due date.
   */
  inNoPayout(source: SettlementSource, settledOn: PlainDate): PlainDate;
  /** Until when a bank line waits for its counterpart. `source`: the provider that it looks like. */
  bankLine(bookedOn: PlainDate, source: SettlementSource | null): PlainDate;
  /** Until when a refund of the ERP waits for the provider's. */
  refund(refundedOn: PlainDate, collectors: readonly SettlementSource[]): PlainDate;
}

/**
 * The dates on which each source's file is missing or refused. What is refused again, delivery after delivery, buys
 * time once: a file that is refused where the one before it was refused too extends nothing.
 */
export class MissingFiles {
  private readonly datesBySource = new Map<string, Set<PlainDate>>();

  constructor(files: readonly SourceFile[]) {
    const delivered = files.filter((file) => file.state !== 'not_expected').sort((a, b) => compareText(a.date, b.date));
    for (const [source, own] of groupBy(delivered, (file) => file.source)) {
      const out = own.filter(
        (file, at) => file.state === 'missing' || (file.state === 'rejected' && own[at - 1]?.state !== 'rejected'),
      );
      this.datesBySource.set(source, new Set(out.map((file) => file.date)));
    }
  }

  /** True where any of the sources misses a file in [first, last]. */
  any(sources: readonly string[], first: PlainDate, last: PlainDate): boolean {
    return sources.some((source) => {
      for (const date of this.datesBySource.get(source) ?? []) if (date >= first && date <= last) return true;
      return false;
    });
  }
}

/**
 * The due rules over one calendar and what is known of the files. What depends on a missing file is due
 * `graceBusinessDays` later than otherwise, once and no later.
 */
export function dueDates(config: Config, calendar: BusinessCalendar, files: readonly SourceFile[]): DueDates {
  const { matching } = config;
  const missing = new MissingFiles(files);
  const clock = localClock(config.timezone);
  const bankSources = config.sources.filter((source) => source.leg === 'bank').map((source) => source.id);
  const orderSources = config.sources.filter((source) => source.leg === 'order').map((source) => source.id);
  const settlementSources = config.sources.filter((source) => source.leg === 'settlement').map((source) => source.id);
  const extend = (due: PlainDate, sources: readonly string[], from: PlainDate): PlainDate =>
    missing.any(sources, from, due) ? calendar.addBusinessDays(due, matching.graceBusinessDays) : due;
  const fallsDue = (source: SettlementSource, settledOn: PlainDate): PlainDate =>
    calendar.addBusinessDays(settledOn, source.lateAfterBusinessDays);

  return {
    days: settledDays(config, calendar),
    localDate: (moment) => clock(moment).date,
    local: clock,
    order(paidAt, collectors) {
      const paid = clock(paidAt);
      const latest = collectors
        .map((source) =>
          calendar.addBusinessDays(countedFrom(paid, source, calendar), matching.reportedWithinBusinessDays),
        )
        .reduce((a, b) => (b > a ? b : a), calendar.addBusinessDays(paid.date, matching.reportedWithinBusinessDays));
      return extend(
        latest,
        collectors.map((source) => source.id),
        paid.date,
      );
    },
    orderOf: (fileDate, paidOn) =>
      extend(addDays(fileDate, matching.orderGraceDays), orderSources, paidOn < fileDate ? paidOn : fileDate),
    bank: (source, settledOn) => extend(fallsDue(source, settledOn), bankSources, settledOn),
    fallsDue,
    inNoPayout: (source, settledOn) =>
      calendar.addBusinessDays(settledOn, source.lateAfterBusinessDays + matching.carryBusinessDays),
    bankLine(bookedOn, source) {
      const due = calendar.addBusinessDays(bookedOn, matching.graceBusinessDays);
      const lateAfter = source?.lateAfterBusinessDays ?? 0;
      return extend(due, source ? [source.id] : settlementSources, businessDaysBefore(calendar, bookedOn, lateAfter));
    },
    refund: (refundedOn, collectors) =>
      extend(
        calendar.addBusinessDays(refundedOn, matching.refundWithinBusinessDays),
        collectors.map((source) => source.id),
        refundedOn,
      ),
  };
}

/** A paid time after the source's cut-off counts as the next business day. */
function countedFrom(paid: LocalMoment, source: SettlementSource, calendar: BusinessCalendar): PlainDate {
  return source.cutOff !== null && isAfterCutOff(paid, source.cutOff)
    ? calendar.addBusinessDays(paid.date, 1)
    : paid.date;
}

/** The date n business days before; for "a file in [booked date - lateAfterBusinessDays, due]". */
export function businessDaysBefore(calendar: BusinessCalendar, date: PlainDate, n: number): PlainDate {
  let left = n;
  let day = date;
  while (left > 0) {
    day = addDays(day, -1);
    if (calendar.isBusinessDay(day)) left -= 1;
  }
  return day;
}
