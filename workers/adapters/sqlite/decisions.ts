import { and, asc, desc, eq, gt, inArray, lte, ne, sum } from 'drizzle-orm';
import {
  DECISION_EVENTS,
  judgeDecision,
  stateAfter,
  SYSTEM,
  type Decision,
  type DecisionCode,
  type DecisionEvent,
  type DecisionRecord,
} from '../../../schemas/outcome/decision.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import type { DecideOptions, DecisionVerdict, DeskAct, EventRow } from '../../../schemas/ports/queue.ts';
import type { Finding, RunKey } from '../../../schemas/outcome/run.ts';
import { amountDecided, isLimited, needsSecond } from '../../../schemas/people/approval.ts';
import type { Person } from '../../../schemas/people/person.ts';
import { may, RIGHT_OF_DECISION, sees } from '../../../schemas/people/rights.ts';
import { discrepancies, events } from '../../../schemas/tables/discrepancies.ts';
import { eventPeople, pairings } from '../../../schemas/tables/people.ts';
import { runs } from '../../../schemas/tables/tables.ts';
import { add, minor, sum as total, ZERO, type Minor } from '../../../schemas/values/money.ts';
import { writing } from './database.ts';
import type { Connection } from './database.ts';
import { findPerson, hasPeople } from './people.ts';
import { endLapsed, isWaiting, putProposals } from './proposals.ts';
import { appendEvents, entryOf, findingReader, putQueueRows } from './queue.ts';
import type { NewEvent, QueueRow } from './queue.ts';

/** People's decisions: taken in one transaction, read back by the runs. */

interface Judged {
  readonly decision: Decision;
  readonly row: QueueRow | null;
  readonly finding: Finding | null;
  readonly code: DecisionCode;
}

/** A decision that can be taken: applied, or proposed to a second person. */
interface Ready extends Judged {
  readonly row: QueueRow;
  readonly finding: Finding;
  readonly code: 'ready' | 'proposed';
}

/** See `Queue.decide`. */
export function decide(
  connection: Connection,
  decisions: readonly Decision[],
  options: DecideOptions,
): DecisionVerdict[] {
  return writing(connection, () => {
    const person = personOf(connection, options.desk);
    if (options.check !== true) endLapsed(connection, decisions, options);
    const judged = withSecond(connection, judge(connection, decisions, person), options.desk ?? null, person);
    const ready = judged.filter((one) => isReady(one));
    const applies = options.check !== true && (options.partial || ready.length === judged.length);
    const taken = applies ? apply(connection, ready, options, person) : new Map<string, EventRow>();
    return judged.map((one): DecisionVerdict => {
      const { decision, code, row } = one;
      const event = isReady(one) ? (taken.get(decision.discrepancyId) ?? null) : null;
      const now = row === null ? null : rowOf(connection, row.id);
      const entry = now === null ? null : entryOf(connection, now);
      return { decision, code: event !== null && code === 'ready' ? 'applied' : code, entry, event };
    });
  });
}

function isReady(one: Judged): one is Ready {
  return (one.code === 'ready' || one.code === 'proposed') && one.row !== null && one.finding !== null;
}

/** Who acts: a person of the record; `stated` where it has none and a name is enough; `nobody` where that is not. */
export type Acting = Person | 'stated' | 'nobody';

/** Who is behind an act: somebody who was ended meanwhile is nobody. */
export function personOf(connection: Connection, desk: DeskAct | undefined): Acting {
  const who = desk?.who ?? null;
  if (who === null) return hasPeople(connection) ? 'nobody' : 'stated';
  const person = findPerson(connection, who.personId);
  return person === null || person.isEnded ? 'nobody' : person;
}

function judge(connection: Connection, decisions: readonly Decision[], person: Acting): Judged[] {
  const seen = new Set<string>();
  const findingOf = findingReader(connection);
  return decisions.map((decision): Judged => {
    const row = rowOf(connection, decision.discrepancyId);
    const finding = row === null ? null : findingOf(row, row.id);
    const repeated = seen.has(decision.discrepancyId);
    seen.add(decision.discrepancyId);
    const code = repeated ? 'repeated' : codeOf(connection, decision, row, finding, person);
    return { decision, row, finding, code };
  });
}

function codeOf(
  connection: Connection,
  decision: Decision,
  row: QueueRow | null,
  finding: Finding | null,
  person: Acting,
): DecisionCode {
  if (person === 'nobody') return 'not_proved';
  if (person !== 'stated') {
    if (row === null || finding === null || !sees(person, finding.store)) return 'unknown';
    if (!may(person, RIGHT_OF_DECISION[decision.event])) return 'not_allowed';
  }
  const code = judgeDecision(person === 'stated' ? decision : { ...decision, by: person.name }, row);
  return code === 'ready' && isLimited(decision.event) && isWaiting(connection, decision.discrepancyId)
    ? 'waiting'
    : code;
}

/**
 * Of what can be taken, what one person may not close alone. All that an act closes so in one currency is judged by its
 * sum, so that it comes to the same whether rows are closed one by one or together.
 */
function withSecond(connection: Connection, judged: readonly Judged[], desk: DeskAct | null, person: Acting): Judged[] {
  if (desk?.approval === null || desk === null) return [...judged];
  const sums = new Map<string, Minor>();
  const keyOf = ({ decision: { event }, finding }: Judged): string => `${event} ${finding?.currency ?? ''}`;
  for (const one of judged)
    if (isReady(one) && isLimited(one.decision.event))
      sums.set(keyOf(one), add(sums.get(keyOf(one)) ?? ZERO, amountDecided(one.finding)));
  return judged.map((one) => {
    const { event, by } = one.decision;
    if (!isReady(one) || !isLimited(event) || amountDecided(one.finding) === ZERO) return one;
    const currency = one.finding.currency ?? '';
    const already = closedAlone(connection, desk, person, { event, by, currency });
    if (!needsSecond(desk.approval, event, currency, already, sums.get(keyOf(one)) ?? ZERO)) return one;
    return { ...one, code: person === 'stated' ? 'needs_second' : 'proposed' };
  });
}

/** What somebody closed so on the day without a second person; what they let pass by hand counts as resolved. */
export function closedAlone(
  { db }: Connection,
  { day }: DeskAct,
  person: Acting,
  { event, by, currency }: { readonly event: DecisionEvent; readonly by: string; readonly currency: string },
): Minor {
  const isTheirs = typeof person === 'string' ? eq(events.by, by.trim()) : eq(eventPeople.person, person.id);
  const row = db
    .select({ total: sum(eventPeople.amount) })
    .from(eventPeople)
    .innerJoin(events, eq(events.seq, eventPeople.seq))
    .where(and(eq(eventPeople.day, day), eq(eventPeople.currency, currency), eq(events.event, event), isTheirs))
    .get();
  const decided = minor(Number(row?.total ?? 0));
  return event === 'resolved' ? add(decided, letPassByHand(db, day, currency, person, by)) : decided;
}

function letPassByHand(db: Connection['db'], day: DeskAct['day'], currency: string, person: Acting, by: string): Minor {
  const isTheirs = typeof person === 'string' ? eq(pairings.by, by.trim()) : eq(pairings.person, person.id);
  const rows = db
    .select({ letsPass: pairings.letsPass })
    .from(pairings)
    .where(and(eq(pairings.day, day), isTheirs))
    .all();
  return total(rows.flatMap((row) => row.letsPass.flatMap((one) => (one.currency === currency ? [one.amount] : []))));
}

export function rowOf({ db }: Connection, id: string): QueueRow | null {
  return db.select().from(discrepancies).where(eq(discrepancies.id, id)).get() ?? null;
}

/** Appends the events of what is taken, and who they are by; by the id of the discrepancy. */
function apply(
  connection: Connection,
  ready: readonly Ready[],
  { atMs, desk }: DecideOptions,
  person: Acting,
): Map<string, EventRow> {
  const run = newestRun(connection);
  const changes = ready.map((one) => changeOf(one, run, atMs, person));
  putQueueRows(
    connection,
    changes.map(({ after }) => after),
  );
  const rows = appendEvents(
    connection,
    changes.map(({ change }) => change),
  );
  const taken = new Map(rows.map((row) => [row.discrepancyId, row]));
  if (desk !== undefined) putEventPeople(connection, ready, taken, desk);
  if (desk !== undefined && typeof person !== 'string') {
    const proposed = ready.filter(({ code }) => code === 'proposed');
    putProposals(connection, proposed, taken, { person, lapsesAfter: desk.lapsesAfter });
  }
  return taken;
}

function changeOf(
  { decision, row, finding, code }: Ready,
  run: RunKey,
  atMs: number,
  person: Acting,
): { readonly after: QueueRow; readonly change: NewEvent } {
  const by = typeof person === 'string' ? decision.by.trim() : person.name;
  const note = decision.note.trim();
  const isProposed = code === 'proposed';
  const to = isProposed ? row.state : stateAfter(decision.event);
  const after: QueueRow = { ...row, state: to, seq: row.seq + 1, note: isProposed ? row.note : note };
  const event = isProposed ? 'proposed' : decision.event;
  const move = { id: row.id, event, from: row.state, to, note } as const;
  return { after, change: { move, run, seq: after.seq, by, finding, atMs } };
}

function putEventPeople(
  { db }: Connection,
  ready: readonly Ready[],
  taken: ReadonlyMap<string, EventRow>,
  { who, day }: DeskAct,
): void {
  for (const { decision, finding, code } of ready) {
    const event = taken.get(decision.discrepancyId);
    if (event === undefined) continue;
    const isAlone = code === 'ready' && isLimited(decision.event);
    db.insert(eventPeople)
      .values({
        seq: event.seq,
        person: who?.personId ?? null,
        proof: who?.proof ?? 'stated',
        forPerson: null,
        day,
        currency: isAlone ? finding.currency : null,
        amount: isAlone ? amountDecided(finding) : null,
      })
      .run();
  }
}

/** A decision is listed under the newest run: what the person could have seen. */
export function newestRun({ db }: Connection): RunKey {
  const newest = db
    .select({ date: runs.date, generation: runs.generation })
    .from(runs)
    .orderBy(desc(runs.date), desc(runs.generation))
    .limit(1)
    .get();
  // The queue holds something, so a run has put it there.
  if (newest === undefined)
    throw new CuadreError('integrity_broken', 'the queue holds discrepancies and no run is recorded');
  return newest;
}

/** See `Queue.decisions`. */
export function readDecisions({ db }: Connection, after: number, upTo: number): DecisionRecord[] {
  const rows = db
    .select({
      seq: events.seq,
      discrepancyId: events.discrepancyId,
      event: events.event,
      note: events.note,
      factsHash: events.factsHash,
    })
    .from(events)
    .where(
      and(gt(events.seq, after), lte(events.seq, upTo), ne(events.by, SYSTEM), inArray(events.event, DECISION_EVENTS)),
    )
    .orderBy(asc(events.seq))
    .all();
  return rows.map((row) => ({ ...row, event: row.event as DecisionEvent }));
}
