import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BackupStep } from '../workers/adapters/backup/make.ts';
import { backupIds } from '../workers/adapters/backup/manifest.ts';
import type { RestoreStep } from '../workers/adapters/backup/restore.ts';
import { scheduleBackups } from '../workers/service/backups.ts';
import { openContext } from '../workers/pipeline/open.ts';
import { loadConfig } from './cli/config-file.ts';
import { bundleInto, buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { hashesOf, openShop } from './testing/shop.ts';
import { MISSING_DATE, writeTinyShop } from './testing/tiny-shop.ts';
import { directRunner } from './testing/worker-case.ts';
import { until } from './testing/worker-kit.ts';

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
      expect(run(...command).stderr).toContain('a restore was cut off');
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

describe('a backup while others work', () => {
  it('made in a loop during runs is always restorable and passes verify', async () => {
    for (const part of ['data', 'reports']) rmSync(shop(part), { recursive: true });
    cuadre.run(['run', '--date', '2025-03-03'], shop());
    const worker = spawn(process.execPath, [cuadre.program, 'run', '--date', '2025-03-20'], {
      cwd: shop(),
      env: { PATH: process.env['PATH'] },
    });
    const made: string[] = [];
    while (worker.exitCode === null) {
      const { code, stdout, stderr } = run('backup', '--to', to(), '--json');
      expect([code, stderr]).toStrictEqual([0, '']);
      made.push((JSON.parse(stdout) as { id: string }).id);
      await new Promise((next) => setTimeout(next, 400));
    }
    expect(made.length).toBeGreaterThan(2);
    const newest = new Set<string>();
    for (const [index, id] of made.entries()) {
      const machine = join(place, `machine-${String(index)}`);
      expect(restored(machine, '--backup', id).stderr).toBe('');
      expect(verified(machine).stdout).toContain('No difference');
      const { store } = await openShop(machine);
      newest.add(String((await store.runs.newestOfEach()).at(-1)?.date));
      store.close();
      rmSync(machine, { recursive: true });
    }
    expect(newest.size).toBeGreaterThan(1);
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
