import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cuadre } from '../cuadre.ts';
import { spread, type CrashCase, type Lane } from './cases.ts';
import type { Embedded } from './embedded.ts';
import { calmOf, healed, type Calm } from './killed-embedded.ts';

/** Every system call that changes what is on the disk. */
const CHANGING = 'write,pwrite64,fsync,fdatasync,rename,renameat2,link,linkat,unlink,unlinkat,rmdir,ftruncate,mkdir';
/** How many of the calls of a run are each its last. */
const KILLS = 150;

/** What a disk answers that does not do a call. */
const REFUSALS = [
  { calls: 'write,pwrite64', error: 'ENOSPC', most: 40 },
  { calls: 'fsync,fdatasync', error: 'EIO', most: 25 },
  { calls: 'rename,renameat2,link,linkat', error: 'EIO', most: 20 },
  { calls: 'unlink,unlinkat,rmdir', error: 'EACCES', most: 20 },
  { calls: 'mkdir', error: 'ENOSPC', most: 10 },
  { calls: 'openat', error: 'EMFILE', most: 40 },
] as const;

/** A run in one process whose system calls are its last, or are refused, wherever strace can trace one. */
export async function systemCallLane(embedded: Embedded, cuadre: Cuadre): Promise<Lane> {
  const nothing = { isAlone: false, close: () => undefined } as const;
  if (!canTrace())
    return {
      ...nothing,
      cases: [],
      missing: 'strace is not here or may not trace: no system call is cut off or refused',
    };
  const calm = await calmOf('first', embedded);
  const places = { embedded, cuadre, calm };
  const cases: CrashCase[] = [];
  for (const place of spread(await placesOf(CHANGING, embedded), KILLS))
    cases.push({
      name: `embedded first: killed at system call ${String(place)}`,
      run: () => injected(`${CHANGING}:signal=SIGKILL:when=${String(place)}`, places),
    });
  for (const { calls, error, most } of REFUSALS)
    for (const place of spread(await placesOf(calls, embedded), most))
      cases.push({
        name: `embedded first: ${error} at call ${String(place)} of ${calls}`,
        run: () => injected(`${calls}:error=${error}:when=${String(place)}`, places),
      });
  return { ...nothing, cases, missing: null };
}

function canTrace(): boolean {
  return spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
}

/**
 * The numbers of such calls that the main thread of a calm run makes, from the first on that names something of the
 * store: before that the program itself is read. strace counts each thread by itself, and another one reads the parts
 * of the program, some of them late: no number is taken that is a call of another thread too.
 */
async function placesOf(calls: string, embedded: Embedded): Promise<number[]> {
  const folder = await embedded.copyOf('first');
  const traces = mkdtempSync(join(tmpdir(), 'cuadre-trace-'));
  try {
    const file = join(traces, 'calls');
    const by = ['strace', '-f', '-qq', '-o', file, '-e', `trace=execve,${calls}`, '-e', 'signal=none'];
    const { code, log } = await embedded.run(folder, 'first', { by });
    if (code !== 0) throw new Error(`the traced run failed: ${log}`);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const [main] = (lines[0] ?? '').split(' ');
    const ofMain = lines.filter((line) => isOf(main, line) && !line.includes('execve('));
    const first = ofMain.findIndex((line) => line.includes(join(folder, 'data')));
    // Calls that name no file are all taken: nothing is written while the program is read.
    if (first < 0) return ofMain.map((_, index) => index + 1);
    const ofOthers = countsByThread(lines.filter((line) => !isOf(main, line)));
    const taken = Math.max(first, ...ofOthers.values());
    return ofMain.flatMap((_, index) => (index < taken ? [] : [index + 1]));
  } finally {
    for (const one of [folder, traces]) rmSync(one, { recursive: true, force: true });
  }
}

/** Whether a line of a trace is of a thread. */
function isOf(thread: string | undefined, line: string): boolean {
  return line.startsWith(`${String(thread)} `);
}

/** How many lines of a trace each thread has. */
function countsByThread(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const [thread = ''] = line.split(' ');
    counts.set(thread, (counts.get(thread) ?? 0) + 1);
  }
  return counts;
}

/** A run with a fault, then one without. */
async function injected(
  fault: string,
  { embedded, cuadre, calm }: { readonly embedded: Embedded; readonly cuadre: Cuadre; readonly calm: Calm },
): Promise<string | null> {
  const folder = await embedded.copyOf('first');
  try {
    const [calls] = fault.split(':');
    const by = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${String(calls)}`, '-e', `inject=${fault}`];
    const { code, signal, log } = await embedded.run(folder, 'first', { by });
    // What is refused is told as what it is: a stack would say that nobody thought of it.
    const isTold = signal !== null || code === 0 || /^\w+: /.test(log);
    if (!isTold) return `it ended with ${String(code)}: ${log.slice(0, 500)}`;
    return await healed(folder, 'first', calm, { embedded, cuadre });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
