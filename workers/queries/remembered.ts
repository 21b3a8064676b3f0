import type { OpenTable } from './open-rows.ts';

/**
 * What is made of all open rows, kept until a row moves: fifty people look at much the same, and each of it goes
 * through every row. Of a table at most so many are kept, those that were asked for last.
 */

const KEPT_MAX = 100;

interface Kept {
  version: number;
  readonly made: Map<string, unknown>;
}

const kept = new WeakMap<OpenTable, Kept>();

/**
 * What `make` makes of the table as it stands, made once for each name.
 *
 * @param name says all that it is made by, beside the table; two makers never share one
 */
export function remembered<Made>(table: OpenTable, name: string, make: () => Made): Made {
  const own = kept.get(table) ?? { version: table.version, made: new Map<string, unknown>() };
  kept.set(table, own);
  if (own.version !== table.version) own.made.clear();
  own.version = table.version;
  const known = own.made.get(name) as Made | undefined;
  const made = known ?? make();
  // Put last again: the first of the map is what nobody asked for longest.
  own.made.delete(name);
  own.made.set(name, made);
  const [oldest] = own.made.keys();
  if (own.made.size > KEPT_MAX && oldest !== undefined) own.made.delete(oldest);
  return made;
}
