import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import type { Bytes } from '../../../schemas/ports/archive.ts';
import { openZip } from '../../adapters/files/zip.ts';
import { decodedChunks } from './bytes.ts';
import { beginningOf, Refused } from '../refused.ts';

/** What may come out of one part of a workbook. A million rows of ten columns have about 600 MB as XML. */
const INFLATED_MAX = 1024 ** 3;
/** How many times its packed size a part may have: sheets of equal rows pack well, bombs a thousand times. */
const RATIO_MAX = 300;
const RATIO_FROM_BYTES = 8 * 1024 ** 2;
const PARTS_MAX = 2000;

/** The parts of a workbook by name, inflated on demand and within limits. */
export interface Package {
  has(name: string): boolean;
  /** The chunks of a part as valid UTF-8. Throws `Refused` where it is damaged or outgrows the limits. */
  part(name: string): AsyncGenerator<Buffer>;
  close(): void;
}

/**
 * Opens an XLSX file. Throws `Refused`: `broken_format` where it is no zip (an old `.xls`, a web page with that name),
 * `truncated` where the zip has lost its end, `too_large`.
 */
export async function openPackage(bytes: Bytes): Promise<Package> {
  const zip = await zipIn(bytes);
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entries.size >= PARTS_MAX)
        throw new Refused('too_large', `the workbook has more than ${String(PARTS_MAX)} parts`);
      if (entries.has(entry.fileName))
        throw new Refused('broken_format', `the workbook holds ${beginningOf(entry.fileName, 80)} twice`);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    zip.close();
    throw asRefusal(error);
  }
  return {
    has: (name) => entries.has(name),
    part: (name) => decodedChunks(inflate(zip, entries.get(name), name), 'utf-8'),
    close: () => {
      zip.close();
    },
  };
}

async function zipIn(bytes: Bytes): Promise<ZipFile> {
  try {
    return await openZip(bytes, { strictFileNames: true, validateEntrySizes: true });
  } catch (error) {
    throw asRefusal(error);
  }
}

async function* inflate(zip: ZipFile, entry: Entry | undefined, name: string): AsyncGenerator<Buffer> {
  if (entry === undefined) throw new Refused('broken_format', `the workbook has no part ${beginningOf(name, 80)}`);
  if (entry.isEncrypted()) throw new Refused('broken_format', 'the workbook is encrypted');
  let sum = 0;
  let size = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      sum = crc32(chunk, sum);
      if (size > INFLATED_MAX)
        throw new Refused('too_large', `${name} inflates to more than ${String(INFLATED_MAX)} bytes`);
      if (size > RATIO_FROM_BYTES && size > RATIO_MAX * Math.max(entry.compressedSize, 1))
        throw new Refused('too_large', `${name} inflates to more than ${String(RATIO_MAX)} times its size`);
      yield chunk;
    }
  } catch (error) {
    throw asRefusal(error);
  }
  if (sum !== entry.crc32) throw new Refused('broken_format', `${name} is damaged: its checksum differs`);
}

/** What yauzl and zlib say of a file; a broken disk stays what it is. */
function asRefusal(error: unknown): unknown {
  if (error instanceof Refused || !(error instanceof Error) || 'syscall' in error) return error;
  if (/end of central directory/i.test(error.message))
    return new Refused('truncated', 'this is no workbook (XLSX), or one that lost its end');
  return new Refused('broken_format', `the workbook cannot be unpacked: ${beginningOf(error.message, 120)}`);
}
