import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import type { Encoding } from '../../../schemas/lines/profile.ts';
import { withoutCardNumbers } from '../../../schemas/values/card-numbers.ts';
import type { Bytes } from '../../../schemas/ports/archive.ts';

/** Enough rows to see every notation of a file, little enough to look at it in a moment. */
const SAMPLE_BYTES = 512 * 1024;

/** The beginning of a file as text, whole lines, and the encoding that it was most likely written in. */
export interface Sample {
  readonly text: string;
  readonly encoding: Encoding;
  /** False where bytes say the encoding: a mark, or letters that only it has. */
  readonly encodingIsGuessed: boolean;
}

/** Reads a sample. Throws what the disk throws. */
export async function readSample(bytes: Bytes): Promise<Sample> {
  const head = await bytes.read(0, SAMPLE_BYTES);
  const { text: whole, ...encoding } = decode(head);
  // What is proposed quotes cells.
  const text = withoutCardNumbers(whole);
  return { text: bytes.size > head.length ? text.slice(0, text.lastIndexOf('\n') + 1) : text, ...encoding };
}

function decode(bytes: Buffer): Sample {
  const wide = markedUtf16(bytes) ?? unmarkedUtf16(bytes);
  if (wide !== null) return { text: iconv.decode(bytes, wide), encoding: wide, encodingIsGuessed: false };
  // The sample may end inside a character.
  const whole = [0, 1, 2, 3].map((less) => bytes.subarray(0, bytes.length - less)).find((part) => isUtf8(part));
  if (whole !== undefined)
    return { text: whole.toString('utf8').replace(/^\ufeff/, ''), encoding: 'utf-8', encodingIsGuessed: false };
  const [best] = CODE_PAGES.map((encoding) => ({ encoding, text: iconv.decode(bytes, encoding) })).sort(
    (a, b) => oddities(a.text) - oddities(b.text),
  );
  return { text: best?.text ?? '', encoding: best?.encoding ?? 'windows-1252', encodingIsGuessed: true };
}

function markedUtf16(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

/**
 * UTF-16 without a mark: nearly every letter of a western text is a byte and a zero, and a zero stands nowhere else.
 */
function unmarkedUtf16(bytes: Buffer): 'utf-16le' | 'utf-16be' | null {
  const zeros: [number, number] = [0, 0];
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2 === 0 ? 0 : 1] += 1;
  const [first, second] = zeros;
  const most = bytes.length * 0.4;
  if (second > most && first === 0) return 'utf-16le';
  return first > most && second === 0 ? 'utf-16be' : null;
}

/** Of equals the first is taken: what Windows writes is what most files are. */
const CODE_PAGES = ['windows-1252', 'cp850', 'cp852', 'macintosh'] as const;

/**
 * Characters beyond ASCII that no text in Spanish, Portuguese or English has: the fewer, the likelier the code page.
 */
function oddities(text: string): number {
  return Array.from(text).filter(
    (letter) =>
      letter > '\u007f' &&
      !/[\u00e1\u00e9\u00ed\u00f3\u00fa\u00fc\u00f1\u00c1\u00c9\u00cd\u00d3\u00da\u00dc\u00d1\u00e3\u00f5\u00c3\u00d5\u00e7\u00c7\u00e2\u00ea\u00f4\u00c2\u00ca\u00d4\u00e0\u00c0\u00bf\u00a1\u00b0\u00ba\u00aa\u00a0\u20ac\u2013\u2014\u2018\u2019\u201c\u201d\u2026]/.test(
        letter,
      ),
  ).length;
}
