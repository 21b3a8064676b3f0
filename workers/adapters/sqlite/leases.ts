import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { LEASE_MS, type Lease } from '../../../schemas/ports/leases.ts';
import { leases } from '../../../schemas/tables/tables.ts';
import { writing } from './database.ts';
import type { Connection } from './database.ts';
import { TEMPORARY_FOLDER, onDisk } from '../files/disk.ts';
import { isHolderGone, shownHolder } from './holder.ts';

export interface LeaseRequest {
  readonly date: PlainDate;
  /** '' for the date itself. */
  readonly source: string;
  readonly holder: string;
  readonly nowMs: number;
  readonly lastsMs: number;
  /** Whether who holds it may not take it anew either: two threads of a process are two. */
  readonly onceAtATime?: true;
}

/**
 * Takes the date: the token grows by one, so that whoever held it before can write no more. What its runs left half
 * written is removed. Throws `run_held_elsewhere` while another holder's time runs, unless that one is a process of
 * this host that is gone (`holder.ts`).
 */
export function takeLease(
  connection: Connection,
  linesDirectory: string,
  date: PlainDate,
  holder: string,
  nowMs: number,
): Lease {
  const lease = writing(connection, () =>
    grantLease(connection, { date, source: '', holder, nowMs, lastsMs: LEASE_MS }),
  );
  removeLeftovers(linesDirectory, date);
  return lease;
}

/** Inside a write transaction: see `takeLease`. */
export function grantLease(connection: Connection, request: LeaseRequest): Lease {
  const { date, source, holder, nowMs, lastsMs } = request;
  const held = connection.db.select().from(leases).where(ofScope(date, source)).get();
  const isOwn = held?.holder === holder && request.onceAtATime !== true;
  if (held !== undefined && !isOwn && held.untilMs > nowMs && !isHolderGone(held.holder)) {
    throw new CuadreError(
      'run_held_elsewhere',
      `${[date, source].join(' ').trim()} is held by ${shownHolder(held.holder)}`,
      {
        date,
        holder: shownHolder(held.holder),
        untilMs: held.untilMs,
      },
    );
  }
  const row = { date, source, token: (held?.token ?? 0) + 1, holder, untilMs: nowMs + lastsMs };
  connection.db
    .insert(leases)
    .values(row)
    .onConflictDoUpdate({ target: [leases.date, leases.source], set: row })
    .run();
  return source === '' ? { date, token: row.token } : { date, token: row.token, source };
}

function ofScope(date: PlainDate, source: string) {
  return and(eq(leases.date, date), eq(leases.source, source));
}

/** Goes on holding it, and says whether it is held: a lease that was given back meanwhile stays so. */
export function renewLease(connection: Connection, lease: Lease, nowMs: number, lastsMs: number = LEASE_MS): boolean {
  return writing(connection, () => {
    const isHeld = heldRow(connection, lease).untilMs > 0;
    if (isHeld) setUntil(connection, lease, nowMs + lastsMs);
    return isHeld;
  });
}

/** Gives the date back. The token stays, so that the next one is larger. */
export function releaseLease(connection: Connection, lease: Lease): void {
  writing(connection, () => {
    heldRow(connection, lease);
    setUntil(connection, lease, 0);
  });
}

function setUntil({ db }: Connection, { date, source = '' }: Lease, untilMs: number): void {
  db.update(leases).set({ untilMs }).where(ofScope(date, source)).run();
}

/** Inside a write transaction: throws `lease_lost` where somebody has taken the date since, or it was given back. */
export function assertLease(connection: Connection, lease: Lease): void {
  if (heldRow(connection, lease).untilMs === 0) throw lost(lease);
}

/** Throws `lease_lost` where somebody has taken the date since. */
function heldRow({ db }: Connection, lease: Lease): typeof leases.$inferSelect {
  const held = db
    .select()
    .from(leases)
    .where(ofScope(lease.date, lease.source ?? ''))
    .get();
  if (held?.token !== lease.token) throw lost(lease);
  return held;
}

function lost(lease: Lease): CuadreError {
  return new CuadreError('lease_lost', `${lease.date} was taken over by another process, or given back`, {
    date: lease.date,
    token: lease.token,
  });
}

/** Removes `.tmp/<date>.g<generation>.<token>.<maker>` of every former holder. */
export function removeLeftovers(linesDirectory: string, date: PlainDate): void {
  const folder = join(linesDirectory, TEMPORARY_FOLDER);
  onDisk(folder, () => {
    for (const name of readdirSync(folder)) {
      if (name.startsWith(`${date}.g`)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  });
}
