import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createGunzip } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { fileNameFor, fits } from '../../schemas/config/file-pattern.ts';
import type { FileProblem } from '../../schemas/lines/files.ts';
import type { Unpack } from '../../schemas/config/from.ts';
import type { Bytes } from '../../schemas/ports/archive.ts';
import { openZip } from '../adapters/files/zip.ts';
import { shownName } from './remote-names.ts';

/** What may come out of an archive. A settlement report of a million rows has about 200 MB. */
export interface UnpackLimits {
  readonly inflatedMax: number;
  /** How many times its packed size a file may have; text packs 10 to 40 times. */
  readonly ratioMax: number;
  /** Below it the ratio says nothing. */
  readonly ratioFromBytes: number;
  readonly entriesMax: number;
}

export const UNPACK_LIMITS: UnpackLimits = {
  inflatedMax: 2 ** 32,
  ratioMax: 100,
  ratioFromBytes: 1 << 20,
  entriesMax: 1000,
};

export type Unpacked =
  | { readonly ok: true; readonly path: string; readonly entry: string | null }
  | { readonly ok: false; readonly problem: FileProblem };

/** What a packed file says when it is refused: a value, like every other file that cannot be read. */
class Refused extends Error {
  readonly problem: FileProblem;

  constructor(code: FileProblem['code'], detail: string) {
    super(detail);
    this.problem = { code, detail, line: null, byte: null };
  }
}

/**
 * Takes the one file out of a gz or zip into `folder`. Refused are: what is cut off or damaged, what inflates beyond
 * the limits (counted as it comes out, whatever the headers say), a zip whose entries leave open which one is meant,
 * names that lead out of a folder, encrypted entries, and an archive inside the archive. No name of an entry becomes a
 * path.
 *
 * @param name the packed file's own: a workbook may be in a gz that is called one
 */
export async function unpackFile(
  packed: Bytes,
  unpack: Unpack,
  date: PlainDate,
  folder: string,
  { limits = UNPACK_LIMITS, name = '' }: { readonly limits?: UnpackLimits; readonly name?: string } = {},
): Promise<Unpacked> {
  const target = join(folder, 'unpacked');
  try {
    const entry =
      unpack.kind === 'gz' ? await gunzip(packed, target, limits) : await unzip(packed, unpack, date, target, limits);
    await refuseNested(target, entry ?? name);
    return { ok: true, path: target, entry };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problem: error.problem };
    throw error;
  }
}

async function gunzip(packed: Bytes, target: string, limits: UnpackLimits): Promise<null> {
  const { size } = packed;
  const inflate = createGunzip();
  try {
    await pipeline(packed.stream(), inflate, bounded(size, limits), createWriteStream(target));
  } catch (error) {
    throw damaged(error, 'gz');
  }
  // The decoder stops at the end of the packed data and says nothing of what stands behind it.
  if (inflate.bytesWritten !== size)
    throw new Refused('broken_format', `the gz ends at byte ${String(inflate.bytesWritten)} of ${String(size)}`);
  return null;
}

async function unzip(
  packed: Bytes,
  unpack: Unpack,
  date: PlainDate,
  target: string,
  limits: UnpackLimits,
): Promise<string> {
  const zip = await zipIn(packed);
  try {
    const entry = theOneEntry(await entriesOf(zip, limits), unpack, date);
    if (entry.isEncrypted()) throw new Refused('broken_format', `${shownName(entry.fileName)} in the zip is encrypted`);
    const sum = { crc: 0 };
    const check = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sum.crc = crc32(chunk, sum.crc);
        done(null, chunk);
      },
    });
    await pipeline(
      await zip.openReadStreamPromise(entry),
      bounded(entry.compressedSize, limits),
      check,
      createWriteStream(target),
    );
    if (sum.crc !== entry.crc32)
      throw new Refused('broken_format', `${shownName(entry.fileName)} in the zip does not have its checksum`);
    return entry.fileName;
  } catch (error) {
    throw damaged(error, 'zip');
  } finally {
    zip.close();
  }
}

async function zipIn(packed: Bytes): Promise<ZipFile> {
  try {
    return await openZip(packed, { strictFileNames: true });
  } catch (error) {
    throw damaged(error, 'zip');
  }
}

function entriesOf(zip: ZipFile, { entriesMax }: UnpackLimits): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    if (zip.entryCount > entriesMax) {
      reject(
        new Refused(
          'too_large',
          `the zip has ${String(zip.entryCount)} entries, at most ${String(entriesMax)} are read`,
        ),
      );
      return;
    }
    zip.on('error', reject);
    zip.on('end', () => resolve(entries));
    zip.on('entry', (entry: Entry) => {
      // A folder is no file; what is in it is listed by itself.
      if (!entry.fileName.endsWith('/')) entries.push(entry);
      zip.readEntry();
    });
    zip.readEntry();
  });
}

function theOneEntry(entries: readonly Entry[], unpack: Unpack, date: PlainDate): Entry {
  const expected = unpack.entry === null ? null : fileNameFor(unpack.entry, date);
  const fitting = entries.filter(
    (entry) => expected === null || fits(expected, entry.fileName.slice(entry.fileName.lastIndexOf('/') + 1)),
  );
  const [entry, another] = fitting;
  if (entry !== undefined && another === undefined) return entry;
  const names = entries.map((one) => shownName(one.fileName));
  const wanted = expected === null ? 'one entry' : `one entry called ${expected.name}`;
  throw new Refused(
    'broken_format',
    `the zip must have ${wanted}; it has ${names.length === 0 ? 'none' : names.join(', ')}`,
  );
}

/** Counts what comes out. */
function bounded(packed: number, { inflatedMax, ratioMax, ratioFromBytes }: UnpackLimits): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > inflatedMax) done(new Refused('too_large', `unpacked it has more than ${String(inflatedMax)} bytes`));
      else if (size > ratioFromBytes && size > packed * ratioMax) {
        done(
          new Refused('too_large', `unpacked it has more than ${String(ratioMax)} times its ${String(packed)} bytes`),
        );
      } else done(null, chunk);
    },
  });
}

function damaged(error: unknown, kind: Unpack['kind']): unknown {
  if (error instanceof Refused) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return new Refused('truncated', `the ${kind} is cut off`);
  // A disk that fails is no fault of the file.
  if (code !== '' && !code.startsWith('Z_')) return error;
  return new Refused('broken_format', `this is no whole ${kind}${error instanceof Error ? `: ${error.message}` : ''}`);
}

/**
 * First bytes of gz, zip, bzip2, xz, 7z and rar. A workbook is a zip by itself, and its reader has limits of its own.
 */
const ARCHIVE_MARKS = ['1f8b', '504b0304', '504b0506', '425a68', 'fd377a585a00', '377abcaf271c', '526172211a07'];

async function refuseNested(path: string, name: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
    const head = buffer.subarray(0, bytesRead).toString('hex');
    if (/\.xlsx(\.gz)?$/i.test(name) || !ARCHIVE_MARKS.some((mark) => head.startsWith(mark))) return;
    throw new Refused('broken_format', 'an archive is inside the archive');
  } finally {
    await file.close();
  }
}
