import type { PlainDate } from '../../schemas/values/dates.ts';
import type { DiscrepancyState } from '../../schemas/kinds/discrepancy.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import { compareDiscrepancies } from '../5-publish/discrepancies-csv.ts';
import { isListed } from '../5-publish/counted.ts';
import type { Context } from '../pipeline/context.ts';

/** Filters that were read and checked. */
export interface QueueFilter {
  /** The settlement date whose list is meant; null: the queue as it stands. */
  readonly date: PlainDate | null;
  /** Null: no state was asked for. */
  readonly states: readonly DiscrepancyState[] | null;
  /** True where a kind or class was named of which some are born closed. */
  readonly wantsNotices: boolean;
  readonly passes: (row: { readonly discrepancy: Discrepancy; readonly age: number }) => boolean;
  /** The filters that were given, as they are written. */
  readonly given: readonly string[];
}

/** A discrepancy as people see it now. */
export interface QueueRow {
  /** As the newest run that holds it found it, in the state and with the note that people gave it since. */
  readonly discrepancy: Discrepancy;
  /** The settlement date that the row is told for. */
  readonly asOf: PlainDate;
  /** Business days since it was first seen, as of that date. */
  readonly age: number;
  /** The number of its last event; null where people's queue never held it. */
  readonly seq: number | null;
  readonly run: RunKey | null;
}

/**
 * The queue, or what the report of one date lists, in the order of discrepancies.csv. Throws `run_unknown` where the
 * date, or nothing, was run.
 */
export async function queueRows(
  date: PlainDate | null,
  { store, calendar }: Pick<Context, 'store' | 'calendar'>,
): Promise<QueueRow[]> {
  const run = date === null ? ((await store.runs.newestOfEach()).at(-1) ?? null) : await store.runs.newest(date);
  if (run === null)
    throw new CuadreError('run_unknown', date === null ? 'no date was run yet' : `${date} was not run`, { date });
  const queue = new Map((await store.queue.entries()).map((entry) => [entry.discrepancy.id, entry]));
  const found = new Map((await store.outcomes.discrepancies(run)).map((one) => [one.id, one]));
  const ids = date === null ? [...queue.keys()] : [...found.values()].filter(isListed).map((one) => one.id);
  return ids
    .flatMap((id): QueueRow[] => {
      const entry = queue.get(id);
      const base = found.get(id) ?? entry?.discrepancy;
      if (base === undefined) return [];
      const discrepancy =
        entry === undefined ? base : { ...base, state: entry.discrepancy.state, note: entry.discrepancy.note };
      const age = calendar.businessDaysBetween(discrepancy.firstSeen, run.date);
      return [{ discrepancy, asOf: run.date, age, seq: entry?.seq ?? null, run: entry?.run ?? null }];
    })
    .sort((a, b) => compareDiscrepancies(a.discrepancy, b.discrepancy));
}

/** The rows that a filter lets through; `byDefault`: the states that are meant where none was asked for. */
export function filtered(
  rows: readonly QueueRow[],
  filter: QueueFilter,
  byDefault: readonly DiscrepancyState[],
): QueueRow[] {
  const states = filter.states ?? byDefault;
  return rows.filter((row) => states.includes(row.discrepancy.state) && filter.passes(row));
}

/** An id may be cut after so many characters, while it is the only one that begins so. */
const PREFIX_LENGTH_MIN = 8;
const PREFIX = 'dsc_';
const MATCHES_SHOWN_MAX = 10;

/**
 * The row of an id or of the beginning of one. Throws `reference_unknown` where there is none, and `usage_invalid`
 * where it is too short or means several, which it names.
 */
export function rowOfId(text: string, rows: readonly QueueRow[]): QueueRow {
  const asked = text.trim().toLowerCase();
  const wanted = asked.startsWith(PREFIX) ? asked : `${PREFIX}${asked}`;
  const exact = rows.find((row) => row.discrepancy.id === wanted);
  if (exact !== undefined) return exact;
  if (asked.length < PREFIX_LENGTH_MIN) {
    throw new CuadreError(
      'usage_invalid',
      `"${text}" is too short: give at least ${String(PREFIX_LENGTH_MIN)} characters of the id`,
      {
        id: text,
      },
    );
  }
  const matches = rows.filter((row) => row.discrepancy.id.startsWith(wanted));
  const [only, ...others] = matches;
  if (only === undefined) {
    throw new CuadreError(
      'reference_unknown',
      `there is no discrepancy ${text}; "cuadre discrepancies list --state all" shows them all`,
      {
        id: text,
      },
    );
  }
  if (others.length === 0) return only;
  throw new CuadreError('usage_invalid', `${text} begins the ids of ${String(matches.length)} discrepancies`, {
    matches: matches.slice(0, MATCHES_SHOWN_MAX).map(({ discrepancy }) => `${discrepancy.id}  ${discrepancy.kind}`),
  });
}
