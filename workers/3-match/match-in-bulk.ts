import type { RecentLines } from './explainers.ts';
import { match, type MatchResult } from './match.ts';
import { inOpenPayouts, withMoreToSay, withOpened } from './plain/opened.ts';
import type { WorkingSet } from './working-set.ts';

/** A working set and what the match makes of it. */
export interface Matched {
  readonly workingSet: WorkingSet;
  readonly result: MatchResult;
}

/**
 * Matches with as many lines as can be closed, or left waiting, in bulk: what the bank makes of a payout tells whether
 * its lines have to go through the passes, and then it is matched with them.
 */
export function matchInBulk(inHand: WorkingSet, recent: RecentLines = []): Matched {
  let workingSet = withOpened(inHand, inOpenPayouts(inHand));
  for (;;) {
    const result = match(workingSet, recent);
    const opened = withOpened(workingSet, withMoreToSay(workingSet, result));
    if (opened === workingSet) return { workingSet, result };
    workingSet = opened;
  }
}
