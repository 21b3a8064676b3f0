import type { Bytes } from '../../../schemas/ports/archive.ts';
import { BUILT_IN_PROFILES, type BuiltInProfileName } from '../../../schemas/lines/profile.ts';
import type { FileProblem, FileRefusal } from '../../../schemas/lines/files.ts';
import type { Leg } from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { BUILT_INS } from '../formats/index.ts';
import { readFile } from '../read-file.ts';
import type { ReadRequest } from '../read-file.ts';
import { readSample } from './sample.ts';

/** How one built-in profile reads a file. */
export interface BuiltInFit {
  readonly name: BuiltInProfileName;
  readonly leg: Leg;
  readonly lines: number;
  readonly rejects: number;
  /** The format is this one, and the file would be refused for another reason. Null: it is read. */
  readonly problem: FileProblem | null;
}

/** Refusals of a file that is of another format altogether; a text of another format ends anywhere too. */
const OTHER_FORMAT: ReadonlySet<FileRefusal> = new Set([
  'wrong_header',
  'broken_format',
  'empty_file',
  'wrong_encoding',
  'doctype_refused',
  'truncated',
  'too_large',
]);

/**
 * The built-ins that recognise a file, the best first: read whole before read in part before refused; more lines before
 * fewer.
 */
export async function builtInsThatFit(bytes: Bytes, fileName: string): Promise<BuiltInFit[]> {
  const fits: BuiltInFit[] = [];
  for (const [name, leg] of Object.entries(BUILT_IN_PROFILES) as [BuiltInProfileName, Leg][]) {
    const fit = await fitOf(name, leg, bytes, fileName);
    if (fit !== null) fits.push(fit);
  }
  return fits.sort(
    (a, b) => Number(a.problem !== null) - Number(b.problem !== null) || a.rejects - b.rejects || b.lines - a.lines,
  );
}

function requestOf(name: BuiltInProfileName, leg: Leg, fileName: string): ReadRequest {
  return {
    source: name,
    leg,
    date: null,
    cohort: '1970-01-01' as PlainDate,
    zone: 'UTC',
    profile: { builtIn: name },
    fileName,
    sha256: '0'.repeat(64),
    empty: 'refused',
    filePayout: leg === 'settlement',
  };
}

async function fitOf(name: BuiltInProfileName, leg: Leg, bytes: Bytes, fileName: string): Promise<BuiltInFit | null> {
  const read = await readFile(bytes, requestOf(name, leg, fileName));
  if (!read.ok)
    return OTHER_FORMAT.has(read.problem.code) ? null : { name, leg, lines: 0, rejects: 0, problem: read.problem };
  const rejects = read.file.rows.filter((row) => 'code' in row).length;
  const lines = read.file.rows.length - rejects;
  return lines > rejects ? { name, leg, lines, rejects, problem: null } : null;
}

/** A built-in whose columns the file has for the most part, and why it does not read it. */
export interface NearBuiltIn {
  readonly name: BuiltInProfileName;
  readonly why: string;
}

/**
 * Built-ins of delimited files that find half of their columns or more in the first lines of a file, and still do not
 * read it.
 */
export async function nearBuiltIns(bytes: Bytes, fileName: string, leg: Leg | null): Promise<NearBuiltIn[]> {
  const head = (await readSample(bytes)).text
    .split(/\r\n|\r|\n/)
    .slice(0, 20)
    .join('\n');
  const cells = new Set(head.split(/[,;\t|\n]/).map((cell) => cell.trim().replaceAll('"', '')));
  const near: NearBuiltIn[] = [];
  for (const [name, own] of Object.entries(BUILT_IN_PROFILES) as [BuiltInProfileName, Leg][]) {
    const { profile } = BUILT_INS[name];
    const names = Object.values(profile.columns).filter((column) => typeof column === 'string');
    const known = names.filter((column) => cells.has(column)).length;
    if (profile.format !== 'csv' || names.length < 4 || known * 2 < names.length || (leg !== null && own !== leg))
      continue;
    const read = await readFile(bytes, requestOf(name, own, fileName));
    const rejects = read.ok ? read.file.rows.filter((row) => 'code' in row).length : 0;
    near.push({
      name,
      why: read.ok
        ? `${String(rejects)} of its ${String(read.file.rows.length)} rows cannot be read`
        : `${read.problem.code}, ${read.problem.detail}`,
    });
  }
  return near;
}
