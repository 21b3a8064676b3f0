import { isOpenState } from '../../schemas/kinds/discrepancy.ts';
import { stateAfter, type DecisionRecord } from '../../schemas/outcome/decision.ts';
import { standingPairings, type Pairing } from '../../schemas/outcome/pairing.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';

/** People's decisions that a run is the first to read, or reads again as it did. */
export interface Decisions {
  /** The number of the last event read. */
  readonly lastEvent: number;
  /** Those that its parent had not read, in their order. */
  readonly taken: readonly DecisionRecord[];
  /** What people decided on lines by hand. */
  readonly byHand: DecidedByHand;
}

/** Decisions by hand as a run reads them. */
export interface DecidedByHand {
  /** The number of the last one that was read. */
  readonly last: number;
  /** Those that its parent had not read, in their order. */
  readonly taken: readonly Pairing[];
  /** All that stand, whoever read them first; those that `taken` undoes do not. */
  readonly standing: readonly Pairing[];
  /** What `taken` undoes. */
  readonly undone: readonly Pairing[];
}

export const NOTHING_BY_HAND: DecidedByHand = { last: 0, taken: [], standing: [], undone: [] };

export const NO_DECISIONS: Decisions = { lastEvent: 0, taken: [], byHand: NOTHING_BY_HAND };

/** What a run reads that reads all of these, and whose parent read those up to a number. */
export function decidedByHand(all: readonly Pairing[], readBefore: number): DecidedByHand {
  const taken = all.filter(({ number }) => number > readBefore);
  const ended = new Set(taken.flatMap(({ undoes }) => undoes ?? []));
  return {
    last: all.at(-1)?.number ?? 0,
    taken,
    standing: standingPairings(all),
    undone: all.filter(({ number }) => ended.has(number)),
  };
}

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
