import type { PlainDate } from '../../schemas/values/dates.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { isOpenState, type DiscrepancyState } from '../../schemas/kinds/discrepancy.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { statesBefore, type DecisionEvent } from '../../schemas/outcome/decision.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import type { QueueEntry } from '../../schemas/ports/queue.ts';
import { compareDiscrepancies } from '../5-publish/discrepancies-csv.ts';
import { isListed } from '../5-publish/counted.ts';
import { noWork, type WorkState } from '../../schemas/outcome/work.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { taskingOf, taskOf, type Task, type Tasking } from './tasks.ts';

/** Filters that were read and checked. */
export interface QueueFilter {
  /** The settlement date whose list is meant; null: the queue as it stands. */
  readonly date: PlainDate | null;
  /** Null: no state was asked for. */
  readonly states: readonly DiscrepancyState[] | null;
  /** True where a kind or class was named of which some are born closed. */
  readonly wantsNotices: boolean;
  readonly passes: (row: Pick<QueueRow, 'discrepancy' | 'age' | 'task'>) => boolean;
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
  /** How the work on it stands; null: nobody did any. */
  readonly work: WorkState | null;
  readonly task: Task;
}

type Asked = Pick<Context, 'store' | 'calendar' | 'config' | 'clock'>;

/** The rows that a filter lets through, in the order of discrepancies.csv; see `filtered`. */
export async function rowsThatPass(
  filter: QueueFilter,
  byDefault: readonly DiscrepancyState[],
  context: Asked,
): Promise<QueueRow[]> {
  const states = filter.states ?? byDefault;
  return filtered(await queueRows(filter.date, states.every(isOpenState), context), filter, byDefault);
}

/**
 * The queue (`open`: what waits for somebody), or what the report of one date lists, in the order of discrepancies.csv.
 * Throws `run_unknown` where the date, or nothing, was run.
 */
async function queueRows(date: PlainDate | null, open: boolean, context: Asked): Promise<QueueRow[]> {
  const { store } = context;
  const run = await runOf(date, context);
  const found = await store.outcomes.discrepancies(run);
  const tasking = await taskingOf(context);
  if (date !== null) {
    const listed = found.filter(isListed);
    const workOf = await workReader(
      listed.map(({ id }) => id),
      context,
    );
    const rows = await inTurn(listed, async (one) =>
      rowOf(one, await store.queue.find(one.id), { run, work: workOf(one.id), tasking }),
    );
    return rows.sort(byReport);
  }
  const inRun = new Map(found.map((one) => [one.id, one]));
  const entries = await store.queue.entries({ open });
  const workOf = await workReader(open ? null : entries.map((entry) => entry.discrepancy.id), context);
  return entries
    .map((entry) => {
      const { id } = entry.discrepancy;
      return rowOf(inRun.get(id) ?? entry.discrepancy, entry, { run, work: workOf(id), tasking });
    })
    .sort(byReport);
}

/** How the work stands on these, or (null) on whatever is open. */
async function workReader(
  ids: readonly string[] | null,
  { store }: Pick<Context, 'store'>,
): Promise<(id: string) => WorkState | null> {
  const all = new Map((await store.work.standing(ids)).map((one) => [one.discrepancyId, one]));
  return (id) => all.get(id) ?? null;
}

/** The newest run of a date, or (null) of the newest date. Throws `run_unknown` where the date, or nothing, was run. */
export async function runOf(date: PlainDate | null, { store }: Pick<Context, 'store'>): Promise<RunKey> {
  const run = date === null ? (await store.runs.newestOfEach()).at(-1) : await store.runs.newest(date);
  if (run !== null && run !== undefined) return run;
  throw new CuadreError('run_unknown', date === null ? 'no date was run yet' : `${date} was not run`, { date });
}

interface Standing {
  readonly run: RunKey;
  readonly work: WorkState | null;
  readonly tasking: Tasking;
}

/** `found`: as the run found it, or the one that last moved the queue where the run does not hold it any more. */
function rowOf(found: Discrepancy, entry: QueueEntry | null, { run, work, tasking }: Standing): QueueRow {
  const { state, note } = entry?.discrepancy ?? found;
  const discrepancy = { ...found, state, note };
  return {
    discrepancy,
    asOf: run.date,
    age: tasking.calendar.businessDaysBetween(found.firstSeen, run.date),
    seq: entry?.seq ?? null,
    run: entry?.run ?? null,
    work,
    task: taskOf(discrepancy, work ?? noWork(found.id), tasking),
  };
}

function byReport(a: QueueRow, b: QueueRow): number {
  return compareDiscrepancies(a.discrepancy, b.discrepancy);
}

/**
 * What a decision is about: the rows named, or all that pass the filters. Without a state among them what the facts
 * closed is not meant: it is reopened only by name.
 */
export async function rowsToDecide(
  event: DecisionEvent,
  ids: readonly string[],
  filter: QueueFilter,
  context: Asked,
): Promise<QueueRow[]> {
  if (ids.length > 0) return rowsNamed(ids, filter.date, context);
  const decidable = statesBefore(event).filter((state) => state !== 'auto_resolved');
  return rowsThatPass(filter, decidable, context);
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

/** The row of the queue that an id or its beginning names; throws as `rowOfId` does. */
export async function rowNamed(text: string, context: Asked): Promise<QueueRow> {
  const { store } = context;
  const run = await runOf(null, context);
  const wanted = wholeId(text);
  const exact = await store.queue.find(wanted);
  const entries = exact === null ? await entriesLike(wanted, context) : [exact];
  const tasking = await taskingOf(context);
  const workOf = await workReader(
    entries.map((entry) => entry.discrepancy.id),
    context,
  );
  const rows = await inTurn(entries, async (entry) => {
    const found = await store.outcomes.discrepancy(run, entry.discrepancy.id);
    return rowOf(found ?? entry.discrepancy, entry, { run, work: workOf(entry.discrepancy.id), tasking });
  });
  return rowOfId(text, rows);
}

/** The rows that ids or their beginnings name, each once: of the queue, or of the list of a date. */
async function rowsNamed(texts: readonly string[], date: PlainDate | null, context: Asked): Promise<QueueRow[]> {
  const listed = date === null ? null : await queueRows(date, false, context);
  const rows = await inTurn(texts, async (text) => (listed === null ? rowNamed(text, context) : rowOfId(text, listed)));
  return [...new Map(rows.map((row) => [row.discrepancy.id, row])).values()];
}

function wholeId(text: string): string {
  const asked = text.trim().toLowerCase();
  return asked.startsWith(PREFIX) ? asked : `${PREFIX}${asked}`;
}

const PAGE = 100;

/** The entries whose ids begin so, page by page: they stand one after the other. None without anything of an id. */
async function entriesLike(beginning: string, { store }: Asked): Promise<QueueEntry[]> {
  const found: QueueEntry[] = [];
  let after: string | undefined = beginning.length > PREFIX.length ? beginning : undefined;
  while (after !== undefined) {
    const page = await store.queue.entries({ after, limit: PAGE });
    const like = page.filter((entry) => entry.discrepancy.id.startsWith(beginning));
    found.push(...like);
    after = like.length === PAGE ? like.at(-1)?.discrepancy.id : undefined;
  }
  return found;
}

/**
 * The row of an id or of the beginning of one. Throws `reference_unknown` where there is none, and `usage_invalid`
 * where it is too short or means several, which it names.
 */
export function rowOfId(text: string, rows: readonly QueueRow[]): QueueRow {
  const wanted = wholeId(text);
  const exact = rows.find((row) => row.discrepancy.id === wanted);
  if (exact !== undefined) return exact;
  if (text.trim().length < PREFIX_LENGTH_MIN) {
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
