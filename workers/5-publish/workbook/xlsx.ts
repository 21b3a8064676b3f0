import { strToU8, zipSync, type Zippable } from 'fflate';
import { formatMajor, type Minor } from '../../../schemas/values/money.ts';
import { dayNumber, type PlainDate } from '../../../schemas/values/dates.ts';
import type { CellValue, Column } from '../csv.ts';
import { certain } from '../../../schemas/errors.ts';

/**
 * A workbook as bytes (ECMA-376, SpreadsheetML): the same sheets give the same bytes on every machine. Texts are stored
 * in their cells and as texts, so nothing in them is ever run or taken for a number; the zip carries one fixed time and
 * is packed by code of its own and not by the machine's zlib, whose output differs between processors. (Two packages
 * that write workbooks were looked at: one is no longer kept, the other puts the present time into the zip and loses a
 * cell that reads `constructor`.)
 */

export interface Sheet {
  /** At most 31 characters, none of `[]:*?/\`. */
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: number;
  readonly cell: (row: number, column: number) => CellValue;
}

export interface SheetColumn {
  readonly kind: Column<never>['kind'];
  readonly header: string;
  /** In characters; by its kind where it is not said. */
  readonly width?: number;
  /** The only values that a cell may hold: the spreadsheet offers them. */
  readonly choices?: readonly string[];
}

/** Places in `cellXfs` of the style sheet below. */
const STYLES = { text: 1, amount: 2, date: 3, integer: 4 } as const satisfies Record<SheetColumn['kind'], number>;
const HEADER_STYLE = 5;
const WIDTHS = { text: 24, amount: 16, date: 12, integer: 10 } as const satisfies Record<SheetColumn['kind'], number>;

/** The numbers that a spreadsheet holds to the last digit have fifteen; an amount of more stands as a text. */
const DIGITS_MAX = 15;
/** Of a text in a cell (the limit of spreadsheet programs). */
export const CELL_CHARACTERS_MAX = 32_767;
const CUT = ' [cut, whole in the CSV]';
/** 1970-01-01 in the days of a spreadsheet, which take 1900 for a leap year. */
const EPOCH_SERIAL = 25_569;
/** By its fields, because a zip says the time of a wall clock: the same bytes in every zone. */
const ZIP_TIME = new Date(1980, 0, 1);

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_ML = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The bytes of a workbook of these sheets, in their order; each with a frozen header and a filter. */
export function renderXlsx(sheets: readonly Sheet[]): Uint8Array {
  const files: Zippable = {
    '[Content_Types].xml': strToU8(contentTypes(sheets.length)),
    '_rels/.rels': strToU8(relationships([['officeDocument', 'xl/workbook.xml']])),
    'xl/workbook.xml': strToU8(workbookXml(sheets)),
    'xl/_rels/workbook.xml.rels': strToU8(
      relationships([
        ...sheets.map((_, index): [string, string] => ['worksheet', `worksheets/sheet${String(index + 1)}.xml`]),
        ['styles', 'styles.xml'],
      ]),
    ),
    'xl/styles.xml': strToU8(STYLES_XML),
  };
  sheets.forEach((sheet, index) => {
    files[`xl/worksheets/sheet${String(index + 1)}.xml`] = strToU8(sheetXml(sheet, index === 0));
  });
  return zipSync(files, { mtime: ZIP_TIME, level: 6 });
}

function contentTypes(sheets: number): string {
  const overrides = [
    `<Override PartName="/xl/workbook.xml" ContentType="${SHEET_ML}.sheet.main+xml"/>`,
    `<Override PartName="/xl/styles.xml" ContentType="${SHEET_ML}.styles+xml"/>`,
    ...Array.from(
      { length: sheets },
      (_, index) =>
        `<Override PartName="/xl/worksheets/sheet${String(index + 1)}.xml" ContentType="${SHEET_ML}.worksheet+xml"/>`,
    ),
  ];
  return (
    `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    `<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`
  );
}

function relationships(targets: readonly (readonly [type: string, target: string])[]): string {
  const items = targets.map(
    ([type, target], index) =>
      `<Relationship Id="rId${String(index + 1)}" Type="${RELATIONSHIPS}/${type}" Target="${target}"/>`,
  );
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${items.join('')}</Relationships>`;
}

function workbookXml(sheets: readonly Sheet[]): string {
  const names = sheets.map(
    (sheet, index) =>
      `<sheet name="${escaped(sheet.name)}" sheetId="${String(index + 1)}" r:id="rId${String(index + 1)}"/>`,
  );
  const filters = sheets.map(
    (sheet, index) =>
      `<definedName name="_xlnm._FilterDatabase" localSheetId="${String(index)}" hidden="1">'${escaped(sheet.name)}'!${absolute(sheet)}</definedName>`,
  );
  return (
    `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONSHIPS}"><sheets>${names.join('')}</sheets>` +
    `<definedNames>${filters.join('')}</definedNames></workbook>`
  );
}

const STYLES_XML =
  `${DECLARATION}<styleSheet xmlns="${MAIN}">` +
  '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>' +
  '<fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF2"/><bgColor indexed="64"/></patternFill></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="6">${[0, 49, 4, 164, 1]
    .map(
      (format) =>
        `<xf numFmtId="${String(format)}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
    )
    .join(
      '',
    )}<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"/></cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';

function sheetXml(sheet: Sheet, isFirst: boolean): string {
  const columns = sheet.columns.map(
    ({ kind, width }, index) =>
      `<col min="${String(index + 1)}" max="${String(index + 1)}" width="${String(width ?? WIDTHS[kind])}" style="${String(STYLES[kind])}" customWidth="1"/>`,
  );
  const letters = sheet.columns.map((_, index) => columnLetters(index));
  const header = sheet.columns.map((column, index) =>
    textCell(`${certain(letters[index], 'a letter')}1`, HEADER_STYLE, column.header),
  );
  const parts = [
    `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0">`,
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>',
    `<cols>${columns.join('')}</cols><sheetData><row r="1">${header.join('')}</row>`,
  ];
  for (let row = 0; row < sheet.rows; row += 1) {
    const number = String(row + 2);
    const cells = sheet.columns.map((column, index) =>
      cellXml(`${certain(letters[index], 'a letter')}${number}`, column.kind, sheet.cell(row, index)),
    );
    parts.push(`<row r="${number}">${cells.join('')}</row>`);
  }
  parts.push(`</sheetData><autoFilter ref="A1:${lastCell(sheet)}"/>${validations(sheet, letters)}</worksheet>`);
  return parts.join('');
}

function cellXml(place: string, kind: SheetColumn['kind'], value: CellValue): string {
  if (value === null || value === '') return '';
  switch (kind) {
    case 'amount': {
      const major = formatMajor(value as Minor);
      const digits = major.replace(/\D/g, '').replace(/^0+/, '').length;
      return digits > DIGITS_MAX
        ? textCell(place, STYLES.text, major)
        : `<c r="${place}" s="${String(STYLES.amount)}"><v>${major}</v></c>`;
    }
    case 'date':
      return `<c r="${place}" s="${String(STYLES.date)}"><v>${String(dayNumber(value as PlainDate) + EPOCH_SERIAL)}</v></c>`;
    case 'integer':
      return `<c r="${place}" s="${String(STYLES.integer)}"><v>${String(value)}</v></c>`;
    case 'text':
      return textCell(place, STYLES.text, String(value));
  }
}

function textCell(place: string, style: number, value: string): string {
  const text = value.length > CELL_CHARACTERS_MAX ? `${value.slice(0, CELL_CHARACTERS_MAX - CUT.length)}${CUT}` : value;
  return `<c r="${place}" s="${String(style)}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** The values that a column offers, for every row under the header. */
function validations(sheet: Sheet, letters: readonly string[]): string {
  if (sheet.rows === 0) return '';
  const offered = sheet.columns.flatMap(({ choices }, index) => {
    if (choices === undefined) return [];
    const letter = certain(letters[index], 'a letter');
    return [
      `<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="${letter}2:${letter}${String(sheet.rows + 1)}">` +
        `<formula1>"${escaped(choices.join(','))}"</formula1></dataValidation>`,
    ];
  });
  return offered.length === 0
    ? ''
    : `<dataValidations count="${String(offered.length)}">${offered.join('')}</dataValidations>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * A text for XML. What XML cannot hold (control characters, halves of surrogate pairs) and a line end that it would
 * change are written as `_x0001_`, as spreadsheets do (ECMA-376 part 1, 22.9.2.19, ST_Xstring), and a text that reads
 * so already is kept apart.
 */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      (unit) => {
        return `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
      },
    )
    .replace(/[&<>"]/g, (mark) => ENTITIES[mark] ?? mark);
}

function lastCell(sheet: Sheet): string {
  return `${columnLetters(sheet.columns.length - 1)}${String(sheet.rows + 1)}`;
}

function absolute(sheet: Sheet): string {
  return `$A$1:$${columnLetters(sheet.columns.length - 1)}$${String(sheet.rows + 1)}`;
}

/** 0 is A, 25 is Z, 26 is AA. */
function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${columnLetters(Math.floor(index / 26) - 1)}${letter}`;
}
