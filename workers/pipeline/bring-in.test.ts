import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SourceConfig } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { findFile } from '../1-download/directory.ts';
import { bringIn, type BringInRefusal } from './bring-in.ts';

/** A file that a person brings, as the folder of its source takes it. */

const DATE = '2026-06-25' as PlainDate;
const BYTES_MAX = 64 * 1024;
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-bring-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function bring(name: string, content: Uint8Array | Readable, from: object = {}): Promise<BringInRefusal | null> {
  const source = { id: 'gate', leg: 'bank', from: { directory, file: 'gate_{date:yyyyMMdd}.csv', ...from } };
  const bytes = content instanceof Readable ? content : Readable.from([content]);
  return bringIn({ source: source as unknown as SourceConfig, date: DATE, name, bytes, bytesMax: BYTES_MAX });
}

const NAME = 'gate_20260625.csv';
const ROWS = Buffer.from('a,b\n1,2\n');

describe('a file that is brought', () => {
  it('stands there whole under its name, and nothing else does', async () => {
    expect(await bring(NAME, ROWS)).toBeNull();
    expect(readFileSync(join(directory, NAME)).equals(ROWS)).toBe(true);
    expect(readdirSync(directory)).toEqual([NAME]);
  });

  it.each<readonly [number, BringInRefusal | null]>([
    [0, 'empty'],
    [1, null],
    [BYTES_MAX, null],
    [BYTES_MAX + 1, 'too_large'],
  ])('of %i bytes comes to %j', async (size, expected) => {
    expect(await bring(NAME, Readable.from(size === 0 ? [] : [Buffer.alloc(size)]))).toBe(expected);
    expect(readdirSync(directory)).toEqual(expected === null ? [NAME] : []);
  });

  it('that ends by an error leaves nothing', async () => {
    const cut = Readable.from(
      (function* () {
        yield ROWS;
        throw new Error('the line is dead');
      })(),
    );
    expect(await bring(NAME, cut)).toBe('cut_off');
    expect(readdirSync(directory)).toEqual([]);
  });

  it('of which nothing is read where its name is refused', async () => {
    let reads = 0;
    const watched = new Readable({
      read() {
        reads += 1;
        this.push(null);
      },
    });
    expect(await bring('../gate_20260625.csv', watched)).toBe('name_unsafe');
    expect(await bring('gate_20260626.csv', watched)).toBe('name_other');
    expect(reads).toBe(0);
  });

  it('is a second one where another name of the date stands, also one that is being copied', async () => {
    const wide = { file: 'gate_{date:yyyyMMdd}*' };
    expect(await bring('.gate_20260625.csv', ROWS, wide)).toBe('name_other');
    expect(await bring('gate_20260625.csv.part', ROWS, wide)).toBe('name_other');
    writeFileSync(join(directory, 'gate_20260625.csv.part'), 'half');
    expect(await bring(NAME, ROWS, wide)).toBe('stands');
    rmSync(join(directory, 'gate_20260625.csv.part'));
    mkdirSync(join(directory, 'gate_20260625_folder'));
    expect(await bring(NAME, ROWS, wide)).toBe('stands');
  });

  it('that comes while another one is put there does not take its place', async () => {
    const late = Readable.from(
      (function* () {
        yield ROWS;
        writeFileSync(join(directory, NAME), 'first');
      })(),
    );
    expect(await bring(NAME, late)).toBe('stands');
    expect(readFileSync(join(directory, NAME), 'utf8')).toBe('first');
  });

  it('is kept nowhere where the folder is not there, and the folder is not made', async () => {
    rmSync(directory, { recursive: true });
    expect(await bring(NAME, ROWS)).toBe('folder_gone');
    expect(existsSync(directory)).toBe(false);
  });
});

describe('as the source says', () => {
  const GZ = { file: 'gate_{date:yyyyMMdd}.csv.gz', unpack: { kind: 'gz', entry: null } };

  it('a packed one is opened first: a bomb, one that is cut off and what is none are refused', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(BYTES_MAX);
    for (const content of [bomb, gzipSync(ROWS).subarray(0, 12), ROWS])
      expect(await bring(`${NAME}.gz`, content, GZ)).toBe('cannot_be_opened');
    expect(readdirSync(directory)).toEqual([]);
    expect(await bring(`${NAME}.gz`, gzipSync(ROWS), GZ)).toBeNull();
    expect(readdirSync(directory)).toEqual([`${NAME}.gz`]);
  });

  it('one of a source with marks is marked, and no mark is brought for a file', async () => {
    const marked = { file: 'gate_{date:yyyyMMdd}*', complete: { marker: '*.ok' } };
    const source = { directory, ...marked };
    expect(await bring(`${NAME}.ok`, ROWS, marked)).toBe('name_other');
    expect(await bring(NAME, ROWS, marked)).toBeNull();
    expect(findFile('gate', source, DATE)?.name).toBe(NAME);
    rmSync(join(directory, NAME));
    utimesSync(join(directory, `${NAME}.ok`), 1, 1);
    expect(await bring(NAME, ROWS, marked)).toBeNull();
    expect(findFile('gate', source, DATE)?.name).toBe(NAME);
  });

  it('one of a source that is no folder of this machine is not kept', async () => {
    const https = { id: 'gate', leg: 'bank', from: { file: 'x', https: 'https://files.example/x' } };
    const brought = { date: DATE, name: NAME, bytes: Readable.from([ROWS]), bytesMax: BYTES_MAX };
    expect(await bringIn({ ...brought, source: https as unknown as SourceConfig })).toBe('no_folder');
  });
});
