import { copyFileSync, existsSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { loadConfig } from '../../cli/config-file.ts';
import { messageOf } from '../../../schemas/errors.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { holderOf } from '../../../workers/adapters/sqlite/holder.ts';
import { openContext } from '../../../workers/pipeline/open.ts';
import { systemError, watchDisk, WRITING, type DiskCall, type Trouble } from './rough-disk.ts';

/** One machine of the simulation: processes that begin and are killed, over one disk, with one clock. */

/** What a process that is killed throws; whoever catches it can do nothing any more. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** What is to happen to a process, at the nth of what it does. */
export type Blow =
  | { readonly kind: 'kill'; readonly at: 'call' | 'step' | 'question'; readonly nth: number; readonly before: boolean }
  | {
      readonly kind: 'disk';
      readonly code: 'ENOSPC' | 'EIO';
      readonly nth: number;
      /** How many writing calls in a row are refused. */
      readonly length: number;
      readonly half: boolean;
    }
  | { readonly kind: 'full'; readonly pages: number };

/** What a process did, counted: a blow that is to hit is drawn from these. */
export interface Counts {
  readonly calls: number;
  readonly writes: number;
  readonly steps: number;
  readonly questions: number;
}

export interface Machine {
  readonly folder: string;
  /** The clock that its processes see. */
  nowMs: number;
  /** Runs a process, from opening the store to its end. What it throws comes through; a killed one tidies nothing. */
  readonly process: <T>(work: (context: Context) => Promise<T>, blow?: Blow | null) => Promise<T>;
  /** Two processes at once, which share a blow; what each threw. */
  readonly twins: (work: (context: Context) => Promise<unknown>, blow?: Blow | null) => Promise<readonly unknown[]>;
  /** Of the process that ran last. */
  readonly counts: () => Counts;
  /** Whether the blow of the last process hit, and where. */
  readonly hit: () => string | null;
  readonly close: () => void;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Nobody has this number: Linux gives none above 2^22. */
const GONE_PID = 4_194_305;

export async function openMachine(folder: string): Promise<Machine> {
  const { config, configHash } = await loadConfig(`${folder}/cuadre.yaml`);
  const running = new Running();
  const stopWatching = watchDisk(folder, (call) => running.onCall(call));
  const connections = watchConnections();
  const open = (holder: string, blow: Blow | null): Context => {
    const opened = openContext({
      config,
      configHash,
      programVersion: '0',
      clock: { nowMs: () => machine.nowMs },
      log: silent,
      onStep: (step) => {
        running.onStep(step);
      },
    });
    if (blow?.kind === 'full')
      fillUp(connections.newest(), blow.pages, () => {
        running.note('a full database');
      });
    return { ...running.guarded(opened), holder };
  };
  const alive = async <T>(blow: Blow | null, work: () => Promise<T>): Promise<T> => {
    running.begin(blow);
    try {
      return await work();
    } finally {
      const { isDead } = running;
      running.end();
      if (isDead) buryStore(connections, config.storage.path);
      else connections.closeAll();
    }
  };
  const machine: Machine = {
    folder,
    nowMs: 0,
    process: (work, blow = null) => alive(blow, () => work(open(goneOnceKilled(), blow))),
    twins: (work, blow = null) =>
      alive(blow, async () => {
        // Both live: none may take the other for gone.
        const contexts = [holderOf(), holderOf()].map((holder) => open(holder, blow));
        const ends = await Promise.allSettled(contexts.map(work));
        return ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
      }),
    counts: () => running.counts(),
    hit: () => running.hit,
    close: () => {
      connections.stop();
      stopWatching();
    },
  };
  return machine;
}

/** The name of a process of this host that is gone as soon as anybody asks. */
function goneOnceKilled(): string {
  return holderOf().replace(/:\d+ id=/u, `:${String(GONE_PID)} id=`);
}

/** The process that runs now. */
class Running {
  isDead = false;
  hit: string | null = null;
  #blow: Blow | null = null;
  #calls = 0;
  #writes = 0;
  #steps = 0;
  #questions = 0;
  #runs = false;

  begin(blow: Blow | null): void {
    this.#blow = blow;
    this.#runs = true;
    this.isDead = false;
    this.hit = null;
    this.#calls = this.#writes = this.#steps = this.#questions = 0;
  }

  end(): void {
    this.#runs = false;
    this.isDead = false;
    this.#blow = null;
  }

  counts(): Counts {
    return { calls: this.#calls, writes: this.#writes, steps: this.#steps, questions: this.#questions };
  }

  note(what: string): void {
    this.hit ??= what;
  }

  onCall(call: DiskCall): Trouble | null {
    if (!this.#runs) return null;
    if (this.isDead) return { when: 'before', error: new Killed() };
    this.#calls += 1;
    if (WRITING.has(call.name)) this.#writes += 1;
    const blow = this.#blow;
    if (blow?.kind === 'kill' && blow.at === 'call' && blow.nth === this.#calls)
      return { when: blow.before ? 'before' : 'half', error: this.#die(`${call.name} ${shortly(call.path)}`) };
    return blow?.kind === 'disk' ? this.#refuse(blow, call) : null;
  }

  #refuse({ code, nth, length, half }: Extract<Blow, { kind: 'disk' }>, call: DiskCall): Trouble | null {
    // A full disk still removes, and still reads.
    const isHit = code === 'EIO' ? this.#calls : WRITING.has(call.name) ? this.#writes : -1;
    if (isHit < nth || isHit >= nth + length || call.name === 'existsSync' || call.name === 'rmSync') return null;
    this.note(`${code} in ${call.name} ${shortly(call.path)}`);
    return { when: half && isHit === nth ? 'half' : 'before', error: systemError(code, call) };
  }

  onStep(step: string): void {
    this.#steps += 1;
    const blow = this.#blow;
    if (blow?.kind === 'kill' && blow.at === 'step' && blow.nth === this.#steps) throw this.#die(`step ${step}`);
  }

  #die(where: string): Killed {
    this.isDead = true;
    this.note(where);
    return new Killed(where);
  }

  /** The context, whose store and files answer nothing once its process is dead. */
  guarded(context: Context): Context {
    const { store, archive, lines, reportFiles, ...rest } = context;
    const guard = <Port extends object>(port: Port, name: string): Port =>
      new Proxy(port, {
        get: (target, key) => {
          const value: unknown = Reflect.get(target, key);
          if (typeof value !== 'function')
            return typeof value === 'object' && value !== null ? guard(value, String(key)) : value;
          return (...args: unknown[]): unknown =>
            this.#ask(`${name}.${String(key)}`, () => Reflect.apply(value, target, args) as unknown);
        },
      });
    return {
      ...rest,
      store: guard(store, 'store'),
      archive: guard(archive, 'archive'),
      lines: guard(lines, 'lines'),
      reportFiles: guard(reportFiles, 'reports'),
    };
  }

  #ask(name: string, question: () => unknown): unknown {
    if (this.isDead) throw new Killed();
    this.#questions += 1;
    const blow = this.#blow;
    const isHit = blow?.kind === 'kill' && blow.at === 'question' && blow.nth === this.#questions;
    if (isHit && blow.before) throw this.#die(`before ${name}`);
    const answer = question();
    if (!isHit) return answer;
    if (!(answer instanceof Promise)) throw this.#die(`after ${name}`);
    return answer.then(() => {
      throw this.#die(`after ${name}`);
    });
  }
}

function shortly(path: string): string {
  return path.split('/').slice(-3).join('/');
}

interface Connections {
  readonly newest: () => Database.Database;
  readonly closeAll: () => void;
  readonly stop: () => void;
}

/** Knows every connection to SQLite that is opened: a process that is killed does not close its own. */
function watchConnections(): Connections {
  const open = new Set<Database.Database>();
  const { pragma } = Database.prototype as { pragma: Database.Database['pragma'] };
  Database.prototype.pragma = function (this: Database.Database, ...args) {
    open.add(this);
    return pragma.apply(this, args);
  };
  return {
    newest: () => {
      const last = [...open].at(-1);
      if (last === undefined) throw new RangeError('no connection is open');
      return last;
    },
    closeAll: () => {
      for (const one of open) one.close();
      open.clear();
    },
    stop: () => {
      Database.prototype.pragma = pragma;
    },
  };
}

/** The database takes a few pages more, and no more. */
function fillUp(connection: Database.Database, pages: number, onSet: () => void): void {
  const count = Number(connection.pragma('page_count', { simple: true }));
  connection.pragma(`max_page_count = ${String(count + pages)}`);
  onSet();
}

/** Leaves database and log as they stand: what closing them would tidy up is not tidied up. */
function buryStore(connections: Connections, path: string): void {
  const kept = [path, `${path}-wal`].filter((one) => existsSync(one));
  for (const one of kept) copyFileSync(one, `${one}.kept`);
  connections.closeAll();
  for (const one of [path, `${path}-wal`, `${path}-shm`]) rmSync(one, { force: true });
  for (const one of kept) {
    copyFileSync(`${one}.kept`, one);
    rmSync(`${one}.kept`);
  }
}

/** What a process came to that is not what a calm one comes to. */
export function shortError(error: unknown): string {
  return messageOf(error).split('\n')[0]?.slice(0, 160) ?? '';
}
