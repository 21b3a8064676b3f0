import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isOpenState } from '../../../schemas/kinds/discrepancy.ts';
import { openRowsThatPass } from '../../queries/open-list.ts';
import { queueAddress, readAddress, type Query } from '../address.ts';
import { answerProposal, decide, decisionNamed, DECISION_STATUS, type Decided, type SeenRow } from '../decide.ts';
import { PROVIDER_TEXTS } from '../../wording/provider-texts.ts';
import { ask, type Asked, type Desk } from '../desk.ts';
import { fieldOf, fieldsOf, formOf, sendPage, type Form, type Told } from '../forms.ts';
import { Refused } from '../refusals.ts';
import { changeOfForm, workOn, WORK_STATUS } from '../work.ts';
import { addByHand } from './by-hand.ts';
import { addClaims } from './claims.ts';
import { datePage, datesPage } from './dates.ts';
import { addExport } from './export.ts';
import { onePage, rowAsked, seenRows } from './one.ts';
import { peoplePage } from './people.ts';
import { payoutsPage } from './payouts.ts';
import { providersPage } from './providers.ts';
import { queuePage } from './queue.ts';
import { addReplay } from './replay.ts';
import { storePage, storesPage } from './stores.ts';
import { todayPage } from './today.ts';

/** The addresses of the pages. Each asks for its right before anything is read. */

type Route = FastifyRequest<{ Querystring: Query; Params: Readonly<Record<string, string>> }>;

export function addPages(app: FastifyInstance, desk: () => Desk): void {
  const page = (path: string, answer: (asked: Asked, request: Route) => Promise<FastifyReply>): void => {
    app.get(path, async (request, reply) => answer(ask(desk(), request, reply, 'read'), request as Route));
  };
  page('/', async (asked) =>
    sendPage(asked, { title: asked.texts.today.title, current: 'today', content: await todayPage(asked) }),
  );
  page('/queue', async (asked, { query }) =>
    sendPage(asked, {
      title: asked.texts.queue.title,
      current: 'queue',
      content: await queuePage(asked, query, toldOf(query)),
    }),
  );
  page('/d/:id', async (asked, { params, query }) => {
    const work = query['saved'] === 'yes' ? { refusal: null, form: {} } : undefined;
    const typed = { note: '', seq: null, ...(work === undefined ? {} : { work }) };
    return sendPage(asked, { ...(await onePage(asked, params['id'] ?? '', toldOf(query), typed)), current: 'queue' });
  });
  page('/dates', async (asked) =>
    sendPage(asked, { title: asked.texts.dates.title, current: 'dates', content: await datesPage(asked) }),
  );
  page('/dates/:date', async (asked, { params }) => {
    const { date, content } = await datePage(asked, params['date'] ?? '');
    return sendPage(asked, { title: date, current: 'dates', content });
  });
  page('/payouts', async (asked) =>
    sendPage(asked, { title: asked.texts.payouts.title, current: 'payouts', content: await payoutsPage(asked) }),
  );
  page('/stores', async (asked) =>
    sendPage(asked, { title: asked.texts.stores.title, current: 'stores', content: await storesPage(asked) }),
  );
  page('/stores/:store', async (asked, { params }) =>
    sendPage(asked, { ...(await storePage(asked, params['store'] ?? '')), current: 'stores' }),
  );
  page('/providers', async (asked) =>
    sendPage(asked, {
      title: PROVIDER_TEXTS[asked.language].title,
      current: 'providers',
      content: await providersPage(asked),
    }),
  );
  app.get('/people', async (request, reply) => {
    const asked = ask(desk(), request, reply, 'read_log');
    return sendPage(asked, { title: asked.texts.people.title, current: 'people', content: await peoplePage(asked) });
  });
  addDecisions(app, desk);
  addByHand(app, desk);
  addExport(app, desk);
  addClaims(app, desk);
  addReplay(app, desk);
}

/** How many rows the address says were decided; it is only ever a number. */
function toldOf(query: Query): Told {
  const count = (name: string): number => {
    const value = query[name];
    return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : 0;
  };
  return { refusal: null, applied: count('done'), proposed: count('proposed') };
}

const ANSWERS = ['confirmed', 'declined'] as const;

function addDecisions(app: FastifyInstance, desk: () => Desk): void {
  const form = (path: string, answer: (asked: Asked, request: Route, form: Form) => Promise<FastifyReply>): void => {
    app.post(path, { preHandler: app.csrfProtection.bind(app) }, async (request, reply) =>
      answer(ask(desk(), request, reply, 'read'), request as Route, formOf(request.body)),
    );
  };
  form('/d/:id/decide', async (asked, { params }, sent) => {
    const id = params['id'] ?? '';
    const event = decisionNamed(fieldOf(sent, 'event'));
    const seq = fieldOf(sent, 'seq');
    if (event === null || !/^\d{1,9}$/.test(seq)) throw new Refused('unreadable');
    const note = fieldOf(sent, 'note');
    const decided = await decide(asked, event, note, [{ id, seq: Number(seq) }]);
    if (decided.refusal === null) return asked.reply.redirect(`/d/${id}?${doneQuery(decided)}`, 303);
    const page = await onePage(asked, id, decided, { note, seq: Number(seq) });
    return sendPage(asked, { ...page, current: 'queue', status: DECISION_STATUS[decided.refusal] });
  });
  form('/d/:id/work', async (asked, { params }, sent) => {
    const id = params['id'] ?? '';
    const seq = fieldOf(sent, 'seq');
    if (!/^\d{1,9}$/.test(seq)) throw new Refused('unreadable');
    const change = changeOfForm(sent);
    await rowAsked(asked, id);
    const refusal =
      typeof change === 'string' ? change : (await workOn(asked, { id, seq: Number(seq) }, change)).refusal;
    if (refusal === null) return asked.reply.redirect(`/d/${id}?saved=yes#work`, 303);
    const typed = { note: '', seq: Number(seq), work: { refusal, form: sent } };
    const page = await onePage(asked, id, { refusal: null, applied: 0, proposed: 0 }, typed);
    return sendPage(asked, { ...page, current: 'queue', status: WORK_STATUS[refusal] });
  });
  form('/d/:id/answer', async (asked, { params }, sent) => {
    const id = params['id'] ?? '';
    const answer = ANSWERS.find((one) => one === fieldOf(sent, 'answer'));
    if (answer === undefined) throw new Refused('unreadable');
    const decided = await answerProposal(asked, id, answer, fieldOf(sent, 'note'));
    if (decided.refusal === null) return asked.reply.redirect(`/d/${id}?${doneQuery(decided)}`, 303);
    const page = await onePage(asked, id, decided, { note: fieldOf(sent, 'note'), seq: null });
    return sendPage(asked, { ...page, current: 'queue', status: DECISION_STATUS[decided.refusal] });
  });
  form('/queue/decide', async (asked, _request, sent) => {
    const event = decisionNamed(fieldOf(sent, 'event'));
    if (event === null) throw new Refused('unreadable');
    const query = queryOf(fieldOf(sent, 'address'));
    const note = fieldOf(sent, 'note');
    const chosen = seenRows(fieldsOf(sent, 'row'));
    const rows = fieldOf(sent, 'all') === 'yes' ? await allThatMatch(asked, query, fieldOf(sent, 'expect')) : chosen;
    const decided: Decided =
      rows === null
        ? { refusal: 'other_count', applied: 0, proposed: 0, verdicts: [] }
        : await decide(asked, event, note, rows);
    if (decided.refusal === null) return asked.reply.redirect(`${addressOf(query)}${doneQuery(decided)}`, 303);
    const typed = { note, chosen: new Set(chosen.map(({ id }) => id)) };
    const content = await queuePage(asked, query, decided, typed);
    const status = DECISION_STATUS[decided.refusal];
    return sendPage(asked, { title: asked.texts.queue.title, current: 'queue', content, status });
  });
}

/** The rows that a filter lets through, if they are as many as were shown; null where they are not. */
async function allThatMatch({ openRows, signed }: Asked, query: Query, expected: string): Promise<SeenRow[] | null> {
  const { filter, sort } = readAddress(query);
  const rows = openRowsThatPass(await openRows.current(), filter, signed.scope, sort);
  return String(rows.length) === expected ? rows.filter(({ state }) => isOpenState(state)) : null;
}

/** The query of an address of the queue that a form carried along; of anything else, none. */
function queryOf(address: string): Query {
  if (!address.startsWith('/queue')) return {};
  const query = new URLSearchParams(address.slice('/queue'.length));
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
}

/** The address of what was seen, from its first page on: what was decided is not there any more. */
function addressOf(query: Query): string {
  const { filter, sort } = readAddress(query);
  const address = queueAddress({ filter, sort });
  return `${address}${address.includes('?') ? '&' : '?'}`;
}

function doneQuery({ applied, proposed }: Decided): string {
  const parts = [
    ...(applied === 0 ? [] : [`done=${String(applied)}`]),
    ...(proposed === 0 ? [] : [`proposed=${String(proposed)}`]),
  ];
  return parts.join('&');
}
