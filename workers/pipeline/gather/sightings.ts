import { inTurn } from '../../../schemas/in-turn.ts';
import type { LineKey } from '../../../schemas/lines/line-keys.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { lineFileId, type SourceFile } from '../../../schemas/lines/files.ts';
import { type Leg } from '../../../schemas/lines/records.ts';
import type { Search, Sighting } from '../../4-classify/questions.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { filesWith } from '../../../schemas/ports/line-files.ts';

/**
 * Finds the lines of earlier dates that carry any of the keys, whatever became of them, within `lookbackDays`. Looking
 * is not bringing back: what is found gets no new fate and counts in no sum. Lines without a fate (of a file that no
 * run used) and rejected rows are not found. In the order of date, source, file and row.
 */
export async function sightingsOf(
  date: PlainDate,
  searches: readonly Search[],
  { store, lines, config }: Context,
): Promise<Sighting[]> {
  if (searches.length === 0) return [];
  const before = addDays(date, -1);
  const keys = keysByLeg(searches);
  const files = await store.history.filesBetween(addDays(date, -config.matching.lookbackDays), before);
  const asked = files.filter((file) => file.state === 'in' && file.lines > 0);
  const found = new Map<SourceFile, readonly number[]>();
  for (const [leg, wanted] of keys) {
    const ofLeg = asked.filter((file) => file.leg === leg);
    for (const { file, rows } of await filesWith(ofLeg, wanted, lines)) found.set(file, rows);
  }
  const seen = (
    await inTurn(asked, async (file) => {
      const rows = found.get(file) ?? [];
      return rows.length === 0 ? [] : lines.read(lineFileId(file), rows);
    })
  ).flat();
  // One question for all: the fates of a date are looked through once, whichever of its lines are asked about.
  const fates = await store.history.presentStates(seen, before);
  return seen.flatMap((line, index): Sighting[] => {
    const fate = fates[index] ?? null;
    return 'code' in line || fate === null ? [] : [{ line, fate }];
  });
}

function keysByLeg(searches: readonly Search[]): Map<Leg, LineKey[]> {
  const byLeg = new Map<Leg, Map<string, LineKey>>();
  for (const { leg, key } of searches) {
    const keys = byLeg.get(leg) ?? new Map<string, LineKey>();
    byLeg.set(leg, keys.set(`${key.kind}|${key.value}`, key));
  }
  return new Map([...byLeg].map(([leg, keys]) => [leg, [...keys.values()]]));
}
