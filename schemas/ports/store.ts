import type { PlainDate } from '../values/dates.ts';
import type { SourceFile, StatementBalance } from '../lines/files.ts';
import type { LineAddress } from '../lines/records.ts';
import type { PruneLedger } from './retention.ts';
import type {
  Discrepancy,
  DueRow,
  FateRow,
  LegConservation,
  MonthChange,
  PayoutRow,
  RunKey,
  RunOutcome,
  StoreRow,
} from '../outcome/run.ts';
import type { EventKind } from '../kinds/discrepancy.ts';
import type { DiscrepancyClass, Owner, Severity } from '../kinds/kind.ts';
import type { DiscrepancyKind } from '../kinds/kinds.ts';
import type { Decision, DecisionCode, DecisionEvent } from '../outcome/decision.ts';
import type { Minor } from '../values/money.ts';

export type RunState = 'running' | 'committed' | 'failed';

export interface RunRecord extends RunKey {
  readonly state: RunState;
  /** The generation of the date before, or null on the first date. */
  readonly parentGeneration: number | null;
  /** sha256 over configuration, rules version, the files of the date and the parent's outcome hash. */
  readonly inputHash: string;
  /** sha256 over everything the run decided; '' until committed. */
  readonly outcomeHash: string;
  readonly configHash: string;
  readonly rulesVersion: string;
  /** The number of the last event read: people's decisions up to it are an input, later ones are not. */
  readonly lastEvent: number;
  /**
   * Why a person asked for this generation (`replay --reason`); null where nobody gave a reason. No input of the run.
   */
  readonly reason: string | null;
  /** An earlier date has a newer generation than this run's parent. */
  readonly stale: boolean;
}

/**
 * The right to write one date, or to bring in one source of it: a token that only grows. Every later write carries it.
 */
export interface Lease {
  readonly date: PlainDate;
  readonly token: number;
  /** Where the lease is for one source alone. */
  readonly source?: string;
}

export interface EventRow {
  readonly seq: number;
  readonly eventId: string;
  readonly discrepancyId: string;
  /** The number of the event within its discrepancy, from 1. */
  readonly discrepancySeq: number;
  readonly event: EventKind;
  readonly run: RunKey;
  /** A person, or `system`. */
  readonly by: string;
  readonly from: string | null;
  readonly to: string;
  readonly note: string;
  /** When, in milliseconds since 1970; null on events of before times were recorded. Stands in no report. */
  readonly atMs: number | null;
  /** What it was about then (`decidedFactsHash`); null on events of before facts were recorded. */
  readonly factsHash: string | null;
  /** sha256 of the event before and this one: a chain that a change breaks. */
  readonly hash: string;
}

/** The record: runs, files, payouts, findings, discrepancies, events, store movements, outbox. SQLite today. */
export interface Store extends PruneLedger {
  goLive(): PlainDate | null;
  recordGoLive(date: PlainDate): void;

  /**
   * Takes the date for this process. Throws `run_held_elsewhere` while another holds it; an expired lease is taken
   * over.
   */
  takeLease(date: PlainDate, holder: string, nowMs: number): Lease;
  renewLease(lease: Lease, nowMs: number): void;
  releaseLease(lease: Lease): void;
  /**
   * Does work that nobody else may do meanwhile, under the write lock: keep it short. Throws `lease_lost`; then nothing
   * was done.
   */
  whileHeld(lease: Lease, work: () => void): void;

  /** The newest committed generation of the date. */
  newestRun(date: PlainDate): RunRecord | null;
  /** The newest committed generation of every date, ascending. */
  newestRuns(): RunRecord[];
  run(key: RunKey): RunRecord | null;
  generations(date: PlainDate): RunRecord[];

  /** The files of a committed run, by source id. */
  files(run: RunKey): SourceFile[];
  /** The files of the newest run of every date in the range, for "depends on a missing file" and for overlaps. */
  filesBetween(first: PlainDate, last: PlainDate): SourceFile[];
  /** The last closing balance of an account before the date, over the newest runs. */
  lastBalance(
    account: string,
    currency: string,
    before: PlainDate,
  ): (StatementBalance & { readonly date: PlainDate }) | null;
  /** Dates whose accepted file of the source has these bytes, other than `date`. */
  datesWithBytes(source: string, sha256: string, date: PlainDate): PlainDate[];

  /** How a source's file of a date looked when it was last hashed; null where it was not. */
  sourceStamp(date: PlainDate, source: string): SourceStamp | null;
  recordSourceStamp(stamp: SourceStamp): void;

  /** What a run left: every line that it had in the working set. */
  fates(run: RunKey): FateRow[];
  /**
   * What the next date takes over: awaiting, broken, out_of_scope pending, and rejected rows whose row_rejected stands.
   */
  carry(run: RunKey): FateRow[];
  /** Lines that a person's decision closed while another comparison of theirs still waits; they are not carried. */
  decidedWaiting(run: RunKey): FateRow[];
  /** The newest fate of each line, over the newest runs of the dates up to `upTo`. Null where no run holds it. */
  presentFates(lines: readonly LineAddress[], upTo: PlainDate): (FateRow | null)[];

  /** The discrepancies as of a run: those that stand, and those that it closed or noted. */
  discrepancies(run: RunKey): Discrepancy[];
  /** The first date, over the newest runs before `before`, whose run holds the discrepancy; null where none does. */
  firstSeen(id: string, before: PlainDate): PlainDate | null;
  /** The state in which the discrepancy stood when a run before `before` last held it. */
  lastState(id: string, before: PlainDate): Discrepancy | null;

  /** The newest row of each payout of a source before a date (newest runs), open or closed within the look-back. */
  payouts(run: RunKey): PayoutRow[];
  findPayouts(source: string, payoutIds: readonly string[], upTo: PlainDate): PayoutRow[];

  /**
   * Records the whole outcome in one transaction, in the commit order of the store; a lost lease changes nothing and
   * throws.
   */
  commit(lease: Lease, record: RunCommit): void;
  /** Records the hash of every report file of a run. */
  recordReports(lease: Lease, run: RunKey, files: readonly ReportFile[]): void;
  reports(run: RunKey): ReportFile[];
  events(discrepancyId?: string): EventRow[];
  /** The number of the last event; 0 before the first. */
  lastEvent(): number;

  /** The store split of a run, in the order of its outcome. */
  stores(run: RunKey): StoreRow[];
  /** Lines and money in and out of a run, as stage 4 proved them. */
  conservation(run: RunKey): LegConservation[];
  /** The dates on which money falls due, as a run left them. */
  dues(run: RunKey): DueRow[];
  /** The newest row of every such date and currency, over the newest runs of the dates in the range. */
  duesBetween(first: PlainDate, last: PlainDate): DueRow[];
  /** What a run changed of the stores of earlier cohorts. */
  moved(run: RunKey): MonthChange[];

  /** People's queue as it stands now, in id order: each finding as of the run that last moved it. */
  queue(): QueueEntry[];
  /**
   * Records people's decisions, each with its event and its outbox row, in one transaction and in the order given: all
   * of them or none, unless `partial`. Returns what came of each, in the same order; bad decisions are values and never
   * thrown.
   */
  decide(decisions: readonly Decision[], options: DecideOptions): DecisionVerdict[];
  /**
   * People's decisions by the number of their event: after the first number, up to and with the second, in that order.
   */
  decisions(after: number, upTo: number): DecisionRecord[];
  /**
   * What people have closed (resolved or written off) as of the close of a date: the newest row of each such
   * discrepancy over the newest runs up to it, with the run that holds it, in id order.
   */
  decided(upTo: PlainDate): RecordedDiscrepancy[];
  /** Events that the discrepancy queue has not got yet, in order of their number, at most `limit`. */
  outbox(limit: number): OutboxRow[];
  /** Marks rows of the outbox as handed over. */
  outboxSent(seqs: readonly number[]): void;

  /** Every line, key and fates file in use, of one date or of all, by path; `verify` recomputes their hashes. */
  registeredFiles(date?: PlainDate): RegisteredFile[];
  close(): void;
}

/** A source's file as it was seen from outside: what looks the same has the same bytes. */
export interface SourceStamp {
  readonly date: PlainDate;
  readonly source: string;
  readonly name: string;
  /** Size and times, or what else the place of the file gives to tell that it was written again. */
  readonly stamp: string;
  readonly sha256: string;
}

/** A discrepancy as people see it: the state and note are of the queue, the finding of the run that last moved it. */
export interface QueueEntry {
  readonly discrepancy: Discrepancy;
  readonly run: RunKey;
  /** The number of its last event. */
  readonly seq: number;
}

export interface DecideOptions {
  /** Now, in milliseconds since 1970: what the events say of when. */
  readonly atMs: number;
  /** True: what can be applied is, whatever becomes of the rest. */
  readonly partial: boolean;
  /** True: nothing is applied; the verdicts say what would be. */
  readonly check?: boolean;
}

/** What came of one decision. */
export interface DecisionVerdict {
  readonly decision: Decision;
  readonly code: DecisionCode;
  /** How it stands now, after the decision where it was applied; null where the queue does not hold it. */
  readonly entry: QueueEntry | null;
  /** Null where nothing was applied. */
  readonly event: EventRow | null;
}

/** A decision as a run reads it. */
export interface DecisionRecord {
  /** The number of its event. */
  readonly seq: number;
  readonly discrepancyId: string;
  readonly event: DecisionEvent;
  readonly note: string;
  /** The facts that the person decided upon (`decidedFactsHash`). */
  readonly factsHash: string | null;
}

/** A discrepancy as a run recorded it. */
export interface RecordedDiscrepancy {
  readonly discrepancy: Discrepancy;
  readonly run: RunKey;
}

export interface OutboxRow {
  /** The number of the event. */
  readonly seq: number;
  readonly eventId: string;
  /** The message of the discrepancy queue as JSON (the fields of `QueueMessage`). */
  readonly payload: string;
}

/** One message of the discrepancy queue: one change of one discrepancy. Amounts are hundredths. */
export interface QueueMessage {
  readonly eventId: string;
  /** Orders the events of one discrepancy, from 1. */
  readonly seq: number;
  readonly event: EventKind;
  readonly discrepancyId: string;
  readonly kind: DiscrepancyKind;
  readonly class: DiscrepancyClass;
  readonly severity: Severity;
  readonly owner: Owner;
  readonly settlementDate: PlainDate;
  readonly generation: number;
  readonly merchantReference: string | null;
  readonly store: string | null;
  readonly provider: string | null;
  readonly currency: string | null;
  readonly differenceMinor: Minor | null;
  readonly moneyAtRiskMinor: Minor;
}

export interface RegisteredFile {
  /** Relative to the lines folder. */
  readonly path: string;
  readonly date: PlainDate;
  readonly sha256: string;
  readonly size: number;
}

export interface RunCommit {
  readonly run: RunRecord;
  readonly files: readonly SourceFile[];
  readonly outcome: RunOutcome;
  /** True when this is the newest date: people's queue moves (events, outbox). */
  readonly movesQueue: boolean;
  /** Now, in milliseconds since 1970: what the events of this commit say of when. */
  readonly atMs: number;
}

export interface ReportFile {
  /** Relative to the generation's folder: `discrepancies.csv`. */
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}
