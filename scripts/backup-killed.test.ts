import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { addDays, type PlainDate } from '../schemas/values/dates.ts';
import { certain } from '../schemas/errors.ts';
import type { BackupStep } from '../workers/adapters/backup/make.ts';
import { backupIds } from '../workers/adapters/backup/manifest.ts';
import type { RestoreStep } from '../workers/adapters/backup/restore.ts';
import { scheduleBackups } from '../workers/service/backups.ts';
import { openContext } from '../workers/pipeline/open.ts';
import { loadConfig } from './cli/config-file.ts';
import { letAge } from './testing/aged.ts';
import { bundleInto, buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { hashesOf, openShop } from './testing/shop.ts';
import { MISSING_DATE, writeTinyShop } from './testing/tiny-shop.ts';
import { directRunner } from './testing/worker-case.ts';
import { clean, queueOn, until } from './testing/worker-kit.ts';

/** Backups that are killed, that meet a full disk, that are made while others work, and that a schedule makes. */

let cuadre: Cuadre;
let crash = '';
let recorded = '';
let place = '';
beforeAll(() => {
  cuadre = buildCuadre();
  crash = bundleInto('.cuadre-crash-backup-', ['scripts/testing/crash/crash-backup.ts']);
  recorded = writeTinyShop();
  cuadre.run(['run', '--date', MISSING_DATE], recorded);
}, 60_000);
afterAll(() => {
  cuadre.remove();
  for (const folder of [crash, recorded]) rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'cuadre-backup-'));
  cpSync(recorded, join(place, 'shop'), { recursive: true, preserveTimestamps: true });
});
afterEach(() => {
  rmSync(place, { recursive: true, force: true });
});

const to = (): string => join(place, 'backups');
const shop = (...names: string[]): string => join(place, 'shop', ...names);
const killed = (what: 'backup' | 'restore', step: string, after = 0) =>
  spawnSync(process.execPath, [join(crash, 'crash-backup.js'), what, shop('cuadre.yaml'), to(), step, String(after)]);
const run = (...args: string[]) => cuadre.runWarm(args, shop());
const restored = (into: string, ...args: string[]) =>
  cuadre.runWarm(['restore', '--from', to(), '--into', into, ...args], place);
const verified = (folder: string) => cuadre.runWarm(['verify', '--config', join(folder, 'cuadre.yaml')], place);

/** What stands of a store, without what a process has half-written. */
function standing(): Map<string, string> {
  const all = hashesOf(shop('data'), shop('reports'));
  return new Map([...all].filter(([path]) => !/\.tmp|\.restoring|\.blocks$|-(wal|shm)$/.test(path)));
}

const BACKUP_STEPS: readonly (readonly [BackupStep, number])[] = [
  ['copied', 0],
  ['object', 0],
  ['object', 20],
  ['objects', 0],
  ['lists', 0],
  ['manifest_written', 0],
  ['manifest_in_place', 0],
];

describe('a backup that is killed', () => {
  it.each(BACKUP_STEPS)('at %s after %i: there is a whole one or none, and the next one is made', (step, after) => {
    expect(killed('backup', step, after).signal).toBe('SIGKILL');
    expect(backupIds(to())).toHaveLength(step === 'manifest_in_place' ? 1 : 0);
    const again = run('backup', '--to', to());
    expect([again.code, again.stderr]).toStrictEqual([0, '']);
    expect(readdirSync(to()).sort()).toStrictEqual(['backups', 'objects']);
    expect(restored(join(place, 'machine')).code).toBe(0);
    expect(verified(join(place, 'machine')).code).toBe(0);
  });

  it('another one that is under way is named, and its lock is nobody else to take', () => {
    mkdirSync(to());
    writeFileSync(join(to(), 'in-progress'), 'web-1:4711 id=0');
    expect(run('backup', '--to', to()).stderr).toContain('another backup is being written');
    expect(existsSync(join(to(), 'in-progress'))).toBe(true);
  });
});

const RESTORE_STEPS: readonly RestoreStep[] = [
  'laid_out',
  'proved',
  'announced',
  'moved:reports',
  'moved:lines',
  'moved:archive',
  'moved:database',
];

describe('a restore that is killed', () => {
  it.each(RESTORE_STEPS)('at %s, over a store that stands: the former one or the whole', (step) => {
    run('backup', '--to', to());
    const backedUp = standing();
    run('run', '--date', '2025-03-06');
    const before = standing();
    expect(killed('restore', step).signal).toBe('SIGKILL');
    if (step === 'laid_out' || step === 'proved') {
      expect(standing()).toStrictEqual(before);
      expect(run('status').code).toBe(0);
      return;
    }
    for (const command of [['status'], ['run', '--date', '2025-03-06'], ['backup', '--to', to()]])
      expect(run(...command).stderr).toContain('was cut off while it did');
    expect(run('restore', '--from', to()).code).toBe(0);
    const data = (all: Map<string, string>) =>
      [...all].filter(
        ([path]) => !path.includes('.before-') && /generations\/|archive\/[0-9a-f]{64}$|\.arrow/.test(path),
      );
    expect(data(standing())).toStrictEqual(data(backedUp));
    expect(readdirSync(shop()).filter((name) => name.includes('restoring'))).toStrictEqual([]);
    expect(readdirSync(shop('data')).some((name) => name.startsWith('cuadre.db.before-'))).toBe(true);
  });
});

const MORE_DATES = ['2025-03-06', '2025-03-07'] as PlainDate[];

/** A sale that is paid too much, as on 4 March, on another date. */
function sellOn(date: PlainDate): void {
  for (const name of readdirSync(shop('input')).filter((one) => /2025-?03-?04/.test(one))) {
    const on = (text: string): string =>
      text.replaceAll('2025-03-04', date).replaceAll('20250304', date.replaceAll('-', ''));
    const text = on(readFileSync(shop('input', name), 'utf8'));
    writeFileSync(
      shop('input', on(name)),
      text.replaceAll('1003', `20${date.slice(8)}`).replaceAll('P-3', `P-${date.slice(8)}`),
    );
  }
  letAge(shop('input'));
}

/** `cuadre worker` over a folder, as a process of its own. */
function startWorkerOver(folder: string): ChildProcess {
  const env = { PATH: process.env['PATH'] };
  return spawn(process.execPath, [cuadre.program, 'worker'], { cwd: folder, env, stdio: 'ignore' });
}

/** How a worker is named by who found it at work. */
function processOf(pid: number | undefined): RegExp {
  return new RegExp(`is at work:.* process ${String(pid)} \\(\\S+ \\S+cuadre.js worker\\)`);
}

/** Ends a worker as a service is ended: what it holds it puts back. */
async function ended(worker: ChildProcess): Promise<void> {
  const isGone = new Promise((done) => worker.once('exit', done));
  if (worker.exitCode === null && worker.kill('SIGTERM')) await isGone;
}

/** Makes a backup, and notes it by the newest date that it holds. */
function backUpInto(made: Map<string, string>): void {
  const { code, stdout, stderr } = run('backup', '--to', to(), '--json');
  expect([code, stderr]).toStrictEqual([0, '']);
  const { id, newest_date } = JSON.parse(stdout) as { id: string; newest_date: string };
  made.set(newest_date, id);
}

/** A backup on an empty machine, held to its record. */
function machineOf(from: string, id: string): string {
  const folder = join(place, `machine-${id}`);
  const { code, stderr } = cuadre.runWarm(['restore', '--from', from, '--backup', id, '--into', folder], place);
  expect([code, stderr]).toStrictEqual([0, '']);
  expect(verified(folder).stdout).toContain('No difference');
  cpSync(shop('input'), join(folder, 'input'), { recursive: true, preserveTimestamps: true });
  return folder;
}

/** How far the work had come that a backup caught. */
async function stateOf(folder: string): Promise<{ readonly newest: PlainDate; readonly underWay: number }> {
  const { store } = await openShop(folder);
  const runs = await store.runs.newestOfEach();
  const underWay = (await store.progress.underWay()).length;
  store.close();
  return { newest: certain(runs.at(-1), 'a run').date, underWay };
}

/** What readers of each date see, but for the manifest, which has clocks. */
function reportsOf(folder: string): Map<string, string> {
  const reports = join(folder, 'reports');
  return new Map(
    [...hashesOf(reports)].flatMap(([path, hash]) => {
      const name = path.slice(reports.length + 1);
      return /^\d{4}-\d\d-\d\d\/[^/]+$/.test(name) && !name.endsWith('manifest.json') ? [[name, hash] as const] : [];
    }),
  );
}

describe('a backup while others work', () => {
  it('made in a loop during runs is always restorable and passes verify', async () => {
    for (const part of ['data', 'reports']) rmSync(shop(part), { recursive: true });
    cuadre.run(['run', '--date', '2025-03-03'], shop());
    const worker = spawn(process.execPath, [cuadre.program, 'run', '--date', '2025-03-12'], {
      cwd: shop(),
      env: { PATH: process.env['PATH'] },
    });
    const made = new Map<string, string>();
    while (worker.exitCode === null) {
      backUpInto(made);
      await new Promise((next) => setTimeout(next, 50));
    }
    expect(made.size).toBeGreaterThan(2);
    for (const id of [...made.values()].slice(-2)) machineOf(to(), id);
  }, 120_000);

  it('made again and again while worker processes run dates, by hand and by their schedule: each goes on to the bytes of a calm chain', async () => {
    for (const part of ['data', 'reports']) rmSync(shop(part), { recursive: true });
    for (const date of MORE_DATES) sellOn(date);
    cuadre.run(['run', '--date', '2025-03-03'], shop());
    const queue = queueOn(inject('redisUrl'));
    const scheduled = join(place, 'scheduled');
    const text = readFileSync(shop('cuadre.yaml'), 'utf8');
    const calm = join(place, 'calm');
    cpSync(shop(), calm, { recursive: true, preserveTimestamps: true });
    const asked = `queue: { url: '${queue.url}', prefix: ${queue.prefix} }\nbackup: { to: '${scheduled}' }\n`;
    writeFileSync(shop('cuadre.yaml'), `${text}${asked}`);
    const workers = [0, 1].map(() => startWorkerOver(shop()));
    /** One of each newest date. */
    const made = new Map<string, string>();
    try {
      await until('three backups, each of more dates', () => {
        backUpInto(made);
        return made.size >= 3;
      });
      await until('the schedule to make one', () => backupIds(scheduled).length > 0);
      const refused = run('restore', '--from', to(), '--replace');
      expect(refused.code).toBe(1);
      for (const { pid } of workers)
        expect(refused.stderr).toMatch(existsSync('/proc/locks') ? processOf(pid) : /is at work: /);
      expect(workers.map(({ exitCode, signalCode }) => [exitCode, signalCode])).toStrictEqual([
        [null, null],
        [null, null],
      ]);
    } finally {
      for (const worker of workers) await ended(worker);
    }
    const machines = [
      ...[...made.values()].slice(1).map((id) => machineOf(to(), id)),
      machineOf(scheduled, certain(backupIds(scheduled)[0], 'the scheduled one')),
    ];
    const caught = await Promise.all(machines.map(stateOf));
    expect(caught.some(({ underWay }) => underWay > 0)).toBe(true);
    const newest = caught.map((one) => one.newest).toSorted();
    const last = addDays(certain([...newest, ...MORE_DATES].toSorted().at(-1), 'the newest date'), 1);
    for (const folder of [calm, ...machines])
      expect(cuadre.runWarm(['run', '--date', last, '--yes'], folder).code).toBe(4);
    for (const folder of machines) expect(reportsOf(folder)).toStrictEqual(reportsOf(calm));
    expect(verified(certain(machines.at(-1), 'a machine')).code).toBe(0);
    expect(reportsOf(calm).size).toBeGreaterThan(50);
    // A Redis that has seen more than the store knows by now holds nobody up.
    const oldest = certain([...made.values()][0], 'the first backup');
    expect(run('restore', '--from', to(), '--backup', oldest, '--replace').code).toBe(0);
    const worker = startWorkerOver(shop());
    const { store } = await openShop(shop());
    try {
      await until('all files to be read again, and published', async () => {
        const newest = (await store.runs.newestOfEach()).at(-1)?.date;
        const open = [...(await store.progress.underWay()), ...(await store.reports.unpublished())];
        return newest === MORE_DATES.at(-1) && open.length === 0;
      });
    } finally {
      store.close();
      await ended(worker);
      await clean(queue);
    }
    const again = reportsOf(shop());
    expect(again.size).toBeGreaterThan(40);
    expect(Object.fromEntries(reportsOf(calm))).toMatchObject(Object.fromEntries(again));
  }, 120_000);

  it('by the schedule of a worker: what was missed is made up for once, a failure is told and tried again', async () => {
    writeFileSync(shop('cuadre.yaml'), `backup: { to: '${to()}', cron: '30 6 * * *' }\n`, { flag: 'a' });
    const loaded = await loadConfig(shop('cuadre.yaml'));
    let nowMs = Date.UTC(2026, 6, 20, 12);
    const told: string[] = [];
    const tell = (_fields: unknown, message: string): void => void told.push(message);
    const log = { info: tell, warn: tell, error: tell };
    const context = openContext({
      ...loaded,
      configFile: loaded.file,
      programVersion: '0.1.0',
      clock: { nowMs: () => nowMs },
      log,
    });
    writeFileSync(to(), 'a file where the folder belongs');
    const timers = { sweepMs: 5, sourceCheckMs: 600_000 };
    const backups = scheduleBackups({ context, runner: directRunner(context), log, timers });
    await until('the failure to be told', () => Promise.resolve(backups.problem() !== null));
    expect(backups.problem()).toBe('the backup that was due at 2026-07-20T11:30:00.000Z is not made: disk_failed');
    expect(run('status').stdout).toContain('backup: overdue since');
    rmSync(to());
    nowMs += 600_000;
    await until('the backup to be made', () => Promise.resolve(backups.problem() === null));
    nowMs += 3_600_000;
    await new Promise((next) => setTimeout(next, 100));
    expect(backupIds(to())).toHaveLength(1);
    nowMs += 3 * 24 * 3_600_000;
    await until('one backup for three ticks', () => Promise.resolve(backupIds(to()).length === 2));
    await backups.stop();
    context.store.close();
    expect(told).toStrictEqual(['a backup failed; it is tried again', 'backed up', 'backed up']);
  });
});

describe('a target that is full', () => {
  it('is named, leaves no backup, and the next one is made', () => {
    const disk = join(place, 'disk');
    mkdirSync(disk);
    const script = `mount -t tmpfs -o size=300k none '${disk}' && '${process.execPath}' '${cuadre.program}' backup --to '${disk}/backups'; code=$?; ls '${disk}/backups/backups' 2>/dev/null | wc -l; exit $code`;
    const { status, stdout, stderr } = spawnSync('unshare', ['-rm', 'sh', '-c', script], {
      cwd: shop(),
      encoding: 'utf8',
    });
    expect([status, stdout.trim(), stderr]).toStrictEqual([1, '0', expect.stringContaining('Check free space')]);
    expect(run('backup', '--to', to()).code).toBe(0);
    expect(readFileSync(shop('cuadre.yaml')).length).toBeGreaterThan(0);
  });
});
