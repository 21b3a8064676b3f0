import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { hashesOf } from './testing/shop.ts';
import { openEmbedded, type Embedded } from './testing/crash/embedded.ts';
import { tell } from './testing/tell.ts';
import { MISSING_DATE, writeTinyShop } from './testing/tiny-shop.ts';

/** The real command line over a store to which nothing may be written. */

let cuadre: Cuadre;
let embedded: Embedded;
let shop = '';
let root = '';
/** Of the store alone, and what else a command may write to. */
let folder = '';
let temporary = '';
beforeAll(() => {
  cuadre = buildCuadre();
  embedded = openEmbedded();
  // Nobody reads it too.
  chmodSync(dirname(cuadre.program), 0o755);
  shop = writeTinyShop();
  expect(cuadre.run(['run', '--date', MISSING_DATE], shop).code).toBe(4);
}, 60_000);
afterAll(() => {
  cuadre.remove();
  embedded.remove();
  rmSync(shop, { recursive: true, force: true });
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cuadre-read-only-'));
  [folder, temporary] = [join(root, 'shop'), join(root, 'temporary')];
  mkdirSync(temporary);
  for (const path of [root, temporary]) chmodSync(path, 0o777);
  cpSync(shop, folder, { recursive: true, preserveTimestamps: true });
});
afterEach(() => {
  setModes(0o755, 0o644);
  rmSync(root, { recursive: true, force: true });
});

const LOOKING: readonly (readonly string[])[] = [
  ['status'],
  ['status', '--date', MISSING_DATE],
  ['trace', 'A1-1001'],
  ['stores'],
  ['verify'],
  ['discrepancies', 'list'],
  ['claims', '--provider', 'psp', '--output', '../claims'],
];

function setModes(ofFolder: number, ofFile: number): void {
  chmodSync(folder, ofFolder);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? ofFolder : ofFile);
}

type Run = (args: readonly string[]) => {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

function started(command: readonly string[]): ReturnType<Run> {
  const [program = '', ...args] = command;
  const options = {
    cwd: folder,
    env: { PATH: process.env['PATH'], TMPDIR: temporary },
    encoding: 'utf8',
    timeout: 60_000,
  } as const;
  const { status, stdout, stderr } = spawnSync(program, args, options);
  return { code: status, stdout, stderr };
}

/** Who has no right to write; root has every right, so it is nobody who runs. */
const asNobody: Run = (args) => {
  setModes(0o555, 0o444);
  const drop = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  return started([...(process.getuid?.() === 0 ? drop : []), process.execPath, cuadre.program, ...args]);
};

const canMount = spawnSync('unshare', ['-m', 'true']).status === 0;
/** The folder as a read-only mount, which not even root may write to. */
const onMount: Run = (args) => {
  const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd "$0" && exec "$@"';
  return started(['unshare', '-m', 'sh', '-c', script, folder, process.execPath, cuadre.program, ...args]);
};
if (!canMount) tell('NOT RUN: a store on a read-only mount, for unshare -m is not allowed here');

describe.each<{ where: string; run: Run; reason: RegExp; isPossible: boolean }>([
  { where: 'of another user', run: asNobody, reason: /permission is denied \(EACCES\)/, isPossible: true },
  { where: 'on a read-only mount', run: onMount, reason: /read-only file system/, isPossible: canMount },
])('a store $where', ({ run, reason, isPossible }) => {
  it.runIf(isPossible).each(LOOKING.map((args) => ({ args })))('is looked at: $args', ({ args }) => {
    const before = [...hashesOf(folder)];
    const tried = run(args);
    setModes(0o755, 0o644);
    expect([...hashesOf(folder)]).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
    expect(tried.code).toBe(0);
    expect(tried).toEqual(cuadre.run(args, folder));
  });

  it.runIf(isPossible)('is looked at with what a killed run left in its log', async () => {
    const killed = await embedded.copyOf('first');
    await embedded.run(killed, 'first', { crash: { step: 'done', after: 2 } });
    rmSync(join(killed, 'data/cuadre.db-shm'));
    // A restore leaves none.
    rmSync(join(killed, 'data/lines/.tmp'), { recursive: true });
    rmSync(join(folder, 'data/lines/.tmp'), { recursive: true });
    cpSync(killed, folder, { recursive: true, force: true });
    expect(statSync(join(folder, 'data/cuadre.db-wal')).size).toBeGreaterThan(0);
    const tried = run(['status']);
    // Opened for writing, the log is brought into the database.
    const calm = cuadre.run(['status'], killed);
    rmSync(killed, { recursive: true, force: true });
    expect(tried).toEqual(calm);
    expect(calm.stdout).toContain(MISSING_DATE);
  });

  it.runIf(isPossible)('is not written to: the command says where, why and what still works', () => {
    for (const args of [['run'], ['replay', '--date', MISSING_DATE]]) {
      const { code, stderr } = run(args);
      expect(code).toBe(1);
      expect(stderr).toContain(join(folder, 'data'));
      expect(stderr).toMatch(reason);
      expect(stderr).toMatch(/status, trace, stores, verify/);
      expect(stderr).not.toMatch(/defect/);
    }
  });
});
