import type { PlainDate } from '../../schemas/dates.ts';
import { lineFileId, type SourceFile } from '../../schemas/files.ts';
import { sourcesOfLeg } from '../../schemas/config.ts';
import { normaliseKey } from '../../schemas/line-keys.ts';
import type { LineKey } from '../../schemas/ports.ts';
import { addressKey, type LineAddress } from '../../schemas/records.ts';
import type { FateRow } from '../../schemas/run.ts';
import type { Context } from '../context.ts';
import type { Entering, LineReader } from './line-reader.ts';

/**
 * Brings back what the bank booked before the file of its payout came, and what was closed as nobody's because only the id of
 * that payout would have told whose it is.
 */
export function creditsNamedBefore(
  entering: readonly Entering[],
  files: readonly SourceFile[],
  before: PlainDate,
  context: Context,
  reader: LineReader,
): Entering[] {
  const inPayouts = new Set(sourcesOfLeg(context.config, 'settlement').flatMap((one) => (one.settles === 'per_payout' ? [one.id] : [])));
  const ids = entering.flatMap(({ row, entered }) =>
    entered === 'new' && !('code' in row) && row.leg === 'settlement' && inPayouts.has(row.source) ? (row.payoutId ?? []) : [],
  );
  const keys = [...new Set(ids.map(normaliseKey))].sort().map((value): LineKey => ({ kind: 'reference', value }));
  if (keys.length === 0) return [];
  const inHand = new Set(entering.map(({ row }) => addressKey(row)));
  const statements = files.filter((file) => file.leg === 'bank' && file.state === 'in' && file.lines > 0);
  const hits = statements.flatMap((file) =>
    context.lines
      .find(lineFileId(file), keys)
      .map((row): LineAddress => ({ date: file.date, source: file.source, file: (file.sha256 ?? '').slice(0, 12), row }))
      .filter((address) => !inHand.has(addressKey(address))),
  );
  const fates = context.store.presentFates(hits, before);
  return reader.read(
    fates.filter((fate): fate is FateRow => fate?.reason === 'not_ours'),
    'brought_back',
  );
}
