import type { Pairing, PairingFacts } from '../outcome/pairing.ts';
import type { RunKey } from '../outcome/run.ts';
import type { Minor } from '../values/money.ts';
import type { DeskAct } from './queue.ts';

/** A decision by hand as somebody takes it. */
export interface NewPairing extends PairingFacts {
  readonly note: string;
  /** The name that is stated; where somebody is proved, theirs is taken. */
  readonly by: string;
  /** What it lets pass or leaves out, in hundredths per currency: it counts towards what one person may close alone. */
  readonly letsPass: readonly { readonly currency: string; readonly amount: Minor }[];
  /** The stores of the lines, as far as they say one: who sees some stores only decides on no other. */
  readonly stores: readonly (string | null)[];
}

/**
 * What comes of it: `taken`; `unknown` (there is no such decision to undo, or a line is of a store that they do not
 * see); `undone` (it was, before); `taken_before` (a line of it stands in another decision: undo that first);
 * `note_missing`, `note_too_long`, `name_missing`; `not_proved` (the record has people, and none is proved to be this
 * one); `not_allowed` (no role may); `needs_second` (what it lets pass is above what one person may close alone).
 */
export const PAIRING_CODES = [
  'taken',
  'unknown',
  'undone',
  'taken_before',
  'note_missing',
  'note_too_long',
  'name_missing',
  'not_proved',
  'not_allowed',
  'needs_second',
] as const;
export type PairingCode = (typeof PAIRING_CODES)[number];

export interface PairingVerdict {
  readonly code: PairingCode;
  /** What was recorded; null where nothing was. */
  readonly pairing: Pairing | null;
  /** Of `taken_before`, the decision that stands; null else. */
  readonly standing: Pairing | null;
}

/** What people decided on lines by hand: a list that only grows. */
export interface Pairings {
  /** Records a decision in one transaction; a bad one is a value and never thrown. */
  take(pairing: NewPairing, options: { readonly atMs: number; readonly desk: DeskAct }): Promise<PairingVerdict>;
  /** All of them up to a number, in their order. */
  all(upTo?: number): Promise<Pairing[]>;
  /** The number of the last one; 0 before the first. */
  last(): Promise<number>;
  /** The number of the last one that a run read; 0 where it read none. */
  readBy(run: RunKey): Promise<number>;
}
