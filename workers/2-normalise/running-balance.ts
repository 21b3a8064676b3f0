import type { Footing, StatementBalance } from '../../schemas/lines/files.ts';
import { add, subtract, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { AmountNotation } from '../../schemas/values/money.ts';
import type { BankLine, Line, Reject } from '../../schemas/lines/records.ts';
import { formatExact, readAmount } from './amounts.ts';
import { NO_FOOTING, type Footed, type FootingCheck } from './footing.ts';
import { Refused } from './refused.ts';
import { append } from '../../schemas/values/groups.ts';

/**
 * A movement, and how many unreadable rows of the file stand before it: between two with one in between nothing can be
 * said.
 */
interface Placed {
  readonly line: BankLine;
  readonly part: number;
}

/** The movements of one account and currency in the order of time, as far as the balances say it. */
interface Chain {
  readonly rows: readonly Placed[];
  readonly opening: Minor;
  readonly closing: Minor;
  readonly breaks: readonly Break[];
  /** How many balances follow the one before them. */
  readonly followed: number;
}

/** Two balances that the movements between them do not lead from one to the other. */
interface Break {
  readonly before: BankLine;
  readonly line: BankLine;
  readonly expected: Minor;
}

const AMOUNT_COLUMNS = ['amount', 'credit', 'debit', 'balance'];

/**
 * A bank file whose rows print the balance after each: every balance is the one before it and the movement. Files run
 * from the oldest row to the newest or the other way, or do so by the day and within it the other way; each account and
 * currency by itself. Rows that print no balance are summed up to the next one that does. Where all of them follow each
 * other the rows are proved, with the balance before the first and after the last.
 *
 * @param column what the file calls the balance, for messages
 */
export function runningBalances(notation: AmountNotation, column: string): FootingCheck {
  let finer = false;
  return {
    row(texts) {
      finer ||= AMOUNT_COLUMNS.some((name) => isFine(texts[name] ?? '', notation));
    },
    unreadable() {},
    finish: ({ rows }) => (finer ? notProved(`${column} is finer than hundredths`) : foot(rows, column)),
  };
}

function isFine(text: string, notation: AmountNotation): boolean {
  const amount = text === '' ? null : readAmount(text, notation);
  return amount !== null && typeof amount !== 'number';
}

function notProved(detail: string): Footed {
  return { ...NO_FOOTING, footing: { state: 'none', detail: `running balance: ${detail}` } };
}

function foot(rows: readonly (Line | Reject)[], column: string): Footed {
  const rejects = rows.filter((row) => 'code' in row).length;
  const chains = [...byAccount(rows).values()].map((own) => chainOf(own, column));
  const known = chains.flatMap((chain) => chain ?? []);
  if (known.length === 0) return notProved(`${column} stands on too few rows`);
  const state: Footing['state'] = rejects > 0 ? 'open' : known.length < chains.length ? 'none' : 'proved';
  const details = known.slice(0, 5).map(detailOf).join('; ');
  const unreadable = rejects > 0 ? `; ${String(rejects)} unreadable rows` : '';
  return {
    footing: { state, detail: `running balance: ${details}${unreadable}` },
    balances: known.map(balanceOf),
    provesEmpty: false,
  };
}

function detailOf({ rows, opening, closing }: Chain): string {
  const line = rows[0]?.line;
  const account = line?.account ?? null;
  return `${account === null ? '' : `${account}: `}${String(rows.length)} rows from ${formatExact(opening)} to ${formatExact(closing)} ${line?.currency ?? ''}`;
}

function balanceOf({ rows, opening, closing }: Chain): StatementBalance {
  const days = rows.map(({ line }) => line.bookedOn).sort();
  const line = rows[0]?.line;
  return {
    account: line?.account ?? '',
    currency: line?.currency ?? '',
    opening,
    closing,
    openingOn: days[0] ?? null,
    closingOn: days.at(-1) ?? null,
  };
}

/** Movements by account and currency; rows of balances among them move nothing. */
function byAccount(rows: readonly (Line | Reject)[]): Map<string, Placed[]> {
  const accounts = new Map<string, Placed[]>();
  let part = 0;
  for (const row of rows) {
    if ('code' in row) part += 1;
    else if (row.leg === 'bank' && row.skip === null)
      append(accounts, JSON.stringify([row.account, row.currency]), { line: row, part });
  }
  return accounts;
}

/**
 * The chain of one account; null where too few of its movements print a balance. Throws `Refused` where no order of the
 * rows has one.
 */
function chainOf(rows: readonly Placed[], column: string): Chain | null {
  const orders = [rows, [...rows].reverse(), daysTurned(rows), daysTurned([...rows].reverse())].sort(
    (a, b) => Number(isAscending(b)) - Number(isAscending(a)),
  );
  const chains = orders.flatMap((order) => follow(order) ?? []);
  const [first, ...others] = chains;
  if (first === undefined) return null;
  const best = others.reduce((found, chain) => (chain.breaks.length < found.breaks.length ? chain : found), first);
  const [broken] = best.breaks;
  if (broken === undefined) return best;
  throw isRunning(best) ? refusedAt(broken, column) : refusedColumn(best, broken, column);
}

/** The same rows with the order of their days turned round, and within each day as it was. */
function daysTurned(rows: readonly Placed[]): Placed[] {
  const days: Placed[][] = [];
  for (const row of rows) {
    const last = days.at(-1);
    if (last?.[0]?.line.bookedOn === row.line.bookedOn) last.push(row);
    else days.push([row]);
  }
  return days.reverse().flat();
}

function isAscending(rows: readonly Placed[]): boolean {
  return rows.every((row, at) => (rows[at - 1]?.line.bookedOn ?? '') <= row.line.bookedOn);
}

/** Follows the balances in one order; null where the last row of it prints none, or too few do. */
function follow(rows: readonly Placed[]): Chain | null {
  let last: { readonly row: Placed; readonly balance: Minor } | null = null;
  let opening: Minor | null = null;
  let moved: Minor = ZERO;
  let followed = 0;
  const breaks: Break[] = [];
  for (const row of rows) {
    const { balance, amount } = row.line;
    moved = add(moved, amount);
    if (balance === null) continue;
    opening ??= subtract(balance, moved);
    if (last !== null && last.row.part === row.part) {
      const expected = add(last.balance, moved);
      if (expected === balance) followed += 1;
      else breaks.push({ before: last.row.line, line: row.line, expected });
    }
    last = { row, balance };
    moved = ZERO;
  }
  if (opening === null || last === null || (rows.at(-1)?.line.balance ?? null) === null) return null;
  // One balance that stands on some of the rows fits any order: it says nothing of the others.
  const isSparse = rows.some(({ line }) => line.balance === null);
  return isSparse && followed + breaks.length === 0 ? null : { rows, opening, closing: last.balance, breaks, followed };
}

/** Whether the column is a running balance that is broken, rather than none at all: most of it follows. */
function isRunning({ rows, breaks, followed }: Chain): boolean {
  const stated = new Set(rows.flatMap(({ line }) => line.balance ?? []));
  if (rows.length > 2 && stated.size === 1) return false;
  return followed >= breaks.length || breaks.length < 2;
}

function refusedAt({ before, line, expected }: Break, column: string): Refused {
  return new Refused(
    'does_not_foot',
    `line ${String(line.line)} prints the balance ${formatExact(line.balance ?? ZERO)} where ${formatExact(expected)} follows from ` +
      `line ${String(before.line)} (${placeOf(line, column)})`,
    { line: line.line },
  );
}

function refusedColumn({ rows, breaks }: Chain, { line, expected }: Break, column: string): Refused {
  return new Refused(
    'does_not_foot',
    `${column} is no running balance, map no balance: ${String(breaks.length)} of ${String(rows.length)} rows do not follow, ` +
      `line ${String(line.line)} prints ${formatExact(line.balance ?? ZERO)}, not ${formatExact(expected)}`,
    { line: line.line },
  );
}

function placeOf({ account }: BankLine, column: string): string {
  return account === null ? column : `${column}, account ${account}`;
}
