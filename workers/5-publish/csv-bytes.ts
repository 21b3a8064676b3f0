import { BytePieces, plainUnits } from './byte-pieces.ts';
import type { Minor } from '../../schemas/values/money.ts';

/** Copied as they are, also in a text that is not quoted. */
const PLAIN = plainUnits(/[",\n\r]/);
/** A spreadsheet takes a text that begins with one of the others for a formula. */
const NO_FORMULA_START = plainUnits(/[=+\-@\t\r]/);

const [COMMA, LINE_END] = [0x2c, 0x0a];

/** The bytes of a CSV file while it is written: RFC 4180 with LF line ends, UTF-8. */
export class CsvBytes {
  readonly #full: Uint8Array[] = [];
  readonly #bytes = new BytePieces((piece) => {
    this.#full.push(piece);
  });

  /** A text: quoted where a reader needs it, and never a formula. */
  text(value: string): void {
    // An empty cell is most of what some columns have.
    if (value === '') return;
    const starts = isFormula(value);
    if (starts || !this.#bytes.copied(value, PLAIN)) this.#bytes.text(quoted(starts ? `'${value}` : value));
  }

  /** A number or a date as it is printed: there is nothing to quote in it, and `-1.00` must stay a number. */
  bare(value: string): void {
    this.#bytes.text(value);
  }

  /** Hundredths as `1234.56`. */
  amount(value: Minor): void {
    this.#bytes.amount(value);
  }

  comma(): void {
    this.#bytes.byte(COMMA);
  }

  endLine(): void {
    this.#bytes.byte(LINE_END);
  }

  /** What was written, in pieces that follow each other. */
  pieces(): readonly Uint8Array[] {
    return [...this.#full, this.#bytes.rest()];
  }
}

/**
 * A spreadsheet runs a cell that begins like this as a formula (CWE-1236; OWASP ASVS 1.2.10); an apostrophe in front
 * makes it a text.
 */
function isFormula(value: string): boolean {
  return NO_FORMULA_START[value.charCodeAt(0)] === 0;
}

function quoted(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
