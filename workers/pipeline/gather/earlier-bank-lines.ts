import { inTurn } from '../../../schemas/in-turn.ts';
import { type SourceFile, lineFileId } from '../../../schemas/lines/files.ts';
import { normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { type BankLine, type LineAddress, addressKey } from '../../../schemas/lines/records.ts';
import type { Discrepancy, FateRow } from '../../../schemas/outcome/run.ts';
import { type PlainDate, addDays } from '../../../schemas/values/dates.ts';
import { accountReader } from '../../3-match/bank-ids.ts';
import { tellDays } from '../../3-match/bank-versions.ts';
import type { ReportedLine } from '../../3-match/working-set.ts';
import { KINDS } from '../../../schemas/kinds/kinds.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import type { Entering, LineReader } from './line-reader.ts';
import { wholeMatches } from './undone.ts';

/**
 * Looks at the lines of earlier bank files that tell the same days as this run's files, and brings back those of which
 * a statement of this run changes what became of them: lines that it takes out or puts in order, with all that their
 * matches consist of.
 *
 * @param files of every date up to the run's
 */
export async function earlierBankLines(
  date: PlainDate,
  entering: readonly Entering[],
  reported: readonly ReportedLine[],
  files: readonly SourceFile[],
  priorDiscrepancies: readonly Discrepancy[],
  context: Context,
  reader: LineReader,
): Promise<Entering[]> {
  if (reported.length === 0) return [];
  const own = entering.flatMap(({ row, entered, former }) =>
    'code' in row || row.leg !== 'bank' ? [] : [{ line: row, former, fresh: entered === 'new' }],
  );
  const inWorkingSet = new Set(own.map((one) => addressKey(one.line)));
  const rows = [
    ...own,
    ...reported.filter(({ line }) => !inWorkingSet.has(addressKey(line))).map((one) => ({ ...one, fresh: false })),
  ];
  const days = tellDays(rows, { date, config: context.config, files });
  const accountOf = accountReader(context.config);
  const proved = new Set(days.filter((day) => day.proved).map((day) => `${day.account} ${day.currency} ${day.day}`));
  const isProved = ({ line }: { readonly line: BankLine }): boolean =>
    proved.has(`${accountOf(line.source, line.account)} ${line.currency} ${line.bookedOn}`);
  const asked = new Set(
    priorDiscrepancies.filter((one) => KINDS[one.kind].isOfBankDay).flatMap((one) => one.lines.map(addressKey)),
  );
  const changed = days
    .flatMap((day) => [...day.seen, ...day.replaced.map((one) => one.row)])
    .filter((row) => row.former !== null);
  const touched = [
    ...changed,
    ...rows.filter((row) => row.former !== null && asked.has(addressKey(row.line)) && isProved(row)),
  ];
  const fates = new Map(
    touched.flatMap(({ former }) => (former === null ? [] : [[addressKey(former), former] as const])),
  );
  const matches = new Map(
    changed.flatMap(({ former }) =>
      former !== null && former.bankMatch !== null ? [[former.bankMatch, former.date] as [string, PlainDate]] : [],
    ),
  );
  for (const fate of await wholeMatches(matches, addDays(date, -1), context)) fates.set(addressKey(fate), fate);
  const held = new Set(entering.map(({ row }) => addressKey(row)));
  return reader.read(
    [...fates.values()].filter((fate) => !held.has(addressKey(fate))),
    'brought_back',
  );
}

/**
 * The lines of earlier bank files that tell the same days as this run's: whole files, for their sums; only what stands
 * on a day of this run's files has a fate.
 *
 * @param firstBooked the first day on which a line of this run's files is booked
 */
export async function linesReportedBefore(
  date: PlainDate,
  firstBooked: PlainDate | undefined,
  files: readonly SourceFile[],
  context: Context,
): Promise<ReportedLine[]> {
  const today = files.filter((file) => file.leg === 'bank' && file.state === 'in' && file.date === date);
  const opened = today.flatMap((file) =>
    file.balances.flatMap((one) => (one.openingOn === null ? [] : [addDays(one.openingOn, 1)])),
  );
  const [firstDay] = [...(firstBooked === undefined ? [] : [firstBooked]), ...opened].sort();
  if (firstDay === undefined) return [];
  const earlier = files.filter(
    (file) =>
      file.leg === 'bank' &&
      file.state === 'in' &&
      file.date < date &&
      (file.date >= firstDay || (file.footing?.bookedTo ?? '') >= firstDay),
  );
  const lines = (await inTurn(earlier, (file) => context.lines.read(lineFileId(file))))
    .flat()
    .filter((row): row is BankLine => !('code' in row) && row.leg === 'bank');
  const onDay = lines.filter((line) => line.bookedOn >= firstDay);
  const fates = await context.store.history.presentFates(onDay, addDays(date, -1));
  const formers = new Map(onDay.map((line, index) => [addressKey(line), fates[index] ?? null]));
  return lines.map((line) => ({ line, former: formers.get(addressKey(line)) ?? null }));
}

/** A credit that has waited longer than it may is compared with what its account was credited on its day. */
const TOLD_WITHIN_DAYS = 10;

/** Closed movements that equal, by account, booking date and amount, an open credit of an earlier file. */
export async function matchedBefore(
  date: PlainDate,
  entering: readonly Entering[],
  files: readonly SourceFile[],
  { config, lines, store }: Context,
): Promise<BankLine[]> {
  const accountOf = accountReader(config);
  const open = entering.flatMap(({ row, former }) =>
    former !== null &&
    !('code' in row) &&
    row.leg === 'bank' &&
    row.amount > 0 &&
    (former.bankLeg === 'awaiting' || former.bankLeg === 'broken')
      ? [row]
      : [],
  );
  if (open.length === 0) return [];
  const inWorkingSet = new Set(entering.map(({ row }) => addressKey(row)));
  const found = new Map<string, BankLine>();
  const asksOf = (line: BankLine, file: SourceFile): boolean =>
    (line.source === file.source && line.date === file.date) || isNear(line.bookedOn, file.date);
  const earlier = files.filter(
    (file) => file.leg === 'bank' && file.state === 'in' && file.date < date && open.some((line) => asksOf(line, file)),
  );
  const keys = open.map((line) => ({
    kind: 'bank_amount' as const,
    value: normaliseKey(`${line.currency}${String(line.amount)}`),
  }));
  for (const { file, rows } of await filesWith(earlier, keys, lines)) {
    const asking = open.filter((line) => asksOf(line, file));
    for (const row of await lines.read(lineFileId(file), rows)) {
      if ('code' in row || row.leg !== 'bank' || inWorkingSet.has(addressKey(row))) continue;
      const repeated = asking.some(
        (line) =>
          line.bookedOn === row.bookedOn &&
          line.amount === row.amount &&
          accountOf(line.source, line.account) === accountOf(row.source, row.account),
      );
      if (repeated) found.set(addressKey(row), row);
    }
  }
  const looked: readonly LineAddress[] = [...found.values()];
  const fates = (await store.history.presentFates(looked, addDays(date, -1))).filter(
    (fate): fate is FateRow => fate?.bankLeg === 'agrees',
  );
  return fates.flatMap((fate) => found.get(addressKey(fate)) ?? []);
}

function isNear(booked: PlainDate, date: PlainDate): boolean {
  return date >= booked && date <= addDays(booked, TOLD_WITHIN_DAYS);
}
