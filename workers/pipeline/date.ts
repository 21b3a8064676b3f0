import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import type { Context } from '../../schemas/ports/context.ts';

/**
 * A date that is to be run: what earlier runs say of it. Every stage is a function of it and of what was brought in.
 */
export interface DateToRun {
  readonly date: PlainDate;
  readonly goLive: PlainDate;
  /** The newest run of this date; null where it was never run. */
  readonly newest: RunRecord | null;
  /** What the newest run made of its files. */
  readonly known: readonly SourceFile[];
}

/** What a person may ask of the files of a date. */
export interface FilesWanted {
  /**
   * Where the files come from: looked for at the sources, or the bytes that the newest generation used. Default
   * `unread`: at the sources, but what was read of a remote one stands (a provider removes its files in time, and a
   * query on a past date answers with what the database says today).
   */
  readonly from?: 'sources' | 'unread' | 'archive';
  /** Sources that are not asked, by a person's decision: what was read of them stands, else they are missing. */
  readonly without?: readonly string[];
}

/** Reads what earlier runs say of a date. */
export async function dateToRun(date: PlainDate, goLive: PlainDate, { store }: Context): Promise<DateToRun> {
  const newest = await store.runs.newest(date);
  return { date, goLive, newest, known: newest === null ? [] : await store.outcomes.files(newest) };
}

/** The newest run of the date before; null on the first date. Throws `run_unknown` where it has none. */
export async function parentOf(
  { date, goLive }: Pick<DateToRun, 'date' | 'goLive'>,
  { store }: Pick<Context, 'store'>,
): Promise<RunRecord | null> {
  if (date <= goLive) return null;
  const before = addDays(date, -1);
  const parent = await store.runs.newest(before);
  if (parent === null) throw new CuadreError('run_unknown', `${before} must be run before ${date}`, { date });
  return parent;
}

/** Files in the order of their sources. */
export function bySource(files: Iterable<SourceFile>): SourceFile[] {
  return [...files].sort((a, b) => compareText(a.source, b.source));
}
