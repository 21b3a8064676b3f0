import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { WorkChange } from '../../../schemas/outcome/work.ts';
import { isPlainDate } from '../../../schemas/values/dates.ts';
import { workDocument } from '../../queries/work-documents.ts';
import { WORK_TEXTS, type WorkRefusal } from '../../wording/work-texts.ts';
import { ask, type Asked, type Desk } from '../desk.ts';
import { rowAsked } from '../pages/one.ts';
import { Refused } from '../refusals.ts';
import { workOn, WORK_STATUS } from '../work.ts';
import type { Kept, KeptAnswers } from './kept-answers.ts';
import { BEARER, REFUSALS, errorAnswer, idParams, keyHeaders, workAnswer, workBody } from './shapes.ts';
import type * as z from 'zod';

/** Work on a discrepancy for programs. */
export function addWork(scope: FastifyInstance, desk: () => Desk, kept: KeptAnswers): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/discrepancies/:id/work',
    {
      schema: {
        operationId: 'workOn',
        summary: 'Assigns, dates, numbers or comments a discrepancy; 412 where somebody set the same thing since',
        security: BEARER,
        params: idParams,
        headers: keyHeaders,
        body: workBody,
        response: {
          200: workAnswer,
          ...REFUSALS,
          404: errorAnswer,
          409: errorAnswer,
          412: errorAnswer,
          422: errorAnswer,
        },
      },
    },
    async (request, reply) => {
      const asked = ask(desk(), request, reply, 'read');
      // A browser sends a session by itself, whoever asked it to; a token nobody sends unasked.
      if (asked.signed.session !== null) throw new Refused('forbidden');
      const { id } = request.params;
      await rowAsked(asked, id);
      const { status, document } = await kept.once(
        asked.signed.id,
        request.headers['idempotency-key'],
        { id, ...request.body },
        () => answerTo(asked, id, request.body),
      );
      return reply.code(status as 200).send(document as never);
    },
  );
}

async function answerTo(asked: Asked, id: string, body: z.output<typeof workBody>): Promise<Kept> {
  const change = await changeOf(asked, body);
  if (typeof change === 'string') return refused(change);
  const { refusal, verdict } = await workOn(asked, { id, seq: body.seq ?? null }, change);
  if (refusal !== null) return refused(refusal);
  const { work, task, seq } = await rowAsked(asked, id);
  const events = (verdict?.events ?? []).map(({ event, discrepancySeq, eventId }) => {
    return { event, seq: discrepancySeq, event_id: eventId };
  });
  return { status: 200, document: { id, seq, work: workDocument(work, task), events } };
}

function refused(refusal: WorkRefusal): Kept {
  return {
    status: WORK_STATUS[refusal],
    document: { error: refusal, message: WORK_TEXTS.en.refused[refusal] },
  };
}

/** What a program said; people are named by their e-mail or id. */
async function changeOf(
  { context }: Asked,
  { assignee, follow_up_on: followUp, claim_number: claimNumber, chargeback, comment }: z.output<typeof workBody>,
): Promise<WorkChange | WorkRefusal> {
  const person = typeof assignee === 'string' ? await context.store.people.find(assignee) : null;
  if (typeof assignee === 'string' && person === null) return 'assignee_unfit';
  if (typeof followUp === 'string' && !isPlainDate(followUp)) return 'date_unreadable';
  return {
    ...(assignee === undefined ? {} : { assignee: person?.id ?? null }),
    ...(followUp === undefined ? {} : { followUp: followUp }),
    ...(claimNumber === undefined ? {} : { claimNumber }),
    ...(chargeback === undefined ? {} : { chargeback }),
    ...(comment === undefined ? {} : { comment }),
  };
}
