import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../schemas/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { fileNameFor, fits, matchFileName } from '../../schemas/file-pattern.ts';
import type { DirectoryFrom } from '../../schemas/from.ts';
import { compareText } from '../../schemas/records.ts';
import type { Transport } from './source.ts';

/** A file that a source's pattern names. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
}

/** A folder of this host. What it holds is copied from where it stands; nothing is recorded but the file. */
export function directoryTransport(source: string, from: DirectoryFrom): Transport {
  return {
    fetch: ({ date }) => {
      const found = findFile(source, from, date);
      return Promise.resolve(found === null ? { state: 'absent', exchange: null } : { state: 'found', ...found, exchange: null });
    },
    earliest: () => Promise.resolve(earliestDate(from)),
  };
}

/**
 * The file of a date in the source's directory, or null. Two files for one date are an error that names both
 * (`two_files_for_one_date`): which one counts is not ours to guess. A folder that is not there holds no file.
 */
export function findFile(source: string, from: DirectoryFrom, date: PlainDate): FoundFile | null {
  const name = theOneFile(source, date, from.file, listFiles(from.directory));
  return name === null ? null : { name, path: join(from.directory, name) };
}

/** The one name that is the file of a date, or null. Throws `two_files_for_one_date` where there are more. */
export function theOneFile(source: string, date: PlainDate, pattern: string, names: readonly string[]): string | null {
  const expected = fileNameFor(pattern, date);
  const [name, another, ...rest] = names.filter((one) => fits(expected, one)).sort(compareText);
  if (name === undefined) return null;
  if (another === undefined) return name;
  const files = [name, another, ...rest];
  throw new CuadreError('two_files_for_one_date', `${source} has two files for ${date}: ${files.join(' and ')}`, { source, date, files });
}

/** The earliest date for which a folder has a file, or null. */
export function earliestDate(from: DirectoryFrom): PlainDate | null {
  return earliestOf(from.file, listFiles(from.directory));
}

export function earliestOf(pattern: string, names: readonly string[]): PlainDate | null {
  return names.flatMap((name) => matchFileName(pattern, name) ?? []).sort(compareText)[0] ?? null;
}

function listFiles(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => statSync(join(directory, name)).isFile())
      .sort(compareText);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new CuadreError('source_unreachable', `${directory} cannot be read`, { directory }, { cause: error });
  }
}
