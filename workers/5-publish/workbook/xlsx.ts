import { writeSheet, type Sheet } from './sheet-xml.ts';
import { STYLES_XML } from './styles.ts';
import { DECLARATION, escaped, lastCell, MAIN } from './xml.ts';
import { ZipFile } from './zip.ts';

/**
 * A workbook as bytes (ECMA-376, SpreadsheetML): the same sheets give the same bytes on every machine. Texts are stored
 * in their cells and as texts, so nothing in them is ever run or taken for a number. (Two packages that write workbooks
 * were looked at: one is no longer kept, the other puts the present time into the zip and loses a cell that reads
 * `constructor`.)
 */

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const SHEET_ML = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The bytes of a workbook of these sheets, in their order; each with a frozen header and a filter. */
export function renderXlsx(sheets: readonly Sheet[]): Uint8Array {
  const zip = new ZipFile();
  const put = (name: string, xml: string): void => {
    zip.add(name, (take) => {
      take(Buffer.from(xml, 'utf8'));
    });
  };
  put('[Content_Types].xml', contentTypes(sheets.length));
  put('_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml']]));
  put('xl/workbook.xml', workbookXml(sheets));
  put(
    'xl/_rels/workbook.xml.rels',
    relationships([
      ...sheets.map((_, index): [string, string] => ['worksheet', `worksheets/sheet${String(index + 1)}.xml`]),
      ['styles', 'styles.xml'],
    ]),
  );
  put('xl/styles.xml', STYLES_XML);
  for (const [index, sheet] of sheets.entries())
    zip.add(`xl/worksheets/sheet${String(index + 1)}.xml`, (take) => {
      writeSheet(sheet, index === 0, take);
    });
  return zip.bytes();
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

function absolute({ table }: Sheet): string {
  const { column, row } = lastCell(table);
  return `$A$1:$${column}$${String(row)}`;
}
