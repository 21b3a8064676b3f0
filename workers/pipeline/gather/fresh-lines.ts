import { inTurn } from '../../../schemas/in-turn.ts';
import { sourcesOfLeg } from '../../../schemas/config/config.ts';
import { lineFileId, type SourceFile } from '../../../schemas/lines/files.ts';
import { lineKeys, type LineKey } from '../../../schemas/lines/line-keys.ts';
import {
  compareText,
  LEGS,
  type BankLine,
  type Leg,
  type Line,
  type LineAddress,
  type Reject,
} from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';
import { AddressMap } from '../../3-match/address-map.ts';
import { dueDates } from '../../3-match/due-dates.ts';
import { tableOfPlaces, type LineTable } from '../../../schemas/lines/table.ts';
import type { SeenRows } from '../../3-match/seen-before/seen-rows.ts';
import { fateViewer } from '../../../schemas/outcome/fates.ts';
import type { Discrepancy, FateTable } from '../../../schemas/outcome/run.ts';
import { findPlainSales } from '../../3-match/plain/find-plain-sales.ts';
import { SaleViewer, type PlainSales } from '../../3-match/plain/plain-sales.ts';
import { waitsForBankAlone, type ScreenOptions } from '../../3-match/plain/screens.ts';
import { type Tables } from '../../3-match/plain/tables.ts';
import { referenceComparer, referenceExtractor } from '../../3-match/references.ts';
import { searchesOf } from './bring-back.ts';
import type { Entering } from './line-reader.ts';

/** The files that a date brought in and that were read, in address order. */
export function filesIn(files: readonly SourceFile[]): SourceFile[] {
  return files
    .filter((file) => file.state === 'in')
    .sort((a, b) => compareText(a.source, b.source) || compareText(a.sha256 ?? '', b.sha256 ?? ''));
}

/** The rows of a date's own files that were not told before, as tables. */
export function tablesWithout(tables: readonly LineTable[], seen: SeenRows): LineTable[] {
  const rowsOf = new Map([...seen.each()].map(({ own: { table, rows } }) => [table, new Set(rows)]));
  return tables.map((table) => {
    const rows = rowsOf.get(table);
    if (rows === undefined) return table;
    const left = Array.from({ length: table.length }, (_, place) => place).filter((place) => !rows.has(place));
    return tableOfPlaces(table, left);
  });
}

/** Tells what is carried and may be left waiting, or paid, in bulk; nothing that stands on anybody's list. */
export function mayWait(carried: FateTable, standing: readonly Discrepancy[]): (place: number) => boolean {
  const named = new AddressMap<true>();
  for (const one of standing) for (const line of one.lines) named.set(line, true);
  const at = fateViewer(carried);
  return (place) => waitsForBankAlone(at(place)) && named.get(at(place)) === undefined;
}

/** The first day on which a bank line of the date's own files is booked; undefined where there is none. */
export function firstBookedOn(tables: Tables): PlainDate | undefined {
  let first: PlainDate | undefined;
  for (const { table } of tables.ofLeg('bank')) {
    const bookedOn = table.column('bookedOn');
    for (let row = 0; row < table.length; row += 1) {
      if (table.isReject(row)) continue;
      const day = bookedOn(row);
      if (first === undefined || day < first) first = day;
    }
  }
  return first;
}

/**
 * Finds the plain sales of a date's own files and of what waits, with everything else in hand beside them: what is
 * carried or was brought back, and is in no table. Asked again where more came beside them.
 */
export function plainFinder(
  date: PlainDate,
  tables: Tables,
  reportedBefore: readonly BankLine[],
  files: readonly SourceFile[],
  { config, calendar }: Context,
  screens?: ScreenOptions,
): (beside: readonly Entering[]) => PlainSales {
  const context = {
    date,
    config,
    files,
    due: dueDates(config, calendar, files),
    // One for all questions: a reference is folded once.
    fold: referenceComparer(config),
    sources: new Map(sourcesOfLeg(config, 'settlement').map((source) => [source.id, source])),
  };
  const rejected = rejectsOf(tables);
  return (beside) => {
    const rows = beside.filter(({ row }) => tables.placeOf(row) === undefined).map(({ row }) => row);
    const others = rows.filter((row): row is Line => !('code' in row));
    const rejects = [...rows.filter((row): row is Reject => 'code' in row), ...rejected];
    return findPlainSales({ tables, others, rejects, reportedBefore }, context, screens);
  };
}

function rejectsOf(tables: Tables): Reject[] {
  const rejects: Reject[] = [];
  for (const { table } of tables.own())
    for (let row = 0; row < table.length; row += 1) {
      const read = table.isReject(row) ? table.row(row) : null;
      if (read !== null && 'code' in read) rejects.push(read);
    }
  return rejects;
}

/** The rows that the passes take, as records. */
export function openRows(plain: PlainSales, isOpen = (place: number): boolean => !plain.isPlain(place)): Entering[] {
  const rows: Entering[] = [];
  for (const { table, start, formers } of plain.tables.each())
    for (let row = 0; row < table.length; row += 1)
      if (isOpen(start + row))
        rows.push({
          row: table.row(row),
          entered: formers === null ? 'new' : 'carried',
          former: formers === null ? null : formers.row(row),
        });
  return rows;
}

/** So many sales are asked about at once. */
const ASKED_AT_ONCE = 10_000;

/** Leaves to the passes the sales of which an earlier file within the look-back holds any key: they have a history. */
export async function withoutKnown(
  plain: PlainSales,
  files: readonly SourceFile[],
  context: Context,
): Promise<PlainSales> {
  const readable = files.filter((file) => file.state === 'in' && file.lines + file.rejects > 0);
  if (plain.length === 0 || readable.length === 0) return plain;
  const known = new Set<number>();
  for (let from = 0; from < plain.length; from += ASKED_AT_ONCE) {
    const asked = keysOfSales(plain, from, Math.min(from + ASKED_AT_ONCE, plain.length), context);
    for (const { address, keys } of await linesWith(readable, asked, context)) {
      const own = plain.placeOf(address);
      // A credit finds the carried payment that it pays.
      const isOthers = (sale: number): boolean => own === undefined || plain.places(sale).settlement !== own;
      for (const key of keys) for (const sale of asked.get(key)?.sales ?? []) if (isOthers(sale)) known.add(sale);
    }
  }
  return known.size === 0 ? plain : plain.only((sale) => !known.has(sale));
}

/** A key that sales would be found by, in the files of some legs. */
interface Asked {
  readonly key: LineKey;
  readonly legs: ReadonlySet<Leg>;
  readonly sales: readonly number[];
}

function keysOfSales(plain: PlainSales, from: number, to: number, context: Context): ReadonlyMap<string, Asked> {
  const compare = referenceComparer(context.config);
  const asked = new Map<string, { key: LineKey; legs: Set<Leg>; sales: number[] }>();
  const viewer = new SaleViewer(plain.tables, plain.facts);
  for (let at = from; at < to; at += 1) {
    const { order, payment, credit, former } = plain.view(viewer, at);
    // What is carried has been asked about on its day.
    for (const row of [order, former === null ? payment : null, credit]) {
      if (row === null) continue;
      for (const { key, legs } of searchesOf({ row, entered: 'new', former: null }, compare, context)) {
        const one = asked.get(spelling(key)) ?? { key, legs: new Set(), sales: [] };
        asked.set(spelling(key), one);
        for (const leg of legs) one.legs.add(leg);
        one.sales.push(at);
      }
    }
  }
  asked.delete('');
  return asked;
}

/** The lines that carry one of the keys asked for, in the files of its legs, with all keys of each. */
async function linesWith(
  files: readonly SourceFile[],
  asked: ReadonlyMap<string, Asked>,
  { lines, config }: Context,
): Promise<{ readonly address: LineAddress; readonly keys: readonly string[] }[]> {
  const extract = referenceExtractor(config.referenceExtract);
  const found = await inTurn(LEGS, async (leg) => {
    const keys = [...asked.values()].filter((one) => one.key.value !== '' && one.legs.has(leg)).map((one) => one.key);
    const ofLeg = files.filter((file) => file.leg === leg);
    return inTurn(await filesWith(ofLeg, keys, lines), async ({ file, rows }) =>
      (await lines.read(lineFileId(file), rows)).map((row) => ({
        address: row,
        keys: lineKeys(row, extract).map(spelling),
      })),
    );
  });
  return found.flat(2);
}

function spelling({ kind, value }: LineKey): string {
  return `${kind}|${value}`;
}
