import type { Bytes } from '../../../schemas/ports/archive.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { parseConfig } from '../../../schemas/config/parse-config.ts';
import type { Reject } from '../../../schemas/lines/records.ts';
import { readFile } from '../read-file.ts';

/** What a proposal makes of the very file that it was made from, in a sentence. */
export async function proveProposal(bytes: Bytes, yaml: string): Promise<string> {
  const parsed = parseConfig(`tenant: guess\nsources:\n${yaml.replace(/^/gm, '  ')}`, { baseDirectory: '.', env: {} });
  if (!parsed.ok) return `it is no configuration yet: ${parsed.problems[0]?.message ?? 'a column is missing'}`;
  const [source] = parsed.config.sources;
  if (source === undefined) return 'it holds no source';
  const read = await readFile(bytes, {
    source: source.id,
    leg: source.leg,
    date: null,
    cohort: '1970-01-01' as PlainDate,
    zone: parsed.config.timezone,
    profile: source.profile,
    fileName: source.id,
    sha256: '0'.repeat(64),
    empty: 'allowed',
  });
  if (!read.ok) return `with it the file is refused: ${read.problem.code}, ${read.problem.detail}`;
  const rejects = read.file.rows.flatMap((row) => ('code' in row ? [row] : []));
  const [first] = rejects;
  const lines = read.file.rows.length - rejects.length;
  const reported =
    first === undefined ? '' : `; the first is line ${String(first.line)}: ${first.code}${cellOf(first)}`;
  return `with it the file reads as ${String(lines)} lines and ${String(rejects.length)} unreadable rows${reported}`;
}

function cellOf({ column, field, text }: Reject): string {
  const name = column ?? field;
  return `${name === '' ? '' : ` in ${name}`}${text === null ? '' : ` "${text}"`}`;
}
