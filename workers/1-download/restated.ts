import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { DirectoryFrom } from '../../schemas/config/from.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Store } from '../../schemas/ports/store.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import { findFile } from './directory.ts';
import { codeOf } from './folder-names.ts';

/**
 * Whether a source's folder holds other bytes for a date than those that its newest run read. A look costs a stat: a
 * file is hashed only where its name, size or times are not those of the last look. A file that is gone is not
 * restated: the archive has it. Throws `two_files_for_one_date` and `source_unreachable`.
 *
 * @param unpacked for a file that is read unpacked: the hash of what is in it, null where there is no file any more
 */
export async function isRestated(
  source: string,
  from: DirectoryFrom,
  file: SourceFile,
  context: Pick<Context, 'clock'> & { readonly store: Pick<Store, 'sources'> },
  unpacked: (() => Promise<string | null>) | null = null,
): Promise<boolean> {
  const found = findFile(source, from, file.date);
  if (found === null) return false;
  const { store, clock } = context;
  const { path } = found;
  const name = withoutCardNumbers(found.name);
  const seen = snapshotOf(source, path);
  if (seen === null) return false;
  const last = await store.sources.stamp(file.date, source);
  if (last !== null && last.name === name && last.stamp === seen.stamp) return last.sha256 !== file.sha256;
  const sha256 = unpacked === null ? onSource(source, path, () => hashOf(path)) : await unpacked();
  // Taken away meanwhile.
  if (sha256 === null) return false;
  const settled = clock.nowMs() - seen.changedMs > SETTLED_MS;
  if (settled && snapshotOf(source, path)?.stamp === seen.stamp) {
    await store.sources.recordStamp({ date: file.date, source, name, stamp: seen.stamp, sha256 });
  }
  return sha256 !== file.sha256;
}

/**
 * A file that changed later than this ago may change once more within one tick of its clock, and would look the same.
 */
const SETTLED_MS = 10_000;

/**
 * Size, and when content and entry were last changed: a copy that keeps the times of the content still changes its
 * entry.
 */
function snapshotOf(source: string, path: string): { readonly stamp: string; readonly changedMs: number } | null {
  const seen = onSource(source, path, () => statSync(path, { bigint: true }));
  if (seen === null) return null;
  const { size, mtimeNs, ctimeNs } = seen;
  const latest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  return { stamp: `${String(size)}/${String(mtimeNs)}/${String(ctimeNs)}`, changedMs: Number(latest / 1_000_000n) };
}

const CHUNK_BYTES = 1 << 20;

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const fd = openSync(path, 'r');
  try {
    for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer))
      hash.update(buffer.subarray(0, length));
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}

/** Null where there is no such file any more. */
function onSource<T>(source: string, path: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    if (codeOf(error) === 'ENOENT') return null;
    const shown = withoutCardNumbers(path);
    throw new CuadreError('source_unreachable', `${shown} cannot be read`, { source, path: shown }, { cause: error });
  }
}
