import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';

/** A file that says that the process of a mark was stopped: once it goes on, its thread goes on too. */
export function stoodStillMark(mark: string): string {
  return `${mark}.stopped`;
}

/** Longer than any transaction takes, or a stop; then something else is wrong. */
const PATIENCE_MS = 30_000;

/**
 * Stops a process whose thread waits at its step for `stoodStillMark`. Its other threads go on meanwhile and write to
 * the store, whose lock they would hold while they stand still, and nobody could go on: so the process is stopped while
 * the lock is ours, which is while none of its threads has a write transaction open, and none copies what was written
 * into the database file.
 */
export function stopOutsideTransactions(pid: number, databasePath: string, mark: string): void {
  const writer = new Database(databasePath, { timeout: PATIENCE_MS });
  const other = new Database(databasePath);
  try {
    writer.exec('BEGIN IMMEDIATE');
    untilAtOnce('no checkpoint', () => other.pragma('wal_checkpoint(PASSIVE)', { simple: true }) === 0);
    process.kill(pid, 'SIGSTOP');
    untilAtOnce('every thread to stand still', () => standsStill(pid));
    writeFileSync(stoodStillMark(mark), '');
  } finally {
    writer.close();
    other.close();
  }
}

const stillness = new Int32Array(new SharedArrayBuffer(4));

/** Holds up this process too: nothing of it is to happen meanwhile. */
function untilAtOnce(what: string, isSo: () => boolean): void {
  for (let waitedMs = 0; !isSo(); waitedMs += 1) {
    if (waitedMs > PATIENCE_MS) throw new Error(`waited for ${what}`);
    Atomics.wait(stillness, 0, 0, 1);
  }
}

/** Every thread of it, as the system says (proc(5): T is stopped by a signal). */
function standsStill(pid: number): boolean {
  const threads = `/proc/${String(pid)}/task`;
  return readdirSync(threads).every((thread) => {
    const stat = `${threads}/${thread}/stat`;
    // One that has just ended has nothing left to do.
    return !existsSync(stat) || /^.*\) T /su.test(readFileSync(stat, 'utf8'));
  });
}
