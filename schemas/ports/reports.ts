import type { PlainDate } from '../values/dates.ts';
import type { RunKey } from '../outcome/run.ts';
import type { Lease } from './leases.ts';

export interface ReportFile {
  /** Relative to the generation's folder: `discrepancies.csv`. */
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** The report files of every run, as they were published. */
export interface Reports {
  /** Records the hash of every report file of a run. */
  record(lease: Lease, run: RunKey, files: readonly ReportFile[]): Promise<void>;
  of(run: RunKey): Promise<ReportFile[]>;
  /** Dates whose newest run has no recorded reports. */
  unpublished(): Promise<PlainDate[]>;
}
