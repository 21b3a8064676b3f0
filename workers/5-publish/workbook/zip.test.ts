import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { crc32, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
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

/** The files of a zip, found by its directory and unpacked by the machine's zlib; a wrong check sum throws. */
function readBack(zip: Buffer): Map<string, string> {
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  const files = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let entry = 0; entry < zip.readUInt16LE(end + 10); entry += 1) {
    const name = zip.toString('ascii', at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const local = zip.readUInt32LE(at + 42);
    // What the two headers of a file say of it.
    expect(zip.subarray(local + 4, local + 30)).toEqual(zip.subarray(at + 6, at + 32));
    const from = local + 30 + zip.readUInt16LE(local + 26);
    const bytes = inflateRawSync(zip.subarray(from, from + zip.readUInt32LE(at + 20)));
    expect([crc32(bytes), bytes.length]).toEqual([zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24)]);
    files.set(name, latin1(bytes));
    at += 46 + name.length;
  }
  expect(at).toBe(end);
  return files;
}

describe('a zip', () => {
  it('holds the bytes of its files, in whatever pieces they come', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(0, 1, 8191, 8192, 65_536, 98_304, 1 << 18).map((length) => new Uint8Array(length).fill(65)),
        fc.nat().map((seed) => noise(seed, 70_000)),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(pieces, pieces, (one, other) => {
        const files = new Map([
          ['a.xml', one],
          ['folder/b.xml', other],
        ]);
        const whole = new Map([...files].map(([name, of]) => [name, latin1(Buffer.concat(of))]));
        const zip = zipOf(files);
        expect(readBack(zip)).toEqual(whole);
        expect(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, latin1(bytes)])).toEqual([...whole]);
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

  it('of no file is one all the same', () => {
    expect(readBack(zipOf(new Map()))).toEqual(new Map());
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
