import type { Readable } from 'node:stream';
import type { PlainDate } from '../values/dates.ts';
import type { RequestRecord } from './requests.ts';
import type { StoredFile, StoredLog } from './retention.ts';

/** Bytes that stand somewhere and do not change. What is asked fails with the error of the system. */
export interface Bytes {
  readonly size: number;
  /** All of them, or those from a place on up to another, in chunks; who stops early lets go of it. */
  stream(from?: number, to?: number): Readable;
  /** So many from a place on, fewer where they end before. */
  read(place: number, length: number): Promise<Buffer>;
}

/** The evidence: every source file, byte for byte, by its sha256. What goes of it goes by way of `Retention`. */
export interface Archive {
  /**
   * Takes the bytes in, durably, and gives their hash. The same bytes again change nothing. What the bytes or the
   * archive cannot do throws `disk_failed`.
   */
  put(bytes: AsyncIterable<Uint8Array>): Promise<{ readonly sha256: string; readonly size: number }>;
  /**
   * The bytes, once they are proved to be those of the hash. Throws `integrity_broken` where the archive does not have
   * them any more, or holds others under their name.
   */
  open(sha256: string): Promise<Bytes>;
  has(sha256: string): Promise<boolean>;
  /** Writes down what a source was asked and what it answered. */
  appendRequest(record: RequestRecord): Promise<void>;
  /** What was asked for the files of a date, oldest first. */
  requests(date: PlainDate): Promise<RequestRecord[]>;
  /** Every source file, in the order of their hashes. */
  storedFiles(): Promise<StoredFile[]>;
  /** Every log of requests, oldest first. */
  storedLogs(): Promise<StoredLog[]>;
  /**
   * What keeps masked card numbers apart: 32 random bytes that stand with the evidence and nowhere else; null where
   * none was needed yet, or the one that stands is not the recorded one.
   *
   * @param recorded its sha256 (`SourceRecords.cardKeyHash`); null where none is recorded
   */
  cardKey(recorded: string | null): Promise<Buffer | null>;
  /**
   * The same, made where none is recorded and none is there: of several that make it at once all get the one that
   * stands. Throws `integrity_broken` where the recorded one is gone or is another.
   */
  makeCardKey(recorded: string | null): Promise<Buffer>;
}
