import { inTurn } from '../../schemas/in-turn.ts';
import { certain } from '../../schemas/errors.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Repair } from '../../schemas/ports/differences.ts';
import type { RunKey } from '../../schemas/outcome/run.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { publishAgain, publishIndex, showPublished } from '../5-publish/stage.ts';
import { dateToRun } from './date.ts';
import { makeFatesAgain } from './fates-again.ts';
import { read, recordedOutcome } from './stages.ts';

/**
 * Makes again what `verify` found lost or damaged, from what is whole; nothing is decided and no generation is made. (A
 * joined index is only taken away: it comes again with a coming date.)
 * Again is harmless. Throws `integrity_broken` where it comes out otherwise than it was recorded, and what the stages
 * throw; then what stood before stands.
 */
export async function repair(what: Exclude<Repair, { readonly kind: 'joined' }>, context: Context): Promise<void> {
  switch (what.kind) {
    case 'index':
      await context.store.chain.rebuildIndexes([what.index]);
      return;
    case 'lines':
      await linesAgain(what.date, context);
      return;
    case 'reports':
      await reportsAgain({ date: what.date, generation: what.generation }, context);
      return;
    case 'shown':
      await showPublished(what.date, context);
      return;
    case 'page':
      await publishIndex(context);
      return;
  }
}

/** The line files that the newest run of a date used, and its fates. */
async function linesAgain(day: PlainDate, context: Context): Promise<void> {
  const { store, holder, clock, config } = context;
  const goLive = certain(config.goLive ?? (await store.runs.goLive()), 'the go-live of a store with runs');
  const lease = await store.leases.take(day, holder, clock.nowMs());
  try {
    const date = await dateToRun(day, goLive, context);
    await inTurn(date.known, async (file) => {
      if (file.state === 'in') await read(file, date, context);
      await store.leases.renew(lease, clock.nowMs());
    });
    await makeFatesAgain(date, lease, context);
  } finally {
    await store.leases.release(lease);
  }
}

async function reportsAgain(key: RunKey, context: Context): Promise<void> {
  const { store } = context;
  const run = certain(await store.runs.get(key), `generation ${String(key.generation)} of ${key.date}`);
  await publishAgain(run, await recordedOutcome(run, context), await store.outcomes.files(run), context);
}
