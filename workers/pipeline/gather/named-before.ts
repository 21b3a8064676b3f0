import type { PlainDate } from '../../../schemas/values/dates.ts';
import { addressesIn, type SourceFile } from '../../../schemas/lines/files.ts';
import { sourcesPaying } from '../../../schemas/config/config.ts';
import { normaliseKey, type LineKey } from '../../../schemas/lines/line-keys.ts';
import { addressKey } from '../../../schemas/lines/records.ts';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import { cutForms } from '../../3-match/cut-references.ts';
import type { PlainSales } from '../../3-match/plain/plain-sales.ts';
import type { Entering, LineReader } from './line-reader.ts';
import { referenceComparer } from '../../3-match/references.ts';

/**
 * Past so many new lines their beginnings are not asked for: what such a morning lacks is told by its row, with what it
 * may be.
 */
const CUT_FORMS_FOR_LINES_MAX = 2000;

/**
 * Brings back what the bank booked before the file of its payout came, and what was closed as nobody's because only the
 * id of that payout, or the reference of its line, would have told whose it is: a reference also as a bank prints it
 * that cuts it short.
 */
export async function creditsNamedBefore(
  entering: readonly Entering[],
  plain: PlainSales,
  files: readonly SourceFile[],
  before: PlainDate,
  context: Context,
  reader: LineReader,
): Promise<Entering[]> {
  const inPayouts = sourcesPaying(context.config, 'per_payout');
  const ids = entering.flatMap(({ row, entered }) =>
    entered === 'new' && !('code' in row) && row.leg === 'settlement' && inPayouts.has(row.source)
      ? (row.payoutId ?? [])
      : [],
  );
  const payoutIdAt = plain.tables.column('settlement', 'payoutId');
  const sourceAt = plain.tables.column('settlement', 'source');
  for (const place of plain.placesOf('settlement')) {
    const id = plain.isOwn(place) && inPayouts.has(sourceAt(place)) ? payoutIdAt(place) : null;
    if (id !== null) ids.push(id);
  }
  const begun = beginningsOfNew(entering, plain, context);
  if (ids.length + begun.keys.length === 0) return [];
  const inWorkingSet = new Set(entering.map(({ row }) => addressKey(row)));
  const statements = files.filter((file) => file.leg === 'bank' && file.state === 'in' && file.lines > 0);
  const named = keysOf(ids.map(normaliseKey));
  const older = statements.filter((file) => file.date < begun.since);
  const since = statements.filter((file) => file.date >= begun.since);
  const hits = [
    ...(await filesWith(older, named, context.lines)),
    ...(await filesWith(since, [...named, ...begun.keys], context.lines)),
  ].flatMap(({ file, rows }) => addressesIn(file, rows).filter((address) => !inWorkingSet.has(addressKey(address))));
  const fates = await context.store.history.presentFates(hits, before);
  return reader.read(
    fates.filter((fate): fate is FateRow => fate?.reason === 'not_ours'),
    'brought_back',
  );
}

function keysOf(values: Iterable<string>): LineKey[] {
  return [...new Set(values)].sort().map((value) => ({ kind: 'reference', value }));
}

/**
 * What new lines that are paid one by one may be called by a bank that cuts references, and since when: nothing that
 * was booked before the first of them was settled pays one.
 */
function beginningsOfNew(
  entering: readonly Entering[],
  plain: PlainSales,
  { config }: Context,
): { readonly keys: readonly LineKey[]; readonly since: PlainDate | '' } {
  const alone = sourcesPaying(config, 'per_transaction');
  const sourceAt = plain.tables.column('settlement', 'source');
  const isNew = (place: number): boolean => plain.isOwn(place) && alone.has(sourceAt(place));
  if (plain.placesOf('settlement').filter(isNew).length > CUT_FORMS_FOR_LINES_MAX) return { keys: [], since: '' };
  const fresh = entering.flatMap(({ row, entered }) =>
    entered === 'new' && !('code' in row) && row.leg === 'settlement' ? [row] : [],
  );
  const lines = [...fresh, ...plain.payments(isNew)].filter(
    (row) => row.status === 'approved' && alone.has(row.source),
  );
  const [first] = lines.map((line) => line.settledOn ?? line.date).sort();
  if (first === undefined || lines.length > CUT_FORMS_FOR_LINES_MAX) return { keys: [], since: '' };
  const compare = referenceComparer(config);
  return { keys: keysOf(lines.flatMap((line) => cutForms(compare(line.merchantReference)))), since: first };
}
