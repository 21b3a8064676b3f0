import { certain } from '../../../schemas/errors.ts';
import { dayNumber, type PlainDate } from '../../../schemas/values/dates.ts';
import { BytePieces, plainUnits } from '../byte-pieces.ts';
import { AMOUNT_BYTES_MAX, ColumnBytes, type CellRules } from '../column-bytes.ts';
import type { Block, Cells, Table } from '../table.ts';
import { HEADER_STYLE, STYLES } from './styles.ts';
import { columnLetters, DECLARATION, escaped, lastCell, MAIN } from './xml.ts';

/** A table as a sheet of a workbook. */
export interface Sheet {
  /** At most 31 characters, none of `[]:*?/\`. */
  readonly name: string;
  readonly table: Table;
  /** By the header of a column: what its kind does not say. */
  readonly looks?: ReadonlyMap<string, ColumnLook>;
}

export interface ColumnLook {
  /** In characters; by its kind where it is not said. */
  readonly width?: number;
  /** The only values that a cell may hold: the spreadsheet offers them. */
  readonly choices?: readonly string[];
}

const WIDTHS = { text: 24, amount: 16, date: 12, integer: 10 } as const satisfies Record<Cells['kind'], number>;

/** The numbers that a spreadsheet holds to the last digit have fifteen; an amount of more stands as a text. */
const NUMBER_MAX = 999_999_999_999_999;
/** Of a text in a cell (the limit of spreadsheet programs). */
export const CELL_CHARACTERS_MAX = 32_767;
const CUT = ' [cut, whole in the CSV]';
/** 1970-01-01 in the days of a spreadsheet, which take 1900 for a leap year. */
const EPOCH_SERIAL = 25_569;

/** Copied as they are. `_` may begin what is read as the number of a character. */
const PLAIN = plainUnits(/[^ -~]|[&<>"_]/);

const numberCell = (style: number): Buffer => Buffer.from(`" s="${String(style)}"><v>`);
const textCell = (style: number, attribute = ''): Buffer =>
  Buffer.from(`" s="${String(style)}" t="inlineStr"><is><t${attribute}>`);
/** Spreadsheets leave blanks at the ends of a text away, unless they are told not to. */
const spacedCell = (style: number): Buffer => textCell(style, ' xml:space="preserve"');
/** What stands between the place of a cell and its value. */
const OPEN = {
  text: textCell(STYLES.text),
  amount: numberCell(STYLES.amount),
  date: numberCell(STYLES.date),
  integer: numberCell(STYLES.integer),
} as const;
const OPEN_SPACED = spacedCell(STYLES.text);
const CLOSE_TEXT = Buffer.from('</t></is></c>');
const CLOSE_NUMBER = Buffer.from('</v></c>');
const BEGIN_ROW = Buffer.from('<row r="');
const BEGIN_CELLS = Buffer.from('">');
const END_ROW = Buffer.from('</row>');

/** Hands the XML of a sheet to `take`, in pieces that follow each other; it has a frozen header and a filter. */
export function writeSheet(sheet: Sheet, isFirst: boolean, take: (piece: Uint8Array) => void): void {
  const rows = new SheetRows(sheet.table, take);
  rows.markup(
    `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} ` +
      'workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>' +
      `</sheetViews><cols>${columnsXml(sheet)}</cols><sheetData>`,
  );
  rows.header();
  for (const block of sheet.table.blocks()) rows.add(block);
  const { column, row } = lastCell(sheet.table);
  rows.markup(`</sheetData><autoFilter ref="A1:${column}${String(row)}"/>${validations(sheet)}</worksheet>`);
  rows.end();
}

function columnsXml({ table, looks }: Sheet): string {
  const columns = table.columns.map(({ kind, header }, index) => {
    const place = String(index + 1);
    const width = String(looks?.get(header)?.width ?? WIDTHS[kind]);
    return `<col min="${place}" max="${place}" width="${width}" style="${String(STYLES[kind])}" customWidth="1"/>`;
  });
  return columns.join('');
}

/** The values that a column offers, for every row under the header. */
function validations({ table, looks }: Sheet): string {
  if (table.rows === 0) return '';
  const last = String(lastCell(table).row);
  const offered = table.columns.flatMap(({ header }, index) => {
    const choices = looks?.get(header)?.choices;
    if (choices === undefined) return [];
    const letters = columnLetters(index);
    return [
      `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${letters}2:${letters}${last}">` +
        `<formula1>"${escaped(choices.join(','))}"</formula1></dataValidation>`,
    ];
  });
  return offered.length === 0
    ? ''
    : `<dataValidations count="${String(offered.length)}">${offered.join('')}</dataValidations>`;
}

class SheetRows {
  readonly #headers: readonly string[];
  readonly #take: (piece: Uint8Array) => void;
  readonly #bytes: BytePieces;
  /** The beginning of a cell of each column, up to the number of its row. */
  readonly #begins: readonly Buffer[];
  readonly #cells: readonly ColumnBytes[];
  #row = 0;
  /** The number of the row as it is printed. */
  #number = Buffer.alloc(0);

  constructor({ columns }: Table, take: (piece: Uint8Array) => void) {
    this.#headers = columns.map(({ header }) => header);
    this.#take = take;
    this.#bytes = new BytePieces(take);
    this.#begins = columns.map((_, index) => Buffer.from(`<c r="${columnLetters(index)}`));
    const rules = cellRules();
    this.#cells = columns.map(() => new ColumnBytes(rules));
  }

  markup(xml: string): void {
    this.#bytes.text(xml);
  }

  header(): void {
    const columns = this.#headers.map((header) => ({ kind: 'text', cells: [header] }) as const);
    this.#rows({ rows: 1, columns }, textCell(HEADER_STYLE), spacedCell(HEADER_STYLE));
  }

  /** The next rows. */
  add(block: Block): void {
    this.#rows(block, OPEN.text, OPEN_SPACED);
  }

  end(): void {
    this.#take(this.#bytes.rest());
  }

  #rows({ rows, columns }: Block, openText: Buffer, openSpaced: Buffer): void {
    for (const [at, column] of columns.entries()) certain(this.#cells[at], 'a column of the table').take(column);
    for (let row = 0; row < rows; row += 1) {
      this.#beginRow();
      for (let at = 0; at < columns.length; at += 1) {
        const cells = certain(this.#cells[at], 'a column of the table');
        const [start, end] = [cells.starts[row] ?? 0, cells.ends[row] ?? 0];
        if (start === end) continue;
        const column = certain(columns[at], 'a column of the table');
        const isText = isTextAt(column, row);
        this.#whole(certain(this.#begins[at], 'a column of the table'));
        this.#whole(this.#number);
        this.#whole(isText ? (isSpaced(column, row) ? openSpaced : openText) : OPEN[column.kind]);
        // Where a piece ends is seen in the bytes of the packed file: every amount is given the room of the longest.
        this.#part(cells.bytes, start, end, column.kind === 'amount' ? AMOUNT_BYTES_MAX : 0);
        this.#whole(isText ? CLOSE_TEXT : CLOSE_NUMBER);
      }
      this.#whole(END_ROW);
    }
  }

  #beginRow(): void {
    this.#row += 1;
    this.#number = Buffer.from(String(this.#row), 'latin1');
    this.#whole(BEGIN_ROW);
    this.#whole(this.#number);
    this.#whole(BEGIN_CELLS);
  }

  #whole(part: Uint8Array): void {
    this.#part(part, 0, part.length);
  }

  /** @param least see `claim` */
  #part(source: Uint8Array, start: number, end: number, least = 0): void {
    let at = this.#bytes.claim(end - start, Math.max(end - start, least));
    const { piece } = this.#bytes;
    for (let from = start; from < end; from += 1, at += 1) piece[at] = source[from] ?? 0;
  }
}

function cellRules(): CellRules {
  /** How a spreadsheet counts the days that were printed so far. */
  const serials = new Map<PlainDate, string>();
  return {
    plain: PLAIN,
    plainStarts: PLAIN,
    text: (value) => escaped(cut(value)),
    date: (date) => {
      const known = serials.get(date);
      if (known !== undefined) return known;
      const serial = String(dayNumber(date) + EPOCH_SERIAL);
      serials.set(date, serial);
      return serial;
    },
  };
}

/** A text, or an amount that a number of a spreadsheet cannot hold. */
function isTextAt(column: Cells, row: number): boolean {
  return column.kind === 'text' || (column.kind === 'amount' && Math.abs(column.cells[row] ?? 0) > NUMBER_MAX);
}

/** Whether a text begins or ends with a blank. */
function isSpaced(column: Cells, row: number): boolean {
  const value = column.kind === 'text' ? (column.cells[row] ?? null) : null;
  return value !== null && (!isInk(value.charCodeAt(0)) || !isInk(value.charCodeAt(value.length - 1)));
}

/** Of ASCII, and no blank. */
function isInk(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f;
}

function cut(value: string): string {
  return value.length > CELL_CHARACTERS_MAX ? `${value.slice(0, CELL_CHARACTERS_MAX - CUT.length)}${CUT}` : value;
}
