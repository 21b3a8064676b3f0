import type { PlainDate } from '../values/dates.ts';
import type { RunKey } from '../outcome/run.ts';
import type { Lease } from './leases.ts';

export interface ReportFile {
  /** Relative to the generation's folder: `discrepancies.csv`. */
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** The report files of every run, as they were published: what is recorded here is published. */
export interface Reports {
  /**
   * Records the hash of every report file of a run, which publishes them, and the manifest itself: a clock stands in
   * it, so that nothing makes it again. Throws `lease_lost`.
   */
  record(lease: Lease, run: RunKey, files: readonly ReportFile[], manifest: string | null): Promise<void>;
  /** The manifest as it was recorded; null where it was not. */
  manifest(run: RunKey): Promise<string | null>;
  of(run: RunKey): Promise<ReportFile[]>;
  /** The newest generation of the date whose reports are recorded. */
  published(date: PlainDate): Promise<number | null>;
  /** Dates whose newest run has no recorded reports. */
  unpublished(): Promise<PlainDate[]>;
}

/** A text, written as UTF-8, or bytes; a large file in pieces that follow each other. */
export type ReportContent = string | Uint8Array | readonly Uint8Array[];

/** The bytes of a report file, in pieces that follow each other. */
export function piecesOf(content: ReportContent): readonly Uint8Array[] {
  if (typeof content === 'string') return [Buffer.from(content, 'utf8')];
  return content instanceof Uint8Array ? [content] : content;
}

/** The name of the file that makes a set whole: it is put in place last. */
export const MANIFEST_NAME = 'manifest.json';

/** Content by file name, and the manifest that names it all. */
export interface ReportSet {
  readonly files: ReadonlyMap<string, ReportContent>;
  readonly manifest: string;
}

/** The right to show the readers of a date its reports. It ends with the next claim of the date. */
export interface ShowClaim {
  readonly date: PlainDate;
  readonly token: string;
}

/**
 * Where report files stand: each generation whole and for ever, and for each date what its readers see, which is the
 * newest published one. Every method that writes can throw `disk_failed`.
 */
export interface ReportFiles {
  /**
   * Puts the files of a generation where nobody looks yet, and gives the manifest that stands: of a generation that
   * stood before, its own. Throws `integrity_broken` where it stands with other content.
   */
  put(run: RunKey, set: ReportSet): Promise<string>;
  /**
   * Puts files of a generation there again that are lost or not as they were, and takes away those that it never had;
   * it is shown to nobody by this.
   *
   * @param names of every file that it has
   */
  mend(run: RunKey, files: ReadonlyMap<string, ReportContent>, names: ReadonlySet<string>): Promise<void>;
  /**
   * Takes the right to show a date from all who had it, alive or killed: they can change nothing any more of what its
   * readers see. Ask which generation is published after this, so that nobody shows an older one after a newer one.
   */
  claim(date: PlainDate): Promise<ShowClaim>;
  /**
   * Shows the readers of the claimed date a generation, the manifest last, and gives the names of what was put right,
   * sorted. Null where another claimed the date meanwhile: claim it again. Throws `integrity_broken` where the
   * generation does not stand. The claim is over with this.
   */
  show(claim: ShowClaim, generation: number): Promise<string[] | null>;
  /** Whether the generation stands, and what the readers of its date see is not it, or not yet. */
  isBehind(run: RunKey): Promise<boolean>;
  /** A file of a generation; null where it is not there. */
  read(run: RunKey, name: string): Promise<Uint8Array | null>;
  /** Puts a view of a date as of a later one: no generation, each file replaced whole, the manifest last. */
  putView(date: PlainDate, asOf: PlainDate, set: ReportSet): Promise<void>;
  /**
   * Replaces a page that is of no date, whole or not at all. True where it was not as it should be; one that is right
   * is left alone.
   */
  putPage(name: string, content: string): Promise<boolean>;
  /** Such a page; null where it is not there. */
  page(name: string): Promise<Uint8Array | null>;
}
