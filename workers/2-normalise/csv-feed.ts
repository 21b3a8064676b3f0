import type { CsvProfile, Encoding } from '../../schemas/profile.ts';
import { FORBIDDEN_TEXT, utf8Chunks } from './bytes.ts';
import type { Texts } from './cells.ts';
import { byHeader, byPosition, cellPlan } from './columns.ts';
import type { CellPlan } from './columns.ts';
import { readCsv } from './csv.ts';
import type { CsvRecord } from './csv.ts';
import type { FileFacts, FootingCheck } from './footing.ts';
import type { Feed, RowUse } from './profiles/feed.ts';
import { Refused } from './refused.ts';
import type { Rows } from './rows.ts';

export type FrameFacts = Pick<FileFacts, 'preamble' | 'trailer' | 'document'>;

/** What the readers of both formats are given. */
export interface FeedReading {
  readonly path: string;
  readonly encoding: Encoding;
  readonly feed: Feed;
  /** The profile's constants and the file's own. */
  readonly constants: Readonly<Record<string, string>>;
  readonly rows: Rows;
  readonly footing: FootingCheck;
}

/** Reads a delimited file into rows. */
export async function readCsvFeed(reading: FeedReading, profile: CsvProfile): Promise<FrameFacts> {
  const state = new CsvState(reading, profile);
  const { endsWithLineEnd } = await readCsv(utf8Chunks(reading.path, reading.encoding), profile, (record) => {
    state.take(record);
  });
  return state.end(endsWithLineEnd);
}

/** Where the reading of one file stands: preamble, header, rows, trailer. */
class CsvState {
  private readonly reading: FeedReading;
  private readonly profile: CsvProfile;
  private readonly preamble: string[][] = [];
  private plan: CellPlan | null = null;
  private refine: ((texts: Texts) => RowUse) | null = null;
  private trailer: FileFacts['trailer'] = null;
  /** Reused for every row: its keys never change. */
  private readonly texts: Texts = {};
  private lastShortAt = 0;
  private fitting = 0;

  constructor(reading: FeedReading, profile: CsvProfile) {
    this.reading = reading;
    this.profile = profile;
  }

  take(record: CsvRecord): void {
    if (this.preamble.length < this.profile.preambleRows) {
      this.preamble.push([...record.cells]);
    } else if (this.plan === null) {
      this.plan = this.planFor(record);
      if (!this.profile.header) this.row(record, this.plan);
    } else {
      this.row(record, this.plan);
    }
  }

  end(endsWithLineEnd: boolean): FrameFacts {
    if (this.preamble.length === 0 && this.plan === null) throw new Refused('empty_file', 'the file holds nothing');
    if (this.plan === null && this.profile.header) throw new Refused('truncated', 'the file ends before its header');
    const { feed, rows } = this.reading;
    if (feed.width !== undefined && rows.count > 0 && this.fitting === 0 && (endsWithLineEnd || rows.count > 1)) {
      throw new Refused('wrong_header', `no row has the ${String(feed.width)} columns of this format`, { line: 1 });
    }
    if (this.lastShortAt > 0 && !endsWithLineEnd)
      throw new Refused('truncated', 'the last row ends in its middle', { line: this.lastShortAt });
    return { preamble: this.preamble, trailer: this.trailer, document: null };
  }

  private planFor(record: CsvRecord): CellPlan {
    const { feed } = this.reading;
    this.refine = feed.refiner?.(this.preamble) ?? null;
    const finder = this.profile.header ? byHeader(record.cells, record.line) : byPosition(feed.width ?? record.cells.length, record.line);
    return cellPlan(this.profile, feed.extras ?? {}, finder);
  }

  private row(record: CsvRecord, plan: CellPlan): void {
    const { rows, footing } = this.reading;
    const { cells, line } = record;
    this.lastShortAt = 0;
    if (cells.every((cell) => cell === '')) return;
    if (this.trailer !== null) throw new Refused('broken_format', 'rows follow the trailer: two files in one?', { line });
    if (plan.trailer !== null && cells[plan.trailer.position]?.trim() === plan.trailer.equals) {
      this.trailer = { count: cellAt(cells, plan.trailer.count), sum: cellAt(cells, plan.trailer.sum) };
      return;
    }
    if (cells.length !== plan.width) {
      if (cells.length < plan.width) this.lastShortAt = line;
      footing.unreadable();
      rows.reject({ code: 'wrong_column_count', field: '' }, line, record.raw());
      return;
    }
    const forbidden = record.suspect ? cells.findIndex((cell) => FORBIDDEN_TEXT.test(cell)) : -1;
    if (forbidden >= 0) {
      footing.unreadable();
      rows.reject({ code: 'bad_encoding', field: this.nameOf(forbidden, plan) }, line, record.raw());
      return;
    }
    this.fitting += 1;
    this.readable(record, plan);
  }

  private readable(record: CsvRecord, plan: CellPlan): void {
    const { rows, footing, constants } = this.reading;
    const { texts } = this;
    Object.assign(texts, constants);
    for (const { column, position } of plan.fields) texts[column] = (record.cells[position] ?? '').trim();
    const skipped = plan.skip.some((rule) => rule.equals.includes((record.cells[rule.position] ?? '').trim()));
    if (!skipped) footing.row(texts);
    const use = this.refine?.(texts) ?? 'line';
    if (use === 'continuation') return;
    rows.add(texts, skipped || use === 'balance_row', record.line, record);
  }

  private nameOf(position: number, plan: CellPlan): string {
    return plan.fields.find((field) => field.position === position)?.column ?? String(position);
  }
}

function cellAt(cells: readonly string[], position: number | null): string | null {
  return position === null ? null : (cells[position] ?? '').trim();
}
