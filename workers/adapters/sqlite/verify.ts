import { inTurn } from '../../../schemas/in-turn.ts';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CuadreError } from '../../../schemas/errors.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import type { Difference } from '../../../schemas/ports/differences.ts';
import { fileOf } from '../../../schemas/outcome/work.ts';
import type { Archive, Bytes } from '../../../schemas/ports/archive.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { hashEvent } from '../../../schemas/ports/queue.ts';
import type { RecordDifference } from '../../../schemas/ports/chain.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import { lineFileId } from './commit.ts';
import { foundHash } from '../files/block-hashes.ts';
import { CARD_KEY } from '../files/card-key.ts';
import { fatesNameStart } from '../files/fate-files.ts';
import { isJoinedPath } from '../files/joined-keys.ts';
import { KEYS_SUFFIX, lineFileName } from '../files/line-files.ts';
import { removeProved } from '../files/proved-objects.ts';
import { indexOf } from './record-checks.ts';
import { reportDifferences, sealDifferences } from './verify-reports.ts';

export interface VerifyPlaces {
  readonly store: Store;
  readonly archive: Archive;
  readonly linesDirectory: string;
  readonly reportsDirectory: string;
  /** Whether retention left what a date would be run again from. */
  readonly mayReplay: (date: PlainDate) => Promise<boolean>;
}

/** After so many rows that differ no more are named. */
const ROWS_NAMED_MAX = 1_000;

/**
 * Holds everything that the store recorded against what is there, and changes nothing: the database with its chain
 * (always whole: a part of a chain proves nothing), then source files, line files with their index, fates and reports,
 * of one date or of all. Where the database is damaged, or a row of it is not what it was, files are not looked at:
 * what they should be stands in it. A source file that retention dropped is no difference, nor is a joined index that
 * is not there: it is made again. Differences come as they are found, so that a caller can stop at the first.
 */
export async function* verifyStore(places: VerifyPlaces, date?: PlainDate): AsyncGenerator<Difference> {
  const { store } = places;
  const ofRecord = await store.chain.differences(ROWS_NAMED_MAX);
  for (const difference of ofRecord) yield withRepair(difference);
  if (ofRecord.length > 0) return;
  const dates = date === undefined ? (await store.runs.newestOfEach()).map((run) => run.date) : [date];
  const runs = (await inTurn(dates, (day) => store.runs.generations(day))).flat();
  yield* sealDifferences(places, runs);
  yield* eventDifferences(store);
  yield* archiveDifferences(places, runs);
  yield* lineDifferences(places, runs, date);
  yield* reportDifferences(places, runs);
}

function withRepair(difference: RecordDifference): Difference {
  const index = indexOf(difference);
  return index === null ? difference : { ...difference, repair: { kind: 'index', index } };
}

async function* archiveDifferences(
  { store, archive }: VerifyPlaces,
  runs: readonly RunRecord[],
): AsyncGenerator<Difference> {
  const key = await store.sources.cardKeyHash();
  if (key !== null && (await archive.cardKey(key)) === null)
    yield { what: `archive ${CARD_KEY}`, expected: key, found: 'missing, or another one' };
  const done = new Set<string>();
  for (const file of (await inTurn(runs, (run) => store.outcomes.files(run))).flat().flatMap(deliveries)) {
    if (file.sha256 === null || done.has(file.sha256)) continue;
    // Dropped with an older date: a newer one with the same bytes must have them all the same.
    if (await isPruned(file, { store, archive })) continue;
    done.add(file.sha256);
    yield* archivedDifference(file.sha256, `${file.source} ${file.date}`, archive);
  }
  for (const step of await store.work.attached()) {
    const sha256 = fileOf(step)?.sha256 ?? '';
    if (done.has(sha256)) continue;
    done.add(sha256);
    yield* archivedDifference(sha256, `attached to ${step.discrepancyId}`, archive);
  }
}

async function* archivedDifference(sha256: string, of: string, archive: Archive): AsyncGenerator<Difference> {
  const found = (await archive.has(sha256)) ? await hashInArchive(sha256, archive) : 'missing';
  if (found !== sha256) yield { what: `archive ${sha256} (${of})`, expected: sha256, found };
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
  const again = (path: string): Pick<Difference, 'replay' | 'repair'> => {
    const day = madeAgain.get(withoutHash(path));
    return day === undefined ? {} : { replay: day, repair: { kind: 'lines', date: day } };
  };
  for (const run of runs.map(fatesNameStart)) {
    if (!fates.has(run)) yield { what: `lines ${run}`, expected: 'registered', found: 'missing', ...again(run) };
  }
  for (const path of new Set((await inTurn(runs, (run) => linesOfRun(store, run))).flat())) {
    if (!registered.has(path)) yield { what: `lines ${path}`, expected: 'registered', found: 'missing' };
  }
  for (const [path, expected] of registered) {
    const found = isJoinedPath(path) ? expected : (foundHash(join(linesDirectory, path), expected) ?? 'missing');
    if (found !== expected) yield { what: `lines ${path}`, expected, found, ...again(path) };
  }
  for (const [path, expected] of registered) {
    const found = isJoinedPath(path) ? foundHash(join(linesDirectory, path), expected) : null;
    if (found !== null && found !== expected)
      yield { what: `joined keys ${path}`, expected, found, repair: { kind: 'joined', path } };
  }
}

/** Takes a joined index away that is damaged: nothing is lost with it, and it is made again with a coming date. */
export function removeJoined(path: string, linesDirectory: string): void {
  removeProved(join(linesDirectory, path));
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

/** Events are read so many at a time. */
const EVENTS_PER_READ = 10_000;

async function* eventDifferences(store: Store): AsyncGenerator<Difference> {
  let previous = { seq: 0, hash: '' };
  for (;;) {
    const events = await store.queue.events({ after: previous.seq, limit: EVENTS_PER_READ });
    if (events.length === 0) return;
    for (const { hash, ...event } of events) {
      const next = String(previous.seq + 1);
      if (event.seq !== previous.seq + 1) yield { what: `event ${next}`, expected: next, found: 'missing' };
      const expected = hashEvent(previous.hash, event);
      if (hash !== expected) yield { what: `event ${String(event.seq)}`, expected, found: hash };
      previous = { seq: event.seq, hash };
    }
  }
}
