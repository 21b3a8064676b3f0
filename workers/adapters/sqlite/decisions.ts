import { and, asc, desc, eq, gt, lte, ne } from 'drizzle-orm';
import { judgeDecision, stateAfter, SYSTEM, type DecisionRecord } from '../../../schemas/outcome/decision.ts';
import type { Decision, DecisionCode, DecisionEvent } from '../../../schemas/outcome/decision.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import type { DecideOptions, DecisionVerdict, EventRow } from '../../../schemas/ports/queue.ts';
import type { RunKey } from '../../../schemas/outcome/run.ts';
import { discrepancies, events } from '../../../schemas/tables/discrepancies.ts';
import { runs } from '../../../schemas/tables/tables.ts';
import { writing } from './database.ts';
import type { Connection } from './database.ts';
import { appendEvents, entryOf, findingReader, putQueueRows } from './queue.ts';
import type { QueueRow } from './queue.ts';

/** People's decisions: taken in one transaction, read back by the runs. */

interface Judged {
  readonly decision: Decision;
  readonly row: QueueRow | null;
  readonly code: DecisionCode;
}

/** See `Store.decide`. */
export function decide(
  connection: Connection,
  decisions: readonly Decision[],
  options: DecideOptions,
): DecisionVerdict[] {
  return writing(connection, () => {
    const judged = judge(connection, decisions);
    const isReady = ({ code }: Judged): boolean => code === 'ready';
    const applies = options.check !== true && (options.partial || judged.every(isReady));
    const taken = applies ? apply(connection, judged.filter(isReady), options.atMs) : new Map<string, EventRow>();
    return judged.map(({ decision, code, row }): DecisionVerdict => {
      const event = code === 'ready' ? (taken.get(decision.discrepancyId) ?? null) : null;
      const now = row === null ? null : rowOf(connection, row.id);
      const entry = now === null ? null : entryOf(connection, now);
      return { decision, code: event === null ? code : 'applied', entry, event };
    });
  });
}

function judge(connection: Connection, decisions: readonly Decision[]): Judged[] {
  const seen = new Set<string>();
  return decisions.map((decision): Judged => {
    const row = rowOf(connection, decision.discrepancyId);
    const repeated = seen.has(decision.discrepancyId);
    seen.add(decision.discrepancyId);
    return { decision, row, code: repeated ? 'repeated' : judgeDecision(decision, row) };
  });
}

function rowOf({ db }: Connection, id: string): QueueRow | null {
  return db.select().from(discrepancies).where(eq(discrepancies.id, id)).get() ?? null;
}

function apply(connection: Connection, ready: readonly Judged[], atMs: number): Map<string, EventRow> {
  const run = newestRun(connection);
  const findingOf = findingReader(connection);
  const changes = ready.flatMap(({ decision, row }) => {
    if (row === null) return [];
    const { event } = decision;
    const note = decision.note.trim();
    const to = stateAfter(event);
    const after: QueueRow = { ...row, state: to, seq: row.seq + 1, note };
    const move = { id: row.id, event, from: row.state, to, note };
    return [
      {
        after,
        change: {
          move,
          run,
          seq: after.seq,
          by: decision.by.trim(),
          finding: findingOf(row, row.id),
          atMs,
        },
      },
    ];
  });
  putQueueRows(
    connection,
    changes.map(({ after }) => after),
  );
  const rows = appendEvents(
    connection,
    changes.map(({ change }) => change),
  );
  return new Map(rows.map((row) => [row.discrepancyId, row]));
}

/** A decision is listed under the newest run: what the person could have seen. */
function newestRun({ db }: Connection): RunKey {
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

/** See `Store.decisions`. */
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
    .where(and(gt(events.seq, after), lte(events.seq, upTo), ne(events.by, SYSTEM)))
    .orderBy(asc(events.seq))
    .all();
  // Only a person's steps carry a person's name: judgeDecision refuses every other.
  return rows.map((row) => ({ ...row, event: row.event as DecisionEvent }));
}
