import { inTurn } from '../../../schemas/in-turn.ts';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { extract, idOf, place, plainOrder, rowsOf } from '../../../scripts/testing/line-rows.ts';
import { hashKey } from './key-index.ts';
import { KEYS_SUFFIX, lineFileName, openLineStore } from './line-files.ts';

const SEED = 20_260_701;

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-lines-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('a line file', () => {
  it('has the same bytes however often it is written', async () => {
    const [bare] = fc.sample(rowsOf('settlement'), { seed: SEED, numRuns: 1 });
    const id = idOf('settlement');
    const bytes = await inTurn(['a', 'b'], async (name) => {
      await openLineStore(join(directory, name), extract).write(id, place(id, bare ?? []));
      const path = join(directory, name, lineFileName(id));
      return [readFileSync(path, 'hex'), readFileSync(`${path}${KEYS_SUFFIX}`, 'hex')];
    });
    expect(bytes[0]).toEqual(bytes[1]);
  });

  it('leaves no temporary file behind, and stands only under its name', async () => {
    const id = idOf('order');
    const store = openLineStore(directory, extract);
    expect(await store.has(id)).toBe(false);
    await store.write(id, place(id, [plainOrder('A-00001')]));
    expect(await store.has(id)).toBe(true);
    expect(readdirSync(join(directory, '.tmp'))).toEqual([]);
  });

  it('is integrity_broken when it was cut short', async () => {
    const id = idOf('order');
    await openLineStore(directory, extract).write(id, place(id, [plainOrder('A')]));
    truncateSync(join(directory, lineFileName(id)), 100);
    await expect(openLineStore(directory, extract).read(id)).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });
});

describe('the key index', () => {
  it('spreads near values over its 64 bits', () => {
    const hashes = new Set(
      Array.from({ length: 100_000 }, (_, index) =>
        hashKey({ kind: 'reference', value: `bog01-${String(index)}` }).join(':'),
      ),
    );
    expect(hashes.size).toBe(100_000);
  });

  it('is refused when it was cut short', async () => {
    const id = idOf('order');
    const store = openLineStore(directory, extract);
    await store.write(id, place(id, [plainOrder('A-1')]));
    truncateSync(join(directory, `${lineFileName(id)}${KEYS_SUFFIX}`), 20);
    await expect(store.find(id, [{ kind: 'reference', value: 'a-1' }])).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });
});
