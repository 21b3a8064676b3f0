/** One case of `npm run crash`. */
export interface CrashCase {
  /** `embedded first: killed at committed`, and what of it may be asked for by a part. */
  readonly name: string;
  /** What differs from a calm run; null where nothing does. */
  readonly run: () => Promise<string | null>;
}

/** The cases of a part of the suite. */
export interface Lane {
  readonly cases: readonly CrashCase[];
  /** Its cases wait more than they work, or stop a process while nobody else may hold it up: one after another. */
  readonly isAlone: boolean;
  /** What it cannot do here, for people; null where it can do all. */
  readonly missing: string | null;
  readonly close: () => Promise<void> | void;
}

/** So many of a list, evenly spread, the first and the last with them. */
export function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  const places = new Set(
    Array.from({ length: most }, (_, index) => Math.round((index * (all.length - 1)) / (most - 1))),
  );
  return all.filter((_, index) => places.has(index));
}
