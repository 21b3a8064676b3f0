import { and, asc, eq, isNull } from 'drizzle-orm';
import { decidedFactsHash } from '../../../schemas/kinds/discrepancy-facts.ts';
import { NOTE_LENGTH_MAX, statesBefore, SYSTEM, type Decision } from '../../../schemas/outcome/decision.ts';
import type { Finding, RunKey } from '../../../schemas/outcome/run.ts';
import { amountDecided, type Limited } from '../../../schemas/people/approval.ts';
import type { Person } from '../../../schemas/people/person.ts';
import type { DecideOptions, EventPerson, EventRow, Proposal, ProposalEnd } from '../../../schemas/ports/queue.ts';
import { certain } from '../../../schemas/errors.ts';
import { discrepancies, events } from '../../../schemas/tables/discrepancies.ts';
import { eventPeople, people, proposals } from '../../../schemas/tables/people.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Connection } from './database.ts';
import { appendEvents, findingReader, putQueueRows } from './queue.ts';
import type { QueueRow } from './queue.ts';

/** What waits for a second person: how it is kept, and how it ends by itself. */

export type ProposalRow = typeof proposals.$inferSelect;

/** Whether something waits on a discrepancy. */
export function isWaiting(connection: Connection, discrepancyId: string): boolean {
  return waitingOn(connection, discrepancyId) !== null;
}

/** What waits on a discrepancy: one at most. */
export function waitingOn({ db }: Connection, discrepancyId: string): ProposalRow | null {
  return (
    db
      .select()
      .from(proposals)
      .where(and(eq(proposals.discrepancyId, discrepancyId), isNull(proposals.ended)))
      .get() ?? null
  );
}

/** See `Queue.proposals`. */
export function readProposals({ db }: Connection): Proposal[] {
  return db.select().from(proposals).where(isNull(proposals.ended)).orderBy(asc(proposals.seq)).all().map(proposalOf);
}

export function proposalOf(row: ProposalRow): Proposal {
  const { factsHash: _facts, ended: _ended, endedSeq: _seq, ...proposal } = row;
  // Nothing else is ever proposed.
  return { ...proposal, event: row.event as Limited };
}

/** See `Queue.eventPeople`. */
export function readEventPeople({ db }: Connection, discrepancyId: string): EventPerson[] {
  const { seq, person, proof, forPerson } = eventPeople;
  return db
    .select({ seq, person, proof, forPerson, forName: people.name })
    .from(eventPeople)
    .leftJoin(people, eq(people.id, eventPeople.forPerson))
    .innerJoin(events, eq(events.seq, eventPeople.seq))
    .where(eq(events.discrepancyId, discrepancyId))
    .orderBy(asc(eventPeople.seq))
    .all();
}

interface Proposed {
  readonly decision: Decision;
  readonly finding: Finding;
}

/** Keeps what was proposed, by the events that say so. */
export function putProposals(
  { db }: Connection,
  proposed: readonly Proposed[],
  taken: ReadonlyMap<string, EventRow>,
  { person, lapsesAfter }: { readonly person: Person; readonly lapsesAfter: PlainDate },
): void {
  for (const { decision, finding } of proposed) {
    const { discrepancyId, event, note } = decision;
    const { seq } = certain(taken.get(discrepancyId), 'the event of a proposal');
    db.insert(proposals)
      .values({
        seq,
        discrepancyId,
        event,
        note: note.trim(),
        by: person.name,
        person: person.id,
        factsHash: decidedFactsHash(finding),
        currency: finding.currency ?? '',
        amount: amountDecided(finding),
        lapsesAfter,
        ended: null,
        endedSeq: null,
      })
      .run();
  }
}

/** Whether a proposal speaks of what still is: in time, of the same facts, and of a step that can be taken. */
export function stands(
  { event, factsHash, lapsesAfter }: ProposalRow,
  { state }: QueueRow,
  finding: Finding,
  day: PlainDate,
): boolean {
  return day <= lapsesAfter && statesBefore(event).includes(state) && decidedFactsHash(finding) === factsHash;
}

/** Before somebody decides: ends what waits on these discrepancies and does not stand any more. */
export function endLapsed(connection: Connection, decisions: readonly Decision[], { desk, atMs }: DecideOptions): void {
  if (desk === undefined) return;
  endThoseThatDoNotStand(
    connection,
    decisions.map((one) => one.discrepancyId),
    { day: desk.day, atMs },
  );
}

/**
 * Ends what waits on some discrepancies, or (null) on any, and does not stand any more: each with an event, by nobody.
 * Without a day time ends nothing. Returns what was ended.
 */
export function endThoseThatDoNotStand(
  connection: Connection,
  ids: readonly string[] | null,
  { day, atMs, run }: { readonly day: PlainDate | null; readonly atMs: number; readonly run?: RunKey },
): ProposalRow[] {
  const { db } = connection;
  const findingOf = findingReader(connection);
  const waiting = db
    .select({ proposal: proposals, row: discrepancies })
    .from(proposals)
    .innerJoin(discrepancies, eq(discrepancies.id, proposals.discrepancyId))
    .where(isNull(proposals.ended))
    .orderBy(asc(proposals.seq))
    .all();
  const lapsed = waiting.filter(
    ({ proposal, row }) =>
      (ids === null || ids.includes(row.id)) &&
      !stands(proposal, row, findingOf(row, row.id), day ?? proposal.lapsesAfter),
  );
  for (const { proposal, row } of lapsed) {
    const finding = findingOf(row, row.id);
    const after = { ...row, seq: row.seq + 1 };
    const move = { id: row.id, event: 'lapsed', from: row.state, to: row.state, note: '' } as const;
    putQueueRows(connection, [after]);
    const at = run ?? { date: row.date, generation: row.generation };
    const [event] = appendEvents(connection, [{ move, run: at, seq: after.seq, by: SYSTEM, finding, atMs }]);
    endProposal(connection, proposal, 'lapsed', certain(event, 'the event').seq);
  }
  return lapsed.map(({ proposal }) => proposal);
}

export function endProposal({ db }: Connection, { seq }: ProposalRow, ended: ProposalEnd, endedSeq: number): void {
  db.update(proposals).set({ ended, endedSeq }).where(eq(proposals.seq, seq)).run();
}

/** Whether a note of an answer is one. */
export function noteCode(note: string, isRequired: boolean): 'note_missing' | 'note_too_long' | null {
  if (isRequired && note.trim() === '') return 'note_missing';
  return note.trim().length > NOTE_LENGTH_MAX ? 'note_too_long' : null;
}
