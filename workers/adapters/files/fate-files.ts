import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Fate } from '../../../schemas/lines/records.ts';
import type { FateRow, FateTable, RunKey } from '../../../schemas/outcome/run.ts';
import { codesOf, dictionaryTexts } from './arrow-decode.ts';
import type { CellAt } from './column-cells.ts';
import { columnReader, recordReader } from './arrow-file.ts';
import { BATCH_ROWS } from './columns.ts';
import { writeArrowFile } from './arrow-write.ts';
import type { ArrowFile } from './arrow-file.ts';
import type { BlockHashes } from './block-hashes.ts';
import { onDisk } from './disk.ts';
import { FATE_GROUP } from './fate-columns.ts';
import { STRETCHES, stretchesOf, writtenStretches } from './fate-stretches.ts';
import { storedFormat } from './stored-versions.ts';

/** Where fates of this hash stand, relative to the lines folder: the name is theirs alone. */
export function fatesFileName(run: RunKey, sha256: string): string {
  return `${fatesNameStart(run)}-${sha256.slice(0, 12)}.arrow`;
}

/** How the name of a run's fates begins; the record says which of several is the run's. */
export function fatesNameStart(run: RunKey): string {
  return `${run.date}/fates.g${String(run.generation)}`;
}

const FATES_NAME = /^fates\.g\d+-[0-9a-f]{12}\.arrow$/;
const DAY_MS = 86_400_000;

/** The fates of a date that were put there more than a day before the moment, relative to the lines folder. */
export function oldFates(linesDirectory: string, date: PlainDate, beforeMs: number): string[] {
  const folder = join(linesDirectory, date);
  return onDisk(folder, () =>
    readdirSync(folder).flatMap((name) =>
      FATES_NAME.test(name) && statSync(join(folder, name)).mtimeMs < beforeMs - DAY_MS ? [`${date}/${name}`] : [],
    ),
  );
}

/** Writes the fates of a run in their order, fsynced and read back; returns the hashes of the file's blocks. */
export function writeFates(path: string, run: RunKey, fates: FateTable): BlockHashes {
  const metadata = new Map([
    storedFormat('fates'),
    ['cuadre.date', run.date],
    ['cuadre.generation', String(run.generation)],
  ]);
  const stretches = stretchesOf(fates);
  if (stretches !== null) metadata.set(STRETCHES, writtenStretches(stretches));
  const cells = (property: string): CellAt => fates.column(property as keyof FateRow);
  return writeArrowFile(path, [{ ...FATE_GROUP, rows: fates.length, cells }], metadata);
}

/** Decodes rows of a fates file by their place in it. */
export function fateReader(file: ArrowFile): (row: number) => FateRow {
  const read = recordReader(file, [FATE_GROUP], {});
  return (row) => read(row) as unknown as FateRow;
}

/**
 * The fates of a file as a table over its bytes: the cells of a column are read where they stand, and a record is made
 * only of a row that is asked for.
 */
export function fateTable(file: ArrowFile): FateTable {
  const row = fateReader(file);
  return {
    length: file.rows,
    row,
    column: <Name extends keyof FateRow>(name: Name) =>
      columnReader(file, FATE_GROUP, name) as (place: number) => FateRow[Name],
    *[Symbol.iterator]() {
      for (let place = 0; place < file.rows; place += 1) yield row(place);
    },
  };
}

/** The places of the rows whose fate is one of these; only the fate column is touched. */
export function placesOfFates(file: ArrowFile, fates: readonly Fate[]): number[] {
  const wanted = new Set<string>(fates);
  return Array.from({ length: file.batchCount }, (_, place) => place).flatMap((place) => {
    const data = file.column(place, 'fate');
    if (data === null) return [];
    const isWanted = dictionaryTexts(data).map((text) => wanted.has(text));
    const codes = codesOf(data);
    const places: number[] = [];
    for (let index = 0; index < data.length; index += 1)
      if (isWanted[codes[index] ?? 0] === true) places.push(place * BATCH_ROWS + index);
    return places;
  });
}
