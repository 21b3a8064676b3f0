import type { Bytes } from '../../../schemas/ports/archive.ts';
import type { CsvProfile, Encoding } from '../../../schemas/lines/profile.ts';
import { FORBIDDEN_TEXT, utf8Chunks } from './bytes.ts';
import type { Fault, Texts } from '../cells.ts';
import { blankTexts, byHeader, byPosition, cellPlan } from '../columns.ts';
import type { CellPlan } from '../columns.ts';
import { kept, readCsv } from './csv.ts';
import type { CsvRecord } from './csv.ts';
import type { CsvCells } from './csv-scan.ts';
import type { FileFacts } from '../footing.ts';
import type { FeedReading, Gatherer, RecordKind, RowUse } from '../formats/feed.ts';
import { Refused } from '../refused.ts';

export interface FrameFacts extends Pick<FileFacts, 'preamble' | 'trailer' | 'document'> {
  /** Optional columns that the file does not have. */
  readonly absent: readonly string[];
}

/** Reads a delimited file into rows. */
export async function readCsvFeed(reading: FeedReading, profile: CsvProfile): Promise<FrameFacts> {
  const state = new CsvState(reading, profile);
  const delimiter = await delimiterOf(reading, profile);
  const { endsWithLineEnd } = await readCsv(
    utf8Chunks(reading.bytes, reading.encoding),
    { ...profile, delimiter },
    (record) => {
      state.take(record);
    },
  );
  return state.end(endsWithLineEnd);
}

/** Of several delimiters that the provider writes, the one under which the first line holds the most of its columns. */
async function delimiterOf({ bytes, encoding, feed }: FeedReading, profile: CsvProfile): Promise<string> {
  const { delimiters } = feed;
  if (delimiters === undefined) return profile.delimiter;
  const [first = ''] = (await firstText(bytes, encoding)).split(/\r\n|\r|\n/, 1);
  const names = new Set(Object.values({ ...profile.columns, ...feed.extras }).map(String));
  const known = (delimiter: string): number =>
    first.split(delimiter).filter((cell) => names.has(cell.trim().replaceAll('"', '').normalize('NFC'))).length;
  return [profile.delimiter, ...delimiters].reduce((best, delimiter) =>
    known(delimiter) > known(best) ? delimiter : best,
  );
}

async function firstText(bytes: Bytes, encoding: Encoding): Promise<string> {
  for await (const chunk of utf8Chunks(bytes, encoding)) return chunk.toString('utf8');
  return '';
}

/** Far above the sections of any file: these records are kept. */
const ASIDES_MAX = 10_000;

/** Where the reading of one file stands: preamble, header, rows, trailer. */
class CsvState {
  private readonly reading: FeedReading;
  private readonly profile: CsvProfile;
  private readonly preamble: string[][] = [];
  private plan: CellPlan | null = null;
  private header: readonly string[] | null = null;
  private refine: ((texts: Texts, line: number) => RowUse) | null = null;
  private readonly gatherer: Gatherer | null;
  /** Rejects of a file whose rows are gathered: they take their place among them at its end. */
  private readonly waiting: { readonly line: number; readonly put: () => void }[] = [];
  /** Rows to skip that stand before the first that counts, of a file without a header. */
  private readonly early: CsvRecord[] = [];
  private trailer: FileFacts['trailer'] = null;
  private asides = 0;
  private blank: Readonly<Texts> = {};
  private lastShortAt = 0;
  private lastLine = 0;
  private fitting = 0;

  constructor(reading: FeedReading, profile: CsvProfile) {
    this.reading = reading;
    this.profile = profile;
    this.gatherer = reading.feed.gatherer?.() ?? null;
  }

  take(record: CsvRecord): void {
    const isTitle = this.asides === 0 && this.preamble.length < this.profile.preambleRows;
    if (record.blank && !(isTitle && this.reading.feed.countsBlankLines === true)) return;
    this.lastLine = record.line;
    if (isTitle) {
      this.preamble.push(record.cells.all());
    } else if (this.reading.feed.recordKind !== undefined) {
      this.takeOfKind(record, this.reading.feed.recordKind(record.cells.all()));
    } else if (this.plan === null) {
      if (!this.profile.header && this.isSkippedByPosition(record)) {
        this.early.push(kept(record));
        return;
      }
      this.plan = this.planFor(record);
      if (!this.profile.header) this.firstRow(record, this.plan);
    } else {
      this.row(record, this.plan);
    }
  }

  /** Without a header, the width is that of the rows that count: a balance above them may be shorter. */
  private isSkippedByPosition({ cells }: CsvRecord): boolean {
    return this.profile.skip.some(
      ({ column, equals }) => typeof column === 'number' && equals.includes(cells.text(column)),
    );
  }

  private firstRow(record: CsvRecord, plan: CellPlan): void {
    const own = kept(record);
    for (const held of [...this.early.splice(0), own]) this.row(held, plan);
  }

  private isSkipped(cells: CsvCells, { skip }: CellPlan): boolean {
    return skip.length > 0 && skip.some((rule) => rule.equals.includes(cells.text(rule.position)));
  }

  end(endsWithLineEnd: boolean): FrameFacts {
    if (this.preamble.length === 0 && this.plan === null && this.asides === 0 && this.early.length === 0)
      throw new Refused('empty_file', 'the file holds nothing');
    if (this.plan === null && this.profile.header && this.asides === 0)
      throw new Refused('truncated', 'the file ends before its header');
    const [first] = this.early;
    // Nothing but balances: they give the width among themselves.
    if (this.plan === null && first !== undefined) {
      this.plan = this.planFor(first);
      for (const held of this.early.splice(0)) this.row(held, this.plan);
    }
    const { feed, rows } = this.reading;
    if (feed.width !== undefined && rows.count > 0 && this.fitting === 0 && (endsWithLineEnd || rows.count > 1)) {
      throw new Refused('wrong_header', `no row has the ${String(feed.width)} columns of this format`, { line: 1 });
    }
    if (this.lastShortAt > 0 && !endsWithLineEnd)
      throw new Refused('truncated', 'the last row ends in its middle', { line: this.lastShortAt });
    const { plan } = this;
    const lastIsRead = plan?.fields.some((field) => field.position === plan.width - 1) === true;
    if (feed.endsWithLineEnd === true && !endsWithLineEnd && lastIsRead)
      throw new Refused('truncated', 'the last row has no line end: its last amount may be cut', {
        line: this.lastLine,
      });
    this.putGathered();
    return { preamble: this.preamble, trailer: this.trailer, document: null, absent: this.plan?.absent ?? [] };
  }

  private takeOfKind(record: CsvRecord, kind: RecordKind): void {
    if (kind === 'header') {
      this.plan = this.planFor(record);
    } else if (kind === 'aside') {
      this.asides += 1;
      if (this.asides > ASIDES_MAX)
        throw new Refused('too_large', `more than ${String(ASIDES_MAX)} records of totals`, { line: record.line });
      const cells = record.cells.all();
      this.preamble.push(cells);
      if (forbiddenAt(record.cells) >= 0)
        throw new Refused('broken_format', 'a record of totals holds control characters', { line: record.line });
      this.reading.footing.aside?.(cells, record.line);
    } else if (kind === 'unknown' && this.plan === null && this.asides === 0) {
      throw new Refused('wrong_header', 'the file begins with no record of this format', { line: record.line });
    } else if (kind === 'unknown') {
      this.reject({ code: 'bad_record', field: '' }, record);
    } else if (this.plan === null) {
      throw new Refused('wrong_header', 'a row stands before the row that names its columns', { line: record.line });
    } else {
      this.row(record, this.plan);
    }
  }

  private planFor(record: CsvRecord): CellPlan {
    const { feed } = this.reading;
    // why: a damaged name would pass for a column that the file does not have.
    if (forbiddenAt(record.cells) >= 0)
      throw new Refused('wrong_header', 'the header holds control characters', { line: record.line });
    if (this.profile.header && feed.recordKind === undefined) this.header = record.cells.all();
    this.refine ??= feed.refiner?.(this.preamble) ?? null;
    const finder = this.profile.header
      ? byHeader(record.cells.all(), record.line)
      : byPosition(feed.width ?? record.cells.width, record.line);
    const plan = cellPlan(this.profile, feed, finder);
    const columns = [...(feed.derives ?? []), ...plan.absent, ...plan.fields.map(({ column }) => column)];
    this.blank = blankTexts(feed.leg, columns, this.reading.constants);
    return plan;
  }

  private row(record: CsvRecord, plan: CellPlan): void {
    const { cells, line } = record;
    this.lastShortAt = 0;
    if (cells.empty) return;
    if (this.trailer !== null)
      throw new Refused('broken_format', 'rows follow the trailer: two files in one?', { line });
    if (this.header !== null && cells.cell(0) === this.header[0] && cells.all().join('\n') === this.header.join('\n'))
      throw new Refused('broken_format', 'the header stands again among the rows: two files in one?', { line });
    if (plan.trailer !== null && isTrailer(cells, plan.trailer)) {
      this.trailer = { count: cellAt(cells, plan.trailer.count), sum: cellAt(cells, plan.trailer.sum) };
      return;
    }
    if (cells.width !== plan.width && !this.isSkipped(cells, plan)) {
      if (cells.width < plan.width) this.lastShortAt = line;
      this.reject({ code: 'wrong_column_count', field: '' }, record);
      return;
    }
    const forbidden = forbiddenAt(cells);
    if (forbidden >= 0) {
      this.reject({ code: 'bad_encoding', field: this.nameOf(forbidden, plan) }, record);
      return;
    }
    this.fitting += 1;
    this.readable(record, plan);
  }

  private reject(fault: Fault, record: CsvRecord): void {
    const { rows, footing } = this.reading;
    const { line } = record;
    footing.unreadable();
    if (this.gatherer === null) {
      rows.reject(fault, line, record.raw());
      return;
    }
    const raw = record.raw();
    this.waiting.push({
      line,
      put: () => {
        rows.reject(fault, line, raw);
      },
    });
  }

  private readable(record: CsvRecord, plan: CellPlan): void {
    const { footing } = this.reading;
    // why: a refiner writes into the texts. Were they those of the row before, an absent column would be what it left
    // there.
    const texts: Texts = { ...this.blank };
    for (const { column, position } of plan.fields) texts[column] = record.cells.text(position);
    const skipped = this.isSkipped(record.cells, plan);
    if (!skipped) footing.row(texts);
    if (this.gatherer === null) this.put(texts, skipped, record.line, record);
    else this.gatherer.take({ texts, line: record.line, raw: record.raw() });
  }

  private put(texts: Texts, skipped: boolean, line: number, record: { raw(): string }): void {
    const { rows, feed } = this.reading;
    const use = this.refine?.(texts, line) ?? 'line';
    if (use === 'continuation') return;
    const beside = feed.besides?.(texts) ?? null;
    rows.add(texts, skipped || use === 'balance_row', line, record);
    if (beside !== null) rows.add(beside, false, line, record);
  }

  /** The rows that were gathered, and the rejects among them, in the order of the file. */
  private putGathered(): void {
    if (this.gatherer === null) return;
    const rows = this.gatherer.rows().map(({ texts, line, raw }) => ({
      line,
      put: () => {
        this.put(texts, false, line, { raw: () => raw });
      },
    }));
    for (const { put } of [...rows, ...this.waiting].sort((a, b) => a.line - b.line)) put();
  }

  private nameOf(position: number, plan: CellPlan): string {
    return plan.fields.find((field) => field.position === position)?.column ?? String(position);
  }
}

function isTrailer(cells: CsvCells, { position, equals }: NonNullable<CellPlan['trailer']>): boolean {
  return position < cells.width && cells.text(position) === equals;
}

function cellAt(cells: CsvCells, position: number | null): string | null {
  return position === null ? null : cells.text(position);
}

/** The first cell with text that no cell may hold; -1 where there is none. */
function forbiddenAt(cells: CsvCells): number {
  return cells.suspect ? cells.all().findIndex((cell) => FORBIDDEN_TEXT.test(cell)) : -1;
}
