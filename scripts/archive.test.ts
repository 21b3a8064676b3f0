import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlainDate } from '../schemas/values/dates.ts';
import type { Context } from '../schemas/ports/context.ts';
import { runDate } from '../workers/pipeline/embedded.ts';
import { replayDate } from '../workers/pipeline/replay.ts';
import { prune, retentionPlan } from '../workers/retention/prune.ts';
import { runDates } from '../workers/pipeline/run-dates.ts';
import { makeBackup, type BackupStep } from '../workers/adapters/backup/make.ts';
import { verifyStore } from '../workers/adapters/sqlite/verify.ts';
import { loadConfig } from './cli/config-file.ts';
import { PROGRAM_VERSION } from './cli/version.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { hashesOf, openShop } from './testing/shop.ts';
import { providerFile, writeTinyShop } from './testing/tiny-shop.ts';

/**
 * `cuadre archive prune` as a user has it: the bundle, over a shop of March 2014, so that ten years are over by any
 * clock.
 */

let cuadre: Cuadre;
let recorded = '';
let folder = '';
const folders: string[] = [];

const past = (text: string): string => text.replaceAll('2025-03', '2014-03').replaceAll('202503', '201403');
const CONFIG = 'matching: { lookbackDays: 0, duplicateLookbackDays: 0 }\nschedule: { recheckDays: 0 }\n';

beforeAll(() => {
  cuadre = buildCuadre();
  recorded = writeTinyShop();
  folders.push(recorded);
  for (const name of readdirSync(join(recorded, 'input'))) {
    writeFileSync(join(recorded, 'input', name), past(readFileSync(join(recorded, 'input', name), 'utf8')));
    renameSync(join(recorded, 'input', name), join(recorded, 'input', past(name)));
  }
  writeFileSync(join(recorded, 'cuadre.yaml'), past(readFileSync(join(recorded, 'cuadre.yaml'), 'utf8')) + CONFIG);
  cuadre.run(['run', '--date', '2014-03-05'], recorded);
});
afterAll(() => {
  cuadre.remove();
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cuadre-archive-cli-'));
  folders.push(folder);
  cpSync(recorded, folder, { recursive: true });
});

const run = (...args: string[]) => cuadre.runWarm(args, folder, { USER: 'ana' });
const json = (...args: string[]): Record<string, unknown> =>
  JSON.parse(run(...args, '--json').stdout) as Record<string, unknown>;

const DAY_1 = '2014-03-03' as PlainDate;
const DAY_2 = '2014-03-04' as PlainDate;
const DAY_3 = '2014-03-05' as PlainDate;

/** The same in this process, where nothing is asked of the command line. */
async function inProcess<Result>(work: (context: Context) => Promise<Result> | Result): Promise<Result> {
  const context = await openShop(folder);
  try {
    return await work(context);
  } finally {
    context.store.close();
  }
}
const runAsked = (date: PlainDate) => inProcess((context) => runDates(context, { date }));
const dropNow = () =>
  inProcess(async (context) => (await prune(context, { by: 'ana', orphans: false })).dropped.length);
const firstLost = () =>
  inProcess(async ({ store, archive, config }) => {
    const places = {
      store,
      archive,
      linesDirectory: config.storage.lines,
      reportsDirectory: config.reports.directory,
      mayReplay: () => Promise.resolve(true),
    };
    const lost: string[] = [];
    for await (const { what, found } of verifyStore(places)) lost.push(`${what.split(' ')[0] ?? ''} ${found}`);
    return lost;
  });
const bytesOf = (date: PlainDate, source: string) =>
  inProcess(async ({ store, config }) => {
    const file = (await store.history.filesBetween(date, date)).find((one) => one.source === source);
    return join(config.storage.archive, file?.sha256 ?? '');
  });

describe('cuadre archive prune', () => {
  it('refuses without --yes and says how much is meant; with --dry-run shows it and writes nothing', () => {
    const kept = () => hashesOf(join(folder, 'data/archive'), join(folder, 'data/lines'), join(folder, 'reports'));
    const before = kept();
    const refused = run('archive', 'prune', '--json');
    expect(refused.code).toBe(2);
    const { error } = JSON.parse(refused.stdout) as {
      error: { code: string; context: { files: number; bytes: number } };
    };
    expect(error).toMatchObject({ code: 'usage_invalid', context: { files: 4 } });
    const { code, stdout } = run('archive', 'prune', '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toMatch(/2014-03-03 +bank, psp, shop +3 +\d+\n2014-03-04 +bank +1 +\d+\n/);
    expect(stdout).toContain(`Would drop 4 files with ${String(error.context.bytes)} bytes, older than 10 years.`);
    // The day before names what the customer paid too much; the newest day is within its own look-back.
    expect(stdout).toMatch(/within the look-back of the newest run +2 /);
    expect(stdout).toMatch(/named by a discrepancy that stands open +2 /);
    expect(run('archive', 'prune', '--dry-run', '--yes').code).toBe(2);
    expect(kept()).toEqual(before);
  });

  it('drops, and verify, trace and show say so; the date is closed and the others go on', async () => {
    const [item] = await inProcess(async ({ store }) =>
      (await store.queue.entries()).filter(({ discrepancy }) => discrepancy.kind === 'amount_mismatch'),
    );
    const id = item?.discrepancy.id ?? '';
    const decision = { discrepancyId: id, event: 'resolved', by: 'ana', note: 'refunded', seq: null } as const;
    await inProcess(({ store }) => store.queue.decide([decision], { atMs: 0, partial: false }));
    // Until a run has read the decision its lines are carried.
    expect(await inProcess(async (context) => (await retentionPlan(context)).goes.length)).toBe(4);
    await runAsked(DAY_3);
    const others = () => hashesOf(join(folder, 'data/lines'), join(folder, 'reports'));
    const before = others();
    expect(json('archive', 'prune', '--yes', '--by', 'Eva')).toMatchObject({
      dropped: true,
      by: 'Eva',
      retention_years: 10,
      totals: { files: 6 },
      kept: [{ reason: 'recent', files: 2 }],
      orphans: { files: 0 },
    });
    expect(others()).toEqual(before);
    expect(json('verify')).toMatchObject({ ok: true, checked: { source_files: 2, pruned_files: 6 }, difference: null });
    expect(run('trace', 'A1-1001').stdout.match(/the file was pruned on \d{4}-\d\d-\d\d by Eva/g)).toHaveLength(3);
    expect(json('discrepancies', 'show', id)).toMatchObject({
      evidence: [1, 2].map(() => ({ raw: null, pruned: { by: 'Eva' }, record: {} })),
    });
    const replayed = run('replay', '--date', DAY_2, '--json');
    expect(replayed.code).toBe(1);
    expect(JSON.parse(replayed.stdout)).toMatchObject({ error: { code: 'file_pruned', context: { date: DAY_2 } } });
    // The provider's file of the last day comes after all.
    writeFileSync(join(folder, 'input/psp_20140305.csv'), past(providerFile('2025-03-05')));
    expect(run('run', '--date', DAY_3).code).toBe(0);
    expect(await inProcess(async ({ store }) => (await store.runs.newest(DAY_3))?.generation)).toBe(3);
  });

  it('closes every date up to the newest one dropped, however it is asked for', async () => {
    await dropNow();
    const options = { asOf: null, cascade: false, reason: null };
    const closed = { code: 'file_pruned' };
    await inProcess(async (context) => {
      for (const date of [DAY_1, DAY_2]) {
        for (const refetch of [false, true])
          await expect(replayDate(context, { ...options, date, refetch })).rejects.toMatchObject(closed);
        await expect(runDates(context, { date })).rejects.toMatchObject(closed);
        await expect(runDate(date, DAY_1, context)).rejects.toMatchObject(closed);
      }
      expect((await replayDate(context, { ...options, date: DAY_3, refetch: false })).result.changed).toBe(false);
    });
  });

  it('leaves a date alone whose missing file comes when others of it are dropped, and runs the rest', async () => {
    const late = join(folder, 'input/psp_20140304.csv');
    for (const gone of ['data', 'reports', late.slice(folder.length + 1)])
      rmSync(join(folder, gone), { recursive: true });
    await runAsked(DAY_3);
    const clock = { nowMs: () => Date.UTC(2014, 2, 6, 12) };
    const nightly = () =>
      inProcess(async (context) =>
        (await runDates({ ...context, clock }, { date: null })).map(({ run: { date } }) => date),
      );
    expect(await nightly()).toEqual([]);
    // Of the day itself the order waits for its payment; the statement goes.
    expect(
      await inProcess(async (context) =>
        (await retentionPlan(context)).kept.map(({ lastDate, reason }) => [lastDate, reason]),
      ),
    ).toEqual([
      [DAY_2, 'carried'],
      [DAY_3, 'recent'],
      [DAY_3, 'recent'],
    ]);
    await dropNow();
    writeFileSync(late, past(providerFile('2025-03-04')));
    writeFileSync(join(folder, 'input/psp_20140305.csv'), past(providerFile('2025-03-05')));
    expect(await nightly()).toEqual([DAY_3]);
  });

  it('takes bytes that come again for a new date as there again, and their loss for a loss', async () => {
    expect(await dropNow()).toBe(4);
    cpSync(join(folder, 'input/bank_20140304.csv'), join(folder, 'input/bank_20140306.csv'));
    const onRecord = () =>
      inProcess(async ({ store }) => (await store.retention.pruned()).map(({ lastDate }) => lastDate));
    expect(await onRecord()).toEqual([DAY_2, DAY_1, DAY_1, DAY_1]);
    await runAsked('2014-03-06' as PlainDate);
    expect(await onRecord()).toEqual([DAY_1, DAY_1, DAY_1]);
    expect(await firstLost()).toEqual([]);
    rmSync(await bytesOf(DAY_2, 'bank'));
    expect(await firstLost()).toEqual(['archive missing']);
  });

  it('knows a lost file from a dropped one', async () => {
    rmSync(await bytesOf(DAY_1, 'bank'));
    expect(await dropNow()).toBe(3);
    expect(await firstLost()).toEqual(['archive missing']);
  });
});

describe('a backup under which retention drops files', () => {
  it.each<BackupStep>(['copied', 'object', 'objects'])(
    'at %s names none as damaged, and passes verify once it is restored',
    async (when) => {
      const to = mkdtempSync(join(tmpdir(), 'cuadre-archive-backup-'));
      folders.push(to);
      const configFile = join(folder, 'cuadre.yaml');
      const { config } = await loadConfig(configFile);
      const stored = (): number =>
        readdirSync(config.storage.archive).filter((name) => /^[0-9a-f]{64}$/.test(name)).length;
      const before = stored();
      let isDone = false;
      const made = await makeBackup({
        config,
        configFile,
        programVersion: PROGRAM_VERSION,
        to: join(to, 'backups'),
        clock: { nowMs: () => Date.now() },
        onStep: (step) => {
          if (step !== when || isDone) return;
          isDone = true;
          expect(run('archive', 'prune', '--yes').code).toBe(0);
        },
      });
      expect(before - stored()).toBeGreaterThan(2);
      expect(made.damaged).toStrictEqual([]);
      const restored = run('restore', '--from', join(to, 'backups'), '--into', join(to, 'machine'));
      expect([restored.code, restored.stderr]).toStrictEqual([0, '']);
      expect(run('verify', '--config', join(to, 'machine', 'cuadre.yaml')).stdout).toContain('No difference');
    },
  );
});
