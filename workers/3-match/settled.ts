import type { SettlementSource } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { OutOfScopeReason } from '../../schemas/lines/records.ts';
import type { BankVersions } from './bank-versions.ts';
import type { ByHand } from './by-hand.ts';
import type { DueDates } from './due-dates.ts';
import type { PlainReceivables } from './plain/plain-receivables.ts';
import type { HeldReject } from './working-set.ts';
import type { SettlementVersions } from './settlement-versions.ts';
import type { TakeBack } from './take-backs.ts';

/** What is settled before the bank is asked: versions, due dates, and why lines take no part so far. */
export interface Settled {
  readonly due: DueDates;
  readonly compare: (reference: string) => string;
  readonly settlement: SettlementVersions;
  readonly bank: BankVersions;
  readonly outOfScope: ReadonlyMap<number, OutOfScopeReason>;
  readonly sources: ReadonlyMap<string, SettlementSource>;
  /** What plain payments wait for. */
  readonly plain: PlainReceivables;
  /** What people decided by hand. */
  readonly byHand: ByHand;
  /** Rejected rows by the compared reference of the line that each stands for. */
  readonly rejectedReferences: ReadonlyMap<string, readonly HeldReject[]>;
}

/** Earlier matches with the bank that are open again. */
export interface OpenAgain {
  /** A file of this run took them up: the parties stay together until a bank line, a debit or a person parts them. */
  readonly reopened: ReadonlySet<string>;
  /** A debit took the credit back: what it paid stands alone. */
  readonly undone: ReadonlySet<string>;
  /** Payouts that the provider itself took back. */
  readonly taken: readonly TakeBack[];
  /** Lines that earlier runs took out of their provider's day, by place in the working set, with that day. */
  readonly left: ReadonlyMap<number, PlainDate>;
}
