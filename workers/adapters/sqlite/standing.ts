import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { CuadreError } from '../../../schemas/errors.ts';
import { parsePlainDate } from '../../../schemas/values/dates.ts';
import { onDisk, syncDirectory } from '../files/disk.ts';
import { assertNotNewer, isBound, type Opener } from './identity.ts';

/** Where the parts of a store stand: the database, and the folders of what it names. */
export interface StorePlaces {
  readonly database: string;
  readonly archive: string;
  readonly lines: string;
  readonly reports: string;
}

/** Where the store of a configuration stands. */
export function placesOf({ config, reportsDirectory }: Opener & { readonly reportsDirectory: string }): StorePlaces {
  const { path, archive, lines } = config.storage;
  return { database: path, archive, lines, reports: reportsDirectory };
}

/** What says that a restore has begun to move a store in. */
export function restoringPath(database: string): string {
  return `${database}.restoring.json`;
}

/**
 * Throws `record_gone` where files of a store stand and the record that names them does not: no database, an empty one,
 * or one that was never this store's. What a first run left behind that was cut off before its commit is no such case:
 * its database and its archive bear one id.
 * Throws `store_newer_than_program` where a newer version of the program has opened it.
 */
export function assertRecordStands(places: StorePlaces, opener: Opener): void {
  assertNotRestoring(places);
  const why = lackOf(places, opener);
  if (why === null) return;
  const left = evidenceOf(places, why);
  if (left.length === 0) return;
  throw new CuadreError(
    'record_gone',
    `the record of this store is gone: ${places.database} ${why.text}, and there are ${left.join(', ')}`,
    {
      database: places.database,
      left,
    },
  );
}

/** Throws `record_gone` while a restore moves a store in, or where one was cut off. */
function assertNotRestoring({ database }: StorePlaces): void {
  const restoring = restoringPath(database);
  if (!existsSync(restoring)) return;
  throw new CuadreError(
    'record_gone',
    'a restore moves the store in, or was cut off while it did: "cuadre restore" ends it',
    { announced: restoring },
  );
}

/** Which file stands at the place of a database, while it stands there. */
export function fileAt(database: string): string | null {
  const found = onDisk(database, () => statSync(database, { throwIfNoEntry: false }));
  return found === undefined ? null : `${String(found.dev)} ${String(found.ino)}`;
}

/**
 * Asked once a database is open: whoever waited for its lock meanwhile may have opened one that a restore has put aside
 * since. Throws `record_gone`, and `store_busy` where another one stands at its place.
 *
 * @param before what `fileAt` said before it was opened
 */
export function assertStillStands(places: StorePlaces, before: string | null): void {
  assertNotRestoring(places);
  if (before === null || before === fileAt(places.database)) return;
  throw new CuadreError('store_busy', `another store was put at ${places.database} while it was opened`, {
    store: places.database,
  });
}

/** What a database lacks, and whether line files and source files may stand beside it all the same. */
interface Lack {
  readonly text: string;
  readonly isBound: boolean;
}

function lackOf({ database: path, archive }: StorePlaces, opener: Opener): Lack | null {
  const size = onDisk(path, () => statSync(path, { throwIfNoEntry: false })?.size ?? null);
  if (size === null) return { text: 'is not there', isBound: false };
  if (size === 0) return { text: 'is empty', isBound: false };
  let raw: Database.Database | null = null;
  try {
    raw = new Database(path, { fileMustExist: true });
    raw.pragma('query_only = ON');
    assertNotNewer(raw, opener);
    const hasRuns = raw.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'runs'").get();
    if (hasRuns === undefined) return { text: 'has none of our tables', isBound: false };
    if (raw.prepare('SELECT 1 FROM runs LIMIT 1').get() !== undefined) return null;
    return { text: 'holds no run', isBound: isBound(raw, archive) };
  } catch (error) {
    // Who opens it for its work says what is wrong with it.
    if (error instanceof Database.SqliteError) return null;
    throw error;
  } finally {
    raw?.close();
  }
}

/** What stands of a store without a run, for people; a run that was never committed leaves no reports. */
function evidenceOf({ archive, lines, reports }: StorePlaces, { isBound }: Lack): string[] {
  const isDate = (name: string): boolean => parsePlainDate(name) !== null;
  return [
    ...(isBound || !holds(archive, (name) => /^[0-9a-f]{64}$/.test(name)) ? [] : [`source files in ${archive}`]),
    ...(isBound || !holds(lines, isDate) ? [] : [`line files in ${lines}`]),
    ...(holds(reports, isDate) ? [`reports in ${reports}`] : []),
  ];
}

function holds(folder: string, isOurs: (name: string) => boolean): boolean {
  return onDisk(folder, () => existsSync(folder) && readdirSync(folder).some(isOurs));
}

/**
 * Moves what stands of a store aside, each part beside itself under `<name>.before-<stamp>`, the database last: what is
 * cut off in the middle is still a record that is gone. Nothing is removed. Throws `disk_failed`.
 *
 * @param stamp for names: `20261130T213045Z`
 * @returns where the parts stand now
 */
export function putStoreAside({ database, archive, lines, reports }: StorePlaces, stamp: string): string[] {
  return [reports, lines, archive, `${database}-wal`, `${database}-shm`, database].flatMap((path) => {
    if (!existsSync(path)) return [];
    const aside = `${path}.before-${stamp}`;
    onDisk(path, () => {
      renameSync(path, aside);
      syncDirectory(dirname(path));
    });
    return [aside];
  });
}
