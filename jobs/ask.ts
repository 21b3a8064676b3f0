import type { PlainDate } from '../schemas/values/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import type { Store } from '../schemas/ports/store.ts';
import { dueDates } from './nightly.ts';

export interface Ask {
  readonly date: PlainDate;
  readonly goLive: PlainDate;
  /** From the start, with every attempt forgotten: what a person does to a stage that is parked. */
  readonly replay: boolean;
}

/**
 * Writes down that a person wants a date to be looked at, after every date before it that has no run or a stale one. A
 * stage of it that failed is given another chance at once. Throws `stage_parked` where the date waits for a replay, and
 * `usage_invalid` before the go-live.
 */
export async function askForDate(
  { date, goLive, replay }: Ask,
  { runs, progress }: Pick<Store, 'progress' | 'runs'>,
): Promise<void> {
  if (date < goLive)
    throw new CuadreError('usage_invalid', `${date} is before the go-live ${goLive}`, { date, goLive });
  const parked = (await progress.of(date))?.stages.find((stage) => stage.state === 'parked');
  if (parked !== undefined && !replay) {
    throw new CuadreError(
      'stage_parked',
      `${date} is parked: ${parked.stage} was started ${String(parked.starts)} times`,
      {
        date,
        stage: parked.stage,
        source: parked.source,
        code: parked.code,
      },
    );
  }
  const underWay = new Set((await progress.underWay()).map(({ date: day }) => day));
  for (const due of dueDates({ goLive, last: date, runs: await runs.newestOfEach(), unpublished: [], late: [] })) {
    if (due !== date && !underWay.has(due)) await progress.begin(due, { anew: false, filesFrom: 'unread' });
  }
  await progress.askAgain(date);
  await progress.begin(date, { anew: replay, filesFrom: 'sources' });
}
