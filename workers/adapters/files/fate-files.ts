import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { addressKey } from '../../../schemas/lines/records.ts';
import type { Fate, LineAddress } from '../../../schemas/lines/records.ts';
import type { FateRow, FateTable, RunKey } from '../../../schemas/outcome/run.ts';
import { cellReader, codesOf, columnData, dictionaryTexts } from './arrow-decode.ts';
import type { Properties } from './column-cells.ts';
import { BATCH_ROWS, columnReader, recordReader, writeArrowFile } from './arrow-file.ts';
import type { ArrowFile } from './arrow-file.ts';
import { onDisk } from './disk.ts';
import { FATE_GROUP } from './fate-columns.ts';

/** Where fates of these bytes stand, relative to the lines folder: the name is theirs alone. */
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

/** Writes the fates of a run in the order given, fsynced and read back. */
export function writeFates(path: string, run: RunKey, fates: readonly FateRow[]): void {
  const metadata = new Map([
    ['cuadre.format', 'fates/1'],
    ['cuadre.date', run.date],
    ['cuadre.generation', String(run.generation)],
  ]);
  writeArrowFile(path, [{ ...FATE_GROUP, rows: fates as unknown as readonly Properties[] }], metadata);
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
  return file.batches.flatMap((batch, place) => {
    const data = columnData(batch, 'fate');
    if (data === null) return [];
    const isWanted = dictionaryTexts(data).map((text) => wanted.has(text));
    const codes = codesOf(data);
    const places: number[] = [];
    for (let index = 0; index < batch.numRows; index += 1)
      if (isWanted[codes[index] ?? 0] === true) places.push(place * BATCH_ROWS + index);
    return places;
  });
}

/**
 * The fates of the lines asked for, as far as the file holds them. The columns `file` and `row` are scanned as numbers,
 * so that a million fates cost milliseconds and only hits are decoded.
 */
export function fatesOfLines(file: ArrowFile, lines: readonly LineAddress[]): FateRow[] {
  const rowsByFile = new Map<string, Set<number>>();
  for (const line of lines) {
    const rows = rowsByFile.get(line.file) ?? new Set<number>();
    rowsByFile.set(line.file, rows.add(line.row));
  }
  const read = fateReader(file);
  const hits = file.batches.flatMap((batch, place) => {
    const files = columnData(batch, 'file');
    if (files === null) return [];
    const rowsByCode = dictionaryTexts(files).map((text) => rowsByFile.get(text));
    const codes = codesOf(files);
    const rowOf = cellReader(columnData(batch, 'row'), 'integer');
    const found: FateRow[] = [];
    for (let index = 0; index < batch.numRows; index += 1) {
      const rows = rowsByCode[codes[index] ?? 0];
      if (rows?.has(Number(rowOf(index))) === true) found.push(read(place * BATCH_ROWS + index));
    }
    return found;
  });
  // The same bytes can stand under two dates or sources: a hit counts when its whole address was asked for.
  const asked = new Set(lines.map(addressKey));
  return hits.filter((fate) => asked.has(addressKey(fate)));
}
