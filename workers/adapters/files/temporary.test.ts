import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certain } from '../../../schemas/errors.ts';
import { makerName, fateOfMaker } from '../sqlite/holder.ts';
import { withTemporaryFolderAsync } from './disk.ts';
import { copyFolder, removeDead } from './temporary.ts';

/** Real processes of this host, which are killed, and names as another host would give them. */

let folder = '';
const places = () => ({
  database: join(folder, 'cuadre.db'),
  archive: join(folder, 'archive'),
  lines: join(folder, 'lines'),
  reports: join(folder, 'reports'),
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-temporary-'));
  for (const part of ['archive', 'lines', 'reports']) mkdirSync(join(folder, part, '.tmp'), { recursive: true });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The maker's name as the first thread of another process of this host has it. */
const nameOf = (pid: number, start: string): string =>
  makerName().replace(/^by-\d+-\d+(-[0-9a-f]+)-t\d+$/, `by-${String(pid)}-${start}$1-t${String(pid)}`);

function put(part: string, name: string, hoursAgo = 0): string {
  const path = join(folder, part, '.tmp', name);
  mkdirSync(path);
  writeFileSync(join(path, 'half'), 'half');
  const at = Date.now() / 1000 - hoursAgo * 3_600;
  for (const one of [join(path, 'half'), path]) utimesSync(one, at, at);
  return path;
}

const left = (): string[] =>
  ['archive', 'lines', 'reports'].flatMap((part) => readdirSync(join(folder, part, '.tmp'))).sort();

describe.runIf(existsSync('/proc/self/ns/pid'))('what processes of this host left', () => {
  it('goes once the process is gone, and stays while it lives, however old it is', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    const pid = certain(child.pid, 'a process that was started');
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const name = nameOf(pid, certain(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19], 'its start'));
    expect(fateOfMaker(name)).toBe('lives');
    put('archive', `fetch-${name}-a1B2c3`, 90);
    put('lines', `2025-03-05.g1.7.${name}`, 90);
    put('reports', `2025-03-05.${name}.a1B2c3`, 90);
    writeFileSync(join(folder, 'archive', `store.id.${name}.half`), 'half');
    writeFileSync(join(folder, `cuadre.db.restoring.json.${name}.half`), 'half');
    expect(removeDead(places())).toBe(0);
    expect(left()).toHaveLength(3);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(removeDead(places())).toBe(5);
    expect(left()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['archive', 'lines', 'reports']);
    expect(readdirSync(join(folder, 'archive'))).toEqual(['.tmp']);
  });

  it('of a thread that was ended goes, though its process lives on', async () => {
    const asking = `require('node:worker_threads').parentPort.postMessage(require('node:fs').readlinkSync('/proc/thread-self'))`;
    const thread = new Worker(`${asking}; setInterval(() => undefined, 1_000)`, { eval: true });
    const [self] = (await once(thread, 'message')) as [string];
    const name = makerName().replace(/\d+$/, basename(self));
    put('lines', `lines-${name}-a1B2c3`, 90);
    expect(removeDead(places())).toBe(0);
    await thread.terminate();
    expect(removeDead(places())).toBe(1);
    expect(left()).toEqual([]);
  });

  it('goes from the folder of the system too, when the same work begins again', () => {
    const killed = mkdtempSync(join(tmpdir(), `cuadre-look-${nameOf(process.pid, '1')}-`));
    const other = mkdtempSync(join(tmpdir(), `cuadre-dry-run-${nameOf(process.pid, '1')}-`));
    const [first, second] = [copyFolder('look'), copyFolder('look')];
    expect([killed, other, first, second].map((path) => existsSync(path))).toEqual([false, true, true, true]);
    for (const path of [other, first, second]) rmSync(path, { recursive: true });
  });

  it('goes where the number was given to another process since', () => {
    put('lines', `lines-${nameOf(process.pid, '1')}-a1B2c3`);
    expect(removeDead(places())).toBe(1);
  });

  it('is never what this process works in', async () => {
    await withTemporaryFolderAsync(places().archive, 'put', () => {
      expect(left()).toHaveLength(1);
      expect(removeDead(places())).toBe(0);
      expect(left()).toHaveLength(1);
      return Promise.resolve();
    });
    expect(left()).toEqual([]);
  });
});

describe('what nobody here can judge', () => {
  const elsewhere = 'put-by-4711-880134-000000000000-a1B2c3';

  it('stays for a day, and goes after it', () => {
    put('archive', elsewhere, 23);
    put('archive', 'put-a1B2c3', 25);
    put('lines', '2025-03-05.g1.7', 25);
    put('reports', `2025-03-05.${elsewhere}`, 25);
    expect(removeDead(places())).toBe(3);
    expect(left()).toEqual([elsewhere]);
  });

  it('stays where something in it was written since', () => {
    writeFileSync(join(put('archive', elsewhere, 90), 'copy'), 'just now');
    utimesSync(join(folder, 'archive', '.tmp', elsewhere), 1, 1);
    expect(removeDead(places())).toBe(0);
  });

  it('is nothing that is not ours', () => {
    for (const name of ['cuadre.db', 'cuadre.db-wal', 'cuadre.db.before-conversion', 'notes.half', 'cuadre.yaml']) {
      writeFileSync(join(folder, name), name);
      utimesSync(join(folder, name), 1, 1);
    }
    expect(removeDead(places())).toBe(0);
    writeFileSync(join(folder, 'cuadre.db.before-conversion.half'), 'half');
    utimesSync(join(folder, 'cuadre.db.before-conversion.half'), 1, 1);
    expect(removeDead(places())).toBe(1);
    expect(readdirSync(folder)).toHaveLength(8);
  });

  it('is no error where there is no folder', () => {
    rmSync(join(folder, 'lines'), { recursive: true });
    rmSync(join(folder, 'reports'), { recursive: true });
    expect(removeDead(places())).toBe(0);
  });
});
