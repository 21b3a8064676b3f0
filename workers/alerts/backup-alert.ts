import { lastTickMs } from '../../jobs/nightly.ts';
import type { Config } from '../../schemas/config/config.ts';
import type { NotifyConfig } from '../../schemas/config/notify.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Alert } from '../../schemas/ports/alerts.ts';
import type { BackupKnown, Backups } from '../../schemas/ports/backups.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Store } from '../../schemas/ports/store.ts';
import type { Language } from '../../schemas/values/language.ts';
import { printable } from '../wording/format.ts';
import type { Message } from './message.ts';
import { ALERT_WORDING } from './wording.ts';

/** What is asked of the world to know how the backups of the schedule stand. */
export interface BackupReading {
  readonly config: Pick<Config, 'backup' | 'tenant' | 'timezone'>;
  readonly backups: Backups | null;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly store: Pick<Store, 'alerts' | 'runs'>;
}

/** A backup is tried again every ten minutes: what a moment's trouble stopped is made by then. */
const LATE_MS = 3_600_000;

const LATE = /^backup_late_(?<due>.+)$/;
const DAMAGED = /^backup_damaged_(?<id>.+)$/;

/** Whether an alert is of a backup, and of no run. */
export function isOfBackup({ key }: Pick<Alert, 'key'>): boolean {
  return LATE.test(key) || DAMAGED.test(key);
}

/**
 * Plans what a channel is to be told of the backups of the schedule: one that is an hour late, once for its moment, and
 * one that lacks what is damaged in the store. A channel without digests is told nothing of it, nor is anybody before
 * the first run.
 */
export async function planBackupAlert(channel: NotifyConfig, reading: BackupReading): Promise<void> {
  const { alerts, runs } = reading.store;
  const key = channel.digest ? await keyOf(reading) : null;
  const seen = await alerts.readUpTo(channel.id);
  if (key === null || seen === null || (await alerts.planned(channel.id, [key])).has(key)) return;
  const newest = (await runs.newestOfEach()).at(-1);
  if (newest === undefined) return;
  const run = { date: newest.date, generation: newest.generation };
  await alerts.plan(channel.id, seen, [{ channel: channel.id, key, run, discrepancyId: null }], 'waiting');
}

/** What there is to tell; null where the backup that was due last is made and whole, or is not late yet. */
async function keyOf({ config: { backup, timezone }, backups, clock }: BackupReading): Promise<string | null> {
  if (backup === null || backups === null) return null;
  const nowMs = clock.nowMs();
  const dueMs = lastTickMs({ cron: backup.cron, zone: timezone }, nowMs - LATE_MS);
  const newest = await newestOf(backups);
  if (newest === null || newest.atMs < dueMs) return `backup_late_${new Date(dueMs).toISOString()}`;
  return newest.damaged.length === 0 ? null : `backup_damaged_${newest.id}`;
}

/** Null as well where the folder cannot be looked at: it may be a disk that is gone. */
async function newestOf(backups: Backups): Promise<BackupKnown | null> {
  try {
    return await backups.newest();
  } catch (error) {
    if (error instanceof CuadreError) return null;
    throw error;
  }
}

/** The message on a backup; null where it was made since. */
export async function backupMessage(
  language: Language,
  { key, run }: Alert,
  { config, backups }: Pick<BackupReading, 'config' | 'backups'>,
): Promise<Message | null> {
  const wording = ALERT_WORDING[language];
  const newest = backups === null ? null : await newestOf(backups);
  const due = LATE.exec(key)?.groups?.['due'] ?? null;
  const id = DAMAGED.exec(key)?.groups?.['id'] ?? null;
  if (due !== null && newest !== null && newest.atMs >= Date.parse(due)) return null;
  const stands = newest === null ? null : new Date(newest.atMs).toISOString();
  return {
    key,
    kind: 'backup',
    tenant: config.tenant,
    run,
    title: wording.backupTitle(printable(config.tenant)),
    paragraphs: [due === null ? wording.backupDamaged(id ?? '') : wording.backupLate(due, stands)],
    facts: { due, backup: id, newestBackup: stands },
  };
}
