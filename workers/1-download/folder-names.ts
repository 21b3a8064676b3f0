import { readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { CuadreError } from '../../schemas/errors.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import { isSafeName } from './remote-names.ts';

/**
 * What stands under a name of a folder, judged for that name alone: what is wrong with one says nothing of the others.
 */
export type Entry =
  /** A file; `path` leads to it without any link. */
  | { readonly kind: 'file'; readonly path: string }
  /** Nothing any more: the name was taken away, or renamed, between the listing and the look. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'passed_over'; readonly why: PassedOver };

/** Why a name that fits is not taken. */
export const PASSED_OVER = {
  not_utf8: 'its name is not UTF-8',
  unsafe_name: 'its name has characters that hide what it is',
  unfinished: 'its name is that of a file that is still being written',
  leads_nowhere: 'it is a link to a file that is not there',
  leads_out: 'it is a link that leads out of the folder',
  no_file: 'it is no file',
  marker: 'it marks another file as complete',
  not_marked: 'the file that marks it as complete is not there, or is older',
} as const;
export type PassedOver = keyof typeof PASSED_OVER;

/** A name as it was listed. */
export interface ListedName {
  /** What is not UTF-8 stands in it as U+FFFD. */
  readonly name: string;
  readonly isUtf8: boolean;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The names of a folder in the order of their bytes. A folder that is not there has none. Throws `source_unreachable`
 * for one that cannot be read.
 *
 * @param isAsked of the bytes of a name, whether anybody asks for it: a folder may hold the files of years
 */
export function namesOf(directory: string, isAsked: (name: Buffer) => boolean = () => true): ListedName[] {
  try {
    return readdirSync(directory, { encoding: 'buffer' })
      .filter(isAsked)
      .sort((a, b) => a.compare(b))
      .map(decoded);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw unreadable(directory, error);
  }
}

function decoded(bytes: Buffer): ListedName {
  try {
    return { name: UTF8.decode(bytes), isUtf8: true };
  } catch {
    return { name: bytes.toString('utf8'), isUtf8: false };
  }
}

/** What stands under a name. Throws `source_unreachable` where the system does not let us look. */
export function entryOf(directory: string, { name, isUtf8 }: ListedName): Entry {
  if (!isUtf8) return { kind: 'passed_over', why: 'not_utf8' };
  if (!isSafeName(name)) return { kind: 'passed_over', why: 'unsafe_name' };
  const path = join(directory, name);
  try {
    const real = realpathSync(path);
    const folder = realpathSync(directory);
    if (!real.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`))
      return { kind: 'passed_over', why: 'leads_out' };
    return statSync(real).isFile() ? { kind: 'file', path: real } : { kind: 'passed_over', why: 'no_file' };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ELOOP') return { kind: 'passed_over', why: 'leads_nowhere' };
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unreadable(path, error);
    return isLink(path) ? { kind: 'passed_over', why: 'leads_nowhere' } : { kind: 'gone' };
  }
}

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== '';
  } catch {
    return false;
  }
}

/** The system's own code of an error, or ''. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** What the system does not let us read may be readable later: it is no missing file. */
export function unreadable(path: string, error: unknown): CuadreError {
  const reason = codeOf(error);
  const shown = withoutCardNumbers(path);
  return new CuadreError(
    'source_unreachable',
    `${shown} cannot be read (${reason})`,
    { path: shown, reason },
    { cause: error },
  );
}
