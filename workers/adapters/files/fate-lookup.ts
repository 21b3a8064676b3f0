import type { Data } from 'apache-arrow';
import { CuadreError, certain } from '../../../schemas/errors.ts';
import { addressKey, compareAddress, type Leg, type LineAddress } from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { columnsOf } from '../../../schemas/outcome/fates.ts';
import { STATE_COLUMNS, type FateRow, type LineState } from '../../../schemas/outcome/run.ts';
import type { MatchMember } from '../../../schemas/ports/outcomes.ts';
import { cellReader, codesOf, codesOfTexts, dictionaryTexts } from './arrow-decode.ts';
import type { ArrowFile } from './arrow-file.ts';
import { BATCH_ROWS } from './columns.ts';
import { fateReader, fateTable } from './fate-files.ts';
import { stretchesIn, type Stretches } from './fate-stretches.ts';

/** From so many rows a line on, looking for each costs more than reading two columns from end to end. */
const ROWS_A_LOOK = 64;

/** The fates of the lines asked for, as far as the file holds them; only hits are decoded. */
export function fatesOfLines(file: ArrowFile, lines: readonly LineAddress[]): FateRow[] {
  return rowsOfLines(file, lines, fateReader(file));
}

/** The same, of which the columns that say how the run left a line are read, and no others. */
export function statesOfLines(file: ArrowFile, lines: readonly LineAddress[]): LineState[] {
  const cells = columnsOf(fateTable(file), 'date', 'source', 'file', 'row', ...STATE_COLUMNS);
  return rowsOfLines(file, lines, (place) => ({
    date: cells.date(place),
    source: cells.source(place),
    file: cells.file(place),
    row: cells.row(place),
    fate: cells.fate(place),
    reason: cells.reason(place),
    orderLeg: cells.orderLeg(place),
    bankLeg: cells.bankLeg(place),
    bankPass: cells.bankPass(place),
  }));
}

function rowsOfLines<Row extends LineAddress>(
  file: ArrowFile,
  lines: readonly LineAddress[],
  read: (place: number) => Row,
): Row[] {
  const stretches = lines.length * ROWS_A_LOOK > file.rows ? null : stretchesIn(file);
  if (stretches === null) return placesByScan(file, lines).map(read).filter(isAsked(lines));
  const once = new Map(lines.map((line) => [addressKey(line), line]));
  const lookUp = placeFinder(file, stretches);
  return [...once.values()]
    .flatMap(lookUp)
    .sort((a, b) => a - b)
    .map(read);
}

/** The same bytes can stand under two dates or sources: a hit counts when its whole address was asked for. */
function isAsked(lines: readonly LineAddress[]): (fate: LineAddress) => boolean {
  const asked = new Set(lines.map(addressKey));
  return (fate) => asked.has(addressKey(fate));
}

/** Scans the columns `file` and `row` as numbers, so that a million fates cost milliseconds. */
function placesByScan(file: ArrowFile, lines: readonly LineAddress[]): number[] {
  const rowsByFile = new Map<string, Set<number>>();
  for (const line of lines) {
    const rows = rowsByFile.get(line.file) ?? new Set<number>();
    rowsByFile.set(line.file, rows.add(line.row));
  }
  return batchPlaces(file).flatMap((batch) => {
    const files = file.column(batch, 'file');
    if (files === null) return [];
    const rowsByCode = dictionaryTexts(files).map((text) => rowsByFile.get(text));
    const codes = codesOf(files);
    const rowOf = cellReader(file.column(batch, 'row'), 'integer');
    const found: number[] = [];
    for (let index = 0; index < files.length; index += 1)
      if (rowsByCode[codes[index] ?? 0]?.has(Number(rowOf(index))) === true) found.push(batch * BATCH_ROWS + index);
    return found;
  });
}

function batchPlaces(file: ArrowFile): number[] {
  return Array.from({ length: file.batchCount }, (_, place) => place);
}

/** Finds the place of a line by halves: among the stretches of each run, then within the one that can hold it. */
function placeFinder(file: ArrowFile, runs: Stretches): (line: LineAddress) => number[] {
  const starts = runs.flat().map(({ place }) => place);
  const ends = new Map(starts.map((place, at) => [place, starts[at + 1] ?? file.rows]));
  const addresses = addressReader(file);
  return (line) =>
    runs.flatMap((run) => {
      const stretch = run[lastNotAfter(run.length, (at) => compareAddress(certain(run[at], 'a stretch').first, line))];
      if (stretch === undefined) return [];
      const length = certain(ends.get(stretch.place), 'the end of a stretch') - stretch.place;
      const place = stretch.place + lastNotAfter(length, (at) => compareAddress(addresses(stretch.place + at), line));
      return compareAddress(addresses(place), line) === 0 ? [place] : [];
    });
}

/** The last of so many places, in ascending order, whose comparison says that it is not after; -1 where all are. */
function lastNotAfter(length: number, compare: (place: number) => number): number {
  let [first, end] = [0, length];
  while (first < end) {
    const middle = (first + end) >>> 1;
    if (compare(middle) <= 0) first = middle + 1;
    else end = middle;
  }
  return first - 1;
}

/** Reads the address at a place of the file: four columns of its batch. */
function addressReader(file: ArrowFile): (place: number) => LineAddress {
  const batches: ((index: number) => LineAddress)[] = [];
  return (place) => {
    const batch = Math.floor(place / BATCH_ROWS);
    batches[batch] ??= addressesOf(file, batch);
    return batches[batch](place - batch * BATCH_ROWS);
  };
}

function addressesOf(file: ArrowFile, batch: number): (index: number) => LineAddress {
  const date = cellReader(file.column(batch, 'date'), 'date');
  const source = cellReader(file.column(batch, 'source'), 'category');
  const name = cellReader(file.column(batch, 'file'), 'category');
  const row = cellReader(file.column(batch, 'row'), 'integer');
  return (index) => ({
    date: text(date(index)) as PlainDate,
    source: text(source(index)),
    file: text(name(index)),
    row: Number(row(index)),
  });
}

function text(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  throw new CuadreError('integrity_broken', 'a fate without the address of its line');
}

/** The lines of a leg that the file holds in one of the matches, in the order of the file. */
export function membersOfMatches(file: ArrowFile, leg: Leg, matches: readonly string[]): MatchMember[] {
  let wanted: ReadonlyMap<number, string> | null = null;
  const members: MatchMember[] = [];
  for (const batch of batchesWith(leg, file)) {
    const column = file.column(batch, 'bank_match');
    if (column === null) break;
    // A file has one dictionary for all its batches.
    wanted ??= codesOfTexts(column, matches);
    if (wanted.size === 0) break;
    collectMembers(file, batch, { column, wanted, leg }, members);
  }
  return members;
}

interface Wanted {
  readonly column: Data;
  readonly wanted: ReadonlyMap<number, string>;
  readonly leg: Leg;
}

function collectMembers(file: ArrowFile, batch: number, { column, wanted, leg }: Wanted, members: MatchMember[]): void {
  const codes = codesOf(column);
  const isNull = nullTest(column);
  // A row without a match has the code 0: whether it has one is asked of hits alone.
  const isWanted = new Uint8Array(Math.max(...wanted.keys()) + 1);
  for (const code of wanted.keys()) isWanted[code] = 1;
  const hits: number[] = [];
  for (let index = 0; index < column.length; index += 1)
    if (isWanted[codes[index] ?? 0] === 1 && !isNull(index)) hits.push(index);
  if (hits.length === 0) return;
  const legOf = cellReader(file.column(batch, 'leg'), 'category');
  const addresses = addressesOf(file, batch);
  for (const index of hits) {
    const bankMatch = certain(wanted.get(codes[index] ?? -1), 'a match that was asked for');
    if (legOf(index) === leg) members.push({ ...addresses(index), bankMatch });
  }
}

/** A row without a value has the code 0, as the row of the first text has. */
function nullTest({ nullCount, nullBitmap }: Data): (index: number) => boolean {
  return nullCount === 0 ? () => false : (index) => (((nullBitmap[index >> 3] ?? 0) >> (index & 7)) & 1) === 0;
}

/** The batches that hold lines of a leg, as far as the file tells. */
function batchesWith(leg: Leg, file: ArrowFile): number[] {
  const stretches = stretchesIn(file);
  if (stretches === null) return batchPlaces(file);
  const of = stretches
    .flat()
    .filter(({ legs }) => legs.includes(leg))
    .map(({ place }) => Math.floor(place / BATCH_ROWS));
  return [...new Set(of)];
}
