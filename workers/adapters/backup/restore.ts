import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { CuadreError } from '../../../schemas/errors.ts';
import type { Config } from '../../../schemas/config/config.ts';
import { makeFolder, onDisk, onDiskAsync, replaceDurably, syncDirectory, TEMPORARY_FOLDER } from '../files/disk.ts';
import { takeAlone, takeName, type Alone } from '../sqlite/alone.ts';
import { readSeal } from '../sqlite/chain.ts';
import { translated } from '../sqlite/database.ts';
import { placesOf, restoringPath, type StorePlaces } from '../sqlite/standing.ts';
import { contentsOf } from './contents.ts';
import { assertSound, filesOf } from './make.ts';
import { damaged, type BackedUpFile, type Backup } from './manifest.ts';
import { BackupObjects, makePrivateFolder, several } from './objects.ts';

export interface Restoring {
  /** The configuration that says where the store is to stand. */
  readonly config: Config;
  /** The folder of backups. */
  readonly from: string;
  readonly backup: Backup;
  /** Put what stands aside; without it a place that holds something is refused. */
  readonly replace: boolean;
  /** What the clock shows: which leases run. */
  readonly nowMs: number;
  /** For the names of what is put aside. */
  readonly stamp: string;
  /** Called over the store that was laid out, before it is put in place: what it throws leaves the place as it was. */
  readonly prove: (staged: Config) => Promise<void>;
  /** Called once everything is in its place, before the restore counts as done. */
  readonly finish: (backup: string) => Promise<void>;
  readonly onFile?: (done: number, total: number, path: string) => void;
  /** Called after every step that a crash may follow; a test stops there. */
  readonly onStep?: (step: RestoreStep) => void;
}

export type RestoreStep = 'laid_out' | 'proved' | 'announced' | `moved:${string}` | 'done';

const PARTS = ['reports', 'lines', 'archive', 'database'] as const;

/** What is yet to be moved where a restore was cut off. */
const UNDER_WAY = z.strictObject({ backup: z.string(), stamp: z.string() });

/** What stands in the places of a store, for people; nothing where a store can be put. */
export function standsIn(config: Config): string[] {
  const places = placesFor(config);
  return PARTS.filter((part) => !isVacant(places[part])).map((part) => places[part]);
}

function placesFor(config: Config): StorePlaces {
  return placesOf({ config, programVersion: '', reportsDirectory: config.reports.directory });
}

function isVacant(path: string): boolean {
  return onDisk(path, () => {
    if (!existsSync(path)) return true;
    try {
      return readdirSync(path).every((name) => name === TEMPORARY_FOLDER);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOTDIR') return false;
      throw error;
    }
  });
}

/**
 * Lays a backup out beside the places of the store, proves all of it, and moves it in. Whatever stops it before the
 * last of these leaves the places as they were; what is cut off while it moves is announced beside the database, every
 * command refuses, and `finishRestore` ends it. A database that stands is kept from every other process meanwhile.
 * Throws `restore_refused` where something stands and is not to be replaced, `store_in_use` while a process works on
 * what stands or another one restores here, `backup_damaged` by the name of what is not as it was backed up, and
 * `disk_failed`.
 *
 * @returns where what stood before is now
 */
export async function restoreBackup(asked: Restoring): Promise<string[]> {
  const places = placesFor(asked.config);
  return whileOnlyHere(places, async () => {
    const standing = standsIn(asked.config);
    if (standing.length > 0 && !asked.replace)
      throw new CuadreError(
        'restore_refused',
        `something stands where the store is to be put: ${standing.join(', ')}`,
        { standing },
      );
    const alone = takeAlone(places.database, asked.nowMs);
    try {
      return await putInPlace(asked, places, alone);
    } finally {
      alone.release();
    }
  });
}

async function putInPlace(asked: Restoring, places: StorePlaces, alone: Alone): Promise<string[]> {
  const { config, backup, stamp, onStep = () => undefined } = asked;
  const staged = stagedPlaces(places);
  clear(staged);
  await layOut(asked, staged);
  onStep('laid_out');
  proveRecord(backup, staged);
  const { storage, reports } = config;
  const { database: path, archive, lines } = staged;
  await asked.prove({
    ...config,
    storage: { ...storage, path, archive, lines },
    reports: { ...reports, directory: staged.reports },
  });
  onStep('proved');
  replaceDurably(restoringPath(places.database), `${JSON.stringify({ backup: backup.id, stamp })}\n`);
  onStep('announced');
  // From here on the announcement keeps others out; SQLite would remove the log of whatever stands at the name by then.
  alone.release();
  return moveIn(places, stamp, () => asked.finish(backup.id), onStep);
}

/** Does work as the only one that restores into these places. Throws `store_in_use` while another does. */
async function whileOnlyHere<T>({ database }: StorePlaces, work: () => Promise<T>): Promise<T> {
  makeFolder(dirname(database));
  const only = takeName(`${database}.restoring.lock`, (processes) => {
    const who = processes.join('; ') || 'another process';
    return new CuadreError('store_in_use', `another restore to ${database} is under way: ${who}`, { store: database });
  });
  try {
    return await work();
  } finally {
    only.release();
  }
}

/**
 * Ends a restore that was cut off after everything was proved. Null where there is none. Throws `store_in_use` while
 * another process does, and `disk_failed`.
 *
 * @returns the id of its backup, and where what stood before is now
 */
export async function finishRestore(
  config: Config,
  finish: Restoring['finish'],
): Promise<{ readonly backup: string; readonly aside: string[] } | null> {
  const places = placesFor(config);
  const path = restoringPath(places.database);
  if (!existsSync(path)) return null;
  return whileOnlyHere(places, async () => {
    if (!existsSync(path)) return null;
    const { backup, stamp } = UNDER_WAY.parse(JSON.parse(onDisk(path, () => readFileSync(path, 'utf8'))));
    const nothing = (): void => undefined;
    return { backup, aside: await moveIn(places, stamp, () => finish(backup), nothing) };
  });
}

function stagedPlaces(places: StorePlaces): StorePlaces {
  const beside = (path: string): string => `${path}.restoring`;
  return {
    database: beside(places.database),
    archive: beside(places.archive),
    lines: beside(places.lines),
    reports: beside(places.reports),
  };
}

function clear(staged: StorePlaces): void {
  for (const path of [...PARTS.map((part) => staged[part]), `${staged.database}-wal`, `${staged.database}-shm`])
    onDisk(path, () => {
      rmSync(path, { recursive: true, force: true });
    });
}

async function layOut({ from, backup, onFile = () => undefined }: Restoring, staged: StorePlaces): Promise<void> {
  const objects = new BackupObjects(from);
  const files = [...(await filesOf(backup, objects)).values()];
  for (const part of ['archive', 'lines', 'reports'] as const) await makePrivateFolder(staged[part]);
  makeFolder(dirname(staged.database));
  for (const folder of foldersOf(files, staged)) await makePrivateFolder(folder);
  let done = 0;
  await several(files, async (file) => {
    await objects.copyTo(file, join(staged[file.place], file.path));
    done += 1;
    onFile(done, files.length + 1, file.path);
  });
  await layOutDatabase(backup, objects, staged.database);
  onFile(files.length + 1, files.length + 1, 'the database');
  for (const folder of foldersOf(files, staged))
    onDisk(folder, () => {
      syncDirectory(folder);
    });
}

function foldersOf(files: readonly BackedUpFile[], staged: StorePlaces): ReadonlySet<string> {
  return new Set(files.map(({ place, path }) => dirname(join(staged[place], path))));
}

async function layOutDatabase({ database }: Backup, objects: BackupObjects, to: string): Promise<void> {
  await onDiskAsync(to, async () => {
    const file = await open(to, 'w', 0o600);
    try {
      const whole = createHash('sha256');
      for (const piece of database.pieces) {
        const bytes = await objects.read(piece);
        whole.update(bytes);
        await file.writeFile(bytes);
      }
      await file.sync();
      if (whole.digest('hex') !== database.sha256) throw damaged(to, 'the pieces of the database are of another one');
    } finally {
      await file.close();
    }
  });
}

/** The database is sound, has the seal that the manifest states, and names nothing that is not laid out. */
function proveRecord(backup: Backup, staged: StorePlaces): void {
  const missing = translated(() => {
    const raw = new Database(staged.database, { fileMustExist: true });
    try {
      assertSound(raw, staged.database);
      const { count, hash } = readSeal(raw);
      if (count !== backup.seal.count || hash !== backup.seal.hash)
        throw damaged(staged.database, 'the chain of the record ends otherwise than the manifest says');
      return contentsOf(raw, staged)
        .filter(({ isOptional, place, path }) => !isOptional && !existsSync(join(staged[place], path)))
        .map(({ place, path }) => `${place} ${path}`);
    } finally {
      raw.close();
    }
  });
  const unknown = missing.find((one) => !backup.damaged.some((known) => known.startsWith(`${one}:`)));
  if (unknown !== undefined) throw damaged(unknown, 'the database names it, and the backup does not hold it');
}

/** Moves every part in that is not yet, the database last; what stood there goes aside first. */
async function moveIn(
  places: StorePlaces,
  stamp: string,
  finish: () => Promise<void>,
  onStep: (step: RestoreStep) => void,
): Promise<string[]> {
  const staged = stagedPlaces(places);
  const aside = PARTS.flatMap((part) =>
    moveOne(places[part], staged[part], stamp, () => {
      onStep(`moved:${part}`);
    }),
  );
  await finish();
  const announced = restoringPath(places.database);
  onDisk(announced, () => {
    rmSync(announced, { force: true });
    syncDirectory(dirname(announced));
  });
  onStep('done');
  return aside;
}

function moveOne(path: string, staged: string, stamp: string, onMoved: () => void): string[] {
  const aside = `${path}.before-${stamp}`;
  return onDisk(path, () => {
    if (existsSync(staged)) {
      makeFolder(dirname(path));
      if (!isVacant(path)) {
        for (const suffix of ['-wal', '-shm', ''])
          if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
      } else if (existsSync(path)) {
        rmSync(join(path, TEMPORARY_FOLDER), { recursive: true, force: true });
        rmdirSync(path);
      }
      renameSync(staged, path);
      syncDirectory(dirname(path));
      onMoved();
    }
    return existsSync(aside) ? [aside] : [];
  });
}
