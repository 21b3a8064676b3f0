import type { EpochSeconds, OrderLine } from '../../schemas/lines/records.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { HeldOrder, HeldSettlement } from './working-set.ts';
import type { SaleOfRow } from './sales-of-versions.ts';
import type { SharedReference } from './shared-references.ts';

/** What counts of the order rows of one reference, and what does not. */
export interface OrderVersions {
  /** The rows that count, of every reference and method. */
  readonly current: readonly HeldOrder[];
  /** Older versions: the same order in an earlier file. */
  readonly superseded: readonly HeldOrder[];
  /** Equal to the version in force of an earlier file: the first stays. */
  readonly seenBefore: readonly HeldOrder[];
  /** One reference and method under two order ids, or twice in one file. */
  readonly duplicates: readonly DuplicateOrder[];
  /** Several orders under one reference that are paid together. */
  readonly shared: readonly SharedReference[];
  /** References that orders had before, and the one that each has now; both as they are compared. */
  readonly formerReferences: ReadonlyMap<string, string>;
  /** References that an order had before and another carries now, with all who carried them. */
  readonly passedOn: PassedOn;
  /** By the row's place in the working set, what versions add to the sales of their dates. */
  readonly sales: ReadonlyMap<number, SaleOfRow>;
}

export interface DuplicateOrder {
  readonly counted: HeldOrder;
  readonly others: readonly HeldOrder[];
}

/** What the versions of an order are told by, beside its rows. */
export interface OrderFacts {
  /** The compared form of a reference. */
  readonly compare: (reference: string) => string;
  /** The approved payments under a compared reference. */
  readonly payments: (reference: string) => readonly HeldSettlement[];
  /** The approved refunds and chargebacks under a compared reference, with their reversals. */
  readonly returns: (reference: string) => readonly HeldSettlement[];
  /** False where the feed of an order has no time of creation of its own. */
  readonly tellsCreation: (line: OrderLine) => boolean;
  /** Whether a payment of the order should have been there. */
  readonly isPastDue: (line: OrderLine) => boolean;
}

/** Who carried a reference: the orders that stand under one reference now. */
export interface Carrier {
  /** The compared reference under which its orders stand now. */
  readonly key: string;
  readonly orders: readonly HeldOrder[];
  /** The first file that shows it under the reference. */
  readonly since: PlainDate;
  /** When it was created under the reference; null where its feed does not say or it had another one before. */
  readonly createdAt: EpochSeconds | null;
}

/** The carriers of each passed-on reference, in the order in which they came to it. */
export type PassedOn = ReadonlyMap<string, readonly Carrier[]>;
