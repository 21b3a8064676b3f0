import { createWriteStream, existsSync, rmdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SourceConfig } from '../../schemas/config/config.ts';
import { expandDates, fileNameFor, fits, isMarkerName } from '../../schemas/config/file-pattern.ts';
import type { DirectoryFrom } from '../../schemas/config/from.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { findInFolder } from '../1-download/directory.ts';
import { isSafeName, isUnfinished } from '../1-download/remote-names.ts';
import { unpackFile } from '../1-download/unpack.ts';
import {
  localBytes,
  onDiskAsync,
  placeOnce,
  TEMPORARY_FOLDER,
  withTemporaryFolderAsync,
  writeDurably,
} from '../adapters/files/disk.ts';

/**
 * A file that a person brings for a date: it is put into the folder of its source, and goes from there the way of every
 * other one, through stage 1.
 */

/** Why a file is not put there. */
export const BRING_IN_REFUSALS = [
  'no_folder',
  'folder_gone',
  'name_unsafe',
  'name_other',
  'stands',
  'too_large',
  'empty',
  'cut_off',
  'cannot_be_opened',
] as const;
export type BringInRefusal = (typeof BRING_IN_REFUSALS)[number];

export interface Brought {
  readonly source: SourceConfig;
  readonly date: PlainDate;
  /** As it comes: a stranger's text. */
  readonly name: string;
  /** Told of its end by an error where it was cut off. */
  readonly bytes: Readable;
  readonly bytesMax: number;
}

/** Whether a person can bring a file of this source: its files come from a folder of this machine. */
export function takesFiles(source: SourceConfig): source is SourceConfig & { readonly from: DirectoryFrom } {
  return 'directory' in source.from;
}

/**
 * Puts a file into the folder of its source: whole, durable, and under a name at which nothing stood, or not at all.
 * Null: it stands there. Nothing is read of one whose name is refused. What is packed is opened first, within the
 * limits that it is read with. Throws `disk_failed`, and `source_unreachable` for a folder that cannot be looked at.
 */
export async function bringIn({ source, date, name, bytes, bytesMax }: Brought): Promise<BringInRefusal | null> {
  if (!takesFiles(source)) return 'no_folder';
  const { from } = source;
  const problem = nameProblem(from, date, name);
  if (problem !== null) return problem;
  if (!isFolder(from.directory)) return 'folder_gone';
  if (isThere(source, from, date)) return 'stands';
  try {
    return await withTemporaryFolderAsync(from.directory, 'brought', async (folder) => {
      const path = join(folder, 'body');
      const taken = await takeBytes(bytes, path, bytesMax);
      if (taken !== null) return taken;
      if (from.unpack !== undefined && !(await unpackFile(localBytes(path), from.unpack, date, folder, { name })).ok)
        return 'cannot_be_opened';
      // Another one may have come while this one did.
      if (isThere(source, from, date) || !placeOnce(path, join(from.directory, name))) return 'stands';
      if (from.complete !== undefined) mark(from.directory, from.complete.marker, date, name);
      return null;
    });
  } finally {
    leaveEmpty(join(from.directory, TEMPORARY_FOLDER));
  }
}

/** The name is one that stage 1 takes for the file of this date, and no path. */
function nameProblem(from: DirectoryFrom, date: PlainDate, name: string): BringInRefusal | null {
  if (!isSafeName(name)) return 'name_unsafe';
  const isTaken = fits(fileNameFor(from.file, date), name) && !(from.file.includes('*') && isUnfinished(name));
  const isMarker = from.complete !== undefined && isMarkerName(from.complete.marker, date, name);
  return isTaken && !isMarker ? null : 'name_other';
}

/** A folder that is not there is not made: a disk may be missing there, and would hide what was put under it. */
function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Whether anything stands there for the date, also what is not taken (yet): two would be one too many. */
function isThere({ id }: SourceConfig, from: DirectoryFrom, date: PlainDate): boolean {
  try {
    const { found, notTaken } = findInFolder(id, from, date);
    return found !== null || notTaken.length > 0;
  } catch (error) {
    if (error instanceof CuadreError && error.code === 'two_files_for_one_date') return true;
    throw error;
  }
}

/** Null: every byte stands on the disk. */
async function takeBytes(bytes: Readable, path: string, bytesMax: number): Promise<BringInRefusal | null> {
  let size = 0;
  const bounded = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > bytesMax) throw new TooLarge();
      yield chunk;
    }
  };
  try {
    await onDiskAsync(path, () => pipeline(bytes, bounded, createWriteStream(path, { flush: true })));
  } catch (error) {
    if (error instanceof TooLarge) return 'too_large';
    if (error instanceof CuadreError) throw error;
    return 'cut_off';
  }
  return size === 0 ? 'empty' : null;
}

class TooLarge extends Error {}

/** Where files are marked as complete, this one is: it came whole. A mark that stood there before is as young now. */
function mark(directory: string, marker: string, date: PlainDate, name: string): void {
  const path = join(
    directory,
    expandDates(marker, date).replaceAll('*', () => name),
  );
  if (existsSync(path)) {
    // A time is set to the millisecond and read finer: a mark must not come out older than its file.
    const young = new Date(Math.ceil(statSync(join(directory, name)).mtimeMs) + 1);
    utimesSync(path, young, young);
  } else {
    writeDurably(path, () => undefined);
  }
}

function leaveEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something else is being brought there, or nothing was.
  }
}
