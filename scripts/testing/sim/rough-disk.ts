import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/**
 * The one door to a disk that can fail: Node's own file calls, for paths under one folder. Nothing of the program is
 * made for it. What the program asks without waiting and what it waits for goes through the same calls one after the
 * other, so that equal runs make equal calls in an equal order.
 */

/** One call on a file of the folder. */
export interface DiskCall {
  /** `writeSync`, `renameSync`: the name of Node's function. */
  readonly name: string;
  readonly path: string;
}

/** What becomes of a call: `null` it is done; `before`: it throws and nothing was done; `half`: a part was written. */
export interface Trouble {
  readonly when: 'before' | 'half' | 'after';
  readonly error: Error;
}

export type Watch = (call: DiskCall) => Trouble | null;

/** Calls that change something on the disk. */
export const WRITING = new Set([
  'writeSync',
  'writeFileSync',
  'fsyncSync',
  'renameSync',
  'linkSync',
  'mkdirSync',
  'mkdtempSync',
  'copyFileSync',
  'utimesSync',
  'lutimesSync',
  'rmSync',
  'unlinkSync',
]);
const ASKING = ['statSync', 'lstatSync', 'existsSync', 'readFileSync', 'readdirSync', 'realpathSync', 'accessSync'];
const ON_OPEN_FILES = ['writeSync', 'readSync', 'fsyncSync', 'fstatSync', 'ftruncateSync'];

type Call = (...args: unknown[]) => unknown;

/** An error as the system gives it. */
export function systemError(code: 'ENOSPC' | 'EIO', { name, path }: DiskCall): Error {
  const syscall = name.replace(/Sync$/, '');
  return Object.assign(new Error(`${code}: made by the simulation, ${syscall} '${path}'`), { code, syscall, path });
}

/** Puts `watch` before every file call under `root`, until the answer is called. One disk at a time. */
export function watchDisk(root: string, watch: Watch): () => void {
  const calls = fs as unknown as Record<string, Call>;
  const originals = new Map<string, Call>();
  const opened = new Map<number, string>();
  const put = (name: string, make: (original: Call) => Call): void => {
    const original = calls[name];
    if (original === undefined) throw new RangeError(`node:fs has no ${name}`);
    originals.set(name, original);
    calls[name] = make(original.bind(fs));
  };
  const troubled = (call: DiskCall, work: () => unknown, half?: () => unknown): unknown => {
    const trouble = watch(call);
    if (trouble === null) return work();
    if (trouble.when === 'half') half?.();
    if (trouble.when === 'after') work();
    throw trouble.error;
  };
  const isOurs = (path: unknown): path is string => typeof path === 'string' && path.startsWith(root);
  for (const name of [...WRITING, ...ASKING].filter((one) => !ON_OPEN_FILES.includes(one))) {
    put(name, (original) => (...args) => {
      const path = [args[0], args[1]].find(isOurs);
      return path === undefined ? original(...args) : troubled({ name, path }, () => original(...args));
    });
  }
  for (const name of ON_OPEN_FILES) {
    put(name, (original) => (...args) => {
      const path = opened.get(Number(args[0]));
      if (path === undefined) return original(...args);
      return troubled(
        { name, path },
        () => original(...args),
        () => writeHalf(name, original, args),
      );
    });
  }
  put('openSync', (original) => (...args) => {
    const [path] = args;
    if (!isOurs(path)) return original(...args);
    const fd = troubled({ name: 'openSync', path }, () => original(...args));
    opened.set(Number(fd), path);
    return fd;
  });
  // A process that ends closes its files: this one is never refused.
  put('closeSync', (original) => (...args) => {
    opened.delete(Number(args[0]));
    return original(...args);
  });
  inOrder(put, calls, isOurs, opened);
  syncBuiltinESMExports();
  return () => {
    for (const [name, original] of originals) calls[name] = original;
    syncBuiltinESMExports();
  };
}

function writeHalf(name: string, write: Call, [fd, data]: readonly unknown[]): void {
  if (name !== 'writeSync' || !(data instanceof Uint8Array)) return;
  write(fd, data, 0, Math.floor(data.length / 2));
}

/** Streams open, read and close by calls that answer later: they are made at once, and answered in their order. */
function inOrder(
  put: (name: string, make: (original: Call) => Call) => void,
  calls: Record<string, Call>,
  isOurs: (path: unknown) => path is string,
  opened: ReadonlyMap<number, string>,
): void {
  for (const name of ['open', 'read', 'close']) {
    put(name, (original) => (...args) => {
      const isOfUs = name === 'open' ? isOurs(args[0]) : opened.has(Number(args[0]));
      const answer = args.at(-1);
      const atOnce = calls[`${name}Sync`];
      if (!isOfUs || typeof answer !== 'function' || atOnce === undefined) return original(...args);
      answerLater(() => atOnce(...args.slice(0, -1)), args[1], answer as Answer);
      return undefined;
    });
  }
}

type Answer = (error: unknown, value?: unknown, buffer?: unknown) => void;

function answerLater(work: () => unknown, buffer: unknown, answer: Answer): void {
  try {
    process.nextTick(answer, null, work(), buffer);
  } catch (error) {
    process.nextTick(answer, error);
  }
}
