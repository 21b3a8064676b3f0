import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { Encoding } from '../../../schemas/lines/profile.ts';
import type { Bytes } from '../../../schemas/ports/archive.ts';
import { Refused } from '../refused.ts';

/** Turns chunks of one encoding into chunks of valid UTF-8, cut between characters. */
interface Decoder {
  write(chunk: Buffer): Buffer;
  end(): void;
}

/**
 * Chunks are handed on in pieces: a text of 128 KiB or more is no young object of V8, which asks the system for its
 * memory each time; that takes thirty times as long as to fill it.
 */
const PIECE_BYTES = 64 * 1024;

/**
 * Reads a file in its declared encoding, strictly, and yields it as chunks of valid UTF-8 without a byte order mark.
 * Throws `Refused` (`wrong_encoding`, with the byte) at the first byte that the encoding does not have: a wrong guess
 * would otherwise end as wrong letters in references that no longer match.
 */
export async function* utf8Chunks(bytes: Bytes, encoding: Encoding): AsyncGenerator<Buffer> {
  yield* decodedChunks(bytes.stream() as AsyncIterable<Buffer>, encoding);
}

/** The same of chunks that come from elsewhere (a part of a package). */
export async function* decodedChunks(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = DECODERS[encoding]();
  let isStart = true;
  for await (const chunk of chunks) {
    const other = isStart ? otherEncoding(encoding, chunk) : null;
    if (other !== null) throw other;
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) {
      const piece = decoder.write(chunk.subarray(from, from + PIECE_BYTES));
      const decoded = isStart ? withoutMarks(piece) : piece;
      isStart = false;
      if (decoded.length > 0) yield decoded;
    }
  }
  decoder.end();
}

const DECODERS: Readonly<Record<Encoding, () => Decoder>> = {
  'utf-8': utf8Decoder,
  'utf-16le': () => utf16Decoder('utf-16le'),
  'utf-16be': () => utf16Decoder('utf-16be'),
  latin1: () => singleByteDecoder('latin1'),
  'windows-1252': () => singleByteDecoder('windows-1252'),
  'windows-1250': () => singleByteDecoder('windows-1250'),
  'iso-8859-15': () => singleByteDecoder('iso-8859-15'),
  cp437: () => singleByteDecoder('cp437'),
  cp850: () => singleByteDecoder('cp850'),
  cp852: () => singleByteDecoder('cp852'),
  cp858: () => singleByteDecoder('cp858'),
  macintosh: () => singleByteDecoder('macintosh'),
};

/** The bytes that a code page leaves undefined, where decoders make control characters of them instead of a scar. */
const UNDEFINED: Readonly<Partial<Record<Encoding, RegExp>>> = {
  'windows-1252': /[\x81\x8d\x8f\x90\x9d]/,
  'windows-1250': /[\x81\x83\x88\x90\x98]/,
};

/** What a file begins with where it says its encoding itself. */
const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Bytes of the beginning in which text of two bytes a letter shows its zeros. */
const LOOKED_AT = 64;

/**
 * What the first bytes show to be another encoding than the declared one, as the reason of a refusal; null where
 * nothing does.
 */
function otherEncoding(declared: Encoding, start: Buffer): Refused | null {
  const marked = MARKS.find(([, bytes]) => startsWith(start, bytes))?.[0];
  if (marked !== undefined && marked !== declared)
    return notInEncoding(
      declared,
      0,
      start[0],
      `the file begins with the mark of ${marked}; declare encoding: ${marked}`,
    );
  if (marked !== undefined || start.length < 4) return null;
  const head = start.subarray(0, LOOKED_AT);
  const zeros = (odd: number): number => head.filter((byte, index) => index % 2 === odd && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  // Half of the bytes of a text in UTF-16 are zero, nearly all on one side.
  const shown =
    odd > head.length / 4 && even === 0 ? 'utf-16le' : even > head.length / 4 && odd === 0 ? 'utf-16be' : null;
  if (declared.startsWith('utf-16') && isOfOneByte(head))
    return notInEncoding(declared, 0, start[0], 'a letter is one byte; declare encoding: utf-8 (or windows-1252)');
  if (shown === null || shown === declared) return null;
  return notInEncoding(
    declared,
    odd > 0 ? 1 : 0,
    0,
    `every other byte is zero, as in ${shown}; declare encoding: ${shown}`,
  );
}

/** Nearly all of it is plain ASCII, and no byte is zero, as half of them are of such a text in UTF-16. */
function isOfOneByte(head: Buffer): boolean {
  const plain = head.filter((byte) => byte < 0x7f && (byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d))).length;
  return !head.includes(0) && plain > head.length * 0.9;
}

function utf8Decoder(): Decoder {
  let carry: Buffer = Buffer.alloc(0);
  let offset = 0;
  return {
    write(chunk) {
      const buffer = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const part = buffer.subarray(0, wholeCharacters(buffer));
      if (!isUtf8(part)) throw notInEncoding('utf-8', offset + firstInvalidUtf8(part), part[firstInvalidUtf8(part)]);
      carry = buffer.subarray(part.length);
      offset += part.length;
      return part;
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

function singleByteDecoder(name: Encoding): Decoder {
  let offset = 0;
  const undefinedBytes = UNDEFINED[name] ?? null;
  return {
    write(chunk) {
      const bad = undefinedBytes?.exec(chunk.toString('latin1'));
      if (bad) throw notInEncoding(name, offset + bad.index, chunk[bad.index]);
      const text = name === 'latin1' ? chunk.toString('latin1') : iconv.decode(chunk, name);
      // A letter a byte: where one is none, its place in the text is its place in the chunk.
      const scar = text.indexOf('\ufffd');
      if (scar >= 0) throw notInEncoding(name, offset + scar, chunk[scar]);
      offset += chunk.length;
      return Buffer.from(text, 'utf8');
    },
    end() {},
  };
}

function utf16Decoder(name: 'utf-16le' | 'utf-16be'): Decoder {
  const strict = new TextDecoder('utf-16le', { fatal: true, ignoreBOM: true });
  let carry: Buffer = Buffer.alloc(0);
  let offset = 0;
  return {
    write(chunk) {
      const buffer = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
      const even = buffer.length - (buffer.length % 2);
      const whole = name === 'utf-16le' ? buffer.subarray(0, even) : Buffer.from(buffer.subarray(0, even)).swap16();
      const part = whole.subarray(0, wholeUnits(whole));
      carry = Buffer.from(buffer.subarray(part.length));
      const from = offset;
      offset += part.length;
      try {
        return Buffer.from(strict.decode(part), 'utf8');
      } catch {
        throw notInEncoding(name, from + loneSurrogate(part), part[loneSurrogate(part)]);
      }
    },
    end() {
      if (carry.length > 0) throw notInEncoding(name, offset, carry[0]);
    },
  };
}

/** A file that went through two programs may begin with two marks. */
function withoutMarks(decoded: Buffer): Buffer {
  let start = 0;
  while (startsWith(decoded.subarray(start), [0xef, 0xbb, 0xbf])) start += 3;
  return decoded.subarray(start);
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

/** What to declare for bytes that are no UTF-8: what spreadsheets of Windows and programs of DOS write. */
const OTHERS = 'declare encoding: windows-1252 (DOS: cp850)';

/** What to declare for bytes that are no letter of the declared code page. */
const OTHER_PAGES = 'declare encoding: cp850 (DOS), or the code page that the program writes';

function notInEncoding(name: Encoding, byte: number, value: number | undefined, why?: string): Refused {
  const shown = value === undefined ? 'the end of the file' : `0x${value.toString(16).padStart(2, '0')}`;
  const reason = why ?? (name === 'utf-8' ? OTHERS : name.startsWith('utf-16') ? null : OTHER_PAGES);
  const detail = `the profile declares ${name}, and ${shown} at byte ${String(byte)} is not ${name}`;
  return new Refused('wrong_encoding', reason === null ? detail : `${detail}: ${reason}`, { byte });
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
