import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addDays, dateRange, parsePlainDate, type PlainDate } from '../schemas/values/dates.ts';
import { FIXTURES, readCase, type GoldenCase } from './golden/case-folder.ts';
import { replayDate } from '../workers/pipeline/replay.ts';
import { openCase, type CaseWorkspace } from './golden/run-case.ts';
import { reportsWithoutHistory } from './testing/history.ts';

/** The file of this date comes again. */
const RESTATED = parsePlainDate('2026-07-01') as PlainDate;
const golden = readCase(join(FIXTURES, 'restated-file')) as GoldenCase;
const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-restated-'));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function withCase<T>(body: (workspace: CaseWorkspace) => Promise<T>): Promise<T> {
  const workspace = await openCase(golden, temporaryFolder());
  try {
    return await body(workspace);
  } finally {
    workspace.close();
  }
}

async function generationsOf({ context }: CaseWorkspace): Promise<Record<string, number>> {
  return Object.fromEntries((await context.store.runs.newestOfEach()).map((run) => [run.date, run.generation]));
}

async function staleDates({ context }: CaseWorkspace): Promise<string[]> {
  return (await context.store.runs.newestOfEach()).filter((run) => run.stale).map((run) => run.date);
}

/** What people's queue holds open. */
async function openKinds({ context }: CaseWorkspace): Promise<string[]> {
  return (await context.store.queue.entries()).flatMap(({ discrepancy }) =>
    discrepancy.state === 'open' ? [discrepancy.kind] : [],
  );
}

describe('a file of an old date that comes again with other bytes', () => {
  it('makes the next generation of its date, every later one stale, and moves the queue with the newest alone', async () => {
    await withCase(async (workspace) => {
      const { store } = workspace.context;
      await workspace.run(golden.last);
      expect(new Set(Object.values(await generationsOf(workspace)))).toEqual(new Set([1]));
      expect(await openKinds(workspace)).not.toEqual([]);
      const eventsBefore = await store.queue.lastEvent();

      workspace.receive('later');
      const results = await workspace.run(RESTATED);
      expect(results.map((result) => result.run)).toEqual([{ date: RESTATED, generation: 2 }]);
      expect(await staleDates(workspace)).toEqual(dateRange(addDays(RESTATED, 1), golden.last));
      expect(await store.queue.lastEvent()).toBe(eventsBefore);

      await workspace.run(golden.last);
      expect(await staleDates(workspace)).toEqual([]);
      expect((await generationsOf(workspace))['2026-06-30']).toBe(1);
      for (const date of dateRange(RESTATED, golden.last)) expect((await generationsOf(workspace))[date], date).toBe(2);
      // That the file changed the money of its date is for a person to hear; all that was open for want of it is
      // closed.
      expect(await openKinds(workspace)).toEqual(['source_revised']);
    });
  });

  it('comes to what a store says that knew the file from the start, byte for byte but for what tells of the history', async () => {
    const restated = await withCase(async (workspace) => {
      await workspace.run(golden.last);
      workspace.receive('later');
      // Nobody names the date: the file is seen to be another one.
      await workspace.run(golden.last);
      expect((await generationsOf(workspace))[RESTATED]).toBe(2);
      return reportsWithoutHistory(dateRange(RESTATED, golden.last), workspace);
    });
    const known = await withCase(async (workspace) => {
      workspace.receive('later');
      await workspace.run(golden.last);
      return reportsWithoutHistory(dateRange(RESTATED, golden.last), workspace);
    });
    for (const [name, text] of known) expect(restated.get(name), name).toBe(text);
  });

  it('three dates ago, replayed with every later date, comes to the same; the queue hears of it once, at the newest date', async () => {
    const newest = addDays(RESTATED, 3);
    const dates = dateRange(RESTATED, newest);
    const replayed = await withCase(async (workspace) => {
      const { context } = workspace;
      await workspace.run(newest);
      const before = await context.store.queue.lastEvent();
      workspace.receive('later');
      const wish = { date: RESTATED, asOf: null, reason: 'sent again', refetch: true, cascade: true };
      const { result, diff, later, stale } = await replayDate(context, wish);
      expect([result.run, ...later.map((rerun) => rerun.result.run)]).toEqual(
        dates.map((date) => ({ date, generation: 2 })),
      );
      expect(stale).toEqual([]);
      expect(diff?.inputs.files.map((file) => file.source)).toEqual(['gate']);
      const events = (await context.store.queue.events()).slice(before);
      expect(new Set(events.map((event) => `${event.run.date} ${String(event.run.generation)}`))).toEqual(
        new Set([`${newest} 2`]),
      );
      expect((await context.store.runs.newestOfEach()).flatMap((run) => run.reason ?? [])).toEqual(
        dates.map(() => 'sent again'),
      );
      return reportsWithoutHistory(dates, workspace);
    });
    const known = await withCase(async (workspace) => {
      workspace.receive('later');
      await workspace.run(newest);
      return reportsWithoutHistory(dates, workspace);
    });
    for (const [name, text] of known) expect(replayed.get(name), name).toBe(text);
  });
});
