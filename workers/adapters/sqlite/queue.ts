import { and, asc, count, eq, gt, inArray, max, ne, sql } from 'drizzle-orm';
import { addDays } from '../../../schemas/values/dates.ts';
import { DECISION_EVENTS, SYSTEM } from '../../../schemas/outcome/decision.ts';
import { decidedFactsHash, factsHash } from '../../../schemas/kinds/discrepancy-facts.ts';
import { eventId, type QueueEvent } from '../../../schemas/kinds/discrepancy.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import type { OutboxRow, QueueMessage } from '../../../schemas/ports/outbox.ts';
import {
  hashEvent,
  type EventRange,
  type EventRow,
  type Queue,
  type QueueEntry,
} from '../../../schemas/ports/queue.ts';
import type { WorkState } from '../../../schemas/outcome/work.ts';
import type { RunCommit } from '../../../schemas/ports/runs.ts';
import { discrepancyOf, type Finding, type RunKey } from '../../../schemas/outcome/run.ts';
import { discrepancies, discrepancySpans, events, findings, outbox } from '../../../schemas/tables/discrepancies.ts';
import { runs } from '../../../schemas/tables/tables.ts';
import { assertNumberedRecorded } from './chain.ts';
import { insertRows, reading, writing } from './database.ts';
import { discrepancyReader, DOCUMENT, isHeldBy, lastStateReader, provedFinding } from './discrepancy-reads.ts';
import type { StoredDocument } from './discrepancy-reads.ts';
import type { Connection } from './database.ts';
import { raiseMark } from './messages.ts';
import { isClosedByPerson, queueMoves } from './queue-moves.ts';
import type { Move, QueueState } from './queue-moves.ts';

export type QueueRow = typeof discrepancies.$inferSelect;

/** Moves people's queue to the findings of a run. Runs inside the commit's transaction. */
export function moveQueue(
  connection: Connection,
  { run: { date, generation, lastEvent }, outcome, atMs }: RunCommit,
): void {
  const run: RunKey = { date, generation };
  const rows = rowsToMove(
    connection,
    outcome.discrepancies.map((one) => one.id),
  );
  const findingOf = findingReader(connection);
  const unread = decidedSince(connection, lastEvent);
  const standing = [...rows.values()].map((row) => standingOf(row, unread, findingOf));
  const moves = queueMoves(standing, outcome.discrepancies, lastStateReader(connection, addDays(date, 1)));
  const after = moves.map((move) => queueRowAfter(move, rows.get(move.id), run));
  const changes = moves.map((move, index) => {
    const finding = move.discrepancy ?? findingOf(rows.get(move.id), move.id);
    return { move, run, seq: after[index]?.seq ?? 1, by: SYSTEM, finding, atMs };
  });
  putQueueRows(connection, after);
  appendEvents(connection, changes);
}

/**
 * What a run may move: what is open, and what it names. The write lock is held, so the closed rows of former years are
 * not read.
 */
function rowsToMove({ db }: Connection, named: readonly string[]): Map<string, QueueRow> {
  const rows = new Map(
    db
      .select()
      .from(discrepancies)
      .where(openAfter(''))
      .all()
      .map((row) => [row.id, row]),
  );
  const others = JSON.stringify(named.filter((id) => !rows.has(id)));
  const isNamed = inArray(discrepancies.id, sql`(select value from json_each(${others}))`);
  for (const row of db.select().from(discrepancies).where(isNamed).all()) rows.set(row.id, row);
  return rows;
}

/** What people decided on after the run had read the decisions: it does not speak of them yet. */
function decidedSince({ db }: Connection, lastEvent: number): Set<string> {
  const rows = db
    .select({ id: events.discrepancyId })
    .from(events)
    .where(and(gt(events.seq, lastEvent), ne(events.by, SYSTEM), inArray(events.event, DECISION_EVENTS)))
    .all();
  return new Set(rows.map((row) => row.id));
}

function standingOf(row: QueueRow, unread: ReadonlySet<string>, findingOf: FindingReader): QueueState {
  const decidedFacts = isClosedByPerson(row.state) ? decidedFactsHash(findingOf(row, row.id)) : null;
  return { id: row.id, state: row.state, factsHash: row.factsHash, decidedFacts, isUnread: unread.has(row.id) };
}

/** A closing keeps the run whose finding it closes; any other move brings its own finding along. */
function queueRowAfter(move: Move, before: QueueRow | undefined, run: RunKey): QueueRow {
  const seq = (before?.seq ?? 0) + 1;
  const { id, to: state, note, discrepancy } = move;
  if (discrepancy !== null) return { id, state, factsHash: factsHash(discrepancy), seq, note, ...run };
  if (before === undefined) throw unknown(id);
  return { ...before, state, seq, note };
}

export function putQueueRows(connection: Connection, rows: readonly QueueRow[]): void {
  const remove = connection.raw.prepare('DELETE FROM discrepancies WHERE id = ?');
  for (const row of rows) remove.run(row.id);
  insertRows(connection, discrepancies, rows);
}

type FindingReader = (row: QueueRow | undefined, id: string) => Finding;

/** Prepared once for many: what a row of the queue is about, as of the run that last moved it. */
export function findingReader(connection: Connection): FindingReader {
  const read = discrepancyReader(connection);
  return (row, id) => {
    if (row === undefined) throw unknown(id);
    const held = read({ date: row.date, generation: row.generation }, id);
    if (held === null) throw notHeld(row);
    const { state: _state, event: _event, note: _note, ...finding } = held;
    return finding;
  };
}

function notHeld({ id, date }: QueueRow): CuadreError {
  return new CuadreError('integrity_broken', `the run that holds ${id} does not`, { id, date });
}

export function unknown(id: string): CuadreError {
  return new CuadreError('reference_unknown', `the queue holds no discrepancy ${id}`, { id });
}

export interface NewEvent {
  readonly move: Pick<Move, 'id' | 'from' | 'to' | 'note'> & { readonly event: QueueEvent };
  readonly run: RunKey;
  /** The number within the discrepancy. */
  readonly seq: number;
  readonly by: string;
  readonly finding: Finding;
  readonly atMs: number;
  /** How the work on it stands after it, where it is of work. */
  readonly work?: WorkState;
}

/** Adds events to the chain, in their order, and their messages to the outbox. */
export function appendEvents(connection: Connection, changes: readonly NewEvent[]): EventRow[] {
  const last = connection.db
    .select({ seq: events.seq, hash: events.hash })
    .from(events)
    .where(eq(events.seq, lastEvent(connection)))
    .get();
  let hash = last?.hash ?? '';
  const rows = changes.map((change, index) => {
    const event = eventOf(change, (last?.seq ?? 0) + 1 + index);
    hash = hashEvent(hash, event);
    return { ...event, hash };
  });
  insertRows(
    connection,
    events,
    rows.map(({ run, ...columns }) => ({ ...columns, ...run })),
  );
  insertRows(
    connection,
    outbox,
    rows.map((row, index) => ({
      seq: row.seq,
      eventId: row.eventId,
      payload: payloadOf(row, changes[index]),
      sent: false,
    })),
  );
  return rows;
}

function eventOf({ move, run, seq, by, finding, atMs }: NewEvent, number: number): Omit<EventRow, 'hash'> {
  return {
    seq: number,
    eventId: eventId(move.id, seq),
    discrepancyId: move.id,
    discrepancySeq: seq,
    event: move.event,
    run: { date: run.date, generation: run.generation },
    by,
    from: move.from,
    to: move.to,
    note: move.note,
    atMs,
    factsHash: decidedFactsHash(finding),
  };
}

function payloadOf(event: EventRow, change: NewEvent | undefined): string {
  if (change === undefined) throw unknown(event.discrepancyId);
  return JSON.stringify(messageOf(event, change));
}

function messageOf(event: EventRow, { finding, work }: NewEvent): QueueMessage {
  return {
    eventId: event.eventId,
    seq: event.discrepancySeq,
    event: event.event,
    discrepancyId: event.discrepancyId,
    kind: finding.kind,
    class: finding.class,
    severity: finding.severity,
    owner: finding.owner,
    settlementDate: event.run.date,
    generation: event.run.generation,
    merchantReference: finding.merchantReference,
    store: finding.store,
    provider: finding.provider,
    currency: finding.currency,
    differenceMinor: finding.difference,
    moneyAtRiskMinor: finding.moneyAtRisk,
    ...(work === undefined ? {} : { work: toldOf(work, event.note) }),
  };
}

function toldOf(
  { assignee, followUp, claimNumber, chargeback }: WorkState,
  comment: string,
): NonNullable<QueueMessage['work']> {
  return { assignee, followUpOn: followUp, claimNumber, chargeback, comment };
}

/** `OPEN_STATES`, in the words of the index `discrepancies_open`: SQLite takes it for no other spelling. */
export const IS_OPEN = sql`${discrepancies.state} in ('open', 'acknowledged')`;

function openAfter(id: string) {
  return and(gt(discrepancies.id, id), IS_OPEN);
}

/** See `Queue.entries`. */
export function readEntries(
  connection: Connection,
  { open = false, after = '', limit }: Parameters<Queue['entries']>[0] = {},
): QueueEntry[] {
  const wanted = open ? openAfter(after) : gt(discrepancies.id, after);
  const query = withFinding(connection).where(wanted).orderBy(asc(discrepancies.id));
  const rows = limit === undefined ? query.all() : query.limit(limit).all();
  return rows.map(entryWithFinding);
}

export function readEntry(connection: Connection, id: string): QueueEntry | null {
  const row = withFinding(connection).where(eq(discrepancies.id, id)).get();
  return row === undefined ? null : entryWithFinding(row);
}

/** Each row with what the run found that last moved it; a run that does not hold it any more is told by its absence. */
function withFinding({ db }: Connection) {
  const lastMoved = and(eq(runs.date, discrepancies.date), eq(runs.generation, discrepancies.generation));
  return db
    .select({ row: discrepancies, ...DOCUMENT })
    .from(discrepancies)
    .leftJoin(runs, lastMoved)
    .leftJoin(discrepancySpans, and(eq(discrepancySpans.id, discrepancies.id), isHeldBy(runs.number)))
    .leftJoin(findings, eq(findings.number, discrepancySpans.finding));
}

function entryWithFinding({ row, ...stored }: { row: QueueRow } & StoredDocument): QueueEntry {
  if (stored.document === null) throw notHeld(row);
  return entryOfFinding(row, provedFinding(stored, row.id));
}

function entryOfFinding(row: QueueRow, finding: Finding): QueueEntry {
  return {
    discrepancy: discrepancyOf(finding, { state: row.state, event: null, note: row.note }),
    run: { date: row.date, generation: row.generation },
    seq: row.seq,
  };
}

export function entryOf(connection: Connection, row: QueueRow): QueueEntry {
  return entryOfFinding(row, findingReader(connection)(row, row.id));
}

/** See `Queue.events`. */
export function readEvents(connection: Connection, { discrepancyId, after = 0, limit }: EventRange = {}): EventRow[] {
  const wanted = and(
    gt(events.seq, after),
    discrepancyId === undefined ? undefined : eq(events.discrepancyId, discrepancyId),
  );
  const query = connection.db.select().from(events).where(wanted).orderBy(asc(events.seq));
  const rows = limit === undefined ? query.all() : query.limit(limit).all();
  return rows.map(({ date, generation, ...row }) => ({ ...row, run: { date, generation } }));
}

export function lastEvent(connection: Connection): number {
  return (
    connection.db
      .select({ seq: max(events.seq) })
      .from(events)
      .get()?.seq ?? 0
  );
}

/** What is handed over is what was recorded: throws `integrity_broken` where it is not. */
export function readOutbox(connection: Connection, limit: number): OutboxRow[] {
  return reading(connection, () => {
    const rows = connection.db
      .select({ seq: outbox.seq, eventId: outbox.eventId, payload: outbox.payload })
      .from(outbox)
      .where(eq(outbox.sent, false))
      .orderBy(asc(outbox.seq))
      .limit(limit)
      .all();
    const numbers = rows.map(({ seq }) => seq);
    assertNumberedRecorded(connection.raw, 'outbox', numbers);
    return rows;
  });
}

/** The numbers go as one value: a statement of so many would be made and read anew for each call. */
export function markSent(connection: Connection, seqs: readonly number[]): void {
  writing(connection, () => {
    const some = sql`(select value from json_each(${JSON.stringify(seqs)}))`;
    connection.db.update(outbox).set({ sent: true }).where(inArray(outbox.seq, some)).run();
    raiseMark(connection, seqs.length);
  });
}

export function countUnsent({ db }: Connection): number {
  return db.select({ rows: count() }).from(outbox).where(eq(outbox.sent, false)).get()?.rows ?? 0;
}
