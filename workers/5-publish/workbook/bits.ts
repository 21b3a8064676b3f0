/** Bytes of a piece. */
const PIECE_BYTES = 1 << 18;

/** Bits while they are written, the first the lowest of its byte, as a deflate stream has them (RFC 1951, 3.1.1). */
export class Bits {
  readonly #give: (piece: Uint8Array) => void;
  #piece = new Uint8Array(PIECE_BYTES);
  #length = 0;
  /** Of the next byte and the one after it, those that are known. */
  #open = 0;
  #openBits = 0;

  /** Gives a piece as soon as it is full; none is changed afterwards. */
  constructor(give: (piece: Uint8Array) => void) {
    this.#give = give;
  }

  /** At most 16 bits; the value has no others. */
  put(value: number, bits: number): void {
    this.#open |= value << this.#openBits;
    this.#openBits += bits;
    if (this.#openBits < 16) return;
    if (this.#length === PIECE_BYTES) this.#close();
    this.#piece[this.#length] = this.#open;
    this.#piece[this.#length + 1] = this.#open >>> 8;
    this.#length += 2;
    this.#open >>>= 16;
    this.#openBits -= 16;
  }

  /** Gives all the rest; the last byte is filled with zeroes. */
  end(): void {
    const bytes = (this.#openBits + 7) >>> 3;
    this.put(0, 16);
    this.#give(this.#piece.subarray(0, this.#length - 2 + bytes));
  }

  #close(): void {
    this.#give(this.#piece);
    this.#piece = new Uint8Array(PIECE_BYTES);
    this.#length = 0;
  }
}
