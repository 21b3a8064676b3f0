import { certain } from '../../../schemas/errors.ts';
import { compareAddress, type Leg, type LineAddress } from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { columnsOf } from '../../../schemas/outcome/fates.ts';
import type { FateTable } from '../../../schemas/outcome/run.ts';
import type { ArrowFile } from './arrow-file.ts';
import { BATCH_ROWS } from './columns.ts';

/**
 * Where lines stand in a fates file. A run writes its lines in the order of their addresses and its rejects behind them
 * in the same order: the file so holds a few ascending runs of lines, and says where each begins in each batch. A few
 * lines are found in the batches that can hold them, and nothing else is read.
 */
export interface Stretch {
  /** The place of its first row in the file; it ends where its batch does, or where the next stretch begins. */
  readonly place: number;
  readonly first: LineAddress;
  /** The legs of its lines. */
  readonly legs: readonly Leg[];
}

/** The stretches of each ascending run, in the order of the file. */
export type Stretches = readonly (readonly Stretch[])[];

/** The entry of the metadata that holds the stretches. */
export const STRETCHES = 'cuadre.stretches';
/** A file in no order at all is searched from end to end: a list of its stretches would be as long as itself. */
const STRETCHES_MAX = 4096;

/** Null where the fates stand in no order worth telling. */
export function stretchesOf(fates: FateTable): Stretches | null {
  const { date, source, file, row, leg } = columnsOf(fates, 'date', 'source', 'file', 'row', 'leg');
  const runs: { place: number; first: LineAddress; legs: Leg[] }[][] = [];
  let before: LineAddress | null = null;
  let count = 0;
  for (let place = 0; place < fates.length; place += 1) {
    const address = { date: date(place), source: source(place), file: file(place), row: row(place) };
    const ascends = before !== null && compareAddress(before, address) < 0;
    if (!ascends) runs.push([]);
    const run = certain(runs.at(-1), 'a run of lines');
    if (!ascends || place % BATCH_ROWS === 0) {
      run.push({ place, first: address, legs: [] });
      count += 1;
      if (count > STRETCHES_MAX) return null;
    }
    const { legs } = certain(run.at(-1), 'a stretch');
    if (!legs.includes(leg(place))) legs.push(leg(place));
    before = address;
  }
  return runs;
}

type WrittenStretch = [place: number, date: string, source: string, file: string, row: number, legs: string];

export function writtenStretches(runs: Stretches): string {
  const written = ({ place, first: { date, source, file, row }, legs }: Stretch): WrittenStretch => [
    place,
    date,
    source,
    file,
    row,
    legs.join(' '),
  ];
  return JSON.stringify(runs.map((run) => run.map(written)));
}

/** Null where the file does not tell: it was written before files did, or in no order. */
export function stretchesIn(file: ArrowFile): Stretches | null {
  const text = file.metadata.get(STRETCHES);
  if (text === undefined) return null;
  const read = ([place, date, source, name, row, legs]: WrittenStretch): Stretch => ({
    place,
    first: { date: date as PlainDate, source, file: name, row },
    legs: legs.split(' ') as Leg[],
  });
  return (JSON.parse(text) as WrittenStretch[][]).map((run) => run.map(read));
}
