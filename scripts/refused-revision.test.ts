import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { addDays, dateRange, parsePlainDate, type PlainDate } from '../schemas/values/dates.ts';
import type { SourceFile } from '../schemas/lines/files.ts';
import { replayDate } from '../workers/pipeline/replay.ts';
import { FIXTURES, readCase, type GoldenCase } from './golden/case-folder.ts';
import { openCase, type CaseWorkspace } from './golden/run-case.ts';

/** The date whose file comes again, and the last date of the case. */
const D = parsePlainDate('2026-07-01') as PlainDate;
const golden = readCase(join(FIXTURES, 'revision-refused')) as GoldenCase;
const NAME = 'gate_2026-07-01.csv';
const WHOLE = readFileSync(join(golden.folder, 'input', NAME), 'utf8');
const CUT = readFileSync(join(golden.folder, 'received', '2026-07-02', NAME), 'utf8');
/** One payment less, which is 17,450 less, and foots. */
const LESS = WHOLE.replace(/^BOG02.*\n/m, '').replace('TOTAL,3,,317550.00', 'TOTAL,2,,300100.00');

const folders: string[] = [];
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-refused-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface World extends CaseWorkspace {
  /** Puts a file into the input, as if it had come just now. */
  readonly deliver: (content: string | Buffer, name?: string) => void;
  readonly file: (source?: string, date?: PlainDate) => Promise<SourceFile | undefined>;
}

/** The case run to its last date; `change` is done to its folder before. */
async function withCase(
  work: (world: World) => Promise<void>,
  change: (folder: string) => void = () => undefined,
  yaml = (text: string): string => text,
): Promise<void> {
  const source = temporaryFolder();
  cpSync(golden.folder, source, { recursive: true });
  writeFileSync(join(source, 'cuadre.yaml'), yaml(readFileSync(join(source, 'cuadre.yaml'), 'utf8')));
  change(source);
  const into = temporaryFolder();
  const workspace = await openCase({ folder: source }, into);
  const world: World = {
    ...workspace,
    deliver: (content, name = NAME) => {
      writeFileSync(join(into, 'input', name), content);
    },
    file: async (id = 'gate', date = D) =>
      (await workspace.context.store.history.filesBetween(date, date)).find((one) => one.source === id),
  };
  try {
    await world.run(golden.last);
    await work(world);
  } finally {
    workspace.close();
  }
}

const REPORTS = ['matches.csv', 'payouts.csv', 'stores.csv'];
function books(world: World): string[] {
  return dateRange(D, golden.last).flatMap((date) => REPORTS.map((name) => world.report(date, name)));
}

async function refusals({ context }: World): Promise<string[]> {
  return (await context.store.queue.entries()).flatMap(({ discrepancy: one }) =>
    one.kind === 'source_rejected' ? [`${one.key.join(' ')} ${one.state} ${String(one.facts['problemCode'])}`] : [],
  );
}

describe('a delivery that is refused after another one was accepted', () => {
  it('leaves the books as they were, is told by one row, and is read once', async () => {
    await withCase(async (world) => {
      const before = books(world);
      const { sha256 } = (await world.file()) as SourceFile;
      world.deliver(CUT);
      const results = await world.run(golden.last);
      expect(results.map(({ changed }) => changed)).toEqual([true, true, true]);
      expect(books(world)).toEqual(before);
      expect(await refusals(world)).toEqual([`gate ${D} open does_not_foot`]);
      expect(await world.file()).toMatchObject({
        state: 'in',
        sha256,
        lines: 3,
        problem: null,
        refused: { name: NAME, problem: { code: 'does_not_foot' } },
      });
      // The date that is asked for is looked at, and nothing else is due.
      const again = await world.run(golden.last);
      expect(again.map(({ run, changed }) => [run.date, changed])).toEqual([[golden.last, false]]);
      const replayed = await replayDate(world.context, {
        date: D,
        asOf: null,
        reason: null,
        refetch: false,
        cascade: false,
      });
      expect(replayed.result.changed).toBe(false);
    });
  });

  it.each([
    ['as it was', WHOLE, 0],
    ['with less in it', LESS, 1],
  ])('is forgotten when the file comes whole, %s', async (_sentence, content, revisions) => {
    await withCase(async (world) => {
      world.deliver(CUT);
      await world.run(golden.last);
      world.deliver(content);
      await world.run(golden.last);
      expect(await refusals(world)).toEqual([`gate ${D} auto_resolved does_not_foot`]);
      expect(await world.file()).toMatchObject({ state: 'in', refused: null });
      // What it is compared with is the file that stood, and not the one that was refused.
      expect((await world.file())?.revisions).toHaveLength(revisions);
    });
  });

  it('is told anew where it is refused for another reason', async () => {
    await withCase(async (world) => {
      for (const content of [CUT, '']) {
        world.deliver(content);
        await world.run(golden.last);
      }
      expect(world.report(D, 'discrepancies.csv')).toContain('it is empty');
      expect(await world.file()).toMatchObject({ state: 'in', lines: 3, refused: { problem: { code: 'empty_file' } } });
    });
  });

  it('takes nothing in the place of a file that never came', async () => {
    await withCase(async (world) => {
      world.deliver(CUT, 'gate_2026-07-02.csv');
      await world.run(golden.last);
      expect(await world.file('gate', addDays(D, 1))).toMatchObject({ state: 'rejected', refused: null });
      expect(world.report(addDays(D, 1), 'summary.json')).toContain('"sources_rejected": [\n    "gate"');
    });
  });

  it.each([
    ['gate', WHOLE],
    ['shop', readFileSync(join(golden.folder, 'input', 'shop_2026-07-01.csv'), 'utf8')],
  ])('may be the copy of an earlier date, of %s', async (source, copy) => {
    const name = `${source}_2026-07-02.csv`;
    const own =
      source === 'gate'
        ? 'reference,id,status,gross,paid\nMDE03-5520,W-9010,OK,900.00,2026-07-02 08:41\nTOTAL,1,,900.00,\n'
        : 'order,total,status,placed\nMDE03-5520,900.00,paid,2026-07-02 08:40\n';
    await withCase(
      async (world) => {
        const before = books(world);
        world.deliver(copy, name);
        await world.run(golden.last);
        expect(await world.file(source, addDays(D, 1))).toMatchObject({
          state: 'in',
          lines: 1,
          refused: { problem: { code: 'another_date' } },
        });
        expect(books(world)).toEqual(before);
        expect(await refusals(world)).toEqual([`${source} ${addDays(D, 1)} open another_date`]);
      },
      (folder) => {
        writeFileSync(join(folder, 'input', name), own);
      },
    );
  });

  it('may be one that cannot even be opened', async () => {
    const packed = (text: string): string =>
      text.replace("file: 'gate_{date:yyyy-MM-dd}.csv'", "file: 'gate_{date:yyyy-MM-dd}.csv.gz'");
    await withCase(
      async (world) => {
        const before = books(world);
        world.deliver(gzipSync(CUT).subarray(0, 40), `${NAME}.gz`);
        await world.run(golden.last);
        expect(await world.file()).toMatchObject({ state: 'in', lines: 3, refused: { profileHash: null } });
        expect(books(world)).toEqual(before);
        expect((await world.run(golden.last)).map(({ changed }) => changed)).toEqual([false]);
        const replayed = await replayDate(world.context, {
          date: D,
          asOf: null,
          reason: null,
          refetch: false,
          cascade: false,
        });
        expect(replayed.result.changed).toBe(false);
      },
      (folder) => {
        writeFileSync(join(folder, 'input', `${NAME}.gz`), gzipSync(WHOLE));
      },
      packed,
    );
  });

  it('is asked for again at its source, and kept as evidence', async () => {
    await withCase(async (world) => {
      world.deliver(CUT);
      await world.run(golden.last);
      const { refused } = (await world.file()) as SourceFile;
      const uses = (await world.context.store.retention.archiveUses()).filter((use) => use.sha256 === refused?.sha256);
      expect(uses).toMatchObject([{ date: D, source: 'gate', underWay: false }]);
    });
  });
});
