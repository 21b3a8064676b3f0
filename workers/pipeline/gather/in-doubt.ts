import { sourcesPaying } from '../../../schemas/config/config.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import { lineFileId } from '../../../schemas/lines/files.ts';
import type { LineKey } from '../../../schemas/lines/line-keys.ts';
import {
  addressKey,
  type Leg,
  type Line,
  type LineAddress,
  type OrderLine,
  type Reject,
} from '../../../schemas/lines/records.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import { addDays } from '../../../schemas/values/dates.ts';
import { collectorsOf } from '../../3-match/scope.ts';
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
 * The rows of some references that files out of sight told: what tells them again is looked at as if it came for the
 * first time.
 *
 * @param references as they are compared
 * @param paymentsDays for how long a payment that is told again is known for the same
 */
export async function rowsToldLongAgo(
  references: Iterable<string>,
  paymentsDays: number,
  { date }: BeforeSeen,
  { store, lines, config }: Context,
): Promise<(Line | Reject)[]> {
  const { lookbackDays } = config.matching;
  const rememberedDays = (leg: Leg): number =>
    leg === 'settlement' ? Math.min(lookbackDays, paymentsDays) : lookbackDays;
  // What is in sight may itself tell again what came as long before it.
  const files = await store.history.filesBetween(addDays(date, -2 * lookbackDays), addDays(date, -1));
  const older = files.filter(
    (file) => file.state === 'in' && file.lines > 0 && file.date < addDays(date, -rememberedDays(file.leg)),
  );
  if (older.length === 0) return [];
  const asked = Array.from(new Set(references), (value): LineKey => ({ kind: 'reference', value }));
  return (
    await inTurn(await filesWith(older, asked, lines), ({ file, rows }) => lines.read(lineFileId(file), rows))
  ).flat();
}
