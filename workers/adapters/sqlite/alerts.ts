import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Alert, AlertLedger, WaitingAlert } from '../../../schemas/ports/alerts.ts';
import { alertChannels, alerts } from '../../../schemas/tables/tables.ts';
import { insertRows, writing } from './database.ts';
import type { Connection } from './database.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';

/** SQLite takes a bounded number of values in one statement. */
const VALUES_PER_STATEMENT = 500;

/** The `AlertLedger` of a store, over its connection. Errors are those of the store. */
export function alertsOf(connection: Connection): AtOnce<AlertLedger> {
  const { db } = connection;
  return {
    readUpTo: (channel) =>
      db.select().from(alertChannels).where(eq(alertChannels.channel, channel)).get()?.lastEvent ?? null,
    planned: (channel, keys) => plannedKeys(connection, channel, keys),
    notified: (channel, ids) => notifiedOf(connection, channel, ids),
    plan: (channel, seq, planned, state) => {
      writing(connection, () => {
        const known = plannedKeys(
          connection,
          channel,
          planned.map((alert) => alert.key),
        );
        const rows = planned
          .filter((alert) => !known.has(alert.key))
          .map(({ key, run, discrepancyId }) => ({
            channel,
            key,
            ...run,
            discrepancyId,
            state,
            tries: 0,
            notBeforeMs: 0,
            code: null,
          }));
        insertRows(connection, alerts, rows);
        db.insert(alertChannels)
          .values({ channel, lastEvent: seq })
          .onConflictDoUpdate({ target: alertChannels.channel, set: { lastEvent: seq } })
          .run();
      });
    },
    take: (channel, nowMs, untilMs, limit) =>
      writing(connection, () => take(connection, channel, nowMs, untilMs, limit)),
    sent: (alert) => {
      settle(connection, alert, { state: 'sent', code: null });
    },
    failed: (alert, code, retryAtMs) => {
      settle(connection, alert, retryAtMs === null ? { state: 'given_up', code } : { code, notBeforeMs: retryAtMs });
    },
  };
}

function plannedKeys({ db }: Connection, channel: string, keys: readonly string[]): Set<string> {
  const found = chunks(keys).flatMap((some) =>
    db
      .select({ key: alerts.key })
      .from(alerts)
      .where(and(eq(alerts.channel, channel), inArray(alerts.key, some)))
      .all(),
  );
  return new Set(found.map((row) => row.key));
}

function notifiedOf({ db }: Connection, channel: string, ids: readonly string[]): Set<string> {
  const found = chunks(ids).flatMap((some) =>
    db
      .select({ id: alerts.discrepancyId })
      .from(alerts)
      .where(and(eq(alerts.channel, channel), inArray(alerts.discrepancyId, some)))
      .all(),
  );
  return new Set(found.flatMap((row) => row.id ?? []));
}

function chunks(values: readonly string[]): string[][] {
  const parts: string[][] = [];
  for (let from = 0; from < values.length; from += VALUES_PER_STATEMENT)
    parts.push(values.slice(from, from + VALUES_PER_STATEMENT));
  return parts;
}

function take({ db }: Connection, channel: string, nowMs: number, untilMs: number, limit: number): WaitingAlert[] {
  const due = and(eq(alerts.channel, channel), eq(alerts.state, 'waiting'), lte(alerts.notBeforeMs, nowMs));
  const rows = db.select().from(alerts).where(due).orderBy(asc(alerts.date), asc(alerts.key)).limit(limit).all();
  for (const row of rows) {
    db.update(alerts)
      .set({ notBeforeMs: untilMs, tries: sql`${alerts.tries} + 1` })
      .where(ofAlert(row))
      .run();
  }
  return rows.map(({ key, date, generation, discrepancyId, tries }) => ({
    channel,
    key,
    run: { date, generation },
    discrepancyId,
    tries,
  }));
}

function settle(connection: Connection, alert: Alert, change: Partial<typeof alerts.$inferInsert>): void {
  writing(connection, () => connection.db.update(alerts).set(change).where(ofAlert(alert)).run());
}

function ofAlert({ channel, key }: Pick<Alert, 'channel' | 'key'>) {
  return and(eq(alerts.channel, channel), eq(alerts.key, key));
}
