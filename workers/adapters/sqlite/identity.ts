import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import type { Config } from '../../../schemas/config/config.ts';
import { certain, CuadreError } from '../../../schemas/errors.ts';
import { makeFolder, onDisk, replaceDurably } from '../files/disk.ts';
import { translated, writing, type Connection } from './database.ts';

/**
 * Whose a store is. The id is given at its birth and stands in the database and in the archive, so that the two are
 * known to belong together. The shop is what no edit of a configuration changes: its tenant and environment, which are
 * part of what a discrepancy and a sale are, and its zone, which says what a settlement date is. Sources come and go;
 * but a configuration that has none in common with the newest run is of another shop.
 */
const BIRTH = z.strictObject({
  id: z.uuid(),
  tenant: z.string(),
  environment: z.string(),
  timezone: z.string(),
  /** The newest version of the program that opened it. */
  program: z.string(),
});
type Birth = z.output<typeof BIRTH>;

/** Who opens a store: the configuration that names it, and the program. */
export interface Opener {
  readonly config: Pick<Config, 'tenant' | 'environment' | 'timezone' | 'sources' | 'storage'>;
  readonly programVersion: string;
}

/** The row of `meta`. */
const KEY = 'store';
/** The file in the archive. */
const MARK = 'store.id';

/** Whose a store is, by a copy of its database: it was bound when it was opened. */
export function birthOf(raw: Database.Database): Pick<Birth, 'id' | 'tenant'> {
  return certain(birthIn(raw), 'whose the store is');
}

/** Whether a database that is open and the archive bear one id. */
export function isBound(raw: Database.Database, archive: string): boolean {
  const birth = birthIn(raw);
  return birth !== null && birth.id === markIn(archive);
}

/**
 * Throws `store_newer_than_program` where a newer version of the program has opened the store. Asked before anything of
 * it is brought up to date; null where the database is of no version that said so.
 */
export function assertNotNewer(raw: Database.Database, { programVersion }: Opener): void {
  const birth = birthIn(raw);
  if (birth === null || !isNewer(birth.program, programVersion)) return;
  throw new CuadreError(
    'store_newer_than_program',
    `Cuadre ${birth.program} has written to this store, and this is Cuadre ${programVersion}`,
    { store: raw.name, versionOfStore: birth.program, versionOfProgram: programVersion },
  );
}

/**
 * Binds a store to its shop at its birth, and holds every later opener to it: throws `store_of_another`. What an older
 * version of the program made is bound to who opens it first.
 *
 * @param mayMark false: nothing may be written into the archive
 */
export function bindStore(connection: Connection, opener: Opener, mayMark: boolean): void {
  const { config, programVersion } = opener;
  const { raw } = connection;
  const born = translated(() => birthIn(raw), raw);
  if (born !== null) {
    assertSameShop(born, config);
    translated(() => {
      assertSourceInCommon(raw, config);
    }, raw);
  }
  const isUpgrade = born !== null && isNewer(programVersion, born.program);
  const birth = born === null || isUpgrade ? writing(connection, () => recorded(raw, opener)) : born;
  const isRecorded = translated(() => hasRuns(raw), raw);
  if (assertArchiveOf(config.storage.archive, birth.id, isRecorded) || !mayMark) return;
  markArchive(config.storage.archive, birth.id);
}

/** Under the write lock: of two processes that open a store first, one gives it its id. */
function recorded(raw: Database.Database, { config, programVersion }: Opener): Birth {
  const { tenant, environment, timezone } = config;
  const born = birthIn(raw) ?? { id: randomUUID(), tenant, environment, timezone, program: programVersion };
  assertSameShop(born, config);
  const birth = isNewer(programVersion, born.program) ? { ...born, program: programVersion } : born;
  raw
    .prepare('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
    .run(KEY, JSON.stringify(birth));
  return birth;
}

function assertSameShop(born: Birth, config: Opener['config']): void {
  for (const key of ['tenant', 'environment', 'timezone'] as const) {
    if (born[key] === config[key]) continue;
    throw new CuadreError(
      'store_of_another',
      `the store at ${config.storage.path} is of ${key} "${born[key]}", and the configuration says "${config[key]}"`,
      { store: config.storage.path, key, ofStore: born[key], ofConfiguration: config[key] },
    );
  }
}

/** A source is known by its id and its leg. */
function assertSourceInCommon(raw: Database.Database, config: Opener['config']): void {
  const known = raw
    .prepare<[], { source: string; leg: string }>(
      `SELECT source, leg FROM run_files JOIN (SELECT date AS d, generation AS g FROM runs ORDER BY number DESC LIMIT 1)
        ON date = d AND generation = g ORDER BY source`,
    )
    .all();
  const isCommon = config.sources.some(({ id, leg }) => known.some((one) => one.source === id && one.leg === leg));
  if (known.length === 0 || isCommon) return;
  const [ofStore, ofConfiguration] = [known.map(({ source }) => source), config.sources.map(({ id }) => id)];
  throw new CuadreError(
    'store_of_another',
    `the store at ${config.storage.path} is of sources ${ofStore.join(', ')}, and the configuration has none of them`,
    { store: config.storage.path, ofStore, ofConfiguration },
  );
}

/** Whether the archive bears the id. Throws `store_of_another` where it bears another one, and there are runs. */
function assertArchiveOf(archive: string, id: string, isRecorded: boolean): boolean {
  const mark = markIn(archive);
  if (mark === id) return true;
  if (mark !== null && isRecorded)
    throw new CuadreError('store_of_another', `the archive at ${archive} is of another store than the database`, {
      archive: join(archive, MARK),
      ofArchive: mark,
      ofDatabase: id,
    });
  return false;
}

function markArchive(archive: string, id: string): void {
  onDisk(archive, () => {
    makeFolder(archive);
    replaceDurably(join(archive, MARK), `${id}\n`);
  });
}

function hasRuns(raw: Database.Database): boolean {
  return raw.prepare('SELECT 1 FROM runs LIMIT 1').get() !== undefined;
}

function markIn(archive: string): string | null {
  const path = join(archive, MARK);
  return onDisk(path, () => (existsSync(path) ? readFileSync(path, 'utf8').trim() : null));
}

function birthIn(raw: Database.Database): Birth | null {
  const hasMeta = raw.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").get();
  if (hasMeta === undefined) return null;
  const value = raw.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck().get(KEY);
  if (value === undefined) return null;
  const parsed = BIRTH.safeParse(parsedJson(value));
  if (parsed.success) return parsed.data;
  throw new CuadreError('integrity_broken', 'whose this store is cannot be read in its database', { store: raw.name });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Of two versions `1.2.3`; what is no such version is not newer than anything. */
function isNewer(a: string, b: string): boolean {
  const [ours, theirs] = [numbersOf(a), numbersOf(b)];
  if (ours === null || theirs === null) return false;
  const at = ours.findIndex((number, index) => number !== theirs[index]);
  return at >= 0 && certain(ours[at], 'a number') > certain(theirs[at], 'a number');
}

function numbersOf(version: string): number[] | null {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return found === null ? null : found.slice(1).map(Number);
}
