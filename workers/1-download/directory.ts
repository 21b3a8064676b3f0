import { statSync } from 'node:fs';
import { parse } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError, certain } from '../../schemas/errors.ts';
import {
  expandDates,
  fileNameFor,
  fits,
  isMarkerName,
  matchFileName,
  type ExpectedFile,
} from '../../schemas/config/file-pattern.ts';
import type { DirectoryFrom } from '../../schemas/config/from.ts';
import type { Clock } from '../../schemas/ports/clock.ts';
import type { Log } from '../../schemas/ports/log.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import { codeOf, namesOf, PASSED_OVER, entryOf, unreadable, type ListedName, type PassedOver } from './folder-names.ts';
import { isUnfinished, shownName } from './remote-names.ts';
import { takeWhole, type Waiting } from './settled.ts';
import type { Answer, Transport } from './source.ts';

/** A file that a source's pattern names. */
export interface FoundFile {
  readonly name: string;
  /** Without any link. */
  readonly path: string;
}

/** A name that fits and is not taken. */
export interface NotTaken {
  /** As a message may show it. */
  readonly name: string;
  readonly why: PassedOver;
}

/** What a look at a folder found. */
export interface FolderFindings {
  readonly found: FoundFile | null;
  readonly notTaken: readonly NotTaken[];
}

/** What a folder needs of the world. */
export interface FolderWorld {
  readonly clock: Clock;
  readonly log?: Log;
}

/**
 * A file that is taken away while it is read is looked for again so often: it may have been put back under another
 * name.
 */
const LOOKS_MAX = 3;

/**
 * A folder of this host. A file is copied once it stands still (`settled.ts`) or, where the source has markers, once it
 * is marked; nothing is recorded but the file. Throws `source_unreachable` for one that is still being written.
 */
export function directoryTransport(source: string, from: DirectoryFrom, { clock, log }: FolderWorld): Transport {
  const waiting: Waiting = { nowMs: () => clock.nowMs(), wait: (ms) => clock.wait?.(ms) ?? Promise.resolve() };
  return {
    fetch: async ({ date, folder }): Promise<Answer> => {
      for (let looks = 1; looks <= LOOKS_MAX; looks += 1) {
        const { found, notTaken } = findInFolder(source, from, date);
        for (const { name, why } of notTaken)
          log?.warn({ source, date, name, why }, `a file was not taken: ${PASSED_OVER[why]}`);
        if (found === null) break;
        const copy = await takeWhole(source, date, found, folder, from, waiting);
        if (copy !== null) return { state: 'found', name: found.name, path: copy, exchange: null };
      }
      return { state: 'absent', exchange: null };
    },
    earliest: () => Promise.resolve(earliestDate(from)),
  };
}

/**
 * The file of a date in the source's directory, or null. Two files for one date are an error that names both
 * (`two_files_for_one_date`): which one counts is not ours to guess. A folder that is not there holds no file. Throws
 * `source_unreachable` where the folder, or what stands under a name that fits, cannot be looked at.
 */
export function findFile(source: string, from: DirectoryFrom, date: PlainDate): FoundFile | null {
  return findInFolder(source, from, date).found;
}

/** The same, with the names that fit and are not taken. */
export function findInFolder(source: string, from: DirectoryFrom, date: PlainDate): FolderFindings {
  const expected = fileNameFor(from.file, date);
  const mayFit = bytesTest(expected);
  for (let looks = 1; ; looks += 1) {
    const judged = judge(
      from,
      namesOf(from.directory, mayFit).filter(({ name }) => fits(expected, name)),
      date,
    );
    // A name that went away may stand there again under the new name of a rename: the list is read anew.
    if (judged.gone && looks < LOOKS_MAX) continue;
    const name = theOneFile(source, date, from.file, [...judged.files.keys()]);
    return {
      found: name === null ? null : { name, path: certain(judged.files.get(name), `the path of ${name}`) },
      notTaken: judged.notTaken,
    };
  }
}

/** Tells of most names by their bytes that they do not fit. What is no UTF-8 is read as U+FFFD, whatever it is. */
function bytesTest(expected: ExpectedFile): (name: Buffer) => boolean {
  if (expected.kind === 'wildcard' || expected.name.includes('\ufffd')) return () => true;
  const bytes = Buffer.from(expected.name, 'utf8');
  return (name) => name.equals(bytes);
}

interface Judged {
  /** Path by name. */
  readonly files: ReadonlyMap<string, string>;
  readonly notTaken: readonly NotTaken[];
  readonly gone: boolean;
}

function judge(from: DirectoryFrom, names: readonly ListedName[], date: PlainDate): Judged {
  const files = new Map<string, string>();
  const notTaken: NotTaken[] = [];
  let gone = false;
  for (const listed of names) {
    const entry = judgeOne(from, listed, date);
    if (entry.kind === 'file') files.set(listed.name, entry.path);
    else if (entry.kind === 'gone') gone = true;
    else if (entry.why !== 'marker') notTaken.push({ name: shownName(listed.name), why: entry.why });
  }
  return { files, notTaken, gone };
}

function judgeOne(from: DirectoryFrom, listed: ListedName, date: PlainDate): ReturnType<typeof entryOf> {
  // A name without a wildcard was asked for letter by letter.
  if (from.file.includes('*') && isUnfinished(listed.name)) return { kind: 'passed_over', why: 'unfinished' };
  const entry = entryOf(from.directory, listed);
  if (entry.kind !== 'file' || from.complete === undefined) return entry;
  if (isMarkerName(from.complete.marker, date, listed.name)) return { kind: 'passed_over', why: 'marker' };
  const marked = isMarked({ name: listed.name, path: entry.path }, from.directory, from.complete.marker, date);
  return marked ? entry : { kind: 'passed_over', why: 'not_marked' };
}

/**
 * Whether the file that marks a file as complete is there. In the marker `*` is the file's name, whole or without its
 * ending, and date parts are those of the date. One that is older than the file marked a former version of it.
 */
function isMarked(file: FoundFile, directory: string, marker: string, date: PlainDate): boolean {
  const pattern = expandDates(marker, date);
  return [file.name, parse(file.name).name].some((name) => {
    const entry = entryOf(directory, { name: pattern.replaceAll('*', () => name), isUtf8: true });
    if (entry.kind !== 'file') return false;
    try {
      return statSync(entry.path).mtimeMs >= statSync(file.path).mtimeMs;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw unreadable(file.path, error);
    }
  });
}

/** The one name that is the file of a date, or null. Throws `two_files_for_one_date` where there are more. */
export function theOneFile(source: string, date: PlainDate, pattern: string, names: readonly string[]): string | null {
  const expected = fileNameFor(pattern, date);
  const [name, another, ...rest] = names.filter((one) => fits(expected, one)).sort(compareText);
  if (name === undefined) return null;
  if (another === undefined) return name;
  const files = [name, another, ...rest].map((one) => withoutCardNumbers(one));
  throw new CuadreError('two_files_for_one_date', `${source} has two files for ${date}: ${files.join(' and ')}`, {
    source,
    date,
    files,
  });
}

/** The earliest date for which a folder has a file, or null. */
export function earliestDate(from: DirectoryFrom): PlainDate | null {
  return datesOf(from)[0] ?? null;
}

/** The dates for which a folder has a file, ascending, each once. */
export function datesOf(from: DirectoryFrom): PlainDate[] {
  const dates = new Set<PlainDate>();
  for (const listed of namesOf(from.directory)) {
    const date = matchFileName(from.file, listed.name);
    if (date !== null && !dates.has(date) && judgeOne(from, listed, date).kind === 'file') dates.add(date);
  }
  return [...dates].sort(compareText);
}

export function earliestOf(pattern: string, names: readonly string[]): PlainDate | null {
  return names.flatMap((name) => matchFileName(pattern, name) ?? []).sort(compareText)[0] ?? null;
}
