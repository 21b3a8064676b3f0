import type { EventRow } from '../../../schemas/ports/queue.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

/**
 * sha256 of the event before and of this one: who changes, drops or slips in an event breaks every hash after it. ''
 * comes before the first.
 */
export function hashEvent(previousHash: string, event: Omit<EventRow, 'hash'>): string {
  const facts = [
    previousHash,
    event.seq,
    event.eventId,
    event.discrepancyId,
    event.discrepancySeq,
    event.event,
    event.run.date,
    event.run.generation,
    event.by,
    event.from,
    event.to,
    event.note,
    ...(event.atMs === null ? [] : [event.atMs, event.factsHash]),
  ];
  return sha256(JSON.stringify(facts));
}
