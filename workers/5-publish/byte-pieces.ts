import { formatMajor, type Minor } from '../../schemas/values/money.ts';

/** Bytes of a piece. A file of any size stands in memory once, in pieces that are never joined. */
const PIECE_BYTES = 1 << 18;

const [MINUS, POINT, DIGIT_0] = [0x2d, 0x2e, 0x30];

/** The arithmetic of a processor ends there; larger amounts are rare. */
const INT32_MAX = 0x7fff_ffff;
/** A sign, ten digits and a point. */
const AMOUNT_BYTES_MAX = 12;

/** By code unit: 1 where the unit may be copied as one byte. */
export type PlainUnits = Uint8Array;

/** The units of ASCII but for those that `isSpecial` finds. */
export function plainUnits(isSpecial: RegExp): PlainUnits {
  return Uint8Array.from({ length: 128 }, (_, unit) => (isSpecial.test(String.fromCharCode(unit)) ? 0 : 1));
}

const ALL_ASCII = plainUnits(/(?!)/);

/** A file of text while it is written, in UTF-8: cells of plain ASCII, by far the most, are copied unit by unit. */
export class BytePieces {
  readonly #give: (piece: Uint8Array) => void;
  #piece = Buffer.allocUnsafe(PIECE_BYTES);
  #length = 0;

  /** Gives a piece as soon as it is full; they follow each other, and none is changed afterwards. */
  constructor(give: (piece: Uint8Array) => void) {
    this.#give = give;
  }

  /** What was written since the last piece, as a piece of its own. */
  rest(): Uint8Array {
    // A copy: most files fill a small part of their last piece.
    return Buffer.from(this.#piece.subarray(0, this.#length));
  }

  /** Writes a text that is plain from end to end; false, and nothing is written, where it is not. */
  copied(value: string, plain: PlainUnits): boolean {
    if (value.length > PIECE_BYTES) return false;
    this.#makeRoom(value.length);
    const piece = this.#piece;
    const at = this.#length;
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (plain[unit] !== 1) return false;
      piece[at + index] = unit;
    }
    this.#length += value.length;
    return true;
  }

  /** Any text. */
  text(value: string): void {
    if (this.copied(value, ALL_ASCII)) return;
    const bytes = Buffer.from(value, 'utf8');
    if (bytes.length > PIECE_BYTES) {
      this.#close();
      this.#give(bytes);
      return;
    }
    this.#makeRoom(bytes.length);
    this.#length += bytes.copy(this.#piece, this.#length);
  }

  byte(byte: number): void {
    this.#makeRoom(1);
    this.#piece[this.#length] = byte;
    this.#length += 1;
  }

  /** Hundredths as `1234.56`: what `formatMajor` says, digit by digit and without a text. */
  amount(value: Minor): void {
    const magnitude = Math.abs(value);
    if (magnitude > INT32_MAX) {
      this.text(formatMajor(value));
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

  #makeRoom(bytes: number): void {
    if (this.#length + bytes > PIECE_BYTES) this.#close();
  }

  /** Begins the next piece. */
  #close(): void {
    this.#give(this.#piece.subarray(0, this.#length));
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
