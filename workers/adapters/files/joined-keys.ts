import { join } from 'node:path';
import { z } from 'zod';
import { certain, CuadreError } from '../../../schemas/errors.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import { LEGS, type Leg } from '../../../schemas/lines/records.ts';
import { STRETCH_LENGTHS, stretchAround, type Stretch, type StretchLength } from '../../../schemas/lines/stretches.ts';
import type { RegisteredFile } from '../../../schemas/ports/outcomes.ts';
import { groupBy } from '../../../schemas/values/groups.ts';
import { canonicalJson, sha256 } from '../../../schemas/values/hash.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { fileCache } from './file-cache.ts';
import type { SortedHashes } from './key-hashes.ts';
import { openKeyIndex, type KeyIndex } from './key-index.ts';
import { placesOf } from './key-search.ts';
import { proverOf } from './proofs.ts';
import { openSparse } from './sparse-file.ts';

/**
 * Joined indexes: the keys of all files of a leg over a stretch of dates in one index, so that thirty dates are a
 * handful of merges. Each is made of what stands elsewhere, and no run is a function of it: one that is missing,
 * damaged or of other files costs time and never an answer. It stands under the last date of its stretch, named by the
 * files and the hashes of the indexes that it is made of; its head names them in full, and it answers for no other.
 * The record names its hash, as it does of every index.
 */

/** A file whose keys are joined with others. */
export interface JoinedMember extends Omit<LineFileId, 'leg'> {
  /** The hash that the record names its own index by. */
  readonly keys: string;
  /** How many places it takes: of the entries, those of its rows follow those of the member before. */
  readonly rows: number;
}

const MEMBER = z.strictObject({
  date: z.string(),
  source: z.string(),
  sha256: z.string(),
  profileHash: z.string(),
  keys: z.string(),
  rows: z.int().min(0),
});
const HEAD = z.strictObject({
  leg: z.enum(LEGS),
  length: z.union(STRETCH_LENGTHS.map((length) => z.literal(length))),
  last: z.string(),
  members: z.array(MEMBER),
});

/** What a joined index is made of. */
export interface JoinedHead {
  readonly leg: Leg;
  readonly length: StretchLength;
  readonly last: PlainDate;
  readonly members: readonly JoinedMember[];
}

/** Where it stands, relative to the lines folder: `2026-07-04/joined.order.5-0123456789abcdef.keys`. */
export function joinedPath({ leg, length, last, members }: JoinedHead): string {
  const made = members.map(({ rows: _rows, ...member }) => member);
  return `${joinedStart(leg, { length, last })}${sha256(canonicalJson({ leg, length, last, made })).slice(0, 16)}.keys`;
}

/** How the names of all that join a leg over a stretch begin. */
export function joinedStart(leg: Leg, { last, length }: Pick<Stretch, 'last' | 'length'>): string {
  return `${last}/joined.${leg}.${String(length)}-`;
}

/**
 * Of a stretch so many dates are asked about before its joined index is: for fewer, their own are nearer; the longest
 * hold several times what shorter ones do.
 */
const DATES_MIN: Readonly<Record<StretchLength, number>> = { 5: 3, 25: 3, 125: 63 };

/** Each question of a run goes through all of them again. */
const JOINED_BYTES_MAX = 32 * 1024 * 1024;

const JOINED = /^\d{4}-\d{2}-\d{2}\/joined\.[a-z]+\.\d+-[0-9a-f]{16}\.keys$/;

/** Whether a path, relative to the lines folder, is one of a joined index: it can always be made again. */
export function isJoinedPath(path: string): boolean {
  return JOINED.test(path);
}

export function inMembers(id: Omit<LineFileId, 'leg'>): string {
  return JSON.stringify([id.date, id.source, id.sha256, id.profileHash]);
}

/** A joined index that was opened. */
export interface JoinedIndex {
  readonly head: JoinedHead;
  readonly index: KeyIndex;
  /** The places of each of its files, from the first one up to the end. */
  readonly places: ReadonlyMap<string, readonly [first: number, end: number]>;
  readonly held: number;
}

/** Joined indexes as they are read. */
export interface JoinedKeys {
  /**
   * Of the files that joined indexes answer for, the rows that may carry one of the hashes, in no order; nothing of all
   * others, which are asked by themselves.
   */
  search(ids: readonly LineFileId[], asked: SortedHashes): Promise<ReadonlyMap<LineFileId, number[]>>;
  /** All of one that the record names; null where it cannot be believed, or is not there. */
  openWhole(file: RegisteredFile): JoinedIndex | null;
  /** Whether one was found damaged or missing since it was made. */
  isBroken(path: string): boolean;
  /** After one was made or taken away. */
  forget(path: string): void;
}

/** @param registered what the record names of a date */
export function openJoinedKeys(
  directory: string,
  registered: (date: PlainDate) => Promise<readonly RegisteredFile[]>,
): JoinedKeys {
  const broken = new Set<string>();
  const opened = fileCache<JoinedIndex>(JOINED_BYTES_MAX);
  const byLast = new Map<string, readonly RegisteredFile[]>();
  const forget = (path: string): void => {
    byLast.delete(path.slice(0, path.indexOf('/')));
    opened.forget(path);
    broken.delete(path);
  };
  /** The joined indexes that the record names under the last date of their stretch. */
  const under = async (last: PlainDate): Promise<readonly RegisteredFile[]> => {
    const known = byLast.get(last) ?? (await registered(last)).filter(({ path }) => isJoinedPath(path));
    // Where there are none, they may be made at any time.
    if (known.length > 0) byLast.set(last, known);
    return known;
  };
  /** What goes wrong with a joined index is nobody's loss: its files are asked by themselves. */
  const believed = <T>({ path }: RegisteredFile, read: () => T): T | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof CuadreError)) throw error;
      forget(path);
      broken.add(path);
      return null;
    }
  };
  const open = (file: RegisteredFile): JoinedIndex | null =>
    believed(file, () => opened.get(file.path) ?? opened.keep(file.path, openJoined(directory, file)));
  const search = async (ids: readonly LineFileId[], asked: SortedHashes): Promise<Map<LineFileId, number[]>> => {
    const found = new Map<LineFileId, number[]>();
    for (const length of [...STRETCH_LENGTHS].reverse()) {
      const left = ids.filter((id) => !found.has(id));
      const groups = groupBy(left, ({ leg, date }) => joinedStart(leg, stretchAround(date, length)));
      for (const [start, group] of groups) {
        if (new Set(group.map(({ date }) => date)).size < DATES_MIN[length]) continue;
        const { last } = stretchAround(certain(group[0], 'a file of a group').date, length);
        for (const file of (await under(last)).filter(({ path }) => path.startsWith(start) && !broken.has(path))) {
          const index = open(file);
          if (index === null) continue;
          const own = group.filter((id) => index.places.has(inMembers(id)));
          const rows = believed(file, () => rowsOf(index, own, placesOf(index.index, asked)));
          if (rows !== null) own.forEach((id, at) => found.set(id, certain(rows[at], 'the rows of a file')));
          // What was read makes room for others.
          if (rows !== null) opened.keep(file.path, index);
        }
      }
    }
    return found;
  };
  const openWhole = (file: RegisteredFile): JoinedIndex | null =>
    believed(file, () => {
      const index = openJoined(directory, file);
      index.index.file.need(0, file.size);
      return index;
    });
  return { search, openWhole, isBroken: (path) => broken.has(path), forget };
}

function openJoined(directory: string, { path, sha256: recorded }: RegisteredFile): JoinedIndex {
  const at = join(directory, path);
  const file = openSparse(at, proverOf(at, { sha256: recorded, getBack: 'it is made again with a coming date' }));
  const index = openKeyIndex(file);
  const head = headOf(index, path);
  const places = new Map<string, readonly [number, number]>();
  let first = 0;
  for (const member of head.members) {
    places.set(inMembers(member), [first, first + member.rows]);
    first += member.rows;
  }
  return {
    head,
    index,
    places,
    get held() {
      return file.held;
    },
  };
}

function headOf({ head }: KeyIndex, path: string): JoinedHead {
  const parsed = HEAD.safeParse(JSON.parse(head));
  const read = parsed.data as JoinedHead | undefined;
  if (read !== undefined && joinedPath(read) === path) return read;
  throw new CuadreError('integrity_broken', `${path} is made of something else than it is named by`, { path });
}

/** The rows of some of its files, in their order, among the places that were found. */
function rowsOf({ places }: JoinedIndex, ids: readonly LineFileId[], found: readonly number[]): number[][] {
  const sorted = Uint32Array.from(found).sort();
  const notBefore = (place: number): number => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((sorted[middle] ?? 0) < place) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  return ids.map((id) => {
    const [first, end] = certain(places.get(inMembers(id)), 'the places of a file');
    return Array.from(sorted.subarray(notBefore(first), notBefore(end)), (place) => place - first);
  });
}
