import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';
import type { Encoding } from '../../../schemas/profile.ts';

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
export async function readSample(path: string): Promise<Sample> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const { size } = await handle.stat();
    const { text, ...encoding } = decode(bytes);
    return { text: size > bytesRead ? text.slice(0, text.lastIndexOf('\n') + 1) : text, ...encoding };
  } finally {
    await handle.close();
  }
}

function decode(bytes: Buffer): Sample {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: bytes.subarray(2).toString('utf16le'), encoding: 'utf-16le', encodingIsGuessed: false };
  // The sample may end inside a character.
  const whole = [0, 1, 2, 3].map((less) => bytes.subarray(0, bytes.length - less)).find((part) => isUtf8(part));
  if (whole !== undefined) return { text: whole.toString('utf8').replace(/^\ufeff/, ''), encoding: 'utf-8', encodingIsGuessed: false };
  return { text: iconv.decode(bytes, 'windows-1252'), encoding: 'windows-1252', encodingIsGuessed: true };
}
