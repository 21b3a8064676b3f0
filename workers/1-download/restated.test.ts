import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { SourceLook } from '../../schemas/ports.ts';
import { D, fileOf, sha } from '../../scripts/testing/kit.ts';
import { memoryStore } from '../../scripts/testing/memory-store.ts';
import { isRestated } from './restated.ts';

const root = mkdtempSync(join(tmpdir(), 'cuadre-restated-'));
const path = join(root, 'wompi_20260701.csv');
const from = { directory: root, file: 'wompi_{date:yyyyMMdd}*.csv' };
const read = fileOf('wompi', D, { sha256: sha('a;1\n') });
const later = { nowMs: () => Date.now() + 60_000 };

let looks: SourceLook[] = [];
const store = { ...memoryStore(), sourceLook: () => looks.at(-1) ?? null, recordSourceLook: (look: SourceLook) => looks.push(look) };
const ask = (clock = later): boolean => isRestated('wompi', from, read, { store, clock });

beforeEach(() => {
  looks = [];
  writeFileSync(path, 'a;1\n');
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('Whether a file came again', () => {
  test('the same bytes are not, and the next look does not read them', () => {
    expect(ask()).toBe(false);
    expect(looks).toHaveLength(1);
    looks = [{ ...(looks[0] as SourceLook), sha256: 'what the last look says is believed' }];
    expect(ask()).toBe(true);
    expect(looks).toHaveLength(1);
  });

  test('other bytes of the same size and with the times of the old ones are', () => {
    const times = new Date('2026-07-02T10:00:00Z');
    utimesSync(path, times, times);
    expect(ask()).toBe(false);
    writeFileSync(path, 'a;2\n');
    utimesSync(path, times, times);
    expect(ask()).toBe(true);
    expect(looks).toHaveLength(2);
  });

  test('written again with the same bytes it is not', () => {
    expect(ask()).toBe(false);
    writeFileSync(path, 'a;1\n');
    expect(ask()).toBe(false);
  });

  test('a file that changed a moment ago is read at every look', () => {
    expect(ask({ nowMs: () => Date.now() })).toBe(false);
    expect(looks).toEqual([]);
  });

  test('under another name it is read', () => {
    expect(ask()).toBe(false);
    rmSync(path);
    writeFileSync(join(root, 'wompi_20260701b.csv'), 'a;3\n');
    expect(ask()).toBe(true);
    rmSync(join(root, 'wompi_20260701b.csv'));
  });

  test('one that is gone is not: the archive has it', () => {
    rmSync(path);
    expect(ask()).toBe(false);
  });

  test('two are an error that names both', () => {
    writeFileSync(join(root, 'wompi_20260701b.csv'), 'a;3\n');
    expect(() => ask()).toThrow(expect.objectContaining({ code: 'two_files_for_one_date' }) as Error);
    rmSync(join(root, 'wompi_20260701b.csv'));
  });
});
