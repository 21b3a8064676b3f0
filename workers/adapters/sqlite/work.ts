import { asc, eq, sql } from 'drizzle-orm';
import { certain } from '../../../schemas/errors.ts';
import { NAME_LENGTH_MAX, NOTE_LENGTH_MAX, SYSTEM } from '../../../schemas/outcome/decision.ts';
import type { Finding } from '../../../schemas/outcome/run.ts';
import {
  canMove,
  CLAIM_NUMBER_LENGTH_MAX,
  EVENT_OF_FIELD,
  FILE_BYTES_MAX,
  FILE_NAME_LENGTH_MAX,
  noWork,
  WORK_FIELDS,
  workAfter,
  type AttachedFile,
  type WorkChange,
  type WorkField,
  type WorkState,
  type WorkStep,
} from '../../../schemas/outcome/work.ts';
import { may, RIGHT_OF_WORK, sees } from '../../../schemas/people/rights.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import type { DeskAct, EventRow } from '../../../schemas/ports/queue.ts';
import type { Work, WorkAct, WorkCode, WorkOptions, WorkVerdict } from '../../../schemas/ports/work.ts';
import { discrepancies, events, eventWork } from '../../../schemas/tables/discrepancies.ts';
import { eventPeople } from '../../../schemas/tables/people.ts';
import { writing, type Connection } from './database.ts';
import { newestRun, personOf, rowOf, type Acting } from './decisions.ts';
import { findPerson } from './people.ts';
import { appendEvents, entryOf, findingReader, IS_OPEN, putQueueRows, type QueueRow } from './queue.ts';

/** What people do with a discrepancy beside deciding it: taken in one transaction, and read back. */

export function workOf(connection: Connection): AtOnce<Work> {
  return {
    take: (acts, options) => writing(connection, () => take(connection, acts, options)),
    standing: (ids) => standing(connection, ids),
    steps: (id) => stepsOf(connection, id),
    attached: () => attachedIn(connection),
  };
}

interface Judged {
  readonly act: WorkAct;
  readonly row: QueueRow | null;
  /** How the work stands before. */
  readonly work: WorkState;
  /** What differs from how it stands. */
  readonly fields: readonly WorkField[];
  readonly code: WorkCode;
}

function take(connection: Connection, acts: readonly WorkAct[], { atMs, desk, check }: WorkOptions): WorkVerdict[] {
  const person = personOf(connection, desk);
  const judged = judge(connection, acts, person, desk);
  const applies = check !== true && judged.every(({ code }) => code === 'ready');
  return judged.map((one): WorkVerdict => {
    const recorded = applies ? apply(connection, one, { person, desk, atMs }) : [];
    const now = one.row === null ? null : rowOf(connection, one.row.id);
    return {
      act: one.act,
      code: applies ? 'applied' : one.code,
      entry: now === null ? null : entryOf(connection, now),
      work: now === null ? null : workAt(connection, now.id),
      events: recorded,
    };
  });
}

function judge(connection: Connection, acts: readonly WorkAct[], person: Acting, desk: DeskAct): Judged[] {
  const seen = new Set<string>();
  const findingOf = findingReader(connection);
  return acts.map((act): Judged => {
    const known = rowOf(connection, act.discrepancyId);
    const finding = known === null ? null : findingOf(known, known.id);
    const isSeen = finding !== null && (typeof person === 'string' || sees(person, finding.store));
    const row = isSeen ? known : null;
    const steps = row === null ? [] : stepsOf(connection, row.id);
    const work = steps.reduce(workAfter, noWork(act.discrepancyId));
    const fields = WORK_FIELDS.filter((field) => differs(act.change, field, work));
    const isRepeated = seen.has(act.discrepancyId);
    seen.add(act.discrepancyId);
    const asked: Asked = { act, fields, work, finding: row === null ? null : finding, person, desk };
    const stale = row !== null && isStale(connection, act, fields, steps);
    const code = isRepeated ? 'repeated' : (codeOf(connection, asked) ?? (stale ? 'stale' : 'ready'));
    return { act, row, work, fields, code };
  });
}

/** Whether a change says something of a field that is not so already. Comments and files always do. */
function differs(change: WorkChange, field: WorkField, work: WorkState): boolean {
  switch (field) {
    case 'comment':
    case 'file':
      return change[field] !== undefined;
    case 'chargeback':
      return change.chargeback !== undefined && change.chargeback !== (work.chargeback ?? 'evidence_due');
    default:
      return change[field] !== undefined && trimmed(change[field]) !== work[field];
  }
}

function trimmed(value: string | null): string | null {
  return value === null ? null : value.trim();
}

interface Asked {
  readonly act: WorkAct;
  readonly fields: readonly WorkField[];
  readonly work: WorkState;
  /** Null: who asks knows of no such discrepancy. */
  readonly finding: Finding | null;
  readonly person: Acting;
  readonly desk: DeskAct;
}

/** Why it cannot be taken, whatever was done since it was seen; null where it can. */
function codeOf(connection: Connection, { act, fields, work, finding, person, desk }: Asked): WorkCode | null {
  if (person === 'nobody') return 'not_proved';
  if (finding === null) return 'unknown';
  const said = WORK_FIELDS.filter((field) => act.change[field] !== undefined);
  if (person === 'stated') {
    const by = act.by.trim();
    if (by === '' || by.length > NAME_LENGTH_MAX || by.toLowerCase() === SYSTEM) return 'name_missing';
  } else if (!said.every((field) => may(person, RIGHT_OF_WORK[field]))) return 'not_allowed';
  const { comment, claimNumber, followUp, assignee, chargeback, file } = act.change;
  const text = textCode(comment, NOTE_LENGTH_MAX) ?? textCode(claimNumber, CLAIM_NUMBER_LENGTH_MAX);
  if (text !== null) return text;
  if (followUp !== undefined && followUp !== null && followUp < desk.day) return 'date_past';
  if (fields.includes('assignee') && typeof assignee === 'string' && !isFit(connection, assignee, finding))
    return 'assignee_unfit';
  if (chargeback !== undefined && finding.kind !== 'chargeback') return 'not_a_chargeback';
  if (
    chargeback !== undefined &&
    fields.includes('chargeback') &&
    !canMove(work.chargeback ?? 'evidence_due', chargeback)
  )
    return 'not_possible';
  if (file !== undefined && !isFile(file)) return 'file_refused';
  return fields.length === 0 ? 'nothing' : null;
}

function textCode(text: string | null | undefined, lengthMax: number): 'text_missing' | 'text_too_long' | null {
  if (text === undefined || text === null) return null;
  if (text.trim() === '') return 'text_missing';
  return text.trim().length > lengthMax ? 'text_too_long' : null;
}

/** Work falls to somebody who is there, who may do something about it, and for whom it exists. */
function isFit(connection: Connection, id: string, { store }: Finding): boolean {
  const person = findPerson(connection, id);
  return person !== null && person.id === id && may(person, 'comment') && sees(person, store);
}

function isFile({ sha256, name, bytes, type }: AttachedFile): boolean {
  const isNamed = name.trim() !== '' && name.length <= FILE_NAME_LENGTH_MAX && !/[/\\\p{Cc}]/u.test(name);
  return /^[0-9a-f]{64}$/.test(sha256) && isNamed && bytes > 0 && bytes <= FILE_BYTES_MAX && type !== '';
}

/** Whether somebody set the same thing since: a comment beside it is in nobody's way. */
function isStale(
  { db }: Connection,
  { seq, discrepancyId }: WorkAct,
  fields: readonly WorkField[],
  steps: readonly WorkStep[],
): boolean {
  if (seq === null) return false;
  const seen = db
    .select({ seq: events.seq })
    .from(events)
    .where(sql`${events.discrepancyId} = ${discrepancyId} and ${events.discrepancySeq} <= ${seq}`)
    .orderBy(sql`${events.seq} desc`)
    .limit(1)
    .get();
  const upTo = seen?.seq ?? 0;
  return steps.some(
    (step) => step.seq > upTo && step.field !== 'comment' && step.field !== 'file' && fields.includes(step.field),
  );
}

interface Act {
  readonly person: Acting;
  readonly desk: DeskAct;
  readonly atMs: number;
}

/** One event of each thing that differs, with what it was set to and who it is by. */
function apply(connection: Connection, { act, row: before, work, fields }: Judged, at: Act): EventRow[] {
  const row = certain(before, 'the row');
  const finding = findingReader(connection)(row, row.id);
  const run = newestRun(connection);
  const by = typeof at.person === 'string' ? act.by.trim() : at.person.name;
  let standing = work;
  const recorded = fields.map((field, index) => {
    const value = valueOf(act.change, field);
    standing = workAfter(standing, { seq: 0, discrepancyId: row.id, field, value, day: at.desk.day });
    const change = eventOf(row, row.seq + 1 + index, field, act.change);
    const [event] = appendEvents(connection, [{ ...change, run, by, finding, atMs: at.atMs, work: standing }]);
    putStep(connection, certain(event, 'the event'), { field, value }, at.desk);
    return certain(event, 'the event');
  });
  putQueueRows(connection, [{ ...row, seq: row.seq + fields.length }]);
  return recorded;
}

function eventOf({ id, state }: QueueRow, seq: number, field: WorkField, { comment }: WorkChange) {
  const note = field === 'comment' ? (comment ?? '').trim() : '';
  return { seq, move: { id, event: EVENT_OF_FIELD[field], from: state, to: state, note } } as const;
}

function valueOf(change: WorkChange, field: WorkField): string | null {
  if (field === 'comment') return null;
  if (field === 'file') return JSON.stringify(change.file);
  return trimmed(change[field] ?? null);
}

function putStep(
  { db }: Connection,
  { seq, discrepancyId }: EventRow,
  said: Pick<WorkStep, 'field' | 'value'>,
  { who, day }: DeskAct,
): void {
  db.insert(eventWork)
    .values({ seq, discrepancyId, ...said, day })
    .run();
  const person = { person: who?.personId ?? null, proof: who?.proof ?? ('stated' as const) };
  db.insert(eventPeople)
    .values({ seq, ...person, forPerson: null, day, currency: null, amount: null })
    .run();
}

/** See `Work.steps`. */
function stepsOf({ db }: Connection, discrepancyId: string): WorkStep[] {
  return db
    .select()
    .from(eventWork)
    .where(eq(eventWork.discrepancyId, discrepancyId))
    .orderBy(asc(eventWork.seq))
    .all();
}

/** See `Work.attached`. */
function attachedIn({ db }: Connection): WorkStep[] {
  return db.select().from(eventWork).where(eq(eventWork.field, 'file')).orderBy(asc(eventWork.seq)).all();
}

function workAt(connection: Connection, id: string): WorkState {
  return stepsOf(connection, id).reduce(workAfter, noWork(id));
}

/** See `Work.standing`. */
function standing({ db }: Connection, ids: readonly string[] | null): WorkState[] {
  const meant =
    ids === null
      ? sql`${eventWork.discrepancyId} in (select ${discrepancies.id} from ${discrepancies} where ${IS_OPEN})`
      : sql`${eventWork.discrepancyId} in (select value from json_each(${JSON.stringify(ids)}))`;
  const found = new Map<string, WorkState>();
  for (const step of db.select().from(eventWork).where(meant).orderBy(asc(eventWork.seq)).all()) {
    const id = step.discrepancyId;
    found.set(id, workAfter(found.get(id) ?? noWork(id), step));
  }
  return [...found.values()];
}
