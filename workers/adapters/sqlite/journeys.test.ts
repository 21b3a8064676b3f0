import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CuadreError } from '../../../schemas/errors.ts';
import type { Journeys, StageKey, StageLease, StageRefusal } from '../../../schemas/ports/journeys.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { UNANSWERED_MAX } from './journeys.ts';
import { openStoreOfWorker } from './sqlite.ts';
import { commitRunOf, day, discrepancy, sourceFile } from './testing.ts';

const LEASE_MS = 12_000;
let directory = '';
let store: Store;
let journeys: Journeys;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-journeys-'));
  ({ store, journeys } = openStoreOfWorker({
    path: join(directory, 'cuadre.db'),
    linesDirectory: join(directory, 'lines'),
  }));
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

const match: StageKey = { date: day(1), generation: 1, stage: 'match', source: '' };
const download: StageKey = { ...match, stage: 'download', source: 'dlocal' };

function started(result: StageLease | StageRefusal): StageLease {
  if (typeof result === 'string') throw new Error(`refused: ${result}`);
  return result;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as CuadreError).code;
  }
}

describe('a date under way', () => {
  it('begins once, and says what it came to', () => {
    expect(journeys.journey(day(1))).toBeNull();
    expect(journeys.begin(day(1), { anew: false, filesFrom: 'unread' })).toEqual({
      date: day(1),
      look: 1,
      generation: 1,
      matched: false,
      filesFrom: 'unread',
      files: [],
      stages: [],
    });
    const lease = started(journeys.start(download, 'one', 0, LEASE_MS));
    journeys.recordResult(lease, { kind: 'file', file: sourceFile(day(1)), normalised: false });
    expect(journeys.begin(day(1), { anew: false, filesFrom: 'unread' }).files).toEqual([
      { file: sourceFile(day(1)), normalised: false },
    ]);
    expect(journeys.begin(day(1), { anew: false, filesFrom: 'unread' }).stages).toEqual([]);
    journeys.begin(day(2), { anew: false, filesFrom: 'unread' });
    expect(journeys.underWay().map((one) => one.date)).toEqual([day(1), day(2)]);
  });

  it('is over when it is published, and its next look makes the next generation', () => {
    journeys.begin(day(1), { anew: false, filesFrom: 'unread' });
    commitRunOf(store, day(1));
    journeys.recordResult(started(journeys.start(match, 'one', 0, LEASE_MS)), { kind: 'matched' });
    expect(journeys.journey(day(1))?.matched).toBe(true);
    journeys.recordResult(started(journeys.start({ ...match, stage: 'publish' }, 'one', 0, LEASE_MS)), {
      kind: 'published',
    });
    expect(journeys.underWay()).toEqual([]);
    expect(journeys.start(match, 'one', 0, LEASE_MS)).toBe('superseded');
    expect(journeys.begin(day(1), { anew: false, filesFrom: 'unread' })).toMatchObject({
      look: 2,
      generation: 2,
      matched: false,
      files: [],
    });
  });

  it('begun anew forgets its files and attempts, and who works for the look before records nothing', () => {
    journeys.begin(day(1), { anew: false, filesFrom: 'unread' });
    const old = started(journeys.start(download, 'one', 0, LEASE_MS));
    journeys.begin(day(1), { anew: true, filesFrom: 'unread' });
    expect(
      codeOf(() => {
        journeys.recordResult(old, { kind: 'file', file: sourceFile(day(1)), normalised: false });
      }),
    ).toBe('lease_lost');
    expect(journeys.journey(day(1))).toMatchObject({ look: 2, generation: 1, files: [], stages: [] });
  });
});

describe('a stage', () => {
  beforeEach(() => {
    journeys.begin(day(1), { anew: false, filesFrom: 'unread' });
  });

  it('is held by one process at a time, each source by itself', () => {
    started(journeys.start(download, 'one', 0, LEASE_MS));
    expect(journeys.start(download, 'two', LEASE_MS - 1, LEASE_MS)).toBe('held');
    started(journeys.start({ ...download, source: 'erp' }, 'two', 0, LEASE_MS));
    started(journeys.start(download, 'two', LEASE_MS, LEASE_MS));
    expect(journeys.journey(day(1))?.stages.map((one) => [one.source, one.starts])).toEqual([
      ['dlocal', 2],
      ['erp', 1],
    ]);
  });

  it('is not held against its own date: a run of the date is', () => {
    store.takeLease(day(1), 'embedded', 0);
    started(journeys.start(download, 'one', 0, LEASE_MS));
    expect(journeys.start(match, 'one', 0, LEASE_MS)).toBe('held');
  });

  it('whose lease was lost changes nothing', () => {
    const zombie = started(journeys.start(download, 'one', 0, LEASE_MS));
    const mine = started(journeys.start(download, 'two', LEASE_MS, LEASE_MS));
    for (const work of [
      () => {
        journeys.recordResult(zombie, { kind: 'file', file: sourceFile(day(1)), normalised: false });
      },
      () => {
        journeys.fail(zombie, { code: 'disk_failed', detail: '', retryAtMs: null });
      },
      () => {
        journeys.putBack(zombie);
      },
      () => {
        journeys.renew(zombie.lease, 0, LEASE_MS);
      },
    ]) {
      expect(codeOf(work)).toBe('lease_lost');
    }
    expect(journeys.journey(day(1))).toMatchObject({ files: [], stages: [{ starts: 2, state: 'open' }] });
    journeys.recordResult(mine, { kind: 'file', file: sourceFile(day(1)), normalised: false });
  });

  it('lasts as long as it is renewed', () => {
    const lease = started(journeys.start(download, 'one', 0, LEASE_MS));
    journeys.renew(lease.lease, LEASE_MS - 1, LEASE_MS);
    expect(journeys.start(download, 'two', LEASE_MS, LEASE_MS)).toBe('held');
  });

  it('that failed is tried again from its time on, and counts', () => {
    const first = started(journeys.start(download, 'one', 0, LEASE_MS));
    journeys.fail(first, { code: 'source_unreachable', detail: 'no route', retryAtMs: 5_000 });
    expect(journeys.start(download, 'two', 4_999, LEASE_MS)).toBe('not_yet');
    expect(journeys.journey(day(1))?.stages).toEqual([
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
    expect(started(journeys.start(download, 'two', 5_000, LEASE_MS)).starts).toBe(2);
  });

  it('that failed for good waits until it is told to try again', () => {
    journeys.fail(started(journeys.start(download, 'one', 0, LEASE_MS)), {
      code: 'two_files_for_one_date',
      detail: '',
      retryAtMs: null,
    });
    expect(journeys.start(download, 'one', 99_999, LEASE_MS)).toBe('failed');
    journeys.retryFailed(day(2));
    expect(journeys.start(download, 'one', 99_999, LEASE_MS)).toBe('failed');
    journeys.retryFailed();
    expect(started(journeys.start(download, 'one', 99_999, LEASE_MS)).starts).toBe(2);
  });

  it('that waits to be tried again waits no longer where a person asks for its date', () => {
    journeys.fail(started(journeys.start(download, 'one', 0, LEASE_MS)), {
      code: 'source_unreachable',
      detail: '',
      retryAtMs: 5_000,
    });
    journeys.retryFailed();
    expect(journeys.start(download, 'one', 1_000, LEASE_MS)).toBe('not_yet');
    journeys.retryFailed(day(1));
    expect(started(journeys.start(download, 'one', 1_000, LEASE_MS)).starts).toBe(2);
  });

  it('that never tells how it ended is parked after five starts, and only a new look takes it up', () => {
    for (let times = 0; times < UNANSWERED_MAX; times += 1)
      started(journeys.start(download, 'one', times * LEASE_MS, LEASE_MS));
    expect(UNANSWERED_MAX).toBe(5);
    expect(journeys.start(download, 'one', 100_000, LEASE_MS)).toBe('parked');
    journeys.retryFailed();
    expect(journeys.start(download, 'one', 200_000, LEASE_MS)).toBe('parked');
    started(journeys.start({ ...download, source: 'erp' }, 'one', 200_000, LEASE_MS));
    journeys.begin(day(1), { anew: true, filesFrom: 'unread' });
    expect(started(journeys.start(download, 'one', 300_000, LEASE_MS)).starts).toBe(1);
  });

  it('that was stopped from outside is as if it had not started, and free at once', () => {
    journeys.putBack(started(journeys.start(download, 'one', 0, LEASE_MS)));
    expect(started(journeys.start(download, 'two', 0, LEASE_MS)).starts).toBe(1);
    expect(journeys.journey(day(1))?.stages).toMatchObject([{ unanswered: 1 }]);
  });
});

describe('what else workers ask the store', () => {
  it('is which dates are not published, and how many events wait', () => {
    commitRunOf(store, day(1), { discrepancies: [discrepancy('R-1'), discrepancy('R-2')] });
    commitRunOf(store, day(2), { discrepancies: [discrepancy('R-1'), discrepancy('R-2')] });
    expect(journeys.unpublished()).toEqual([day(1), day(2)]);
    store.recordReports(store.takeLease(day(1), 'one', 0), { date: day(1), generation: 1 }, [
      { name: 'a', sha256: 'b', size: 1 },
    ]);
    expect(journeys.unpublished()).toEqual([day(2)]);
    expect(journeys.outboxSize()).toBe(2);
    store.outboxSent([1]);
    expect(journeys.outboxSize()).toBe(1);
  });

  it('is work that nobody else may do meanwhile', () => {
    const former = store.takeLease(day(1), 'one', 0);
    store.takeLease(day(1), 'two', 999_999);
    const done: string[] = [];
    expect(
      codeOf(() => {
        store.whileHeld(former, () => done.push('written'));
      }),
    ).toBe('lease_lost');
    expect(done).toEqual([]);
  });
});
