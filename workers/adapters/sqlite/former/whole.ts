import type Database from 'better-sqlite3';
import { CuadreError } from '../../../../schemas/errors.ts';
import type { EventKind } from '../../../../schemas/kinds/discrepancy.ts';
import { hashEvent, type EventRow } from '../../../../schemas/ports/queue.ts';
import { isHolderGone, shownHolder } from '../holder.ts';

/**
 * Throws `integrity_broken` by name where the pages of the database, its references, the chain of events or the queue
 * are not what they were, and `run_held_elsewhere` while another process works on one of its dates. Nothing is changed.
 */
export function assertWhole(raw: Database.Database, nowMs: number): void {
  const damage = raw.pragma('integrity_check(1)', { simple: true });
  if (damage !== 'ok') throw broken(`the database is damaged: ${String(damage)}`, {});
  const [astray] = raw.pragma('foreign_key_check') as { table: string }[];
  if (astray !== undefined) throw broken(`a row of ${astray.table} is of no run`, { table: astray.table });
  assertChained(raw);
  assertQueueHeld(raw);
  assertFree(raw, nowMs);
}

function broken(message: string, context: Readonly<Record<string, string | number>>): CuadreError {
  return new CuadreError('integrity_broken', message, context);
}

/** An event as the table of any former version has it: the oldest have no time and no facts. */
type FormerEvent = Omit<EventRow, 'run' | 'event' | 'atMs' | 'factsHash'> &
  EventRow['run'] & { readonly event: EventKind; readonly at_ms?: number | null; readonly facts_hash?: string | null };

function assertChained(raw: Database.Database): void {
  const events = raw.prepare<[], FormerEvent>(
    `SELECT *, event_id AS eventId, discrepancy_id AS discrepancyId, discrepancy_seq AS discrepancySeq,
      from_state AS "from", to_state AS "to" FROM events ORDER BY seq`,
  );
  let [previous, seq] = ['', 1];
  for (const { date, generation, at_ms: atMs = null, facts_hash: factsHash = null, ...event } of events.iterate()) {
    if (event.seq !== seq) throw broken(`event ${String(seq)} is missing`, { event: seq });
    const hash = hashEvent(previous, { ...event, run: { date, generation }, atMs, factsHash });
    if (hash !== event.hash) throw broken(`event ${String(seq)} is not what was recorded`, { event: seq });
    previous = hash;
    seq += 1;
  }
}

/** The run that last moved a row of the queue holds its finding. */
function assertQueueHeld(raw: Database.Database): void {
  const lost = raw
    .prepare<[], { id: string; date: string }>(
      `SELECT id, date FROM discrepancies queued WHERE NOT EXISTS (SELECT 1 FROM run_discrepancies held
        WHERE held.id = queued.id AND held.date = queued.date AND held.generation = queued.generation) LIMIT 1`,
    )
    .get();
  if (lost !== undefined) throw broken(`the run of ${lost.date} does not hold ${lost.id} of the queue`, lost);
}

function assertFree(raw: Database.Database, nowMs: number): void {
  const held = raw
    .prepare<[number], { date: string; holder: string }>('SELECT date, holder FROM leases WHERE until_ms > ?')
    .all(nowMs)
    .find(({ holder }) => !isHolderGone(holder));
  if (held === undefined) return;
  const holder = shownHolder(held.holder);
  throw new CuadreError('run_held_elsewhere', `${held.date} is held by ${holder}, and the store is to be converted`, {
    date: held.date,
    holder,
  });
}
