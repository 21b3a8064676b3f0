import { parse } from 'csv-parse/sync';

/** A line of a file of separated values, cell by cell under its header: for who reads it, not for who counts. */

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** A header stands at the beginning of a file, below its title and its totals. */
const HEADER_LINES_MAX = 60;
const CELLS_MIN = 2;

export interface FiledCell {
  readonly column: string;
  readonly value: string;
}

/**
 * The last line before a row, near the beginning of the file, that has as many cells and no number in any of them; null
 * where there is none.
 */
export function headerOf(text: readonly string[] | null, row: number): string | null {
  const line = text?.[row];
  if (text === null || line === undefined || line.trimStart().startsWith('<')) return null;
  const delimiter = delimiterOf(line);
  if (delimiter === null) return null;
  const count = cellsIn(line, delimiter)?.length ?? 0;
  const before = text.slice(0, Math.min(row, HEADER_LINES_MAX));
  const isHeader = (candidate: string): boolean => {
    const cells = candidate.includes(delimiter) ? cellsIn(candidate, delimiter) : null;
    return (
      cells?.length === count && cells.every((cell) => !/^[^\p{L}]*\d/u.test(cell)) && cells.some((cell) => cell !== '')
    );
  };
  return before.findLast(isHeader) ?? null;
}

/** The cells that are filled, each with its column; null where header and line do not fit together. */
export function filedCells(header: string | null, line: string | null): FiledCell[] | null {
  if (header === null || line === null) return null;
  const delimiter = delimiterOf(line);
  if (delimiter === null) return null;
  const [names, values] = [cellsIn(header, delimiter), cellsIn(line, delimiter)];
  if (names === null || values?.length !== names.length) return null;
  return names.flatMap((column, place) => {
    const value = values[place] ?? '';
    return value.trim() === '' ? [] : [{ column, value }];
  });
}

function delimiterOf(line: string): string | null {
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, cells: cellsIn(line, delimiter)?.length ?? 0 }));
  const [best] = counts.sort((a, b) => b.cells - a.cells);
  return best === undefined || best.cells < CELLS_MIN ? null : best.delimiter;
}

/** Null for a line that is no whole record: a quote that another line closes. */
function cellsIn(line: string, delimiter: string): string[] | null {
  try {
    const rows = parse(line, { delimiter, relax_column_count: true, relax_quotes: true, trim: true });
    return rows[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether a cell writes this amount (in hundredths), whatever its marks: `1.438.514,00`, `1438514`, `-1,438,514.0` and
 * `(1438514.00)` write 143851400.
 */
export function writesAmount(cell: string, amount: number): boolean {
  const text = cell.trim().replace(/^[A-Z]{3}\s*|\s*[A-Z]{3}$|^\$\s*/g, '');
  if (amount === 0 || !/^[-+(]?\s*\d[\d.,'\s]*\)?\s*-?$/.test(text)) return false;
  const [, whole = '', cents = ''] = /^(.*?)(?:[.,](\d{1,2}))?\D*$/.exec(text) ?? [];
  const digits = whole.replaceAll(/\D/g, '').replace(/^0+(?=\d)/, '');
  return `${digits}${cents.padEnd(2, '0')}`.replace(/^0+(?=\d)/, '') === String(Math.abs(amount));
}
