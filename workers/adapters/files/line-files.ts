import { join } from 'node:path';
import { CuadreError } from '../../../schemas/errors.ts';
import { lineKeys, normaliseKey, type LineKey } from '../../../schemas/lines/line-keys.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import type { LineStore } from '../../../schemas/ports/line-files.ts';
import { promised } from '../../../schemas/ports/promised.ts';
import type { Line, Reject } from '../../../schemas/lines/records.ts';
import { BATCH_ROWS, arrowCache, isFile, recordReader } from './arrow-file.ts';
import type { ArrowFile } from './arrow-file.ts';
import { writeArrowFile } from './arrow-write.ts';
import { cellReader, type CellReader } from './arrow-decode.ts';
import type { RowGroup } from './arrow-encode.ts';
import type { Properties } from './column-cells.ts';
import type { Cell } from './columns.ts';
import { makeFolder, onDisk, putUnderItsName, withTemporaryFolder } from './disk.ts';
import { candidateRows, writeKeyIndex } from './key-index.ts';
import { COMMON_GROUP, LEG_GROUPS, REJECT_GROUP } from './line-columns.ts';

type Row = Line | Reject;

/**
 * The normalised lines of every source file, under `<directory>/<date>/`. `extract` turns a normalised reference into
 * the one that is compared (`reference.extract`); it is indexed, and so part of the caller's `profileHash`.
 *
 * `write` refuses rows that are not of the file (`record_invalid`); `read` and `find` of a file that is not there throw
 * `disk_failed`, of one that is damaged `integrity_broken`.
 */
export function openLineStore(directory: string, extract: (normalisedReference: string) => string): LineStore {
  onDisk(directory, () => {
    makeFolder(directory);
  });
  const cache = arrowCache();
  const pathOf = (id: LineFileId): string => join(directory, lineFileName(id));
  const opened = (id: LineFileId): ArrowFile => {
    const file = cache.open(pathOf(id));
    assertOfFile(file, id);
    return file;
  };
  const rowReader = (id: LineFileId): ((row: number) => Row) => readerOf(opened(id), id);
  return promised<LineStore>({
    // The index is put in place first: where the Arrow file stands, its index does too.
    has: (id) => isFile(pathOf(id)),
    write: (id, rows) => {
      assertRowsOfFile(id, rows);
      cache.forget(pathOf(id));
      writeLineFile(directory, pathOf(id), id, rows, extract);
    },
    read: (id, numbers) => {
      if (numbers !== undefined) return numbers.map(rowReader(id));
      const file = opened(id);
      file.readWhole();
      const read = readerOf(file, id);
      const all = Array.from({ length: file.rows }, (_, row) => read(row));
      // Whoever has every row asks for none of them again: the bytes would only stand in the way.
      cache.forget(pathOf(id));
      return all;
    },
    find: (id, keys) => {
      const candidates = candidateRows(`${pathOf(id)}${KEYS_SUFFIX}`, keys);
      if (candidates.length === 0) return [];
      const read = rowReader(id);
      const asked = new Set(keys.map(spelling));
      return candidates.filter((row) => lineKeys(read(row), extract).some((key) => asked.has(spelling(key))));
    },
    ofPayout: (id, payoutId) => (id.leg === 'settlement' ? rowsOfPayout(opened(id), payoutId) : []),
  });
}

export const KEYS_SUFFIX = '.keys';

/** Where a line file stands, relative to the lines folder: `2026-07-01/dlocal-0123456789ab-0f0f0f.arrow`. */
export function lineFileName(id: LineFileId): string {
  const source = encodeURIComponent(id.source);
  return `${id.date}/${source}-${id.sha256.slice(0, 12)}-${id.profileHash.slice(0, 6)}.arrow`;
}

function spelling(key: LineKey): string {
  return `${key.kind}:${key.value}`;
}

function writeLineFile(
  directory: string,
  path: string,
  id: LineFileId,
  rows: readonly Row[],
  extract: (normalised: string) => string,
): void {
  withTemporaryFolder(directory, 'lines', (folder) => {
    const lines = join(folder, 'lines.arrow');
    writeArrowFile(lines, groupsOf(id, rows), metadataOf(id));
    const keys = join(folder, 'lines.keys');
    writeKeyIndex(keys, keysOf(rows, extract));
    putUnderItsName(keys, `${path}${KEYS_SUFFIX}`);
    putUnderItsName(lines, path);
  });
}

function* keysOf(rows: readonly Row[], extract: (normalised: string) => string): Generator<readonly LineKey[]> {
  for (const row of rows) yield lineKeys(row, extract);
}

function groupsOf(id: LineFileId, rows: readonly Row[]): RowGroup[] {
  const properties = rows as unknown as readonly Properties[];
  const isReject = (row: Properties): boolean => row !== null && 'code' in row;
  return [
    { ...COMMON_GROUP, rows: properties },
    { ...LEG_GROUPS[id.leg], rows: properties.map((row) => (isReject(row) ? null : row)) },
    { ...REJECT_GROUP, rows: properties.map((row) => (isReject(row) ? row : null)) },
  ];
}

function metadataOf(id: LineFileId): ReadonlyMap<string, string> {
  return new Map([
    ['cuadre.format', 'lines/1'],
    ['cuadre.leg', id.leg],
    ['cuadre.date', id.date],
    ['cuadre.source', id.source],
    ['cuadre.sha256', id.sha256],
    ['cuadre.profile_hash', id.profileHash],
  ]);
}

/**
 * The file holds date, source, file, leg and row number once, by its name and order: a row that says otherwise would
 * change on reading.
 */
function assertRowsOfFile(id: LineFileId, rows: readonly Row[]): void {
  const file = id.sha256.slice(0, 12);
  rows.forEach((row, index) => {
    if (
      row.row === index &&
      row.leg === id.leg &&
      row.date === id.date &&
      row.source === id.source &&
      row.file === file
    )
      return;
    throw new CuadreError('record_invalid', `row ${String(index)} is not of the file ${lineFileName(id)}`, {
      index,
      file: lineFileName(id),
    });
  });
}

function assertOfFile({ metadata }: ArrowFile, id: LineFileId): void {
  if (metadata.get('cuadre.sha256') === id.sha256 && metadata.get('cuadre.leg') === id.leg) return;
  throw new CuadreError('integrity_broken', `${lineFileName(id)} holds the lines of another file`, {
    file: lineFileName(id),
  });
}

function readerOf(file: ArrowFile, id: LineFileId): (row: number) => Row {
  const base = { date: id.date, source: id.source, file: id.sha256.slice(0, 12), row: 0, leg: id.leg };
  const line = recordReader(file, [COMMON_GROUP, LEG_GROUPS[id.leg]], base);
  const reject = recordReader(file, [COMMON_GROUP, REJECT_GROUP], base);
  const isReject = rejectTest(file);
  return (row) => decoded((isReject(row) ? reject : line)(row), row);
}

/**
 * The one place where a decoded row is believed: the columns are declared over the record types, and the file was
 * compared when it was written.
 */
function decoded(record: Record<string, Cell>, row: number): Row {
  record.row = row;
  return record as unknown as Row;
}

function rejectTest(file: ArrowFile): (row: number) => boolean {
  const codes: (CellReader | undefined)[] = [];
  return (row) => {
    const place = Math.floor(row / BATCH_ROWS);
    if (place >= file.batchCount) return false;
    const code = (codes[place] ??= cellReader(file.column(place, 'reject_code'), 'category'));
    return code(row % BATCH_ROWS) !== null;
  };
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
