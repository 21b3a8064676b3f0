import { ownNumbersOf } from '../../schemas/config/own-numbers.ts';
import { CuadreError } from '../../schemas/errors.ts';
import type { Pairing } from '../../schemas/outcome/pairing.ts';
import type { NewPairing, PairingCode } from '../../schemas/ports/pairings.ts';
import { withoutCardNumbers } from '../../schemas/values/card-numbers.ts';
import { actOf } from '../people/acting.ts';
import { draftByHand, draftUndo, isSaid, type Drafted, type HandAct } from '../queries/by-hand.ts';
import { linesNamed } from '../queries/named-lines.ts';
import type { HandRefusal } from '../wording/desk-wording.ts';
import type { Asked } from './desk.ts';
import { Refused } from './refusals.ts';

/** Decisions by hand of pages and programs alike, through the functions that the command line calls. */

export const HAND_ACTS = ['match', 'unmatch', 'exclude', 'undo'] as const satisfies readonly (HandAct | 'undo')[];

/** What somebody asks for, as it was typed. */
export interface HandTyped {
  readonly act: (typeof HAND_ACTS)[number];
  /** `FILE:LINE` each. */
  readonly lines: readonly string[];
  readonly undoes: number | null;
  readonly difference: string;
  readonly note: string;
}

export interface HandDecided {
  /** Null: it was taken. */
  readonly refusal: HandRefusal | null;
  readonly pairing: Pairing | null;
  /** What the lines differ by beyond the tolerance, where they were read. */
  readonly letsPass: NewPairing['letsPass'];
  /** What was wrong with the lines, in English; null where nothing was. */
  readonly reason: string | null;
}

/** Takes a decision by hand. Throws `Refused` (`forbidden`) where a right is lacking. */
export async function decideByHand(asked: Asked, typed: HandTyped): Promise<HandDecided> {
  const { context, signed } = asked;
  if (!signed.may('pair')) throw new Refused('forbidden');
  const drafted = await draftOf(asked, typed);
  if ('refusal' in drafted) return drafted;
  const { letsPass } = drafted;
  if (!isSaid(drafted, typed.difference)) return { refusal: 'difference', pairing: null, letsPass, reason: null };
  const note = withoutCardNumbers(typed.note.trim(), ownNumbersOf(context.config));
  const { code, pairing } = await context.store.pairings.take(
    { ...drafted, note, by: signed.name },
    { atMs: context.clock.nowMs(), desk: actOf(signed.proved, context) },
  );
  return { refusal: refusalOf(code), pairing, letsPass, reason: null };
}

async function draftOf({ context }: Asked, typed: HandTyped): Promise<Drafted | HandDecided> {
  if (typed.act === 'undo') return draftUndo(typed.undoes ?? 0);
  try {
    return await draftByHand(typed.act, await linesNamed(typed.lines, context), context);
  } catch (error) {
    if (!(error instanceof CuadreError)) throw error;
    const { code, message } = error;
    if (code !== 'usage_invalid' && code !== 'reference_unknown') throw error;
    const refusal = code === 'usage_invalid' ? 'lines_unfit' : 'lines_unknown';
    return { refusal, pairing: null, letsPass: [], reason: message };
  }
}

function refusalOf(code: PairingCode): HandRefusal | null {
  switch (code) {
    case 'taken':
      return null;
    case 'not_proved':
      return 'not_allowed';
    case 'name_missing':
      throw new RangeError(`the desk sent a decision that is ${code}`);
    default:
      return code;
  }
}

/** How a refused decision by hand is answered. */
export const HAND_STATUS: Readonly<Record<HandRefusal, number>> = {
  lines_unknown: 404,
  lines_unfit: 422,
  difference: 422,
  unknown: 404,
  undone: 409,
  taken_before: 409,
  note_missing: 422,
  note_too_long: 422,
  not_allowed: 403,
  needs_second: 409,
};
