import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReportSet } from '../../../schemas/ports/reports.ts';
import { DAY, day } from '../../5-publish/testing.ts';
import { openReportFiles, type PublishStep } from './report-files.ts';

let reportsDirectory: string;
/** What the record says: the newest generation whose files were put whole. */
let recorded: number | null;
beforeEach(() => {
  reportsDirectory = mkdtempSync(join(tmpdir(), 'cuadre-publish-'));
  recorded = null;
});
afterEach(() => {
  rmSync(reportsDirectory, { recursive: true, force: true });
});

const NAMES = ['discrepancies.csv', 'matches.csv', 'stores.csv', 'manifest.json'] as const;

function setOf(generation: number): ReportSet {
  const content = (name: string): string => `${name} of ${String(generation)}\n`;
  const files = new Map(NAMES.filter((name) => name !== 'manifest.json').map((name) => [name, content(name)]));
  return { files, manifest: content('manifest.json') };
}

/** As stage 5 does it: who lost its claim begins again. */
async function showNewest(onStep: (step: PublishStep) => void, onAsked: () => Promise<void>): Promise<void> {
  const reports = openReportFiles(reportsDirectory, onStep);
  for (let shown: string[] | null = null; shown === null;) {
    const claim = await reports.claim(DAY);
    const generation = recorded ?? 0;
    await onAsked();
    shown = await reports.show(claim, generation);
  }
}

/** The files, the rows that publish them, and what readers see. */
async function publish(
  generation: number,
  { set = setOf(generation), onStep }: { set?: ReportSet; onStep?: (step: PublishStep) => void } = {},
): Promise<void> {
  const reports = openReportFiles(reportsDirectory, onStep);
  await reports.put({ date: DAY, generation }, set);
  recorded = generation;
  await reports.show(await reports.claim(DAY), generation);
}

async function show(generation: number): Promise<string[] | null> {
  const reports = openReportFiles(reportsDirectory);
  return reports.show(await reports.claim(DAY), generation);
}

function read(...path: string[]): string {
  return readFileSync(join(reportsDirectory, DAY, ...path), 'utf8');
}

/** The files of the date's folder by name, folders left out. */
function published(): Record<string, string> {
  const folder = join(reportsDirectory, DAY);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(names.map(({ name }) => [name, read(name)]));
}

function wholeSet(generation: number): Record<string, string> {
  return Object.fromEntries(NAMES.map((name) => [name, `${name} of ${String(generation)}\n`]));
}

function leftovers(): string[] {
  return readdirSync(join(reportsDirectory, '.tmp'));
}

describe('publishing a generation', () => {
  it('leaves the whole set in its folder, linked from the folder of the date, and nothing temporary', async () => {
    await publish(1);
    expect(published()).toEqual(wholeSet(1));
    for (const name of NAMES) {
      const inode = statSync(join(reportsDirectory, DAY, 'generations', '1', name)).ino;
      expect(statSync(join(reportsDirectory, DAY, name)).ino).toBe(inode);
    }
    expect(leftovers()).toEqual([]);
  });

  it('keeps the older generation as it was when a newer one takes its place, and drops files that it no longer has', async () => {
    const first = setOf(1);
    await publish(1, { set: { ...first, files: new Map([...first.files, ['old.csv', 'old\n']]) } });
    await publish(2);
    expect(published()).toEqual(wholeSet(2));
    expect(read('generations', '1', 'matches.csv')).toBe('matches.csv of 1\n');
    expect(read('generations', '1', 'old.csv')).toBe('old\n');
  });

  it('changes nothing when the same content is published again at another moment', async () => {
    await publish(1);
    await publish(1, { set: { ...setOf(1), manifest: 'another clock\n' } });
    expect(published()).toEqual(wholeSet(1));
  });

  it.each([
    ['other content', new Map([['matches.csv', 'other\n']])],
    ['a file more', new Map([['new.csv', 'new\n']])],
  ])('refuses to publish a generation again with %s', async (_case, change) => {
    await publish(1);
    const again = { ...setOf(1), files: new Map([...setOf(1).files, ...change]) };
    await expect(publish(1, { set: again })).rejects.toThrow(expect.objectContaining({ code: 'integrity_broken' }));
    expect(published()).toEqual(wholeSet(1));
  });

  it('puts the manifest in place last', async () => {
    const steps: PublishStep[] = [];
    await publish(1, { onStep: (step) => steps.push(step) });
    expect(steps).toEqual([
      'written',
      'generation_in_place',
      'linked:discrepancies.csv',
      'linked:matches.csv',
      'linked:stores.csv',
      'swept',
      'linked:manifest.json',
      'done',
    ]);
  });

  it('says that the disk failed, with the code of the system, when a folder cannot be made', async () => {
    writeFileSync(join(reportsDirectory, DAY), 'a file where the folder should be');
    await expect(publish(1)).rejects.toThrow(expect.objectContaining({ code: 'disk_failed' }));
  });

  it('says so too where a report or a page cannot be read', async () => {
    await publish(1);
    mkdirSync(join(reportsDirectory, 'index.html'));
    mkdirSync(join(reportsDirectory, DAY, 'generations', '1', 'a.csv'));
    const reports = openReportFiles(reportsDirectory);
    const failed = expect.objectContaining({ code: 'disk_failed' }) as Error;
    await expect(reports.page('index.html')).rejects.toThrow(failed);
    await expect(reports.read({ date: DAY, generation: 1 }, 'a.csv')).rejects.toThrow(failed);
  });
});

describe('a publication that is interrupted', () => {
  const STEPS: PublishStep[] = [
    'written',
    'generation_in_place',
    'linked:discrepancies.csv',
    'linked:matches.csv',
    'linked:stores.csv',
    'swept',
    'linked:manifest.json',
    'done',
  ];

  async function interrupt(generation: number, at: PublishStep): Promise<void> {
    const onStep = (step: PublishStep): void => {
      if (step === at) throw new Error('power cut');
    };
    await expect(publish(generation, { onStep })).rejects.toThrow('power cut');
  }

  it.each(STEPS)('after "%s" shows only whole files, and publishing again makes the set whole', async (step) => {
    await publish(1);
    await interrupt(2, step);
    for (const [name, content] of Object.entries(published()))
      expect([wholeSet(1)[name], wholeSet(2)[name]]).toContain(content);
    await publish(2);
    expect(published()).toEqual(wholeSet(2));
  });

  it.each(STEPS)('after "%s" is repaired to the committed generation', async (step) => {
    await publish(1);
    await interrupt(2, step);
    const generation = existsSync(join(reportsDirectory, DAY, 'generations', '2')) ? 2 : 1;
    await show(generation);
    expect(published()).toEqual(wholeSet(generation));
    expect(await show(generation)).toEqual([]);
  });

  it('leaves a generation folder only whole: before its rename there is none', async () => {
    await interrupt(1, 'written');
    expect(existsSync(join(reportsDirectory, DAY))).toBe(false);
    await expect(show(1)).rejects.toThrow(expect.objectContaining({ code: 'integrity_broken' }));
  });
});

describe('a writer that stood still while a newer generation was published', () => {
  /** One that shows the first generation and stands still after the step until the second one was published. */
  async function goOnAfter(isStill: (step: PublishStep | 'asked') => boolean): Promise<void> {
    await openReportFiles(reportsDirectory).put({ date: DAY, generation: 1 }, setOf(1));
    recorded = 1;
    let successor: Promise<void> | null = null;
    const stand = (step: PublishStep | 'asked'): void => {
      if (successor === null && isStill(step)) successor = publish(2);
    };
    await showNewest(stand, async () => {
      stand('asked');
      await successor;
    });
    await (successor as Promise<void> | null);
  }

  it('shows the newer one, where it had asked for the older one', async () => {
    await goOnAfter((step) => step === 'asked');
    expect(published()).toEqual(wholeSet(2));
    expect(leftovers()).toEqual([]);
  });

  it.each<PublishStep>(['linked:discrepancies.csv', 'linked:stores.csv', 'swept'])(
    'shows the newer one, where it had come as far as "%s"',
    async (at) => {
      await goOnAfter((step) => step === at);
      expect(published()).toEqual(wholeSet(2));
      expect(leftovers()).toEqual([]);
    },
  );

  it('puts a generation that stands by now as it stands', async () => {
    const reports = openReportFiles(reportsDirectory, (step) => {
      if (step === 'written') mkdirSync(join(reportsDirectory, DAY, 'generations', '1'), { recursive: true });
      if (step === 'written')
        writeFileSync(join(reportsDirectory, DAY, 'generations', '1', 'manifest.json'), 'first\n');
    });
    expect(await reports.put({ date: DAY, generation: 1 }, { files: new Map(), manifest: 'second\n' })).toBe('first\n');
  });
});

describe('repairing', () => {
  it('names what it put right, whatever happened to the files, and empties what a killed writer of the date left', async () => {
    await publish(1);
    rmSync(join(reportsDirectory, DAY, 'matches.csv'));
    rmSync(join(reportsDirectory, DAY, 'stores.csv'));
    writeFileSync(join(reportsDirectory, DAY, 'stores.csv'), 'edited');
    mkdirSync(join(reportsDirectory, '.tmp', `${DAY}.killed`));
    mkdirSync(join(reportsDirectory, '.tmp', '2026-07-02.alive'));
    expect(await show(1)).toEqual(['matches.csv', 'stores.csv']);
    expect(published()).toEqual(wholeSet(1));
    expect(leftovers()).toEqual(['2026-07-02.alive']);
  });
});

describe('a view as of a later date', () => {
  it('stands in a folder of its own, replaced file by file, and survives a new generation', async () => {
    const files = new Map([
      ['matches.csv', 'one\n'],
      ['gone.csv', 'x\n'],
    ]);
    const reports = openReportFiles(reportsDirectory);
    await reports.putView(DAY, day('2026-07-10'), { files, manifest: 'm1\n' });
    await reports.putView(DAY, day('2026-07-10'), { files: new Map([['matches.csv', 'two\n']]), manifest: 'm2\n' });
    await publish(1);
    const folder = join(reportsDirectory, DAY, 'as-of-2026-07-10');
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'matches.csv']);
    expect(read('as-of-2026-07-10', 'matches.csv')).toBe('two\n');
    expect(read('as-of-2026-07-10', 'manifest.json')).toBe('m2\n');
    expect(published()).toEqual(wholeSet(1));
  });
});
