import type { Bytes } from '../../../schemas/ports/archive.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { BuiltInOptions, Encoding, InlineProfile, InlineProfileBase } from '../../../schemas/lines/profile.ts';
import type { Leg } from '../../../schemas/lines/records.ts';
import type { Texts } from '../cells.ts';
import type { FileFacts, Footed, FootingCheck, StatementSpan } from '../footing.ts';
import type { Rows } from '../rows.ts';
import type { XmlNode } from '../readers/xml-tree.ts';

/** What a row is: a line; a balance among the movements; or the rest of the row before, which is no line of its own. */
export type RowUse = 'line' | 'balance_row' | 'continuation';

/** What a record is in a file with several kinds of them; `unknown` becomes a reject. */
export type RecordKind = 'header' | 'row' | 'aside' | 'unknown';

/** A row on its way to become a line, with its place. */
export interface PlacedTexts {
  readonly texts: Texts;
  readonly line: number;
  readonly raw: string;
}

/** Takes every readable row in the order of the file, and gives the rows that they come to. */
export interface Gatherer {
  take(row: PlacedTexts): void;
  rows(): readonly PlacedTexts[];
}

/** What a reader of the documentation wants to know of a format; README.md prints it (`scripts/readme-tables.ts`). */
export interface FormatDescription {
  /** Which file of the provider, and which of its versions. */
  readonly versions: string;
  /** What the file's own totals prove, and how exactly. */
  readonly footing: string;
  readonly testedOn: string;
}

/** The notations of a format that is neither CSV nor XML: its own reader cuts it into rows. */
export interface OwnProfile extends InlineProfileBase {
  readonly format: 'own';
}

/** What a reader of an own format knows at the end of the file: the rows went to `reading.rows` one by one. */
export interface OwnFacts {
  readonly footed: Footed;
  /** The days that the file speaks of; none: the dates of the rows decide. */
  readonly spans: readonly StatementSpan[];
}

/**
 * How the files of one provider are read. The mapping of columns is an ordinary profile, as a configuration could
 * declare it; the rest is what a configuration cannot say. A provider of ordinary shape needs no feed at all.
 */
export interface Feed {
  readonly leg: Leg;
  /** Goes up with every change that could read a file differently: line files of older versions are not reused. */
  readonly version: number;
  readonly profile: InlineProfile | OwnProfile;
  /** Reads an own format; the profile then gives only its notations. Throws `Refused`. */
  readonly own?: (reading: FeedReading) => Promise<OwnFacts>;
  /** Encodings to try in turn, where a bank is known to write several; else the profile's. */
  readonly encodings?: readonly Encoding[];
  /** The number of columns of a file without a header. */
  readonly width?: number;
  /** File columns beside the canonical ones, that `refiner` or the footing reads: `#name` -> header or position. */
  readonly extras?: Readonly<Record<string, string | number>>;
  /**
   * Columns, canonical or `#extra`, that a file may lack where the merchant chooses the columns; their text is then ''.
   */
  readonly optional?: readonly string[];
  /** Further extras that only the header tells: from its names, `#name` -> header. */
  readonly headerExtras?: (names: readonly string[]) => Readonly<Record<string, string>>;
  /** Delimiters that the provider writes, where it writes several: the header decides. Else the profile's. */
  readonly delimiters?: readonly string[];
  /** Files with rows of several kinds: what a row is, by its cells. `aside` goes to the footing alone. */
  readonly recordKind?: (cells: readonly string[]) => RecordKind;
  /** Blank lines before the header count among `preambleRows`: a person counts them too. */
  readonly countsBlankLines?: boolean;
  /**
   * The format states no total: a file whose last column is read and that ends without a line end may be cut inside it.
   */
  readonly endsWithLineEnd?: boolean;
  /** The provider prints no more than hundredths: a finer amount is a reject, not rounded. */
  readonly hundredthsOnly?: boolean;
  /** A sale may lack its merchant reference: the line is kept, and matches by its other keys or not at all. */
  readonly unreferenced?: boolean;
  /** Canonical columns that `refiner` fills. */
  readonly derives?: readonly string[];
  /**
   * What the file calls that which such a column is made of, for rejects: canonical column -> header, tag or element.
   */
  readonly names?: Readonly<Record<string, string>>;
  /** The format may leave an approved payment without a time. */
  readonly undated?: boolean;
  /** What is the same for the whole file and known only with it. */
  readonly fileConstants?: (file: {
    readonly source: string;
    readonly date: PlainDate;
  }) => Readonly<Record<string, string>>;
  /**
   * One per file: rewrites the texts of each row in place, in the order of the file, and says what the row is. `line`:
   * for what it refuses.
   */
  readonly refiner?: (preamble: readonly (readonly string[])[]) => (texts: Texts, line: number) => RowUse;
  /** A second line that the same row stands for (a payout and what it cost), from the texts that `refiner` left. */
  readonly besides?: (texts: Texts) => Texts | null;
  /** One per file: puts rows together that are one line (the parts of an order's price), before `refiner` sees them. */
  readonly gatherer?: () => Gatherer;
  /** XML: the rows of one record; without it, one row by the profile's paths. `parent`: which element it stands in. */
  readonly recordTexts?: (record: XmlNode, parent: number) => readonly Texts[];
  readonly footing?: () => FootingCheck;
  /** Whether the file says of itself that it is of another date; without it, the dates of the rows decide. */
  readonly otherDate?: (date: PlainDate, facts: FileFacts) => string | null;
}

/** A feed that a configuration names. */
export interface BuiltInFeed extends Feed {
  readonly about: FormatDescription;
  /** The feed under the options of a configuration; without it the format takes none. */
  readonly configure?: (options: BuiltInOptions) => Feed;
}

/** What the readers of all formats are given. */
export interface FeedReading {
  readonly bytes: Bytes;
  readonly encoding: Encoding;
  readonly feed: Feed;
  /** The profile's constants and the file's own. */
  readonly constants: Readonly<Record<string, string>>;
  readonly rows: Rows;
  readonly footing: FootingCheck;
}
