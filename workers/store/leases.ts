import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import type { PlainDate } from '../../schemas/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Lease } from '../../schemas/ports.ts';
import { leases } from '../../schemas/tables.ts';
import { writing } from './database.ts';
import type { Connection } from './database.ts';
import { TEMPORARY_FOLDER, onDisk } from './disk.ts';

/** How long a date is held without a renewal; whoever works longer renews between the stages. */
export const LEASE_MS = 120_000;

/**
 * Takes the date: the token grows by one, so that whoever held it before can write no more. What its runs left half
 * written is removed. Throws `run_held_elsewhere` while another holder's time runs.
 */
export function takeLease(connection: Connection, linesDirectory: string, date: PlainDate, holder: string, nowMs: number): Lease {
  const token = writing(connection, () => {
    const held = connection.db.select().from(leases).where(eq(leases.date, date)).get();
    if (held !== undefined && held.holder !== holder && held.untilMs > nowMs) {
      throw new CuadreError('run_held_elsewhere', `${date} is held by ${held.holder}`, {
        date,
        holder: held.holder,
        untilMs: held.untilMs,
      });
    }
    const row = { date, token: (held?.token ?? 0) + 1, holder, untilMs: nowMs + LEASE_MS };
    connection.db.insert(leases).values(row).onConflictDoUpdate({ target: leases.date, set: row }).run();
    return row.token;
  });
  removeLeftovers(linesDirectory, date);
  return { date, token };
}

export function renewLease(connection: Connection, lease: Lease, nowMs: number): void {
  setUntil(connection, lease, nowMs + LEASE_MS);
}

/** Gives the date back. The token stays, so that the next one is larger. */
export function releaseLease(connection: Connection, lease: Lease): void {
  setUntil(connection, lease, 0);
}

function setUntil(connection: Connection, lease: Lease, untilMs: number): void {
  writing(connection, () => {
    const mine = and(eq(leases.date, lease.date), eq(leases.token, lease.token));
    const { changes } = connection.db.update(leases).set({ untilMs }).where(mine).run();
    if (changes === 0) throw lost(lease);
  });
}

/** Inside a write transaction: throws `lease_lost` where somebody has taken the date since. */
export function assertLease(connection: Connection, lease: Lease): void {
  const held = connection.db.select({ token: leases.token }).from(leases).where(eq(leases.date, lease.date)).get();
  if (held?.token !== lease.token) throw lost(lease);
}

function lost(lease: Lease): CuadreError {
  return new CuadreError('lease_lost', `${lease.date} was taken over by another process`, { date: lease.date, token: lease.token });
}

/** `.tmp/<date>.g<generation>.<token>` of every former holder. */
function removeLeftovers(linesDirectory: string, date: PlainDate): void {
  const folder = join(linesDirectory, TEMPORARY_FOLDER);
  onDisk(folder, () => {
    for (const name of readdirSync(folder)) {
      if (name.startsWith(`${date}.g`)) rmSync(join(folder, name), { recursive: true, force: true });
    }
  });
}
