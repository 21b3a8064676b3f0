import { CuadreError, type ErrorCode } from '../../schemas/errors.ts';
import { standingPairings, type Pairing } from '../../schemas/outcome/pairing.ts';
import type { NewPairing, PairingCode, PairingVerdict } from '../../schemas/ports/pairings.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { formatMajor } from '../../schemas/values/money.ts';
import { pairingDocument } from '../../workers/queries/by-hand-documents.ts';
import type { Drafted, HandAct } from '../../workers/queries/by-hand.ts';
import type { Cli } from './command.ts';
import { personWho } from './deciding.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { whoTypes } from './logins.ts';
import { withLookedAtContext, withRecordedContext } from './open.ts';
import { onTerminal } from './terminal.ts';
import { keptText } from './typed.ts';

/** Decisions on lines by hand, from the command line. */

export interface ByHandOptions {
  readonly lines?: readonly string[];
  readonly note?: string;
  readonly by?: string;
  readonly difference?: string;
  readonly decision?: string;
}

/** Takes a decision on lines. Throws `usage_invalid` where lines, note or the difference to let pass are lacking. */
export async function decideByHand(cli: Cli, act: HandAct, options: ByHandOptions): Promise<ExitCode> {
  const texts = options.lines ?? [];
  if (texts.length === 0)
    throw new CuadreError('usage_invalid', `which lines? Give --lines FILE:LINE: cuadre ${act} --help`, {
      option: 'lines',
    });
  const note = noteOf(options.note);
  return withRecordedContext(cli, async (context) => {
    const [{ linesNamed }, { draftByHand, isSaid }] = await Promise.all([
      import('../../workers/queries/named-lines.ts'),
      import('../../workers/queries/by-hand.ts'),
    ]);
    const drafted = await draftByHand(act, await linesNamed(texts, context), context);
    if (!isSaid(drafted, options.difference ?? '')) throw differs(drafted, options.difference);
    return take(cli, { ...drafted, note }, options.by, context);
  });
}

/** Ends a former decision. */
export async function undoByHand(cli: Cli, options: ByHandOptions): Promise<ExitCode> {
  const { decision: number = '', lines } = options;
  if (lines !== undefined)
    throw new CuadreError('usage_invalid', '--decision and --lines exclude each other', { option: 'decision' });
  if (!/^[1-9]\d{0,8}$/.test(number))
    throw new CuadreError('usage_invalid', `--decision is "${number}"; "cuadre match --list" shows their numbers`);
  const note = noteOf(options.note);
  return withRecordedContext(cli, async (context) => {
    const { draftUndo } = await import('../../workers/queries/by-hand.ts');
    return take(cli, { ...draftUndo(Number(number)), note }, options.by, context);
  });
}

function noteOf(note: string | undefined): string {
  if (note !== undefined && note.trim() !== '') return note;
  throw new CuadreError('usage_invalid', 'a decision by hand needs --note: why is it so?', { option: 'note' });
}

/** What is let pass beyond the tolerance is said in figures by who lets it pass. */
function differs({ letsPass }: Drafted, said: string | undefined): CuadreError {
  const amounts = letsPass.map(({ currency, amount }) => `${currency} ${formatMajor(amount)}`).join(' and ');
  const [first, ...others] = letsPass;
  const typed = said === undefined ? '' : `; --difference is "${said}"`;
  const next =
    first === undefined || others.length > 0
      ? 'match one side after the other, each with its --difference'
      : `give --difference ${formatMajor(first.amount)} and say why in --note`;
  const message = `these lines differ by ${amounts}, beyond the tolerance${typed}: ${next}`;
  return new CuadreError('usage_invalid', message, { option: 'difference' });
}

async function take(
  cli: Cli,
  pairing: Omit<NewPairing, 'by'>,
  by: string | undefined,
  context: Context,
): Promise<ExitCode> {
  const proved = await whoTypes(context);
  const person = personWho(proved, by);
  const { actOf } = await import('../../workers/people/acting.ts');
  const note = keptText(pairing.note, '--note', context.config);
  const verdict = await context.store.pairings.take(
    { ...pairing, note, by: person.name },
    { atMs: context.clock.nowMs(), desk: actOf(proved, context) },
  );
  const taken = takenOf(verdict);
  const newest = (await context.store.runs.newestOfEach()).at(-1)?.date ?? '';
  cli.print({ decision: pairingDocument(taken, taken.act !== 'undo'), by_from: person.from }, () =>
    [
      pairingText(taken),
      `by ${onTerminal(person.name)} (${person.from})`,
      `The next run applies it; "cuadre run --date ${newest}" runs ${newest} again with it.`,
    ].join('\n'),
  );
  return EXIT.clean;
}

const REFUSED: Readonly<Record<Exclude<PairingCode, 'taken'>, readonly [ErrorCode, string]>> = {
  unknown: ['reference_unknown', 'there is no such decision: "cuadre match --list" shows all of them'],
  undone: ['decision_refused', 'it was undone before'],
  taken_before: ['decision_refused', 'a line of it stands in another decision by hand: undo that first'],
  note_missing: ['usage_invalid', 'a decision by hand needs --note: why is it so?'],
  note_too_long: ['usage_invalid', '--note is too long'],
  name_missing: ['usage_invalid', 'a decision needs the name of a person: give --by'],
  not_proved: ['sign_in_refused', 'it is decided by somebody who is signed in: "cuadre login"'],
  not_allowed: ['right_missing', 'it is not yours to decide: no role of yours may match by hand'],
  needs_second: [
    'decision_refused',
    'what it lets pass is above what one person may close alone ("approval"): write off or resolve its row instead, which can be proposed',
  ],
};

function takenOf({ code, pairing, standing }: PairingVerdict): Pairing {
  if (code === 'taken' && pairing !== null) return pairing;
  const [error, say] = REFUSED[code === 'taken' ? 'unknown' : code];
  throw new CuadreError(error, say, standing === null ? {} : { decision: standing.number });
}

/** Every decision by hand, in its order, and whether it stands. */
export async function listByHand(cli: Cli): Promise<ExitCode> {
  return withLookedAtContext(cli, async ({ store }) => {
    const all = await store.pairings.all();
    const standing = new Set(standingPairings(all).map(({ number }) => number));
    const decisions = all.map((one) => pairingDocument(one, standing.has(one.number)));
    cli.print({ decisions }, () =>
      all.length === 0
        ? 'Nothing was decided by hand.'
        : all.map((one) => `${pairingText(one)}${endedText(one, standing)}`).join('\n'),
    );
    return EXIT.clean;
  });
}

function endedText({ number, act }: Pairing, standing: ReadonlySet<number>): string {
  return act === 'undo' || standing.has(number) ? '' : '  (undone)';
}

function pairingText(one: Pairing): string {
  const lines = one.lines.map(({ file, line }) => `${file}:${String(line)}`).join(' ');
  const what = one.act === 'undo' ? `undo of decision ${String(one.undoes)}` : `${one.act} ${lines}`;
  const differences = [one.orderDifference, one.bankDifference].flatMap((amount) =>
    amount === null || amount === 0 ? [] : [`difference ${formatMajor(amount)}`],
  );
  return [
    `decision ${String(one.number)}: ${what}`,
    ...differences,
    `${onTerminal(one.by)}: ${onTerminal(one.note)}`,
  ].join('; ');
}
