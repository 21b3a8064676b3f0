import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../schemas/ports/archive.ts';
import type { RequestRecord } from '../../../schemas/ports/requests.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { day } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

export const request = (n: number, target: string): RequestRecord => ({
  date: day(n),
  source: 'dlocal',
  transport: 'https',
  at: '2026-07-02T06:00:00.000Z',
  target,
  outcome: 'fetched',
  status: '200',
  facts: { etag: '"1"' },
  detail: '',
  size: 10,
  ms: 5,
  sha256: sha256('packed'),
  fileSha256: sha256('inside'),
});

/** The bytes in two chunks, as they come from elsewhere. */
function inParts(bytes: Buffer): Buffer[] {
  const half = Math.ceil(bytes.length / 2);
  return [bytes.subarray(0, half), bytes.subarray(half)];
}

/** What `Archive` promises. */
export function describeArchive(name: string, open: Open<Archive>): void {
  describe(`the archive in ${name}`, () => {
    let archive: Archive;
    const again = eachTest(open, (port) => {
      archive = port;
    });
    const put = (bytes: string | Buffer) => archive.put(Readable.from(inParts(Buffer.from(bytes))));

    it('keeps a file byte for byte under its sha256, also an empty one and for the next process', async () => {
      for (const bytes of [Buffer.alloc(5_000_000, 'áb;\r\n'), Buffer.alloc(0)]) {
        const stored = await put(bytes);
        expect(stored).toEqual({ sha256: sha256(bytes), size: bytes.length });
        await again();
        expect(await archive.has(stored.sha256)).toBe(true);
        const found = await archive.open(stored.sha256);
        expect(found.size).toBe(bytes.length);
        expect((await buffer(found.stream())).equals(bytes)).toBe(true);
      }
      expect(await archive.has(sha256('never put'))).toBe(false);
    });

    it('gives the bytes of any place, as a stream or at once', async () => {
      const text = `${'a'.repeat(1_000_000)}the end`;
      const bytes = await archive.open((await put(text)).sha256);
      expect((await buffer(bytes.stream(1_000_000, 1_000_003))).toString()).toBe('the');
      expect((await buffer(bytes.stream(1_000_004))).toString()).toBe('end');
      expect((await bytes.read(1_000_000, 3)).toString()).toBe('the');
      expect((await bytes.read(1_000_004, 100)).toString()).toBe('end');
      expect(await codeOf(() => archive.open(sha256('never put')))).toBe('integrity_broken');
    });

    it('changes nothing when the same bytes come again', async () => {
      const first = await put('one');
      expect(await put('one')).toEqual(first);
      expect((await archive.storedFiles()).map((file) => file.sha256)).toEqual([first.sha256]);
    });

    it('takes the same bytes at the same time, once', async () => {
      const [first, second] = await Promise.all([put('one'), put('one')]);
      expect(second).toEqual(first);
      expect((await archive.storedFiles()).map((file) => file.sha256)).toEqual([first.sha256]);
    });

    it('fails with disk_failed when there is no such file, and keeps nothing', async () => {
      expect(await codeOf(() => archive.put(createReadStream('/nowhere/none.csv')))).toBe('disk_failed');
      expect(await archive.storedFiles()).toEqual([]);
      expect(await archive.has('0'.repeat(64))).toBe(false);
    });

    it('keeps nothing of bytes that break off on their way', async () => {
      const broken = new Error('the source went away');
      async function* breakingOff(): AsyncGenerator<Buffer> {
        yield Buffer.from('half of ');
        await Promise.reject(broken);
      }
      await expect(archive.put(breakingOff())).rejects.toThrow(broken);
      expect(await archive.storedFiles()).toEqual([]);
    });

    it('lists its files in the order of their hashes, and its logs by date', async () => {
      expect([await archive.storedFiles(), await archive.storedLogs()]).toEqual([[], []]);
      const stored = [await put('one'), await put('two'), await put('three')];
      await archive.appendRequest(request(2, 'b'));
      await archive.appendRequest(request(1, 'a'));
      expect((await archive.storedFiles()).map(({ sha256: hash, size }) => ({ sha256: hash, size }))).toEqual(
        stored.sort((one, other) => (one.sha256 < other.sha256 ? -1 : 1)),
      );
      expect((await archive.storedLogs()).map(({ date }) => date)).toEqual([day(1), day(2)]);
    });

    it('remembers what was asked for the files of a date, oldest first', async () => {
      expect(await archive.requests(day(1))).toEqual([]);
      await archive.appendRequest(request(1, 'first'));
      await archive.appendRequest(request(2, 'of another date'));
      await archive.appendRequest(request(1, 'second'));
      await again();
      expect(await archive.requests(day(1))).toEqual([request(1, 'first'), request(1, 'second')]);
    });
  });
}
