import type { Leg, Line, LineAddress } from '../lines/records.ts';
import { canonicalJson, sha256 } from '../values/hash.ts';
import type { Minor } from '../values/money.ts';

/** What people decide on lines by hand, and how it holds over later runs. */

/**
 * `match`: these lines belong together, whatever the passes find. `unmatch`: the line is matched by no pass until it is
 * matched by hand. `exclude`: the line takes no part. `undo`: a former decision of these ends.
 */
export const PAIRING_ACTS = ['match', 'unmatch', 'exclude', 'undo'] as const;
export type PairingAct = (typeof PAIRING_ACTS)[number];

/** A line as it was when it was decided upon: by its address, and by what it said. */
export interface PairedLine extends LineAddress {
  readonly leg: Leg;
  /** The number of the line in its file. */
  readonly line: number;
  /** See `contentOf`. */
  readonly content: string;
}

/** What a decision by hand says. */
export interface PairingFacts {
  readonly act: PairingAct;
  /** Of `undo`: the number of the decision that ends; null of all others. */
  readonly undoes: number | null;
  readonly lines: readonly PairedLine[];
  /**
   * Of `match`, what the payments come to less what the orders do, and what the bank booked less what was expected, in
   * hundredths: it holds while they are these. Null where the lines have no such sides.
   */
  readonly orderDifference: Minor | null;
  readonly bankDifference: Minor | null;
}

/** A decision by hand as it is recorded. */
export interface Pairing extends PairingFacts {
  /** From 1, in the order in which they were taken. */
  readonly number: number;
  readonly note: string;
  readonly by: string;
  /** In milliseconds since 1970. */
  readonly atMs: number;
}

/** What a line says, as one hash: the same of the same row of another delivery of its file. */
export function contentOf(line: Line): string {
  const { date: _date, source: _source, file: _file, row: _row, line: _line, ...said } = line;
  return sha256(canonicalJson(said));
}

/** Of several decisions, in their order, those that stand: what was undone does not. */
export function standingPairings(pairings: readonly Pairing[]): Pairing[] {
  const undone = new Set(pairings.flatMap(({ undoes }) => undoes ?? []));
  return pairings.filter((one) => one.act !== 'undo' && !undone.has(one.number));
}

/**
 * Whether a decision that stands keeps another one on a line of it from being taken: any does, but that what was
 * unmatched waits to be matched, and that a payment may be matched with its order and with the bank one by one.
 */
export function isInTheWay(standing: PairingFacts, other: PairingFacts): boolean {
  if (other.act !== 'match' || standing.act === 'exclude') return true;
  if (standing.act === 'unmatch') return false;
  return (['order', 'bank'] as const).some((leg) => [standing, other].every((one) => hasLeg(one, leg)));
}

function hasLeg({ lines }: PairingFacts, leg: Leg): boolean {
  return lines.some((line) => line.leg === leg);
}
