import { compareText } from '../schemas/lines/records.ts';
/**
 * The one place that knows the order of the stages. Pure: what is due follows from what is recorded, so asking again at
 * any time, from anywhere, is harmless.
 */

export const STAGES = ['download', 'normalise', 'match', 'classify', 'publish'] as const;
export type StageName = (typeof STAGES)[number];

/** How far one date has come. */
export interface DateSnapshot {
  /** How far each source is; `given_up`: no file, or one that is refused. */
  readonly sources: Readonly<Record<string, 'waiting' | 'downloaded' | 'normalised' | 'given_up'>>;
  /** The date before has a committed run that is not stale, or there is no date before. */
  readonly parentCommitted: boolean;
  readonly matched: boolean;
  readonly classified: boolean;
  readonly published: boolean;
}

/** A stage that may run now; download and normalise run per source. */
export interface DueStage {
  readonly stage: StageName;
  readonly source: string | null;
}

/**
 * Which stages are due. Download and normalise of a source follow each other; match waits until every source is in or
 * given up and the date before is committed; then classify and publish, one after the other.
 */
export function dueStages(snapshot: DateSnapshot): DueStage[] {
  if (snapshot.published) return [];
  if (snapshot.classified) return [{ stage: 'publish', source: null }];
  if (snapshot.matched) return [{ stage: 'classify', source: null }];
  const sources = Object.entries(snapshot.sources).sort(([a], [b]) => compareText(a, b));
  const open = sources.flatMap(([source, state]): DueStage[] => {
    if (state === 'waiting') return [{ stage: 'download', source }];
    return state === 'downloaded' ? [{ stage: 'normalise', source }] : [];
  });
  if (open.length > 0) return open;
  return snapshot.parentCommitted ? [{ stage: 'match', source: null }] : [];
}
