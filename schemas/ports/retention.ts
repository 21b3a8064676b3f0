import type { PlainDate } from '../values/dates.ts';

/** What the archive keeps and lets go of: types, and the port that the store implements. */

/** Bytes that a source sent; what a source was asked on a date; bytes that no run ever registered. */
export type PrunedKind = 'source_file' | 'request_log' | 'orphan';

/** One date and source whose run uses bytes of the archive. */
export interface DateSource {
  readonly date: PlainDate;
  readonly source: string;
}

/** A use of archived bytes: by a committed run of any generation, or by a date that is under way. */
export interface ArchiveUse extends DateSource {
  readonly sha256: string;
  readonly underWay: boolean;
}

/** A file that retention dropped: what tells it from a lost one. */
export interface PrunedFile {
  /** Relative to the archive: `<sha256>`, or `requests/<date>.jsonl`. */
  readonly path: string;
  readonly kind: PrunedKind;
  /** Of the bytes that were dropped. */
  readonly sha256: string;
  readonly size: number;
  /** Whose they were, by date and source; of a request log its date. */
  readonly uses: readonly DateSource[];
  /** The newest of these dates; null on an orphan. */
  readonly lastDate: PlainDate | null;
  /** When, in milliseconds since 1970, and who asked for it. */
  readonly atMs: number;
  readonly by: string;
}

/** A source file as it stands in the archive. */
export interface StoredFile {
  readonly sha256: string;
  readonly size: number;
  /** When it was put there, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** What the sources were asked on a date, as it stands in the archive. */
export interface StoredLog {
  readonly date: PlainDate;
  readonly sha256: string;
  readonly size: number;
}

/** The record of what was dropped. */
export interface Retention {
  /** Every use of archived bytes, by date, source and hash. */
  archiveUses(): Promise<ArchiveUse[]>;
  /** The records in force, of one path or all, the newest date first: those whose file has not come back since. */
  pruned(path?: string): Promise<PrunedFile[]>;
  /** Source files on record (in force) whose newest date is this one or later, the newest first. */
  prunedSince(date: PlainDate): Promise<Pick<PrunedFile, 'path' | 'lastDate'>[]>;
  /**
   * Writes down what is about to be dropped; a record in force of the same path that says the same stays the only one.
   */
  recordPruned(
    mark: string,
    nowMs: number,
    files: { readonly dropped: readonly PrunedFile[]; readonly back: readonly string[] },
  ): Promise<void>;
  /**
   * What a plan stands on: equal marks, and nothing was run, begun or decided in between. Throws `run_held_elsewhere`
   * while a date is held; what a process left behind when it was killed, an hour or more ago, is taken from it.
   */
  idleMark(nowMs: number): Promise<string>;
  /**
   * Removes files of the archive, by their paths on record, and makes that durable; meanwhile no run begins, because
   * bytes that came in again would be lost. What is gone already is no error. Throws `store_busy` where the mark is
   * another by now, `record_invalid` where a path is not on record (then nothing goes) and `disk_failed`.
   */
  drop(mark: string, nowMs: number, paths: readonly string[]): Promise<void>;
}
