import type { SettlementSource } from '../../../schemas/config/config.ts';
import { certain } from '../../../schemas/errors.ts';
import type { BankLine, Leg, Line, LineAddress, OrderLine, SettlementLine } from '../../../schemas/lines/records.ts';
import { lineAt } from '../../../schemas/lines/table.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import type { BankWords } from '../bank-scope.ts';
import { dayId } from '../settled-days.ts';
import type { Held } from '../held.ts';
import { NO_PLACE, type PlainSale, type SaleInView, type SalePlaces } from './plain-sale.ts';
import { addressColumns, moneyOf, Tables, type PlacedTable } from './tables.ts';

/** The places of the lines of sales, leg by leg: a sale is the same number in each. */
export type Trios = Readonly<Record<Leg, Int32Array>>;

/** What is known of sales beside their lines. */
export interface SaleFacts {
  readonly sources: ReadonlyMap<string, SettlementSource>;
  readonly wordsOf: (line: BankLine) => BankWords;
}

/** Looks at one sale after the other. */
export class SaleViewer implements SaleInView {
  paymentPlace = 0;
  private orderPlace = 0;
  private creditPlace = 0;
  private readonly orderAt: (place: number) => OrderLine;
  private readonly paymentAt: (place: number) => SettlementLine;
  private readonly creditAt: (place: number) => BankLine;

  constructor(
    tables: Tables,
    private readonly facts: SaleFacts,
  ) {
    this.orderAt = tables.looker('order');
    this.paymentAt = tables.looker('settlement');
    this.creditAt = tables.looker('bank');
  }

  /** Moves to the sale whose lines stand at some places. */
  at(order: number, settlement: number, bank: number): SaleInView {
    this.orderPlace = order;
    this.paymentPlace = settlement;
    this.creditPlace = bank;
    return this;
  }

  get order(): OrderLine {
    return this.orderAt(this.orderPlace);
  }

  get payment(): SettlementLine {
    return this.paymentAt(this.paymentPlace);
  }

  get credit(): BankLine {
    return this.creditAt(this.creditPlace);
  }

  get source(): SettlementSource {
    return certain(this.facts.sources.get(this.payment.source), 'the source of a payment');
  }

  get words(): BankWords {
    return this.facts.wordsOf(this.credit);
  }
}

/**
 * The sales of a run's date that are plain on all three legs, as arrays of places: what is closed in bulk. None of
 * their lines is in `WorkingSet.lines`; what has to see them all the same asks here.
 */
export class PlainSales {
  /** By place in the tables: the number of the sale that the line is part of; -1 of a line that the passes take. */
  private readonly saleByPlace: Int32Array;
  private byDelivery: ReadonlyMap<string, PlacedTable> | null = null;

  constructor(
    readonly tables: Tables,
    private readonly trios: Trios,
    readonly facts: SaleFacts,
  ) {
    this.saleByPlace = new Int32Array(tables.rows).fill(-1);
    for (const places of [trios.order, trios.settlement, trios.bank])
      for (const [sale, place] of places.entries()) this.saleByPlace[place] = sale;
  }

  get length(): number {
    return this.trios.order.length;
  }

  /** Whether the row at a place is a line of a plain sale. */
  isPlain(place: number): boolean {
    return (this.saleByPlace[place] ?? -1) >= 0;
  }

  /** The number of the sale that the line at a place is part of; -1 where it is part of none. */
  numberAt(place: number): number {
    return this.saleByPlace[place] ?? -1;
  }

  /** Where the lines of a sale stand. */
  places(number: number): SalePlaces {
    const of = (leg: Leg): number => certain(this.trios[leg][number], 'a plain sale');
    return { order: of('order'), settlement: of('settlement'), bank: of('bank') };
  }

  /** Every sale in view, one after the other. */
  *each(): Generator<SaleInView> {
    const viewer = new SaleViewer(this.tables, this.facts);
    for (let number = 0; number < this.length; number += 1) yield this.view(viewer, number);
  }

  /** Moves a viewer to a sale. */
  view(viewer: SaleViewer, number: number): SaleInView {
    const { order, settlement, bank } = this.trios;
    return viewer.at(order[number] ?? -1, settlement[number] ?? -1, bank[number] ?? -1);
  }

  /** Those of the sales that pass, by their number. */
  only(passes: (number: number) => boolean): PlainSales {
    const kept = Array.from({ length: this.length }, (_, number) => number).filter(passes);
    const placesOf = (leg: Leg): Int32Array => Int32Array.from(kept, (number) => this.trios[leg][number] ?? -1);
    const trios = { order: placesOf('order'), settlement: placesOf('settlement'), bank: placesOf('bank') };
    return new PlainSales(this.tables, trios, this.facts);
  }

  /** Those that are plain among others too. */
  alsoIn(others: PlainSales): PlainSales {
    return this.only((number) => others.isPlain(this.places(number).order));
  }

  /** A sale as records of their own. */
  sale(number: number): PlainSale {
    const { order, settlement, bank } = this.places(number);
    return {
      order: asNew(this.tables.line('order', order)),
      payment: asNew(this.tables.line('settlement', settlement)),
      credit: asNew(this.tables.line('bank', bank)),
    };
  }

  /** The payments, each made for whoever asks and kept by nobody; without those at places that are left out. */
  *payments(isLeftOut: (place: number) => boolean = () => false): Generator<SettlementLine> {
    for (const place of this.trios.settlement) if (!isLeftOut(place)) yield this.tables.line('settlement', place);
  }

  /** Leg, currency and amount of every line: of a payment its gross. */
  *amounts(): Generator<{ readonly leg: Leg; readonly currency: string; readonly amount: Minor }> {
    for (const { table, start } of this.tables.each()) {
      const { currency, amount } = moneyOf(table);
      for (let row = 0; row < table.length; row += 1)
        if (this.isPlain(start + row)) yield { leg: table.leg, currency: currency(row), amount: amount(row) };
    }
  }

  /** The credits that pass a look at their amount; no record is made of the others. */
  *credits(passes: (amount: number) => boolean = () => true): Generator<BankLine> {
    for (const { table, start } of this.tables.ofLeg('bank')) {
      const amount = table.column('amount');
      for (let row = 0; row < table.length; row += 1)
        if (this.isPlain(start + row) && passes(amount(row))) yield lineAt(table, row);
    }
  }

  /** The payouts that the payments name, or the days of those that name none. */
  *payouts(): Generator<{ readonly source: string; readonly payout: string }> {
    for (const { table, start } of this.tables.ofLeg('settlement')) {
      const [source, date, payoutId] = [table.column('source'), table.column('date'), table.column('payoutId')];
      let last = '';
      for (let row = 0; row < table.length; row += 1) {
        if (!this.isPlain(start + row)) continue;
        const payout = payoutId(row) ?? dayId(source(row), date(row));
        if (payout !== last) yield { source: source(row), payout };
        last = payout;
      }
    }
  }

  /** The sale that the line of an address is part of; undefined where it is part of none. */
  find(address: LineAddress): PlainSale | undefined {
    const place = this.placeOf(address);
    return place === undefined ? undefined : this.sale(this.numberAt(place));
  }

  /** The place of the line of an address; undefined where it is part of no plain sale. */
  placeOf(address: LineAddress): number | undefined {
    if (this.length === 0) return undefined;
    this.byDelivery ??= new Map(
      this.tables.each().flatMap((one) => (one.table.length === 0 ? [] : [[deliveryOf(firstOf(one)), one] as const])),
    );
    const own = this.byDelivery.get(deliveryOf(address));
    const row = own === undefined ? -1 : rowOf(own, address.row);
    return own === undefined || row < 0 || !this.isPlain(own.start + row) ? undefined : own.start + row;
  }
}

function asNew<L extends Line>(line: L): Held<L> {
  return { ix: NO_PLACE, line, entered: 'new', former: null };
}

function deliveryOf({ date, source, file }: Omit<LineAddress, 'row'>): string {
  return `${date}|${source}|${file}`;
}

function firstOf({ table }: PlacedTable): LineAddress {
  const { date, source, file, row } = addressColumns(table);
  return { date: date(0), source: source(0), file: file(0), row: row(0) };
}

/** Where a row stands in a table, which is in the order of rows; -1 where it has none of that number. */
function rowOf({ table }: PlacedTable, row: number): number {
  const at = addressColumns(table).row;
  let [low, high] = [0, table.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at(middle) < row) low = middle + 1;
    else high = middle;
  }
  return low < table.length && at(low) === row ? low : -1;
}

const NO_TRIOS: Trios = { order: new Int32Array(0), settlement: new Int32Array(0), bank: new Int32Array(0) };

/** None: every line goes through the passes. */
export function noPlainSales(tables: Tables = new Tables([])): PlainSales {
  return new PlainSales(tables, NO_TRIOS, {
    sources: new Map(),
    wordsOf: () => ({ written: null, looksLike: null }),
  });
}
