import { certain } from '../../../schemas/errors.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { RunKey } from '../../../schemas/outcome/run.ts';
import type { Store } from '../../../schemas/ports/store.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { decidedByHand, type Decisions } from '../../3-match/decisions.ts';

/**
 * Which decisions the run of a date reads. The newest date reads all that there are. A date that is run again after a
 * later one reads what its former generation read, never more: a decision belongs to the first run that read it, so
 * that a replay or a cascade comes to what it would have come to with the other files from the start.
 */
export async function decisionsFor(
  date: PlainDate,
  parent: RunKey | null,
  store: Pick<Store, 'queue' | 'runs' | 'pairings'>,
): Promise<Decisions> {
  const newest = (await store.runs.newestOfEach()).at(-1);
  const own = await store.runs.newest(date);
  const isOld = newest !== undefined && newest.date > date && own !== null;
  if (isOld) return decisionsOf(own, parent, store);
  const upTo = { lastEvent: await store.queue.lastEvent(), lastPairing: await store.pairings.last() };
  return decisionsUpTo(upTo, parent, store);
}

/** The decisions that a run read. */
export async function decisionsOf(
  run: RunRecord,
  parent: RunKey | null,
  store: Pick<Store, 'queue' | 'runs' | 'pairings'>,
): Promise<Decisions> {
  return decisionsUpTo({ lastEvent: run.lastEvent, lastPairing: await store.pairings.readBy(run) }, parent, store);
}

/** The decisions of a run that reads those up to some; what its parent read is known by what the parent left. */
async function decisionsUpTo(
  { lastEvent, lastPairing }: { readonly lastEvent: number; readonly lastPairing: number },
  parent: RunKey | null,
  store: Pick<Store, 'queue' | 'runs' | 'pairings'>,
): Promise<Decisions> {
  const readBefore = parent === null ? 0 : certain(await store.runs.get(parent), `the run of ${parent.date}`).lastEvent;
  return {
    lastEvent,
    taken: await store.queue.decisions(readBefore, lastEvent),
    byHand: decidedByHand(
      lastPairing === 0 ? [] : await store.pairings.all(lastPairing),
      parent === null ? 0 : await store.pairings.readBy(parent),
    ),
  };
}
