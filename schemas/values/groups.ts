/** Lists by key, in the order in which they were begun: a Map, or what is asked like one. */
interface Lists<K, T> {
  get(key: K): T[] | undefined;
  set(key: K, list: T[]): unknown;
}

/** Adds to the list of a key, which is begun where there is none. */
export function append<K, T>(lists: Lists<K, T>, key: K, ...values: readonly T[]): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [...values]);
  else list.push(...values);
}

/** Groups by a key, in the order of first appearance. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) append(groups, keyOf(item), item);
  return groups;
}

/** The items under each of their keys, in the order of first appearance. */
export function indexBy<T, K>(items: Iterable<T>, keysOf: (item: T) => Iterable<K>): Map<K, T[]> {
  const index = new Map<K, T[]>();
  for (const item of items) for (const key of keysOf(item)) append(index, key, item);
  return index;
}

/** Adds to the end of a list, however much: the arguments of a call stand on the stack, which holds some 100,000. */
export function addAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
