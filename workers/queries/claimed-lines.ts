import { inTurn } from '../../schemas/in-turn.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { sha12, lineFileId } from '../../schemas/lines/files.ts';
import type { Discrepancy, NamedLine } from '../../schemas/outcome/run.ts';
import type { ClaimedLine } from '../5-publish/claims/claims.ts';
import type { Context } from '../pipeline/context.ts';

/**
 * The lines that discrepancies name, in the order in which they name them; rows that could not be read are left out.
 */
export async function claimedLines(
  last: PlainDate,
  discrepancies: readonly Discrepancy[],
  { store, lines }: Pick<Context, 'store' | 'lines'>,
): Promise<(discrepancy: Discrepancy) => readonly ClaimedLine[]> {
  const [first] = await store.runs.newestOfEach();
  const files = first === undefined ? [] : await store.history.filesBetween(first.date, last);
  const byPlace = new Map(files.map((file) => [`${file.date}/${file.source}/${sha12(file)}`, file] as const));
  const read = async (named: NamedLine): Promise<ClaimedLine[]> => {
    const file = byPlace.get(`${named.date}/${named.source}/${named.file}`);
    if (file === undefined) return [];
    return (await lines.read(lineFileId(file), [named.row])).flatMap((line) =>
      'code' in line ? [] : [{ line, fileName: file.name ?? '' }],
    );
  };
  const found = await inTurn(discrepancies, async (one) => [one.id, (await inTurn(one.lines, read)).flat()] as const);
  const byId = new Map(found);
  return ({ id }) => byId.get(id) ?? [];
}
