import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARED_FILES } from './golden/case-folder.ts';
import { letAge } from './testing/aged.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { flipByte } from './testing/flip-byte.ts';
import { MISSING_DATE, writeTinyShop } from './testing/tiny-shop.ts';

/**
 * Every file that earlier dates have left, altered before a later date is run: what is read of it is compared with what
 * was recorded before anything is decided.
 */

const LAST_BEFORE = '2025-03-04';
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
    const read = (name: string): string => readFileSync(join(reports, name), 'utf8');
    return { code, stderr, reports: existsSync(reports) ? COMPARED_FILES.map(read).join('\n') : null };
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
  // What stands beside a file is named by the file.
  const named = path.slice(path.lastIndexOf('/') + 1).replace(/\.blocks$/, '');
  if (!stderr.includes(named)) return `its name is not told: ${stderr}`;
  return /replay|restore/.test(stderr) ? null : `nothing says how to get it back: ${stderr}`;
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
});
