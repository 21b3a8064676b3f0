import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command line as a user has it: the real bundle, in a process of its own. */

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Cuadre {
  /** The bundle, for tests that start it themselves. */
  readonly program: string;
  /** Runs `cuadre ...args` in a folder. The environment is empty but for PATH and what is given. */
  readonly run: (
    args: readonly string[],
    cwd: string,
    env?: Readonly<Record<string, string>>,
  ) => { code: number | null; stdout: string; stderr: string };
  /** Runs the demo in a folder that is not there yet. */
  readonly demo: (folder: string) => { code: number | null; stdout: string; stderr: string };
  /** Removes the bundle. */
  readonly remove: () => void;
}

/** Bundles the program as it stands in the working tree, inside node_modules so that it finds its packages. */
export function buildCuadre(): Cuadre {
  const folder = mkdtempSync(join(root, 'node_modules', '.cuadre-test-'));
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), folder], { stdio: ['ignore', 'ignore', 'inherit'] });
  const node = (script: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) => {
    const result = spawnSync(process.execPath, [join(folder, script), ...args], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { code: result.status, stdout: result.stdout, stderr: result.stderr };
  };
  return {
    program: join(folder, 'cuadre.js'),
    run: (args, cwd, env = {}) => node('cuadre.js', args, cwd, env),
    demo: (place) => node('demo.js', [place], root, {}),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
