import { beforeEach, describe, expect, it } from 'vitest';
import type { Progress, StageKey, StageLease, StageRefusal, StageStart } from '../../../schemas/ports/progress.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { commitRunOf, day, sourceFile } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

const LEASE_MS = 12_000;
const match: StageKey = { date: day(1), generation: 1, round: 1, stage: 'match', source: '' };
const download: StageKey = { ...match, stage: 'download', source: 'dlocal' };

/** A start by a process at a moment, the first time unless it says how often. */
function by(holder: string, nowMs: number, starts = 1): StageStart {
  return { holder, starts, nowMs, leaseMs: LEASE_MS };
}

const failure = { code: 'source_unreachable', detail: 'no route' } as const;

function started(result: StageLease | StageRefusal): StageLease {
  if (typeof result === 'string') throw new Error(`refused: ${result}`);
  return result;
}

/** What `Progress` promises. */
export function describeProgress(name: string, open: Open<Store>): void {
  let store: Store;
  let progress: Progress;
  const use = (port: Store): void => {
    store = port;
    ({ progress } = store);
  };

  describe(`a date under way of ${name}`, () => {
    eachTest(open, use);

    it('begins once, and says what it came to', async () => {
      expect(await progress.of(day(1))).toBeNull();
      expect(await progress.begin(day(1), { anew: false, filesFrom: 'unread' })).toEqual({
        date: day(1),
        round: 1,
        generation: 1,
        matched: false,
        filesFrom: 'unread',
        files: [],
        stages: [],
      });
      const lease = started(await progress.start(download, by('one', 0)));
      await progress.recordResult(lease, { kind: 'file', file: sourceFile(day(1)), normalised: false });
      expect((await progress.begin(day(1), { anew: false, filesFrom: 'unread' })).files).toEqual([
        { file: sourceFile(day(1)), normalised: false },
      ]);
      expect((await progress.begin(day(1), { anew: false, filesFrom: 'unread' })).stages).toEqual([]);
      await progress.begin(day(2), { anew: false, filesFrom: 'unread' });
      expect((await progress.underWay()).map((one) => one.date)).toEqual([day(1), day(2)]);
    });

    it('is over when it is published, and its next look makes the next generation', async () => {
      await progress.begin(day(1), { anew: false, filesFrom: 'unread' });
      await commitRunOf(store, day(1));
      await progress.recordResult(started(await progress.start(match, by('one', 0))), { kind: 'matched' });
      expect((await progress.of(day(1)))?.matched).toBe(true);
      await progress.recordResult(started(await progress.start({ ...match, stage: 'publish' }, by('one', 0))), {
        kind: 'published',
      });
      expect(await progress.underWay()).toEqual([]);
      expect(await progress.start(match, by('one', 0))).toBe('superseded');
      expect(await progress.begin(day(1), { anew: false, filesFrom: 'unread' })).toMatchObject({
        round: 2,
        generation: 2,
        matched: false,
        files: [],
      });
    });

    it('begun anew forgets its files and attempts, and who works for the look before records nothing', async () => {
      await progress.begin(day(1), { anew: false, filesFrom: 'unread' });
      const old = started(await progress.start(download, by('one', 0)));
      await progress.begin(day(1), { anew: true, filesFrom: 'unread' });
      expect(
        await codeOf(async () => {
          await progress.recordResult(old, { kind: 'file', file: sourceFile(day(1)), normalised: false });
        }),
      ).toBe('lease_lost');
      // Nor does it hold the date any longer.
      expect(await codeOf(() => progress.renew(old, 1, LEASE_MS))).toBe('lease_lost');
      expect(await progress.of(day(1))).toMatchObject({ round: 2, generation: 1, files: [], stages: [] });
      started(await progress.start({ ...download, round: 2 }, by('two', LEASE_MS)));
    });
  });

  describe(`a stage of a date under way of ${name}`, () => {
    eachTest(open, use);

    beforeEach(async () => {
      await progress.begin(day(1), { anew: false, filesFrom: 'unread' });
    });

    it('is held by one process at a time, each source by itself', async () => {
      started(await progress.start(download, by('one', 0)));
      expect(await progress.start(download, by('two', LEASE_MS - 1))).toBe('held');
      // A job that came back while its process still works at it.
      expect(await progress.start(download, by('one', LEASE_MS - 1, 2))).toBe('held');
      started(await progress.start({ ...download, source: 'erp' }, by('two', 0)));
      started(await progress.start(download, by('two', LEASE_MS, 2)));
      expect((await progress.of(day(1)))?.stages.map((one) => [one.source, one.starts])).toEqual([
        ['dlocal', 2],
        ['erp', 1],
      ]);
    });

    it('is not held against its own date: a run of the date is', async () => {
      await store.leases.take(day(1), 'embedded', 0);
      started(await progress.start(download, by('one', 0)));
      expect(await progress.start(match, by('one', 0))).toBe('held');
    });

    it('whose lease was lost changes nothing', async () => {
      const zombie = started(await progress.start(download, by('one', 0)));
      const mine = started(await progress.start(download, by('two', LEASE_MS, 2)));
      for (const work of [
        async () => {
          await progress.recordResult(zombie, { kind: 'file', file: sourceFile(day(1)), normalised: false });
        },
        async () => {
          await progress.leave(zombie, { state: 'failed', ...failure });
        },
        async () => {
          await progress.renew(zombie, 0, LEASE_MS);
        },
      ]) {
        expect(await codeOf(work)).toBe('lease_lost');
      }
      expect(await progress.of(day(1))).toMatchObject({ files: [], stages: [{ starts: 2, state: 'working' }] });
      await progress.recordResult(mine, { kind: 'file', file: sourceFile(day(1)), normalised: false });
    });

    it('that ended is held no more by a late renewal, and nobody says that it failed', async () => {
      const done = started(await progress.start(download, by('one', 0)));
      await progress.recordResult(done, { kind: 'file', file: sourceFile(day(1)), normalised: false });
      await progress.renew(done, 1, LEASE_MS);
      expect(await codeOf(() => progress.leave(done, { state: 'parked', ...failure }))).toBe('lease_lost');
      expect((await progress.of(day(1)))?.stages).toEqual([]);
      started(await progress.start({ ...download, stage: 'normalise' }, by('two', 1)));
    });

    it('lasts as long as it is renewed', async () => {
      const lease = started(await progress.start(download, by('one', 0)));
      await progress.renew(lease, LEASE_MS - 1, LEASE_MS);
      expect(await progress.start(download, by('two', LEASE_MS))).toBe('held');
    });

    it('that failed and is tried again by itself says when, and counts', async () => {
      const first = started(await progress.start(download, by('one', 0)));
      await progress.leave(first, { state: 'retrying', retryAtMs: 5_000, ...failure });
      const left = { stage: 'download', source: 'dlocal', state: 'retrying', starts: 1, retryAtMs: 5_000, ...failure };
      expect((await progress.of(day(1)))?.stages).toEqual([left]);
      // When that is, the queue knows.
      started(await progress.start(download, by('two', 4_999, 2)));
      expect((await progress.of(day(1)))?.stages).toEqual([{ ...left, state: 'working', starts: 2, retryAtMs: null }]);
    });

    it('that failed for good waits until it is told to try again', async () => {
      await progress.leave(started(await progress.start(download, by('one', 0))), { state: 'failed', ...failure });
      expect(await progress.start(download, by('one', 99_999))).toBe('failed');
      await progress.askAgain(day(2));
      expect(await progress.start(download, by('one', 99_999))).toBe('failed');
      await progress.askAgain();
      expect((await progress.of(day(1)))?.stages).toMatchObject([{ state: 'asked', starts: 1, ...failure }]);
      started(await progress.start(download, by('one', 99_999)));
    });

    it('that waits to be tried again waits no longer where a person asks for its date', async () => {
      const lease = started(await progress.start(download, by('one', 0)));
      await progress.leave(lease, { state: 'retrying', retryAtMs: 5_000, ...failure });
      await progress.askAgain();
      expect((await progress.of(day(1)))?.stages).toMatchObject([{ state: 'retrying', retryAtMs: 5_000 }]);
      await progress.askAgain(day(1));
      expect((await progress.of(day(1)))?.stages).toMatchObject([{ state: 'asked', retryAtMs: null }]);
    });

    it('that is parked is taken up by a new round alone', async () => {
      await progress.leave(started(await progress.start(download, by('one', 0, 5))), { state: 'parked', ...failure });
      await progress.askAgain();
      await progress.askAgain(day(1));
      expect(await progress.start(download, by('one', 200_000))).toBe('parked');
      started(await progress.start({ ...download, source: 'erp' }, by('one', 200_000)));
      await progress.begin(day(1), { anew: true, filesFrom: 'unread' });
      expect(await progress.start(download, by('one', 300_000))).toBe('superseded');
      started(await progress.start({ ...download, round: 2 }, by('one', 300_000)));
    });

    it('that was stopped from outside is free at once', async () => {
      await progress.leave(started(await progress.start(download, by('one', 0))), { state: 'asked' });
      expect((await progress.of(day(1)))?.stages).toMatchObject([{ state: 'asked' }]);
      started(await progress.start(download, by('two', 0)));
    });
  });
}
