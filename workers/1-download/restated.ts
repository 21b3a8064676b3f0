import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/files.ts';
import type { DirectoryFrom } from '../../schemas/from.ts';
import type { Context } from '../context.ts';
import { findFile, type FoundFile } from './directory.ts';

/**
 * Whether a source's folder holds other bytes for a date than those that its newest run read. A look costs a stat: a file is
 * hashed only where its name, size or times are not those of the last look. A file that is gone is not restated: the archive
 * has it. Throws `two_files_for_one_date` and `source_unreachable`.
 */
export function isRestated(source: string, from: DirectoryFrom, file: SourceFile, context: Pick<Context, 'store' | 'clock'>): boolean {
  const found = findFile(source, from, file.date);
  return found !== null && sha256Of(source, file, found, context) !== file.sha256;
}

function sha256Of(
  source: string,
  { date }: SourceFile,
  { name, path }: FoundFile,
  { store, clock }: Pick<Context, 'store' | 'clock'>,
): string {
  return onSource(source, path, () => {
    const seen = lookAt(path);
    const last = store.sourceLook(date, source);
    if (last !== null && last.name === name && last.stamp === seen.stamp) return last.sha256;
    const sha256 = hashOf(path);
    const settled = clock.nowMs() - seen.changedMs > SETTLED_MS;
    if (settled && lookAt(path).stamp === seen.stamp) store.recordSourceLook({ date, source, name, stamp: seen.stamp, sha256 });
    return sha256;
  });
}

/** A file that changed later than this ago may change once more within one tick of its clock, and would look the same. */
const SETTLED_MS = 10_000;

/** Size, and when content and entry were last changed: a copy that keeps the times of the content still changes its entry. */
function lookAt(path: string): { readonly stamp: string; readonly changedMs: number } {
  const { size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  const latest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  return { stamp: `${String(size)}/${String(mtimeNs)}/${String(ctimeNs)}`, changedMs: Number(latest / 1_000_000n) };
}

const CHUNK_BYTES = 1 << 20;

function hashOf(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  const fd = openSync(path, 'r');
  try {
    for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer)) hash.update(buffer.subarray(0, length));
  } finally {
    closeSync(fd);
  }
  return hash.digest('hex');
}

function onSource<T>(source: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new CuadreError('source_unreachable', `${path} cannot be read`, { source, path }, { cause: error });
  }
}
