import { inTurn } from '../../../schemas/in-turn.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { lineFileId } from '../../../schemas/lines/files.ts';
import { normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { negate } from '../../../schemas/values/money.ts';
import { sourcesOfLeg } from '../../../schemas/config/config.ts';
import { addressKey, LEGS, type BankLine, type LineAddress } from '../../../schemas/lines/records.ts';
import type { FateRow, RunKey } from '../../../schemas/outcome/run.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import { plainText } from '../../3-match/bank-scope.ts';
import type { Entering, LineReader } from './line-reader.ts';
import { payoutName } from '../../3-match/receivables.ts';
import { settledNetOf } from '../../3-match/settled-money.ts';
import { type SettledDays, settledDays } from '../../3-match/settled-days.ts';
import { isTakeBack } from '../../3-match/take-backs.ts';
import { holdsWords } from '../../3-match/words.ts';

/**
 * Brings back whole matches with the bank that a file of this run may take up again: the credit that a debit mirrors
 * with everything that it paid, and what a closed payout consists of when another line or another version of one joins
 * it.
 */
export async function undoneMembers(
  entering: readonly Entering[],
  before: PlainDate,
  context: Context,
  reader: LineReader,
): Promise<Entering[]> {
  const inWorkingSet = new Set(entering.map(({ row }) => addressKey(row)));
  const matches = new Map<string, PlainDate>();
  for (const credit of await mirroredCredits(entering, before, context))
    if (credit.bankMatch !== null) matches.set(credit.bankMatch, credit.date);
  for (const [match, date] of await closedPayoutsTouched(entering, before, context)) matches.set(match, date);
  for (const [match, date] of await payoutsTakenBack(entering, before, context)) matches.set(match, date);
  if (matches.size === 0) return [];
  const whole = await wholeMatches(matches, before, context);
  const again = new Map(await matchesPayingAgain(whole, before, context));
  const members = new Map(
    [...whole, ...(again.size === 0 ? [] : await wholeMatches(again, before, context))].map((fate) => [
      addressKey(fate),
      fate,
    ]),
  );
  return reader.read(
    [...members].flatMap(([key, fate]) => (inWorkingSet.has(key) ? [] : [fate])),
    'brought_back',
  );
}

/** Matches of closed payouts that a new line of their provider gives back, with the first cohort of the payout. */
async function payoutsTakenBack(
  entering: readonly Entering[],
  before: PlainDate,
  { store }: Context,
): Promise<[string, PlainDate][]> {
  const given = entering.flatMap(({ row, entered }) =>
    entered === 'new' && !('code' in row) && row.leg === 'settlement' && isTakeBack(row) && row.refundOf !== null
      ? [{ source: row.source, payoutId: row.refundOf }]
      : [],
  );
  const payouts = await inTurn(given, ({ source, payoutId }) => store.history.findPayouts(source, [payoutId], before));
  return payouts.flat().flatMap((payout): [string, PlainDate][] => {
    const [first] = payout.cohorts;
    return payout.fate === 'matched' && payout.bankMatch !== null && first !== undefined
      ? [[payout.bankMatch, first]]
      : [];
  });
}

/**
 * Closed matches of the payouts that list what the provider took back of some payouts, with the dates of those lines.
 */
async function matchesPayingAgain(
  whole: readonly FateRow[],
  before: PlainDate,
  context: Context,
): Promise<[string, PlainDate][]> {
  const { config, store, lines } = context;
  const sources = sourcesOfLeg(config, 'settlement').filter((source) => source.settles === 'per_payout');
  return (
    await inTurn(sources, async (source) => {
      const own = whole.filter(
        (fate) => fate.leg === 'settlement' && fate.source === source.id && fate.payoutId !== null,
      );
      const first = own.map((fate) => fate.date).sort()[0];
      if (first === undefined) return [];
      const keys = [...new Set(own.map((fate) => normaliseKey(fate.payoutId ?? '')))].map((value) => ({
        kind: 'refund_of' as const,
        value,
      }));
      const files = (await store.history.filesBetween(first, before)).filter(
        (file) => file.source === source.id && file.state === 'in' && file.lines > 0,
      );
      const rows = await inTurn(await filesWith(files, keys, lines), (found) =>
        lines.read(lineFileId(found.file), found.rows),
      );
      const giving = rows
        .flat()
        .flatMap((row) => (!('code' in row) && row.leg === 'settlement' && isTakeBack(row) ? [row] : []));
      return (await store.history.presentFates(giving, before)).flatMap((fate): [string, PlainDate][] =>
        fate?.bankLeg === 'agrees' && fate.bankMatch !== null ? [[fate.bankMatch, first]] : [],
      );
    })
  ).flat();
}

/**
 * Brings back the copies of lines of payouts that are still open: a copy within one file was closed at once, and counts
 * after all where the payout's credit is exact only with it.
 */
export async function copiesOfOpenPayouts(
  parent: RunKey,
  before: PlainDate,
  inWorkingSet: ReadonlySet<string>,
  context: Context,
  reader: LineReader,
): Promise<Entering[]> {
  const { store } = context;
  const open = (await store.outcomes.payouts(parent)).filter((row) => row.fate === 'awaiting' || row.fate === 'broken');
  const payouts = new Set(open.map((row) => payoutName(row.source, row.payoutId)));
  const cohorts = new Set(open.flatMap((row) => row.cohorts));
  const repeated = (
    await inTurn([...cohorts].sort(), async (date) => {
      const run = await store.runs.newest(date);
      return run === null
        ? []
        : (await store.outcomes.discrepancies(run)).filter(
            (one) => one.kind === 'duplicate_settlement_line' && payouts.has(payoutName(one.provider, one.payoutId)),
          );
    })
  ).flat();
  const lines = new Map(repeated.flatMap((one) => one.lines).map((line) => [addressKey(line), line]));
  const fates = await store.history.presentFates(
    [...lines.values()].filter((line) => !inWorkingSet.has(addressKey(line))),
    before,
  );
  return reader.read(
    fates.filter((fate): fate is FateRow => fate?.reason === 'already_seen'),
    'brought_back',
  );
}

/**
 * Closed credits of exactly the opposite amount that a new debit mirrors: by provider text, reversal mark, or the same
 * text.
 */
async function mirroredCredits(entering: readonly Entering[], before: PlainDate, context: Context): Promise<FateRow[]> {
  // A debit that waits is asked again where the provider gives back just as much.
  const given = new Set(
    entering.flatMap(({ row, entered }) =>
      entered === 'new' && !('code' in row) && row.leg === 'settlement' && isTakeBack(row)
        ? [negate(settledNetOf(row))]
        : [],
    ),
  );
  const debits = entering.flatMap(({ row, entered }) =>
    !('code' in row) && row.leg === 'bank' && row.amount < 0 && (entered === 'new' || given.has(row.amount))
      ? [row]
      : [],
  );
  // For a provider that pays per transaction its name is not enough: there, equal amounts are everyday.
  const texts = sourcesOfLeg(context.config, 'settlement')
    .filter((source) => source.settles !== 'per_transaction')
    .flatMap((source) => source.bankText.map(plainText));
  return (
    await inTurn(debits, async (debit) => {
      const looksLike = (line: BankLine): string | undefined =>
        texts.find((text) => holdsWords(plainText(line.description), text));
      const files = (
        await context.store.history.filesBetween(addDays(debit.date, -context.config.matching.lookbackDays), before)
      ).filter((file) => file.leg === 'bank' && file.state === 'in' && file.lines > 0);
      const key = {
        kind: 'bank_amount' as const,
        value: normaliseKey(`${debit.currency}${String(negate(debit.amount))}`),
      };
      const hits = (
        await inTurn(await filesWith(files, [key], context.lines), async ({ file, rows }) =>
          (await context.lines.read(lineFileId(file), rows)).flatMap((row) =>
            !('code' in row) && row.leg === 'bank' && isMirrored(debit, row, looksLike) ? [row] : [],
          ),
        )
      ).flat();
      const fates = await context.store.history.presentFates(hits, before);
      return fates.filter((fate): fate is FateRow => fate?.fate === 'matched' || fate?.fate === 'decided');
    })
  ).flat();
}

function isMirrored(debit: BankLine, credit: BankLine, looksLike: (line: BankLine) => string | undefined): boolean {
  if ((debit.account ?? '') !== (credit.account ?? '') || credit.bookedOn > debit.bookedOn) return false;
  if (debit.reversal) return true;
  const text = looksLike(debit);
  if (text !== undefined && text === looksLike(credit)) return true;
  if (debit.endToEndId !== null && debit.endToEndId === credit.endToEndId) return true;
  if (debit.bankId !== null && debit.bankId === credit.bankId) return true;
  if (debit.reference !== null && debit.reference === credit.reference) return true;
  return plainText(debit.description) !== '' && plainText(debit.description) === plainText(credit.description);
}

/** Matches of closed payouts that a new line joins, with the first cohort of the payout. */
async function closedPayoutsTouched(
  entering: readonly Entering[],
  before: PlainDate,
  context: Context,
): Promise<[string, PlainDate][]> {
  const touched: [string, PlainDate][] = [];
  const days = settledDays(context.config, context.calendar);
  for (const source of sourcesOfLeg(context.config, 'settlement')) {
    if (source.settles === 'per_transaction') continue;
    const ids = new Set(
      entering.flatMap(({ row, entered, former }) => {
        if ('code' in row || row.leg !== 'settlement' || row.source !== source.id) return [];
        // A closed line that came back may be superseded by what brought it.
        return entered === 'new' || (entered === 'brought_back' && former?.bankLeg === 'agrees')
          ? (days.payoutId(row) ?? [])
          : [];
      }),
    );
    for (const row of await context.store.history.findPayouts(source.id, [...ids].sort(), before)) {
      const first = row.cohorts[0];
      if (
        (row.fate === 'matched' || row.fate === 'decided') &&
        row.bankMatch !== null &&
        first !== undefined &&
        joins(row.payoutId, entering, source.id, days)
      )
        touched.push([row.bankMatch, first]);
    }
  }
  return touched;
}

function joins(payoutId: string, entering: readonly Entering[], source: string, days: SettledDays): boolean {
  return entering.some(
    ({ row, entered }) =>
      entered === 'new' &&
      !('code' in row) &&
      row.leg === 'settlement' &&
      row.source === source &&
      row.status === 'approved' &&
      days.payoutId(row) === payoutId,
  );
}

/** Every line of the matches in its present fate, looked for from the first date on which a member can stand. */
export async function wholeMatches(
  matches: ReadonlyMap<string, PlainDate>,
  before: PlainDate,
  context: Context,
): Promise<FateRow[]> {
  const first = [...matches.values()].sort()[0] ?? before;
  const members = new Map<string, LineAddress>();
  for (const run of await context.store.runs.newestOfEach()) {
    if (run.date < first || run.date > before) continue;
    for (const leg of LEGS)
      for (const line of await context.store.outcomes.members(run, leg, [...matches.keys()]))
        members.set(addressKey(line), line);
  }
  const present = await context.store.history.presentFates([...members.values()], before);
  return present.filter(
    (fate): fate is FateRow => fate !== null && fate.bankMatch !== null && matches.has(fate.bankMatch),
  );
}
