import { randomUUID } from 'node:crypto';
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { addDays, parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import { openStore } from '../../workers/adapters/sqlite/sqlite.ts';
import type { StageLease } from '../../schemas/ports/progress.ts';
import { buildCuadre, type Cuadre } from '../testing/cuadre.ts';
import { freePort } from '../testing/redis.ts';
import { writeTinyShop } from '../testing/tiny-shop.ts';
import { clean, until } from '../testing/worker-kit.ts';

/** `cuadre worker` and `cuadre enqueue` as a user has them: the real bundle, the real clock, the real times. */

let cuadre: Cuadre;
beforeAll(() => {
  cuadre = buildCuadre();
});
afterAll(() => {
  cuadre.remove();
});

/**
 * The shop with a go-live of the day before yesterday: nothing of it has come, and it is due by now whatever the hour.
 */
const recent = addDays(parsePlainDate(new Date().toISOString().slice(0, 10)) as PlainDate, -2);

function shopOn(url: string): { folder: string; queue: { url: string; prefix: string } } {
  const folder = writeTinyShop();
  const file = join(folder, 'cuadre.yaml');
  const queue = { url, prefix: `command-${randomUUID()}` };
  const text = readFileSync(file, 'utf8').replace('goLive: 2025-03-03', `goLive: ${recent}`);
  writeFileSync(
    file,
    `${text}queue: { url: '${url}', prefix: ${queue.prefix}, allowEviction: true }\nschedule: { cron: '0 0 * * *' }\n`,
  );
  return { folder, queue };
}

it('works until SIGTERM, is asked for a date again, and ends with 0', async () => {
  const { folder, queue } = shopOn(inject('redisUrl'));
  const store = openStore({
    path: join(folder, 'data/cuadre.db'),
    linesDirectory: join(folder, 'data/lines'),
  });
  const child = spawn(process.execPath, [cuadre.program, 'worker'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const isDone = async () =>
    (await store.runs.newest(recent)) !== null &&
    (await store.progress.underWay()).length === 0 &&
    (await store.reports.unpublished()).length === 0;
  try {
    await until('the date to be published', isDone);
    const looks = () =>
      log.split('\n').filter((line) => line.includes(`"date":"${recent}"`) && line.includes('"stage":"match"')).length;
    const before = looks();
    const asked = cuadre.run(['enqueue', '--date', recent, '--json'], folder);
    expect([asked.code, JSON.parse(asked.stdout)]).toMatchObject([
      0,
      { date: recent, under_way: [recent], goes_on: false, workers: 1, needs_a_person: [] },
    ]);
    await until('the date to be looked at again', async () => looks() > before && (await isDone()));
    // Equal files change nothing.
    expect((await store.runs.newest(recent))?.generation).toBe(1);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(log).toContain('"stopped"');
  } finally {
    child.kill('SIGKILL');
    store.close();
    await clean(queue);
    rmSync(folder, { recursive: true });
  }
}, 60_000);

it('says of every date under way how it stands and what a person is to do, also where no worker is there and nothing was run yet', async () => {
  const folder = writeTinyShop();
  const queue = { url: inject('redisUrl'), prefix: `command-${randomUUID()}` };
  writeFileSync(
    join(folder, 'cuadre.yaml'),
    `queue: { url: '${queue.url}', prefix: ${queue.prefix}, allowEviction: true }\n`,
    {
      flag: 'a',
    },
  );
  const store = openStore({
    path: join(folder, 'data/cuadre.db'),
    linesDirectory: join(folder, 'data/lines'),
  });
  const [first, second, third] = ['2025-03-03', '2025-03-04', '2025-03-05'] as [PlainDate, PlainDate, PlainDate];
  const document = (...args: string[]) => {
    const { code, stdout } = cuadre.run([...args, '--json'], folder);
    return [code, JSON.parse(stdout)] as [number, Record<string, unknown>];
  };
  const { progress } = store;
  const start = async (date: PlainDate, source: string): Promise<StageLease> => {
    const lease = await progress.start(
      { date, generation: 1, round: 1, stage: 'download', source },
      { holder: 'a worker', starts: 1, nowMs: Date.now(), leaseMs: 60_000 },
    );
    if (typeof lease === 'string') throw new Error(lease);
    return lease;
  };
  try {
    for (const date of [first, second, third]) await progress.begin(date, { anew: false, filesFrom: 'unread' });
    const retryAtMs = Date.now() + 3_600_000;
    await progress.leave(await start(first, 'bank'), {
      state: 'retrying',
      code: 'source_unreachable',
      detail: 'no route',
      retryAtMs,
    });
    await progress.leave(await start(second, 'psp'), {
      state: 'failed',
      code: 'two_files_for_one_date',
      detail: 'two',
    });
    await progress.leave(await start(third, 'shop'), { state: 'parked', code: 'unexpected', detail: 'killed' });
    const [code, { dates, under_way: underWay }] = document('status');
    expect([code, dates]).toEqual([0, []]);
    expect(underWay).toMatchObject([
      { date: first, state: 'retrying', advice: null },
      { date: second, state: 'failed', advice: expect.stringContaining(`cuadre enqueue --date ${second}`) as string },
      {
        date: third,
        state: 'parked',
        advice: expect.stringContaining(`cuadre enqueue --date ${third} --replay`) as string,
      },
    ]);
    const [, one] = document('status', '--date', first);
    expect(one).toMatchObject({ date: first, state: 'not_run', under_way: { state: 'retrying', generation: 1 } });
    const { stages } = one['under_way'] as { stages: { source: string }[] };
    expect(stages.find(({ source }) => source === 'bank')).toEqual({
      stage: 'download',
      source: 'bank',
      state: 'retrying',
      starts: 1,
      retry_at: new Date(retryAtMs).toISOString(),
      code: 'source_unreachable',
      detail: 'no route',
    });
    const shown = cuadre.run(['status'], folder).stdout;
    for (const word of [
      first,
      'retrying',
      'source_unreachable',
      'two_files_for_one_date',
      `--date ${third} --replay`,
    ]) {
      expect(shown).toContain(word);
    }
    expect(document('enqueue', '--date', first)).toMatchObject([0, { goes_on: true, workers: 0, under_way: [first] }]);
    // It is tried at once, and not only in an hour.
    expect((await store.progress.of(first))?.stages).toMatchObject([{ state: 'asked', retryAtMs: null }]);
    expect(document('enqueue', '--date', third)).toMatchObject([1, { error: { code: 'stage_parked' } }]);
    const [, anew] = document('enqueue', '--date', third, '--replay');
    expect(anew).toMatchObject({
      goes_on: false,
      under_way: [first, second, third],
      needs_a_person: [{ date: second, state: 'failed' }],
    });
    expect(document('status', '--date', third)).toMatchObject([0, { under_way: { state: 'due', advice: null } }]);
  } finally {
    store.close();
    await clean(queue);
    rmSync(folder, { recursive: true });
  }
}, 60_000);

it('says what stands in the way: no Redis, a stage that does not exist, a schedule that never comes, no queue', async () => {
  const { folder } = shopOn(`redis://127.0.0.1:${await freePort()}`);
  const codeOf = (stdout: string) => (JSON.parse(stdout) as { error: { code: string } }).error.code;
  try {
    const away = cuadre.run(['enqueue', '--date', recent, '--json'], folder);
    expect([away.code, codeOf(away.stdout)]).toEqual([1, 'queue_unreachable']);
    const stages = cuadre.run(['worker', '--stages', 'polish', '--json'], folder);
    expect([stages.code, codeOf(stages.stdout)]).toEqual([2, 'usage_invalid']);
    const file = join(folder, 'cuadre.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace("'0 0 * * *'", "'0 0 31 2 *'"));
    const never = cuadre.run(['worker', '--json'], folder);
    expect([never.code, codeOf(never.stdout)]).toEqual([2, 'configuration_invalid']);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^queue:.*\n/m, ''));
    const none = cuadre.run(['worker', '--json'], folder);
    expect([none.code, codeOf(none.stdout)]).toEqual([2, 'configuration_invalid']);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
