import { addDays, parsePlainDate, type PlainDate } from '../values/dates.ts';
import { CuadreError } from '../errors.ts';
import { compilePattern, type Pattern } from '../patterns/pattern.ts';

/**
 * How a source names the file of a date: literals, `*` for any run of characters, and at least one date part,
 * `{date:yyyyMMdd}`. `{date+1:...}` carries the day after the settlement date, `{date-1:...}` the day before.
 */

type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'date'; readonly offsetDays: number; readonly format: string };

const DATE_PART = /\{date(?<offset>[+-]\d{1,3})?:(?<format>[^{}]*)\}/g;
const TOKEN = /yyyy|MM|dd/g;

/** What the file of a date is called: one name, or a family of names where the pattern has a `*`. */
export type ExpectedFile =
  | { readonly kind: 'exact'; readonly name: string }
  | {
      readonly kind: 'wildcard';
      readonly name: string;
      /** What stands between the stars. */
      readonly pieces: readonly string[];
    };

/** What is wrong with a pattern, as a sentence; null where nothing is. */
export function filePatternProblem(pattern: string): string | null {
  const braces = bracesProblem(pattern);
  if (braces !== null) return braces;
  if (/[\\/]/.test(pattern)) return 'a file name has no folder in it; name the folder in from.directory';
  return datePartsProblem(pattern);
}

/** What is wrong with the name of a file that marks another as complete, as a sentence; null where nothing is. */
export function markerPatternProblem(pattern: string): string | null {
  const braces = bracesProblem(pattern);
  if (braces !== null) return braces;
  if (/[\\/]/.test(pattern)) return 'a file name has no folder in it; a marker stands beside the file';
  if (pattern.trim() === '*') return 'a marker has another name than the file that it marks';
  if (pattern.includes('*')) return pattern.includes('{') ? datePartsProblem(pattern) : null;
  return datePartsProblem(pattern) === null
    ? null
    : 'a marker names the file that it marks with *, or the date, such as *.ok';
}

/** What is wrong with a URL with date parts, as a sentence that does not repeat it; null where nothing is. */
export function urlPatternProblem(pattern: string): string | null {
  const problem = bracesProblem(pattern) ?? datePartsProblem(pattern);
  if (problem !== null) return problem;
  if (/[\s*\\]/.test(pattern)) return 'a URL holds no space, no * and no \\';
  const sample = expandDates(pattern, '2026-07-01' as PlainDate);
  if (!URL.canParse(sample) || !/^https:\/\//i.test(pattern)) return 'this is no URL that starts with https://';
  const { username, password, hash } = new URL(sample);
  if (username !== '' || password !== '') return 'a user or password stands in the URL; state it in auth.basic';
  return hash === '' ? null : 'a # part of a URL is never sent';
}

/** The pattern with its date parts written for a settlement date; everything else stays as it is. */
export function expandDates(pattern: string, date: PlainDate): string {
  return pattern.replace(DATE_PART, (...args) => {
    const { offset, format } = args.at(-1) as { readonly offset?: string; readonly format: string };
    return writeDate(format, addDays(date, Number(offset ?? '0')));
  });
}

function bracesProblem(pattern: string): string | null {
  return /[{}]/.test(pattern.replace(DATE_PART, ''))
    ? 'a part in braces is not {date:...}, {date+1:...} or {date-1:...}'
    : null;
}

function datePartsProblem(pattern: string): string | null {
  const formats = pieces(pattern).flatMap((piece) => (piece.kind === 'date' ? [piece.format] : []));
  if (formats.length === 0)
    return 'there is no date part such as {date:yyyyMMdd}, so the file of a date cannot be told from another';
  if (formats.some((format) => /[A-Za-z*]/.test(format.replace(TOKEN, ''))))
    return 'a date part knows yyyy, MM and dd only';
  const missing = ['yyyy', 'MM', 'dd'].filter((token) => !formats.some((format) => format.includes(token)));
  return missing.length === 0 ? null : `the date parts say no ${missing.join(' and no ')}`;
}

/** The name that the file of a settlement date must have. Throws `configuration_invalid` on a pattern that is none. */
export function fileNameFor(pattern: string, date: PlainDate): ExpectedFile {
  const parts = checkedPieces(pattern).map((piece) =>
    piece.kind === 'date' ? literal(writeDate(piece.format, addDays(date, piece.offsetDays))) : piece,
  );
  const name = parts.map((part) => (part.kind === 'literal' ? part.text : '*')).join('');
  if (parts.every((part) => part.kind === 'literal')) return { kind: 'exact', name };
  return { kind: 'wildcard', name, pieces: name.split('*') };
}

/** The settlement date whose file a name is, or null where the pattern does not fit it or its date parts disagree. */
export function matchFileName(pattern: string, name: string): PlainDate | null {
  const parts = checkedPieces(pattern);
  const { compiled, fields } = nameReader(pattern, parts);
  const found = compiled.find(name);
  if (found === null) return null;
  const value = (token: string, part: number): string | null => {
    const index = fields.findIndex((field) => field.token === token && field.part === part);
    return index < 0 ? null : (found[index + 1] ?? null);
  };
  const anywhere = (token: string): string =>
    parts.map((_, part) => value(token, part)).find((text) => text !== null) ?? '';
  // Parts that say only the year or the month take the rest from the other parts; every part must then write the name
  // itself.
  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'date') continue;
    const [year, month, day] = ['yyyy', 'MM', 'dd'].map((token) => value(token, index) ?? anywhere(token));
    const written = parsePlainDate(`${year ?? ''}-${month ?? ''}-${day ?? ''}`);
    if (written === null) continue;
    const date = addDays(written, -part.offsetDays);
    if (fits(fileNameFor(pattern, date), name)) return date;
  }
  return null;
}

/**
 * True for the name of a file that marks others as complete: a pattern with a wildcard may fit it as well as what it
 * marks.
 */
export function isMarkerName(marker: string, date: PlainDate, name: string): boolean {
  return followEachOther(expandDates(marker, date).split('*'), name, 1);
}

/** True where a name is the expected one. */
export function fits(expected: ExpectedFile, name: string): boolean {
  return expected.kind === 'exact' ? expected.name === name : followEachOther(expected.pieces, name, 0);
}

/** Whether a name begins with the first piece, ends with the last, and holds all in order, so much apart at least. */
function followEachOther(pieces: readonly string[], name: string, betweenMin: number): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let end = first.length;
  for (const piece of others) {
    const at = name.indexOf(piece, end + betweenMin);
    if (at < 0) return false;
    end = at + piece.length;
  }
  return end + betweenMin <= name.length - last.length;
}

interface NameReader {
  readonly compiled: Pattern;
  /** Which part of the pattern, and which part of a date, each group is. */
  readonly fields: readonly { readonly token: string; readonly part: number }[];
}

/** Each folder is read by the same few patterns, name by name. */
const nameReaders = new Map<string, NameReader>();
const NAME_READERS_MAX = 1_000;

function nameReader(pattern: string, parts: readonly Piece[]): NameReader {
  const known = nameReaders.get(pattern);
  if (known !== undefined) return known;
  const fields: { token: string; part: number }[] = [];
  const source = parts.map((part, index) => expression(part, index, fields)).join('');
  const reader = { compiled: compilePattern(`^${source}$`, 'su'), fields };
  if (nameReaders.size < NAME_READERS_MAX) nameReaders.set(pattern, reader);
  return reader;
}

function expression(part: Piece, index: number, fields: { token: string; part: number }[]): string {
  if (part.kind === 'literal') return escape(part.text);
  if (part.kind === 'any') return '.*';
  let last = 0;
  let source = '';
  for (const match of part.format.matchAll(TOKEN)) {
    source += escape(part.format.slice(last, match.index)) + (match[0] === 'yyyy' ? '(\\d{4})' : '(\\d{2})');
    fields.push({ token: match[0], part: index });
    last = match.index + match[0].length;
  }
  return source + escape(part.format.slice(last));
}

function checkedPieces(pattern: string): Piece[] {
  const problem = filePatternProblem(pattern);
  if (problem !== null)
    throw new CuadreError('configuration_invalid', `file pattern ${pattern}: ${problem}`, { pattern });
  return pieces(pattern);
}

function pieces(pattern: string): Piece[] {
  const found: Piece[] = [];
  let last = 0;
  for (const match of pattern.matchAll(DATE_PART)) {
    found.push(...literals(pattern.slice(last, match.index)));
    found.push({
      kind: 'date',
      offsetDays: Number(match.groups?.['offset'] ?? '0'),
      format: match.groups?.['format'] ?? '',
    });
    last = match.index + match[0].length;
  }
  return [...found, ...literals(pattern.slice(last))];
}

function literals(text: string): Piece[] {
  return text
    .split(/(\*+)/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('*') ? { kind: 'any' } : literal(part)));
}

function literal(text: string): { readonly kind: 'literal'; readonly text: string } {
  return { kind: 'literal', text };
}

function writeDate(format: string, date: PlainDate): string {
  const values: Readonly<Record<string, string>> = {
    yyyy: date.slice(0, 4),
    MM: date.slice(5, 7),
    dd: date.slice(8, 10),
  };
  return format.replace(TOKEN, (token) => values[token] ?? token);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
