import type { PlainDate } from '../values/dates.ts';
import type { RequestRecord } from './requests.ts';
import type { ArchiveInventory } from './retention.ts';

/** The evidence: every source file, byte for byte, by its sha256. */
export interface Archive extends ArchiveInventory {
  /** Copies the file in (temporary name, fsync, rename) and returns its hash. The same bytes again change nothing. */
  put(path: string): Promise<{ readonly sha256: string; readonly size: number }>;
  /** Where the bytes stand. */
  path(sha256: string): string;
  has(sha256: string): Promise<boolean>;
  /** Runs `work` with an empty folder on the archive's file system, and removes it whatever happens. */
  withFolder<T>(work: (folder: string) => Promise<T>): Promise<T>;
  /** Writes down what a source was asked and what it answered. */
  appendRequest(record: RequestRecord): Promise<void>;
  /** What was asked for the files of a date, oldest first. */
  requests(date: PlainDate): Promise<RequestRecord[]>;
}
