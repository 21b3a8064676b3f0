import { describe, expect, it } from 'vitest';
import type { SourceStamp } from '../../../schemas/ports/sources.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { commitRunOf, day, sha, sourceFile } from '../records.ts';
import { eachTest, type Open } from './opened.ts';

/** What `SourceRecords` promises. */
export function describeSources(name: string, open: Open<Store>): void {
  describe(`what is remembered of sources, for the records of ${name}`, () => {
    let store: Store;
    const again = eachTest(open, (port) => {
      store = port;
    });

    it('are the dates that had the same bytes, over the newest runs only', async () => {
      await commitRunOf(store, day(1), { files: [sourceFile(day(1), { sha256: sha('same') })] });
      await commitRunOf(store, day(2), { files: [sourceFile(day(2), { sha256: sha('same') })] });
      expect(await store.sources.datesWithBytes('dlocal', sha('same'), day(3))).toEqual([day(1), day(2)]);
      await commitRunOf(store, day(1), { files: [sourceFile(day(1))] });
      expect(await store.sources.datesWithBytes('dlocal', sha('same'), day(3))).toEqual([day(2)]);
      expect(await store.sources.datesWithBytes('dlocal', sha('same'), day(2))).toEqual([]);
    });

    it('are asked for accepted files only', async () => {
      const same = { sha256: sha('same') };
      await commitRunOf(store, day(1), { files: [sourceFile(day(1), { ...same, state: 'rejected' })] });
      await commitRunOf(store, day(2), { files: [sourceFile(day(2), { ...same, source: 'wompi' })] });
      expect(await store.sources.datesWithBytes('dlocal', sha('same'), day(3))).toEqual([]);
    });

    it('name a line file anew that was made again, and none that no run registered', async () => {
      await commitRunOf(store, day(1));
      const [file] = await store.outcomes.registeredFiles(day(1));
      if (file === undefined) throw new Error('a run registers its fates');
      const again = { path: file.path, sha256: sha('another form'), size: file.size + 1 };
      await store.sources.linesMadeAgain(again);
      await store.sources.linesMadeAgain({ ...again, path: 'none' });
      expect(await store.outcomes.registeredFiles()).toEqual([{ ...file, ...again }]);
    });

    it('name the file in which indexes were joined, and no longer those that it takes the place of', async () => {
      await commitRunOf(store, day(5));
      const [fates] = await store.outcomes.registeredFiles(day(5));
      const joined = (name: string) => ({ path: `${day(5)}/${name}`, date: day(5), sha256: sha(name), size: 12 });
      await store.sources.keysJoined(joined('one'), []);
      await store.sources.keysJoined(joined('two'), [joined('one').path, 'none']);
      await store.sources.keysJoined({ ...joined('two'), size: 24 }, []);
      await again();
      expect(await store.outcomes.registeredFiles(day(5))).toEqual([fates, { ...joined('two'), size: 24 }]);
    });

    it('name the key of card numbers by its hash, once', async () => {
      expect(await store.sources.cardKeyHash()).toBeNull();
      await store.sources.recordCardKey(sha('key'));
      await store.sources.recordCardKey(sha('another'));
      await again();
      expect(await store.sources.cardKeyHash()).toBe(sha('key'));
    });

    it('say how a file looked when it was last hashed, also to the next process', async () => {
      const stamp: SourceStamp = {
        date: day(1),
        source: 'dlocal',
        name: 'dlocal.csv',
        stamp: '10 1',
        sha256: sha('one'),
      };
      expect(await store.sources.stamp(day(1), 'dlocal')).toBeNull();
      await store.sources.recordStamp(stamp);
      await store.sources.recordStamp({ ...stamp, source: 'wompi', stamp: '10 2' });
      await store.sources.recordStamp({ ...stamp, stamp: '11 3', sha256: sha('two') });
      await again();
      expect(await store.sources.stamp(day(1), 'dlocal')).toEqual({ ...stamp, stamp: '11 3', sha256: sha('two') });
      expect(await store.sources.stamp(day(2), 'dlocal')).toBeNull();
    });
  });
}
