import type { EpochSeconds } from '../../schemas/lines/records.ts';
import { LAPSES_AFTER_BUSINESS_DAYS } from '../../schemas/people/approval.ts';
import type { Proved } from '../../schemas/people/person.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { DeskAct } from '../../schemas/ports/queue.ts';
import { zoneClock } from '../../schemas/values/local-time.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';

/** The day that it is in the tenant's zone. */
export function today({ config, clock }: Pick<Context, 'config' | 'clock'>): PlainDate {
  return zoneClock(config.timezone).shownAt(Math.floor(clock.nowMs() / 1000) as EpochSeconds).date;
}

/**
 * What a decision is held to: who takes it, on which day, under which limits.
 *
 * @param proved null: the name is stated, which is enough where the record has no people
 */
export function actOf(proved: Proved | null, context: Pick<Context, 'config' | 'clock' | 'calendar'>): DeskAct {
  const day = today(context);
  return {
    who: proved === null ? null : { personId: proved.person.id, proof: proved.proof },
    day,
    lapsesAfter: context.calendar.addBusinessDays(day, LAPSES_AFTER_BUSINESS_DAYS),
    approval: context.config.approval,
  };
}
