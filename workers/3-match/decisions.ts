import { isOpenState } from '../../schemas/kinds/discrepancy.ts';
import { stateAfter, type DecisionRecord } from '../../schemas/outcome/decision.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';

/** People's decisions that a run is the first to read, or reads again as it did. */
export interface Decisions {
  /** The number of the last event read. */
  readonly lastEvent: number;
  /** Those that its parent had not read, in their order. */
  readonly taken: readonly DecisionRecord[];
}

export const NO_DECISIONS: Decisions = { lastEvent: 0, taken: [] };

/** The last of the decisions on each discrepancy: what it comes to. */
export function lastOfEach({ taken }: Decisions): Map<string, DecisionRecord> {
  return new Map(taken.map((decision) => [decision.discrepancyId, decision]));
}

/** Somebody still has to do something about it. */
export function isUnresolved({ state }: Pick<Discrepancy, 'state'>): boolean {
  return isOpenState(state);
}

/** A person closed it: resolved or written off. */
export function isDecided({ state }: Pick<Discrepancy, 'state'>): boolean {
  return state === 'resolved' || state === 'written_off';
}

/** Whether a decision puts a closed discrepancy back on the list. */
export function reopens(decision: DecisionRecord): boolean {
  return isUnresolved({ state: stateAfter(decision.event) });
}
