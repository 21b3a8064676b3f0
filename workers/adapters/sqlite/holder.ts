import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename } from 'node:path';

/**
 * A holder of leases of its own at each call: `web-1:4711 id=<random>`. The id tells holders apart that are otherwise
 * equal (containers of one name, whose only process has the number 1). And where the system says it (Linux), so that
 * others on its host can tell whether it still lives: the boot of the host, the space in which the process has its
 * number, and the moment it started, in ticks since the boot. A number is given again to other processes, a number with
 * its moment is not.
 */
export function holderOf(pid: number = process.pid): string {
  const place = placeOfThisProcess();
  const seen = place === null ? null : processAt(pid);
  const name = `${hostname()}:${String(pid)} id=${randomUUID()}`;
  return place === null || seen === null ? name : `${name} boot=${place.boot} space=${place.space} start=${seen.start}`;
}

/** `web-1:4711`: as much of a holder as a person needs. */
export function shownHolder(holder: string): string {
  return holder.replace(/ id=\S+(?: boot=\S+ space=\S+ start=\d+)?$/u, '');
}

/**
 * True where the process that a lease names is gone for certain: it ran on this host, since the same boot, in the same
 * space of process numbers, and under its number there is no process, one that ended, or one that started at another
 * moment. False in any doubt: then the lease runs out by itself.
 */
export function isHolderGone(holder: string): boolean {
  const held = parse(holder);
  const place = held === null ? null : placeOfThisProcess();
  if (held === null || place === null) return false;
  if (held.host !== hostname() || held.boot !== place.boot || held.space !== place.space) return false;
  return isProcessGone(held);
}

function isProcessGone({ pid, start }: Pick<Held, 'pid' | 'start'>): boolean {
  const seen = processAt(pid);
  if (seen !== null) return seen.hasEnded || seen.start !== start;
  return !answers(pid);
}

/**
 * What this thread puts into the names of what it writes half (`by-4711-880134-5c0e1fa2b7d3-t4715`): the number of its
 * process, its start, a hash of its host, boot and space of numbers, and the thread, for a process may end a thread and
 * live on. Where the system does not say these, it tells nobody whether the process lives.
 */
export function makerName(): string {
  maker ??= makerOfThisThread();
  return maker ?? `by-${String(process.pid)}`;
}

let maker: string | null = null;

function makerOfThisThread(): string | null {
  const place = placeOfThisProcess();
  const seen = place === null ? null : processAt(process.pid);
  if (place === null || seen === null) return null;
  const thread = thisThread();
  const ofProcess = `by-${String(process.pid)}-${seen.start}-${hashOfPlace(place)}`;
  return thread === null ? ofProcess : `${ofProcess}-t${thread}`;
}

/** proc(5): `/proc/thread-self` is a link to `<process>/task/<thread>` of who reads it. */
function thisThread(): string | null {
  try {
    return basename(readlinkSync('/proc/thread-self'));
  } catch {
    return null;
  }
}

function hashOfPlace({ boot, space }: NonNullable<ReturnType<typeof placeOfThisProcess>>): string {
  return createHash('sha256').update(`${hostname()}\n${boot}\n${space}`).digest('hex').slice(0, 12);
}

/**
 * What became of the thread whose `makerName` a name bears, or of its whole process, as far as it can be told here.
 * `unknown`: it ran on another host, before the last boot or in another container, or the name bears none.
 */
export function fateOfMaker(name: string): 'lives' | 'gone' | 'unknown' {
  const { pid, start, at, thread } = MAKER.exec(name)?.groups ?? {};
  const place = placeOfThisProcess();
  if (pid === undefined || start === undefined || place === null || at !== hashOfPlace(place)) return 'unknown';
  if (isProcessGone({ pid: Number(pid), start })) return 'gone';
  return thread === undefined || existsSync(`/proc/${pid}/task/${thread}`) ? 'lives' : 'gone';
}

const MAKER = /by-(?<pid>\d+)-(?<start>\d+)-(?<at>[0-9a-f]{12})(?:-t(?<thread>\d+))?(?![0-9a-f])/;

interface Held {
  readonly host: string;
  readonly pid: number;
  readonly boot: string;
  readonly space: string;
  readonly start: string;
}

function parse(holder: string): Held | null {
  const found = /^(?<host>.*):(?<pid>\d+) id=\S+ boot=(?<boot>\S+) space=(?<space>\S+) start=(?<start>\d+)$/su.exec(
    holder,
  )?.groups;
  if (found === undefined) return null;
  const { host = '', pid = '', boot = '', space = '', start = '' } = found;
  return { host, pid: Number(pid), boot, space, start };
}

function placeOfThisProcess(): { readonly boot: string; readonly space: string } | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const space = readlinkSync('/proc/self/ns/pid');
    return boot === '' || space === '' ? null : { boot, space };
  } catch {
    return null;
  }
}

/** What the system says of a process (proc(5), `/proc/<pid>/stat`); null where it says nothing. */
function processAt(pid: number): { readonly start: string; readonly hasEnded: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name in brackets may hold brackets and spaces itself; state is the third field, the start the twenty-second.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = '', start = ''] = [fields[0], fields[19]];
    return /^\d+$/.test(start) ? { start, hasEnded: state === 'Z' || state === 'X' } : null;
  } catch {
    return null;
  }
}

/** Whether there is a process of this number: one that may not be asked is one, and may be hidden from `/proc`. */
function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
