import type { InlineProfile } from '../../../schemas/lines/profile.ts';
import type { Leg } from '../../../schemas/lines/records.ts';
import type { AmountNotation } from '../../../schemas/values/money.ts';
import { formatExact, isPositive, negateAmount, readAmount } from '../amounts.ts';
import { bothFootings, compared, NO_FOOTING, noFooting, printedSum, residual, within } from '../footing.ts';
import type { FootingCheck, PrintedSum } from '../footing.ts';
import { momentReader } from '../moments.ts';
import { beginningOf, Refused } from '../refused.ts';
import { runningBalances } from '../running-balance.ts';
import { lastDayOf, withYear } from '../year-from.ts';
import type { Feed } from './feed.ts';

/** A provider that needs nothing but its column mapping: every profile that a configuration declares. */
export function inlineFeed(leg: Leg, profile: InlineProfile): Feed {
  const footing = (): FootingCheck => {
    const ofTrailer = profile.trailer === null ? noFooting() : trailerFooting(profile);
    const balance = leg === 'bank' ? profile.columns['balance'] : undefined;
    return balance === undefined
      ? ofTrailer
      : bothFootings(ofTrailer, runningBalances(profile.amounts, nameOf(balance)));
  };
  const yearFrom = profile.format === 'xml' ? null : (profile.yearFrom ?? null);
  const read =
    yearFrom === null ? profile : { ...profile, dates: { ...profile.dates, format: `yyyy ${profile.dates.format}` } };
  return {
    leg,
    version: 1,
    profile: read,
    footing,
    countsBlankLines: true,
    ...(hasTwoColumns(profile) ? { derives: ['amount'] } : {}),
    ...(profile.format === 'csv' && yearFrom !== null ? { refiner: yearRefiner(yearFrom, read) } : {}),
  };
}

/** The column as messages name it. */
function nameOf(column: string | number): string {
  return typeof column === 'number' ? `column ${String(column)}` : `column '${column}'`;
}

/** Columns that hold dates; the year that they lack stands above the header. */
const DATE_COLUMNS = ['booked_on', 'value_on', 'paid_at', 'settled_on', 'created_at', 'refunded_at'];

function yearRefiner(label: string, { dates, columns }: InlineProfile): NonNullable<Feed['refiner']> {
  const moments = momentReader(dates);
  const dated = DATE_COLUMNS.filter((column) => column in columns);
  return (preamble) => {
    const end = lastDayOf(label, preamble);
    if (end === null)
      throw new Refused(
        'wrong_header',
        `no date stands beside or below '${label}' above the header, which gives the dates their year`,
        {
          line: 1,
        },
      );
    return (texts) => {
      for (const column of dated) texts[column] = withYear(texts[column] ?? '', end, moments);
      return 'line';
    };
  };
}

function hasTwoColumns(profile: InlineProfile): boolean {
  return 'credit' in profile.columns || 'debit' in profile.columns;
}

/** Adds a credit as it stands and takes a debit off, whether or not the file prints its sign. */
function addSide(sum: PrintedSum, text: string, notation: AmountNotation, sign: 1 | -1): void {
  const amount = readAmount(text, notation);
  if (amount === null) sum.add(text);
  else sum.addAmount(sign === -1 && isPositive(amount) ? negateAmount(amount) : amount);
}

/** A profile with nothing declared, for the built-ins to start from. */
export const UNMAPPED = {
  encoding: 'utf-8',
  amounts: { decimal: '.', thousands: '', unit: 'major' },
  constants: {},
  status: null,
  type: null,
  method: null,
  environment: null,
  direction: null,
  skip: [],
  trailer: null,
} as const;

/** A CSV with commas, quotes and a header in its first row. */
export const PLAIN_CSV = {
  ...UNMAPPED,
  format: 'csv',
  delimiter: ',',
  quote: '"',
  header: true,
  preambleRows: 0,
} as const;

/**
 * The declared trailer: the number of rows, and the printed sum of one column, balance rows left out. A file without
 * its trailer is `truncated`; one whose trailer says otherwise `does_not_foot`.
 */
function trailerFooting(profile: InlineProfile): FootingCheck {
  const rule = profile.trailer;
  const sum = printedSum(profile.amounts);
  let rows = 0;
  return {
    row(texts) {
      rows += 1;
      if (rule?.sum === undefined) return;
      if (rule.sum.of !== 'amount' || !hasTwoColumns(profile)) sum.add(texts[rule.sum.of]);
      else
        for (const [column, sign] of [
          ['credit', 1],
          ['debit', -1],
        ] as const)
          addSide(sum, texts[column] ?? '', profile.amounts, sign);
    },
    unreadable() {
      rows += 1;
      sum.miss();
    },
    finish({ trailer }) {
      if (rule === null) return NO_FOOTING;
      if (trailer === null)
        throw new Refused('truncated', `the trailer (${String(rule.column)} = ${rule.equals}) is missing`);
      if (trailer.count !== null && Number(trailer.count) !== rows) {
        throw new Refused(
          'does_not_foot',
          `the trailer counts ${beginningOf(trailer.count, 40)} rows, the file has ${String(rows)}`,
        );
      }
      const counted = trailer.count === null ? '' : `${String(rows)} rows; `;
      if (trailer.sum === null)
        return {
          ...NO_FOOTING,
          footing: { state: 'proved', detail: `trailer: ${counted}`.replace(/; $/, '') },
          provesEmpty: rows === 0,
        };
      const stated = readAmount(trailer.sum, profile.amounts);
      if (stated === null)
        throw new Refused('does_not_foot', `the trailer's sum is no amount: ${beginningOf(trailer.sum, 40)}`);
      const off = residual(stated, sum.total());
      const detail = `trailer: ${counted}${compared(rule.sum?.of ?? '', stated, sum.total())}`;
      if (sum.missed > 0)
        return {
          ...NO_FOOTING,
          footing: {
            state: 'open',
            detail: `${detail}; ${formatExact(off)} left to ${String(sum.missed)} unreadable cells`,
          },
        };
      if (!within(off, rule.toleranceMinor ?? 0)) throw new Refused('does_not_foot', detail);
      return { ...NO_FOOTING, footing: { state: 'proved', detail }, provesEmpty: rows === 0 };
    },
  };
}
