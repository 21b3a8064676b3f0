/** Bytes of a piece. A file of any size stands in memory once, in pieces that are never joined. */
const PIECE_BYTES = 1 << 18;

/** By code unit: 1 where the unit is copied as one byte, also in a text that is not quoted. */
const IS_PLAIN = Uint8Array.from({ length: 128 }, (_, unit) => (/[",\n\r]/.test(String.fromCharCode(unit)) ? 0 : 1));

const [COMMA, LINE_END] = [0x2c, 0x0a];

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
    const [piece, at] = [this.#piece, this.#length];
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

const FORMULA_STARTS = new Set(['=', '+', '-', '@', '\t', '\r'].map((start) => start.charCodeAt(0)));

/**
 * A spreadsheet runs a cell that begins like this as a formula (CWE-1236; OWASP ASVS 1.2.10); an apostrophe in front
 * makes it a text.
 */
function isFormula(value: string): boolean {
  return FORMULA_STARTS.has(value.charCodeAt(0));
}

function quoted(value: string): string {
  return /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
