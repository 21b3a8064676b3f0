import { createHash } from 'node:crypto';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extract, idOf, place, plainOrder } from '../../../scripts/testing/line-rows.ts';
import type { LineStore } from '../../../schemas/ports/line-files.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import { BLOCK_BYTES, blocksBeside, BlockHasher, hashBlocks, putBlocks, rootOf, sealOf } from './block-hashes.ts';
import { KEYS_SUFFIX, lineFileName, openLineStore } from './line-files.ts';
import { proverOf } from './proofs.ts';
import { openSparse } from './sparse-file.ts';

const ROWS = 140_000;
const id = idOf('order');
const rows = place(
  id,
  Array.from({ length: ROWS }, (_, index) => plainOrder(`R-${String(index)}`)),
);

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-proofs-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** What is thrown by work that must fail, as people read it. */
async function failure(work: () => Promise<unknown>): Promise<{ code: string; path: string; words: string }> {
  try {
    await work();
  } catch (error) {
    const { code, context, message } = error as { code: string; context: { path: string }; message: string };
    return { code, path: context.path, words: message };
  }
  throw new Error('nothing was thrown');
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
}

describe('a file of several blocks', () => {
  const bytes = Buffer.alloc(2 * BLOCK_BYTES + 5, 'abc');
  const path = () => join(directory, 'file');
  const opened = (sha256: string | null) =>
    openSparse(path(), proverOf(path(), { sha256, getBack: 'so it is got back' }));
  const root = () => rootOf(hashBlocks(path()));
  beforeEach(() => {
    writeFileSync(path(), bytes);
  });

  it('is named by the hash of the list of the hashes of its blocks, however it was cut into pieces', () => {
    const sha = (part: Uint8Array) => createHash('sha256').update(part).digest();
    const head = Buffer.from([...Buffer.from('CUADREB1'), 5, 0, 2, 0, 0, 0, 0, 0]);
    const blocks = [0, 1, 2].map((block) => sha(bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES)));
    expect(root()).toBe(sha(Buffer.concat([head, ...blocks])).toString('hex'));
    for (const length of [1, 7, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES]) {
      const hasher = new BlockHasher();
      for (let from = 0; from < bytes.length; from += length === 1 ? bytes.length : length)
        hasher.update(bytes.subarray(from, length === 1 ? bytes.length : from + length));
      expect(rootOf(hasher.finish())).toBe(root());
    }
    writeFileSync(path(), '');
    expect(sealOf(path())).toEqual({ sha256: rootOf({ size: 0, hashes: new Uint8Array() }), size: 0 });
  });

  it('is proved where it is read and nowhere else', () => {
    const recorded = root();
    putBlocks(path(), hashBlocks(path()));
    flip(path(), BLOCK_BYTES + 3);
    const file = opened(recorded);
    file.need(0, 10);
    file.need(2 * BLOCK_BYTES, file.size);
    expect(Buffer.from(file.bytes.subarray(0, 3)).toString()).toBe('abc');
    expect(() => {
      file.need(BLOCK_BYTES - 1, BLOCK_BYTES + 1);
    }).toThrow(
      expect.objectContaining({
        code: 'integrity_broken',
        message: `${path()} is damaged; so it is got back`,
        context: { path: path(), bytes: '65536 to 131071' },
      }),
    );
    expect(file.isWhole).toBe(false);
  });

  it.each(['is lost', 'is torn', 'is of another file'])('is proved where its list %s, and gets it back', (what) => {
    const recorded = root();
    putBlocks(path(), hashBlocks(path()));
    if (what === 'is lost') rmSync(`${path()}.blocks`);
    if (what === 'is torn') truncateSync(`${path()}.blocks`, 60);
    if (what === 'is of another file') putBlocks(path(), { size: bytes.length, hashes: Buffer.alloc(96) });
    opened(recorded).need(0, bytes.length);
    expect(blocksBeside(path())).toEqual(hashBlocks(path()));
    flip(path(), 5);
    rmSync(`${path()}.blocks`);
    expect(() => opened(recorded)).toThrow(expect.objectContaining({ code: 'integrity_broken' }));
  });

  it('that was forged together with its list is not the one that was recorded', () => {
    const recorded = root();
    flip(path(), 5);
    putBlocks(path(), hashBlocks(path()));
    expect(() => opened(recorded)).toThrow(
      expect.objectContaining({ code: 'integrity_broken', context: { path: path(), recorded } }),
    );
    // Nobody named it yet: it is what was written, by all that is known.
    opened(null).need(0, bytes.length);
  });

  it('that was cut short or grew is not the one that was recorded', () => {
    const recorded = root();
    putBlocks(path(), hashBlocks(path()));
    truncateSync(path(), bytes.length - 1);
    expect(() => opened(recorded)).toThrow(expect.objectContaining({ code: 'integrity_broken' }));
    writeFileSync(path(), Buffer.concat([bytes, bytes]));
    expect(() => opened(recorded)).toThrow(expect.objectContaining({ code: 'integrity_broken' }));
  });

  it('that is damaged or replaced after it was proved is proved again', () => {
    const recorded = root();
    putBlocks(path(), hashBlocks(path()));
    opened(recorded).need(0, bytes.length);
    const second = opened(recorded);
    flip(path(), 5);
    for (const file of [second, opened(recorded)])
      expect(() => {
        file.need(0, 1);
      }).toThrow(expect.objectContaining({ code: 'integrity_broken' }));
    writeFileSync(`${path()}.good`, bytes);
    renameSync(`${path()}.good`, path());
    second.need(0, bytes.length);
  });

  it('of a record of before there were lists is named by the hash of its bytes', () => {
    const recorded = createHash('sha256').update(bytes).digest('hex');
    opened(recorded).need(0, bytes.length);
    opened(recorded).need(0, bytes.length);
    flip(path(), 5);
    expect(() => opened(recorded)).toThrow(expect.objectContaining({ code: 'integrity_broken' }));
  });
});

describe('a line file and its index', () => {
  const at = (name = '') => join(directory, `${lineFileName(id)}${name}`);
  const recorded = new Map<string, string>();
  const store = (): LineStore =>
    openLineStore(directory, extract, {
      registered: (date) => Promise.resolve([...recorded].map(([path, sha256]) => ({ path, date, sha256, size: 0 }))),
      keysJoined: () => Promise.resolve(),
      madeAgain: ({ path, sha256 }) => Promise.resolve(void recorded.set(path, sha256)),
    });
  const find = (row: number) => store().find([id], [{ kind: 'reference', value: `r-${String(row)}` }]);
  beforeEach(async () => {
    await store().write(id, rows);
    recorded.clear();
    for (const suffix of ['', KEYS_SUFFIX])
      recorded.set(`${lineFileName(id)}${suffix}`, sealOf(at(suffix))?.sha256 ?? '');
  });

  it('that are damaged in one place go on to answer from every other', async () => {
    const good = join(directory, 'good');
    copyFileSync(at(), good);
    flip(at(), statSync(at()).size / 2);
    const answers = await inTurn([0, ROWS - 1, 65_536, 100_000], async (row) => {
      try {
        return (await store().read(id, [row])).length;
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(new Set(answers)).toEqual(new Set([1, 'integrity_broken']));
    const broken = await failure(() => store().read(id));
    expect(broken).toMatchObject({ code: 'integrity_broken', path: at() });
    expect(broken.words).toContain(`run "cuadre replay --date ${id.date}", which reads`);
    copyFileSync(good, at());
    expect(await store().read(id)).toEqual(rows);
  });

  it('are found by no key whose part of the index is damaged', async () => {
    flip(at(KEYS_SUFFIX), statSync(at(KEYS_SUFFIX)).size - 9);
    const answers = await inTurn(
      Array.from({ length: 40 }, (_, n) => n * 3000),
      async (row) => {
        try {
          return (await find(row))[0]?.[0] === row ? 'found' : 'lost';
        } catch (error) {
          return (error as { code: string }).code;
        }
      },
    );
    expect(new Set(answers)).toEqual(new Set(['found', 'integrity_broken']));
  });

  it('are damaged in every block in turn, and never believed', async () => {
    const good = readFileSync(at());
    for (let block = 0; block * BLOCK_BYTES < good.length; block += 1) {
      const bytes = Buffer.from(good);
      const place = Math.min(block * BLOCK_BYTES + 1000, good.length - 1);
      bytes[place] = (bytes[place] ?? 0) ^ 1;
      writeFileSync(at(), bytes);
      expect((await failure(() => store().read(id))).code).toBe('integrity_broken');
    }
  });

  it('stand where both do: without its index a line file is written again', async () => {
    expect(await store().has(id)).toBe(true);
    rmSync(at(KEYS_SUFFIX));
    expect(await store().has(id)).toBe(false);
    await store().write(id, rows);
    expect(await find(77)).toEqual([[77]]);
    expect(sealOf(at(KEYS_SUFFIX))?.sha256).toBe(recorded.get(`${lineFileName(id)}${KEYS_SUFFIX}`));
  });

  it('that are made again in another form than was recorded are named anew, and believed', async () => {
    const names = ['', KEYS_SUFFIX].map((suffix) => `${lineFileName(id)}${suffix}`);
    const before = new Map(recorded);
    for (const name of names) {
      rmSync(join(directory, name));
      recorded.set(name, sha256('of a former form'));
    }
    await store().write(id, rows);
    expect(recorded).toEqual(before);
    expect(await store().read(id, [5])).toEqual([rows[5]]);
    expect(await find(5)).toEqual([[5]]);
  });
});
