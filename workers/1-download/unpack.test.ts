import { localBytes } from '../adapters/files/disk.ts';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import type { Unpack } from '../../schemas/config/from.ts';
import { D } from '../../scripts/testing/kit.ts';
import { UNPACK_LIMITS, unpackFile, type UnpackLimits } from './unpack.ts';

const root = mkdtempSync(join(tmpdir(), 'cuadre-unpack-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const TEXT = 'date;amount\n2026-07-01;10.00\n';
const GZ: Unpack = { kind: 'gz', entry: null };
const ZIP: Unpack = { kind: 'zip', entry: null };
const NAMED: Unpack = { kind: 'zip', entry: 'x_{date:yyyyMMdd}.csv' };

let count = 0;
/** The text inside, or the code of the refusal. */
async function unpacked(bytes: Buffer, unpack: Unpack, limits: UnpackLimits = UNPACK_LIMITS): Promise<string> {
  const folder = join(root, String((count += 1)));
  mkdirSync(folder);
  const path = join(folder, 'in.bin');
  writeFileSync(path, bytes);
  const result = await unpackFile(localBytes(path), unpack, D, folder, { limits });
  return result.ok ? readFileSync(result.path, 'utf8') : result.problem.code;
}

async function zipOf(entries: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(entries)) {
    if (name.endsWith('/')) zip.addEmptyDirectory(name);
    else zip.addBuffer(Buffer.from(content), name, { mtime: new Date(2026, 6, 1) });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The same bytes with a text replaced by one of equal length, wherever it stands. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  const text = bytes.toString('latin1').replaceAll(from, to);
  return Buffer.from(text, 'latin1');
}

/** Sets a field of the entry in the zip's directory: where its four-byte signature stands, plus the offset. */
function changed(bytes: Buffer, offset: number, change: (at: number, copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy.indexOf('504b0102', 0, 'hex') + offset, copy);
  return copy;
}

describe('a gz', () => {
  const gz = gzipSync(TEXT);
  const table: [string, Buffer, string][] = [
    ['whole', gz, TEXT],
    ['of two members one after the other', Buffer.concat([gz, gzipSync('more\n')]), `${TEXT}more\n`],
    ['of nothing', gzipSync(''), ''],
    [
      'with one flipped byte',
      Buffer.concat([gz.subarray(0, 15), Buffer.from([(gz[15] ?? 0) ^ 0xff]), gz.subarray(16)]),
      'broken_format',
    ],
    ['with a wrong checksum', Buffer.concat([gz.subarray(0, -8), Buffer.alloc(4), gz.subarray(-4)]), 'broken_format'],
    ['with something behind it', Buffer.concat([gz, Buffer.from('trailing')]), 'broken_format'],
    ['that is none', Buffer.from(TEXT), 'broken_format'],
    ['that is a zip', Buffer.from('504b030400000000', 'hex'), 'broken_format'],
    ['with a gz inside', gzipSync(gz), 'broken_format'],
    ['that inflates a thousand times', gzipSync(Buffer.alloc(40 << 20)), 'too_large'],
  ];
  test.each(table)('%s', async (_sentence, bytes, result) => {
    expect(await unpacked(bytes, GZ)).toBe(result);
  });

  test('cut off at any byte is refused', async () => {
    const codes = new Set<string>();
    for (let length = 0; length < gz.length; length += 1) codes.add(await unpacked(gz.subarray(0, length), GZ));
    expect([...codes].filter((code) => code !== 'broken_format' && code !== 'truncated')).toEqual([]);
    expect(codes.has('truncated')).toBe(true);
  });

  test('larger than the limit, counted as it comes out', async () => {
    expect(await unpacked(gz, GZ, { ...UNPACK_LIMITS, inflatedMax: TEXT.length })).toBe(TEXT);
    expect(await unpacked(gz, GZ, { ...UNPACK_LIMITS, inflatedMax: TEXT.length - 1 })).toBe('too_large');
  });
});

describe('a zip', () => {
  const one = { 'x_20260701.csv': TEXT };
  const table: [string, Unpack, () => Promise<Buffer>, string][] = [
    ['with one entry', ZIP, () => zipOf(one), TEXT],
    ['with one entry in a folder', ZIP, () => zipOf({ 'out/': '', 'out/x_20260701.csv': TEXT }), TEXT],
    ['with no entry', ZIP, () => zipOf({}), 'broken_format'],
    ['with two entries', ZIP, () => zipOf({ ...one, 'readme.txt': 'x' }), 'broken_format'],
    ['with two entries, one of them meant', NAMED, () => zipOf({ ...one, 'readme.txt': 'x' }), TEXT],
    ['with two entries that could be meant', NAMED, () => zipOf({ ...one, 'b/x_20260701.csv': 'x' }), 'broken_format'],
    ['whose entry is of another date', NAMED, () => zipOf({ 'x_20260702.csv': TEXT }), 'broken_format'],
    [
      'whose name leads out',
      ZIP,
      async () => renamed(await zipOf({ 'aa/bbbbbbb': TEXT }), 'aa/bbbbbbb', '../etc/pwd'),
      'broken_format',
    ],
    ['whose name is absolute', ZIP, async () => renamed(await zipOf({ aetc: TEXT }), 'aetc', '/etc'), 'broken_format'],
    [
      'whose name has backslashes',
      ZIP,
      async () => renamed(await zipOf({ aabbb: TEXT }), 'aabbb', '..\\bb'),
      'broken_format',
    ],
    ['with a zip inside', ZIP, async () => zipOf({ 'x.zip': await zipOf(one) }), 'broken_format'],
    ['with a gz inside', ZIP, () => zipOf({ x: gzipSync(TEXT) }), 'broken_format'],
    [
      'with a workbook inside, which is a zip by itself',
      ZIP,
      async () => zipOf({ 'x.xlsx': await zipOf({ a: 'b' }) }),
      'PK',
    ],
    ['that inflates a thousand times', ZIP, () => zipOf({ x: Buffer.alloc(40 << 20) }), 'too_large'],
    ['cut off', ZIP, async () => (await zipOf(one)).subarray(0, -30), 'broken_format'],
    ['that is none', ZIP, () => Promise.resolve(Buffer.from(TEXT)), 'broken_format'],
    [
      'that says it is smaller',
      ZIP,
      async () => changed(await zipOf(one), 24, (at, copy) => copy.writeUInt32LE(3, at)),
      'broken_format',
    ],
    [
      'with another checksum',
      ZIP,
      async () => changed(await zipOf(one), 16, (at, copy) => copy.writeUInt32LE(1, at)),
      'broken_format',
    ],
    [
      'that is encrypted',
      ZIP,
      async () => changed(await zipOf(one), 8, (at, copy) => copy.writeUInt16LE(1, at)),
      'broken_format',
    ],
  ];
  test.each(table)('%s', async (_sentence, unpack, bytes, result) => {
    expect((await unpacked(await bytes(), unpack)).slice(0, result === 'PK' ? 2 : undefined)).toBe(result);
  });

  test('of too many entries is not listed', async () => {
    const many = await zipOf(Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`f${String(index)}`, 'x'])));
    expect(await unpacked(many, ZIP, { ...UNPACK_LIMITS, entriesMax: 4 })).toBe('too_large');
  });

  test('names the entries that it has, without the number of a card', async () => {
    const path = join(root, 'two.zip');
    writeFileSync(path, await zipOf({ 'a.csv': 'x', 'b_4111111111111111.csv': 'y' }));
    const result = await unpackFile(localBytes(path), ZIP, D, root);
    expect(result.ok ? '' : result.problem.detail).toContain('a.csv, b_411111******1111.csv');
  });
});
