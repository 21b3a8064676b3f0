import { existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import Database from 'better-sqlite3';
import { certain, CuadreError } from '../../../schemas/errors.ts';
import type { Config } from '../../../schemas/config/config.ts';
import type { Clock } from '../../../schemas/ports/clock.ts';
import { groupBy } from '../../../schemas/values/groups.ts';
import { onDisk, placeOnce, syncDirectory, TEMPORARY_FOLDER } from '../files/disk.ts';
import { readSeal } from '../sqlite/chain.ts';
import { translated } from '../sqlite/database.ts';
import { birthOf } from '../sqlite/identity.ts';
import { migrationsDirectory } from '../sqlite/migrate.ts';
import { recordDifferences } from '../sqlite/record-checks.ts';
import { copyDatabase } from '../sqlite/scratch.ts';
import { placesOf, type StorePlaces } from '../sqlite/standing.ts';
import { contentsOf, type Wanted } from './contents.ts';
import { whileOnly } from './lock.ts';
import {
  decodeList,
  encodeList,
  encodeManifest,
  manifestPath,
  newestBackup,
  type BackedUpFile,
  type Backup,
  type Hashed,
  type Manifest,
} from './manifest.ts';
import { BackupObjects, makePrivateFolder, several, writeBytes } from './objects.ts';

export interface BackingUp {
  readonly config: Config;
  readonly programVersion: string;
  /** Absolute. */
  readonly configFile: string;
  /** The folder of backups; absolute. */
  readonly to: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Called after each file. */
  readonly onFile?: (done: number, total: number, path: string) => void;
  /** Called after every step that a crash may follow; a test stops there. */
  readonly onStep?: (step: BackupStep) => void;
}

export type BackupStep = 'copied' | 'object' | 'objects' | 'lists' | 'manifest_written' | 'manifest_in_place';

/** A backup that was made. */
export interface BackupMade extends Backup {
  /** Bytes that no backup of the folder had before. */
  readonly added: number;
  /** The folder is on the disk of the store: both are lost with it. */
  readonly sameDisk: boolean;
}

/** A piece of the database: pages keep their places, so that what did not change is shared. */
const PIECE_BYTES = 1 << 20;
/** What retention drops or a replay makes anew meanwhile is looked at again under a newer copy of the database. */
const TRIES_MAX = 3;

/**
 * Backs the store up to a folder, while others work with it: the database as of one moment first, then every object
 * that it names, the manifest last. Throws `usage_invalid` where the folder is of no use, `run_unknown` without a
 * store, `integrity_broken` where the database is damaged, `store_of_another` where the folder has the backups of
 * another store, `store_busy` while another writes there, and `disk_failed`. What else is damaged is named in the
 * backup.
 */
export async function makeBackup(asked: BackingUp): Promise<BackupMade> {
  const { config, to, clock } = asked;
  const places = placesOf({ ...asked, reportsDirectory: config.reports.directory });
  if (!existsSync(places.database))
    throw new CuadreError('run_unknown', `there is nothing to back up: there is no store at ${places.database}`, {
      store: places.database,
    });
  assertOutside(to, places);
  await makePrivateFolder(to);
  return whileOnly(to, clock.nowMs(), async () => {
    const temporary = join(to, TEMPORARY_FOLDER);
    onDisk(temporary, () => {
      rmSync(temporary, { recursive: true, force: true });
    });
    await makePrivateFolder(temporary);
    try {
      const objects = new BackupObjects(to);
      const backup = await withStore(asked, places, objects);
      const sameDisk = onDisk(to, () => statSync(to).dev === statSync(places.database).dev);
      return { ...backup, added: objects.added, sameDisk };
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}

/** A backup that is lost with the store is none, and one folder within the other would be mixed up with it. */
function assertOutside(to: string, { database, archive, lines, reports }: StorePlaces): void {
  const target = real(to);
  for (const folder of [dirname(database), archive, lines, reports]) {
    const ours = real(folder);
    const isInside = `${target}${sep}`.startsWith(`${ours}${sep}`);
    if (!isInside && !`${ours}${sep}`.startsWith(`${target}${sep}`)) continue;
    throw new CuadreError(
      'usage_invalid',
      `${to} is ${isInside ? 'inside' : 'around'} ${folder}: a backup needs a folder of its own, on another disk`,
      { folder: to, store: folder },
    );
  }
}

/** As the system knows a folder that may not be there yet: links on the way to it are followed. */
function real(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute)) return onDisk(absolute, () => realpathSync(absolute));
  const parent = dirname(absolute);
  return parent === absolute ? absolute : join(real(parent), basename(absolute));
}

async function withStore(asked: BackingUp, places: StorePlaces, objects: BackupObjects): Promise<Backup> {
  const { to, onStep = () => undefined } = asked;
  const before = newestBackup(to);
  const known = before === null ? new Map<string, BackedUpFile>() : await filesOf(before, objects);
  for (let tries = 1; ; tries += 1) {
    const copy = join(to, TEMPORARY_FOLDER, `database-${String(tries)}`);
    // What is decided from here on may be lacking.
    const atMs = asked.clock.nowMs();
    await copyDatabase(places.database, copy);
    onStep('copied');
    const said = inspect(copy, places, before, asked);
    const { files, damaged } = await putFiles(said.wanted, { asked, places, objects, known });
    // What was put already is not copied again by another try.
    for (const file of files) known.set(keyOf(file), file);
    if (damaged.length > 0 && tries < TRIES_MAX) continue;
    onStep('objects');
    const database = await putDatabase(copy, objects);
    const lists = await putLists(files, objects);
    onStep('lists');
    const configuration = await putConfiguration(asked, objects);
    const bytes = files.reduce((sum, { size }) => sum + size, database.size);
    const { wanted: _wanted, altered, ...facts } = said;
    const manifest = { version: 1 as const, at: new Date(atMs).toISOString(), ...facts, database, lists, bytes };
    return putManifest(
      { ...manifest, files: files.length, ...configuration, damaged: [...altered, ...damaged] },
      asked,
      objects,
    );
  }
}

/** What a copy of the database says; it is proved first, and becomes one file that stands by itself. */
function inspect(
  copy: string,
  places: StorePlaces,
  before: Backup | null,
  { to, programVersion }: BackingUp,
): Pick<Manifest, 'tenant' | 'store' | 'program' | 'seal' | 'events' | 'runs' | 'newestDate'> & {
  readonly wanted: Wanted[];
  readonly altered: string[];
} {
  return translated(() => {
    const raw = new Database(copy, { fileMustExist: true });
    try {
      raw.pragma('journal_mode = DELETE');
      assertSound(raw, places.database);
      const { id, tenant } = birthOf(raw);
      if (before !== null && before.store !== id)
        throw new CuadreError(
          'store_of_another',
          `${to} holds backups of another store (of tenant "${before.tenant}", from ${before.at}); name another folder`,
          { folder: to },
        );
      return {
        tenant,
        store: id,
        program: programVersion,
        seal: readSeal(raw),
        events: counted(raw, 'SELECT coalesce(max(seq), 0) FROM events'),
        runs: counted(raw, 'SELECT count(*) FROM runs'),
        newestDate: raw.prepare<[], string | null>('SELECT max(date) FROM runs').pluck().get() ?? null,
        wanted: contentsOf(raw, places),
        altered: alteredIn(raw),
      };
    } finally {
      raw.close();
    }
  });
}

const ALTERED_MAX = 10;

/** What somebody else changed in the record: a restore refuses it, so it is told while an older backup is at hand. */
function alteredIn(raw: Database.Database): string[] {
  const altered: string[] = [];
  for (const { what } of recordDifferences(raw, migrationsDirectory())) {
    altered.push(`database ${what}: it is not what was recorded`);
    if (altered.length === ALTERED_MAX) break;
  }
  return altered;
}

function counted(raw: Database.Database, sql: string): number {
  return certain(raw.prepare<[], number>(sql).pluck().get(), 'a count');
}

/** Throws `integrity_broken` where the pages of a database or its references are not sound. */
export function assertSound(raw: Database.Database, path: string): void {
  const found = raw.pragma('integrity_check(1)', { simple: true });
  const astray = raw.pragma('foreign_key_check') as unknown[];
  if (found === 'ok' && astray.length === 0) return;
  const why = found === 'ok' ? `${String(astray.length)} rows point nowhere` : String(found);
  throw new CuadreError('integrity_broken', `the database ${path} is damaged: ${why}`, { path });
}

/** The files that a backup names. Throws `backup_damaged`. */
export async function filesOf(backup: Backup, objects: BackupObjects): Promise<Map<string, BackedUpFile>> {
  const files = new Map<string, BackedUpFile>();
  for (const list of backup.lists)
    for (const file of decodeList((await objects.read(list)).toString('utf8'), objects.path(list.sha256)))
      files.set(keyOf(file), file);
  return files;
}

function keyOf({ place, path }: Pick<BackedUpFile, 'place' | 'path'>): string {
  return `${place}/${path}`;
}

interface Putting {
  readonly asked: BackingUp;
  readonly places: StorePlaces;
  readonly objects: BackupObjects;
  /** What the backup before names. */
  readonly known: ReadonlyMap<string, BackedUpFile>;
}

/** Puts every file that is wanted; what is not as the record has it is named. */
async function putFiles(
  wanted: readonly Wanted[],
  { asked, places, objects, known }: Putting,
): Promise<{ readonly files: BackedUpFile[]; readonly damaged: string[] }> {
  const { onFile = () => undefined, onStep = () => undefined } = asked;
  const found: (BackedUpFile | string | null)[] = [];
  let done = 0;
  await several(wanted, async (one, index) => {
    const { place, path, root } = one;
    const object = knownObject(one, known.get(keyOf(one)), objects) ?? (await putFile(one, places, objects));
    found[index] = typeof object === 'string' || object === null ? object : { place, path, root, ...object };
    done += 1;
    onFile(done, wanted.length, path);
    onStep('object');
  });
  const files = found.filter((one) => typeof one === 'object' && one !== null);
  return { files, damaged: found.filter((one) => typeof one === 'string') };
}

/** What the backup before has of a file that cannot have changed since: it is not read again. */
function knownObject(one: Wanted, before: BackedUpFile | undefined, objects: BackupObjects): Hashed | null {
  const isSame =
    before !== undefined &&
    (one.root !== null ? before.root === one.root : one.sha256 !== null && before.sha256 === one.sha256);
  return isSame && objects.has(before) ? { sha256: before.sha256, size: before.size } : null;
}

/** The object of a file; null where it may be missing and is, its name where it is not as it was recorded. */
async function putFile(one: Wanted, places: StorePlaces, objects: BackupObjects): Promise<Hashed | string | null> {
  const path = join(places[one.place], one.path);
  const isRight = ({ sha256, root }: { readonly sha256: string; readonly root: string }): boolean =>
    (one.sha256 === null || one.sha256 === sha256) &&
    // A former version named a line file by its bytes.
    (one.root === null || one.root === root || one.root === sha256);
  try {
    const object = await objects.putFile(path, isRight);
    return (
      object ?? (one.isOptional && one.place === 'lines' ? null : `${one.place} ${one.path}: it holds other bytes`)
    );
  } catch (error) {
    if (existsSync(path)) throw error;
    return one.isOptional ? null : `${one.place} ${one.path}: it is missing`;
  }
}

async function putDatabase(copy: string, objects: BackupObjects): Promise<Manifest['database']> {
  const { createHash } = await import('node:crypto');
  const file = await open(copy);
  try {
    const whole = createHash('sha256');
    const pieces: Hashed[] = [];
    const buffer = Buffer.alloc(PIECE_BYTES);
    for (let size = 0; ;) {
      const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES, size);
      if (bytesRead === 0) return { sha256: whole.digest('hex'), size, pieces };
      const piece = buffer.subarray(0, bytesRead);
      whole.update(piece);
      pieces.push(await objects.putBytes(piece));
      size += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/** Files are listed by month, source files by the beginning of their hashes: most lists are those of the day before. */
async function putLists(files: readonly BackedUpFile[], objects: BackupObjects): Promise<Hashed[]> {
  const groups = groupBy(files, ({ place, path }) => {
    const length = place === 'archive' ? (path.startsWith('requests/') ? 'requests/2026-01'.length : 2) : 7;
    return `${place}/${path.slice(0, length)}`;
  });
  const lists: Hashed[] = [];
  for (const group of groups.values()) lists.push(await objects.putBytes(Buffer.from(encodeList(group))));
  return lists;
}

/** The configuration holds no secret, only the names of variables; what it names in its own folder goes with it. */
async function putConfiguration(
  { config, configFile }: BackingUp,
  objects: BackupObjects,
): Promise<Pick<Manifest, 'configuration' | 'elsewhere'>> {
  const folder = dirname(configFile);
  const named = config.sources.flatMap(({ from }) => [
    ...('query' in from ? [from.query] : []),
    ...('caFile' in from && from.caFile !== null ? [from.caFile] : []),
  ]);
  const isBeside = (path: string): boolean => path.startsWith(`${folder}${sep}`) && existsSync(path);
  const configuration: Manifest['configuration'] = [];
  for (const path of [configFile, ...new Set(named.filter(isBeside))]) {
    const object = await objects.putFile(path, () => true);
    if (object !== null) configuration.push({ path: relative(folder, path), ...object });
  }
  return { configuration, elsewhere: [...new Set(named.filter((path) => !isBeside(path)))] };
}

async function putManifest(manifest: Manifest, asked: BackingUp, objects: BackupObjects): Promise<Backup> {
  const { to, onStep = () => undefined } = asked;
  const { id, text } = encodeManifest(manifest);
  await proveAll(manifest, objects);
  objects.sync();
  const half = join(to, TEMPORARY_FOLDER, 'manifest');
  await writeBytes(half, Buffer.from(text));
  onStep('manifest_written');
  await makePrivateFolder(dirname(manifestPath(to, id)));
  placeOnce(half, manifestPath(to, id));
  syncDirectory(to);
  onStep('manifest_in_place');
  return { id, ...manifest };
}

/** What the manifest names by itself is read once more; files were read back when they were put. */
async function proveAll(manifest: Manifest, objects: BackupObjects): Promise<void> {
  for (const object of [...manifest.database.pieces, ...manifest.lists, ...manifest.configuration])
    await objects.read(object);
}
