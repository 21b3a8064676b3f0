import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { lineFileId, addressesIn } from '../../schemas/lines/files.ts';
import type { LineKey } from '../../schemas/ports/line-files.ts';
import { type Leg, type Line } from '../../schemas/lines/records.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import type { Context } from '../pipeline/context.ts';

/** A key to look for, and the leg whose files may hold it. */
export interface Search {
  readonly leg: Leg;
  readonly key: LineKey;
}

/** A line that earlier runs closed, with the fate that it has. */
export interface Sighting {
  readonly line: Line;
  readonly fate: FateRow;
}

/**
 * Finds the lines of earlier dates that carry any of the keys, whatever became of them, within `lookbackDays`. Looking
 * is not bringing back: what is found gets no new fate and counts in no sum. Lines without a fate (of a file that no
 * run used) and rejected rows are not found. In the order of date, source, file and row.
 */
export function sightings(date: PlainDate, searches: readonly Search[], { store, lines, config }: Context): Sighting[] {
  if (searches.length === 0) return [];
  const before = addDays(date, -1);
  const keys = keysByLeg(searches);
  const files = store.filesBetween(addDays(date, -config.matching.lookbackDays), before);
  return files.flatMap((file) => {
    const wanted = keys.get(file.leg) ?? [];
    if (wanted.length === 0 || file.state !== 'in' || file.lines === 0) return [];
    const id = lineFileId(file);
    const rows = lines.find(id, wanted);
    if (rows.length === 0) return [];
    const fates = store.presentFates(addressesIn(file, rows), before);
    return lines.read(id, rows).flatMap((line, index): Sighting[] => {
      const fate = fates[index] ?? null;
      return 'code' in line || fate === null ? [] : [{ line, fate }];
    });
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
