import { CuadreError } from '../../schemas/errors.ts';
import { lineFileId } from '../../schemas/lines/files.ts';
import { STRETCH_LENGTHS, stretchAround } from '../../schemas/lines/stretches.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import type { Context } from '../../schemas/ports/context.ts';

/**
 * Joins the indexes of the dates up to one that was decided, where it ends a stretch: outside of its commit, because
 * nothing but speed hangs on it. What an earlier date left undone (it was stopped, its files came again, the program
 * did not join yet) is made up for, as far back as the look-back reaches. That it cannot be done is told, and stops
 * nobody.
 */
export async function joinEarlierKeys(
  date: PlainDate,
  { config, store, lines, log }: Pick<Context, 'config' | 'store' | 'lines' | 'log'>,
): Promise<void> {
  const [shortest, , longest] = STRETCH_LENGTHS;
  if (stretchAround(date, shortest).last !== date) return;
  const { first } = stretchAround(addDays(date, -config.matching.lookbackDays), longest);
  try {
    const files = await store.history.filesBetween(first, date);
    const ids = files.filter((file) => file.state === 'in' && file.lines + file.rejects > 0).map(lineFileId);
    await lines.joinKeys(ids, { first, last: date });
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    log.warn({ date, code: error.code, ...error.context }, 'the keys of earlier dates were not joined');
  }
}
