import type { SettlementSource } from '../../../schemas/config/config.ts';
import { certain } from '../../../schemas/errors.ts';
import type { BankLine, Leg, LineAddress, OrderLine, SettlementLine } from '../../../schemas/lines/records.ts';
import { lineAt, type LineOfLeg } from '../../../schemas/lines/table.ts';
import type { Entered, FateRow } from '../../../schemas/outcome/run.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import type { BankWords } from '../bank-scope.ts';
import { dayId } from '../settled-days.ts';
import type { Held } from '../held.ts';
import { NO_LINE, NO_PLACE, type PlainSale, type SaleInView, type SalePlaces } from './plain-sale.ts';
import { moneyOf, Tables } from './tables.ts';

/**
 * The places of the lines of sales, leg by leg: a sale is the same number in each. Every sale has a payment; `NO_LINE`
 * stands for an order or a credit that is not in hand.
 */
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
  private readonly formerAt: (place: number) => FateRow | null;

  constructor(
    tables: Tables,
    private readonly facts: SaleFacts,
  ) {
    this.orderAt = tables.looker('order');
    this.paymentAt = tables.looker('settlement');
    this.creditAt = tables.looker('bank');
    this.formerAt = tables.formerLooker();
  }

  /** Moves to the sale whose lines stand at some places. */
  at(order: number, settlement: number, bank: number): SaleInView {
    this.orderPlace = order;
    this.paymentPlace = settlement;
    this.creditPlace = bank;
    return this;
  }

  get order(): OrderLine | null {
    return this.orderPlace === NO_LINE ? null : this.orderAt(this.orderPlace);
  }

  get payment(): SettlementLine {
    return this.paymentAt(this.paymentPlace);
  }

  get credit(): BankLine | null {
    return this.creditPlace === NO_LINE ? null : this.creditAt(this.creditPlace);
  }

  get former(): FateRow | null {
    return this.formerAt(this.paymentPlace);
  }

  get source(): SettlementSource {
    return certain(this.facts.sources.get(this.payment.source), 'the source of a payment');
  }

  get words(): BankWords | null {
    const { credit } = this;
    return credit === null ? null : this.facts.wordsOf(credit);
  }
}

/**
 * The sales that are plain on all legs in hand, as arrays of places: what is closed, or left waiting, in bulk. None of
 * their lines is in `WorkingSet.lines`; what has to see them all the same asks here.
 */
export class PlainSales {
  /** By place in the tables: the number of the sale that the line is part of; -1 of a line that the passes take. */
  private readonly saleByPlace: Int32Array;
  /** How many lines they have. */
  readonly lines: number = 0;

  constructor(
    readonly tables: Tables,
    private readonly trios: Trios,
    readonly facts: SaleFacts,
  ) {
    this.saleByPlace = new Int32Array(tables.rows).fill(-1);
    for (const places of [trios.order, trios.settlement, trios.bank])
      for (const [sale, place] of places.entries()) {
        if (place === NO_LINE) continue;
        this.saleByPlace[place] = sale;
        this.lines += 1;
      }
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

  /** Whether the row at a place is of the date's own files, and not carried. */
  isOwn(place: number): boolean {
    return !this.tables.isCarried(place);
  }

  /** Every sale in view, one after the other. */
  *each(): Generator<SaleInView> {
    const viewer = new SaleViewer(this.tables, this.facts);
    for (let number = 0; number < this.length; number += 1) yield this.view(viewer, number);
  }

  /** Moves a viewer to a sale. */
  view(viewer: SaleViewer, number: number): SaleInView {
    const { order, settlement, bank } = this.trios;
    return viewer.at(order[number] ?? NO_LINE, settlement[number] ?? NO_LINE, bank[number] ?? NO_LINE);
  }

  /** Those of the sales that pass, by their number. */
  only(passes: (number: number) => boolean): PlainSales {
    const kept = Array.from({ length: this.length }, (_, number) => number).filter(passes);
    const placesOf = (leg: Leg): Int32Array => Int32Array.from(kept, (number) => this.trios[leg][number] ?? NO_LINE);
    const trios = { order: placesOf('order'), settlement: placesOf('settlement'), bank: placesOf('bank') };
    return new PlainSales(this.tables, trios, this.facts);
  }

  /** Those that are plain among others too. */
  alsoIn(others: PlainSales): PlainSales {
    return this.only((number) => others.isPlain(this.places(number).settlement));
  }

  /** A sale as records of their own. */
  sale(number: number): PlainSale {
    const { order, settlement, bank } = this.places(number);
    return {
      order: order === NO_LINE ? null : this.held('order', order),
      payment: this.held('settlement', settlement),
      credit: bank === NO_LINE ? null : this.held('bank', bank),
    };
  }

  /** The payments at places that pass, each made for whoever asks and kept by nobody. */
  *payments(passes: (place: number) => boolean = () => true): Generator<SettlementLine> {
    for (const place of this.trios.settlement) if (passes(place)) yield this.tables.line('settlement', place);
  }

  /** The references of payments of some sources. */
  *references(ofSource: (id: string) => boolean): Generator<string> {
    const [source, reference] = [
      this.tables.column('settlement', 'source'),
      this.tables.column('settlement', 'merchantReference'),
    ];
    for (const place of this.trios.settlement) if (ofSource(source(place))) yield reference(place);
  }

  /** Where the lines of a leg stand, sale by sale; `NO_LINE` of a sale that has none in hand. */
  placesOf(leg: Leg): Int32Array {
    return this.trios[leg];
  }

  /** Whether the line of a leg of a sale is in hand. */
  has(leg: Leg, number: number): boolean {
    return (this.trios[leg][number] ?? NO_LINE) !== NO_LINE;
  }

  /** How every line entered, its leg, currency and amount: of a payment its gross. */
  *amounts(): Generator<{
    readonly entered: Entered;
    readonly leg: Leg;
    readonly currency: string;
    readonly amount: Minor;
  }> {
    for (const { table, start, formers } of this.tables.each()) {
      const { currency, amount } = moneyOf(table);
      const entered = formers === null ? 'new' : 'carried';
      for (let row = 0; row < table.length; row += 1)
        if (this.isPlain(start + row)) yield { entered, leg: table.leg, currency: currency(row), amount: amount(row) };
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

  /** The payouts that payments of the date's own files name, or the days of those that name none. */
  *payouts(): Generator<{ readonly source: string; readonly payout: string }> {
    for (const { table, start, formers } of this.tables.ofLeg('settlement')) {
      if (formers !== null) continue;
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
    const place = this.length === 0 ? undefined : this.tables.placeOf(address);
    return place === undefined || !this.isPlain(place) ? undefined : place;
  }

  private held<L extends Leg>(leg: L, place: number): Held<LineOfLeg[L]> {
    const former = this.tables.formerAt(place);
    return { ix: NO_PLACE, line: this.tables.line(leg, place), entered: former === null ? 'new' : 'carried', former };
  }
}

const NO_TRIOS: Trios = { order: new Int32Array(0), settlement: new Int32Array(0), bank: new Int32Array(0) };

/** None: every line goes through the passes. */
export function noPlainSales(tables: Tables = new Tables([])): PlainSales {
  return new PlainSales(tables, NO_TRIOS, {
    sources: new Map(),
    wordsOf: () => ({ written: null, looksLike: null, isOfSeveral: false }),
  });
}
