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
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import { addDays } from '../../../schemas/values/dates.ts';
import { collectorsOf } from '../../3-match/scope.ts';
import { lineKeysIn, saleKeys } from '../../3-match/seen-before/keys.ts';
import type { Entering, LineReader } from './line-reader.ts';
import type { BeforeSeen } from './told-before.ts';

/** The keys of everything of which more is to be said: what is carried, what stands, and what people decided upon. */
export async function doubtedKeys(
  known: BeforeSeen,
  compare: (reference: string) => string,
  context: Context,
  reader: LineReader,
): Promise<Set<string>> {
  const { date, carried, left, decisions } = known;
  const { store, config } = context;
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
  const found = [...left, ...decided.map(({ discrepancy }) => discrepancy)];
  const named = new Map<string, LineAddress>();
  for (const one of found) {
    const reference = compare(one.merchantReference ?? '');
    if (reference !== '') keys.add(`reference ${reference}`);
    for (const line of one.lines) if (!inHand.has(addressKey(line))) named.set(addressKey(line), line);
  }
  for (const row of await reader.rowsAt([...named.values()])) doubt(row);
  for (const row of await linesOfPayouts(found, known, context)) doubt(row);
  await addWhatTheyTouch(keys, known, compare, context);
  return keys;
}

/** Adds the keys of closed lines that have one of the keys, and of those that have one of theirs. */
async function addWhatTheyTouch(
  keys: Set<string>,
  { earlierFiles }: BeforeSeen,
  compare: (reference: string) => string,
  { lines }: Context,
): Promise<void> {
  const files = earlierFiles.filter((file) => file.leg !== 'bank' && file.state === 'in' && file.lines > 0);
  let asked = [...keys];
  while (asked.length > 0) {
    const found = await filesWith(files, asked.flatMap(lineKeysIn), lines);
    const rows = (await inTurn(found, ({ file, rows: own }) => lines.read(lineFileId(file), own))).flat();
    asked = [...new Set(rows.flatMap((row) => saleKeys(row, compare)))].filter((key) => !keys.has(key));
    for (const key of asked) keys.add(key);
  }
}

/** The lines of the payouts that findings are about: what is said of a payout is said with the orders of its lines. */
async function linesOfPayouts(
  found: readonly Discrepancy[],
  { date, earlierFiles }: BeforeSeen,
  { store, lines }: Context,
): Promise<(Line | Reject)[]> {
  const ids = new Map<string, Set<string>>();
  for (const { provider, payoutId } of found)
    if (provider !== null && payoutId !== null)
      ids.set(provider, (ids.get(provider) ?? new Set<string>()).add(payoutId));
  const rows = await inTurn(ids, async ([source, own]) => {
    const payouts = await store.history.findPayouts(source, [...own].sort(), addDays(date, -1));
    return inTurn(payouts, ({ payoutId, cohorts }) => {
      const files = earlierFiles.filter(
        (file) => file.source === source && file.state === 'in' && cohorts.includes(file.date),
      );
      return inTurn(files, async (file) =>
        lines.read(lineFileId(file), await lines.ofPayout(lineFileId(file), payoutId)),
      );
    });
  });
  return rows.flat(3);
}

/**
 * Tells an order that may be paid with a payout of which a row could not be read, or with a day of which a finding
 * stands: what is told of these is told with the orders that are in hand.
 */
export function inPayoutsInDoubt({ carried, left }: BeforeSeen, { config }: Context): (order: OrderLine) => boolean {
  const [alone, days] = [sourcesPaying(config, 'per_transaction'), sourcesPaying(config, 'per_day')];
  const sources = new Set([
    ...carried.flatMap(({ row }) => ('code' in row && row.leg === 'settlement' ? [row.source] : [])),
    ...left.flatMap(({ provider }) => (provider !== null && days.has(provider) ? [provider] : [])),
  ]);
  for (const source of alone) sources.delete(source);
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
