import { CuadreError } from '../../schemas/errors.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { lineFileId, sha12, type SourceFile } from '../../schemas/lines/files.ts';
import type { Line } from '../../schemas/lines/records.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { everythingKnown, type Known } from './trace-lines.ts';

/** Lines as people name them: the file, by its name or the beginning of its hash, and the number of the line in it. */

/** A line with the file in which it stands. */
export interface NamedInFile {
  readonly line: Line;
  readonly file: SourceFile;
}

const HASH_LENGTH_MIN = 6;
const SHOWN_MAX = 10;

/**
 * The lines of `FILE:LINE` texts, in their order. Throws `usage_invalid` where a text is none, means several files or
 * names a line twice, and `reference_unknown` where there is no such file or line.
 */
export async function linesNamed(texts: readonly string[], context: Context): Promise<NamedInFile[]> {
  const known = await everythingKnown(context);
  if (known === null) throw new CuadreError('run_unknown', 'no date was run yet');
  const found = await inTurn(texts, (text) => lineNamed(text, known));
  const seen = new Set<Line>();
  found.forEach(({ line, file }, place) => {
    const again = found.slice(0, place).some((one) => one.file === file && one.line.row === line.row);
    if (again || seen.has(line))
      throw new CuadreError('usage_invalid', `${texts[place] ?? ''} is named twice`, { line: texts[place] ?? '' });
    seen.add(line);
  });
  return found;
}

async function lineNamed(text: string, known: Known): Promise<NamedInFile> {
  const [, name = '', number = ''] = /^(.+):([1-9]\d{0,8})$/u.exec(text.trim()) ?? [];
  if (name === '')
    throw new CuadreError('usage_invalid', `"${text}" names no line: give FILE:LINE, such as psp.csv:12`, {
      line: text,
    });
  const file = fileNamed(name, text, known.files);
  const rows = await rowsAtLine(file, Number(number), known.context);
  const [row] = rows;
  if (row === undefined)
    throw new CuadreError('reference_unknown', `${fileText(file)} has no row at line ${number}`, { line: text });
  if (rows.length > 1)
    throw new CuadreError('usage_invalid', `${fileText(file)} has several rows at line ${number}`, { line: text });
  return { line: row, file };
}

/** The rows that begin at a line of a file; rows that could not be read are none. */
async function rowsAtLine(file: SourceFile, number: number, { lines }: Pick<Context, 'lines'>): Promise<Line[]> {
  const id = lineFileId(file);
  const table = await lines.table(id);
  if (table.length === 0) return [];
  const lineAt = table.column('line');
  const places: number[] = [];
  for (let place = 0; place < table.length; place += 1)
    if (!table.isReject(place) && lineAt(place) === number) places.push(place);
  return places.map((place) => table.row(place)).flatMap((row) => ('code' in row ? [] : [row]));
}

function fileNamed(name: string, text: string, files: readonly SourceFile[]): SourceFile {
  const isHash = name.length >= HASH_LENGTH_MIN && /^[0-9a-f]+$/.test(name);
  const meant = files.filter(
    (file) => file.state === 'in' && (file.name === name || (isHash && file.sha256?.startsWith(name) === true)),
  );
  const [only, ...others] = meant;
  if (only === undefined)
    throw new CuadreError('reference_unknown', `no file that is in use is called "${name}"`, { line: text });
  if (others.length > 0)
    throw new CuadreError('usage_invalid', `"${name}" means ${String(meant.length)} files: name one by its hash`, {
      files: meant.slice(0, SHOWN_MAX).map(fileText),
    });
  return only;
}

function fileText(file: SourceFile): string {
  return `${file.name ?? file.source} of ${file.date} (${sha12(file) ?? ''})`;
}
