import { beforeEach, describe, expect, it } from 'vitest';
import { UNANSWERED_MAX } from '../../../schemas/ports/progress.ts';
import type { Progress, StageKey, StageLease, StageRefusal } from '../../../schemas/ports/progress.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { commitRunOf, day, sourceFile } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

const LEASE_MS = 12_000;
const match: StageKey = { date: day(1), generation: 1, stage: 'match', source: '' };
const download: StageKey = { ...match, stage: 'download', source: 'dlocal' };

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
      const lease = started(await progress.start(download, 'one', 0, LEASE_MS));
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
      await progress.recordResult(started(await progress.start(match, 'one', 0, LEASE_MS)), { kind: 'matched' });
      expect((await progress.of(day(1)))?.matched).toBe(true);
      await progress.recordResult(started(await progress.start({ ...match, stage: 'publish' }, 'one', 0, LEASE_MS)), {
        kind: 'published',
      });
      expect(await progress.underWay()).toEqual([]);
      expect(await progress.start(match, 'one', 0, LEASE_MS)).toBe('superseded');
      expect(await progress.begin(day(1), { anew: false, filesFrom: 'unread' })).toMatchObject({
        round: 2,
        generation: 2,
        matched: false,
        files: [],
      });
    });

    it('begun anew forgets its files and attempts, and who works for the look before records nothing', async () => {
      await progress.begin(day(1), { anew: false, filesFrom: 'unread' });
      const old = started(await progress.start(download, 'one', 0, LEASE_MS));
      await progress.begin(day(1), { anew: true, filesFrom: 'unread' });
      expect(
        await codeOf(async () => {
          await progress.recordResult(old, { kind: 'file', file: sourceFile(day(1)), normalised: false });
        }),
      ).toBe('lease_lost');
      expect(await progress.of(day(1))).toMatchObject({ round: 2, generation: 1, files: [], stages: [] });
    });
  });

  describe(`a stage of a date under way of ${name}`, () => {
    eachTest(open, use);

    beforeEach(async () => {
      await progress.begin(day(1), { anew: false, filesFrom: 'unread' });
    });

    it('is held by one process at a time, each source by itself', async () => {
      started(await progress.start(download, 'one', 0, LEASE_MS));
      expect(await progress.start(download, 'two', LEASE_MS - 1, LEASE_MS)).toBe('held');
      started(await progress.start({ ...download, source: 'erp' }, 'two', 0, LEASE_MS));
      started(await progress.start(download, 'two', LEASE_MS, LEASE_MS));
      expect((await progress.of(day(1)))?.stages.map((one) => [one.source, one.starts])).toEqual([
        ['dlocal', 2],
        ['erp', 1],
      ]);
    });

    it('is not held against its own date: a run of the date is', async () => {
      await store.leases.take(day(1), 'embedded', 0);
      started(await progress.start(download, 'one', 0, LEASE_MS));
      expect(await progress.start(match, 'one', 0, LEASE_MS)).toBe('held');
    });

    it('whose lease was lost changes nothing', async () => {
      const zombie = started(await progress.start(download, 'one', 0, LEASE_MS));
      const mine = started(await progress.start(download, 'two', LEASE_MS, LEASE_MS));
      for (const work of [
        async () => {
          await progress.recordResult(zombie, { kind: 'file', file: sourceFile(day(1)), normalised: false });
        },
        async () => {
          await progress.fail(zombie, { code: 'disk_failed', detail: '', retryAtMs: null });
        },
        async () => {
          await progress.putBack(zombie);
        },
        async () => {
          await progress.renew(zombie.lease, 0, LEASE_MS);
        },
      ]) {
        expect(await codeOf(work)).toBe('lease_lost');
      }
      expect(await progress.of(day(1))).toMatchObject({ files: [], stages: [{ starts: 2, state: 'open' }] });
      await progress.recordResult(mine, { kind: 'file', file: sourceFile(day(1)), normalised: false });
    });

    it('lasts as long as it is renewed', async () => {
      const lease = started(await progress.start(download, 'one', 0, LEASE_MS));
      await progress.renew(lease.lease, LEASE_MS - 1, LEASE_MS);
      expect(await progress.start(download, 'two', LEASE_MS, LEASE_MS)).toBe('held');
    });

    it('that failed is tried again from its time on, and counts', async () => {
      const first = started(await progress.start(download, 'one', 0, LEASE_MS));
      await progress.fail(first, { code: 'source_unreachable', detail: 'no route', retryAtMs: 5_000 });
      expect(await progress.start(download, 'two', 4_999, LEASE_MS)).toBe('not_yet');
      expect((await progress.of(day(1)))?.stages).toEqual([
        {
          stage: 'download',
          source: 'dlocal',
          starts: 1,
          unanswered: 0,
          notBeforeMs: 5_000,
          state: 'open',
          code: 'source_unreachable',
          detail: 'no route',
        },
      ]);
      expect(started(await progress.start(download, 'two', 5_000, LEASE_MS)).starts).toBe(2);
    });

    it('that failed for good waits until it is told to try again', async () => {
      await progress.fail(started(await progress.start(download, 'one', 0, LEASE_MS)), {
        code: 'two_files_for_one_date',
        detail: '',
        retryAtMs: null,
      });
      expect(await progress.start(download, 'one', 99_999, LEASE_MS)).toBe('failed');
      await progress.retryFailed(day(2));
      expect(await progress.start(download, 'one', 99_999, LEASE_MS)).toBe('failed');
      await progress.retryFailed();
      expect(started(await progress.start(download, 'one', 99_999, LEASE_MS)).starts).toBe(2);
    });

    it('that waits to be tried again waits no longer where a person asks for its date', async () => {
      await progress.fail(started(await progress.start(download, 'one', 0, LEASE_MS)), {
        code: 'source_unreachable',
        detail: '',
        retryAtMs: 5_000,
      });
      await progress.retryFailed();
      expect(await progress.start(download, 'one', 1_000, LEASE_MS)).toBe('not_yet');
      await progress.retryFailed(day(1));
      expect(started(await progress.start(download, 'one', 1_000, LEASE_MS)).starts).toBe(2);
    });

    it('that never tells how it ended is parked after five starts, and only a new look takes it up', async () => {
      for (let times = 0; times < UNANSWERED_MAX; times += 1)
        started(await progress.start(download, 'one', times * LEASE_MS, LEASE_MS));
      expect(UNANSWERED_MAX).toBe(5);
      expect(await progress.start(download, 'one', 100_000, LEASE_MS)).toBe('parked');
      await progress.retryFailed();
      expect(await progress.start(download, 'one', 200_000, LEASE_MS)).toBe('parked');
      started(await progress.start({ ...download, source: 'erp' }, 'one', 200_000, LEASE_MS));
      await progress.begin(day(1), { anew: true, filesFrom: 'unread' });
      expect(started(await progress.start(download, 'one', 300_000, LEASE_MS)).starts).toBe(1);
    });

    it('that was stopped from outside is as if it had not started, and free at once', async () => {
      await progress.putBack(started(await progress.start(download, 'one', 0, LEASE_MS)));
      expect(started(await progress.start(download, 'two', 0, LEASE_MS)).starts).toBe(1);
      expect((await progress.of(day(1)))?.stages).toMatchObject([{ unanswered: 1 }]);
    });
  });
}
