import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import iconv from 'iconv-lite';
import type { Encoding } from '../../schemas/profile.ts';
import { Refused } from './refused.ts';

/** Large enough that the cost per chunk vanishes, small enough that memory stays flat. */
const CHUNK_BYTES = 256 * 1024;

/** Turns chunks of one encoding into chunks of valid UTF-8, cut between characters. */
interface Decoder {
  write(chunk: Buffer): Buffer;
  end(): void;
}

/**
 * Reads a file in its declared encoding, strictly, and yields it as chunks of valid UTF-8 without a byte order mark.
 * Throws `Refused` (`wrong_encoding`, with the byte) at the first byte that the encoding does not have: a wrong guess
 * would otherwise end as wrong letters in references that no longer match.
 */
export async function* utf8Chunks(path: string, encoding: Encoding): AsyncGenerator<Buffer> {
  yield* decodedChunks(createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>, encoding);
}

/** The same of chunks that come from elsewhere (a part of a package). */
export async function* decodedChunks(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = DECODERS[encoding]();
  for await (const chunk of chunks) {
    const decoded = decoder.write(chunk);
    if (decoded.length > 0) yield decoded;
  }
  decoder.end();
}

const DECODERS: Readonly<Record<Encoding, () => Decoder>> = {
  'utf-8': utf8Decoder,
  'windows-1252': () =>
    singleByteDecoder('windows-1252', (chunk) => Buffer.from(iconv.decode(chunk, 'windows-1252'), 'utf8'), UNDEFINED_1252),
  latin1: () => singleByteDecoder('latin1', (chunk) => Buffer.from(chunk.toString('latin1'), 'utf8'), null),
  'utf-16le': utf16leDecoder,
};

/** The five bytes that windows-1252 leaves undefined; decoders make control characters of them. */
const UNDEFINED_1252 = /[\x81\x8d\x8f\x90\x9d]/;

function utf8Decoder(): Decoder {
  let carry: Buffer = Buffer.alloc(0);
  let offset = 0;
  return {
    write(chunk) {
      const buffer = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const part = buffer.subarray(0, wholeCharacters(buffer));
      if (!isUtf8(part)) throw notInEncoding('utf-8', offset + firstInvalidUtf8(part), part[firstInvalidUtf8(part)]);
      carry = buffer.subarray(part.length);
      const start = offset === 0 && startsWith(part, [0xef, 0xbb, 0xbf]) ? 3 : 0;
      offset += part.length;
      return part.subarray(start);
    },
    end() {
      if (carry.length > 0) throw notInEncoding('utf-8', offset, carry[0]);
    },
  };
}

/** How many bytes of the buffer are whole characters: a sequence that the chunk cuts waits for the next one. */
function wholeCharacters(buffer: Buffer): number {
  for (let index = buffer.length - 1; index >= 0 && index >= buffer.length - 3; index -= 1) {
    const byte = buffer[index] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return index + sequenceLength(byte) > buffer.length ? index : buffer.length;
  }
  return buffer.length;
}

function sequenceLength(lead: number): number {
  if (lead >= 0xf0) return 4;
  if (lead >= 0xe0) return 3;
  return lead >= 0xc0 ? 2 : 1;
}

function firstInvalidUtf8(part: Buffer): number {
  let index = 0;
  while (index < part.length) {
    const length = sequenceLength(part[index] ?? 0);
    if (!isUtf8(part.subarray(index, index + length))) return index;
    index += length;
  }
  return index;
}

function singleByteDecoder(name: string, decode: (chunk: Buffer) => Buffer, undefinedBytes: RegExp | null): Decoder {
  let offset = 0;
  return {
    write(chunk) {
      // A mark of a Unicode encoding says that the profile declares the wrong one.
      if (offset === 0 && (startsWith(chunk, [0xef, 0xbb, 0xbf]) || startsWith(chunk, [0xff, 0xfe])))
        throw notInEncoding(name, 0, chunk[0]);
      const bad = undefinedBytes?.exec(chunk.toString('latin1'));
      if (bad) throw notInEncoding(name, offset + bad.index, chunk[bad.index]);
      offset += chunk.length;
      return decode(chunk);
    },
    end() {},
  };
}

function utf16leDecoder(): Decoder {
  const strict = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });
  let carry: Buffer = Buffer.alloc(0);
  let offset = 0;
  return {
    write(chunk) {
      const buffer = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      if (offset === 0 && startsWith(buffer, [0xfe, 0xff])) throw notInEncoding('utf-16le', 0, 0xfe);
      const part = buffer.subarray(0, wholeUnits(buffer));
      const start = offset === 0 && startsWith(part, [0xff, 0xfe]) ? 2 : 0;
      carry = buffer.subarray(part.length);
      const from = offset;
      offset += part.length;
      try {
        return Buffer.from(strict.decode(part.subarray(start)), 'utf8');
      } catch {
        throw notInEncoding('utf-16le', from + loneSurrogate(part), part[loneSurrogate(part)]);
      }
    },
    end() {
      if (carry.length > 0) throw notInEncoding('utf-16le', offset, carry[0]);
    },
  };
}

/** Whole 16-bit units, without a high surrogate whose second half is in the next chunk. */
function wholeUnits(buffer: Buffer): number {
  const even = buffer.length - (buffer.length % 2);
  return even >= 2 && isHighSurrogate(buffer.readUInt16LE(even - 2)) ? even - 2 : even;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function loneSurrogate(part: Buffer): number {
  for (let index = 0; index + 1 < part.length; index += 2) {
    const unit = part.readUInt16LE(index);
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = index + 3 < part.length ? part.readUInt16LE(index + 2) : 0;
    if (!isHighSurrogate(unit) || next < 0xdc00 || next > 0xdfff) return index;
    index += 2;
  }
  return part.length;
}

function startsWith(buffer: Buffer, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => buffer[index] === byte);
}

function notInEncoding(name: string, byte: number, value: number | undefined): Refused {
  const shown = value === undefined ? 'the end of the file' : `0x${value.toString(16).padStart(2, '0')}`;
  return new Refused('wrong_encoding', `the profile declares ${name}, and ${shown} at byte ${String(byte)} is not ${name}`, { byte });
}

/**
 * Characters that no cell may hold: control characters other than tab, CR and LF, and U+FFFD, the scar of a text that
 * somebody decoded wrongly before us.
 */
export const FORBIDDEN_TEXT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/;

/** The same over UTF-8 bytes seen as latin1: one quick look at a whole chunk. */
const FORBIDDEN_BYTES = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xbf\xbd/;

/** True where some text of the chunk is forbidden; its cells then need the closer look. */
export function mayHoldForbiddenText(chunk: Buffer): boolean {
  return FORBIDDEN_BYTES.test(chunk.toString('latin1'));
}
