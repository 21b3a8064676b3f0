import { editDistance } from '../../schemas/values/nearest.ts';
import { CANONICAL_COLUMNS, type CsvProfile } from '../../schemas/lines/profile.ts';
import type { Leg } from '../../schemas/lines/records.ts';
import type { Texts } from './cells.ts';
import { beginningOf, Refused } from './refused.ts';

/** A header cell as it is compared: trimmed, one space for several, one spelling for an accent. */
function headerName(cell: string): string {
  return cell.trim().replace(/\s+/g, ' ').normalize('NFC');
}

/** Finds the columns of a delimited file. */
export interface ColumnFinder {
  readonly width: number;
  /** The 0-based position. Throws `Refused` (`wrong_header`) where the file has no such column. */
  position(column: string | number): number;
  /** The same, or null where the file has no such column. */
  find(column: string | number): number | null;
  /** The names of the header as they are compared; none without a header. */
  readonly names: readonly string[];
}

/** By header: names must be there exactly, in any order, and none twice: which of two would be the amount? */
export function byHeader(header: readonly string[], line: number): ColumnFinder {
  const names = header.map(headerName);
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined) throw new Refused('wrong_header', `the header names '${twice}' twice`, { line });
  return {
    width: header.length,
    names,
    find(column) {
      if (typeof column === 'number') return column < header.length ? column : null;
      const found = names.indexOf(headerName(column));
      return found < 0 ? null : found;
    },
    position(column) {
      if (typeof column === 'number') return withinWidth(column, header.length, line);
      const found = names.indexOf(headerName(column));
      if (found >= 0) return found;
      const why = undivided(column, header) ?? `the nearest are ${nearest(column, names)}`;
      throw new Refused('wrong_header', `the header has no column '${column}'; ${why}`, { line });
    },
  };
}

/** By position, for a file without a header. */
export function byPosition(width: number, line: number): ColumnFinder {
  return {
    width,
    names: [],
    find: (column) => (typeof column === 'number' && column < width ? column : null),
    position(column) {
      if (typeof column === 'number') return withinWidth(column, width, line);
      throw new Refused('wrong_header', `the profile names column '${column}', and says that the file has no header`, {
        line,
      });
    },
  };
}

function withinWidth(column: number, width: number, line: number): number {
  if (column < width) return column;
  throw new Refused(
    'wrong_header',
    `the profile reads column ${String(column)}, and the file has ${String(width)} (counted from 0)`,
    {
      line,
    },
  );
}

/** The cause where the whole header is one cell, and another delimiter divides it into the names that are wanted. */
function undivided(wanted: string, [only = '', ...more]: readonly string[]): string | null {
  const divides = (delimiter: string): boolean => only.split(delimiter).map(headerName).includes(headerName(wanted));
  const found = more.length > 0 ? undefined : [';', ',', '|', '\t'].find(divides);
  return found === undefined
    ? null
    : `another delimiter divides it into its names: declare delimiter: ${JSON.stringify(found)}`;
}

function nearest(wanted: string, names: readonly string[]): string {
  const byDistance = names
    .filter((name) => name !== '')
    .map((name) => ({ name, distance: editDistance(wanted.toLowerCase(), name.toLowerCase().slice(0, 80)) }))
    .sort((a, b) => a.distance - b.distance);
  return (
    byDistance
      .slice(0, 3)
      .map(({ name }) => `'${beginningOf(name, 80)}'`)
      .join(', ') || 'none'
  );
}

/**
 * What every row of a file begins as, nothing of the row before it: constants, and an empty text for every other column
 * of the leg and of the feed.
 */
export function blankTexts(
  leg: Leg,
  others: readonly string[],
  constants: Readonly<Record<string, string>>,
): Readonly<Texts> {
  const { required, optional } = CANONICAL_COLUMNS[leg];
  // why: a row is copied from it and asked for every column; one that the texts lack takes longer than all others.
  return { ...Object.fromEntries([...required, ...optional, ...others].map((column) => [column, ''])), ...constants };
}

/** What a feed says of its columns beside the profile's (`profiles/feed.ts`). */
export interface FeedColumns {
  readonly extras?: Readonly<Record<string, string | number>>;
  readonly optional?: readonly string[];
  readonly headerExtras?: (names: readonly string[]) => Readonly<Record<string, string>>;
}

/** Which cell fills which text. */
export interface CellPlan {
  readonly width: number;
  readonly fields: readonly { readonly column: string; readonly position: number }[];
  /** Optional columns that the file does not have. */
  readonly absent: readonly string[];
  readonly skip: readonly { readonly position: number; readonly equals: readonly string[] }[];
  readonly trailer: {
    readonly position: number;
    readonly equals: string;
    readonly count: number | null;
    readonly sum: number | null;
  } | null;
}

export function cellPlan(profile: CsvProfile, feed: FeedColumns, finder: ColumnFinder): CellPlan {
  const { trailer } = profile;
  const wanted = Object.entries({ ...profile.columns, ...feed.extras, ...feed.headerExtras?.(finder.names) });
  const absent = wanted.filter(
    ([column, from]) => feed.optional?.includes(column) === true && finder.find(from) === null,
  );
  const absentColumns = absent.map(([column]) => column);
  const optional = (column: string | number | undefined): number | null =>
    column === undefined ? null : finder.position(column);
  return {
    width: finder.width,
    fields: wanted
      .filter(([column]) => !absentColumns.includes(column))
      .map(([column, from]) => ({ column, position: finder.position(from) })),
    absent: absentColumns,
    skip: profile.skip.map((rule) => ({ position: finder.position(rule.column), equals: rule.equals })),
    trailer:
      trailer === null
        ? null
        : {
            position: finder.position(trailer.column),
            equals: trailer.equals,
            count: optional(trailer.count),
            sum: optional(trailer.sum?.column),
          },
  };
}
