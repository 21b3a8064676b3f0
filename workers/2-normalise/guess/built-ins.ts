import { BUILT_IN_PROFILES, type BuiltInProfileName } from '../../../schemas/profile.ts';
import type { FileProblem, FileRefusal } from '../../../schemas/files.ts';
import type { Leg } from '../../../schemas/records.ts';
import type { PlainDate } from '../../../schemas/dates.ts';
import { readFile } from '../read-file.ts';

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

/** The built-ins that recognise a file, the best first: read whole before read in part before refused; more lines before fewer. */
export async function builtInsThatFit(path: string, fileName: string): Promise<BuiltInFit[]> {
  const fits: BuiltInFit[] = [];
  for (const [name, leg] of Object.entries(BUILT_IN_PROFILES) as [BuiltInProfileName, Leg][]) {
    const fit = await fitOf(name, leg, path, fileName);
    if (fit !== null) fits.push(fit);
  }
  return fits.sort((a, b) => Number(a.problem !== null) - Number(b.problem !== null) || a.rejects - b.rejects || b.lines - a.lines);
}

async function fitOf(name: BuiltInProfileName, leg: Leg, path: string, fileName: string): Promise<BuiltInFit | null> {
  const read = await readFile(path, {
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
  });
  if (!read.ok) return OTHER_FORMAT.has(read.problem.code) ? null : { name, leg, lines: 0, rejects: 0, problem: read.problem };
  const rejects = read.file.rows.filter((row) => 'code' in row).length;
  const lines = read.file.rows.length - rejects;
  return lines > rejects ? { name, leg, lines, rejects, problem: null } : null;
}
