import type { DecisionEvent } from '../outcome/decision.ts';
import { absolute, minor, ZERO, type Minor } from '../values/money.ts';
import type { Finding } from '../outcome/run.ts';

/** What one person may close alone, and from when on a second one has to look. */

/** Decisions that close, and so have limits. */
export const LIMITED = ['written_off', 'resolved'] as const satisfies readonly DecisionEvent[];
export type Limited = (typeof LIMITED)[number];

/** In hundredths, of a person and a day; null: no limit. */
export type Limits = Readonly<Record<Limited, Minor | null>>;

/** Limits per currency; null where the configuration has none at all. */
export type Approval = Readonly<Record<string, Limits>> | null;

/** A proposal that nobody answered ends after so many business days. */
export const LAPSES_AFTER_BUSINESS_DAYS = 5;

/** Whether a decision is one that has limits. */
export function isLimited(event: DecisionEvent): event is Limited {
  return (LIMITED as readonly DecisionEvent[]).includes(event);
}

/** What a decision moves: the money at risk or the difference, whichever is larger, in hundredths. */
export function amountDecided({ moneyAtRisk, difference }: Pick<Finding, 'moneyAtRisk' | 'difference'>): Minor {
  const differs = difference === null ? ZERO : absolute(difference);
  return moneyAtRisk > differs ? moneyAtRisk : differs;
}

/**
 * Whether a second person has to confirm: what the person has closed so on the day without one, and what is closed now,
 * comes to more than the limit of the currency. A currency without limits, where others have some, has the limit zero:
 * what nobody thought of is not closed by one person alone. What is about no money asks nobody.
 *
 * @param already what the person closed so on that day, in that currency
 * @param now all that is closed with one act in that currency
 */
export function needsSecond(approval: Approval, event: Limited, currency: string, already: Minor, now: Minor): boolean {
  if (approval === null || now === ZERO) return false;
  const limits = approval[currency];
  const limit = limits === undefined ? ZERO : limits[event];
  return limit !== null && minor(already + now) > limit;
}
