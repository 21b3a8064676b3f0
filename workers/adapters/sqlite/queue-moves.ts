import { decidedFactsHash, factsHash } from '../../../schemas/kinds/discrepancy-facts.ts';
import { isOpenState, type DiscrepancyState, type EventKind } from '../../../schemas/kinds/discrepancy.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';

/** Where a discrepancy stands in people's queue before a run. */
export interface QueueState {
  readonly id: string;
  readonly state: DiscrepancyState;
  readonly factsHash: string;
  /** What a person who closed it decided upon (`decidedFactsHash`); null where no person closed it. */
  readonly decidedFacts: string | null;
  /** A person decided on it after the run had read the decisions: that it is not found closes nothing. */
  readonly isUnread: boolean;
}

/**
 * How the runs up to the newest date last recorded a discrepancy that the newest one does not hold; null where none
 * did.
 */
export type LastRecorded = (id: string) => Pick<Discrepancy, 'state' | 'note'> | null;

/** One change of people's queue by the facts. */
export interface Move {
  readonly id: string;
  readonly event: EventKind;
  readonly from: DiscrepancyState | null;
  readonly to: DiscrepancyState;
  readonly note: string;
  /** Null where the run does not hold it any more: the finding is the one that was last queued. */
  readonly discrepancy: Discrepancy | null;
}

const GONE_NOTE = 'no longer found';

/**
 * What the newest date's findings do to people's queue, in id order: new ones open (notices are noted), those whose
 * facts changed say so, those that are gone close, and those that were closed and are there again reopen. What a person
 * closed stays closed until its facts change; where they changed and an older date that came again takes that back, it
 * is closed again as the person closed it.
 */
export function queueMoves(
  queue: readonly QueueState[],
  discrepancies: readonly Discrepancy[],
  lastRecorded: LastRecorded,
): Move[] {
  const states = new Map(queue.map((entry) => [entry.id, entry]));
  const held = new Set(discrepancies.map((discrepancy) => discrepancy.id));
  const moves = discrepancies.flatMap((discrepancy) => moveOf(states.get(discrepancy.id), discrepancy) ?? []);
  const gone = queue
    .filter((entry) => isOpenState(entry.state) && !held.has(entry.id) && !entry.isUnread)
    .map((entry) => closing(entry, lastRecorded(entry.id)));
  return [...moves, ...gone].sort((a, b) => compareText(a.id, b.id));
}

function closing(entry: QueueState, last: ReturnType<LastRecorded>): Move {
  if (last !== null && (last.state === 'resolved' || last.state === 'written_off'))
    return { id: entry.id, event: last.state, from: entry.state, to: last.state, note: last.note, discrepancy: null };
  return {
    id: entry.id,
    event: 'auto_resolved',
    from: entry.state,
    to: 'auto_resolved',
    note: GONE_NOTE,
    discrepancy: null,
  };
}

function moveOf(entry: QueueState | undefined, discrepancy: Discrepancy): Move | null {
  const step = stepOf(entry, discrepancy);
  if (step === null) return null;
  return { id: discrepancy.id, ...step, from: entry?.state ?? null, note: discrepancy.note, discrepancy };
}

type Step = Pick<Move, 'event' | 'to'>;

function stepOf(entry: QueueState | undefined, discrepancy: Discrepancy): Step | null {
  switch (discrepancy.state) {
    case 'open':
    case 'acknowledged':
      return stepOfKnown(entry, discrepancy);
    case 'noted':
      return stepOfNotice(entry, discrepancy);
    case 'auto_resolved':
      return entry !== undefined && isOpenState(entry.state) ? { event: 'auto_resolved', to: 'auto_resolved' } : null;
    case 'resolved':
    case 'written_off':
      // A person's decision moved the queue when it was taken. Other facts have opened it since, and now stand again as
      // they were decided upon.
      return entry !== undefined && isOpenState(entry.state) && !entry.isUnread
        ? { event: discrepancy.state, to: discrepancy.state }
        : null;
  }
}

function stepOfKnown(entry: QueueState | undefined, discrepancy: Discrepancy): Step | null {
  if (entry === undefined) return { event: 'opened', to: 'open' };
  if (isOpenState(entry.state))
    return factsHash(discrepancy) !== entry.factsHash ? { event: 'changed', to: entry.state } : null;
  return staysDecided(entry, discrepancy) ? null : { event: 'reopened', to: 'open' };
}

function stepOfNotice(entry: QueueState | undefined, discrepancy: Discrepancy): Step | null {
  if (entry === undefined || isOpenState(entry.state)) return { event: 'noted', to: 'noted' };
  if (entry.state === 'noted')
    return factsHash(discrepancy) !== entry.factsHash ? { event: 'changed', to: 'noted' } : null;
  return staysDecided(entry, discrepancy) ? null : { event: 'noted', to: 'noted' };
}

/**
 * What a person closed stays closed where the run found it with the same facts and had not read the decision yet. Where
 * the run had read it and says that it is open, its facts broke again.
 */
function staysDecided(entry: QueueState, discrepancy: Discrepancy): boolean {
  return entry.isUnread && entry.decidedFacts === decidedFactsHash(discrepancy);
}

export function isClosedByPerson(state: DiscrepancyState): boolean {
  return state === 'resolved' || state === 'written_off';
}
