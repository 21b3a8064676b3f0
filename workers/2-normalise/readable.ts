import type { FileProblem } from '../../schemas/lines/files.ts';
import { add, formatMajor, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareText, type Line, type Reject } from '../../schemas/lines/records.ts';
import type { RowsKept } from './kept-rows.ts';

/** More than one row in five, and at least so many: the layout is not what the profile says. */
const ROWS_MIN = 30;
const ONE_IN = 5;
/** Of a small file, more than half of at least so many. */
const SMALL_ROWS_MIN = 3;
const FIRST = 5;

/**
 * Why a file is refused for its rows: too many of them cannot be read. Rows that the profile passes over (balances) do
 * not count, and neither does a row that is only asked about (the sign of a fee). Null where the file may be used.
 */
export function mostlyUnreadable(kept: Pick<RowsKept, 'counts' | 'rows'>): FileProblem | null {
  const { lines, rejects, passedOver, asked } = kept.counts;
  const [counts, bads] = [lines + rejects - passedOver, rejects - asked];
  const isMost = bads * ONE_IN > counts && bads >= ROWS_MIN;
  const isHalfOfFew = bads * 2 > counts && counts >= SMALL_ROWS_MIN;
  return isMost || isHalfOfFew ? problemOf(kept.rows()) : null;
}

function problemOf(rows: readonly (Line | Reject)[]): FileProblem {
  const counted = rows.filter((row) => 'code' in row || row.skip === null);
  const bad = counted.filter((row): row is Reject => 'code' in row && row.hint !== 'fee_sign');
  const first = bad
    .slice(0, FIRST)
    .map(({ line, code, column, field, text }) => ({ line, code, column: column ?? field, text: text ?? '' }));
  const readable = readableAmounts(counted);
  const named = first.map(({ line, code, column, text }) =>
    [`line ${String(line)} ${code}`, column === '' ? '' : `in ${column}`, text === '' ? '' : `"${text}"`]
      .filter((part) => part !== '')
      .join(' '),
  );
  const amounts = readable.map(({ currency, amount }) => `${currency} ${formatMajor(amount)}`).join(', ');
  const detail = `${String(bad.length)} of ${String(counted.length)} rows cannot be read: ${named.join('; ')}${amounts === '' ? '' : `; readable, and used nowhere: ${amounts}`}`;
  return {
    code: 'mostly_unreadable',
    detail,
    line: first[0]?.line ?? null,
    byte: null,
    unreadable: { rows: bad.length, of: counted.length, first, readable },
  };
}

function readableAmounts(rows: readonly (Line | Reject)[]): { currency: string; amount: Minor }[] {
  const sums = new Map<string, Minor>();
  for (const row of rows) {
    const amount = 'code' in row ? row.amount : row.leg === 'settlement' ? row.gross : row.amount;
    if (amount !== null && row.currency !== null) sums.set(row.currency, add(sums.get(row.currency) ?? ZERO, amount));
  }
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount }))
    .sort((a, b) => compareText(a.currency, b.currency));
}
