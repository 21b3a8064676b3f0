import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/**
 * Workbooks for the tests of the reader, from what their cells store: a library that writes workbooks would choose it
 * itself.
 */

/**
 * `v`: a number's stored text; `t`: a text; `d`: a number shown as a date; `raw`: the cell's inner XML with its
 * attributes.
 */
export type MadeCell =
  | null
  | string
  | { readonly v: string }
  | { readonly d: string }
  | { readonly raw: string; readonly attributes?: string };

export interface MadeSheet {
  readonly name?: string;
  readonly rows: readonly (readonly MadeCell[])[];
  /** 1-based rows that are hidden. */
  readonly hidden?: readonly number[];
  readonly merged?: readonly string[];
  readonly state?: 'hidden';
}

export interface MadeWorkbook {
  readonly sheets: readonly MadeSheet[];
  readonly date1904?: boolean;
  /** Parts put in place of, or beside, the usual ones. */
  readonly parts?: Readonly<Record<string, string | null>>;
}

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const STYLES = `${HEAD}<styleSheet ${MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm:ss"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`;

/** The bytes of a workbook; equal calls give equal bytes. */
export async function makeWorkbook({ sheets, date1904 = false, parts = {} }: MadeWorkbook): Promise<Buffer> {
  const texts: string[] = [];
  const made: Record<string, string | null> = {
    'xl/workbook.xml': `${HEAD}<workbook ${MAIN} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>${sheets
      .map(
        (sheet, index) =>
          `<sheet name="${escape(sheet.name ?? `Hoja${index + 1}`)}" sheetId="${index + 1}"${sheet.state === undefined ? '' : ` state="${sheet.state}"`} r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${sheets.map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/styles.xml': STYLES,
  };
  sheets.forEach((sheet, index) => {
    made[`xl/worksheets/sheet${index + 1}.xml`] = sheetXml(sheet, texts);
  });
  made['xl/sharedStrings.xml'] =
    `${HEAD}<sst ${MAIN}>${texts.map((text) => `<si><t xml:space="preserve">${escape(text)}</t></si>`).join('')}</sst>`;
  return zipOf({ ...made, ...parts });
}

export async function zipOf(parts: Readonly<Record<string, string | null>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(parts)) {
    if (text !== null)
      zip.addBuffer(Buffer.from(text), name, { mtime: new Date('2026-07-01T00:00:00Z'), forceDosTimestamp: true });
  }
  zip.end();
  return buffer(zip.outputStream);
}

function sheetXml({ rows, hidden = [], merged = [] }: MadeSheet, texts: string[]): string {
  const body = rows
    .map((cells, index) => {
      const made = cells.map((cell, column) => cellXml(cell, `${letters(column)}${index + 1}`, texts)).join('');
      return `<row r="${index + 1}"${hidden.includes(index + 1) ? ' hidden="1"' : ''}>${made}</row>`;
    })
    .join('\n');
  const ranges =
    merged.length === 0
      ? ''
      : `<mergeCells>${merged.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells>`;
  return `${HEAD}<worksheet ${MAIN}><sheetData>${body}</sheetData>${ranges}</worksheet>`;
}

function cellXml(cell: MadeCell, at: string, texts: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'string') {
    if (!texts.includes(cell)) texts.push(cell);
    return `<c r="${at}" t="s"><v>${texts.indexOf(cell)}</v></c>`;
  }
  if ('v' in cell) return `<c r="${at}"><v>${cell.v}</v></c>`;
  if ('d' in cell) return `<c r="${at}" s="2"><v>${cell.d}</v></c>`;
  return `<c r="${at}" ${cell.attributes ?? ''}>${cell.raw}</c>`;
}

function letters(column: number): string {
  return column < 26 ? String.fromCharCode(65 + column) : letters(Math.floor(column / 26) - 1) + letters(column % 26);
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
