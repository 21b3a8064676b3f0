import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { DiscrepancyState, EventKind, QueueEvent } from '../kinds/discrepancy.ts';
import type { WorkField } from '../outcome/work.ts';
import { date, ofRun } from './columns.ts';
import { runs } from './tables.ts';

/** The tables of discrepancies: as runs hold them, and as they stand in people's queue, with what happened to them. */

/** What was ever found, each content once, however many runs hold it. Only grows. */
export const findings = sqliteTable('findings', {
  number: integer('number').primaryKey(),
  /** sha256 of the document. */
  hash: text('hash').notNull().unique(),
  /** The `Finding` as JSON, to the byte as the run that found it first wrote it. */
  document: text('document').notNull(),
});

/**
 * The discrepancies of the runs: what stands, and what a run closed or noted. A row is one discrepancy as runs held it
 * that were committed one after the other, whatever their dates: what stands unchanged adds nothing. A run holds the
 * rows whose span its number is in, by stretch and id.
 */
export const discrepancySpans = sqliteTable(
  'discrepancy_spans',
  {
    number: integer('number').primaryKey(),
    id: text('id').notNull(),
    /** Ids of a run ascend within a stretch: its outcome is in id order and has one, 0. */
    stretch: integer('stretch').notNull(),
    /** The number of the first run that holds it so, and of the last; null while the last run of all does. */
    first: integer('first')
      .notNull()
      .references(() => runs.number),
    last: integer('last').references(() => runs.number),
    /** Where a run looks for it (`nodeOf`); 0 while it has no last run. */
    node: integer('node').notNull(),
    state: text('state').$type<DiscrepancyState>().notNull(),
    /** What the first run did to it; for the runs after it, it only still stands. */
    event: text('event').$type<EventKind>(),
    note: text('note').notNull(),
    finding: integer('finding')
      .notNull()
      .references(() => findings.number),
  },
  (table) => [
    index('discrepancy_spans_by_id').on(table.id, table.first),
    index('discrepancy_spans_by_first').on(table.node, table.first),
    index('discrepancy_spans_by_last')
      .on(table.node, table.last)
      .where(sql`last is not null`),
    index('discrepancy_spans_decided')
      .on(table.id)
      .where(sql`state in ('resolved', 'written_off')`),
  ],
);

/**
 * What a run ever named a discrepancy by (`namesOf`), so that who asks for a reference reads of years of discrepancies
 * those that may be meant. Only grows.
 */
export const discrepancyNames = sqliteTable(
  'discrepancy_names',
  {
    name: text('name').notNull(),
    discrepancyId: text('discrepancy_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.discrepancyId] })],
);

/** People's queue: where each discrepancy stands now. It moves with the newest date and with people's decisions. */
export const discrepancies = sqliteTable(
  'discrepancies',
  {
    id: text('id').primaryKey(),
    state: text('state').$type<DiscrepancyState>().notNull(),
    factsHash: text('facts_hash').notNull(),
    /** The number of its last event. */
    seq: integer('seq').notNull(),
    note: text('note').notNull(),
    /** The run that last moved it: it holds the finding as it was then. */
    ...ofRun,
  },
  (table) => [
    // The queue grows for ever, what is open of it does not.
    index('discrepancies_open')
      .on(table.id)
      .where(sql`state in ('open', 'acknowledged')`),
  ],
);

/** Append-only: triggers refuse a change. `hash` chains each event to the one before. */
export const events = sqliteTable(
  'events',
  {
    seq: integer('seq').primaryKey(),
    eventId: text('event_id').notNull().unique(),
    discrepancyId: text('discrepancy_id').notNull(),
    discrepancySeq: integer('discrepancy_seq').notNull(),
    event: text('event').$type<QueueEvent>().notNull(),
    ...ofRun,
    by: text('by').notNull(),
    from: text('from_state'),
    to: text('to_state').notNull(),
    note: text('note').notNull(),
    /** Null on events of before times were recorded, as are their facts. */
    atMs: integer('at_ms'),
    factsHash: text('facts_hash'),
    hash: text('hash').notNull(),
  },
  (table) => [index('events_by_discrepancy').on(table.discrepancyId, table.seq)],
);

/** What people said of discrepancies beside deciding, one thing an event. Append-only: triggers refuse a change. */
export const eventWork = sqliteTable(
  'event_work',
  {
    /** The number of the event. */
    seq: integer('seq').primaryKey(),
    discrepancyId: text('discrepancy_id').notNull(),
    field: text('field').$type<WorkField>().notNull(),
    /** What it was set to; of a comment null, for its event has the text. */
    value: text('value'),
    /** The day in the tenant's zone. */
    day: date('day').notNull(),
  },
  (table) => [index('event_work_by_discrepancy').on(table.discrepancyId, table.seq)],
);

/** Events on their way to the discrepancy queue; `sent` once Redis has them. */
export const outbox = sqliteTable(
  'outbox',
  {
    seq: integer('seq').primaryKey(),
    eventId: text('event_id').notNull(),
    payload: text('payload').notNull(),
    sent: integer('sent', { mode: 'boolean' }).notNull(),
  },
  (table) => [index('outbox_by_sent').on(table.sent, table.seq)],
);

/** Messages that a consumer has completed: after a loss in Redis they are not sent again. */
export const completedMessages = sqliteTable('completed_messages', {
  /** The number of the event. */
  seq: integer('seq').primaryKey(),
});

/** What Redis is held against (`QueueMark`): one row, once anything was sent. */
export const queueMark = sqliteTable('queue_mark', {
  id: integer('id').primaryKey(),
  epoch: text('epoch').notNull(),
  count: integer('count').notNull(),
});
