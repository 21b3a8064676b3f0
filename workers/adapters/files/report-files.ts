import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CuadreError } from '../../../schemas/errors.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { RunKey } from '../../../schemas/outcome/run.ts';
import {
  MANIFEST_NAME,
  piecesOf,
  type ReportContent,
  type ReportFiles,
  type ReportSet,
} from '../../../schemas/ports/reports.ts';
import { promised } from '../../../schemas/ports/promised.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { makerName } from '../sqlite/holder.ts';
import { leaveTemporary, onDisk, syncDirectory, TEMPORARY_FOLDER } from './disk.ts';

/**
 * Report files on disk. `reports/<D>/generations/<g>/` appears by one rename, whole, and never changes; then each file
 * of `reports/<D>/` becomes a hard link to it, the manifest last. A reader of one path always sees a whole file; one
 * that needs the set reads the manifest and its generation's folder. (A directory cannot be renamed over another, and a
 * swapped symbolic link was measured to mix a set in one read of eight.)
 *
 * No lock is held meanwhile. Whatever a writer changes of a date's folder goes through a folder of its own under
 * `.tmp`, whose name is the token of a claim; who claims a date takes these folders from all others, who can change
 * nothing any more.
 */

export type PublishStep = 'written' | 'generation_in_place' | `linked:${string}` | 'swept' | 'done';

/** Called after each step that a crash may follow; a test throws there. */
type OnStep = (step: PublishStep) => void;

/** Reports under a folder, on any disk; with hard links where it has them. */
export function openReportFiles(directory: string, onStep: OnStep = () => undefined): ReportFiles {
  const dateFolder = (date: PlainDate): string => join(directory, date);
  const generationFolder = ({ date, generation }: RunKey): string =>
    join(dateFolder(date), 'generations', String(generation));
  return {
    put: (run, set) =>
      withTemporary(directory, run.date, (temporary) => {
        const folder = generationFolder(run);
        const staged = join(temporary, 'set');
        writeFolder(staged, withManifest(set));
        onStep('written');
        if (!moveIntoPlace(staged, folder)) assertSame(folder, set.files);
        onStep('generation_in_place');
        return readFileSync(join(folder, MANIFEST_NAME), 'utf8');
      }),
    mend: (run, files, names) =>
      withTemporary(directory, run.date, (temporary) => {
        mendFolder(generationFolder(run), temporary, files, names);
      }),
    claim: (date) =>
      onReports(date, () => {
        const temporary = temporaryFolder(directory, date);
        takeFromOthers(temporary, date);
        return { date, token: basename(temporary) };
      }),
    show: async ({ date, token }, generation) => {
      const temporary = join(directory, TEMPORARY_FOLDER, token);
      const folder = generationFolder({ date, generation });
      try {
        return await onReports(date, () => {
          assertStands(folder, date, generation);
          const linked = linkSet(folder, dateFolder(date), temporary, onStep);
          onStep('done');
          return linked.sort(compareText);
        });
      } catch (error) {
        if (existsSync(temporary) || !isOfDisk(error)) throw error;
        await setTimeout(PAUSE_MS);
        return null;
      } finally {
        leaveTemporary(temporary);
      }
    },
    putView: (date, asOf, set) =>
      withTemporary(directory, date, (temporary) => {
        const folder = join(dateFolder(date), `as-of-${asOf}`);
        const staged = join(temporary, 'set');
        writeFolder(staged, withManifest(set));
        mkdirSync(folder, { recursive: true });
        for (const name of namesManifestLast(staged)) renameSync(join(staged, name), join(folder, name));
        removeOthers(folder, new Set([...set.files.keys(), MANIFEST_NAME]), temporary);
        syncDirectory(folder);
      }),
    putPage: (name, content) => putPage(directory, name, content),
    ...promised<Pick<ReportFiles, 'isBehind' | 'read' | 'page'>>({
      isBehind: (run) => onDisk(dateFolder(run.date), () => isBehind(generationFolder(run), dateFolder(run.date))),
      read: (run, name) => bytesAt(join(generationFolder(run), name)),
      page: (name) => bytesAt(join(directory, name)),
    }),
  };
}

async function putPage(directory: string, name: string, content: string): Promise<boolean> {
  const target = join(directory, name);
  if (bytesAt(target)?.equals(Buffer.from(content)) === true) return false;
  await withTemporary(directory, name, (temporary) => {
    const staged = join(temporary, 'set');
    writeFolder(staged, new Map([[name, content]]));
    renameSync(join(staged, name), target);
    syncDirectory(directory);
  });
  return true;
}

function withManifest({ files, manifest }: ReportSet): Map<string, ReportContent> {
  return new Map([...files, [MANIFEST_NAME, manifest]]);
}

function bytesAt(path: string): Buffer | null {
  return onDisk(path, () => (existsSync(path) ? readFileSync(path) : null));
}

/**
 * How often work begins again whose folder was taken, and after what time: who took it is done by then.
 */
const TRIES_MAX = 5;
const PAUSE_MS = 200;

/**
 * Works in a folder of its own on the same file system, where a rename is one step, and removes it; begins again where
 * another took the folder.
 *
 * @param of a settlement date, or the name of a page that is of no date
 */
async function withTemporary<T>(
  directory: string,
  of: string,
  work: (temporary: string) => Promise<T> | T,
  tries = TRIES_MAX,
): Promise<T> {
  const temporary = await onReports(of, () => temporaryFolder(directory, of));
  try {
    return await onReports(of, () => work(temporary));
  } catch (error) {
    if (existsSync(temporary) || !isOfDisk(error) || tries <= 1) throw error;
    await setTimeout(PAUSE_MS);
    return await withTemporary(directory, of, work, tries - 1);
  } finally {
    leaveTemporary(temporary);
  }
}

/** Its random name stands in no output. */
function temporaryFolder(directory: string, of: string): string {
  const parent = join(directory, TEMPORARY_FOLDER);
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, `${of}.${makerName()}.`));
}

/** Does work on reports. What the disk refuses becomes `disk_failed`: a later attempt may succeed. */
async function onReports<T>(of: string, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    throw new CuadreError(
      'disk_failed',
      `the reports of ${of} could not be written: ${code}`,
      { date: of, cause: code },
      { cause: error },
    );
  }
}

function isOfDisk(error: unknown): boolean {
  return error instanceof CuadreError && error.code === 'disk_failed';
}

/** Takes the folders of all others who write for the date, alive or killed: they vanish with this one's. */
function takeFromOthers(temporary: string, date: PlainDate): void {
  const [parent, taken] = [join(temporary, '..'), join(temporary, 'taken')];
  mkdirSync(taken);
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(`${date}.`) || name === basename(temporary)) continue;
    try {
      renameSync(join(parent, name), join(taken, name));
    } catch (error) {
      // Its owner was done with it at the same moment.
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
}

/** Whether a generation stands, and the folder that readers see has another, or none. */
function isBehind(generation: string, shown: string): boolean {
  const stands = join(generation, MANIFEST_NAME);
  return existsSync(stands) && !isSameFile(stands, join(shown, MANIFEST_NAME));
}

function assertStands(folder: string, date: PlainDate, generation: number): void {
  if (existsSync(join(folder, MANIFEST_NAME))) return;
  throw new CuadreError(
    'integrity_broken',
    `the reports of ${date}, generation ${String(generation)}, are not on disk`,
    { folder, date, generation },
  );
}

/** Whether a file holds exactly these bytes; it is read piece by piece, for a file can be larger than one buffer. */
function holds(path: string, pieces: readonly Uint8Array[]): boolean {
  if (statSync(path).size !== pieces.reduce((size, piece) => size + piece.byteLength, 0)) return false;
  const handle = openSync(path, 'r');
  try {
    return pieces.every((piece) => {
      const found = Buffer.allocUnsafe(piece.byteLength);
      for (let at = 0; at < found.length;) {
        const read = readSync(handle, found, at, found.length - at, null);
        if (read === 0) return false;
        at += read;
      }
      return found.equals(piece);
    });
  } finally {
    closeSync(handle);
  }
}

/** Each file by one rename, so that its readers have it whole at any moment. */
function mendFolder(
  folder: string,
  temporary: string,
  files: ReadonlyMap<string, ReportContent>,
  names: ReadonlySet<string>,
): void {
  const staged = join(temporary, 'set');
  mkdirSync(folder, { recursive: true });
  const wrong = [...files].filter(([name, content]) => !stands(join(folder, name), content));
  writeFolder(staged, new Map(wrong));
  for (const [name] of wrong) renameSync(join(staged, name), join(folder, name));
  removeOthers(folder, names, temporary);
  syncDirectory(folder);
}

function stands(path: string, content: ReportContent): boolean {
  return existsSync(path) && holds(path, piecesOf(content));
}

/** Every file written and synced, then the folder: after this a crash loses nothing of it. */
function writeFolder(folder: string, files: ReadonlyMap<string, ReportContent>): void {
  mkdirSync(folder);
  for (const [name, content] of files) {
    const handle = openSync(join(folder, name), 'wx');
    try {
      for (const piece of piecesOf(content)) writeFileSync(handle, piece);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
  syncDirectory(folder);
}

/** Moves the folder to its place; false where one stands there already. */
function moveIntoPlace(staged: string, folder: string): boolean {
  const parent = join(folder, '..');
  mkdirSync(parent, { recursive: true });
  try {
    if (existsSync(folder)) return false;
    renameSync(staged, folder);
  } catch (error) {
    // Another put it there meanwhile: a folder is never renamed over one that holds something.
    if (existsSync(folder)) return false;
    throw error;
  }
  for (const one of [parent, join(parent, '..'), join(parent, '..', '..')]) syncDirectory(one);
  return true;
}

/** A generation never changes: what stands must be what would be written, the manifest's clock and host excepted. */
function assertSame(folder: string, files: ReadonlyMap<string, ReportContent>): void {
  const priorDiscrepancies = readdirSync(folder).filter((name) => name !== MANIFEST_NAME);
  const names = new Set([...priorDiscrepancies, ...files.keys()]);
  for (const name of [...names].sort(compareText)) {
    const content = files.get(name);
    if (content !== undefined && priorDiscrepancies.includes(name) && holds(join(folder, name), piecesOf(content)))
      continue;
    throw new CuadreError('integrity_broken', `${name} of a published generation is not what this run would publish`, {
      folder,
      file: name,
    });
  }
}

/**
 * Links every file of the generation into the date's folder, removes what the generation does not have, the manifest
 * last. Gives the names of what was linked.
 */
function linkSet(folder: string, target: string, temporary: string, onStep: OnStep): string[] {
  const names = namesManifestLast(folder);
  const linked: string[] = [];
  for (const name of names) {
    if (name === MANIFEST_NAME) {
      removeOthers(target, new Set(names), temporary);
      syncDirectory(target);
      onStep('swept');
    }
    if (!linkFile(join(folder, name), join(target, name), join(temporary, name))) continue;
    linked.push(name);
    onStep(`linked:${name}`);
  }
  syncDirectory(target);
  return linked;
}

/** True where the target was replaced, false where it already was this file. */
function linkFile(source: string, target: string, temporary: string): boolean {
  if (isSameFile(source, target)) return false;
  rmSync(temporary, { force: true });
  try {
    linkSync(source, temporary);
  } catch (error) {
    if (!isLinkUnsupported(error)) throw error;
    copyFileSync(source, temporary);
    syncDirectory(temporary);
  }
  renameSync(temporary, target);
  return true;
}

/** The same file by link, or by content where links are not supported. */
function isSameFile(source: string, target: string): boolean {
  if (!existsSync(target)) return false;
  const [ours, theirs] = [statSync(source), statSync(target)];
  if (ours.ino === theirs.ino && ours.dev === theirs.dev) return true;
  return ours.size === theirs.size && readFileSync(source).equals(readFileSync(target));
}

/**
 * What file systems without hard links answer (FAT, some network and container mounts), and one with too many of them.
 */
const LINK_UNSUPPORTED: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EXDEV',
  'EMLINK',
  'EACCES',
]);

function isLinkUnsupported(error: unknown): boolean {
  const code = systemCode(error);
  return code !== null && LINK_UNSUPPORTED.has(code);
}

/** The code of an error of the operating system (`ENOSPC`); null for any other error. */
function systemCode(error: unknown): string | null {
  const isSystem = error instanceof Error && 'syscall' in error && 'code' in error;
  return isSystem && typeof error.code === 'string' ? error.code : null;
}

function namesManifestLast(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name !== MANIFEST_NAME);
  return [...names.sort(compareText), MANIFEST_NAME];
}

/**
 * Files of an older set that the newer one does not have; folders (generations, views) stay. They go by way of the
 * writer's own folder: without it nothing is removed.
 */
function removeOthers(folder: string, keep: ReadonlySet<string>, temporary: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile() && !keep.has(entry.name)) renameSync(join(folder, entry.name), join(temporary, entry.name));
  }
}
