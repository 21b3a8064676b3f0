import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { Refused } from '../../workers/2-normalise/refused.ts';
import { readCsv, type CsvDialect, type CsvLimits } from '../../workers/2-normalise/readers/csv.ts';
import { FORBIDDEN_TEXT } from '../../workers/2-normalise/readers/bytes.ts';
import { withLineFeeds } from '../../workers/2-normalise/readers/text-lines.ts';

/** What a reader says of a delimited file: its records in turn, and how it ends. */
export interface CsvReading {
  readonly records: readonly CsvReadRecord[];
  /** Whether the file ends with a line end; the refusal where it is refused. */
  readonly end: boolean | { readonly code: string; readonly detail: string; readonly line: number | null };
}

export interface CsvReadRecord {
  readonly cells: readonly string[];
  readonly line: number;
  readonly blank: boolean;
  readonly raw: string;
}

/** The file as `readCsv` gives it. Throws where a cell of a record that is not suspect holds forbidden text. */
export async function byReader(
  chunks: readonly Buffer[],
  dialect: CsvDialect,
  limits: CsvLimits,
  isText: boolean,
): Promise<CsvReading> {
  const records: CsvReadRecord[] = [];
  return ended(records, async () => {
    const { endsWithLineEnd } = await readCsv(
      Readable.from(chunks),
      dialect,
      (record) => {
        const cells = record.cells.all();
        if (isText && !record.cells.suspect && cells.some((cell) => FORBIDDEN_TEXT.test(cell)))
          throw new Error(`forbidden text passes for clean: ${JSON.stringify(cells)}`);
        const again = cells.map((_, position) => record.cells.text(position));
        if (again.some((text, position) => text !== cells[position]?.trim()))
          throw new Error(`trimmed otherwise: ${JSON.stringify([cells, again])}`);
        if (record.cells.width !== cells.length || record.cells.empty !== cells.every((cell) => cell === ''))
          throw new Error(`measured otherwise: ${JSON.stringify(cells)}`);
        if (record.cells.cell(cells.length) !== '') throw new Error('a cell behind the last');
        records.push({ cells, line: record.line, blank: record.blank, raw: record.raw() });
      },
      limits,
    );
    return endsWithLineEnd;
  });
}

/** The file as csv-parse alone gives it, the definition of what is right. */
export async function byLibrary(
  chunks: readonly Buffer[],
  dialect: CsvDialect,
  { textBytesMax }: CsvLimits,
): Promise<CsvReading> {
  const records: CsvReadRecord[] = [];
  let line = 1;
  return ended(records, async () => {
    const given: Buffer[] = [];
    for await (const chunk of withLineFeeds(Readable.from(chunks))) given.push(chunk);
    const bytes = Buffer.concat(given);
    let start = 0;
    const parser = parse({
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      record_delimiter: ['\r\n', '\n'],
      max_record_size: textBytesMax,
      relax_column_count: true,
      on_record: (cells: string[]) => {
        const end = parser.info.bytes;
        const blank = cells.length === 1 && cells[0] === '';
        const raw = bytes.toString('utf8', start, end).replace(/\r?\n$/, '');
        records.push({ cells, line, blank, raw });
        start = end;
        line += 1 + cells.join('').split('\n').length - 1;
        return null;
      },
    });
    await new Promise<void>((resolve, reject) => {
      parser.on('error', (error: Error & { code?: string }) => {
        const detail = WORDS[error.code ?? ''];
        reject(detail === undefined ? error : new Refused('broken_format', detail, { line }));
      });
      parser.on('end', resolve);
      for (const chunk of given) parser.write(chunk);
      parser.resume();
      parser.end();
    });
    return bytes.at(-1) === 0x0a;
  });
}

const WORDS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote opens in this record and never closes',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote is followed by text',
  INVALID_OPENING_QUOTE: 'a quote opens in the middle of a cell',
  CSV_MAX_RECORD_SIZE: 'the record is longer than 1048576 bytes: a quote is open, or this is no delimited text',
};

async function ended(records: CsvReadRecord[], read: () => Promise<boolean>): Promise<CsvReading> {
  try {
    return { end: await read(), records };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code, detail, line } = error.problem;
    return { end: { code, detail, line }, records };
  }
}
