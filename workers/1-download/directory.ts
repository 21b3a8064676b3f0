import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SourceConfig } from '../../schemas/config.ts';
import type { PlainDate } from '../../schemas/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { fileNameFor, fits, matchFileName } from '../../schemas/file-pattern.ts';
import { compareText } from '../../schemas/records.ts';

/** A file that a source's pattern names. */
export interface FoundFile {
  readonly name: string;
  readonly path: string;
}

/** The name that a source's file of a date has or, with a wildcard, is like. */
export function expectedName(source: SourceConfig, date: PlainDate): string {
  return fileNameFor(source.from.file, date).name;
}

/**
 * The file of a date in the source's directory, or null. Two files for one date are an error that names both
 * (`two_files_for_one_date`): which one counts is not ours to guess. A folder that is not there holds no file.
 */
export function findFile(source: SourceConfig, date: PlainDate): FoundFile | null {
  const expected = fileNameFor(source.from.file, date);
  const names = listFiles(source.from.directory).filter((name) => fits(expected, name));
  const [name, another] = names;
  if (name !== undefined && another !== undefined) {
    throw new CuadreError('two_files_for_one_date', `${source.id} has two files for ${date}: ${names.join(' and ')}`, {
      source: source.id,
      date,
      files: names,
    });
  }
  return name === undefined ? null : { name, path: join(source.from.directory, name) };
}

/** The earliest date for which the source has a file, or null. */
export function earliestDate(source: SourceConfig): PlainDate | null {
  const dates = listFiles(source.from.directory).flatMap((name) => matchFileName(source.from.file, name) ?? []);
  return dates.sort(compareText)[0] ?? null;
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
