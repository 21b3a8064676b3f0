import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { certain } from '../../../schemas/errors.ts';
import { standingPairings } from '../../../schemas/outcome/pairing.ts';
import { formatMajor } from '../../../schemas/values/money.ts';
import { candidatesDocument, pairingDocument } from '../../queries/by-hand-documents.ts';
import { candidatesFor } from '../../queries/candidates.ts';
import { DESK_TEXTS } from '../../wording/desk-texts.ts';
import { decideByHand, HAND_STATUS, type HandDecided } from '../by-hand.ts';
import { ask, assertSeesAll, type Desk } from '../desk.ts';
import { rowAsked } from '../pages/one.ts';
import { Refused } from '../refusals.ts';
import type { Kept, KeptAnswers } from './kept-answers.ts';
import {
  BEARER,
  REFUSALS,
  candidatesAnswer,
  errorAnswer,
  handAnswer,
  handBody,
  handList,
  handRefused,
  idParams,
  keyHeaders,
} from './shapes.ts';

/** Matching by hand for programs. */
export function addByHand(scope: FastifyInstance, desk: () => Desk, kept: KeptAnswers): void {
  addReading(scope, desk);
  const app = scope.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/decisions-by-hand',
    {
      schema: {
        operationId: 'decideByHand',
        summary: 'Matches, unmatches or leaves out lines, or undoes such a decision',
        security: BEARER,
        headers: keyHeaders,
        body: handBody,
        response: { 200: handAnswer, ...REFUSALS, 404: handRefused, 409: handRefused, 422: handRefused },
      },
    },
    async (request, reply) => {
      const asked = ask(desk(), request, reply, 'pair');
      // A browser sends a session by itself, whoever asked it to; a token nobody sends unasked.
      if (asked.signed.session !== null) throw new Refused('forbidden');
      const { act, lines = [], undoes = null, difference = '', note } = request.body;
      const key = request.headers['idempotency-key'];
      const { status, document } = await kept.once(asked.signed.id, key, request.body, async () =>
        answerOf(await decideByHand(asked, { act, lines, undoes, difference, note })),
      );
      return reply.code(status as 200).send(document as never);
    },
  );
}

function answerOf({ refusal, pairing, letsPass, reason }: HandDecided): Kept {
  if (refusal === null) {
    const taken = certain(pairing, 'the decision');
    return { status: 200, document: { decision: pairingDocument(taken, taken.act !== 'undo') } };
  }
  const differs = letsPass.map(({ currency, amount }) => ({ currency, amount: formatMajor(amount) }));
  const message = reason ?? DESK_TEXTS.en.byHand.refused[refusal];
  return { status: HAND_STATUS[refusal], document: { error: refusal, message, differs } };
}

function addReading(scope: FastifyInstance, desk: () => Desk): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/discrepancies/:id/candidates',
    {
      schema: {
        operationId: 'listCandidates',
        summary: 'What may belong to the lines of a discrepancy, the surest first',
        security: BEARER,
        params: idParams,
        response: { 200: candidatesAnswer, ...REFUSALS, 404: errorAnswer },
      },
    },
    async (request, reply) => {
      const asked = ask(desk(), request, reply, 'pair');
      const { discrepancy } = await rowAsked(asked, request.params.id);
      return candidatesDocument(discrepancy.id, await candidatesFor(discrepancy, asked.context));
    },
  );
  app.get(
    '/decisions-by-hand',
    {
      schema: {
        operationId: 'listDecisionsByHand',
        summary: 'Everything that was decided by hand',
        security: BEARER,
        response: { 200: handList, ...REFUSALS, 404: errorAnswer },
      },
    },
    async (request, reply) => {
      const asked = ask(desk(), request, reply, 'read');
      assertSeesAll(asked);
      const all = await asked.context.store.pairings.all();
      const standing = new Set(standingPairings(all).map(({ number }) => number));
      return { decisions: all.map((one) => pairingDocument(one, standing.has(one.number))) };
    },
  );
}
