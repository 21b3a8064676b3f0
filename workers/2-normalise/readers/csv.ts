import { parse } from 'csv-parse';
import { mayHoldForbiddenText } from './bytes.ts';
import { withLineFeeds } from './text-lines.ts';
import { Refused } from '../refused.ts';

/** Larger than any record seen; what a quote that is never closed may swallow before the file is refused. */
const RECORD_BYTES_MAX = 1024 * 1024;

export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
}

/** The record at hand. Valid only during the call that hands it over. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** 1-based line of the file where the record starts. */
  readonly line: number;
  /** Whether a cell may hold forbidden text: a quick look at the whole chunk found some. */
  readonly suspect: boolean;
  /** Nothing stands in it. */
  readonly blank: boolean;
  /** The record as it stands in the file, without its line end. */
  raw(): string;
}

/**
 * Reads delimited records, LF, CRLF or CR alone, from UTF-8 chunks and hands each to `onRecord`, blank lines marked as
 * such. Returns whether the file ends with a line end. Throws `Refused` (`broken_format`, with the line) where quotes
 * do not make sense or a record outgrows the limit: from there on nobody can say where a record starts.
 */
export async function readCsv(
  chunks: AsyncIterable<Buffer>,
  dialect: CsvDialect,
  onRecord: (record: CsvRecord) => void,
): Promise<{ readonly endsWithLineEnd: boolean }> {
  const record = { cells: [] as readonly string[], line: 1, suspect: false, blank: false, raw };
  let window: Buffer = Buffer.alloc(0);
  let windowStart = 0;
  let recordStart = 0;
  let nextLine = 1;
  let lines = 0;

  function raw(): string {
    return window.toString('utf8', recordStart - windowStart, parser.info.bytes - windowStart).replace(/\r?\n$/, '');
  }
  const parser = parse({
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    record_delimiter: ['\r\n', '\n'],
    max_record_size: RECORD_BYTES_MAX,
    // why: with arrays this drops and shifts nothing, it only hands over a record of another width instead of ending
    // the file at it. The caller counts the columns of every record.
    relax_column_count: true,
    on_record: (cells: string[]) => {
      record.cells = cells;
      record.line = nextLine;
      // why: the parser's own count takes a CRLF inside quotes for two lines; it only says whether to look closer.
      nextLine += parser.info.lines > lines + 1 ? 1 + lineEndsWithin(cells) : 1;
      lines = parser.info.lines;
      record.blank = cells.length === 1 && cells[0] === '';
      onRecord(record);
      recordStart = parser.info.bytes;
      return null;
    },
  });

  const failure = failureOf(parser, () => nextLine);
  let last = 0;
  for await (const chunk of withLineFeeds(chunks)) {
    const unread = window.subarray(recordStart - windowStart);
    windowStart = recordStart;
    window = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
    record.suspect ||= mayHoldForbiddenText(chunk);
    last = chunk[chunk.length - 1] ?? last;
    await Promise.race([
      new Promise<void>((resolve) =>
        parser.write(chunk, () => {
          resolve();
        }),
      ),
      failure,
    ]);
  }
  parser.resume();
  await Promise.race([new Promise<void>((resolve) => parser.on('end', resolve).end()), failure]);
  return { endsWithLineEnd: last === 0x0a };
}

function lineEndsWithin(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
}

/**
 * Rejects when the parser fails: its own errors as a refusal at the record's first line, anything thrown by our code as
 * it is.
 */
function failureOf(parser: ReturnType<typeof parse>, lineNow: () => number): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    parser.on('error', (error: Error & { code?: string }) => {
      const detail = REFUSALS[error.code ?? ''];
      reject(detail === undefined ? error : new Refused('broken_format', detail, { line: lineNow() }));
    });
  });
  // why: the races above listen only while they run; a failure between two writes must not count as unhandled.
  failure.catch(() => undefined);
  return failure;
}

/** Our words for the parser's errors: its own quote the cell, and cells hold people's data. */
const REFUSALS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote opens in this record and never closes',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote is followed by text',
  INVALID_OPENING_QUOTE: 'a quote opens in the middle of a cell',
  CSV_MAX_RECORD_SIZE: `the record is longer than ${String(RECORD_BYTES_MAX)} bytes: a quote is open, or this is no delimited text`,
};
