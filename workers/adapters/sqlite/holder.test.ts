import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname, tmpdir } from 'node:os';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../../schemas/ports/store.ts';
import { holderOf, isHolderGone, shownHolder } from './holder.ts';
import { openStore } from './sqlite.ts';
import { DAY_1 } from '../../../scripts/testing/records.ts';

/** Real processes, which are killed. */

const hasProc = existsSync('/proc/self/ns/pid');
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** The number of a process whose parent never waits for its children. */
async function childOfCareless(): Promise<number> {
  const parent = start('bash', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
  const [line] = (await once(parent.stdout ?? parent, 'data')) as [Buffer];
  // As long as it is the shell, it would take leave of its child.
  const command = (): string => readFileSync(`/proc/${String(parent.pid)}/comm`, 'utf8').trim();
  await expect.poll(command, { timeout: 10_000 }).toBe('sleep');
  return Number(line.toString().trim());
}

/** Kills it; its number stays taken, and the system says of it that it is a zombie. */
async function turnedZombie(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  const stat = (): string => readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  await expect.poll(stat, { timeout: 10_000 }).toMatch(/\) Z /);
}

describe.runIf(hasProc)('whether the process that holds a lease is gone', () => {
  test('not while it lives, at once when it was killed', async () => {
    const child = start('sleep', ['60']);
    const holder = holderOf(child.pid);
    expect(isHolderGone(holder)).toBe(false);
    expect(shownHolder(holder)).toBe(`${hostname()}:${String(child.pid)}`);
    await killed(child);
    expect(isHolderGone(holder)).toBe(true);
  });

  test('one that was killed and that nobody has taken leave of', async () => {
    const pid = await childOfCareless();
    const holder = holderOf(pid);
    expect(isHolderGone(holder)).toBe(false);
    await turnedZombie(pid);
    expect(isHolderGone(holder)).toBe(true);
  });

  const mine = holderOf();
  const changed: [string, string, boolean][] = [
    ['this very process', mine, false],
    ['its number, given to a process that started at another moment', mine.replace(/start=\d+/, 'start=1'), true],
    ['another host', mine.replace(hostname(), `${hostname()}-2`).replace(/start=\d+/, 'start=1'), false],
    [
      'another boot, which may be another host of that name',
      mine.replace(/boot=\S+/, 'boot=x').replace(/start=\d+/, 'start=1'),
      false,
    ],
    ['another container', mine.replace(/space=\S+/, 'space=pid:[1]').replace(/start=\d+/, 'start=1'), false],
    ['one of which only the number is known', `${hostname()}:999999999`, false],
    ['a name that is none', 'another:1', false],
  ];
  test.each(changed)('%s', (_sentence, holder, gone) => {
    expect(isHolderGone(holder)).toBe(gone);
  });
});

describe('a holder', () => {
  test('is another at each call, and is shown by what a person knows of it', () => {
    const [one, two] = [holderOf(), holderOf()];
    expect(one).not.toBe(two);
    expect([one, two].map((holder) => holder.replace(/ id=\S+/, ''))).toEqual(
      Array(2).fill(one.replace(/ id=\S+/, '')),
    );
    const shown = `${hostname()}:${String(process.pid)}`;
    expect([one, `${shown} id=0b-1`, 'another:1'].map(shownHolder)).toEqual([shown, shown, 'another:1']);
  });
});

describe('a date', () => {
  let folder: string;
  let store: Store;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cuadre-holder-'));
    store = openStore({ path: join(folder, 'db'), linesDirectory: join(folder, 'lines') });
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const refused = expect.objectContaining({ code: 'run_held_elsewhere' }) as Error;

  test('is not given to another holder of the same name and number, and is to the same one', async () => {
    const holder = holderOf();
    const first = await store.leases.take(DAY_1, holder, 1_000);
    await expect(store.leases.take(DAY_1, holderOf(), 1_001)).rejects.toThrow(refused);
    expect((await store.leases.take(DAY_1, holder, 1_001)).token).toBe(first.token + 1);
  });

  const ends: [string, () => Promise<{ readonly pid: number; readonly end: () => Promise<void> }>][] = [
    [
      'was killed',
      () => {
        const child = start('sleep', ['60']);
        return Promise.resolve({ pid: Number(child.pid), end: () => killed(child) });
      },
    ],
    [
      'is a zombie',
      async () => {
        const pid = await childOfCareless();
        return { pid, end: () => turnedZombie(pid) };
      },
    ],
  ];
  test.runIf(hasProc).each(ends)(
    'whose holder %s is taken at once, under a larger token; not while it lives',
    async (_how, begin) => {
      const { pid, end } = await begin();
      const first = await store.leases.take(DAY_1, holderOf(pid), 1_000);
      const take = () => store.leases.take(DAY_1, holderOf(), 1_001);
      await expect(take()).rejects.toThrow(refused);
      await end();
      expect((await take()).token).toBe(first.token + 1);
      await expect(store.leases.renew(first, 1_002)).rejects.toThrow(expect.objectContaining({ code: 'lease_lost' }));
    },
  );
});
