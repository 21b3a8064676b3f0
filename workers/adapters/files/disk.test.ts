import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withTemporaryFolderAsync } from './disk.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-disk-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('a folder to work in', () => {
  it('is lent empty, and taken away whatever happens', async () => {
    const folders: string[] = [];
    const lent = await withTemporaryFolderAsync(directory, 'fetch', (folder) => {
      folders.push(folder);
      expect(readdirSync(folder)).toEqual([]);
      writeFileSync(join(folder, 'part'), 'x');
      return Promise.resolve('what the work came to');
    });
    expect(lent).toBe('what the work came to');
    const broken = withTemporaryFolderAsync(directory, 'fetch', (folder) => {
      folders.push(folder);
      return Promise.reject(new TypeError('of the work itself'));
    });
    await expect(broken).rejects.toThrow('of the work itself');
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
  });
});
