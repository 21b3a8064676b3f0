import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { Difference, Repair } from '../../../schemas/ports/differences.ts';
import { MANIFEST_NAME, type ReportFile } from '../../../schemas/ports/reports.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { sealOfManifest } from '../../5-publish/manifest.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { digestFile } from '../files/disk.ts';

const GENERATIONS = 'generations';

interface ReportPlaces {
  readonly store: Store;
  readonly reportsDirectory: string;
}

/**
 * The report files as they were recorded: every generation, and what the readers of each date see, which is its newest
 * published one. A file too many is named like one that is lacking.
 */
export async function* reportDifferences(
  { store, reportsDirectory }: ReportPlaces,
  runs: readonly RunRecord[],
): AsyncGenerator<Difference> {
  for (const run of runs) {
    const { date, generation } = run;
    const path = join(date, GENERATIONS, String(generation));
    const repair: Repair = { kind: 'reports', date, generation };
    yield* folderDifferences({ reportsDirectory, path, repair }, await store.reports.of(run));
  }
  yield* strangeGenerations(reportsDirectory, runs);
  for (const date of new Set(runs.map((run) => run.date))) {
    const generation = await store.reports.published(date);
    if (generation === null) continue;
    const files = await store.reports.of({ date, generation });
    yield* folderDifferences({ reportsDirectory, path: date, repair: { kind: 'shown', date } }, files);
  }
}

interface Folder {
  readonly reportsDirectory: string;
  /** Relative to the reports. */
  readonly path: string;
  readonly repair: Repair;
}

function* folderDifferences({ reportsDirectory, path, repair }: Folder, files: readonly ReportFile[]) {
  for (const { name, sha256: expected } of files) {
    const found = digestFile(join(reportsDirectory, path, name))?.sha256 ?? 'missing';
    if (found !== expected) yield { what: `report ${join(path, name)}`, expected, found, repair };
  }
  const names = new Set(files.map(({ name }) => name));
  for (const name of filesIn(join(reportsDirectory, path))) {
    if (names.has(name)) continue;
    const found = digestFile(join(reportsDirectory, path, name))?.sha256 ?? 'missing';
    yield { what: `report ${join(path, name)}`, expected: 'no such file', found, repair };
  }
}

/** Generations that no run made: folders, and files beside them. */
function* strangeGenerations(reportsDirectory: string, runs: readonly RunRecord[]): Generator<Difference> {
  const made = new Set(runs.map(({ date, generation }) => join(date, GENERATIONS, String(generation))));
  for (const date of new Set(runs.map((run) => run.date))) {
    for (const { name } of entriesIn(join(reportsDirectory, date, GENERATIONS))) {
      const path = join(date, GENERATIONS, name);
      if (!made.has(path)) yield { what: `report ${path}`, expected: 'no such generation', found: 'files of no run' };
    }
  }
}

/** The files of a folder, without those of folders in it. */
function filesIn(folder: string): string[] {
  return entriesIn(folder).flatMap((entry) => (entry.isDirectory() ? [] : [entry.name]));
}

/** None where there is no folder, or a file in its place. */
function entriesIn(folder: string): Dirent[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => compareText(a.name, b.name));
}

/**
 * Every manifest that stands as it was recorded says how far the chain had come then: a chain that does not hold that
 * was written anew, or cut off, from that entry on.
 */
export async function* sealDifferences(
  { store, reportsDirectory }: ReportPlaces,
  runs: readonly RunRecord[],
): AsyncGenerator<Difference> {
  for (const run of runs) {
    const path = join(run.date, GENERATIONS, String(run.generation), MANIFEST_NAME);
    const file = join(reportsDirectory, path);
    const recorded = (await store.reports.of(run)).find(({ name }) => name === MANIFEST_NAME);
    if (recorded === undefined || digestFile(file)?.sha256 !== recorded.sha256) continue;
    const seal = sealOfManifest(readFileSync(file, 'utf8'));
    if (seal === null || (await store.chain.holds(seal))) continue;
    const what = `chain ${String(seal.count)}`;
    yield { what, expected: `${seal.hash}, as report ${path} says`, found: 'another chain' };
  }
}
