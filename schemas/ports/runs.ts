import type { PlainDate } from '../values/dates.ts';
import type { SourceFile } from '../lines/files.ts';
import type { FateTable, RunKey, RunOutcome } from '../outcome/run.ts';
import type { Lease } from './leases.ts';
import type { StageLease } from './progress.ts';

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

export interface RunCommit {
  readonly run: RunRecord;
  readonly files: readonly SourceFile[];
  readonly outcome: RunOutcome;
  /** The number of the last decision by hand (`Pairing`) that the run read; 0 where it read none. */
  readonly lastPairing: number;
  /** True when this is the newest date: people's queue moves (events, outbox). */
  readonly movesQueue: boolean;
  /** Now, in milliseconds since 1970: what the events of this commit say of when. */
  readonly atMs: number;
  /** The stage of a worker: that the date is matched is recorded in the same step, and its lease is given back. */
  readonly underWay?: StageLease;
}

/** The generations of every date, and the first date of all. */
export interface Runs {
  goLive(): Promise<PlainDate | null>;
  recordGoLive(date: PlainDate): Promise<void>;
  /** The newest committed generation of the date. */
  newest(date: PlainDate): Promise<RunRecord | null>;
  /** The newest committed generation of every date, ascending. */
  newestOfEach(): Promise<RunRecord[]>;
  get(run: RunKey): Promise<RunRecord | null>;
  /** Every generation of the date, ascending. */
  generations(date: PlainDate): Promise<RunRecord[]>;
  /**
   * Records the whole outcome in one transaction, in the commit order of the store; a lost lease changes nothing and
   * throws.
   */
  commit(lease: Lease, record: RunCommit): Promise<void>;
  /**
   * Puts the fates of a committed run there again, which were lost or damaged; the caller has shown that they are those
   * that the run recorded. A lost lease changes nothing that is recorded, and throws.
   */
  putFatesAgain(lease: Lease, run: RunKey, fates: FateTable): Promise<void>;
}
