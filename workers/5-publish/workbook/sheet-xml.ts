import { certain } from '../../../schemas/errors.ts';
import { dayNumber, type PlainDate } from '../../../schemas/values/dates.ts';
import { formatMajor } from '../../../schemas/values/money.ts';
import { BytePieces, plainUnits } from '../byte-pieces.ts';
import { printerOf, type Block, type Cells, type Table } from '../table.ts';
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

const numberCell = (style: number): string => `" s="${String(style)}"><v>`;
const textCell = (style: number): string => `" s="${String(style)}" t="inlineStr"><is><t>`;
/** What stands between the place of a cell and its value. */
const OPEN = {
  header: textCell(HEADER_STYLE),
  text: textCell(STYLES.text),
  amount: numberCell(STYLES.amount),
  date: numberCell(STYLES.date),
  integer: numberCell(STYLES.integer),
} as const;
const CLOSE_TEXT = '</t></is></c>';
const CLOSE_NUMBER = '</v></c>';

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
  readonly #begins: readonly string[];
  #row = 0;
  /** The number of the row as it is printed. */
  #number = '';
  /** How a spreadsheet counts the days that were printed so far. */
  readonly #serials = new Map<PlainDate, string>();

  constructor({ columns }: Table, take: (piece: Uint8Array) => void) {
    this.#headers = columns.map(({ header }) => header);
    this.#take = take;
    this.#bytes = new BytePieces(take);
    this.#begins = columns.map((_, index) => `<c r="${columnLetters(index)}`);
  }

  markup(xml: string): void {
    this.#bytes.text(xml);
  }

  header(): void {
    this.#beginRow();
    for (const [index, header] of this.#headers.entries()) this.#text(this.#begin(index), OPEN.header, header);
    this.#bytes.text('</row>');
  }

  /** The next rows. */
  add({ rows, columns }: Block): void {
    const printers = columns.map((column, index) => this.#printer(column, this.#begin(index)));
    for (let row = 0; row < rows; row += 1) {
      this.#beginRow();
      for (let column = 0; column < printers.length; column += 1) certain(printers[column], 'a column')(row);
      this.#bytes.text('</row>');
    }
  }

  end(): void {
    this.#take(this.#bytes.rest());
  }

  #begin(column: number): string {
    return certain(this.#begins[column], 'a column of the table');
  }

  #beginRow(): void {
    this.#row += 1;
    this.#number = String(this.#row);
    this.#bytes.text('<row r="');
    this.#bytes.text(this.#number);
    this.#bytes.text('">');
  }

  #printer(column: Cells, begin: string): (index: number) => void {
    return printerOf(column, {
      text: (value) => {
        if (value !== '') this.#text(begin, OPEN.text, value);
      },
      amount: (value) => {
        if (Math.abs(value) > NUMBER_MAX) this.#text(begin, OPEN.text, formatMajor(value));
        else {
          this.#open(begin, OPEN.amount);
          this.#bytes.amount(value);
          this.#bytes.text(CLOSE_NUMBER);
        }
      },
      date: (value) => {
        this.#numeric(begin, OPEN.date, this.#serial(value));
      },
      integer: (value) => {
        this.#numeric(begin, OPEN.integer, String(value));
      },
    });
  }

  #open(begin: string, open: string): void {
    this.#bytes.text(begin);
    this.#bytes.text(this.#number);
    this.#bytes.text(open);
  }

  #numeric(begin: string, open: string, value: string): void {
    this.#open(begin, open);
    this.#bytes.text(value);
    this.#bytes.text(CLOSE_NUMBER);
  }

  #text(begin: string, open: string, value: string): void {
    this.#open(begin, isSpaced(value) ? open.replace('<t>', '<t xml:space="preserve">') : open);
    if (value.length > CELL_CHARACTERS_MAX || !this.#bytes.copied(value, PLAIN)) this.#bytes.text(escaped(cut(value)));
    this.#bytes.text(CLOSE_TEXT);
  }

  #serial(date: PlainDate): string {
    const known = this.#serials.get(date);
    if (known !== undefined) return known;
    const serial = String(dayNumber(date) + EPOCH_SERIAL);
    this.#serials.set(date, serial);
    return serial;
  }
}

/** Spreadsheets leave blanks at the ends of a text away, unless they are told not to. */
function isSpaced(value: string): boolean {
  return !isInk(value.charCodeAt(0)) || !isInk(value.charCodeAt(value.length - 1));
}

/** Of ASCII, and no blank. */
function isInk(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f;
}

function cut(value: string): string {
  return value.length > CELL_CHARACTERS_MAX ? `${value.slice(0, CELL_CHARACTERS_MAX - CUT.length)}${CUT}` : value;
}
