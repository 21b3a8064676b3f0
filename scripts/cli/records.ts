import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import type { Line, Reject } from '../../schemas/lines/records.ts';

/**
 * Canonical records as people and programs read them: the names of contract.md, amounts in major units, moments in UTC.
 */

/** Where a record stands, which is told beside it. */
const PLACE: ReadonlySet<string> = new Set(['date', 'source', 'file', 'row', 'leg', 'line', 'skip']);
const NUMBERS_THAT_ARE_MOMENTS: ReadonlySet<string> = new Set(['paidAt', 'createdAt', 'refundedAt']);

/** The fields that the file states, in the order of the record: `[name, value]`. */
export function recordFields(row: Line | Reject): [name: string, value: string][] {
  return Object.entries(row)
    .filter(
      ([name, value]) =>
        !PLACE.has(name) && value !== null && value !== '' && value !== false && !isFilledIn(row, name, value),
    )
    .map(([name, value]: [string, unknown]) => [snakeCase(name), valueText(name, value)]);
}

/**
 * What the reader puts where a row of balances says nothing: the file's own date, the first moment of all, a state,
 * nothing of money.
 */
function isFilledIn(row: Line | Reject, name: string, value: unknown): boolean {
  if (!('skip' in row) || row.skip !== 'balance_row') return false;
  return (
    value === 0 ||
    STATES.has(name) ||
    (name === 'bookedOn' && value === row.date && row.leg === 'bank' && row.amount === 0)
  );
}

const STATES: ReadonlySet<string> = new Set(['status', 'type']);

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Every number of a record is a moment or an amount. */
function valueText(name: string, value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (NUMBERS_THAT_ARE_MOMENTS.has(name)) return new Date(value * 1000).toISOString().replace('.000Z', 'Z');
  return formatMajor(value as Minor);
}

/** A record with its line number, for `--json`. */
export function recordDocument(row: Line | Reject): Readonly<Record<string, string | number>> {
  return { line: row.line, ...Object.fromEntries(recordFields(row)) };
}
