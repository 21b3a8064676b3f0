import fc from 'fast-check';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { seededRandom } from '../../../scripts/testing/fortnight/random.ts';
import { ZipFile } from './zip.ts';

type Pieces = readonly Uint8Array[];

function zipOf(files: ReadonlyMap<string, Pieces>): Buffer {
  const zip = new ZipFile();
  for (const [name, pieces] of files)
    zip.add(name, (take) => {
      pieces.forEach(take);
    });
  return Buffer.from(zip.bytes());
}

/** Bytes as a text, which is quicker to compare. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** The files of a zip as another package reads them: by its directory, with sizes and check sums compared. */
async function readBack(zip: Buffer): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const read = await fromBufferPromise(zip);
  for await (const entry of read.eachEntry()) {
    const bytes = await buffer(await read.openReadStreamPromise(entry));
    expect([crc32(bytes), bytes.length]).toEqual([entry.crc32, entry.uncompressedSize]);
    files.set(entry.fileName, latin1(bytes));
  }
  return files;
}

describe('a zip', () => {
  it('holds the bytes of its files, in whatever pieces they come', async () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(0, 1, 8191, 8192, 65_536, 98_304, 1 << 18).map((length) => new Uint8Array(length).fill(65)),
        fc.nat().map((seed) => noise(seed, 70_000)),
      ),
      { maxLength: 6 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, pieces, async (one, other) => {
        const files = new Map([
          ['a.xml', one],
          ['folder/b.xml', other],
        ]);
        const whole = new Map([...files].map(([name, of]) => [name, latin1(Buffer.concat(of))]));
        const zip = zipOf(files);
        expect(await readBack(zip)).toEqual(whole);
      }),
      { seed: 20260701, numRuns: 60 },
    );
  });

  it('is the same for the same pieces, and carries no time of its own', () => {
    const files = new Map([['a.xml', [noise(1, 300_000), noise(2, 5)]]]);
    const zip = zipOf(files);
    expect(zipOf(files).equals(zip)).toBe(true);
    expect([zip.readUInt16LE(10), zip.readUInt16LE(12)]).toEqual([0, 0x21]);
  });

  it('of no file is one all the same', async () => {
    expect(await readBack(zipOf(new Map()))).toEqual(new Map());
  });
});

/** Bytes that repeat a little, as a sheet does. */
function noise(seed: number, length: number): Uint8Array {
  const random = seededRandom(seed);
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const back = random.int(1, 40_000);
    const run = random.int(1, 300);
    for (let end = Math.min(length, at + run); at < end; at += 1)
      bytes[at] = at >= back && run > 20 ? (bytes[at - back] ?? 0) : random.int(0, 255);
  }
  return bytes;
}
