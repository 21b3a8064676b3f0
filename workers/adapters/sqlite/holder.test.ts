import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { hostname, tmpdir } from 'node:os';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
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

describe.runIf(hasProc)('whether the process that holds a lease is gone', () => {
  test('not while it lives, at once when it was killed', async () => {
    const child = start('sleep', ['60']);
    const holder = holderOf(child.pid);
    expect(isHolderGone(holder)).toBe(false);
    expect(shownHolder(holder)).toBe(`${hostname()}:${String(child.pid)}`);
    await killed(child);
    expect(isHolderGone(holder)).toBe(true);
  });

  test('one that ended and that nobody has taken leave of', async () => {
    // The child of a process that never waits for its children.
    const parent = start('bash', ['-c', 'sleep 0.1 & echo $!; exec sleep 60']);
    const [line] = (await once(parent.stdout ?? parent, 'data')) as [Buffer];
    const holder = holderOf(Number(line.toString().trim()));
    await expect.poll(() => isHolderGone(holder), { timeout: 10_000 }).toBe(true);
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

describe.runIf(hasProc)('a date whose holder was killed', () => {
  test('is taken at once, under a larger token; one whose holder lives is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cuadre-holder-'));
    const store = openStore({ path: join(folder, 'db'), linesDirectory: join(folder, 'lines') });
    try {
      const child = start('sleep', ['60']);
      const first = await store.leases.take(DAY_1, holderOf(child.pid), 1_000);
      const take = () => store.leases.take(DAY_1, holderOf(), 1_001);
      await expect(take()).rejects.toThrow(expect.objectContaining({ code: 'run_held_elsewhere' }));
      await killed(child);
      expect((await take()).token).toBe(first.token + 1);
      await expect(store.leases.renew(first, 1_002)).rejects.toThrow(expect.objectContaining({ code: 'lease_lost' }));
    } finally {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
