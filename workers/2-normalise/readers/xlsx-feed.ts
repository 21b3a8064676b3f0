import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { XlsxProfile } from '../../../schemas/lines/profile.ts';
import { FORBIDDEN_TEXT } from './bytes.ts';
import type { Fault, Texts } from '../cells.ts';
import { blankTexts, byHeader } from '../columns.ts';
import type { FrameFacts } from './csv-feed.ts';
import type { FeedReading } from '../formats/feed.ts';
import type { FileFacts } from '../footing.ts';
import { momentReader } from '../moments.ts';
import type { MomentReader } from '../moments.ts';
import { lastDateIn, withYear } from '../year-from.ts';
import { Refused } from '../refused.ts';
import { cellText, eachRow, ROW_PATH, serialMoment } from './xlsx-cells.ts';
import type { Cell, CellUse, SheetRow } from './xlsx-cells.ts';
import { openPackage } from './xlsx-package.ts';
import type { Package } from './xlsx-package.ts';
import { mergedRanges, readWorkbook } from './xlsx-workbook.ts';
import type { MergedRange, Workbook } from './xlsx-workbook.ts';
import { cutXml } from './xml.ts';

/** Titles stand above a table, not half a sheet of them. */
const HEADER_ROWS_MAX = 200;

/**
 * Reads one sheet of a workbook into rows. The libraries that read workbooks give numbers and no stored text, and are
 * silent on formulas, errors, hidden and merged cells: here each of them makes a reject.
 */
export async function readXlsxFeed(reading: FeedReading, profile: XlsxProfile): Promise<FrameFacts> {
  const parts = await openPackage(reading.bytes);
  try {
    const workbook = await readWorkbook(parts, profile.sheet);
    // Which cells are merged stands behind the rows.
    const merged = mergedRanges(await cutXml(parts.part(workbook.sheet), ROW_PATH, () => undefined));
    return await readSheet(reading, profile, workbook, parts, merged);
  } finally {
    parts.close();
  }
}

async function readSheet(
  reading: FeedReading,
  profile: XlsxProfile,
  workbook: Workbook,
  parts: Package,
  merged: readonly MergedRange[],
): Promise<FrameFacts> {
  const sheet = new SheetState(reading, profile, workbook, merged);
  await eachRow(parts, workbook, (row) => sheet.take(row));
  return sheet.end();
}

/** Which columns of the sheet fill which texts. */
interface Plan {
  readonly row: number;
  readonly fields: readonly { readonly column: string; readonly position: number; readonly use: CellUse }[];
  readonly skip: readonly { readonly position: number; readonly equals: readonly string[] }[];
  readonly trailer: { readonly position: number; readonly count: number | null; readonly sum: number | null } | null;
  readonly names: ReadonlyMap<number, string>;
}

/** Canonical columns that hold money, and dates; every other is text. */
const AMOUNTS =
  /^(amount|credit|debit|balance|gross|fee|tax|fee_vat|withheld_\w+|other_deductions|net|settled_(gross|fee|net)|refunded_amount)$/;
const DATES = /^(booked_on|value_on|paid_at|settled_on|created_at|refunded_at)$/;

class SheetState {
  private readonly reading: FeedReading;
  private readonly profile: XlsxProfile;
  private readonly workbook: Workbook;
  private readonly merged: readonly MergedRange[];
  private readonly titles: SheetRow[] = [];
  private plan: Plan | null = null;
  private readonly moments: MomentReader;
  private ended = false;
  private trailer: FileFacts['trailer'] = null;
  private lastDay: PlainDate | null = null;
  private nearest: { readonly row: number; readonly missing: readonly string[] } | null = null;
  private readonly refine: ((texts: Texts, line: number) => string) | null;
  private readonly blank: Readonly<Texts>;

  constructor(reading: FeedReading, profile: XlsxProfile, workbook: Workbook, merged: readonly MergedRange[]) {
    this.reading = reading;
    this.profile = profile;
    this.workbook = workbook;
    this.moments = momentReader(profile.dates);
    this.merged = merged;
    this.refine = reading.feed.refiner?.([]) ?? null;
    this.blank = blankTexts(reading.feed.leg, reading.feed.derives ?? [], reading.constants);
  }

  take(row: SheetRow): void {
    if (row.cells.size === 0) return;
    if (this.plan === null) return this.beforeHeader(row);
    // A table that goes on after its end says its header again, and a long one repeats it.
    if (this.isHeaderAgain(row, this.plan)) this.ended = false;
    else if (!this.ended) this.ofTable(row, this.plan);
  }

  end(): FrameFacts {
    const { profile, nearest } = this;
    if (this.plan === null) {
      const missing = nearest?.missing.map((name) => `'${name}'`).join(', ') ?? 'every declared column';
      throw new Refused('wrong_header', `no row of the sheet is the header; the nearest lacks ${missing}`, {
        line: nearest?.row ?? 1,
      });
    }
    if (profile.end !== null && !this.ended) throw new Refused('truncated', `the table ends without '${profile.end}'`);
    return { preamble: [], trailer: this.trailer, document: null, absent: [] };
  }

  private beforeHeader(row: SheetRow): void {
    const { profile } = this;
    const declared = [...Object.values(profile.columns), ...profile.skip.map((rule) => rule.column)].map(String);
    const names = new Set([...row.cells.values()].map((cell) => headerName(cell.text)));
    const missing = declared.filter((name) => !names.has(headerName(name)));
    if (missing.length === 0) {
      this.plan = this.planOf(row);
      if (profile.yearFrom !== null) this.lastDay = this.findLastDay(profile.yearFrom);
      return;
    }
    if (this.nearest === null || missing.length < this.nearest.missing.length)
      this.nearest = { row: row.number, missing };
    this.titles.push(row);
    if (this.titles.length > HEADER_ROWS_MAX) this.end();
  }

  private planOf(row: SheetRow): Plan {
    const { profile } = this;
    const width = Math.max(...row.cells.keys()) + 1;
    const header = Array.from({ length: width }, (_, index) => row.cells.get(index)?.text ?? '');
    const finder = byHeader(header, row.number);
    const optional = (column: string | number | undefined): number | null =>
      column === undefined ? null : finder.position(column);
    const { trailer } = profile;
    return {
      row: row.number,
      fields: Object.entries(profile.columns).map(([column, from]) => ({
        column,
        position: finder.position(from),
        use: useOf(column),
      })),
      skip: profile.skip.map((rule) => ({ position: finder.position(rule.column), equals: rule.equals })),
      trailer:
        trailer === null
          ? null
          : {
              position: finder.position(trailer.column),
              count: optional(trailer.count),
              sum: optional(trailer.sum?.column),
            },
      names: new Map([...row.cells].map(([column, cell]) => [column, headerName(cell.text)])),
    };
  }

  private isHeaderAgain(row: SheetRow, plan: Plan): boolean {
    return [...plan.names].every(([column, name]) => headerName(row.cells.get(column)?.text ?? '') === name);
  }

  private ofTable(row: SheetRow, plan: Plan): void {
    const { profile } = this;
    const { end } = profile;
    if (end !== null && [...row.cells.values()].some((cell) => cell.text.startsWith(end))) {
      this.ended = true;
      return;
    }
    if (plan.trailer !== null && row.cells.get(plan.trailer.position)?.text === profile.trailer?.equals) {
      this.trailer = {
        count: this.trailerText(row, plan.trailer.count, 'text'),
        sum: this.trailerText(row, plan.trailer.sum, 'amount'),
      };
      return;
    }
    if (this.trailer !== null)
      throw new Refused('broken_format', 'rows follow the trailer: two tables in one?', { line: row.number });
    if (plan.fields.some(({ position }) => row.cells.has(position))) this.dataRow(row, plan);
  }

  private trailerText(row: SheetRow, position: number | null, use: CellUse): string | null {
    if (position === null) return null;
    const read = cellText(row.cells.get(position), use, this.profile, this.workbook);
    return 'text' in read ? read.text : 'no number';
  }

  private dataRow(row: SheetRow, plan: Plan): void {
    const { rows, footing } = this.reading;
    const raw = (): string => rawOf(row);
    const read = this.textsOf(row, plan);
    if ('fault' in read) {
      footing.unreadable();
      rows.reject(read.fault, row.number, raw());
      return;
    }
    const texts: Texts = { ...this.blank, ...read.texts };
    const skipped = plan.skip.some((rule) => rule.equals.includes(row.cells.get(rule.position)?.text ?? ''));
    if (!skipped) footing.row(texts);
    this.refine?.(texts, row.number);
    rows.add(texts, skipped, row.number, { raw });
  }

  /** The texts of a row, or what of it cannot be trusted. */
  private textsOf(row: SheetRow, plan: Plan): { readonly texts: Texts } | { readonly fault: Fault } {
    // A hidden row is in the sum of nobody who looks, and may be money all the same.
    if (row.hidden) return { fault: { code: 'bad_record', field: '' } };
    const texts: Texts = {};
    for (const { column, position, use } of plan.fields) {
      if (this.isMerged(row.number, position, plan.row)) return { fault: { code: 'bad_record', field: column } };
      const read = cellText(row.cells.get(position), use, this.profile, this.workbook);
      if ('fault' in read) return { fault: { code: read.fault, field: column } };
      if (FORBIDDEN_TEXT.test(read.text)) return { fault: { code: 'bad_encoding', field: column } };
      texts[column] = use === 'date' ? this.withYear(read.text, row.cells.get(position)) : read.text;
    }
    return { texts };
  }

  /** A value that several rows share belongs to none of them. Merged columns of one row are a wide cell. */
  private isMerged(row: number, column: number, header: number): boolean {
    return this.merged.some(
      (range) =>
        range.lastRow > header &&
        range.firstRow !== range.lastRow &&
        row >= range.firstRow &&
        row <= range.lastRow &&
        column >= range.firstColumn &&
        column <= range.lastColumn,
    );
  }

  /**
   * A date without a year is the last such date on or before the end of the period. The reader of dates sees `yyyy`
   * first.
   */
  private withYear(text: string, cell: Cell | undefined): string {
    if (this.lastDay === null || text === '') return text;
    // A date cell has its year, and the format that it is written in begins with it.
    if (cell?.kind === 'date') return text;
    return withYear(text, this.lastDay, this.moments);
  }

  /** The last date of the period: the cell to the right of its label, or below it. */
  private findLastDay(label: string): PlainDate {
    const wanted = headerName(label).replace(/:$/, '').toLowerCase();
    for (const [index, row] of this.titles.entries()) {
      for (const [column, cell] of row.cells) {
        if (headerName(cell.text).replace(/:$/, '').trim().toLowerCase() !== wanted) continue;
        const right = [...row.cells].filter(([other]) => other > column).sort(([a], [b]) => a - b)[0]?.[1];
        const below = this.titles[index + 1]?.cells.get(column);
        for (const candidate of [right, below]) {
          const day = candidate === undefined ? null : this.dayOf(candidate);
          if (day !== null) return day;
        }
      }
    }
    throw new Refused('wrong_header', `no date stands beside or below '${label}', which gives the dates their year`, {
      line: 1,
    });
  }

  private dayOf(cell: Cell): PlainDate | null {
    if (cell.kind === 'date') return serialMoment(cell.text, this.workbook.from1904)?.date ?? null;
    return lastDateIn(cell.text);
  }
}

function useOf(column: string): CellUse {
  if (AMOUNTS.test(column)) return 'amount';
  return DATES.test(column) ? 'date' : 'text';
}

function headerName(text: string): string {
  return text.trim().normalize('NFC');
}

function rawOf(row: SheetRow): string {
  return [...row.cells]
    .sort(([a], [b]) => a - b)
    .map(([, cell]) => (cell.formula ? `=${cell.text}` : cell.text))
    .join(' | ');
}
