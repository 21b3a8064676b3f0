import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import type { Log } from '../../schemas/ports/log.ts';
import { StageStopped, threadRunner, type Runner } from './runner.ts';
import type { Task } from './tasks.ts';

/** Threads that die, hang or never begin: what becomes of their tasks, and of those after them. */

const folder = mkdtempSync(join(tmpdir(), 'cuadre-threads-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let count = 0;
/** A pool whose threads run this module; the task is what it is told to do. */
function poolOf(text: string): { readonly runner: Runner; readonly logged: string[] } {
  count += 1;
  const file = join(folder, `thread-${count}.mjs`);
  writeFileSync(file, text);
  const logged: string[] = [];
  const at: Log['info'] = (_fields, message) => {
    logged.push(message);
  };
  const log: Log = { info: at, warn: at, error: at };
  const data = { configText: '', baseDirectory: folder, programVersion: '0' };
  return { runner: threadRunner({ ...data, file: pathToFileURL(file), log }), logged };
}

const task = (kind: string): Task => ({ kind }) as unknown as Task;
const reasonOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

it('a thread that ends, or meets an error that nobody caught, ends its task alone, and the next one is done', async () => {
  const { runner } = poolOf(`
    export default async ({ kind }) => {
      if (kind === 'exit') process.exit(3);
      if (kind === 'throw') { setImmediate(() => { throw new Error('stray'); }); await new Promise(() => {}); }
      return { result: kind };
    };`);
  for (const kind of ['exit', 'throw']) {
    const error = await reasonOf(runner.run(task(kind)));
    expect(error).toBeInstanceOf(StageStopped);
    expect(error).toMatchObject({ byUs: false });
    expect(await runner.run(task('good'))).toBe('good');
  }
  await runner.close();
});

it('a task whose thread never begins is told so, and does not wait for ever', async () => {
  const { runner, logged } = poolOf(`throw new Error('its program was removed');`);
  const errors = await Promise.all([
    reasonOf(runner.run(task('one'), new AbortController().signal)),
    reasonOf(runner.run(task('two'))),
  ]);
  expect(errors.map((error) => error instanceof Error)).toEqual([true, true]);
  expect(logged.length).toBeGreaterThan(0);
  await runner.close();
}, 20_000);

it('a task that is aborted inside a transaction leaves the store free, and nothing in it', async () => {
  const path = join(folder, 'busy.db');
  const database = new Database(path, { timeout: 5_000 });
  database.pragma('journal_mode = WAL');
  database.exec('CREATE TABLE said (what TEXT)');
  const library = import.meta.resolve('better-sqlite3');
  const { runner, logged } = poolOf(`
    import { parentPort } from 'node:worker_threads';
    import Database from '${library}';
    export default async () => {
      const database = new Database('${path}');
      database.exec("BEGIN IMMEDIATE; INSERT INTO said VALUES ('half')");
      parentPort.postMessage({ level: 'info', fields: {}, message: 'inside' });
      for (;;);
    };`);
  const stopping = new AbortController();
  const ended = reasonOf(runner.run(task('hang'), stopping.signal));
  while (logged.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  stopping.abort();
  expect(await ended).toMatchObject({ byUs: true });
  database.prepare('INSERT INTO said VALUES (?)').run('whole');
  expect(database.prepare('SELECT what FROM said').pluck().all()).toEqual(['whole']);
  await runner.close();
  database.close();
});

it('says what its threads said before their tasks end, in their order, also where a thread dies', async () => {
  const { runner, logged } = poolOf(`
    import { parentPort } from 'node:worker_threads';
    export default async ({ kind }) => {
      for (let at = 0; at < 500; at += 1) parentPort.postMessage({ level: 'info', fields: {}, message: kind + at });
      if (kind === 'dies') process.exit(1);
      return { result: null };
    };`);
  const lines = (kind: string): string[] => Array.from({ length: 500 }, (_one, at) => `${kind}${at}`);
  await runner.run(task('ends'));
  expect(logged).toEqual(lines('ends'));
  await reasonOf(runner.run(task('dies')));
  expect(logged).toEqual([...lines('ends'), ...lines('dies')]);
  await runner.close();
});
