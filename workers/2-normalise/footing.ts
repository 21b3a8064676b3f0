import type { PlainDate } from '../../schemas/values/dates.ts';
import type { Footing, StatementBalance } from '../../schemas/lines/files.ts';
import type { AmountNotation } from '../../schemas/values/money.ts';
import type { EpochSeconds, Line, Reject } from '../../schemas/lines/records.ts';
import { atScale, formatExact, readAmount, toExact } from './amounts.ts';
import type { Amount } from './amounts.ts';
import type { Texts } from './cells.ts';
import type { XmlNode } from './readers/xml-tree.ts';

/** The days that a statement speaks of. */
export interface StatementSpan {
  readonly from: string;
  readonly to: string;
  /** '' where it states no closing day. */
  readonly closing: string;
}

/** What is known of a file when its last row is read. */
export interface FileFacts {
  readonly rows: readonly (Line | Reject)[];
  /** The rows before the header, and records that are no rows (CSV). */
  readonly preamble: readonly (readonly string[])[];
  /** The trailer row's texts by role, or null where the file had none. */
  readonly trailer: { readonly count: string | null; readonly sum: string | null } | null;
  /** Everything outside the records (XML). */
  readonly document: XmlNode | null;
  /** The days that a statement speaks of, where its reader says so. */
  readonly spans: readonly StatementSpan[];
  /** The date of a moment in the merchant's zone: whether a file is of another date is asked there. */
  readonly localDate: (moment: EpochSeconds) => PlainDate;
}

/** The verdict of a file's own totals. */
export interface Footed {
  readonly footing: Footing;
  readonly balances: readonly StatementBalance[];
  /** The file says itself, with totals or balances that foot, that it has no rows. */
  readonly provesEmpty: boolean;
  /** The rows, where only the whole document says something about them (the account of a statement). */
  readonly rows?: readonly (Line | Reject)[];
}

/**
 * Follows the rows as they are printed, before anything interprets them, and compares with the file's totals at its
 * end.
 */
export interface FootingCheck {
  /** Every row with known cells, in the order of the file, whatever becomes of it. */
  row(texts: Texts): void;
  /** A row of which no cell can be trusted. */
  unreadable(): void;
  /** A record that is no row, of a file with several kinds of records: its totals, its sections. */
  aside?(cells: readonly string[], line: number): void;
  /** Throws `Refused` where the file contradicts itself. */
  finish(facts: FileFacts): Footed;
}

export const NO_FOOTING: Footed = {
  footing: { state: 'none', detail: 'the file states no total' },
  balances: [],
  provesEmpty: false,
};

/** A format that states no totals. */
export function noFooting(): FootingCheck {
  return { row() {}, unreadable() {}, finish: () => NO_FOOTING };
}

/** Two totals of one file, neither of which may contradict its rows: proved where one proves and none is left open. */
export function bothFootings(first: FootingCheck, second: FootingCheck): FootingCheck {
  return {
    row(texts) {
      first.row(texts);
      second.row(texts);
    },
    unreadable() {
      first.unreadable();
      second.unreadable();
    },
    finish(facts) {
      const read = [first.finish(facts), second.finish(facts)];
      const footed = read.filter((one) => one.footing.detail !== NO_FOOTING.footing.detail);
      const states = read.map((one) => one.footing.state);
      return {
        footing: {
          state: states.includes('open') ? 'open' : states.includes('proved') ? 'proved' : 'none',
          detail: footed.length === 0 ? NO_FOOTING.footing.detail : footed.map((one) => one.footing.detail).join('; '),
        },
        balances: read.flatMap((one) => one.balances),
        provesEmpty: read.some((one) => one.provesEmpty),
      };
    },
  };
}

/** Amounts are summed at a scale that holds every decimal a cell may have. */
const SUM_SCALE = 14;

/** The exact sum of one printed column. */
export interface PrintedSum {
  /** An empty cell adds nothing; a cell that is no amount makes the sum open. */
  add(text: string | undefined): void;
  addAmount(amount: Amount): void;
  miss(): void;
  /** Cells that could not be read. */
  readonly missed: number;
  total(): Amount;
}

export function printedSum(notation: AmountNotation): PrintedSum {
  let hundredths = 0;
  let finer = 0n;
  let missed = 0;
  const put = (amount: Amount): void => {
    if (typeof amount === 'number' && Number.isSafeInteger(hundredths + amount)) hundredths += amount;
    else finer += atScale(toExact(amount), SUM_SCALE);
  };
  return {
    add(text) {
      if (text === undefined || text === '') return;
      const amount = readAmount(text, notation);
      if (amount === null) missed += 1;
      else put(amount);
    },
    addAmount: put,
    miss() {
      missed += 1;
    },
    get missed() {
      return missed;
    },
    total: () => ({ digits: finer + BigInt(hundredths) * 10n ** BigInt(SUM_SCALE - 2), scale: SUM_SCALE }),
  };
}

/** What is left between a stated total and the rows, without its sign. */
export function residual(stated: Amount, total: Amount): Amount {
  const difference = atScale(toExact(stated), SUM_SCALE) - atScale(toExact(total), SUM_SCALE);
  return { digits: difference < 0n ? -difference : difference, scale: SUM_SCALE };
}

/** True where the difference is within a tolerance in hundredths. */
export function within(difference: Amount, toleranceMinor: number): boolean {
  return atScale(toExact(difference), SUM_SCALE) <= BigInt(toleranceMinor) * 10n ** BigInt(SUM_SCALE - 2);
}

/** `net 179.49, rows 179.473813` */
export function compared(name: string, stated: Amount, total: Amount): string {
  return `${name} ${formatExact(stated)}, rows ${formatExact(total)}`;
}
