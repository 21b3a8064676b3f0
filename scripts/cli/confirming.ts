import { formatMajor } from '../../schemas/values/money.ts';
import { CuadreError, type ErrorCode } from '../../schemas/errors.ts';
import type { Answer, AnswerCode, AnswerVerdict, Proposal } from '../../schemas/ports/queue.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { rowNamed } from '../../workers/queries/queue-rows.ts';
import type { Cli } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { whoTypes } from './logins.ts';
import { withLookedAtContext, withRecordedContext } from './open.ts';
import { onTerminal } from './terminal.ts';
import { keptText } from './typed.ts';

/** The second pair of eyes: what waits for another person, and their answer. */

/** What waits, in the order in which it was proposed. */
export async function listProposals(cli: Cli): Promise<ExitCode> {
  return withLookedAtContext(cli, async ({ store }) => {
    const waiting = await store.queue.proposals();
    cli.print({ proposals: waiting.map(proposalDocument) }, () =>
      waiting.length === 0 ? 'Nothing waits for a second person.' : waiting.map(proposalText).join('\n'),
    );
    return EXIT.clean;
  });
}

function proposalDocument(one: Proposal): unknown {
  return {
    id: one.discrepancyId,
    decision: one.event,
    by: one.by,
    note: one.note,
    currency: one.currency,
    amount: formatMajor(one.amount),
    confirm_by: one.lapsesAfter,
  };
}

const ID_LENGTH_SHOWN = 16;

function proposalText(one: Proposal): string {
  const what = one.event === 'written_off' ? 'write off' : 'resolve';
  const money = `${one.currency} ${formatMajor(one.amount)}`.trim();
  return `${one.discrepancyId.slice(0, ID_LENGTH_SHOWN)}  ${what} ${money}  by ${onTerminal(one.by)}, until ${one.lapsesAfter}: ${onTerminal(one.note)}`;
}

const REFUSED: Readonly<Record<Exclude<AnswerCode, 'applied' | 'ready'>, readonly [ErrorCode, string]>> = {
  unknown: ['reference_unknown', 'is not in the queue'],
  no_proposal: ['decision_refused', 'has nothing that waits for a second person'],
  lapsed: ['decision_refused', 'was proposed too long ago, or its facts have moved: it has to be proposed anew'],
  own_proposal: ['right_missing', 'was proposed by yourself: another person confirms it'],
  note_missing: ['usage_invalid', 'is declined with a --note: why?'],
  note_too_long: ['usage_invalid', 'has too long a note'],
  not_proved: ['sign_in_refused', 'is answered by somebody who is signed in'],
  not_allowed: ['right_missing', 'is not yours to answer: an approver may'],
};

/** Answers what waits on the rows named: all of them or none. Throws what is refused, by its code. */
export async function answerOn(
  cli: Cli,
  answer: Answer['answer'],
  options: { readonly note?: string },
  ids: readonly string[],
): Promise<ExitCode> {
  return withRecordedContext(cli, async (context) => {
    const { actOf } = await import('../../workers/people/acting.ts');
    const desk = actOf(await whoTypes(context), context);
    const note = keptText(options.note ?? '', '--note', context.config);
    const rows = await inTurn(ids, (id) => rowNamed(id, context));
    const named = [...new Set(rows.map((row) => row.discrepancy.id))];
    const answers = named.map((discrepancyId): Answer => ({ discrepancyId, answer, note }));
    const verdicts = await context.store.queue.answer(answers, { atMs: context.clock.nowMs(), desk });
    assertAnswered(verdicts);
    cli.print({ answer, answered: verdicts.map(verdictDocument) }, () => verdicts.map(verdictText).join('\n'));
    return EXIT.clean;
  });
}

function assertAnswered(verdicts: readonly AnswerVerdict[]): void {
  const refused = verdicts.flatMap(({ answer, code }) =>
    code === 'applied' || code === 'ready' ? [] : [{ id: answer.discrepancyId, code }],
  );
  const [first] = refused;
  if (first === undefined) return;
  const [code] = REFUSED[first.code];
  throw new CuadreError(code, `${String(refused.length)} of ${String(verdicts.length)} cannot be answered so`, {
    refused: refused.map((one) => `${one.id} ${REFUSED[one.code][1]}`),
  });
}

function verdictDocument({ answer, proposal, entry, event }: AnswerVerdict): unknown {
  return {
    id: answer.discrepancyId,
    decision: proposal?.event ?? null,
    proposed_by: proposal?.by ?? null,
    state: entry?.discrepancy.state ?? null,
    event_id: event?.eventId ?? null,
  };
}

function verdictText({ answer, proposal, entry }: AnswerVerdict): string {
  const id = answer.discrepancyId.slice(0, ID_LENGTH_SHOWN);
  const by = onTerminal(proposal?.by ?? '');
  return answer.answer === 'confirmed'
    ? `${id} is ${(entry?.discrepancy.state ?? '').replaceAll('_', ' ')}, as ${by} proposed`
    : `${id} stays ${entry?.discrepancy.state ?? ''}: what ${by} proposed is declined`;
}
