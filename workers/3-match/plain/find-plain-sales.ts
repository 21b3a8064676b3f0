import { certain } from '../../../schemas/errors.ts';
import type { Leg } from '../../../schemas/lines/records.ts';
import { lookerAt } from '../../../schemas/lines/table.ts';
import { bankScoper, bankWordsReader } from '../bank-scope.ts';
import { NO_LINE, type SalePlaces } from './plain-sale.ts';
import { noPlainSales, PlainSales, SaleViewer, type Trios } from './plain-sales.ts';
import {
  tablesOf,
  tablesOfLines,
  type PlainContext,
  type ScreenedLines,
  type ScreenedTables,
} from './screened-lines.ts';
import { screensOf, type ScreenOptions } from './screens.ts';

/**
 * The plain sales among some lines: a payment, with its order where it is of the run's own files, and its credit where
 * that has come, that stand alone under one reference, and that no screen flags. Pure, and blind to the order of lines.
 */
export function findPlainSales(lines: ScreenedLines, context: PlainContext, options: ScreenOptions = {}): PlainSales {
  if (!context.config.keys.includes('merchant_reference')) return noPlainSales(lines.tables);
  const tables = tablesOfLines(lines);
  const facts = { sources: context.sources, wordsOf: bankWordsReader(context.config) };
  const viewer = new SaleViewer(lines.tables, facts);
  const flags = screensOf(lines, tables, context, options);
  const kept = aloneUnderOneReference(tables, context).filter(
    ({ key, order, settlement, bank }) => !flags(viewer.at(order, settlement, bank), key),
  );
  return new PlainSales(lines.tables, triosOf(kept), facts);
}

function triosOf(kept: readonly SalePlaces[]): Trios {
  const placesOf = (leg: Leg): Int32Array => Int32Array.from(kept, (one) => one[leg]);
  return { order: placesOf('order'), settlement: placesOf('settlement'), bank: placesOf('bank') };
}

/** The lines under one compared reference. */
interface Candidate extends SalePlaces {
  readonly key: string;
}

/** More than one line of the leg under the reference, or one that cannot be plain. */
const SEVERAL = -2;

/** What stands under each reference, leg by leg, while it is counted. */
class Standing {
  private readonly slots = new Map<string, number>();
  private readonly keys: string[] = [];
  private readonly places: Readonly<Record<Leg, number[]>> = { order: [], settlement: [], bank: [] };

  /** A payment opens the slot of its reference. */
  open(key: string, place: number | null): void {
    const slot = this.slots.get(key);
    if (slot !== undefined) {
      this.places.settlement[slot] = SEVERAL;
      return;
    }
    this.slots.set(key, this.keys.length);
    this.keys.push(key);
    this.places.settlement.push(place ?? SEVERAL);
    this.places.order.push(NO_LINE);
    this.places.bank.push(NO_LINE);
  }

  has(key: string): boolean {
    return this.slots.has(key);
  }

  /** An order or a credit under a reference; `place` is null of one that cannot be plain. */
  put(leg: 'order' | 'bank', key: string, place: number | null): void {
    const slot = this.slots.get(key);
    if (slot === undefined) return;
    this.places[leg][slot] = this.places[leg][slot] === NO_LINE ? (place ?? SEVERAL) : SEVERAL;
  }

  /** The references with exactly one payment, at most one credit, and an order where one is looked for. */
  *candidates(looksForOrder: (payment: number) => boolean): Generator<Candidate> {
    const { order, settlement, bank } = this.places;
    for (const [slot, key] of this.keys.entries()) {
      const places = {
        order: certain(order[slot], 'a slot'),
        settlement: certain(settlement[slot], 'a slot'),
        bank: certain(bank[slot], 'a slot'),
      };
      if (places.settlement < 0 || places.bank === SEVERAL) continue;
      if (looksForOrder(places.settlement) ? places.order >= 0 : places.order === NO_LINE) yield { key, ...places };
    }
  }
}

function aloneUnderOneReference(tables: ScreenedTables, { config, fold, sources }: PlainContext): Candidate[] {
  const standing = new Standing();
  const scoper = bankScoper(config, fold, () => false);
  for (const { table, start } of tablesOf('settlement', tables)) {
    const [reference, source] = [table.column('merchantReference'), table.column('source')];
    for (let row = 0; row < table.length; row += 1) {
      if (table.isReject(row)) continue;
      const key = fold(reference(row));
      // Of a provider that left the configuration nobody says how it pays what waits still.
      if (key !== '') standing.open(key, start === null || !sources.has(source(row)) ? null : start + row);
    }
  }
  for (const { table, start } of tablesOf('order', tables)) {
    const reference = table.column('merchantReference');
    for (let row = 0; row < table.length; row += 1)
      if (!table.isReject(row)) standing.put('order', fold(reference(row)), start === null ? null : start + row);
  }
  for (const { table, start } of tablesOf('bank', tables)) {
    const lookAt = lookerAt(table);
    for (let row = 0; row < table.length; row += 1) {
      if (table.isReject(row)) continue;
      const named = scoper(lookAt(row)).references.filter((key) => standing.has(key));
      // What names several sales may mean any of them: the passes go by which of its references is the surest.
      const place = start === null || named.length > 1 ? null : start + row;
      for (const key of named) standing.put('bank', key, place);
    }
  }
  return [...standing.candidates((payment) => !tables.tables.isCarried(payment))];
}
