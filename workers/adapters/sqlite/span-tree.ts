/**
 * Spans of whole numbers from 1, kept so that those around a number are found without a look at any other: each stands
 * at one node of a binary tree over the numbers, and those around a number stand at the nodes on its way to the root.
 * After H.-P. Kriegel, M. Pötke and T. Seidl, "Managing Intervals Efficiently in Object-Relational Databases" (2000).
 */

/** Where a span stands that has no end yet. */
export const UNENDED = 0;

/**
 * The node of a span: its own number with the most zeros at its end, in binary. Numbers are below 2^31.
 *
 * @param last null where it has no end yet
 */
export function nodeOf(first: number, last: number | null): number {
  if (last === null) return UNENDED;
  if (first === last) return first;
  const bit = 31 - Math.clz32(first ^ last);
  return (last >>> bit) << bit;
}

/** Where some of the spans around a number stand. */
export interface Place {
  readonly node: number;
  /** The end that decides: of a node at or below the number, `last` is not before it; else, `first` is not after it. */
  readonly end: 'first' | 'last';
}

/**
 * Where every span around a number stands: a place for each binary digit of the greatest number that a span has, and
 * that of spans without an end. A span is at one of them.
 */
export function placesAround(number: number, greatest: number): Place[] {
  const places: Place[] = [{ node: UNENDED, end: 'first' }];
  for (let bit = 0; greatest >>> bit > 0; bit += 1) {
    const node = ((number >>> bit) | 1) << bit;
    // A node is within its spans.
    if (node <= greatest) places.push({ node, end: node <= number ? 'last' : 'first' });
  }
  return places;
}
