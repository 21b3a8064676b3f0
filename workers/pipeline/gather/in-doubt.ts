import { sourcesPaying } from '../../../schemas/config/config.ts';
import { lineFileId } from '../../../schemas/lines/files.ts';
import type { LineKey } from '../../../schemas/lines/line-keys.ts';
import { addressKey, type LineAddress, type OrderLine } from '../../../schemas/lines/records.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import { addDays } from '../../../schemas/values/dates.ts';
import { collectorsOf } from '../../3-match/scope.ts';
import type { SeenCandidates } from '../../3-match/seen-before/find-seen.ts';
import { saleKeys } from '../../3-match/seen-before/keys.ts';
import type { Entering, LineReader } from './line-reader.ts';
import type { BeforeSeen } from './told-before.ts';

/** The keys of everything of which more is to be said: what is carried, what stands, and what people decided upon. */
export async function doubtedKeys(
  { date, carried, left, decisions }: BeforeSeen,
  compare: (reference: string) => string,
  { store, config }: Context,
  reader: LineReader,
): Promise<Set<string>> {
  const keys = new Set<string>();
  const doubt = (row: Entering['row']): void => {
    for (const key of saleKeys(row, compare)) keys.add(key);
  };
  const inHand = new Set<string>();
  for (const { row, former } of carried) {
    inHand.add(addressKey(row));
    doubt(row);
    const printed = compare(former?.merchantReference ?? '');
    if (printed !== '') keys.add(`reference ${printed}`);
  }
  const since = addDays(date, -1 - config.matching.lookbackDays);
  const taken = new Set(decisions.taken.map((one) => one.discrepancyId));
  const decided = (await store.history.decided(addDays(date, -1))).filter(
    ({ run, discrepancy }) => run.date >= since || taken.has(discrepancy.id),
  );
  const named = new Map<string, LineAddress>();
  for (const one of [...left, ...decided.map(({ discrepancy }) => discrepancy)]) {
    const reference = compare(one.merchantReference ?? '');
    if (reference !== '') keys.add(`reference ${reference}`);
    for (const line of one.lines) if (!inHand.has(addressKey(line))) named.set(addressKey(line), line);
  }
  for (const row of await reader.rowsAt([...named.values()])) doubt(row);
  return keys;
}

/**
 * Tells an order that may be paid with a payout of which a row could not be read: that row is told with what the bank
 * shows of the payout, as far as its lines are in hand.
 */
export function inPayoutsInDoubt({ carried }: BeforeSeen, { config }: Context): (order: OrderLine) => boolean {
  const alone = sourcesPaying(config, 'per_transaction');
  const isOfPayout = (row: Entering['row']): boolean =>
    'code' in row && row.leg === 'settlement' && !alone.has(row.source);
  const sources = new Set(carried.flatMap(({ row }) => (isOfPayout(row) ? [row.source] : [])));
  if (sources.size === 0) return () => false;
  return (order) => collectorsOf(order, { config }).some(({ id }) => sources.has(id));
}

/**
 * The keys of candidates that a file told so long ago that they may be told anew: a payment that is told again so long
 * after is another, and what is out of sight is looked at as if it came for the first time.
 */
export async function keysToldLongAgo(
  leg: 'order' | 'settlement',
  candidates: SeenCandidates,
  { date }: BeforeSeen,
  compare: (reference: string) => string,
  { store, lines, config }: Context,
): Promise<Set<string>> {
  const { lookbackDays, duplicateLookbackDays } = config.matching;
  const remembered = leg === 'order' ? lookbackDays : Math.min(lookbackDays, duplicateLookbackDays);
  const older = (
    await store.history.filesBetween(addDays(date, -lookbackDays - remembered), addDays(date, -remembered - 1))
  ).filter((file) => file.leg === leg && file.state === 'in' && file.lines > 0);
  const keys = new Set<string>();
  if (older.length === 0) return keys;
  const asked: LineKey[] = [];
  for (const reference of candidates.references(leg)) asked.push({ kind: 'reference', value: compare(reference) });
  for (const { file, rows } of await filesWith(older, asked, lines))
    for (const row of await lines.read(lineFileId(file), rows)) for (const key of saleKeys(row, compare)) keys.add(key);
  return keys;
}
