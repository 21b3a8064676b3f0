import { join } from 'node:path';
import type { SourceConfig } from '../../schemas/config.ts';
import type { PlainDate } from '../../schemas/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/files.ts';
import type { Context } from '../context.ts';
import { expectedName, findFile } from './directory.ts';

/**
 * Stage 1: brings the file of one source and date into the archive, byte for byte, and says what became of it: in, missing,
 * or not expected. Throws `two_files_for_one_date`, `source_unreachable`, `disk_failed`.
 */
export function download(source: SourceConfig, date: PlainDate, context: Context, goLive: PlainDate): SourceFile {
  const found = findFile(source, date);
  const nothing = nothingOf(source, date);
  if (found === null) return isExpected(source, date, context, goLive) ? nothing : { ...nothing, state: 'not_expected', name: null };
  const { sha256, size } = context.archive.put(found.path);
  return { ...nothing, state: 'in', name: found.name, sha256, size };
}

/**
 * The file of a source and date without a look at the source: the bytes that the newest generation used, from the archive.
 * Where it had none, a file is missing or not expected as if there were none now. Throws `integrity_broken` where the
 * archive has lost the bytes.
 *
 * @param known the files of the newest generation
 */
export function fromArchive(
  source: SourceConfig,
  date: PlainDate,
  context: Context,
  goLive: PlainDate,
  known: readonly SourceFile[],
): SourceFile {
  const nothing = nothingOf(source, date);
  const before = known.find((one) => one.source === source.id);
  if (before === undefined || before.sha256 === null) {
    return isExpected(source, date, context, goLive) ? nothing : { ...nothing, state: 'not_expected', name: null };
  }
  const { name, sha256, size } = before;
  if (!context.archive.has(sha256)) {
    throw new CuadreError('integrity_broken', `the archive has lost the file of ${source.id} of ${date}`, {
      source: source.id,
      date,
      path: context.archive.path(sha256),
    });
  }
  return { ...nothing, state: 'in', name, sha256, size };
}

function nothingOf(source: SourceConfig, date: PlainDate): SourceFile {
  return {
    date,
    source: source.id,
    leg: source.leg,
    state: 'missing',
    name: expectedName(source, date),
    sha256: null,
    profileHash: null,
    size: 0,
    lines: 0,
    rejects: 0,
    problem: null,
    footing: null,
    balances: [],
    columns: [],
    revisions: [],
  };
}

/** Whether the date's file is due at all: from `expected.from` on, on business days where the source says so. */
export function isExpected(source: SourceConfig, date: PlainDate, context: Pick<Context, 'calendar'>, goLive: PlainDate): boolean {
  if (date < (source.expected.from ?? goLive)) return false;
  return source.expected.days === 'all' || context.calendar.isBusinessDay(date);
}

/** Two sources that take one file would count it twice: an error that names both. */
export function assertClaimedOnce(files: readonly SourceFile[], sources: readonly SourceConfig[]): void {
  const claims = new Map<string, string>();
  for (const file of files) {
    const source = sources.find((one) => one.id === file.source);
    if (file.state !== 'in' || file.name === null || !source) continue;
    const path = join(source.from.directory, file.name);
    const other = claims.get(path);
    if (other !== undefined) {
      throw new CuadreError('file_claimed_twice', `${other} and ${source.id} both take ${file.name} of ${file.date}`, {
        sources: [other, source.id],
        file: file.name,
      });
    }
    claims.set(path, source.id);
  }
}
