import type { LineAddress } from '../../../schemas/lines/records.ts';
import { linesOfSale } from '../../3-match/plain/plain-sale.ts';
import type { PlainSales } from '../../3-match/plain/plain-sales.ts';
import type { Entering } from './line-reader.ts';

/** The plain sales of a run while its working set is brought together: what comes in beside one opens it. */
export class PlainInHand {
  private readonly opened = new Set<number>();

  constructor(private readonly plain: PlainSales) {}

  /** Whether an address is part of a sale that is closed, or left waiting, in bulk. */
  has(address: LineAddress): boolean {
    const place = this.plain.placeOf(address);
    return place !== undefined && !this.opened.has(this.plain.numberAt(place));
  }

  /** Gives the lines of the sale that an address is part of to the passes; none where it is part of no plain sale. */
  open(address: LineAddress): Entering[] {
    const place = this.plain.placeOf(address);
    return place === undefined ? [] : this.give(this.plain.numberAt(place));
  }

  /** The same of every sale that passes, by its number. */
  openWhere(passes: (number: number) => boolean): Entering[] {
    return Array.from({ length: this.plain.length }, (_, number) => number)
      .filter(passes)
      .flatMap((number) => this.give(number));
  }

  /** Those that are closed, or left waiting, in bulk still. */
  left(): PlainSales {
    return this.opened.size === 0 ? this.plain : this.plain.only((number) => !this.opened.has(number));
  }

  private give(number: number): Entering[] {
    if (this.opened.has(number)) return [];
    this.opened.add(number);
    return linesOfSale(this.plain.sale(number)).map(({ line, entered, former }) => ({ row: line, entered, former }));
  }
}
