import { inTurn } from '../../../schemas/in-turn.ts';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compareText, LEGS, type Leg } from '../../../schemas/lines/records.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import {
  STRETCH_LENGTHS,
  stretchAround,
  stretchesWithin,
  type Stretch,
  type StretchLength,
} from '../../../schemas/lines/stretches.ts';
import type { RegisteredFile } from '../../../schemas/ports/outcomes.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { canonicalJson } from '../../../schemas/values/hash.ts';
import { certain } from '../../../schemas/errors.ts';
import { rootOf } from './block-hashes.ts';
import { onDisk, withTemporaryFolderAsync } from './disk.ts';
import {
  isJoinedPath,
  joinedPath,
  joinedStart,
  type JoinedHead,
  type JoinedKeys,
  type JoinedMember,
} from './joined-keys.ts';
import { writeJoinedKeys, type JoinedSource } from './joined-write.ts';
import type { KeyIndex } from './key-index.ts';
import { putProved, removeProved } from './proved-objects.ts';

/**
 * Of indexes that are larger together none is made: by then a file of one date is large enough to be asked by itself,
 * and what is joined stands in memory meanwhile. Some four million keys.
 */
const JOINED_BYTES_MAX = 48 * 1024 * 1024;

/** What the making of joined indexes needs. */
export interface JoinedPlace {
  readonly directory: string;
  readonly joined: JoinedKeys;
  /** The index of one file. */
  readonly keysOf: (id: LineFileId) => Promise<KeyIndex>;
  /** Where the index of a file stands, relative to the lines folder. */
  readonly keysPath: (id: LineFileId) => string;
  readonly registered: (date: PlainDate) => Promise<readonly RegisteredFile[]>;
  /** From now on the record names this one, and none of some others. */
  readonly record: (file: RegisteredFile, instead: readonly string[]) => Promise<void>;
}

/**
 * Makes the joined indexes of all stretches between two dates that are not there, or of other files, each of those over
 * its parts. `ids`: every file in force of these dates that has lines. What was joined before of other files is taken
 * away, and what stands in a longer one: a look at a part of that costs as little.
 */
export async function makeJoinedKeys(
  ids: readonly LineFileId[],
  dates: Pick<Stretch, 'first' | 'last'>,
  place: JoinedPlace,
): Promise<void> {
  const remembering = { ...place, ...remembered(place) };
  const recorded = await indexesOf(ids, remembering);
  for (const leg of LEGS) {
    const known = { ofLeg: ids.filter((id) => id.leg === leg).sort(byPlace), recorded };
    for (const length of [...STRETCH_LENGTHS].reverse())
      for (const stretch of stretchesWithin(dates.first, dates.last, length))
        if (!(await isInLonger(leg, stretch, remembering))) await standingOrMade(leg, stretch, known, remembering);
  }
  await removeUnnamed(dates, remembering);
}

/** Asks the record about each date once as long as nothing is made. */
function remembered({ registered, record }: JoinedPlace): Pick<JoinedPlace, 'registered' | 'record'> {
  const known = new Map<PlainDate, readonly RegisteredFile[]>();
  return {
    registered: async (date) => {
      const ofDate = known.get(date) ?? (await registered(date));
      known.set(date, ofDate);
      return ofDate;
    },
    record: (file, instead) => {
      known.clear();
      return record(file, instead);
    },
  };
}

/** The longest keep those that they are made of: few questions reach over a half of them. */
function isPartGone(length: StretchLength): boolean {
  return length !== STRETCH_LENGTHS.at(-1);
}

/** Whether a longer one stands that made this one superfluous. */
async function isInLonger(leg: Leg, { first, length }: Stretch, place: JoinedPlace): Promise<boolean> {
  const longer = STRETCH_LENGTHS[STRETCH_LENGTHS.indexOf(length) + 1];
  if (longer === undefined || !isPartGone(longer)) return false;
  const around = stretchAround(first, longer);
  const start = joinedStart(leg, around);
  return (await namedUnder(around.last, place)).some(({ path }) => path.startsWith(start));
}

function byPlace(a: LineFileId, b: LineFileId): number {
  return compareText(a.date, b.date) || compareText(a.source, b.source) || compareText(a.sha256, b.sha256);
}

/** What the record says of the indexes of some files. */
async function indexesOf(ids: readonly LineFileId[], place: JoinedPlace): Promise<Known['recorded']> {
  const indexes = new Map<LineFileId, RegisteredFile>();
  for (const id of ids) {
    const path = place.keysPath(id);
    const index = (await place.registered(id.date)).find((file) => file.path === path);
    if (index !== undefined) indexes.set(id, index);
  }
  return indexes;
}

/** The files of a leg, in their order, and what the record says of their indexes. */
interface Known {
  readonly ofLeg: readonly LineFileId[];
  readonly recorded: ReadonlyMap<LineFileId, RegisteredFile>;
}

/** An index that is joined with others, and the files that it holds. */
interface Part {
  readonly index: KeyIndex;
  readonly members: readonly JoinedMember[];
}

/** The joined index over a stretch; null where nothing is to be joined, or too much. */
async function standingOrMade(
  leg: Leg,
  stretch: Stretch,
  known: Known,
  place: JoinedPlace,
): Promise<RegisteredFile | null> {
  const foreseen = headOf(leg, stretch, known);
  if (foreseen === null) return null;
  const standing = await standingOne(foreseen, place);
  if (standing !== null) return standing;
  const parts = await partsOf(leg, stretch, known, place);
  if (parts === null) return null;
  const head = { ...foreseen, members: parts.flatMap(({ members }) => members) };
  const path = joinedPath(head);
  return withTemporaryFolderAsync(place.directory, 'joined', async (folder) => {
    const from = join(folder, 'joined.keys');
    const blocks = writeJoinedKeys(from, canonicalJson(head), sourcesOf(parts));
    putProved(from, join(place.directory, path), blocks);
    const file = { path, date: stretch.last, sha256: rootOf(blocks), size: blocks.size };
    // Until the record names it nobody reads it; what it takes the place of is no longer named when it goes.
    const superfluous = await superfluousBeside(leg, stretch, place);
    await place.record(
      file,
      superfluous.filter((one) => one !== path),
    );
    place.joined.forget(path);
    return file;
  });
}

/** Every joined index of a leg that one over a stretch takes the place of. */
async function superfluousBeside(leg: Leg, stretch: Stretch, place: JoinedPlace): Promise<string[]> {
  const shorter = STRETCH_LENGTHS[STRETCH_LENGTHS.indexOf(stretch.length) - 1];
  const parts =
    shorter === undefined || !isPartGone(stretch.length) ? [] : stretchesWithin(stretch.first, stretch.last, shorter);
  const named = await inTurn([stretch, ...parts], async (one) =>
    (await namedUnder(one.last, place)).filter(({ path }) => path.startsWith(joinedStart(leg, one))),
  );
  return named.flat().map(({ path }) => path);
}

/**
 * Takes away what stands under the last dates of stretches and the record does not name: what others took the place of,
 * and what a process put there that was stopped. One that is about to be named goes too, and is made again.
 */
async function removeUnnamed({ first, last }: Pick<Stretch, 'first' | 'last'>, place: JoinedPlace): Promise<void> {
  const [shortest] = STRETCH_LENGTHS;
  for (const stretch of stretchesWithin(first, last, shortest)) {
    const named = new Set((await namedUnder(stretch.last, place)).map(({ path }) => path));
    for (const path of joinedIn(stretch.last, place)) {
      if (named.has(path)) continue;
      removeProved(join(place.directory, path));
      place.joined.forget(path);
    }
  }
}

/** What one over a stretch would be made of, but for the numbers of rows; null where nothing is to be joined. */
function headOf(leg: Leg, stretch: Stretch, { ofLeg, recorded }: Known): JoinedHead | null {
  const members = within(ofLeg, stretch).map((id) => memberOf(id, recorded.get(id)?.sha256, 0));
  const isWhole = members.every((member): member is JoinedMember => member !== null);
  if (!isWhole || members.length < 2) return null;
  return { leg, length: stretch.length, last: stretch.last, members };
}

function within(ids: readonly LineFileId[], { first, last }: Stretch): LineFileId[] {
  return ids.filter(({ date }) => date >= first && date <= last);
}

function memberOf(
  { date, source, sha256, profileHash }: LineFileId,
  keys: string | undefined,
  rows: number,
): JoinedMember | null {
  return keys === undefined ? null : { date, source, sha256, profileHash, keys, rows };
}

/** The one that is named like this, and stands there as far as anybody knows. */
async function standingOne(head: JoinedHead, place: JoinedPlace): Promise<RegisteredFile | null> {
  const path = joinedPath(head);
  const named = (await namedUnder(head.last, place)).find((file) => file.path === path);
  if (named === undefined || place.joined.isBroken(path)) return null;
  const at = join(place.directory, path);
  const stat = onDisk(at, () => statSync(at, { throwIfNoEntry: false }));
  return stat?.size === named.size ? named : null;
}

/** The joined indexes that the record names under the last date of their stretch. */
async function namedUnder(last: PlainDate, { registered }: JoinedPlace): Promise<RegisteredFile[]> {
  return (await registered(last)).filter(({ path }) => isJoinedPath(path));
}

/** The joined indexes that stand in the folder of a date, relative to the lines folder. */
function joinedIn(date: PlainDate, { directory }: JoinedPlace): string[] {
  const folder = join(directory, date);
  if (!existsSync(folder)) return [];
  return onDisk(folder, () =>
    readdirSync(folder)
      .map((name) => `${date}/${name}`)
      .filter(isJoinedPath),
  );
}

/**
 * The indexes that one over a stretch is made of: those over its parts, or of the files themselves. Null where they are
 * too large together, or one over a part is not to be had.
 */
async function partsOf(leg: Leg, stretch: Stretch, known: Known, place: JoinedPlace): Promise<Part[] | null> {
  const shorter = STRETCH_LENGTHS[STRETCH_LENGTHS.indexOf(stretch.length) - 1];
  const sources: (LineFileId | RegisteredFile)[] = [];
  for (const part of shorter === undefined ? [] : stretchesWithin(stretch.first, stretch.last, shorter)) {
    const isJoined = headOf(leg, part, known) !== null;
    const made = isJoined ? await standingOrMade(leg, part, known, place) : null;
    if (isJoined && made === null) return null;
    sources.push(...(made === null ? within(known.ofLeg, part) : [made]));
  }
  if (shorter === undefined) sources.push(...within(known.ofLeg, stretch));
  const bytes = sources.map(
    (one) => ('path' in one ? one : certain(known.recorded.get(one), 'the index of a file')).size,
  );
  if (bytes.reduce((total, size) => total + size, 0) > JOINED_BYTES_MAX) return null;
  const parts = await inTurn(sources, (one) => ('path' in one ? joinedPart(one, place) : filePart(one, known, place)));
  return parts.every((part): part is Part => part !== null) ? parts : null;
}

function joinedPart(file: RegisteredFile, { joined }: JoinedPlace): Promise<Part | null> {
  const opened = joined.openWhole(file);
  return Promise.resolve(opened === null ? null : { index: opened.index, members: opened.head.members });
}

async function filePart(id: LineFileId, { recorded }: Known, { keysOf }: JoinedPlace): Promise<Part | null> {
  const index = await keysOf(id);
  const member = memberOf(id, recorded.get(id)?.sha256, rowsOf(index));
  return member === null ? null : { index, members: [member] };
}

/** One more than the last row that the index names. */
function rowsOf({ file, entries, places: { start, step } }: KeyIndex): number {
  file.need(0, file.size);
  const view = new DataView(file.bytes.buffer);
  let rows = 0;
  for (let entry = 0; entry < entries; entry += 1)
    rows = Math.max(rows, view.getUint32(start + entry * step, true) + 1);
  return rows;
}

function sourcesOf(parts: readonly Part[]): JoinedSource[] {
  let offset = 0;
  return parts.map(({ index, members }) => {
    const source = { index, offset };
    for (const { rows } of members) offset += rows;
    return source;
  });
}
