import { crc32 } from 'node:zlib';
import { Deflate } from 'fflate';

/**
 * A zip file (APPNOTE 6.3, PKWARE) as bytes: the same files give the same bytes on every machine. It carries one fixed
 * time, and is packed by code of its own and not by the machine's zlib, whose output differs between processors and
 * releases. (A check sum is the same everywhere: that one is the machine's.)
 */

/** Of 1 to 9. Higher ones take up to twice the time, and make a sheet smaller by a tenth. */
const LEVEL = 2;
/** Of 0 to 12, how many places the packer remembers: more find nothing more in a sheet. */
const MEMORY = 4;

/** 1980-01-01 00:00, the first that a zip can say. */
const [TIME, DAY] = [0, (1 << 5) | 1];
/** 2.0: folders and deflate. */
const VERSION = 20;
const DEFLATE = 8;
const [LOCAL_HEADER, DIRECTORY_ENTRY, DIRECTORY_END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [LOCAL_HEADER_BYTES, DIRECTORY_ENTRY_BYTES, DIRECTORY_END_BYTES] = [30, 46, 22];
/** Larger files and archives need another form of zip. */
const BYTES_MAX = 0xffff_ffff;

interface Entry {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** Takes files one after the other, each in pieces. */
export class ZipFile {
  readonly #pieces: Uint8Array[] = [];
  readonly #entries: Entry[] = [];
  #bytes = 0;

  /** A whole file. `write` is handed what takes its pieces, which follow each other. */
  add(name: string, write: (take: (piece: Uint8Array) => void) => void): void {
    const packed: Uint8Array[] = [];
    const deflate = new Deflate({ level: LEVEL, mem: MEMORY }, (piece) => {
      packed.push(piece);
    });
    let crc = 0;
    let size = 0;
    write((piece) => {
      crc = crc32(piece, crc);
      size += piece.length;
      deflate.push(piece);
    });
    deflate.push(new Uint8Array(), true);
    const entry = { name: Buffer.from(name, 'ascii'), offset: this.#bytes, crc, packed: lengthOf(packed), size };
    this.#entries.push(entry);
    for (const piece of [localHeader(entry), ...packed]) this.#put(piece);
  }

  /** The whole zip. Throws where it is too large for one. */
  bytes(): Uint8Array {
    const start = this.#bytes;
    for (const entry of this.#entries) this.#put(directoryEntry(entry));
    this.#put(directoryEnd(this.#entries.length, start, this.#bytes - start));
    if (this.#bytes > BYTES_MAX || this.#entries.some(({ size }) => size > BYTES_MAX))
      throw new RangeError('a zip of more than 4 GiB');
    return Buffer.concat(this.#pieces);
  }

  #put(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
  }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** The fields of a file that both of its headers hold, from the version on. */
function putFields(header: Buffer, at: number, { name, crc, packed, size }: Entry): void {
  header.writeUInt16LE(VERSION, at);
  header.writeUInt16LE(DEFLATE, at + 4);
  header.writeUInt16LE(TIME, at + 6);
  header.writeUInt16LE(DAY, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(packed, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}

function localHeader(entry: Entry): Buffer {
  const header = Buffer.alloc(LOCAL_HEADER_BYTES);
  header.writeUInt32LE(LOCAL_HEADER, 0);
  putFields(header, 4, entry);
  return Buffer.concat([header, entry.name]);
}

function directoryEntry(entry: Entry): Buffer {
  const header = Buffer.alloc(DIRECTORY_ENTRY_BYTES);
  header.writeUInt32LE(DIRECTORY_ENTRY, 0);
  header.writeUInt16LE(VERSION, 4);
  putFields(header, 6, entry);
  header.writeUInt32LE(entry.offset, 42);
  return Buffer.concat([header, entry.name]);
}

function directoryEnd(entries: number, start: number, bytes: number): Buffer {
  const end = Buffer.alloc(DIRECTORY_END_BYTES);
  end.writeUInt32LE(DIRECTORY_END, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(start, 16);
  return end;
}
