import { describe, expect, it } from 'vitest';
import { Readable } from 'node:stream';
import type { Archive } from '../../../schemas/ports/archive.ts';
import type { PrunedFile } from '../../../schemas/ports/retention.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { commitRunOf, day, runCommit, sha, sourceFile } from '../records.ts';
import { request } from './archive.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

const HOUR_MS = 3_600_000;

const pruned = (path: string, change: Partial<PrunedFile> = {}): PrunedFile => ({
  path,
  kind: 'source_file',
  sha256: path,
  size: 10,
  uses: [{ date: day(1), source: 'dlocal' }],
  lastDate: day(1),
  atMs: 5,
  by: 'ana',
  ...change,
});

/** A record, and the archive from which it drops files. */
export interface Keeping {
  readonly store: Store;
  readonly archive: Archive;
}

/** What `Retention` promises, and `SourceRecords` of what comes back. */
export function describeRetention(name: string, open: Open<Keeping>): void {
  describe(`the record of what was dropped of ${name}`, () => {
    let store: Store;
    let archive: Archive;
    const again = eachTest(open, (port) => {
      ({ store, archive } = port);
    });
    const put = async (text: string): Promise<string> => (await archive.put(Readable.from([Buffer.from(text)]))).sha256;
    const stored = async (): Promise<string[]> => (await archive.storedFiles()).map((file) => file.sha256);
    const record = async (...dropped: PrunedFile[]): Promise<void> => {
      await store.retention.recordPruned(await store.retention.idleMark(0), 0, { dropped, back: [] });
    };
    const paths = async (): Promise<string[]> => (await store.retention.pruned()).map((file) => file.path);

    it('knows who uses which bytes, over every generation, by date, source and hash', async () => {
      const two = { sha256: sha('two') };
      await commitRunOf(store, day(2), { files: [sourceFile(day(2), two), sourceFile(day(2), { source: 'erp' })] });
      await commitRunOf(store, day(1), { files: [sourceFile(day(1), { sha256: sha('one') })] });
      await commitRunOf(store, day(1), { files: [sourceFile(day(1), two)] });
      await commitRunOf(store, day(3), { files: [sourceFile(day(3), { state: 'missing', sha256: null })] });
      const use = (n: number, source: string, sha256: string) => ({ date: day(n), source, sha256, underWay: false });
      const ofFirst = [sha('one'), sha('two')].sort().map((sha256) => use(1, 'dlocal', sha256));
      expect(await store.retention.archiveUses()).toEqual([
        ...ofFirst,
        use(2, 'dlocal', sha('two')),
        use(2, 'erp', sha(`dlocal ${day(2)}`)),
      ]);
    });

    it('holds each file as it was dropped, the newest date first, also for the next process', async () => {
      const [old, young] = [pruned('a'), pruned('b', { lastDate: day(2) })];
      const orphan = pruned('c', { kind: 'orphan', uses: [], lastDate: null });
      await record(old, young, orphan);
      await again();
      expect(await store.retention.pruned()).toEqual([young, old, orphan]);
      expect(await store.retention.pruned('a')).toEqual([old]);
      expect(await store.retention.pruned('none')).toEqual([]);
      expect(await store.retention.prunedSince(day(1))).toEqual([
        { path: 'b', lastDate: day(2) },
        { path: 'a', lastDate: day(1) },
      ]);
      expect(await store.retention.prunedSince(day(2))).toEqual([{ path: 'b', lastDate: day(2) }]);
    });

    it('keeps one record of a file: the first that says the same, else the last', async () => {
      await record(pruned('a'));
      await record(pruned('a', { atMs: 9, by: 'luis' }));
      expect(await store.retention.pruned('a')).toEqual([pruned('a')]);
      await record(pruned('a', { lastDate: day(2), by: 'luis' }));
      expect(await store.retention.pruned('a')).toEqual([pruned('a', { lastDate: day(2), by: 'luis' })]);
    });

    it('forgets what came back, of which a source or the plan tells', async () => {
      await record(pruned('a'), pruned('b'), pruned('c'));
      await store.sources.cameBack('a', 6);
      await store.sources.cameBack('none', 6);
      await store.retention.recordPruned(await store.retention.idleMark(0), 7, { dropped: [], back: ['b'] });
      expect(await paths()).toEqual(['c']);
      await record(pruned('a'));
      expect((await paths()).sort()).toEqual(['a', 'c']);
    });

    it('does nothing on a mark since which something was run or decided', async () => {
      const mark = await store.retention.idleMark(0);
      expect(await store.retention.idleMark(0)).toBe(mark);
      await commitRunOf(store, day(1));
      expect(await store.retention.idleMark(0)).not.toBe(mark);
      const dropped = { dropped: [pruned('a')], back: [] };
      expect(await codeOf(() => store.retention.recordPruned(mark, 0, dropped))).toBe('store_busy');
      expect(await paths()).toEqual([]);
      const file = await put('one');
      await record(pruned(file));
      expect(await codeOf(() => store.retention.drop(mark, 0, [file]))).toBe('store_busy');
      expect(await stored()).toEqual([file]);
    });

    it('drops files and logs that are on record, minds none that is gone already, and none else', async () => {
      const [one, two] = [await put('one'), await put('two')];
      await archive.appendRequest(request(1, 'asked'));
      const log = `requests/${day(1)}.jsonl`;
      await record(pruned(one), pruned(log, { kind: 'request_log' }), pruned(sha('never put')));
      const drop = async (...all: string[]): Promise<void> =>
        store.retention.drop(await store.retention.idleMark(0), 0, all);
      expect(await codeOf(() => drop(one, two))).toBe('record_invalid');
      expect(await stored()).toEqual([one, two].sort());
      await drop(one, log, sha('never put'));
      await again();
      expect(await stored()).toEqual([two]);
      expect(await archive.requests(day(1))).toEqual([]);
      await drop(one);
    });

    it('waits for who holds a date, and takes it from who was lost sight of for an hour', async () => {
      const mark = await store.retention.idleMark(0);
      const lease = await store.leases.take(day(1), 'one', 0);
      await store.leases.renew(lease, 0, 1_000);
      expect(await codeOf(() => store.retention.idleMark(999))).toBe('run_held_elsewhere');
      expect(await codeOf(() => store.retention.idleMark(HOUR_MS))).toBe('run_held_elsewhere');
      expect(await codeOf(() => store.retention.drop(mark, 999, []))).toBe('run_held_elsewhere');
      await store.retention.idleMark(HOUR_MS + 1_000);
      expect(await codeOf(async () => store.runs.commit(lease, await runCommit(store, day(1))))).toBe('lease_lost');
    });
  });
}
