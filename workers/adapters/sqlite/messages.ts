import { and, eq, gte, inArray, notInArray, sql } from 'drizzle-orm';
import type { Outbox, QueueMark } from '../../../schemas/ports/outbox.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import { completedMessages, events, outbox, queueMark } from '../../../schemas/tables/discrepancies.ts';
import { writing, type Connection } from './database.ts';

/** The messages of the discrepancy queue after they were sent: what was completed, and what has to be sent again. */

const ONLY = 1;

/** The part of the outbox that is about messages which were handed over. */
export function messagesOf(connection: Connection): Omit<AtOnce<Outbox>, 'next' | 'sent' | 'size'> {
  const { db } = connection;
  return {
    completed: (eventIds) => writing(connection, () => noteCompleted(connection, eventIds)),
    completedOf: (eventIds) =>
      db
        .select({ eventId: events.eventId })
        .from(events)
        .innerJoin(completedMessages, eq(completedMessages.seq, events.seq))
        .where(inArray(events.eventId, valuesOf(eventIds)))
        .all()
        .map((row) => row.eventId),
    mark: () => readMark(connection),
    beginEpoch: (former, epoch, { again }) =>
      writing(connection, () => {
        if ((readMark(connection)?.epoch ?? null) !== former) return null;
        const row = { id: ONLY, epoch, count: 0 };
        db.insert(queueMark).values(row).onConflictDoUpdate({ target: queueMark.id, set: row }).run();
        if (!again) return 0;
        const completed = db.select({ seq: completedMessages.seq }).from(completedMessages);
        const lost = and(eq(outbox.sent, true), notInArray(outbox.seq, completed));
        return db.update(outbox).set({ sent: false }).where(lost).run().changes;
      }),
    sendAgain: (since) =>
      writing(connection, () => {
        const ofRuns = db.select({ seq: events.seq }).from(events).where(gte(events.date, since));
        db.delete(completedMessages).where(inArray(completedMessages.seq, ofRuns)).run();
        return db
          .update(outbox)
          .set({ sent: false })
          .where(inArray(outbox.seq, ofRuns))
          .returning({ eventId: outbox.eventId })
          .all()
          .map((row) => row.eventId);
      }),
  };
}

function noteCompleted(connection: Connection, eventIds: readonly string[]): number {
  const { db } = connection;
  const seqs = db
    .select({ seq: events.seq })
    .from(events)
    .where(inArray(events.eventId, valuesOf(eventIds)))
    .all();
  if (seqs.length === 0) return 0;
  const { changes } = db.insert(completedMessages).values(seqs).onConflictDoNothing().run();
  raiseMark(connection, changes);
  return changes;
}

/** Counts on in the epoch of now; before the first there is nothing to count. */
export function raiseMark({ db }: Connection, by: number): void {
  db.update(queueMark)
    .set({ count: sql`${queueMark.count} + ${by}` })
    .run();
}

function readMark({ db }: Connection): QueueMark | null {
  return db.select({ epoch: queueMark.epoch, count: queueMark.count }).from(queueMark).get() ?? null;
}

/** As one value: a statement of so many would be made and read anew for each call. */
function valuesOf(texts: readonly string[]) {
  return sql`(select value from json_each(${JSON.stringify(texts)}))`;
}
