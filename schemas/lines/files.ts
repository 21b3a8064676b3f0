import type { Minor } from '../values/money.ts';
import type { PlainDate } from '../values/dates.ts';
import { type Leg, type Line, type Reject, type RejectCode, type LineAddress } from './records.ts';
import { certain } from '../errors.ts';

/** Why a whole file is refused; nothing of it is used. */
export const FILE_REFUSALS = [
  'empty_file',
  'truncated',
  'does_not_foot',
  'another_date',
  'wrong_encoding',
  'wrong_header',
  'broken_format',
  'doctype_refused',
  'too_large',
  'mostly_unreadable',
  'wrong_signs',
  'card_number',
] as const;
export type FileRefusal = (typeof FILE_REFUSALS)[number];

/** Refused: why, and the byte or the line where it shows. */
export interface FileProblem {
  readonly code: FileRefusal;
  /** One sentence with both values, in English; the report words it again by code. */
  readonly detail: string;
  readonly line: number | null;
  readonly byte: number | null;
  /** Of a file that is refused for its rows: what of them can be told. */
  readonly unreadable?: UnreadableRows;
}

/** Rows that cannot be read, of a file that is refused because they are too many. */
export interface UnreadableRows {
  readonly rows: number;
  readonly of: number;
  /** The first five: line, code, the column's own name or the canonical one, and the cell. */
  readonly first: readonly {
    readonly line: number;
    readonly code: RejectCode;
    readonly column: string;
    readonly text: string;
  }[];
  /** What could be read, by currency: information, and in no total. */
  readonly readable: readonly { readonly currency: string; readonly amount: Minor }[];
}

/** What the file's own totals say, and whether the rows agree. */
export interface Footing {
  /** `proved`; `none`: the file states no total; `open`: an unreadable row stands in the way of the proof. */
  readonly state: 'proved' | 'none' | 'open';
  /** What was compared, in words: `dLocal header: net 179.49, rows 179.473813, tolerance 0.02`. */
  readonly detail: string;
  /** The days that a bank file says to tell wholly without proving them by balances. */
  readonly periods?: readonly StatedPeriod[];
  /** The last booking date of a bank file's rows; absent where it has none. */
  readonly bookedTo?: PlainDate;
  /** The rows in which numbers of cards were masked; absent where none stood. */
  readonly cards?: CardsFound;
}

/** Numbers of cards in a file: in how many rows, the line of the first, and the canonical columns. */
export interface CardsFound {
  readonly rows: number;
  readonly line: number;
  readonly columns: readonly string[];
}

/** The days of one account that a file states to tell wholly. */
export interface StatedPeriod {
  readonly account: string;
  readonly from: PlainDate;
  readonly to: PlainDate;
}

/** A bank account's balances as one statement states them. */
export interface StatementBalance {
  readonly account: string;
  readonly currency: string;
  readonly opening: Minor;
  readonly closing: Minor;
  readonly openingOn: PlainDate | null;
  readonly closingOn: PlainDate | null;
}

/**
 * One source file read: its rows, each a line or a reject in the order of the file, and what the file says of itself.
 */
export interface NormalisedFile {
  readonly leg: Leg;
  readonly rows: readonly (Line | Reject)[];
  readonly footing: Footing;
  readonly balances: readonly StatementBalance[];
  /** The canonical columns that the feed carries: a feed without `refunded_amount` compares no refunds. */
  readonly columns: readonly string[];
}

/** The reading of a file: its rows, or why it is refused. */
export type ReadResult =
  { readonly ok: true; readonly file: NormalisedFile } | { readonly ok: false; readonly problem: FileProblem };

/** The money that a version of a file moves in one currency, before and after. */
export interface RevisedNet {
  readonly currency: string;
  readonly former: Minor;
  readonly newer: Minor;
}

/**
 * A file that came again with other bytes: what changed between the version read before and the one that replaced it. A
 * fact of the date's history, told when the new bytes are first read and handed on from generation to generation.
 */
export interface FileRevision {
  readonly formerSha256: string;
  readonly sha256: string;
  /** Lines and unreadable rows. */
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** By currency: of both versions, also where they are equal. */
  readonly nets: readonly RevisedNet[];
}

/** A later delivery of a file that was accepted before: it is refused, and the file in force stays. */
export interface RefusedDelivery {
  readonly name: string | null;
  readonly sha256: string;
  readonly size: number;
  /** Null where it could not even be opened. */
  readonly profileHash: string | null;
  readonly problem: FileProblem;
}

/** What is known of a source on a date, as a run uses it. */
export interface SourceFile {
  readonly date: PlainDate;
  readonly source: string;
  readonly leg: Leg;
  /** `not_expected`: no file, and none was due (a weekend of a `business` source, or before its `expected.from`). */
  readonly state: 'in' | 'missing' | 'rejected' | 'not_expected';
  readonly name: string | null;
  readonly sha256: string | null;
  readonly profileHash: string | null;
  readonly size: number;
  readonly lines: number;
  readonly rejects: number;
  readonly problem: FileProblem | null;
  readonly footing: Footing | null;
  readonly balances: readonly StatementBalance[];
  readonly columns: readonly string[];
  /** Every version that replaced another one that a run of the date had read, oldest first. */
  readonly revisions: readonly FileRevision[];
  /** The newest delivery where it was refused although this one stands; null where there is none. */
  readonly refused: RefusedDelivery | null;
}

/** Which line file: a function of bytes and profile alone, so a replay reuses it. */
export interface LineFileId {
  readonly date: PlainDate;
  readonly source: string;
  readonly leg: Leg;
  readonly sha256: string;
  /** Of the profile's declaration, `reference.extract` (it is indexed) and the reader's version. */
  readonly profileHash: string;
}

/** The line file of a source file that was read. */
export function lineFileId(file: SourceFile): LineFileId {
  return {
    date: file.date,
    source: file.source,
    leg: file.leg,
    sha256: certain(file.sha256, `the hash of ${file.source} of ${file.date}`),
    profileHash: certain(file.profileHash, `the profile of ${file.source} of ${file.date}`),
  };
}

/** First 12 hex digits: how evidence names a file; null where none came. */
export function sha12(file: Pick<SourceFile, 'sha256'>): string | null {
  return file.sha256?.slice(0, 12) ?? null;
}

/** Rows of a file that is in, as evidence names them. */
export function addressesIn(file: SourceFile, rows: readonly number[]): LineAddress[] {
  const { date, source } = file;
  const named = certain(sha12(file), `the hash of ${source} of ${date}`);
  return rows.map((row) => ({ date, source, file: named, row }));
}
