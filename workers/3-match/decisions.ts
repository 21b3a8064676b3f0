import type { PlainDate } from '../../schemas/values/dates.ts';
import { stateAfter } from '../../schemas/outcome/decision.ts';
import type { DecisionRecord, Store } from '../../schemas/ports/store.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import { certain } from '../../schemas/errors.ts';

/** People's decisions that a run is the first to read, or reads again as it did. */
export interface Decisions {
  /** The number of the last event read. */
  readonly lastEvent: number;
  /** Those that its parent had not read, in their order. */
  readonly taken: readonly DecisionRecord[];
}

export const NO_DECISIONS: Decisions = { lastEvent: 0, taken: [] };

/**
 * Which decisions the run of a date reads. The newest date reads all that there are. A date that is run again after a
 * later one reads what its former generation read, never more: a decision belongs to the first run that read it, so
 * that a replay or a cascade comes to what it would have come to with the other files from the start.
 */
export function decisionsFor(
  date: PlainDate,
  parent: RunKey | null,
  store: Pick<Store, 'newestRun' | 'newestRuns' | 'run' | 'lastEvent' | 'decisions'>,
): Decisions {
  const newest = store.newestRuns().at(-1);
  const own = store.newestRun(date);
  const isOld = newest !== undefined && newest.date > date && own !== null;
  const lastEvent = isOld ? own.lastEvent : store.lastEvent();
  const readBefore = parent === null ? 0 : certain(store.run(parent), `the run of ${parent.date}`).lastEvent;
  return { lastEvent, taken: store.decisions(readBefore, lastEvent) };
}

/** The last of the decisions on each discrepancy: what it comes to. */
export function lastOfEach({ taken }: Decisions): Map<string, DecisionRecord> {
  return new Map(taken.map((decision) => [decision.discrepancyId, decision]));
}

/** Somebody still has to do something about it. */
export function isUnresolved({ state }: Pick<Discrepancy, 'state'>): boolean {
  return state === 'open' || state === 'acknowledged';
}

/** A person closed it: resolved or written off. */
export function isDecided({ state }: Pick<Discrepancy, 'state'>): boolean {
  return state === 'resolved' || state === 'written_off';
}

/** Whether a decision puts a closed discrepancy back on the list. */
export function reopens(decision: DecisionRecord): boolean {
  return isUnresolved({ state: stateAfter(decision.event) });
}
