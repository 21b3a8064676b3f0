import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Archive } from '../../../schemas/ports/archive.ts';
import { openArchive } from './archive.ts';
import { CHUNK_BYTES, localBytes } from './disk.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-archive-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('the archive', () => {
  it('keeps a file of several pieces byte for byte under its sha256', async () => {
    const bytes = Buffer.alloc(CHUNK_BYTES * 2 + 7, 'áb;\r\n');
    writeFileSync(join(directory, 'in.csv'), bytes);
    const archive = openArchive(join(directory, 'archive'));
    const put = await archive.put(localBytes(join(directory, 'in.csv')).stream());
    expect(put).toEqual({ sha256: sha256(bytes), size: bytes.length });
    expect(await archive.has(put.sha256)).toBe(true);
    expect(readFileSync(join(directory, 'archive', put.sha256)).equals(bytes)).toBe(true);
  });

  it('changes nothing when the same bytes come again, and leaves nothing temporary', async () => {
    writeFileSync(join(directory, 'in.csv'), '');
    const archive = openArchive(join(directory, 'archive'));
    const first = await archive.put(localBytes(join(directory, 'in.csv')).stream());
    expect(await archive.put(localBytes(join(directory, 'in.csv')).stream())).toEqual(first);
    expect(readdirSync(join(directory, 'archive')).sort()).toEqual(['.tmp', first.sha256]);
    expect(readdirSync(join(directory, 'archive', '.tmp'))).toEqual([]);
  });

  it('says when what stands under the name has another size', async () => {
    writeFileSync(join(directory, 'in.csv'), 'twelve bytes');
    const archive = openArchive(join(directory, 'archive'));
    truncateSync(
      join(directory, 'archive', (await archive.put(localBytes(join(directory, 'in.csv')).stream())).sha256),
      3,
    );
    await expect(archive.put(localBytes(join(directory, 'in.csv')).stream())).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });

  it('hands out the bytes that a name stands for and no others, whoever put them there', async () => {
    writeFileSync(join(directory, 'in.csv'), 'twelve bytes');
    const archives = [1, 2].map(() => openArchive(join(directory, 'archive')));
    const [first] = archives as [Archive];
    const { sha256: name } = await first.put(localBytes(join(directory, 'in.csv')).stream());
    const path = join(directory, 'archive', name);
    for (const archive of archives)
      expect((await (await archive.open(name)).read(0, 12)).toString()).toBe('twelve bytes');
    writeFileSync(path, 'twelve bytez');
    const broken = { code: 'integrity_broken', context: { path, expected: name, found: sha256('twelve bytez') } };
    for (const archive of archives) await expect(archive.open(name)).rejects.toThrow(expect.objectContaining(broken));
    writeFileSync(path, 'twelve bytes');
    for (const archive of archives) expect((await archive.open(name)).size).toBe(12);
  });

  it('fails with disk_failed when there is no such file, and keeps nothing', async () => {
    const archive = openArchive(join(directory, 'archive'));
    await expect(archive.put(localBytes(join(directory, 'none.csv')).stream())).rejects.toThrow(
      expect.objectContaining({ code: 'disk_failed' }),
    );
    expect(readdirSync(join(directory, 'archive'))).toEqual(['.tmp']);
    expect(await archive.has('0'.repeat(64))).toBe(false);
  });
});
