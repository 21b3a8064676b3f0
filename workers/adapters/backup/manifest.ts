import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CuadreError } from '../../../schemas/errors.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { onDisk } from '../files/disk.ts';

/**
 * A folder of backups: `backups/<id>.json` is one backup, `objects/<aa>/<sha256>` is what any of them names. Objects
 * are shared and never changed; a backup is there once its manifest is, which is put in place last. An id is the moment
 * of the backup and the beginning of the hash of its manifest, so that a manifest proves itself.
 */

const HASHED = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.int().min(0) });
export type Hashed = z.output<typeof HASHED>;

/** A file of a store: in which of its folders, where there, and what it holds. */
const FILE = HASHED.extend({
  place: z.enum(['archive', 'lines', 'reports']),
  path: z.string().refine((path) => !path.startsWith('/') && !path.split('/').includes('..')),
  /** The hash that the record names a line file by; null on what the record names by its bytes, or not at all. */
  root: z.string().nullable(),
});
export type BackedUpFile = z.output<typeof FILE>;

const MANIFEST = z.strictObject({
  version: z.literal(1),
  at: z.string(),
  tenant: z.string(),
  /** The id that the store was given at its birth. */
  store: z.string(),
  program: z.string(),
  /** How far the chain of the record had come: what any later state is held against (`schemas/ports/chain.ts`). */
  seal: z.strictObject({ count: z.int().min(0), hash: z.string() }),
  /** The number of the last event. */
  events: z.int().min(0),
  runs: z.int().min(0),
  /** The newest settlement date that was run; null where none was. */
  newestDate: z.string().nullable(),
  /** The database in pieces: those that did not change are shared with the backup before. */
  database: HASHED.extend({ pieces: z.array(HASHED) }),
  /** Lists of files, each an object: those that did not change are shared too. */
  lists: z.array(HASHED),
  files: z.int().min(0),
  bytes: z.int().min(0),
  /** The configuration, first, and the files beside it that it names; paths are relative to its folder. */
  configuration: z.array(HASHED.extend({ path: z.string() })).min(1),
  /** Files that the configuration names and that stand elsewhere: they are not in the backup. */
  elsewhere: z.array(z.string()),
  /** What was damaged or missing in the store itself when it was backed up. */
  damaged: z.array(z.string()),
});
export type Manifest = z.output<typeof MANIFEST>;

export interface Backup extends Manifest {
  readonly id: string;
}

const MANIFESTS = 'backups';
const ID = /^\d{8}T\d{9}Z-[0-9a-f]{12}$/;

/** How the manifest is written, and the id that follows of it. */
export function encodeManifest(manifest: Manifest): { readonly id: string; readonly text: string } {
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  const stamp = manifest.at.replaceAll(/[-:.]/g, '');
  return { id: `${stamp}-${sha256(text).slice(0, 12)}`, text };
}

export function manifestPath(folder: string, id: string): string {
  return join(folder, MANIFESTS, `${id}.json`);
}

/** The ids of all backups of a folder, oldest first; none where there is no such folder. Throws `disk_failed`. */
export function backupIds(folder: string): string[] {
  const manifests = join(folder, MANIFESTS);
  const names = onDisk(manifests, () => (existsSync(manifests) ? readdirSync(manifests) : []));
  return names
    .flatMap((name) => (name.endsWith('.json') && ID.test(name.slice(0, -5)) ? [name.slice(0, -5)] : []))
    .sort(compareText);
}

/** One backup, proved by its id. Throws `backup_damaged`, and `backup_unknown` where there is none of the id. */
export function readBackup(folder: string, id: string): Backup {
  const path = manifestPath(folder, id);
  if (!ID.test(id) || !onDisk(path, () => existsSync(path)))
    throw new CuadreError('backup_unknown', `there is no backup ${id} in ${folder}`, { folder, backup: id });
  const text = onDisk(path, () => readFileSync(path, 'utf8'));
  if (!id.endsWith(`-${sha256(text).slice(0, 12)}`)) throw damaged(path, 'its manifest is not what was written');
  const parsed = MANIFEST.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw damaged(path, 'its manifest is of a form that this program does not know: install a newer version');
  return { id, ...parsed.data };
}

/** The newest backup of a folder, or null. Throws `backup_damaged` and `disk_failed`. */
export function newestBackup(folder: string): Backup | null {
  const id = backupIds(folder).at(-1);
  return id === undefined ? null : readBackup(folder, id);
}

/** The backup that is asked for, or the newest. Throws `backup_unknown` and `backup_damaged`. */
export function chosenBackup(folder: string, id: string | undefined): Backup {
  const backup = id === undefined ? newestBackup(folder) : readBackup(folder, id);
  if (backup !== null) return backup;
  throw new CuadreError('backup_unknown', `there is no backup in ${folder}`, { folder });
}

export function damaged(path: string, why: string): CuadreError {
  return new CuadreError('backup_damaged', `the backup is damaged: ${path}: ${why}`, { path });
}

/** A list of files as an object: one line of JSON each. */
export function encodeList(files: readonly BackedUpFile[]): string {
  return files.map((file) => `${JSON.stringify(file)}\n`).join('');
}

/** The files of a list. Throws `backup_damaged`. */
export function decodeList(text: string, path: string): BackedUpFile[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => {
    const parsed = FILE.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    throw damaged(path, 'a line of it names no file');
  });
}
