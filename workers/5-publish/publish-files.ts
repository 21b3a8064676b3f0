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
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { MANIFEST_NAME } from './manifest.ts';

/**
 * Writes a run's reports to disk. `reports/<D>/generations/<g>/` appears by one rename, whole, and never changes; then
 * each file of `reports/<D>/` becomes a hard link to it, the manifest last. A reader of one path always sees a whole
 * file; one that needs the set reads the manifest and its generation's folder. (A directory cannot be renamed over
 * another, and a swapped symbolic link was measured to mix a set in one read of eight.)
 */

/** A text, written as UTF-8, or bytes. */
export type ReportContent = string | Uint8Array;

export interface ReportSet {
  readonly reportsDirectory: string;
  readonly date: PlainDate;
  readonly generation: number;
  /** Content by file name, without the manifest. */
  readonly files: ReadonlyMap<string, ReportContent>;
  readonly manifest: string;
  /** Called after each step that a crash may follow; a test throws here. */
  readonly onStep?: (step: PublishStep) => void;
  /**
   * Does what others see while nobody else may: who lost the date meanwhile must not put its set over its successor's.
   */
  readonly hold?: (work: () => void) => Promise<void>;
}

export type PublishStep = 'written' | 'generation_in_place' | `linked:${string}` | 'swept' | 'done';

export interface ReportView {
  readonly reportsDirectory: string;
  readonly date: PlainDate;
  readonly asOf: PlainDate;
  readonly files: ReadonlyMap<string, ReportContent>;
  readonly manifest: string;
}

export interface RepairTarget {
  readonly reportsDirectory: string;
  readonly date: PlainDate;
  /** The newest committed generation. */
  readonly generation: number;
}

/**
 * Publishes one generation. Publishing it again with the same content is harmless: what stands is kept (its manifest
 * too) and linked anew. Throws `integrity_broken` where the generation already stands with other content.
 */
export async function publishReports(set: ReportSet): Promise<void> {
  const onStep = set.onStep ?? ((): void => undefined);
  const folder = generationFolder(set);
  await withTemporary(set, async (temporary) => {
    const staged = join(temporary, 'set');
    writeFolder(staged, withManifest(set));
    onStep('written');
    const hold =
      set.hold ??
      ((work: () => void): Promise<void> => {
        work();
        return Promise.resolve();
      });
    await hold(() => {
      if (existsSync(folder)) assertSame(folder, set.files);
      else moveIntoPlace(staged, folder);
      onStep('generation_in_place');
      linkSet(folder, dateFolder(set), temporary, onStep);
      removeLeftovers(set.reportsDirectory, set.date);
    });
    onStep('done');
  });
}

/**
 * Makes `reports/<D>/` one set again after a crash: links what does not stand as the generation has it, removes files
 * that the generation does not have, and empties what interrupted writers of this date left. Returns the names that
 * were put right, sorted; empty where all was well. Throws `integrity_broken` where the generation's folder is not
 * there.
 */
export async function repairReports(target: RepairTarget): Promise<string[]> {
  const folder = generationFolder(target);
  if (!existsSync(join(folder, MANIFEST_NAME))) {
    throw new CuadreError(
      'integrity_broken',
      `the reports of ${target.date}, generation ${String(target.generation)}, are not on disk`,
      {
        folder,
        date: target.date,
        generation: target.generation,
      },
    );
  }
  const repaired: string[] = [];
  removeLeftovers(target.reportsDirectory, target.date);
  await withTemporary(target, (temporary) => {
    linkSet(folder, dateFolder(target), temporary, (step) => {
      if (step.startsWith('linked:')) repaired.push(step.slice('linked:'.length));
    });
  });
  return repaired.sort(compareText);
}

/** Writes a view, `reports/<D>/as-of-<D2>/`: no generation, each file replaced whole, the manifest last. */
export async function publishView(view: ReportView): Promise<void> {
  const folder = join(dateFolder(view), `as-of-${view.asOf}`);
  await withTemporary(view, (temporary) => {
    const staged = join(temporary, 'set');
    writeFolder(staged, withManifest(view));
    mkdirSync(folder, { recursive: true });
    for (const name of namesManifestLast(staged)) renameSync(join(staged, name), join(folder, name));
    removeOthers(folder, new Set([...view.files.keys(), MANIFEST_NAME]));
    sync(folder);
  });
}

/**
 * Replaces a page that is made from the published sets, whole or not at all. True where it was not as it should be;
 * what stands right is left alone.
 */
export async function publishPage(reportsDirectory: string, name: string, content: string): Promise<boolean> {
  const target = join(reportsDirectory, name);
  if (existsSync(target) && readFileSync(target, 'utf8') === content) return false;
  await withTemporary({ reportsDirectory, date: name }, (temporary) => {
    const staged = join(temporary, 'set');
    writeFolder(staged, new Map([[name, content]]));
    renameSync(join(staged, name), target);
    sync(reportsDirectory);
  });
  return true;
}

interface DateFolder {
  readonly reportsDirectory: string;
  /** A settlement date, or the name of a page that is of no date. */
  readonly date: string;
}

function dateFolder(of: DateFolder): string {
  return join(of.reportsDirectory, of.date);
}

function generationFolder(of: RepairTarget): string {
  return join(dateFolder(of), 'generations', String(of.generation));
}

function withManifest(set: {
  readonly files: ReadonlyMap<string, ReportContent>;
  readonly manifest: string;
}): Map<string, ReportContent> {
  return new Map([...set.files, [MANIFEST_NAME, set.manifest]]);
}

/**
 * Works in a folder of its own on the same file system, where a rename is one step, and removes it. Its random name
 * stands in no output. What the disk refuses becomes `disk_failed`: a later attempt may succeed.
 */
async function withTemporary(of: DateFolder, work: (temporary: string) => Promise<void> | void): Promise<void> {
  const parent = join(of.reportsDirectory, '.tmp');
  try {
    mkdirSync(parent, { recursive: true });
    const temporary = mkdtempSync(join(parent, `${of.date}.`));
    try {
      await work(temporary);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  } catch (error) {
    const code = systemCode(error);
    if (code === null) throw error;
    throw new CuadreError(
      'disk_failed',
      `the reports of ${of.date} could not be written: ${code}`,
      { date: of.date, cause: code },
      { cause: error },
    );
  }
}

function removeLeftovers(reportsDirectory: string, date: PlainDate): void {
  const parent = join(reportsDirectory, '.tmp');
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(`${date}.`)) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

/** The bytes of a report file. */
export function bytesOf(content: ReportContent): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
}

/** Every file written and synced, then the folder: after this a crash loses nothing of it. */
function writeFolder(folder: string, files: ReadonlyMap<string, ReportContent>): void {
  mkdirSync(folder);
  for (const [name, content] of files) {
    const handle = openSync(join(folder, name), 'wx');
    try {
      writeFileSync(handle, content, 'utf8');
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
  sync(folder);
}

function moveIntoPlace(staged: string, folder: string): void {
  const parent = join(folder, '..');
  mkdirSync(parent, { recursive: true });
  renameSync(staged, folder);
  sync(parent);
  sync(join(parent, '..'));
  sync(join(parent, '..', '..'));
}

/** A generation never changes: what stands must be what would be written, the manifest's clock and host excepted. */
function assertSame(folder: string, files: ReadonlyMap<string, ReportContent>): void {
  const priorDiscrepancies = readdirSync(folder).filter((name) => name !== MANIFEST_NAME);
  const names = new Set([...priorDiscrepancies, ...files.keys()]);
  for (const name of [...names].sort(compareText)) {
    const content = files.get(name);
    if (
      content !== undefined &&
      priorDiscrepancies.includes(name) &&
      readFileSync(join(folder, name)).equals(bytesOf(content))
    )
      continue;
    throw new CuadreError('integrity_broken', `${name} of a published generation is not what this run would publish`, {
      folder,
      file: name,
    });
  }
}

/**
 * Links every file of the generation into the date's folder, removes what the generation does not have, the manifest
 * last.
 */
function linkSet(folder: string, target: string, temporary: string, onStep: (step: PublishStep) => void): void {
  const names = namesManifestLast(folder);
  for (const name of names) {
    if (name === MANIFEST_NAME) {
      removeOthers(target, new Set(names));
      sync(target);
      onStep('swept');
    }
    if (linkFile(join(folder, name), join(target, name), join(temporary, name))) onStep(`linked:${name}`);
  }
  sync(target);
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
    sync(temporary);
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

/** Files of an older set that the newer one does not have; folders (generations, views) stay. */
function removeOthers(folder: string, keep: ReadonlySet<string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile() && !keep.has(entry.name)) rmSync(join(folder, entry.name));
  }
}

/** Makes a file or a folder survive a power loss. */
function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
