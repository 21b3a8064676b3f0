import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWarm, type Warm } from './warm.ts';

/**
 * The command line as a user has it: the real bundle over real files. `run` gives a command a process of its own, as a
 * shell does; `runWarm` gives it to one process that runs command after command (warm.ts), which is several times as
 * fast. Commands, decision sheet, discrepancies, replay and archive are tested warm but for a run or two; a process of
 * its own is kept where the process is what is tested: program.test.ts, killed runs, determinism, workers, the demo and
 * the README.
 */

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
  /** The same in the process that stays; it starts with the first command. */
  readonly runWarm: Cuadre['run'];
  /** Runs the demo in a folder that is not there yet. */
  readonly demo: (folder: string) => { code: number | null; stdout: string; stderr: string };
  /** Removes the bundle, and ends the process that stays. */
  readonly remove: () => void;
}

/** Bundles the program as it stands in the working tree, inside node_modules so that it finds its packages. */
export function buildCuadre(): Cuadre {
  const folder = bundleInto('.cuadre-test-', ['scripts/testing/warm-entry.ts']);
  const node = (script: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) => {
    const result = spawnSync(process.execPath, [join(folder, script), ...args], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { code: result.status, stdout: result.stdout, stderr: result.stderr };
  };
  let warm: Warm | null = null;
  return {
    program: join(folder, 'cuadre.js'),
    run: (args, cwd, env = {}) => node('cuadre.js', args, cwd, env),
    runWarm: (args, cwd, env = {}) => {
      warm ??= startWarm(join(folder, 'warm-entry.js'));
      return warm.run({ args, cwd, env: { PATH: process.env['PATH'] ?? '', ...env } });
    },
    demo: (place) => node('demo.js', [place], root, {}),
    remove: () => {
      warm?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Bundles the program with entry points of a test's own beside its own, as `npm run build` does; the folder is new. */
export function bundleInto(prefix: string, entries: readonly string[]): string {
  const folder = mkdtempSync(join(root, 'node_modules', prefix));
  // Opening a store in this process has left the mask of stores, under which other users could not read the program.
  const mask = process.umask(0o022);
  try {
    execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), folder, ...entries], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    // As in the package; without it each file would be read twice, as the one and as the other kind of module.
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    return folder;
  } finally {
    process.umask(mask);
  }
}
