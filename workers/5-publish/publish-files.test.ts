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
import { publishReports, publishView, repairReports, type PublishStep, type ReportSet } from './publish-files.ts';
import { DAY, day } from './testing.ts';

let reportsDirectory: string;
beforeEach(() => {
  reportsDirectory = mkdtempSync(join(tmpdir(), 'cuadre-publish-'));
});
afterEach(() => {
  rmSync(reportsDirectory, { recursive: true, force: true });
});

const NAMES = ['discrepancies.csv', 'matches.csv', 'stores.csv', 'manifest.json'] as const;

function setOf(generation: number, onStep?: (step: PublishStep) => void): ReportSet {
  const content = (name: string): string => `${name} of ${String(generation)}\n`;
  const files = new Map(NAMES.filter((name) => name !== 'manifest.json').map((name) => [name, content(name)]));
  const set = { reportsDirectory, date: DAY, generation, files, manifest: content('manifest.json') };
  return onStep === undefined ? set : { ...set, onStep };
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
    await publishReports(setOf(1));
    expect(published()).toEqual(wholeSet(1));
    for (const name of NAMES) {
      const inode = statSync(join(reportsDirectory, DAY, 'generations', '1', name)).ino;
      expect(statSync(join(reportsDirectory, DAY, name)).ino).toBe(inode);
    }
    expect(leftovers()).toEqual([]);
  });

  it('keeps the older generation as it was when a newer one takes its place, and drops files that it no longer has', async () => {
    const first = setOf(1);
    await publishReports({ ...first, files: new Map([...first.files, ['old.csv', 'old\n']]) });
    await publishReports(setOf(2));
    expect(published()).toEqual(wholeSet(2));
    expect(read('generations', '1', 'matches.csv')).toBe('matches.csv of 1\n');
    expect(read('generations', '1', 'old.csv')).toBe('old\n');
  });

  it('changes nothing when the same content is published again at another moment', async () => {
    await publishReports(setOf(1));
    await publishReports({ ...setOf(1), manifest: 'another clock\n' });
    expect(published()).toEqual(wholeSet(1));
  });

  it.each([
    ['other content', new Map([['matches.csv', 'other\n']])],
    ['a file more', new Map([['new.csv', 'new\n']])],
  ])('refuses to publish a generation again with %s', async (_case, change) => {
    await publishReports(setOf(1));
    const again = { ...setOf(1), files: new Map([...setOf(1).files, ...change]) };
    await expect(publishReports(again)).rejects.toThrow(expect.objectContaining({ code: 'integrity_broken' }));
    expect(published()).toEqual(wholeSet(1));
  });

  it('puts the manifest in place last', async () => {
    const steps: PublishStep[] = [];
    await publishReports(setOf(1, (step) => steps.push(step)));
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
    await expect(publishReports(setOf(1))).rejects.toThrow(expect.objectContaining({ code: 'disk_failed' }));
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
    const set = setOf(generation, (step) => {
      if (step === at) throw new Error('power cut');
    });
    await expect(publishReports(set)).rejects.toThrow('power cut');
  }

  it.each(STEPS)('after "%s" shows only whole files, and publishing again makes the set whole', async (step) => {
    await publishReports(setOf(1));
    await interrupt(2, step);
    for (const [name, content] of Object.entries(published()))
      expect([wholeSet(1)[name], wholeSet(2)[name]]).toContain(content);
    await publishReports(setOf(2));
    expect(published()).toEqual(wholeSet(2));
  });

  it.each(STEPS)('after "%s" is repaired to the committed generation', async (step) => {
    await publishReports(setOf(1));
    await interrupt(2, step);
    const generation = existsSync(join(reportsDirectory, DAY, 'generations', '2')) ? 2 : 1;
    await repairReports({ reportsDirectory, date: DAY, generation });
    expect(published()).toEqual(wholeSet(generation));
    expect(await repairReports({ reportsDirectory, date: DAY, generation })).toEqual([]);
  });

  it('leaves a generation folder only whole: before its rename there is none', async () => {
    await interrupt(1, 'written');
    expect(existsSync(join(reportsDirectory, DAY))).toBe(false);
    await expect(repairReports({ reportsDirectory, date: DAY, generation: 1 })).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });
});

describe('repairing', () => {
  it('names what it put right, whatever happened to the files, and empties what a killed writer of the date left', async () => {
    await publishReports(setOf(1));
    rmSync(join(reportsDirectory, DAY, 'matches.csv'));
    rmSync(join(reportsDirectory, DAY, 'stores.csv'));
    writeFileSync(join(reportsDirectory, DAY, 'stores.csv'), 'edited');
    mkdirSync(join(reportsDirectory, '.tmp', `${DAY}.killed`));
    mkdirSync(join(reportsDirectory, '.tmp', '2026-07-02.alive'));
    expect(await repairReports({ reportsDirectory, date: DAY, generation: 1 })).toEqual(['matches.csv', 'stores.csv']);
    expect(published()).toEqual(wholeSet(1));
    expect(leftovers()).toEqual(['2026-07-02.alive']);
  });
});

describe('a view as of a later date', () => {
  it('stands in a folder of its own, replaced file by file, and survives a new generation', async () => {
    const view = {
      reportsDirectory,
      date: DAY,
      asOf: day('2026-07-10'),
      files: new Map([
        ['matches.csv', 'one\n'],
        ['gone.csv', 'x\n'],
      ]),
      manifest: 'm1\n',
    };
    await publishView(view);
    await publishView({ ...view, files: new Map([['matches.csv', 'two\n']]), manifest: 'm2\n' });
    await publishReports(setOf(1));
    const folder = join(reportsDirectory, DAY, 'as-of-2026-07-10');
    expect(readdirSync(folder).sort()).toEqual(['manifest.json', 'matches.csv']);
    expect(read('as-of-2026-07-10', 'matches.csv')).toBe('two\n');
    expect(read('as-of-2026-07-10', 'manifest.json')).toBe('m2\n');
    expect(published()).toEqual(wholeSet(1));
  });
});
