import type { EventPerson, EventRow } from '../../schemas/ports/queue.ts';

/** Who an event is by, where that was proved. */
export function byOf({ seq }: EventRow, people: readonly EventPerson[]): EventPerson | undefined {
  return people.find((one) => one.seq === seq);
}

/**
 * An event of a discrepancy as programs read it, from the command line and the interface alike.
 *
 * @param by who it is by, where that was proved; without it the name was stated
 */
export function eventDocument(event: EventRow, by: EventPerson | undefined) {
  return {
    seq: event.discrepancySeq,
    event_id: event.eventId,
    event: event.event,
    from: event.from,
    to: event.to,
    settlement_date: event.run.date,
    generation: event.run.generation,
    at: event.atMs === null ? null : new Date(event.atMs).toISOString(),
    by: event.by,
    person: by?.person ?? null,
    proof: by?.proof ?? ('stated' as const),
    for_person: by?.forPerson ?? null,
    for_name: by?.forName ?? null,
    note: event.note,
  };
}
