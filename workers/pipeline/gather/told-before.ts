import { lineFileId, sha12, type SourceFile } from '../../../schemas/lines/files.ts';
import { isOfLeg, type LineTable } from '../../../schemas/lines/table.ts';
import { columnsOf } from '../../../schemas/outcome/fates.ts';
import type { Discrepancy, FateTable, RunKey } from '../../../schemas/outcome/run.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { append } from '../../../schemas/values/groups.ts';
import type { Decisions } from '../../3-match/decisions.ts';
import { equalRows } from '../../3-match/seen-before/equal-rows.ts';
import type { ToldBefore } from '../../3-match/seen-before/find-seen.ts';
import { RULES_VERSION } from '../../4-classify/classify.ts';
import type { Entering } from './line-reader.ts';

/** What a run knows when it asks which rows of its files were told before. */
export interface BeforeSeen {
  readonly date: PlainDate;
  readonly parent: RunKey;
  /** The date's own files that were read, in the order of their tables. */
  readonly files: readonly SourceFile[];
  readonly tables: readonly LineTable[];
  readonly earlierFiles: readonly SourceFile[];
  /** What is carried, but for payments that wait for the bank alone. */
  readonly carried: readonly Entering[];
  /** What stood at the close of the date before. */
  readonly left: readonly Discrepancy[];
  readonly decisions: Decisions;
}

/** So many rows of a file, evenly apart, show whether it tells again what another told. */
const LOOKED_AT = 32;
/** Of so many of them at least one in four: what repeats less is looked at row by row. */
const REPEATED_MIN = LOOKED_AT / 4;

/** The file of the source before this one, with what became of its rows; null where they cannot be compared. */
export async function toldBefore(
  file: SourceFile,
  table: LineTable,
  { parent, earlierFiles }: BeforeSeen,
  context: Context,
): Promise<ToldBefore | null> {
  const { store, lines, config, configHash } = context;
  const source = config.sources.find((one) => one.id === file.source);
  // What a payout pays is one sum: a line of it that is told again is looked at with all others.
  if (source === undefined) return null;
  if (source.leg === 'settlement' && source.settles !== 'per_transaction') return null;
  const before = earlierFiles
    .filter((one) => one.source === file.source && one.state === 'in' && one.lines > 0)
    .reduce<SourceFile | null>((last, one) => (last === null || one.date > last.date ? one : last), null);
  if (before === null || before.profileHash !== file.profileHash) return null;
  if (before.columns.join(' ') !== file.columns.join(' ')) return null;
  const runs = [await store.runs.newest(before.date), await store.runs.get(parent)];
  const isAsNow = (run: RunRecord | null): boolean =>
    run !== null && run.configHash === configHash && run.rulesVersion === RULES_VERSION;
  const [run] = runs;
  if (run === null || run === undefined || !runs.every(isAsNow)) return null;
  const former = await lines.table(lineFileId(before));
  if (!repeats(table, former)) return null;
  const fates = await store.outcomes.fates(run);
  return { table: former, fates, fateAt: fatesOfFile(fates, before, former.length) };
}

function repeats(table: LineTable, former: LineTable): boolean {
  const cell = tellingColumn(table);
  const step = Math.max(1, Math.floor(table.length / LOOKED_AT));
  const looked = new Map<string | number, number[]>();
  let asked = 0;
  for (let place = table.length - 1; place >= 0 && asked < LOOKED_AT; place -= step) {
    asked += 1;
    if (!table.isReject(place)) append(looked, cell(place), place);
  }
  const isEqual = equalRows(table, former);
  const formerCell = tellingColumn(former);
  const found = new Set<number>();
  for (let row = 0; row < former.length && found.size < asked; row += 1)
    for (const place of former.isReject(row) ? [] : (looked.get(formerCell(row)) ?? []))
      if (isEqual(place, row)) found.add(place);
  return found.size > 0 && found.size * LOOKED_AT >= REPEATED_MIN * asked;
}

/** A column that few rows share a cell of. */
function tellingColumn(table: LineTable): (place: number) => string | number {
  if (isOfLeg(table, 'bank')) return table.column('amount');
  if (isOfLeg(table, 'order')) return table.column('merchantReference');
  if (isOfLeg(table, 'settlement')) return table.column('merchantReference');
  throw new RangeError(`no column tells the rows of ${table.leg} apart`);
}

/** The place of the fate of each row of a file in the fates of the run of its date; -1 where it has none. */
function fatesOfFile(fates: FateTable, file: SourceFile, rows: number): Int32Array {
  const places = new Int32Array(rows).fill(-1);
  const at = columnsOf(fates, 'date', 'source', 'file', 'row');
  const name = sha12(file);
  for (let place = 0; place < fates.length; place += 1)
    if (at.source(place) === file.source && at.date(place) === file.date && at.file(place) === name)
      places[at.row(place)] = place;
  return places;
}
