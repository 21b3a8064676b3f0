import { jsonOnTerminal, linesOnTerminal, onTerminal } from './terminal.ts';

/**
 * What a command prints. Results go to stdout, as text or with --json as one document; everything else to stderr.
 */

/** Writes one result: the JSON document with `--json`, or what makes it; the text otherwise. Only one is made. */
export function printResult(json: boolean, document: unknown, text: () => string): void {
  if (!json) {
    process.stdout.write(withNewline(linesOnTerminal(text())));
    return;
  }
  const made: unknown = typeof document === 'function' ? (document as () => unknown)() : document;
  process.stdout.write(`${jsonOnTerminal(JSON.stringify(made, null, 2))}\n`);
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

export interface TableOptions {
  /** 0-based columns to set flush right: counts and amounts. */
  readonly right?: readonly number[];
}

/** Rows under a header, each column as wide as its widest cell, two spaces between; no trailing blanks. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] }: TableOptions = {},
): string {
  const safe = rows.map((row) => row.map(onTerminal));
  const all = [header, header.map((cell, column) => '-'.repeat(Math.max(1, width(cell, safe, column)))), ...safe];
  return all
    .map((row) =>
      header
        .map((title, column) => pad(row[column] ?? '', width(title, safe, column), right.includes(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function width(title: string, rows: readonly (readonly string[])[], column: number): number {
  return rows.reduce((widest, row) => Math.max(widest, length(row[column] ?? '')), length(title));
}

/** Characters as a reader counts them: an accent composed of two code points is one. */
function length(text: string): number {
  return Array.from(text.normalize('NFC')).length;
}

function pad(text: string, to: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, to - length(text)));
  return right ? blanks + text : text + blanks;
}
