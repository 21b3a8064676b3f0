/** What the XML files of a workbook have in common (ECMA-376, SpreadsheetML). */

export const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * A text for XML. What XML cannot hold (control characters, halves of surrogate pairs) and a line end that it would
 * change are written as `_x0001_`, as spreadsheets do (ECMA-376 part 1, 22.9.2.19, ST_Xstring), and a text that reads
 * so already is kept apart.
 */
export function escaped(text: string): string {
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

/** 0 is A, 25 is Z, 26 is AA. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : `${columnLetters(Math.floor(index / 26) - 1)}${letter}`;
}

/** The place of the last cell of a table under its header. */
export function lastCell({ columns, rows }: { readonly columns: readonly unknown[]; readonly rows: number }): {
  readonly column: string;
  readonly row: number;
} {
  return { column: columnLetters(columns.length - 1), row: rows + 1 };
}
