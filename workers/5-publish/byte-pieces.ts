/** Bytes of a piece. A file of any size stands in memory once, in pieces that are never joined. */
const PIECE_BYTES = 1 << 18;

/** By code unit: 1 where the unit may be copied as one byte. */
export type PlainUnits = Uint8Array;

/** The units of ASCII but for those that `isSpecial` finds. */
export function plainUnits(isSpecial: RegExp): PlainUnits {
  return Uint8Array.from({ length: 128 }, (_, unit) => (isSpecial.test(String.fromCharCode(unit)) ? 0 : 1));
}

/** A file while it is written, in pieces. */
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

  /** Any text, in UTF-8. */
  text(value: string): void {
    const at = this.claim(Buffer.byteLength(value));
    this.#piece.write(value, at);
  }

  /**
   * Room for so many bytes, which stand together: they are written into `piece` from the place that is given on.
   *
   * @param least a piece that has less room than this left is full
   */
  claim(bytes: number, least = bytes): number {
    if (this.#length + least > this.#piece.length) {
      this.#give(this.#piece.subarray(0, this.#length));
      this.#piece = Buffer.allocUnsafe(Math.max(bytes, PIECE_BYTES));
      this.#length = 0;
    }
    const at = this.#length;
    this.#length += bytes;
    return at;
  }

  /** What is written at the moment: that which was claimed last is in it. */
  get piece(): Uint8Array {
    return this.#piece;
  }
}
