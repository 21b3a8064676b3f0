/** The cells of the record at hand. */
export interface CsvCells {
  readonly width: number;
  /** No cell holds anything. */
  readonly empty: boolean;
  /** Whether a cell may hold forbidden text. */
  readonly suspect: boolean;
  /** The cell as it stands between its delimiters and quotes; '' where the record is narrower. */
  cell(position: number): string;
  /** The same, trimmed. */
  text(position: number): string;
  /** Every cell, in an array that stays. */
  all(): string[];
}

/** What a byte is to the scanner: bits, so that a cell knows of what it is made. Bytes of the ordinary have none. */
const WIDE = 1;
/** A control character, or the first byte of a letter that may be one or U+FFFD. */
const SUSPECT = 2;
/** What csv-parse takes for an escape inside other quotes; outside of them it may stand in any cell. */
const ESCAPE = 4;
/** This and what follows ends a cell, or may not stand in one. */
const DELIMITER = 8;
const LINE_END = 16;
const QUOTE = 32;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** The escape of csv-parse, whatever the quote. */
const ESCAPING = '"';
/** V8 copies a shorter slice; a longer one would keep the whole window in memory. */
const SLICE_LENGTH_MIN = 13;

/**
 * Finds plain records in UTF-8: a delimiter of one byte between cells that hold no quote, or are wholly quoted and hold
 * neither a quote nor a line end, and LF or CRLF behind the last. Of any other record it says only that it is none:
 * csv-parse reads those, and is the definition for these. A cell becomes a text when somebody asks for it.
 */
export class CsvScanner implements CsvCells {
  width = 0;
  empty = true;
  private readonly kinds: Uint8Array;
  private window: Buffer = Buffer.alloc(0);
  /** The window with a letter for every byte. */
  private letters = '';
  /** Where the cells of the record begin and end in the window, and the bits of their bytes. */
  private starts = new Int32Array(64);
  private ends = new Int32Array(64);
  private bits = new Uint8Array(64);
  /** The bits of all bytes of the record. */
  private seen = 0;
  /** Of each column the cell that was asked for last, in the same window: many a cell is the one above it. */
  private readonly lastStarts: number[] = [];
  private readonly lastEnds: number[] = [];
  private readonly lastCells: string[] = [];

  private constructor(kinds: Uint8Array) {
    this.kinds = kinds;
  }

  /** Null for a dialect under which no record is plain. */
  static of({ delimiter, quote }: { readonly delimiter: string; readonly quote: string }): CsvScanner | null {
    const isOneByte = (character: string): boolean => /^[\t\x20-\x7e]$/.test(character);
    if (!isOneByte(delimiter)) return null;
    const kinds = Uint8Array.from({ length: 256 }, (_, byte) => kindOf(byte));
    if (quote !== '') {
      if (!isOneByte(quote) || delimiter === quote || delimiter === ESCAPING) return null;
      kinds[ESCAPING.charCodeAt(0)] = ESCAPE;
      kinds[quote.charCodeAt(0)] = QUOTE;
    }
    kinds[delimiter.charCodeAt(0)] = DELIMITER;
    return new CsvScanner(kinds);
  }

  /** Turns to other bytes; the cells of the record before are gone. */
  turnTo(window: Buffer): void {
    this.window = window;
    this.letters = window.toString('latin1');
    this.lastEnds.fill(-1);
  }

  /**
   * Takes the record that begins at `from`, if it is plain. Returns where it ends, behind its line end, or -1. Some
   * line feed must follow.
   */
  take(from: number): number {
    const { kinds, window } = this;
    this.width = 0;
    this.empty = true;
    this.seen = 0;
    for (let at = from; ; at += 1) {
      at = kinds[window[at] ?? 0] === QUOTE ? this.takeQuoted(at + 1) : this.takeBare(at);
      if (at < 0) return -1;
      if (kinds[window[at] ?? 0] === LINE_END) return at + 1;
    }
  }

  /** Takes the cell without quotes from `start` on; where the delimiter or line feed behind it stands, or -1. */
  private takeBare(start: number): number {
    const { kinds, window } = this;
    let at = start;
    let bits = 0;
    let kind = kinds[window[at] ?? 0] ?? 0;
    while (kind < DELIMITER) {
      bits |= kind;
      at += 1;
      kind = kinds[window[at] ?? 0] ?? 0;
    }
    if (kind === QUOTE) return -1;
    const isCrLf = kind === LINE_END && window[at - 1] === CARRIAGE_RETURN;
    this.put(start, isCrLf ? at - 1 : at, bits);
    return at;
  }

  /** Takes the cell whose opening quote stands before `start`; where what stands behind it is, or -1. */
  private takeQuoted(start: number): number {
    const { kinds, window } = this;
    let end = start;
    let bits = 0;
    let kind = kinds[window[end] ?? 0] ?? 0;
    while (kind < LINE_END && kind !== ESCAPE) {
      bits |= kind;
      end += 1;
      kind = kinds[window[end] ?? 0] ?? 0;
    }
    if (kind !== QUOTE) return -1;
    const isCrLf = window[end + 1] === CARRIAGE_RETURN && window[end + 2] === LINE_FEED;
    const at = isCrLf ? end + 2 : end + 1;
    const behind = kinds[window[at] ?? 0];
    if (behind !== DELIMITER && behind !== LINE_END) return -1;
    this.put(start, end, bits);
    return at;
  }

  private put(start: number, end: number, bits: number): void {
    const { width } = this;
    if (width === this.starts.length) this.grow();
    this.starts[width] = start;
    this.ends[width] = end;
    this.bits[width] = bits;
    this.width = width + 1;
    this.seen |= bits;
    if (end > start) this.empty = false;
  }

  private grow(): void {
    const wider = <T extends Int32Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    const size = 2 * this.starts.length;
    this.starts = wider(this.starts, new Int32Array(size));
    this.ends = wider(this.ends, new Int32Array(size));
    this.bits = wider(this.bits, new Uint8Array(size));
  }

  get suspect(): boolean {
    return (this.seen & SUSPECT) !== 0;
  }

  cell(position: number): string {
    if (position >= this.width) return '';
    const start = this.starts[position] ?? 0;
    const end = this.ends[position] ?? 0;
    if (start === end) return '';
    const last = this.lastCells[position];
    if (last !== undefined && this.isSame(start, end, this.lastStarts[position] ?? 0, this.lastEnds[position] ?? 0))
      return last;
    const cell = this.textAt(start, end, ((this.bits[position] ?? 0) & WIDE) !== 0);
    this.remember(position, start, end, cell);
    return cell;
  }

  text(position: number): string {
    const cell = this.cell(position);
    return isPrinted(cell.charCodeAt(0)) && isPrinted(cell.charCodeAt(cell.length - 1)) ? cell : cell.trim();
  }

  all(): string[] {
    return Array.from({ length: this.width }, (_, position) => this.cell(position));
  }

  private remember(position: number, start: number, end: number, cell: string): void {
    // why: an array with holes is a slow one.
    for (let column = this.lastCells.length; column < position; column += 1) {
      this.lastStarts.push(0);
      this.lastEnds.push(-1);
      this.lastCells.push('');
    }
    this.lastStarts[position] = start;
    this.lastEnds[position] = end;
    this.lastCells[position] = cell;
  }

  /** Whether the same bytes stand in two places. From behind: what counts up differs there. */
  private isSame(start: number, end: number, otherStart: number, otherEnd: number): boolean {
    const { window } = this;
    if (end - start !== otherEnd - otherStart) return false;
    const shift = otherStart - start;
    for (let at = end - 1; at >= start; at -= 1) if (window[at] !== window[at + shift]) return false;
    return true;
  }

  private textAt(start: number, end: number, isWide: boolean): string {
    if (isWide) return this.window.toString('utf8', start, end);
    return end - start < SLICE_LENGTH_MIN ? this.letters.slice(start, end) : this.window.toString('latin1', start, end);
  }
}

/** A letter of ASCII that no trimming takes off. */
function isPrinted(code: number): boolean {
  return code > 0x20 && code < 0x7f;
}

function kindOf(byte: number): number {
  if (byte === LINE_FEED) return LINE_END;
  if (byte >= 0x80) return byte === 0xc2 || byte === 0xef ? WIDE | SUSPECT : WIDE;
  return (byte < 0x20 && byte !== 0x09 && byte !== CARRIAGE_RETURN) || byte === 0x7f ? SUSPECT : 0;
}
