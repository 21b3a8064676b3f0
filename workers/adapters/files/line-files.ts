import { join } from 'node:path';
import { inTurn } from '../../../schemas/in-turn.ts';
import { CuadreError } from '../../../schemas/errors.ts';
import { lineKeys, normaliseKey, type LineKey } from '../../../schemas/lines/line-keys.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import { writeAll, type LinesBegun, type LineStore } from '../../../schemas/ports/line-files.ts';
import type { RegisteredFile } from '../../../schemas/ports/outcomes.ts';
import type { Line, Reject } from '../../../schemas/lines/records.ts';
import type { LineTable } from '../../../schemas/lines/table.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { columnReader, isFile, openArrowFile } from './arrow-file.ts';
import type { ArrowFile } from './arrow-file.ts';
import { cellReader } from './arrow-decode.ts';
import { BATCH_ROWS, type Cell } from './columns.ts';
import { isAsRecorded, rootOf, type BlockHashes } from './block-hashes.ts';
import { makeFolder, onDisk, withTemporaryFolderAsync } from './disk.ts';
import { fileCache } from './file-cache.ts';
import { askedHashes } from './key-hashes.ts';
import { openJoinedKeys } from './joined-keys.ts';
import { makeJoinedKeys } from './joined-make.ts';
import { openKeyIndex, type KeyIndex } from './key-index.ts';
import { placesOf } from './key-search.ts';
import { COMMON_GROUP, LEG_GROUPS } from './line-columns.ts';
import { readerOf, rejectTest } from './line-reader.ts';
import { PackedLines } from './packed-lines.ts';
import { proverOf, type Prover } from './proofs.ts';
import { putProved } from './proved-objects.ts';
import { openSparse, type SparseFile } from './sparse-file.ts';
import { assertReadable } from './stored-versions.ts';

type Row = Line | Reject;

/** What a record knows of line files and indexes, by their path relative to the lines folder. */
export interface LineRecord {
  /** What it names of a date. */
  registered(date: PlainDate): Promise<readonly RegisteredFile[]>;
  /** One that it names was made again from its source, and is about to stand there with this hash. */
  madeAgain(file: Omit<RegisteredFile, 'date'>): Promise<void>;
  /** A joined index stands there; some others that it takes the place of are about to go. */
  keysJoined(file: RegisteredFile, instead: readonly string[]): Promise<void>;
}

const NO_RECORD: LineRecord = {
  registered: () => Promise.resolve([]),
  madeAgain: () => Promise.resolve(),
  keysJoined: () => Promise.resolve(),
};

/**
 * The normalised lines of every source file, under `<directory>/<date>/`. `extract` turns a normalised reference into
 * the one that is compared (`reference.extract`); it is indexed, and so part of the caller's `profileHash`. What is
 * read is proved first, block by block, by what `record` says of it; a file that no run has registered yet, by what
 * was written down beside it.
 *
 * `write` refuses rows that are not of the file (`record_invalid`); `read`, `find` and `ofPayout` of a file that is not
 * there, or damaged, throw `integrity_broken`, of one of a newer version `store_newer_than_program`.
 */
export function openLineStore(
  directory: string,
  extract: (normalisedReference: string) => string,
  record: LineRecord = NO_RECORD,
): LineStore {
  onDisk(directory, () => {
    makeFolder(directory);
  });
  const { lines, keys, forget } = openedFiles(directory, record);
  const joined = openJoinedKeys(directory, (date) => record.registered(date));
  const begin = (id: LineFileId): LinesBegun =>
    begunLines(id, extract, async (packed) => {
      forget(id);
      await putLines(directory, id, packed, record);
    });
  const rowReader = async (id: LineFileId): Promise<(row: number) => Row> => readerOf(await lines(id), id);
  return {
    has: (id) => isWhole(id, directory, record),
    begin,
    write: (id, rows) => writeAll(begin(id), rows),
    read: async (id, numbers) => {
      if (numbers !== undefined) return numbers.map(await rowReader(id));
      const file = await lines(id);
      file.readWhole();
      const read = readerOf(file, id);
      const all = Array.from({ length: file.rows }, (_, row) => read(row));
      // Whoever has every row asks for none of them again: the bytes would only stand in the way.
      forget(id);
      return all;
    },
    table: async (id) => {
      const file = await lines(id);
      file.readWhole();
      // The table holds the bytes for as long as it is needed.
      forget(id);
      return lineTable(file, id);
    },
    find: async (ids, wanted) => {
      if (wanted.length === 0) return ids.map(() => []);
      const asked = askedHashes(wanted);
      const isAsked = among(wanted);
      const known = await joined.search(ids, asked);
      return inTurn(ids, async (id) => {
        const places = known.get(id) ?? placesOf(await keys(id), asked);
        if (places.length === 0) return [];
        const read = await rowReader(id);
        const rows = [...new Set(places)].sort((a, b) => a - b);
        return rows.filter((row) => lineKeys(read(row), extract).some(isAsked));
      });
    },
    joinKeys: (ids, dates) =>
      makeJoinedKeys(ids, dates, {
        directory,
        joined,
        keysOf: keys,
        keysPath: (id) => `${lineFileName(id)}${KEYS_SUFFIX}`,
        registered: (date) => record.registered(date),
        record: (file, instead) => record.keysJoined(file, instead),
      }),
    ofPayout: async (id, payoutId) => (id.leg === 'settlement' ? rowsOfPayout(await lines(id), payoutId) : []),
  };
}

/** Line files and their indexes, proved and kept for the next question. */
function openedFiles(directory: string, record: LineRecord) {
  const lineFiles = fileCache<ArrowFile>();
  const indexes = fileCache<SparseFile>();
  const proverFor = async (id: LineFileId, name: string): Promise<Prover> => {
    const getBack = `run "cuadre replay --date ${id.date}", which reads its source file again, or restore it from a backup`;
    return proverOf(join(directory, name), { sha256: await recordedHash(record, id.date, name), getBack });
  };
  return {
    lines: async (id: LineFileId): Promise<ArrowFile> => {
      const name = lineFileName(id);
      const file =
        lineFiles.get(name) ?? lineFiles.keep(name, openArrowFile(join(directory, name), await proverFor(id, name)));
      assertReadable('lines', file.metadata, join(directory, name));
      assertOfFile(file, id);
      return file;
    },
    keys: async (id: LineFileId): Promise<KeyIndex> => {
      const name = `${lineFileName(id)}${KEYS_SUFFIX}`;
      const file =
        indexes.get(name) ?? indexes.keep(name, openSparse(join(directory, name), await proverFor(id, name)));
      return openKeyIndex(file);
    },
    /** Before a file is written again, and after all of it was read. */
    forget: (id: LineFileId): void => {
      lineFiles.forget(lineFileName(id));
      indexes.forget(`${lineFileName(id)}${KEYS_SUFFIX}`);
    },
  };
}

/** Whether a line file and its index are as the record names them, or there where it does not name them yet. */
async function isWhole(id: LineFileId, directory: string, record: LineRecord): Promise<boolean> {
  const registered = await record.registered(id.date);
  return [lineFileName(id), `${lineFileName(id)}${KEYS_SUFFIX}`].every((name) => {
    const recorded = registered.find(({ path }) => path === name)?.sha256;
    const path = join(directory, name);
    return recorded === undefined ? isFile(path) : isAsRecorded(path, recorded);
  });
}

/** The hash that the record names a file of a date by; null where it names none. */
async function recordedHash(record: LineRecord, date: PlainDate, path: string): Promise<string | null> {
  return (await record.registered(date)).find((file) => file.path === path)?.sha256 ?? null;
}

export const KEYS_SUFFIX = '.keys';

/** Where a line file stands, relative to the lines folder: `2026-07-01/dlocal-0123456789ab-0f0f0f.arrow`. */
export function lineFileName(id: LineFileId): string {
  const source = encodeURIComponent(id.source);
  return `${id.date}/${source}-${id.sha256.slice(0, 12)}-${id.profileHash.slice(0, 6)}.arrow`;
}

/** Tells whether a key is one of some; most questions find nothing, and never ask. */
function among(keys: readonly LineKey[]): (key: LineKey) => boolean {
  let values: Map<LineKey['kind'], Set<string>> | undefined;
  return ({ kind, value }) => {
    values ??= valuesByKind(keys);
    return values.get(kind)?.has(value) === true;
  };
}

function valuesByKind(keys: readonly LineKey[]): Map<LineKey['kind'], Set<string>> {
  const values = new Map<LineKey['kind'], Set<string>>();
  for (const { kind, value } of keys) values.set(kind, (values.get(kind) ?? new Set()).add(value));
  return values;
}

function begunLines(
  id: LineFileId,
  extract: (normalised: string) => string,
  put: (packed: PackedLines) => Promise<void>,
): LinesBegun {
  const packed = new PackedLines(id, lineFileName(id), extract);
  return {
    take: (row) => {
      packed.take(row);
    },
    rows: () => packed.rows(),
    write: () => put(packed),
  };
}

/** Writes a line file and its index, and puts them in their place. */
async function putLines(directory: string, id: LineFileId, packed: PackedLines, record: LineRecord): Promise<void> {
  const name = lineFileName(id);
  await withTemporaryFolderAsync(directory, 'lines', async (folder) => {
    const { lines, keys } = packed.written(folder);
    // The index first: where the Arrow file stands, its index does too.
    for (const [path, { path: from, blocks }] of [
      [`${name}${KEYS_SUFFIX}`, keys],
      [name, lines],
    ] as const) {
      await tellRecord(record, id, path, blocks);
      putProved(from, join(directory, path), blocks);
    }
  });
}

/**
 * A file that was lost comes again from the same source, in the form that is written now: the record names it so before
 * it stands there, or nobody would believe it.
 */
async function tellRecord(record: LineRecord, { date }: LineFileId, path: string, blocks: BlockHashes): Promise<void> {
  const recorded = await recordedHash(record, date, path);
  const sha256 = rootOf(blocks);
  if (recorded !== null && recorded !== sha256) await record.madeAgain({ path, sha256, size: blocks.size });
}

function assertOfFile({ metadata }: ArrowFile, id: LineFileId): void {
  if (metadata.get('cuadre.sha256') === id.sha256 && metadata.get('cuadre.leg') === id.leg) return;
  throw new CuadreError('integrity_broken', `${lineFileName(id)} holds the lines of another file`, {
    file: lineFileName(id),
  });
}

/** Reads the columns of payout ids and nothing else. */
function rowsOfPayout(file: ArrowFile, payoutId: string): number[] {
  const wanted = normaliseKey(payoutId);
  // Of a payout with many lines every row has the same text.
  const known = new Map<string, boolean>();
  const isWanted = (id: string): boolean => {
    const is = known.get(id) ?? normaliseKey(id) === wanted;
    known.set(id, is);
    return is;
  };
  const rows: number[] = [];
  for (let batch = 0; batch < file.batchCount; batch += 1) {
    const ids = file.column(batch, 'payout_id');
    const idOf = cellReader(ids, 'category');
    const rejected = file.column(batch, 'reject_payout_id');
    const rejectedIdOf = cellReader(rejected, 'text');
    const length = ids?.length ?? rejected?.length ?? 0;
    for (let index = 0; index < length; index += 1) {
      const id = idOf(index) ?? rejectedIdOf(index);
      if (typeof id === 'string' && isWanted(id)) rows.push(batch * BATCH_ROWS + index);
    }
  }
  return rows;
}

/** The file as a table of its leg: what the file says once for all its rows is a column too. */
function lineTable(file: ArrowFile, id: LineFileId): LineTable {
  const read = readerOf(file, id);
  const group = LEG_GROUPS[id.leg];
  const constants: Readonly<Record<string, Cell>> = {
    date: id.date,
    source: id.source,
    file: id.sha256.slice(0, 12),
    leg: id.leg,
  };
  const columnOf = (name: string): ((row: number) => Cell) => {
    const constant = constants[name];
    if (constant !== undefined) return () => constant;
    if (name === 'row') return (row) => row;
    return columnReader(file, name in COMMON_GROUP.columns ? COMMON_GROUP : group, name);
  };
  return {
    leg: id.leg,
    length: file.rows,
    names: [...Object.keys(constants), 'row', ...Object.keys(COMMON_GROUP.columns), ...Object.keys(group.columns)],
    row: read,
    isReject: rejectTest(file),
    column: columnOf,
  } as LineTable;
}
