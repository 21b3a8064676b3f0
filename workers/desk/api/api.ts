import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { certain, messageOf } from '../../../schemas/errors.ts';
import { openPage } from '../../queries/open-list.ts';
import { workDocument } from '../../queries/work-documents.ts';
import { readAddress } from '../address.ts';
import { decideEach, DECISION_STATUS } from '../decide.ts';
import { ask, type Desk } from '../desk.ts';
import { rowAsked } from '../pages/one.ts';
import { Refused } from '../refusals.ts';
import { DESK_TEXTS } from '../../wording/desk-texts.ts';
import { decidedDocument, oneDocument, rowDocument } from './documents.ts';
import { addByHand } from './by-hand.ts';
import { addWork } from './work.ts';
import { keepAnswers, type KeptAnswers } from './kept-answers.ts';
import {
  BEARER,
  REFUSALS,
  decisionsAnswer,
  decisionsBody,
  errorAnswer,
  idParams,
  keyHeaders,
  listAnswer,
  listQuery,
  oneAnswer,
  refusedAnswer,
} from './shapes.ts';

/** The interface for programs: what pages do, through the same functions. */

const ROWS_BY_DEFAULT = 50;
/** The document says nothing of the record. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set(['/api', '/api/', '/api/openapi.json']);

export async function addApi(root: FastifyInstance, desk: () => Desk, version: string): Promise<void> {
  await root.register(
    async (scope) => {
      const app = scope.withTypeProvider<ZodTypeProvider>();
      // Before anything of the request is read: who is nobody learns nothing of what would be accepted.
      app.addHook('onRequest', (request, _reply, done) => {
        const isOpen = OPEN_TO_ALL.has(request.routeOptions.url ?? '');
        done(request.signed === null && !isOpen ? new Refused('signed_out') : undefined);
      });
      app.setValidatorCompiler(validatorCompiler);
      app.setSerializerCompiler(serializerCompiler);
      await app.register(swagger, {
        openapi: {
          openapi: '3.1.0',
          info: {
            title: 'Cuadre',
            description: 'The discrepancy queue: list, look, work, decide. Amounts are text in major units.',
            version,
          },
          components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
        },
        transform: jsonSchemaTransform,
      });
      addReading(app, desk);
      const kept = keepAnswers(() => desk().context.clock.nowMs());
      addDeciding(app, desk, kept);
      addByHand(app, desk, kept);
      addWork(app, desk, kept);
      app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
      app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/api/openapi.json', 303));
    },
    { prefix: '/api' },
  );
}

function addReading(scope: FastifyInstance, desk: () => Desk): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  app.get(
    '/discrepancies',
    {
      schema: {
        operationId: 'listDiscrepancies',
        summary: 'What is open or acknowledged, page by page',
        security: BEARER,
        querystring: listQuery,
        response: { 200: listAnswer, ...REFUSALS },
      },
    },
    async (request, reply) => {
      const asked = ask(desk(), request, reply, 'read');
      const { limit = ROWS_BY_DEFAULT, ...query } = request.query;
      const table = await asked.openRows.current();
      const page = openPage(table, { ...readAddress(query), scope: asked.signed.scope, limit });
      const { run } = table;
      const whole = run === null ? [] : await asked.found.of(page.rows, run);
      const listed = new Map(page.rows.map((row) => [row.id, row]));
      const rows = whole.map((row) => {
        const { seq, work, ...task } = certain(listed.get(row.id), 'the row of the list');
        return { ...rowDocument(row, run?.date ?? null, asked), work: workDocument(work, task), seq };
      });
      return listAnswer.parse({ discrepancies: rows, total: page.total, next: page.next });
    },
  );
  app.get(
    '/discrepancies/:id',
    {
      schema: {
        operationId: 'getDiscrepancy',
        summary: 'One in full: the lines of the files, what happened, what can be decided',
        security: BEARER,
        params: idParams,
        response: { 200: oneAnswer, ...REFUSALS, 404: errorAnswer },
      },
    },
    async (request, reply) => {
      const asked = ask(desk(), request, reply, 'read');
      return oneAnswer.parse(await oneDocument(await rowAsked(asked, request.params.id), asked));
    },
  );
}

function addDeciding(scope: FastifyInstance, desk: () => Desk, kept: KeptAnswers): void {
  const app = scope.withTypeProvider<ZodTypeProvider>();
  app.post(
    '/decisions',
    {
      schema: {
        operationId: 'decide',
        summary: 'Decisions, all of them or none; 412 where one has moved since it was seen',
        security: BEARER,
        headers: keyHeaders,
        body: decisionsBody,
        response: {
          200: decisionsAnswer,
          ...REFUSALS,
          404: refusedAnswer,
          409: refusedAnswer,
          412: refusedAnswer,
          422: refusedAnswer,
        },
      },
    },
    async (request, reply) => {
      const asked = ask(desk(), request, reply, 'read');
      // A browser sends a session by itself, whoever asked it to; a token nobody sends unasked.
      if (asked.signed.session !== null) throw new Refused('forbidden');
      const key = request.headers['idempotency-key'];
      const { status, document } = await kept.once(asked.signed.id, key, request.body, async () => {
        const decided = await decideEach(asked, request.body.decisions);
        const rows = decided.verdicts.map(decidedDocument);
        if (decided.refusal === null) return { status: 200, document: { decided: rows } };
        const message = DESK_TEXTS.en.refused[decided.refusal];
        return {
          status: DECISION_STATUS[decided.refusal],
          document: { error: decided.refusal, message, refused: rows },
        };
      });
      return reply.code(status as 200).send(document as never);
    },
  );
}

/** What a request that fits no shape is told. */
export function shapeMessage(error: unknown): string {
  return messageOf(error).slice(0, 500);
}
