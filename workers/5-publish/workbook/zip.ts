import { Zip, ZipDeflate } from 'fflate';

/**
 * A zip file as bytes: the same files give the same bytes on every machine. It carries one fixed time, and is packed by
 * a package in JavaScript and not by the machine's zlib, whose output differs between processors and releases.
 */

/** Of 1 to 9. Higher ones take up to twice the time, and make a sheet smaller by a tenth. */
const LEVEL = 2;
/** Of 0 to 12, how many places the packer remembers: more find nothing more in a sheet. */
const MEMORY = 4;
/** The first moment that a zip can say, in whatever zone: it is written by its local fields. */
const TIME = new Date(1980, 0, 1);

/** Takes files one after the other, each in pieces. */
export class ZipFile {
  readonly #pieces: Uint8Array[] = [];
  readonly #zip = new Zip((error, piece) => {
    if (error !== null) throw error;
    this.#pieces.push(piece);
  });

  /** A whole file. `write` is handed what takes its pieces, which follow each other. */
  add(name: string, write: (take: (piece: Uint8Array) => void) => void): void {
    const file = new ZipDeflate(name, { level: LEVEL, mem: MEMORY });
    file.mtime = TIME;
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
