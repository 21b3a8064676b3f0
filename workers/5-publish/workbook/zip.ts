import { crc32 } from 'node:zlib';
import { Deflate, Zip, type AsyncFlateStreamHandler, type ZipInputFile } from 'fflate';

/**
 * A zip file as bytes: the same files give the same bytes on every machine. It carries one fixed time, and is packed by
 * a package in JavaScript and not by the machine's zlib, whose output differs between processors and releases.
 */

/** Of 1 to 9. Higher ones take up to twice the time, and make a sheet smaller by a tenth. */
const LEVEL = 2;
/** Of 0 to 12, how many places the packer remembers: more find nothing more in a sheet. */
const MEMORY = 4;
/** What a zip says of a file that is packed (APPNOTE.TXT, 4.4.4 and 4.4.5): deflated, and fast rather than small. */
const DEFLATED = 8;
const FAST = 2;

/**
 * A file of a zip, packed as it comes. Its check sum, which is the same wherever it is made, is made by the machine's
 * zlib: that takes a tenth of the time.
 */
class PackedFile implements ZipInputFile {
  readonly filename: string;
  readonly compression = DEFLATED;
  readonly flag = FAST;
  /** The first moment that a zip can say, in whatever zone: it is written by its local fields. */
  readonly mtime = new Date(1980, 0, 1);
  size = 0;
  crc = 0;
  /** The zip's, once the file is added to it. */
  ondata?: AsyncFlateStreamHandler;
  readonly #packer = new Deflate({ level: LEVEL, mem: MEMORY }, (packed, isLast) => {
    this.ondata?.(null, packed, isLast);
  });

  constructor(filename: string) {
    this.filename = filename;
  }

  push(piece: Uint8Array, isLast = false): void {
    this.crc = crc32(piece, this.crc);
    this.size += piece.length;
    this.#packer.push(piece, isLast);
  }
}

/** Takes files one after the other, each in pieces. */
export class ZipFile {
  readonly #pieces: Uint8Array[] = [];
  readonly #zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    this.#pieces.push(piece);
  });

  /** A whole file. `write` is handed what takes its pieces, which follow each other. */
  add(name: string, write: (take: (piece: Uint8Array) => void) => void): void {
    const file = new PackedFile(name);
    this.#zip.add(file);
    write((piece) => {
      file.push(piece);
    });
    file.push(new Uint8Array(), true);
  }

  /** The whole zip; nothing can be added after. */
  bytes(): Uint8Array {
    this.#zip.end();
    return Buffer.concat(this.#pieces);
  }
}
