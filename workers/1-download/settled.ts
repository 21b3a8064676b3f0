import { closeSync, constants, fstatSync, openSync, readSync, statSync, writeSync, type BigIntStats } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { DirectoryFrom } from '../../schemas/config/from.ts';
import { CHUNK_BYTES, onDisk } from '../adapters/files/disk.ts';
import { codeOf, unreadable } from './folder-names.ts';
import { shownName } from './remote-names.ts';

/** Time, as a look at a file needs it. */
export interface Waiting {
  readonly nowMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Between two looks, where the source says nothing. A nightly run waits once for all of its sources. */
export const SETTLE_MS = 2_000;
/**
 * A file that was written longer ago than this has stood still already, also by a file server's clock that is a little
 * off.
 */
const OLD_MS = 10_000;
/** How long a file that grows is waited for: a nightly run may meet a copy that is soon done. */
const PATIENCE_MS = 60_000;
const PAUSE_MS_MIN = 500;

/** What a look at a file saw: equal where it stands still. */
interface Snapshot {
  readonly stamp: string;
  readonly size: bigint;
  readonly modifiedMs: number;
}

/**
 * Copies a file into `folder` once it is whole: its size, its time and which file it is stand still over two looks, and
 * again after its last byte was read. The path of the copy, or null where the file was taken away meanwhile. Throws
 * `source_unreachable` for a file that is still being written after a minute, or that may not be read, and
 * `disk_failed`.
 */
export async function takeWhole(
  source: string,
  date: PlainDate,
  file: { readonly name: string; readonly path: string },
  folder: string,
  { settleMs = SETTLE_MS }: Pick<DirectoryFrom, 'settleMs'>,
  waiting: Waiting,
): Promise<string | null> {
  const copy = join(folder, 'body');
  const pauseMs = Math.max(settleMs, PAUSE_MS_MIN);
  for (let waitedMs = 0; waitedMs <= PATIENCE_MS; waitedMs += pauseMs) {
    const snapshot = snapshotOf(file.path);
    if (snapshot === null) return null;
    if (waitedMs > 0 || isYoung(snapshot, settleMs, waiting.nowMs())) await waiting.wait(pauseMs);
    if (copyAsSeen(file.path, copy, snapshot)) return copy;
  }
  const shown = shownName(file.name);
  throw new CuadreError('source_unreachable', `${source}: ${shown} is still being written`, {
    source,
    date,
    file: shown,
  });
}

function isYoung({ modifiedMs }: Snapshot, settleMs: number, nowMs: number): boolean {
  return settleMs > 0 && nowMs - modifiedMs < Math.max(OLD_MS, settleMs);
}

/** Null where there is no such file any more. */
function snapshotOf(path: string): Snapshot | null {
  try {
    return snapshotFrom(statSync(path, { bigint: true }));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw unreadable(path, error);
  }
}

function snapshotFrom({ dev, ino, size, mtimeNs }: BigIntStats): Snapshot {
  return { stamp: [dev, ino, size, mtimeNs].map(String).join('/'), size, modifiedMs: Number(mtimeNs / 1_000_000n) };
}

/** Whether the file is still what was seen of it, is copied, and nobody wrote in it meanwhile. */
function copyAsSeen(path: string, copy: string, snapshot: Snapshot): boolean {
  const input = opened(path);
  if (input === null) return false;
  try {
    const first = statOf(path, input);
    if (!first.isFile() || snapshotFrom(first).stamp !== snapshot.stamp) return false;
    const size = copyBytes(path, input, copy);
    return (
      size === snapshot.size &&
      snapshotFrom(statOf(path, input)).stamp === snapshot.stamp &&
      snapshotOf(path)?.stamp === snapshot.stamp
    );
  } finally {
    closeSync(input);
  }
}

function statOf(path: string, input: number): BigIntStats {
  try {
    return fstatSync(input, { bigint: true });
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * A link that was put in the file's place is not followed, and a pipe holds nobody up; where the system has no such
 * flag it counts as 0.
 */
function opened(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ELOOP') return null;
    throw unreadable(path, error);
  }
}

function copyBytes(path: string, input: number, copy: string): bigint {
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const next = (): number => {
    try {
      return readSync(input, buffer);
    } catch (error) {
      throw unreadable(path, error);
    }
  };
  return onDisk(copy, () => {
    const output = openSync(copy, 'w');
    try {
      let size = 0n;
      for (let length = next(); length > 0; length = next()) {
        for (let done = 0; done < length;) done += writeSync(output, buffer, done, length - done);
        size += BigInt(length);
      }
      return size;
    } finally {
      closeSync(output);
    }
  });
}
