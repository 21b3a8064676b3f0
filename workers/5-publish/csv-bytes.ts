import { formatMajor, type Minor } from '../../schemas/values/money.ts';

/** Bytes of a piece. A file of any size stands in memory once, in pieces that are never joined. */
const PIECE_BYTES = 1 << 18;

/** By code unit: 1 where the unit is copied as one byte, also in a text that is not quoted. */
const IS_PLAIN = Uint8Array.from({ length: 128 }, (_, unit) => (/[",\n\r]/.test(String.fromCharCode(unit)) ? 0 : 1));

/** By code unit: 1 where a spreadsheet takes a text that begins so for a formula. */
const IS_FORMULA_START = Uint8Array.from({ length: 128 }, (_, unit) =>
  /[=+\-@\t\r]/.test(String.fromCharCode(unit)) ? 1 : 0,
);

const [COMMA, LINE_END, MINUS, POINT, DIGIT_0] = [0x2c, 0x0a, 0x2d, 0x2e, 0x30];

/** The arithmetic of a processor ends there; larger amounts are rare. */
const INT32_MAX = 0x7fff_ffff;
/** A sign, ten digits and a point. */
const AMOUNT_BYTES_MAX = 12;

/**
 * The bytes of a CSV file while it is written: RFC 4180 with LF line ends, UTF-8. Cells of plain ASCII, by far the
 * most, are copied unit by unit; every other goes through the rules for a text.
 */
export class CsvBytes {
  readonly #full: Uint8Array[] = [];
  #piece = Buffer.allocUnsafe(PIECE_BYTES);
  #length = 0;

  /** A text: quoted where a reader needs it, and never a formula. */
  text(value: string): void {
    if (isFormula(value) || !this.#copied(value)) this.#encoded(quoted(isFormula(value) ? `'${value}` : value));
  }

  /** A number or a date as it is printed: there is nothing to quote in it, and `-1.00` must stay a number. */
  bare(value: string): void {
    if (!this.#copied(value)) this.#encoded(value);
  }

  /** Hundredths as `1234.56`: what `formatMajor` says, digit by digit and without a text. */
  amount(value: Minor): void {
    const magnitude = Math.abs(value);
    if (magnitude > INT32_MAX) {
      this.bare(formatMajor(value));
      return;
    }
    this.#makeRoom(AMOUNT_BYTES_MAX);
    const piece = this.#piece;
    const sign = value < 0 ? 1 : 0;
    const end = this.#length + sign + digitsOf(magnitude) + 1;
    piece[this.#length] = MINUS;
    let rest = magnitude;
    for (let at = end - 1; at >= this.#length + sign; at -= 1) {
      if (at === end - 3) {
        piece[at] = POINT;
        continue;
      }
      const tens = Math.floor(rest / 10);
      piece[at] = DIGIT_0 + rest - tens * 10;
      rest = tens;
    }
    this.#length = end;
  }

  comma(): void {
    this.#byte(COMMA);
  }

  endLine(): void {
    this.#byte(LINE_END);
  }

  /** What was written, in pieces that follow each other. */
  pieces(): readonly Uint8Array[] {
    // A copy: most files fill a small part of their last piece.
    return [...this.#full, Buffer.from(this.#piece.subarray(0, this.#length))];
  }

  /** Writes a text that is plain from end to end; false, and nothing is written, where it is not. */
  #copied(value: string): boolean {
    if (value.length > PIECE_BYTES) return false;
    this.#makeRoom(value.length);
    const piece = this.#piece;
    const at = this.#length;
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (IS_PLAIN[unit] !== 1) return false;
      piece[at + index] = unit;
    }
    this.#length += value.length;
    return true;
  }

  #encoded(value: string): void {
    const bytes = Buffer.from(value, 'utf8');
    if (bytes.length > PIECE_BYTES) {
      this.#close();
      this.#full.push(bytes);
      return;
    }
    this.#makeRoom(bytes.length);
    this.#length += bytes.copy(this.#piece, this.#length);
  }

  #byte(byte: number): void {
    this.#makeRoom(1);
    this.#piece[this.#length] = byte;
    this.#length += 1;
  }

  #makeRoom(bytes: number): void {
    if (this.#length + bytes > PIECE_BYTES) this.#close();
  }

  /** Begins the next piece. */
  #close(): void {
    this.#full.push(this.#piece.subarray(0, this.#length));
    this.#piece = Buffer.allocUnsafe(PIECE_BYTES);
    this.#length = 0;
  }
}

/** How many digits an amount has: at least one of it before its point and two after. */
function digitsOf(magnitude: number): number {
  let digits = 3;
  for (let limit = 1000; magnitude >= limit; limit *= 10) digits += 1;
  return digits;
}

/**
 * A spreadsheet runs a cell that begins like this as a formula (CWE-1236; OWASP ASVS 1.2.10); an apostrophe in front
 * makes it a text.
 */
function isFormula(value: string): boolean {
  return IS_FORMULA_START[value.charCodeAt(0)] === 1;
}

function quoted(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
