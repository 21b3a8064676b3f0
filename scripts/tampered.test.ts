import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certain } from '../schemas/errors.ts';
import { COMPARED_FILES } from './golden/case-folder.ts';
import { letAge } from './testing/aged.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { flipByte } from './testing/flip-byte.ts';
import { seededRandom } from './testing/fortnight/random.ts';
import { MISSING_DATE, writeTinyShop } from './testing/tiny-shop.ts';

/**
 * Every file that earlier dates have left, altered before a later date is run: what is read of it is compared with what
 * was recorded before anything is decided.
 */

const LAST_BEFORE = '2025-03-04';
const DATABASE = 'data/cuadre.db';
let cuadre: Cuadre;
let recorded = '';
beforeAll(() => {
  cuadre = buildCuadre();
  recorded = writeTinyShop();
  cuadre.run(['run', '--date', LAST_BEFORE], recorded);
});
afterAll(() => {
  cuadre.remove();
  rmSync(recorded, { recursive: true, force: true });
});

function filesUnder(folder: string): string[] {
  return readdirSync(join(recorded, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(recorded.length + 1));
}

const TAMPERINGS: Readonly<Record<string, (path: string) => void>> = {
  'a bit flipped in its middle': flipByte,
  'cut off': (path) => {
    writeFileSync(path, readFileSync(path).subarray(0, -7));
  },
  removed: (path) => {
    rmSync(path);
  },
};

interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
  /** The reports of the later date; null where it has none. */
  readonly reports: string | null;
}

function runAfter(work: (folder: string) => void): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-tampered-'));
  try {
    cpSync(recorded, folder, { recursive: true });
    letAge(join(folder, 'input'));
    work(folder);
    const { code, stderr } = cuadre.runWarm(['run', '--date', MISSING_DATE], folder);
    const reports = join(folder, 'reports', MISSING_DATE);
    const paths = COMPARED_FILES.map((name) => join(reports, name));
    const read = (path: string): string => readFileSync(path, 'utf8');
    return { code, stderr, reports: paths.every((path) => existsSync(path)) ? paths.map(read).join('\n') : null };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is wrong with how a run took an altered file; null where nothing is. */
function wrongWith(path: string, { code, stderr, reports }: Outcome, calm: Outcome): string | null {
  if (reports !== null) {
    if (reports !== calm.reports) return 'other reports';
    return code === calm.code ? null : `the same reports and exit code ${String(code)}`;
  }
  if (code !== 1 && code !== 2) return `exit code ${String(code)} and no reports`;
  // What stands beside a file is named by the file; of the database its rows are named, or what was made from them.
  const named = path === DATABASE ? '' : path.slice(path.lastIndexOf('/') + 1).replace(/\.blocks$/, '');
  if (!stderr.includes(named)) return `its name is not told: ${stderr}`;
  if (stderr.includes('a defect of Cuadre')) return stderr;
  return /replay|restore|cuadre verify/.test(stderr) ? null : `nothing says how to get it back: ${stderr}`;
}

/** `npm run tampered` flips more. */
const FLIPS = Number(process.env['DATABASE_FLIPS'] ?? '40');

/** Places of a file that are not empty, and a bit of each, the same ones each time. */
function flipsOf(bytes: Buffer): readonly { readonly at: number; readonly bit: number }[] {
  const random = seededRandom(FLIPS);
  const places = [...bytes.keys()].filter((at) => bytes[at] !== 0);
  return Array.from({ length: FLIPS }, () => ({
    at: random.pick(places),
    bit: 1 << random.int(0, 7),
  }));
}

describe('a later date over a file that was altered', () => {
  it.each(['data/lines', 'data/archive', `reports/${LAST_BEFORE}`])(
    'comes to the same bytes or stops, and names it: every file of %s',
    { timeout: 300_000 },
    (under) => {
      const calm = runAfter(() => undefined);
      expect(calm).toMatchObject({ code: 4, reports: expect.any(String) as string });
      const wrong = filesUnder(under).flatMap((path) =>
        Object.entries(TAMPERINGS).flatMap(([how, tamper]) => {
          const found = runAfter((folder) => {
            tamper(join(folder, path));
          });
          const told = wrongWith(path, found, calm);
          return told === null ? [] : [`${path} ${how}: ${told}`];
        }),
      );
      expect(wrong).toEqual([]);
    },
  );

  it('comes to the same bytes or stops where a bit of the database flipped', { timeout: 1_200_000 }, () => {
    const calm = runAfter(() => undefined);
    const whole = readFileSync(join(recorded, DATABASE));
    const wrong = flipsOf(whole).flatMap(({ at, bit }) => {
      const found = runAfter((folder) => {
        const bytes = Buffer.from(whole);
        bytes[at] = certain(bytes[at], 'a byte') ^ bit;
        writeFileSync(join(folder, DATABASE), bytes);
      });
      const told = wrongWith(DATABASE, found, calm);
      return told === null ? [] : [`bit ${String(bit)} of ${String(at)}: ${told}`];
    });
    expect(wrong).toEqual([]);
  });
});
