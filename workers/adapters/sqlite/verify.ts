import { inTurn } from '../../../schemas/in-turn.ts';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CuadreError } from '../../../schemas/errors.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import type { Archive, Bytes } from '../../../schemas/ports/archive.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { hashEvent } from '../../../schemas/ports/queue.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { lineFileId } from './commit.ts';
import { foundHash } from '../files/block-hashes.ts';
import { digestFile } from '../files/disk.ts';
import { fatesNameStart } from '../files/fate-files.ts';
import { isJoinedPath } from '../files/joined-keys.ts';
import { KEYS_SUFFIX, lineFileName } from '../files/line-files.ts';
import { removeProved } from '../files/proved-objects.ts';

/** One thing that is not as it was recorded. */
export interface Difference {
  /**
   * `archive 0123... (dlocal 2026-07-01)`, `lines 2026-07-01/fates.g1-0123456789ab.arrow`, `event 17`,
   * `report 2026-07-01/generations/1/matches.csv`, `joined keys 2026-07-05/joined.bank.5-0123456789abcdef.keys`.
   */
  readonly what: string;
  readonly expected: string;
  /** `missing` where there is nothing. */
  readonly found: string;
  /** The date whose replay makes it again; absent where only a backup has it. */
  readonly replay?: PlainDate;
}

export interface VerifyPlaces {
  readonly store: Store;
  readonly archive: Archive;
  readonly linesDirectory: string;
  readonly reportsDirectory: string;
  /** Whether retention left what a date would be run again from. */
  readonly mayReplay: (date: PlainDate) => Promise<boolean>;
}

/**
 * Recomputes every hash that the store recorded, of one date or of all: source files, line files with their index,
 * fates, reports, and the chain of events (always whole: a part of a chain proves nothing). A source file that
 * retention dropped is no difference, nor is a joined index that is not there: it is made again. Differences come as
 * they are found, so that a caller can stop at the first.
 */
export async function* verifyStore(places: VerifyPlaces, date?: PlainDate): AsyncGenerator<Difference> {
  const { store } = places;
  const dates = date === undefined ? (await store.runs.newestOfEach()).map((run) => run.date) : [date];
  const runs = (await inTurn(dates, (day) => store.runs.generations(day))).flat();
  yield* archiveDifferences(places, runs);
  yield* lineDifferences(places, runs, date);
  yield* eventDifferences(store);
  yield* reportDifferences(places, runs);
}

async function* archiveDifferences(
  { store, archive }: VerifyPlaces,
  runs: readonly RunRecord[],
): AsyncGenerator<Difference> {
  const done = new Set<string>();
  for (const file of (await inTurn(runs, (run) => store.outcomes.files(run))).flat().flatMap(deliveries)) {
    if (file.sha256 === null || done.has(file.sha256)) continue;
    // Dropped with an older date: a newer one with the same bytes must have them all the same.
    if (await isPruned(file, { store, archive })) continue;
    done.add(file.sha256);
    const found = (await archive.has(file.sha256)) ? await hashInArchive(file.sha256, archive) : 'missing';
    const what = `archive ${file.sha256} (${file.source} ${file.date})`;
    if (found !== file.sha256) yield { what, expected: file.sha256, found };
  }
}

/** The hash of what stands under a name; what is not of its name is not handed out. */
async function hashInArchive(sha256: string, archive: Archive): Promise<string> {
  try {
    return await hashOf(await archive.open(sha256));
  } catch (error) {
    const found = error instanceof CuadreError && error.code === 'integrity_broken' ? error.context.found : null;
    if (typeof found === 'string') return found;
    throw error;
  }
}

async function hashOf(bytes: Bytes): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(bytes.stream(), hash);
  return hash.digest('hex');
}

/** The file in force, and the delivery that was refused beside it. */
export function deliveries(file: SourceFile): SourceFile[] {
  return file.refused ? [file, { ...file, sha256: file.refused.sha256 }] : [file];
}

/**
 * Whether retention dropped the file: gone, and on record for this date or a later one. What is gone without a record
 * is lost.
 */
export async function isPruned(
  { sha256, date }: SourceFile,
  { store, archive }: Pick<VerifyPlaces, 'store' | 'archive'>,
): Promise<boolean> {
  if (sha256 === null || (await archive.has(sha256))) return false;
  return (await store.retention.pruned(sha256)).some(({ lastDate }) => lastDate !== null && lastDate >= date);
}

/** What the runs use must be registered, and what is registered must be as it was. */
async function* lineDifferences(
  { store, linesDirectory, mayReplay }: VerifyPlaces,
  runs: readonly RunRecord[],
  date?: PlainDate,
): AsyncGenerator<Difference> {
  const registered = new Map((await store.outcomes.registeredFiles(date)).map((file) => [file.path, file.sha256]));
  const fates = new Set([...registered.keys()].map(withoutHash));
  const madeAgain = await madeAgainBy(runs, { store, mayReplay });
  for (const run of runs.map(fatesNameStart)) {
    if (!fates.has(run)) yield { what: `lines ${run}`, expected: 'registered', found: 'missing' };
  }
  for (const path of new Set((await inTurn(runs, (run) => linesOfRun(store, run))).flat())) {
    if (!registered.has(path)) yield { what: `lines ${path}`, expected: 'registered', found: 'missing' };
  }
  for (const [path, expected] of registered) {
    const found = isJoinedPath(path) ? expected : (foundHash(join(linesDirectory, path), expected) ?? 'missing');
    const replay = madeAgain.get(withoutHash(path));
    if (found !== expected)
      yield { what: `lines ${path}`, expected, found, ...(replay === undefined ? {} : { replay }) };
  }
  for (const [path, expected] of registered) {
    const found = isJoinedPath(path) ? foundHash(join(linesDirectory, path), expected) : null;
    if (found !== null && found !== expected) yield { what: `${JOINED_KEYS}${path}`, expected, found };
  }
}

const JOINED_KEYS = 'joined keys ';

/**
 * Takes a joined index away that is not as it was recorded: nothing is lost with it, and it is made again with a coming
 * date. False where the difference is of something else, which stays.
 */
export function removeJoined({ what }: Difference, linesDirectory: string): boolean {
  if (!what.startsWith(JOINED_KEYS)) return false;
  removeProved(join(linesDirectory, what.slice(JOINED_KEYS.length)));
  return true;
}

const HASH_OF_FATES = /\/(fates\.g\d+)(?:-[0-9a-f]{12})?\.arrow$/;

/** The name of fates without what they hold, which is in it; another name as it is. */
function withoutHash(path: string): string {
  return path.replace(HASH_OF_FATES, '/$1');
}

/** The line files and fates of the newest run of each date, with the date: its replay makes them again. */
async function madeAgainBy(
  runs: readonly RunRecord[],
  { store, mayReplay }: Pick<VerifyPlaces, 'store' | 'mayReplay'>,
): Promise<ReadonlyMap<string, PlainDate>> {
  // Generations come ascending.
  const newest = new Map(runs.map((run) => [run.date, run]));
  const again = await inTurn(newest, async ([day, run]) => {
    const paths = (await mayReplay(day)) ? [fatesNameStart(run), ...(await linesOfRun(store, run))] : [];
    return paths.map((path) => [path, day] as const);
  });
  return new Map(again.flat());
}

async function linesOfRun(store: Store, run: RunRecord): Promise<string[]> {
  const names = (await store.outcomes.files(run)).flatMap((file) => lineFileId(file) ?? []).map(lineFileName);
  return names.flatMap((name) => [name, `${name}${KEYS_SUFFIX}`]);
}

async function* eventDifferences(store: Store): AsyncGenerator<Difference> {
  let previous = '';
  let expectedSeq = 1;
  for (const { hash, ...event } of await store.queue.events()) {
    if (event.seq !== expectedSeq)
      yield { what: `event ${String(expectedSeq)}`, expected: String(expectedSeq), found: 'missing' };
    const expected = hashEvent(previous, event);
    if (hash !== expected) yield { what: `event ${String(event.seq)}`, expected, found: hash };
    previous = hash;
    expectedSeq = event.seq + 1;
  }
}

async function* reportDifferences(
  { store, reportsDirectory }: VerifyPlaces,
  runs: readonly RunRecord[],
): AsyncGenerator<Difference> {
  for (const run of runs) {
    for (const { name, sha256 } of await store.reports.of(run)) {
      const path = join(run.date, 'generations', String(run.generation), name);
      yield* fileDifference(`report ${path}`, join(reportsDirectory, path), sha256);
    }
  }
}

function* fileDifference(what: string, path: string, expected: string): Generator<Difference> {
  const found = digestFile(path)?.sha256 ?? 'missing';
  if (found !== expected) yield { what, expected, found };
}
