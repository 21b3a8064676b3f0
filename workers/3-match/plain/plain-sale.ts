import type { SettlementSource } from '../../../schemas/config/config.ts';
import type { BankLine, Leg, OrderLine, SettlementLine } from '../../../schemas/lines/records.ts';
import type { FateRow } from '../../../schemas/outcome/run.ts';
import type { BankWords } from '../bank-scope.ts';
import type { Held, HeldBank, HeldOrder, HeldSettlement } from '../held.ts';

/** What a plain line has for a place in the working set: none, for no match and no finding refers to it. */
export const NO_PLACE = -1;

/** Where the line of a leg stands of which none is in hand. */
export const NO_LINE = -1;

/** Where the lines of a sale stand over all tables of the run; `NO_LINE` of a leg that is not in hand. */
export type SalePlaces = Readonly<Record<Leg, number>>;

/**
 * A payment that stands alone under its reference, with the order and the credit that stand there with it, while
 * somebody looks at them: the lines are the same objects for every sale, and move.
 */
export interface SaleInView {
  readonly paymentPlace: number;
  /** Null of a payment that is carried: its order agreed, and was closed, on an earlier date. */
  readonly order: OrderLine | null;
  readonly payment: SettlementLine;
  /** Null of a payment that waits for its credit, or is paid with the others of its payout. */
  readonly credit: BankLine | null;
  /** How the date before left the payment, of one that is carried. */
  readonly former: FateRow | null;
  readonly source: SettlementSource;
  /** What the credit says of itself. */
  readonly words: BankWords | null;
}

/** The same as records of their own, for whoever keeps them. */
export interface PlainSale {
  readonly order: HeldOrder | null;
  readonly payment: HeldSettlement;
  readonly credit: HeldBank | null;
}

/** The lines of a sale, in the order of the legs. */
export function linesOfSale({ order, payment, credit }: PlainSale): readonly Held[] {
  return [...(order === null ? [] : [order]), payment, ...(credit === null ? [] : [credit])];
}
