import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { buildCuadre, type Cuadre } from './cuadre.ts';
import { copyShop } from './shop.ts';
import { MISSING_DATE, writeTinyShop } from './tiny-shop.ts';

/** The program, and a shop whose dates were run. */
export interface RecordedShop {
  /** A copy of its own for each test. */
  readonly folder: string;
  /** Runs a command in the folder. */
  readonly run: (args: readonly string[], env?: Readonly<Record<string, string>>) => ReturnType<Cuadre['runWarm']>;
}

/** Builds the program and runs the shop once for all tests of a file; what a test does to its copy goes with it. */
export function recordedShop(): RecordedShop {
  let cuadre: Cuadre;
  let recorded = '';
  let folder = '';
  beforeAll(() => {
    cuadre = buildCuadre();
    recorded = writeTinyShop();
    cuadre.run(['run', '--date', MISSING_DATE], recorded);
  });
  afterAll(() => {
    cuadre.remove();
    rmSync(recorded, { recursive: true, force: true });
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cuadre-recorded-'));
    copyShop(recorded, folder);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    run: (args, env) => cuadre.runWarm(args, folder, env),
  };
}
