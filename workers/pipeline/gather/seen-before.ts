import { sourcesOfLeg } from '../../../schemas/config/config.ts';
import { certain } from '../../../schemas/errors.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import { KINDS } from '../../../schemas/kinds/kinds.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import { normaliseKey, type LineKey } from '../../../schemas/lines/line-keys.ts';
import type { BankLine } from '../../../schemas/lines/records.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import { negate } from '../../../schemas/values/money.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { referenceComparer } from '../../3-match/references.ts';
import { SeenCandidates, type ToldAgain } from '../../3-match/seen-before/find-seen.ts';
import { referencesOf, saleKeys } from '../../3-match/seen-before/keys.ts';
import { firstDayOf, seenDays } from '../../3-match/seen-before/seen-days.ts';
import { NO_SEEN_ROWS, SeenRows, type SeenTable } from '../../3-match/seen-before/seen-rows.ts';
import { doubtedKeys, inPayoutsInDoubt, rowsToldLongAgo } from './in-doubt.ts';
import type { Entering, LineReader } from './line-reader.ts';
import { toldBefore, type BeforeSeen } from './told-before.ts';

/** What was seen before. */
export interface Seen {
  readonly rows: SeenRows;
  /** Movements among them that name a sale of which more is to be said: what they touch is looked at again. */
  readonly naming: readonly Entering[];
}

export const NOTHING_SEEN: Seen = { rows: NO_SEEN_ROWS, naming: [] };

/**
 * The rows of the date's own files that say what the file before said, and of whose sale nothing more is to be said:
 * nothing new, carried, standing, decided or configured otherwise concerns it. They are told by whole columns; what is
 * in doubt is not among them.
 */
export async function seenBefore(known: BeforeSeen, context: Context, reader: LineReader): Promise<Seen> {
  const told = await inTurn(known.files, async (file, at): Promise<ToldAgain> => {
    const table = certain(known.tables[at], `the table of ${file.source}`);
    return { table, before: await toldBefore(file, table, known, context) };
  });
  if (told.every(({ before }) => before === null)) return NOTHING_SEEN;
  const compare = referenceComparer(context.config);
  const doubted = await doubtedKeys(known, compare, context, reader);
  const candidates = new SeenCandidates(told, doubted, compare, inPayoutsInDoubt(known, context));
  const { duplicateLookbackDays } = context.config.matching;
  const longAgo = await rowsToldLongAgo(candidates.references(), duplicateLookbackDays, known, context);
  candidates.doubt(longAgo.flatMap((row) => saleKeys(row, compare)));
  const days = await daysSeen(told, known, compare, context);
  const ofTable = new Map([...candidates.seen(), ...days].map((one) => [one.table, one]));
  return {
    rows: new SeenRows(known.tables.flatMap((table) => ofTable.get(table) ?? [])),
    naming: movementsSeen(new SeenRows(days), (line) => candidates.isDoubted(saleKeys(line, compare))),
  };
}

/** The movements of the bank among rows that were seen before, as if they entered, for who asks what they touch. */
export function movementsSeen(rows: SeenRows, passes: (line: BankLine) => boolean): Entering[] {
  return Array.from(rows.movements(passes), (row) => ({ row, entered: 'new', former: null }));
}

/** The days of bank files that the files before told alike; none where anything else speaks of such a day. */
async function daysSeen(
  told: readonly ToldAgain[],
  known: BeforeSeen,
  compare: (reference: string) => string,
  context: Context,
): Promise<SeenTable[]> {
  const { date, files, earlierFiles, left } = known;
  const { config, store } = context;
  const again = told.filter(({ table, before }) => before !== null && table.leg === 'bank');
  // Two sources may tell one account.
  if (again.length === 0 || sourcesOfLeg(config, 'bank').length > 1) return [];
  if (left.some((one) => KINDS[one.kind].isOfBankDay)) return [];
  const isStatement = (file: SourceFile): boolean => file.leg === 'bank' && file.state === 'in';
  const earlier = earlierFiles.filter(isStatement);
  const { lookbackDays } = config.matching;
  const outOfSight = (
    await store.history.filesBetween(addDays(date, -2 * lookbackDays), addDays(date, -lookbackDays - 1))
  ).filter(isStatement);
  const seen = again
    .flatMap((one) => seenDays(one, [...earlier, ...files.filter(isStatement)]) ?? [])
    // A day whose first file is out of sight is told anew.
    .filter((one) => !outOfSight.some((file) => tellsSince(file, firstDayOf(one))));
  const longAgo = await rowsToldLongAgo(namedBy(seen, compare), lookbackDays, known, context);
  if (longAgo.length > 0) return [];
  // A debit may take back a credit of its amount, whatever file told that.
  return (await filesWith(earlier, takenBackBy(seen), context.lines)).length > 0 ? [] : seen;
}

function* namedBy(days: readonly SeenTable[], compare: (reference: string) => string): Generator<string> {
  for (const line of new SeenRows(days).movements()) yield* referencesOf(line, compare);
}

/** The keys of credits of just the amounts of debits that were seen before. */
function takenBackBy(days: readonly SeenTable[]): LineKey[] {
  const amounts = new Set<string>();
  for (const { currency, amount } of new SeenRows(days).movements())
    if (amount < 0) amounts.add(normaliseKey(`${currency}${String(negate(amount))}`));
  return Array.from(amounts, (value) => ({ kind: 'bank_amount', value }));
}

/** Whether a statement may tell a day, or one after it. */
function tellsSince({ date, footing }: SourceFile, day: PlainDate | undefined): boolean {
  return day !== undefined && (date >= day || (footing?.bookedTo ?? '') >= day);
}
