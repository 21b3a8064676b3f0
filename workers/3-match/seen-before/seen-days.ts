import { certain } from '../../../schemas/errors.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import { isOfLeg, type LineTable } from '../../../schemas/lines/table.ts';
import { append } from '../../../schemas/values/groups.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { fileKey, keyOfFile } from '../bank-coverage.ts';
import type { ToldAgain, ToldBefore } from './find-seen.ts';
import { equalRows } from './equal-rows.ts';
import type { SeenTable } from './seen-rows.ts';

/** The rows of one account, currency and booking date, in the order of their file. */
type Days = ReadonlyMap<
  string,
  { readonly day: PlainDate; readonly account: string; readonly rows: readonly number[] }
>;

/**
 * The rows of a bank file that are the movements of days which the file before told with the same rows: seen before, as
 * every row of such a day is where no balance and no stated period says more than the rows do. Whole files alone: one
 * day that is told otherwise is looked at beside all days that two files tell. Null where that is so.
 *
 * @param statements every bank file of the look-back, and those of the date
 */
export function seenDays({ table, before }: ToldAgain, statements: readonly SourceFile[]): SeenTable | null {
  if (before === null || !isOfLeg(table, 'bank') || !isOfLeg(before.table, 'bank')) return null;
  if (!statements.every(tellsRowsAlone)) return null;
  const [own, former] = [daysOf(table), daysOf(before.table)];
  if (own === null || former === null) return null;
  const lastTold = lastDayOf(table, statements);
  const isEqual = equalRows(table, before.table);
  const seen: { row: number; toldAt: number }[] = [];
  const daysOfAccount = new Map<string, number[]>();
  for (const [key, { day, account, rows }] of own) {
    const told = former.get(key)?.rows;
    if (told === undefined) {
      if (day <= lastTold) return null;
      continue;
    }
    if (told.length !== rows.length) return null;
    append(daysOfAccount, account, rows.length);
    for (const [at, row] of rows.entries()) {
      const place = certain(told[at], 'a row of the file before');
      const toldAt = certain(before.fateAt[place], 'a row of the file before');
      if (toldAt < 0 || !isEqual(row, place) || isReplaced(before, toldAt)) return null;
      seen.push({ row, toldAt });
    }
  }
  // A single row of a single day may be two movements that say the same.
  if ([...daysOfAccount.values()].some((days) => days.length === 1 && days[0] === 1)) return null;
  seen.sort((a, b) => a.row - b.row);
  return {
    table,
    rows: Int32Array.from(seen, ({ row }) => row),
    told: before.fates,
    toldAt: Int32Array.from(seen, ({ toldAt }) => toldAt),
  };
}

/** The first day of which rows were seen before; undefined where there is none. */
export function firstDayOf({ table, rows }: SeenTable): PlainDate | undefined {
  if (!isOfLeg(table, 'bank')) return undefined;
  const bookedOn = table.column('bookedOn');
  return Array.from(rows, bookedOn).sort()[0];
}

/** Whether a file proves no day by balances, and states none to be whole. */
function tellsRowsAlone({ balances, footing }: SourceFile): boolean {
  return balances.length === 0 && (footing?.periods ?? []).length === 0;
}

function isReplaced({ fates }: ToldBefore, place: number): boolean {
  return fates.column('reason')(place) === 'superseded';
}

/** Null where a row could not be read, or is no movement. */
function daysOf(table: LineTable<'bank'>): Days | null {
  const days = new Map<string, { day: PlainDate; account: string; rows: number[] }>();
  const [account, currency, bookedOn] = [table.column('account'), table.column('currency'), table.column('bookedOn')];
  const skip = table.column('skip');
  for (let row = 0; row < table.length; row += 1) {
    if (table.isReject(row) || skip(row) !== null) return null;
    const [name, day] = [JSON.stringify([account(row), currency(row)]), bookedOn(row)];
    const key = `${name} ${day}`;
    const own = days.get(key) ?? { day, account: name, rows: [] };
    days.set(key, own);
    own.rows.push(row);
  }
  return days;
}

/** The last day that any other file may tell. */
function lastDayOf(table: LineTable<'bank'>, statements: readonly SourceFile[]): string {
  if (table.length === 0) return '';
  const [date, source, file] = [table.column('date')(0), table.column('source')(0), table.column('file')(0)];
  const own = fileKey({ date, source, file });
  const days = statements.flatMap((one) => (keyOfFile(one) === own ? [] : [one.date, one.footing?.bookedTo ?? '']));
  return days.reduce((last, day) => (day > last ? day : last), '');
}
