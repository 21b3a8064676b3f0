import type { SettlementSource } from '../../../schemas/config/config.ts';
import type { BankLine, Leg, OrderLine, SettlementLine } from '../../../schemas/lines/records.ts';
import type { BankWords } from '../bank-scope.ts';
import type { Held, HeldBank, HeldOrder, HeldSettlement } from '../held.ts';

/** What a plain line has for a place in the working set: none, for no match and no finding refers to it. */
export const NO_PLACE = -1;

/** Where the lines of a sale stand over all tables of the run's date. */
export type SalePlaces = Readonly<Record<Leg, number>>;

/**
 * An order, its payment and its credit that stand alone under one reference, while somebody looks at them: the lines
 * are the same objects for every sale, and move.
 */
export interface SaleInView {
  readonly paymentPlace: number;
  readonly order: OrderLine;
  readonly payment: SettlementLine;
  readonly credit: BankLine;
  readonly source: SettlementSource;
  /** What the credit says of itself. */
  readonly words: BankWords;
}

/** The same as records of their own, for whoever keeps them. */
export interface PlainSale {
  readonly order: HeldOrder;
  readonly payment: HeldSettlement;
  readonly credit: HeldBank;
}

/** The lines of a sale, in the order of the legs. */
export function linesOfSale({ order, payment, credit }: PlainSale): readonly Held[] {
  return [order, payment, credit];
}
