import { ownNumbersOf } from '../../schemas/config/own-numbers.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import {
  DECISION_EVENTS,
  NOTE_LENGTH_MAX,
  type DecisionCode,
  type DecisionEvent,
} from '../../schemas/outcome/decision.ts';
import type { DecisionVerdict } from '../../schemas/ports/queue.ts';
import { RIGHT_OF_DECISION } from '../../schemas/people/rights.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import { actOf } from '../people/acting.ts';
import { inScope } from '../queries/open-list.ts';
import type { DecisionRefusal } from '../wording/desk-wording.ts';
import type { Asked } from './desk.ts';
import { Refused } from './refusals.ts';

/** Decisions of pages and programs alike, through the function that the command line calls. */

/** A row as who decides saw it. */
export interface SeenRow {
  readonly id: string;
  /** The number of its last event then. */
  readonly seq: number;
}

export interface Decided {
  /** Null: all of them were taken, or wait for a second person. */
  readonly refusal: DecisionRefusal | null;
  readonly applied: number;
  readonly proposed: number;
  readonly verdicts: readonly DecisionVerdict[];
}

/** Null where no decision is called so. */
export function decisionNamed(name: unknown): DecisionEvent | null {
  return DECISION_EVENTS.find((event) => event === name) ?? null;
}

export function mayDecide({ signed }: Pick<Asked, 'signed'>, event: DecisionEvent): boolean {
  return signed.may(RIGHT_OF_DECISION[event]);
}

/** One decision of a list. */
export interface Wanted extends SeenRow {
  readonly event: DecisionEvent;
  readonly note: string;
}

/** Takes one decision on several rows: on all of them or on none. Throws as `decideEach` does. */
export async function decide(
  asked: Asked,
  event: DecisionEvent,
  note: string,
  seen: readonly SeenRow[],
): Promise<Decided> {
  // Without rows nothing else would ask for the right.
  if (!mayDecide(asked, event)) throw new Refused('forbidden');
  const rows = [...new Map(seen.map((row) => [row.id, row])).values()];
  return decideEach(
    asked,
    rows.map((row) => ({ ...row, event, note })),
  );
}

/**
 * Takes decisions, all of them or none. Throws `Refused`: a right is lacking, or a row is none that they may know of.
 */
export async function decideEach(asked: Asked, wanted: readonly Wanted[]): Promise<Decided> {
  const { context, signed } = asked;
  if (!wanted.every(({ event }) => mayDecide(asked, event))) throw new Refused('forbidden');
  await inTurn(wanted, ({ id }) => assertKnown(asked, id));
  const own = ownNumbersOf(context.config);
  const decisions = wanted.map(({ id, event, note, seq }) => {
    return { discrepancyId: id, event, by: signed.name, note: withoutCardNumbers(note.trim(), own), seq };
  });
  const early =
    decisions.length === 0
      ? 'nothing_chosen'
      : (decisions.map(({ note }) => problemOf(note)).find((problem) => problem !== null) ?? null);
  if (early !== null) return { refusal: early, applied: 0, proposed: 0, verdicts: [] };
  const verdicts = await context.store.queue.decide(decisions, {
    atMs: context.clock.nowMs(),
    partial: false,
    desk: actOf(signed.proved, context),
  });
  return outcomeOf(verdicts);
}

function problemOf(note: string): DecisionRefusal | null {
  if (note === '') return 'note_missing';
  return note.length > NOTE_LENGTH_MAX ? 'note_too_long' : null;
}

/** A row of another store does not exist for who sees some stores only. */
async function assertKnown({ context, signed }: Asked, id: string): Promise<void> {
  if (signed.scope === null) return;
  const entry = await context.store.queue.find(id);
  if (entry !== null && !inScope(signed.scope, entry.discrepancy.store)) throw new Refused('not_found');
}

const NOTHING_TAKEN = { applied: 0, proposed: 0 } as const;

function outcomeOf(verdicts: readonly DecisionVerdict[]): Decided {
  const refused = verdicts.map(({ code }) => refusalOf(code)).find((refusal) => refusal !== null) ?? null;
  const count = (wanted: DecisionCode): number => verdicts.filter(({ code }) => code === wanted).length;
  return {
    refusal: refused,
    ...(refused === null ? { applied: count('applied'), proposed: count('proposed') } : NOTHING_TAKEN),
    verdicts,
  };
}

function refusalOf(code: DecisionCode): DecisionRefusal | null {
  switch (code) {
    case 'applied':
    case 'ready':
    case 'proposed':
      return null;
    case 'repeated':
      return 'stale';
    case 'not_proved':
      return 'not_allowed';
    case 'name_missing':
      throw new RangeError(`the desk sent a decision that is ${code}`);
    default:
      return code;
  }
}

/** How a refused decision is answered: 412 where what was decided upon is not there any more. */
export const DECISION_STATUS: Readonly<Record<DecisionRefusal, number>> = {
  stale: 412,
  other_count: 412,
  not_possible: 409,
  waiting: 409,
  needs_second: 409,
  own_proposal: 409,
  no_proposal: 409,
  lapsed: 409,
  note_missing: 422,
  note_too_long: 422,
  nothing_chosen: 422,
  unknown: 404,
  not_allowed: 403,
};

/** A second person's answer to what waits on a row. Throws `Refused` as `decide` does. */
export async function answerProposal(
  asked: Asked,
  id: string,
  answer: 'confirmed' | 'declined',
  typed: string,
): Promise<Decided> {
  const { context, signed } = asked;
  // Whoever proposed it may take it back: whose it is, the record knows.
  if (answer === 'confirmed' && !signed.may('confirm')) throw new Refused('forbidden');
  await assertKnown(asked, id);
  const note = withoutCardNumbers(typed.trim(), ownNumbersOf(context.config));
  const [verdict] = await context.store.queue.answer([{ discrepancyId: id, answer, note }], {
    atMs: context.clock.nowMs(),
    desk: actOf(signed.proved, context),
  });
  const code = verdict?.code ?? 'unknown';
  if (code === 'applied') return { refusal: null, applied: 1, proposed: 0, verdicts: [] };
  const refusal = code === 'ready' ? 'unknown' : code === 'not_proved' ? 'not_allowed' : code;
  return { refusal, applied: 0, proposed: 0, verdicts: [] };
}
