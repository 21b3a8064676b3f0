import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeOnce, putUnderItsName, withTemporaryFolderAsync } from './disk.ts';

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

describe('a finished file', () => {
  const write = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };

  it('is placed where nothing stands, in a folder that need not be there; what stands stays', () => {
    const target = join(directory, 'new/folder/name');
    expect(placeOnce(write('one', 'one'), target)).toBe(true);
    const { ino } = statSync(target);
    expect(placeOnce(write('two', 'two'), target)).toBe(false);
    expect([readFileSync(target, 'utf8'), statSync(target).ino]).toEqual(['one', ino]);
  });

  it('that holds what stands under its name leaves it, as young as itself; a damaged one is replaced', () => {
    const target = write('name', 'whole');
    utimesSync(target, 1, 1);
    const { ino } = statSync(target);
    const again = write('again', 'whole');
    utimesSync(again, 5, 5);
    putUnderItsName(again, target);
    expect(statSync(target)).toMatchObject({ ino, mtimeMs: 5_000 });
    writeFileSync(target, 'who');
    putUnderItsName(write('repaired', 'whole'), target);
    expect(readFileSync(target, 'utf8')).toBe('whole');
  });
});
