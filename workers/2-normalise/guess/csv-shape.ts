import { parse } from 'csv-parse/sync';

const DELIMITERS = [',', ';', '\t', '|'] as const;
const ROWS_MAX = 400;
/** A header stands near the top. */
const PREAMBLE_MAX = 20;

/** How a delimited file is laid out. */
export interface CsvShape {
  readonly delimiter: string;
  /** Names of the columns, or null where the file has no header. */
  readonly header: readonly string[] | null;
  /** Rows before the header, or before the first row where there is none. */
  readonly preambleRows: number;
  readonly rows: readonly (readonly string[])[];
}

/**
 * The layout that gives the most rows of one width; null for a text that no delimiter divides. The header is the first
 * row of that width in which nothing is a number or a date.
 */
export function csvShape(text: string): CsvShape | null {
  const candidates = DELIMITERS.flatMap((delimiter) => divided(text, delimiter) ?? []);
  const [best] = candidates.sort((a, b) => b.regular - a.regular || b.width - a.width);
  if (best === undefined) return null;
  const first = best.records
    .slice(0, PREAMBLE_MAX)
    .findIndex((record) => record.length === best.width && isHeader(record));
  const rows = best.records.slice(first + 1).filter((record) => record.length === best.width);
  const header = first < 0 ? null : (best.records[first] ?? []).map((cell) => cell.trim());
  const titles = best.records.findIndex((record) => record.length === best.width);
  return { delimiter: best.delimiter, header, preambleRows: first < 0 ? titles : first, rows };
}

interface Divided {
  readonly delimiter: string;
  readonly records: readonly string[][];
  /** The most frequent number of columns, and in how many rows it stands. */
  readonly width: number;
  readonly regular: number;
}

function divided(text: string, delimiter: string): Divided | null {
  let records: string[][];
  try {
    records = parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      to: ROWS_MAX,
      skip_empty_lines: false,
    });
  } catch {
    return null;
  }
  const widths = new Map<number, number>();
  for (const record of records) if (record.length > 1) widths.set(record.length, (widths.get(record.length) ?? 0) + 1);
  const [most] = [...widths].sort(([a, many], [b, more]) => more - many || b - a);
  // One line with a comma is a sentence, unless most of it is values.
  const isSentence = ([width, rows]: readonly [number, number]): boolean =>
    rows < 2 && !records.some((record) => record.length === width && width > 2 && record.filter(isValue).length > 1);
  return most === undefined || isSentence(most) ? null : { delimiter, records, width: most[0], regular: most[1] };
}

/** Mostly filled, and nothing in it is a value. */
function isHeader(record: readonly string[]): boolean {
  return (
    record.every((cell) => !isValue(cell)) && record.filter((cell) => cell.trim() !== '').length > record.length / 2
  );
}

/** A number, an amount or a date: what no header is called. */
function isValue(cell: string): boolean {
  const text = cell.trim();
  return /\d/.test(text) && (/^[\d\s.,:;/+\-TZ$()%]+$/.test(text) || /\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}/.test(text));
}
