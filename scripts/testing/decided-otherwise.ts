import { inTurn } from '../../schemas/in-turn.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { outcomeHash } from '../../workers/4-classify/hashes.ts';
import { decide, matchDate } from '../../workers/pipeline/decide.ts';
import { decisionsOf } from '../../workers/pipeline/gather/decisions-for.ts';

/** The dates that come to something else when they are decided again over what their newest run read. */
export async function decidedOtherwise(context: Context, goLive: PlainDate): Promise<PlainDate[]> {
  const { store } = context;
  const found = await inTurn(await store.runs.newestOfEach(), async (run) => {
    const parent = await store.runs.newest(addDays(run.date, -1));
    const decisions = await decisionsOf(run, parent, store);
    const files = await store.outcomes.files(run);
    const matched = await matchDate(run.date, goLive, files, parent, decisions, context);
    const outcome = await decide({ date: run.date, generation: run.generation }, matched, null, context);
    return outcomeHash(outcome) === run.outcomeHash ? [] : [run.date];
  });
  return found.flat();
}
