import { describe, expect, it } from 'vitest';
import {
  MANIFEST_NAME,
  piecesOf,
  type ReportContent,
  type ReportFiles,
  type ReportSet,
} from '../../../schemas/ports/reports.ts';
import { day } from '../records.ts';
import { codeOf, eachTest, type Open } from './opened.ts';

const [FIRST, SECOND] = [
  { date: day(1), generation: 1 },
  { date: day(1), generation: 2 },
];

/** Two texts, one of them not in ASCII, bytes that are no text, and bytes in pieces. */
function setOf(generation: number): ReportSet {
  const name = String(generation);
  return {
    files: new Map<string, ReportContent>([
      ['stores.csv', `Bogotá ${name}\n`],
      ['matches.csv', `matches ${name}\n`],
      ['report.xlsx', Buffer.from([0, 255, generation])],
      ['large.csv', [Buffer.from('one '), Buffer.from(''), Buffer.from(`two ${name}\n`)]],
    ]),
    manifest: `manifest ${name}\n`,
  };
}

const NAMES = ['large.csv', 'manifest.json', 'matches.csv', 'report.xlsx', 'stores.csv'];

/** What `ReportFiles` promises. What readers of a date see is not asked through the port, but whether it is behind. */
export function describeReportFiles(name: string, open: Open<ReportFiles>): void {
  describe(`the report files in ${name}`, () => {
    let reports: ReportFiles;
    const again = eachTest(open, (port) => {
      reports = port;
    });
    const show = async (generation: number, n = 1): Promise<string[] | null> =>
      reports.show(await reports.claim(day(n)), generation);

    it('keep a generation byte for byte, by the names of its files, also for the next process', async () => {
      expect(await reports.put(FIRST, setOf(1))).toBe('manifest 1\n');
      await again();
      for (const [file, content] of [...setOf(1).files, [MANIFEST_NAME, 'manifest 1\n'] as const])
        expect(Buffer.from((await reports.read(FIRST, file)) ?? [])).toEqual(Buffer.concat(piecesOf(content)));
      expect(await reports.read(FIRST, 'none.csv')).toBeNull();
      expect(await reports.read(SECOND, 'matches.csv')).toBeNull();
      expect(await reports.read({ date: day(2), generation: 1 }, 'matches.csv')).toBeNull();
    });

    it('take the same generation again, whose first manifest stands', async () => {
      await reports.put(FIRST, setOf(1));
      expect(await reports.put(FIRST, { ...setOf(1), manifest: 'another clock\n' })).toBe('manifest 1\n');
    });

    it.each<[string, (files: Map<string, ReportContent>) => unknown]>([
      ['other content', (files) => files.set('matches.csv', 'other\n')],
      ['other content in pieces', (files) => files.set('large.csv', [Buffer.from('one '), Buffer.from('two 2\n')])],
      ['a piece less', (files) => files.set('large.csv', [Buffer.from('one ')])],
      ['a piece more', (files) => files.set('large.csv', [Buffer.from('one '), Buffer.from('two 1\n\n')])],
      ['a file more', (files) => files.set('new.csv', 'new\n')],
      ['a file less', (files) => files.delete('matches.csv')],
    ])('refuse a generation that stands already with %s', async (_case, change) => {
      await reports.put(FIRST, setOf(1));
      const files = new Map(setOf(1).files);
      change(files);
      expect(await codeOf(() => reports.put(FIRST, { ...setOf(1), files }))).toBe('integrity_broken');
      expect(Buffer.from((await reports.read(FIRST, 'matches.csv')) ?? []).toString()).toBe('matches 1\n');
    });

    it('take a generation from two processes at the same time: one manifest stands, and both are told which', async () => {
      const told = await Promise.all(['a', 'b', 'c'].map((manifest) => reports.put(FIRST, { ...setOf(1), manifest })));
      const standing = Buffer.from((await reports.read(FIRST, MANIFEST_NAME)) ?? []).toString();
      expect(told).toEqual([standing, standing, standing]);
    });

    it('are behind from when a generation stands until it is shown, which names what was put right', async () => {
      expect(await reports.isBehind(FIRST)).toBe(false);
      await reports.put(FIRST, setOf(1));
      expect(await reports.isBehind(FIRST)).toBe(true);
      expect(await show(1)).toEqual(NAMES);
      expect(await reports.isBehind(FIRST)).toBe(false);
      expect(await show(1)).toEqual([]);
      await reports.put(SECOND, setOf(2));
      await again();
      expect([await reports.isBehind(FIRST), await reports.isBehind(SECOND)]).toEqual([false, true]);
      expect(await show(2)).toEqual(NAMES);
      expect([await reports.isBehind(FIRST), await reports.isBehind(SECOND)]).toEqual([true, false]);
    });

    it('show no generation that does not stand', async () => {
      expect(await codeOf(() => show(1))).toBe('integrity_broken');
      await reports.put(FIRST, setOf(1));
      await show(1);
      expect(await codeOf(() => show(2))).toBe('integrity_broken');
      expect(await reports.isBehind(FIRST)).toBe(false);
    });

    it('are shown by who claimed the date last, and by no former claim, which changes nothing', async () => {
      await reports.put(FIRST, setOf(1));
      await reports.put(SECOND, setOf(2));
      const former = await reports.claim(day(1));
      const killed = await reports.claim(day(1));
      const last = await reports.claim(day(1));
      await again();
      expect(await reports.show(former, 1)).toBeNull();
      expect(await reports.isBehind(FIRST)).toBe(true);
      expect(await reports.show(last, 2)).toEqual(NAMES);
      expect(await reports.show(killed, 1)).toBeNull();
      expect(await reports.isBehind(SECOND)).toBe(false);
    });

    it('are claimed date by date', async () => {
      await reports.put(FIRST, setOf(1));
      await reports.put({ date: day(2), generation: 1 }, setOf(1));
      const claim = await reports.claim(day(1));
      expect(await show(1, 2)).toEqual(NAMES);
      expect(await reports.show(claim, 1)).toEqual(NAMES);
    });

    it('take a view and pages beside what readers of the date see', async () => {
      await reports.put(FIRST, setOf(1));
      await show(1);
      await reports.putView(day(1), day(9), setOf(7));
      await reports.putView(day(1), day(9), setOf(8));
      expect(await reports.isBehind(FIRST)).toBe(false);
      expect(await show(1)).toEqual([]);
      expect(Buffer.from((await reports.read(FIRST, 'matches.csv')) ?? []).toString()).toBe('matches 1\n');
    });

    it('replace a page that is of no date where it is not as it should be', async () => {
      expect(await reports.page('index.html')).toBeNull();
      expect(await reports.putPage('index.html', 'uno: á')).toBe(true);
      expect(await reports.putPage('index.html', 'uno: á')).toBe(false);
      expect(await reports.putPage('index.html', 'dos')).toBe(true);
      await again();
      expect(Buffer.from((await reports.page('index.html')) ?? []).toString()).toBe('dos');
    });
  });
}
