import type { PlainDate } from '../../schemas/values/dates.ts';
import { sha12, lineFileId, type SourceFile } from '../../schemas/lines/files.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import type { ClaimedLine } from '../5-publish/claims/claims.ts';
import type { Context } from '../pipeline/context.ts';

/**
 * Reads the lines that a discrepancy names, in the order in which it names them; rows that could not be read are left
 * out.
 */
export function claimedLines(
  last: PlainDate,
  { store, lines }: Pick<Context, 'store' | 'lines'>,
): (discrepancy: Discrepancy) => readonly ClaimedLine[] {
  const [first] = store.newestRuns();
  const files = first === undefined ? [] : store.filesBetween(first.date, last);
  const byPlace = new Map(files.map((file) => [`${file.date}/${file.source}/${sha12(file)}`, file] as const));
  const read = (file: SourceFile, row: number): ClaimedLine[] =>
    lines
      .read(lineFileId(file), [row])
      .flatMap((line) => ('code' in line ? [] : [{ line, fileName: file.name ?? '' }]));
  return (discrepancy) =>
    discrepancy.lines.flatMap((named) => {
      const file = byPlace.get(`${named.date}/${named.source}/${named.file}`);
      return file === undefined ? [] : read(file, named.row);
    });
}
