import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Owner } from '../kinds/kind.ts';
import type { DecisionEvent } from '../outcome/decision.ts';
import type { PairedLine, PairingAct } from '../outcome/pairing.ts';
import type { Proof, Role } from '../people/person.ts';
import type { NewPairing } from '../ports/pairings.ts';
import type { PersonEvent, TokenKind } from '../ports/people.ts';
import type { ProposalEnd } from '../ports/queue.ts';
import type { Language } from '../values/language.ts';
import { amount, date, json, ofRun } from './columns.ts';

/** The tables of people: who they are, what was done by whom, what waits for a second pair of eyes. */

export const people = sqliteTable('people', {
  id: text('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  roles: json<readonly Role[]>('roles').notNull(),
  stores: json<readonly string[]>('stores').notNull(),
  owners: json<readonly Owner[]>('owners').notNull(),
  language: text('language').$type<Language>(),
  isEnded: integer('is_ended', { mode: 'boolean' }).notNull(),
  epoch: integer('epoch').notNull(),
  /** argon2id, in its own notation; null: no password was set yet, or none is used. */
  passwordHash: text('password_hash'),
  /** What one-time codes are made of, in base 32; null: none are asked for. */
  codeSecret: text('code_secret'),
  /** The last step of time whose code was used: no code is taken twice. */
  codeStep: integer('code_step').notNull(),
});

/** Who did what to whom, and who came in. Append-only: triggers refuse a change. */
export const peopleLog = sqliteTable('people_log', {
  seq: integer('seq').primaryKey(),
  atMs: integer('at_ms').notNull(),
  by: text('by').notNull(),
  byPerson: text('by_person'),
  proof: text('proof').$type<Proof>().notNull(),
  event: text('event').$type<PersonEvent>().notNull(),
  person: text('person'),
  /** What changed, without secrets. */
  detail: text('detail').notNull(),
});

/** What proves a person where no password is typed. Of each only the hash stands here. */
export const tokens = sqliteTable('tokens', {
  seq: integer('seq').primaryKey(),
  hash: text('hash').notNull().unique(),
  kind: text('kind').$type<TokenKind>().notNull(),
  person: text('person')
    .notNull()
    .references(() => people.id),
  name: text('name').notNull(),
  /** The `epoch` of the person when it was made. */
  epoch: integer('epoch').notNull(),
  atMs: integer('at_ms').notNull(),
  endsMs: integer('ends_ms').notNull(),
  /** When it was used up or revoked; null while it stands. */
  endedMs: integer('ended_ms'),
});

/** Who a step of a discrepancy is by. An event without a row here is of a name that was stated. */
export const eventPeople = sqliteTable(
  'event_people',
  {
    /** The number of the event. */
    seq: integer('seq').primaryKey(),
    /** Null where the name was stated. */
    person: text('person'),
    proof: text('proof').$type<Proof>().notNull(),
    /** Whose proposal it answers; null where it answers none. */
    forPerson: text('for_person'),
    /** The day in the tenant's zone. */
    day: date('day').notNull(),
    /** What one person closed alone, so that many small ones come to their sum; null on all else. */
    currency: text('currency'),
    amount: amount('amount'),
  },
  (table) => [index('event_people_by_day').on(table.day, table.person)],
);

/** Decisions that wait for a second person, or did. */
export const proposals = sqliteTable(
  'proposals',
  {
    /** The number of the event that proposed it. */
    seq: integer('seq').primaryKey(),
    discrepancyId: text('discrepancy_id').notNull(),
    event: text('event').$type<DecisionEvent>().notNull(),
    note: text('note').notNull(),
    by: text('by').notNull(),
    person: text('person')
      .notNull()
      .references(() => people.id),
    /** The facts that it is about (`decidedFactsHash`). */
    factsHash: text('facts_hash').notNull(),
    currency: text('currency').notNull(),
    amount: amount('amount').notNull(),
    /** The last day on which it can be confirmed, in the tenant's zone. */
    lapsesAfter: date('lapses_after').notNull(),
    /** What became of it; null while it waits. */
    ended: text('ended').$type<ProposalEnd>(),
    /** The number of the event that ended it. */
    endedSeq: integer('ended_seq'),
  },
  (table) => [
    index('proposals_waiting')
      .on(table.discrepancyId)
      .where(sql`ended is null`),
  ],
);

/** What people decided on lines by hand. Append-only: triggers refuse a change. */
export const pairings = sqliteTable('pairings', {
  number: integer('number').primaryKey(),
  act: text('act').$type<PairingAct>().notNull(),
  /** The number of the decision that it ends; null where it ends none. */
  undoes: integer('undoes').unique(),
  lines: json<readonly PairedLine[]>('lines').notNull(),
  orderDifference: amount('order_difference'),
  bankDifference: amount('bank_difference'),
  /** What it lets pass, per currency. */
  letsPass: json<NewPairing['letsPass']>('lets_pass').notNull(),
  note: text('note').notNull(),
  by: text('by').notNull(),
  /** Null where the name was stated. */
  person: text('person'),
  proof: text('proof').$type<Proof>().notNull(),
  /** The day in the tenant's zone. */
  day: date('day').notNull(),
  atMs: integer('at_ms').notNull(),
});

/** Which of them a run read, where it read any. */
export const runPairings = sqliteTable(
  'run_pairings',
  {
    ...ofRun,
    /** The number of the last one. */
    last: integer('last').notNull(),
  },
  (table) => [primaryKey({ columns: [table.date, table.generation] })],
);

/** Who is signed in at a desk. */
export const sessions = sqliteTable(
  'sessions',
  {
    /** sha256 of what the browser holds. */
    hash: text('hash').primaryKey(),
    person: text('person').notNull(),
    epoch: integer('epoch').notNull(),
    beganMs: integer('began_ms').notNull(),
    seenMs: integer('seen_ms').notNull(),
    data: text('data').notNull(),
  },
  (table) => [index('sessions_by_person').on(table.person)],
);

/** Refused sign-ins in a row, so that passwords cannot be tried out. */
export const signInTries = sqliteTable('sign_in_tries', {
  /** sha256 of what was typed as the address: also of people that there are not. */
  address: text('address').primaryKey(),
  count: integer('count').notNull(),
  lastMs: integer('last_ms').notNull(),
});
