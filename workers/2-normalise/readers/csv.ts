import { parse } from 'csv-parse/sync';
import { mayHoldForbiddenText } from './bytes.ts';
import { CsvScanner, type CsvCells } from './csv-scan.ts';
import { withLineFeeds } from './text-lines.ts';
import { Refused } from '../refused.ts';

/** How much is read at a time, and how much a record may be. */
export interface CsvLimits {
  /** The text of a record: what a quote that is never closed may swallow before the file is refused. */
  readonly textBytesMax: number;
  /** The record as it stands in the file, with the delimiters and quotes that the limit of the text does not count. */
  readonly recordBytesMax: number;
  /** What csv-parse is given at a time, at least. */
  readonly blockBytesMin: number;
}

/** Larger than any record seen; a block of some hundred records costs far more than starting csv-parse. */
export const CSV_LIMITS: CsvLimits = {
  textBytesMax: 1024 * 1024,
  recordBytesMax: 4 * 1024 * 1024,
  blockBytesMin: 16 * 1024,
};

const LINE_FEED = 0x0a;

export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
}

/** The record at hand. Valid only during the call that hands it over. */
export interface CsvRecord {
  readonly cells: CsvCells;
  /** 1-based line of the file where the record starts. */
  readonly line: number;
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
  limits = CSV_LIMITS,
): Promise<{ readonly endsWithLineEnd: boolean }> {
  const reader = new CsvReader(dialect, onRecord, limits);
  let last = 0;
  for await (const chunk of withLineFeeds(chunks)) {
    last = chunk[chunk.length - 1] ?? last;
    reader.read(chunk, false);
  }
  reader.read(Buffer.alloc(0), true);
  return { endsWithLineEnd: last === LINE_FEED };
}

/**
 * Reads records from the bytes that have come so far. csv-parse says what a record is; where one is plain, the scanner
 * finds the same at a tenth of the cost, so csv-parse is only given blocks that begin with a record that is not.
 */
class CsvReader {
  private readonly dialect: CsvDialect;
  private readonly scanner: CsvScanner | null;
  private readonly onRecord: (record: CsvRecord) => void;
  private readonly record = new RecordAtHand();
  /** What of the file is not read yet, from the record at `from` on. */
  private window: Buffer = Buffer.alloc(0);
  private from = 0;
  /** What came since. */
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private nextLine = 1;
  private readonly limits: CsvLimits;
  private blockBytes: number;

  constructor(dialect: CsvDialect, onRecord: (record: CsvRecord) => void, limits: CsvLimits) {
    this.limits = limits;
    this.blockBytes = limits.blockBytesMin;
    this.dialect = dialect;
    this.scanner = CsvScanner.of(dialect);
    this.onRecord = onRecord;
  }

  /** Reads every record that ends with the chunk or before; of the last chunk, also what has no line end. */
  read(chunk: Buffer, isLast: boolean): void {
    const unread = this.window.subarray(this.from);
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    // why: a record of many chunks is looked at when twice as much of it is there; at each, it would cost its square.
    if (!isLast && this.waitingBytes < unread.length) return;
    this.window = unread.length === 0 && this.waiting.length === 1 ? chunk : Buffer.concat([unread, ...this.waiting]);
    this.waiting = [];
    this.waitingBytes = 0;
    this.from = 0;
    this.scanner?.turnTo(this.window);
    do this.scan();
    while (this.readBlock(isLast));
  }

  /** Reads plain records up to one that is not, or that has no end yet. */
  private scan(): void {
    const { scanner, window } = this;
    const last = window.lastIndexOf(LINE_FEED);
    if (scanner === null) return;
    while (this.from <= last) {
      const end = scanner.take(this.from);
      if (end < 0 || end - this.from > this.limits.textBytesMax) return;
      this.give(scanner, end, 1);
    }
  }

  private give(cells: CsvCells, end: number, lines: number): void {
    const { record, nextLine } = this;
    record.place(cells, nextLine, this.window, this.from, end);
    this.nextLine = nextLine + lines;
    this.onRecord(record);
    this.from = end;
  }

  /** Lets csv-parse read a block of records; false where there is nothing to read before more bytes come. */
  private readBlock(isLast: boolean): boolean {
    const { window, from: start } = this;
    const end = this.blockEnd(isLast);
    if (end === start) return false;
    const block = window.subarray(start, end);
    const suspect = mayHoldForbiddenText(block);
    let lines = 0;
    try {
      parse(block, {
        delimiter: this.dialect.delimiter,
        quote: this.dialect.quote,
        record_delimiter: ['\r\n', '\n'],
        max_record_size: this.limits.textBytesMax,
        // why: with arrays this drops and shifts nothing, it only hands over a record of another width instead of
        // ending the file at it. The caller counts the columns of every record.
        relax_column_count: true,
        on_record: (cells: string[], info) => {
          const recordEnd = start + info.bytes;
          if (recordEnd - this.from > this.limits.recordBytesMax) throw this.refused('CSV_MAX_RECORD_SIZE');
          // why: the parser's own count takes a CRLF inside quotes for two lines; it only says whether to look closer.
          const ends = info.lines > lines + 1 ? 1 + lineEndsWithin(cells) : 1;
          lines = info.lines;
          this.give(new TextCells(cells, suspect), recordEnd, ends);
          return null;
        },
      });
      this.blockBytes = Math.max(this.limits.blockBytesMin, Math.floor(this.blockBytes / 2));
    } catch (error) {
      this.widenOrFail(error, end, isLast && end === window.length);
    }
    return true;
  }

  /** Behind the line feed that ends a block of at least the wanted size; where it begins while that is not there. */
  private blockEnd(isLast: boolean): number {
    const { window, from } = this;
    const lineFeed = window.indexOf(LINE_FEED, from + this.blockBytes - 1);
    if (lineFeed >= 0) return lineFeed + 1;
    if (isLast) return window.length;
    if (window.length - from <= this.limits.recordBytesMax) return from;
    const last = window.lastIndexOf(LINE_FEED);
    return last >= from ? last + 1 : window.length;
  }

  /** A quote that is open where a block ends may close in a larger one; every other error is of the file. */
  private widenOrFail(error: unknown, end: number, isEnd: boolean): void {
    const { window, from } = this;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'CSV_QUOTE_NOT_CLOSED' && !isEnd) {
      // A record ends at a line feed or with the file.
      const reached = window.includes(LINE_FEED, end) ? end : window.length;
      if (reached - from > this.limits.recordBytesMax) throw this.refused('CSV_MAX_RECORD_SIZE');
      this.blockBytes = Math.max(this.limits.blockBytesMin, 2 * (end - from));
    } else throw Object.hasOwn(REFUSALS, code) ? this.refused(code) : error;
  }

  private refused(code: string): Refused {
    return new Refused('broken_format', REFUSALS[code] ?? code, { line: this.nextLine });
  }
}

class RecordAtHand implements CsvRecord {
  cells: CsvCells = new TextCells([], false);
  line = 0;
  private window: Buffer = Buffer.alloc(0);
  private from = 0;
  private end = 0;

  place(cells: CsvCells, line: number, window: Buffer, from: number, end: number): void {
    this.cells = cells;
    this.line = line;
    this.window = window;
    this.from = from;
    this.end = end;
  }

  get blank(): boolean {
    return this.cells.width === 1 && this.cells.empty;
  }

  raw(): string {
    return this.window.toString('utf8', this.from, this.end).replace(/\r?\n$/, '');
  }
}

/** The same record, to stay. */
export function kept(record: CsvRecord): CsvRecord {
  const { line, blank, cells } = record;
  const raw = record.raw();
  return { cells: new TextCells(cells.all(), cells.suspect), line, blank, raw: () => raw };
}

/** Cells that are texts already. */
class TextCells implements CsvCells {
  readonly suspect: boolean;
  private readonly texts: readonly string[];

  constructor(texts: readonly string[], suspect: boolean) {
    this.texts = texts;
    this.suspect = suspect;
  }

  get width(): number {
    return this.texts.length;
  }

  get empty(): boolean {
    return this.texts.every((text) => text === '');
  }

  cell(position: number): string {
    return this.texts[position] ?? '';
  }

  text(position: number): string {
    return this.cell(position).trim();
  }

  all(): string[] {
    return [...this.texts];
  }
}

function lineEndsWithin(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + cell.split('\n').length - 1, 0);
}

/** Our words for the parser's errors: its own quote the cell, and cells hold people's data. */
const REFUSALS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote opens in this record and never closes',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote is followed by text',
  INVALID_OPENING_QUOTE: 'a quote opens in the middle of a cell',
  CSV_MAX_RECORD_SIZE: `the record is longer than ${String(CSV_LIMITS.textBytesMax)} bytes: a quote is open, or this is no delimited text`,
};
