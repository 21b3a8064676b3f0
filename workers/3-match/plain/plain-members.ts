import type { SettlementSource } from '../../../schemas/config/config.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { HeldSettlement } from '../held.ts';
import type { PayoutSums } from '../payout-sums.ts';

/** Lines of plain sales that one receivable is made of. */
export interface PlainMembers {
  /** The numbers of the sales. */
  readonly numbers: readonly number[];
  /** Their payments, made for whoever asks. */
  readonly lines: () => readonly HeldSettlement[];
}

/** The plain lines of one payout. */
export interface PlainPart {
  readonly source: SettlementSource;
  readonly payoutId: string;
  readonly currency: string;
  /** Of lines of the run's own files: those of carried ones stand in the row of the payout. */
  readonly sums: PayoutSums;
  readonly settledOn: PlainDate;
  readonly cohorts: readonly PlainDate[];
  readonly members: PlainMembers;
}
