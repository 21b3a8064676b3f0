import { addressKey } from '../../../schemas/lines/records.ts';
import type { Fate, LineAddress } from '../../../schemas/lines/records.ts';
import type { FateRow, RunKey } from '../../../schemas/outcome/run.ts';
import { cellReader, columnData, dictionaryTexts } from './arrow-decode.ts';
import type { Properties } from './arrow-encode.ts';
import { BATCH_ROWS, recordReader, writeArrowFile } from './arrow-file.ts';
import type { ArrowFile } from './arrow-file.ts';
import { FATE_GROUP } from './fate-columns.ts';

/** Where the fates of a run stand, relative to the lines folder. */
export function fatesFileName(run: RunKey): string {
  return `${run.date}/fates.g${String(run.generation)}.arrow`;
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

/** The places of the rows whose fate is one of these; only the fate column is touched. */
export function placesOfFates(file: ArrowFile, fates: readonly Fate[]): number[] {
  const wanted = new Set<string>(fates);
  return file.batches.flatMap((batch, place) => {
    const data = columnData(batch, 'fate');
    const isWanted = dictionaryTexts(data).map((text) => wanted.has(text));
    const codes = data.values as Int32Array;
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
    const rowsByCode = dictionaryTexts(files).map((text) => rowsByFile.get(text));
    const codes = files.values as Int32Array;
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
