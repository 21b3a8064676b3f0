import type { DateSnapshot } from '../../jobs/order.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { RunOutcome } from '../../schemas/outcome/run.ts';
import type { Matched } from './decide.ts';
import type { Context } from './context.ts';

/** What a person may ask of a run of one date. */
export interface JourneyOptions {
  /**
   * Where the files come from: looked for at the sources, or the bytes that the newest generation used. Default
   * `unread`: at the sources, but what was read of a remote one stands (a provider removes its files in time, and a
   * query on a past date answers with what the database says today).
   */
  readonly from?: 'sources' | 'unread' | 'archive';
  /** Sources that are not asked, by a person's decision: what was read of them stands, else they are missing. */
  readonly without?: readonly string[];
  /** Why a person asks for it; recorded with a new generation. */
  readonly reason?: string | null;
}

/** One date on its way through the stages: what they hand to each other. */
export interface Journey {
  readonly date: PlainDate;
  readonly goLive: PlainDate;
  readonly parent: RunRecord | null;
  /** The newest run of the date before this one. */
  readonly newest: RunRecord | null;
  /** What the newest run made of its files. */
  readonly known: readonly SourceFile[];
  /** What is known of each source by now. */
  readonly files: Map<string, SourceFile>;
  /** The sources whose file is read, or whose file there is nothing to read of. */
  readonly normalised: Set<string>;
  readonly from: 'sources' | 'unread' | 'archive';
  readonly without: readonly string[];
  readonly reason: string | null;
  /** Sources that no longer have the file that the newest run used: the archive's stands. */
  readonly gone: Set<string>;
  matched: (Matched & { readonly inputHash: string; readonly sources: readonly SourceFile[] }) | null;
  run: RunRecord | null;
  outcome: RunOutcome | null;
  /** The inputs are those of the newest run: nothing is to be recorded. */
  unchanged: boolean;
  published: boolean;
}

/**
 * A date at the start of its way. `kept`: files that are taken as they are known, and not looked for. Throws
 * `run_unknown` where the date before has no run.
 */
export async function startJourney(
  date: PlainDate,
  goLive: PlainDate,
  context: Context,
  kept: readonly SourceFile[] = [],
  { from = 'unread', without = [], reason = null }: JourneyOptions = {},
): Promise<Journey> {
  const { store } = context;
  const newest = await store.runs.newest(date);
  return {
    date,
    goLive,
    parent: await parentOf(date, goLive, context),
    newest,
    known: newest === null ? [] : await store.outcomes.files(newest),
    files: new Map(kept.map((file) => [file.source, file])),
    normalised: new Set(kept.map((file) => file.source)),
    from,
    without,
    reason,
    gone: new Set(),
    matched: null,
    run: null,
    outcome: null,
    unchanged: false,
    published: false,
  };
}

/** The newest run of the date before; null on the first date. Throws `run_unknown` where it has none. */
export async function parentOf(
  date: PlainDate,
  goLive: PlainDate,
  { store }: Pick<Context, 'store'>,
): Promise<RunRecord | null> {
  if (date <= goLive) return null;
  const before = addDays(date, -1);
  const parent = await store.runs.newest(before);
  if (parent === null) throw new CuadreError('run_unknown', `${before} must be run before ${date}`, { date });
  return parent;
}

/**
 * How far a date has come, as the order of the stages asks for it. A journey starts only where the date before is
 * committed.
 */
export function snapshotOf(journey: Journey, { config }: Pick<Context, 'config'>): DateSnapshot {
  return {
    sources: Object.fromEntries(
      config.sources.map(({ id }) => [id, stateOfSource(journey.files.get(id), journey.normalised.has(id))]),
    ),
    parentCommitted: true,
    matched: journey.matched !== null || journey.unchanged,
    classified: journey.run !== null,
    published: journey.published,
  };
}

/** `given_up`: there is no file, or it is refused. */
export function stateOfSource(file: SourceFile | undefined, normalised: boolean): DateSnapshot['sources'][string] {
  if (file === undefined) return 'waiting';
  if (file.state !== 'in') return 'given_up';
  return normalised ? 'normalised' : 'downloaded';
}

/** The files of the date by source id. */
export function filesOf(journey: Journey): SourceFile[] {
  return [...journey.files.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}
