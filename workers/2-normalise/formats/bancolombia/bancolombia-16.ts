import type { PlainDate } from '../../../../schemas/values/dates.ts';
import type { StatementBalance } from '../../../../schemas/lines/files.ts';
import { add, negate, ZERO } from '../../../../schemas/values/money.ts';
import type { Minor } from '../../../../schemas/values/money.ts';
import type { CsvProfile } from '../../../../schemas/lines/profile.ts';
import { compareText } from '../../../../schemas/lines/records.ts';
import { formatExact, readAmount } from '../../amounts.ts';
import type { Texts } from '../../cells.ts';
import { NO_FOOTING } from '../../footing.ts';
import type { Footed, FootingCheck } from '../../footing.ts';
import { momentReader } from '../../moments.ts';
import { Refused } from '../../refused.ts';
import type { BuiltInFeed, RowUse } from '../feed.ts';
import { PLAIN_CSV } from '../inline.ts';

/**
 * Bancolombia's "consolidado" CSV: sixteen columns without a header, a space after every comma, signed amounts beside a
 * C or D. Rows named SALDO are balances among the movements: they prove the file. The third column counts the rows of
 * one file and is no identity of a movement.
 */
const profile: CsvProfile = {
  ...PLAIN_CSV,
  header: false,
  dates: { format: 'yyyyMMdd', zone: 'America/Bogota' },
  columns: { booked_on: 0, account: 1, description: 6, amount: 8, direction: 10 },
  constants: { currency: 'COP' },
  direction: { credit: ['C'], debit: ['D'] },
};

const OPENING = 'SALDO INICIAL';
const OF_DAY = 'SALDO DIA';
const CLOSING = 'SALDO FINAL';
const DATES = momentReader(profile.dates);

export const BANCOLOMBIA_16: BuiltInFeed = {
  leg: 'bank',
  version: 1,
  about: {
    versions: 'the "consolidado" CSV of sixteen columns without header',
    footing: 'opening balance, balance of each day and closing balance, exact',
    testedOn: 'shape of a public file; invented file in `fixtures/files/`',
  },
  profile,
  width: 16,
  encodings: ['utf-8', 'windows-1252'],
  refiner: () => refine,
  footing: balanceFooting,
};

function isBalance(texts: Texts): boolean {
  return [OPENING, OF_DAY, CLOSING].includes(texts['description'] ?? '');
}

function refine(texts: Texts): RowUse {
  return isBalance(texts) ? 'balance_row' : 'line';
}

interface PrintedRow {
  readonly name: string;
  readonly day: PlainDate;
  readonly amount: Minor;
}

function balanceFooting(): FootingCheck {
  const accounts = new Map<string, PrintedRow[]>();
  let missed = 0;
  return {
    row(texts) {
      const account = texts['account'] ?? '';
      const day = DATES.day(texts['booked_on'] ?? '');
      const amount = readAmount(texts['amount'] ?? '', profile.amounts);
      if (day === null || typeof amount !== 'number') {
        missed += 1;
        return;
      }
      // A debit may be printed unsigned.
      const signed = texts['direction'] === 'D' && !isBalance(texts) && amount > 0 ? negate(amount) : amount;
      const rows = accounts.get(account) ?? [];
      rows.push({ name: texts['description'] ?? '', day, amount: signed });
      accounts.set(account, rows);
    },
    unreadable() {
      missed += 1;
    },
    finish: () => finish(accounts, missed),
  };
}

function finish(accounts: ReadonlyMap<string, readonly PrintedRow[]>, missed: number): Footed {
  const read = [...accounts].map(([account, rows]) => foot(account, rows, missed));
  const stated = read.filter((each) => each !== null);
  if (stated.length === 0)
    return { ...NO_FOOTING, footing: { state: missed > 0 ? 'open' : 'none', detail: 'the file has no SALDO rows' } };
  const detail = `SALDO rows: ${stated.map((each) => each.detail).join('; ')}`;
  const state = missed > 0 ? 'open' : stated.length < read.length ? 'none' : 'proved';
  return {
    footing: { state, detail: missed > 0 ? `${detail}; ${String(missed)} unreadable rows` : detail },
    balances: stated.map((each) => each.balance),
    provesEmpty: false,
  };
}

/** SALDO INICIAL + movements = SALDO DIA of each day = SALDO FINAL. A file that opens and does not close is cut. */
function foot(
  account: string,
  rows: readonly PrintedRow[],
  missed: number,
): { detail: string; balance: StatementBalance } | null {
  const opening = theOne(account, rows, OPENING);
  const closing = theOne(account, rows, CLOSING);
  if (opening === undefined && closing === undefined) return null;
  if (closing === undefined)
    throw new Refused('truncated', `account ${account} opens with ${OPENING} and has no ${CLOSING}`);
  if (opening === undefined)
    throw new Refused('does_not_foot', `account ${account} has a ${CLOSING} and no ${OPENING}`);
  const balances = [...rows.filter((row) => row.name === OF_DAY).sort((a, b) => compareText(a.day, b.day)), closing];
  const total = movementsUpTo(rows, opening.amount);
  const off = balances.find((balance) => total(balance.name === CLOSING ? null : balance.day) !== balance.amount);
  if (off !== undefined && missed === 0) {
    const sum = total(off.name === CLOSING ? null : off.day);
    throw new Refused(
      'does_not_foot',
      `account ${account}: ${off.name} of ${off.day} is ${formatExact(off.amount)}, the rows give ${formatExact(sum)}`,
    );
  }
  return {
    detail: `${account}: closing ${formatExact(closing.amount)}, rows ${formatExact(total(null))}, opening ${formatExact(opening.amount)} COP`,
    balance: {
      account,
      currency: 'COP',
      opening: opening.amount,
      closing: closing.amount,
      openingOn: opening.day,
      closingOn: closing.day,
    },
  };
}

/** The balance of a name. It may stand again where it says the same. */
function theOne(account: string, rows: readonly PrintedRow[], name: string): PrintedRow | undefined {
  const [first, ...others] = rows.filter((row) => row.name === name);
  const other = others.find((row) => row.amount !== first?.amount || row.day !== first.day);
  if (first === undefined || other === undefined) return first;
  throw new Refused(
    'does_not_foot',
    `account ${account} has a ${name} of ${first.day}, ${formatExact(first.amount)}, and one of ${other.day}, ${formatExact(other.amount)}`,
  );
}

/** The opening balance with every movement up to and including a day; null: with all of them. */
function movementsUpTo(rows: readonly PrintedRow[], opening: Minor): (day: PlainDate | null) => Minor {
  const byDay = new Map<PlainDate, Minor>();
  for (const row of rows) {
    if (row.name === OPENING || row.name === OF_DAY || row.name === CLOSING) continue;
    byDay.set(row.day, add(byDay.get(row.day) ?? ZERO, row.amount));
  }
  return (day) =>
    [...byDay].reduce<Minor>((sum, [of, amount]) => (day === null || of <= day ? add(sum, amount) : sum), opening);
}
