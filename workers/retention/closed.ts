import { join } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { localClock } from '../../schemas/values/local-time.ts';
import type { EpochSeconds } from '../../schemas/lines/records.ts';
import type { PrunedFile } from '../../schemas/ports/retention.ts';
import type { Context } from '../../schemas/ports/context.ts';

type Reading = Pick<Context, 'store' | 'archive'>;

/**
 * The first file that stands in the way of running a date again, or null: bytes that retention dropped, of this date or
 * of a later one (which the new generation would make stale, and which could not be run again). Put back, they stand in
 * no way.
 */
export async function prunedInTheWay(date: PlainDate, { store, archive }: Reading): Promise<PrunedFile | null> {
  for (const { path } of await store.retention.prunedSince(date))
    if (!(await archive.has(path))) return (await store.retention.pruned(path))[0] ?? null;
  return null;
}

/** Throws `file_pruned` where the date can no longer be run again. */
export async function assertNotPruned(date: PlainDate, context: Reading & Pick<Context, 'config'>): Promise<void> {
  const file = await prunedInTheWay(date, context);
  if (file === null) return;
  const why = file.lastDate === date ? 'its' : 'it would make later dates stale, and their';
  throw new CuadreError('file_pruned', `${date} cannot be run again: ${why} source files were dropped by retention`, {
    date,
    file: join(context.config.storage.archive, file.path),
    of: [...new Set(file.uses.map((use) => `${use.source} ${use.date}`))],
    pruned: prunedText(file, context.config.timezone),
  });
}

/** `pruned on 2036-07-02 by ana` */
export function prunedText({ atMs, by }: Pick<PrunedFile, 'atMs' | 'by'>, zone: string): string {
  return `pruned on ${localClock(zone)(Math.floor(atMs / 1000) as EpochSeconds).date} by ${by}`;
}
