import { sourcesOfLeg, type Config, type SettlementSource } from '../../schemas/config/config.ts';
import type { BusinessCalendar, PlainDate } from '../../schemas/values/dates.ts';
import { localClock, type LocalMoment } from '../../schemas/values/local-time.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { factsOf } from '../2-normalise/formats/facts.ts';

/** Of which day, and of which payout, a provider's line is. */
export interface SettledDays {
  /** The day on which the provider settled a line: what due dates, the sums of a day and its key go by. */
  settledOn(line: SettlementLine): PlainDate;
  /**
   * The payout that a line belongs to: the one it names; of a source that pays by the day, that day; of one that names
   * no payouts, its file. Null where the line is paid by itself, or where its provider names payouts and it is in none
   * yet.
   */
  payoutId(line: SettlementLine): string | null;
}

/**
 * The days of every settlement source (domain: 4.2, `per_day`).
 *
 * A source that pays one lump a day and declares its `cutOff` settles a line on the business day of its local paid
 * time: what is paid exactly at the cut-off is still of that day, what comes after it, or on no business day, is of the
 * next one. There a line without a paid time is of its file's date, read the same way. Everywhere else a line is
 * settled on the day that it states, else on the date of its file, business day or not.
 */
export function settledDays(config: Config, calendar: BusinessCalendar): SettledDays {
  const sources = new Map(sourcesOfLeg(config, 'settlement').map((source) => [source.id, source]));
  const clock = localClock(config.timezone);
  const settledOn = (line: SettlementLine): PlainDate => {
    const source = sources.get(line.source);
    if (source?.settles !== 'per_day' || source.cutOff === null) return line.settledOn ?? line.date;
    return cycleDay(
      line.paidAt === null ? { date: line.date, time: MIDNIGHT } : clock(line.paidAt),
      source.cutOff,
      calendar,
    );
  };
  return {
    settledOn,
    payoutId(line) {
      const source = sources.get(line.source);
      return source === undefined ? null : payoutIdOf(line, source, settledOn);
    },
  };
}

const MIDNIGHT = '00:00:00';

/** The business day whose cycle takes what is paid at a moment. */
function cycleDay(paid: Pick<LocalMoment, 'date' | 'time'>, cutOff: string, calendar: BusinessCalendar): PlainDate {
  if (!calendar.isBusinessDay(paid.date) || isAfterCutOff(paid, cutOff)) return calendar.addBusinessDays(paid.date, 1);
  return paid.date;
}

/** Exactly at the cut-off is still before it. */
export function isAfterCutOff(paid: Pick<LocalMoment, 'time'>, cutOff: string): boolean {
  return paid.time > `${cutOff}:00`;
}

function payoutIdOf(
  line: SettlementLine,
  source: SettlementSource,
  settledOn: (line: SettlementLine) => PlainDate,
): string | null {
  switch (source.settles) {
    case 'per_transaction':
      return null;
    case 'per_day':
      return dayId(source.id, settledOn(line));
    case 'per_payout':
      return line.payoutId ?? (namesPayouts(source) ? null : dayId(source.id, line.date));
  }
}

/** Whether the rows of a source name their payout, so that a row without one is in no payout. */
export function namesPayouts({ profile }: SettlementSource): boolean {
  return 'inline' in profile ? 'payout_id' in profile.inline.columns : factsOf(profile).namesPayouts === true;
}

/**
 * Whether a source reports an account from which sums are withdrawn, so that a withdrawal pays whatever lines wait in
 * it.
 */
export function isWithdrawnByBalance({ profile, settles }: SettlementSource): boolean {
  return settles === 'per_payout' && factsOf(profile).withdrawnByBalance === true;
}

/** What a provider's day is called where it has no id of its own. */
export function dayId(source: string, day: PlainDate): string {
  return `${source} ${day}`;
}
