import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDemoDesk, type DemoDesk, type Somebody } from '../../scripts/testing/desk-kit.ts';
import { certain } from '../../schemas/errors.ts';
import type { DecisionEvent } from '../../schemas/outcome/decision.ts';
import { RIGHT_OF_DECISION, RIGHT_OF_WORK, RIGHTS, type Action } from '../../schemas/people/rights.ts';
import { ROLES, type Person } from '../../schemas/people/person.ts';
import { Secret } from '../../schemas/values/secret.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { endPerson, invite } from '../people/inviting.ts';
import { beginSession } from '../people/sessions.ts';
import { makeToken } from '../people/tokens.ts';
import { keepOpenRows } from '../queries/open-rows.ts';
import { DESK_TEXTS } from '../wording/desk-texts.ts';
import { ICON_PATH, SCRIPT_PATH, STYLE_PATH } from './served-assets.ts';

/**
 * Every address that the desk's server really has, tried by every role, by nobody and by somebody whose time has ended,
 * and held to the one table of rights. A new address without a line in `ROUTES` fails.
 */

const LAST = '2026-06-29' as PlainDate;
const WHO = [...ROLES, 'nobody', 'ended'] as const;
type Who = (typeof WHO)[number];

/** What a try is made of: a row, its store, and who tries. */
interface At {
  readonly id: string;
  readonly store: string;
  readonly seq: number;
  readonly who: Who;
  readonly person: string;
}

interface Try {
  /** Null: for all, signed in or not. */
  readonly right: Action | null;
  /** Of a row or a store that a `store` person may not know of; of the whole chain; or of neither. */
  readonly of?: 'row' | 'chain';
  readonly path: (at: At) => string;
  /** What the form sends, or the document of a program. */
  readonly sends?: (at: At) => object;
  /** What it answers to who may. */
  readonly granted: number;
}

const open = (path: string, granted = 200): Try[] => [{ right: null, path: () => path, granted }];
const read = (path: string, more: Partial<Try> = {}): Try[] => [
  { right: 'read', path: () => path, granted: 200, ...more },
];
const ofRow = (right: Action, end: string, granted: number, sends?: Try['sends']): Try => ({
  right,
  of: 'row',
  path: ({ id }) => `/d/${id}${end}`,
  granted,
  ...(sends === undefined ? {} : { sends }),
});
const DECISIONS = Object.entries(RIGHT_OF_DECISION) as [DecisionEvent, Action][];
/** A number that no row has: what is allowed is refused as stale, and nothing moves. */
const NO_SEQ = 999_999_999;

/** What a person may say of a row, as a form and as a program sends it; a value of their own each. */
const SAID: Readonly<
  Record<keyof typeof RIGHT_OF_WORK, { form: Try['sends']; api: Try['sends']; granted: number } | null>
> = {
  assignee: {
    form: ({ person }) => ({ assignee: person }),
    api: ({ person }) => ({ assignee: person }),
    granted: 200,
  },
  followUp: {
    form: ({ who }) => ({ follow_up: `2026-09-0${String(WHO.indexOf(who) + 1)}` }),
    api: ({ who }) => ({ follow_up_on: `2026-10-0${String(WHO.indexOf(who) + 1)}` }),
    granted: 200,
  },
  claimNumber: {
    form: ({ who }) => ({ claim_number: `F-${who}` }),
    api: ({ who }) => ({ claim_number: `A-${who}` }),
    granted: 200,
  },
  chargeback: { form: () => ({ chargeback: 'won' }), api: () => ({ chargeback: 'won' }), granted: 409 },
  comment: { form: () => ({ comment: 'seen' }), api: () => ({ comment: 'seen' }), granted: 200 },
  // Has a form of its own.
  file: null,
};
const saidBy = (of: 'form' | 'api'): { right: Action; sends: Try['sends']; granted: number }[] =>
  Object.entries(SAID).flatMap(([field, one]) =>
    one === null ? [] : [{ right: RIGHT_OF_WORK[field as keyof typeof SAID], sends: one[of], granted: one.granted }],
  );

const ROUTES: Readonly<Record<string, readonly Try[]>> = {
  'GET /': read('/'),
  'GET /queue': read('/queue'),
  'GET /d/:id': [ofRow('read', '', 200)],
  'GET /dates': read('/dates', { of: 'chain' }),
  'GET /dates/:date': read(`/dates/${LAST}`, { of: 'chain' }),
  'GET /payouts': read('/payouts', { of: 'chain' }),
  'GET /providers': read('/providers', { of: 'chain' }),
  'GET /stores': read('/stores'),
  'GET /stores/:store': read('', { of: 'row', path: ({ store }) => `/stores/${store}` }),
  'GET /people': [{ right: 'read_log', path: () => '/people', granted: 200 }],
  'POST /d/:id/decide': DECISIONS.map(([event, right]) =>
    ofRow(right, '/decide', 412, () => ({ event, note: 'why', seq: NO_SEQ })),
  ),
  'POST /d/:id/work': saidBy('form').map(({ right, sends, granted }) =>
    ofRow(right, '/work', granted === 200 ? 303 : granted, (at) => ({ seq: at.seq, ...sends?.(at) })),
  ),
  // A form without a file is none: whoever may is told so.
  'POST /d/:id/attach': [ofRow('comment', '/attach', 400, () => ({}))],
  'GET /d/:id/files/:seq': [ofRow('read', '/files/0', 404)],
  'POST /d/:id/answer': [ofRow('confirm', '/answer', 409, () => ({ answer: 'confirmed', note: 'seen' }))],
  'POST /queue/decide': DECISIONS.map(([event, right]) => ({
    right,
    path: () => '/queue/decide',
    sends: () => ({ event, note: 'why' }),
    granted: 422,
  })),
  'GET /d/:id/match': [ofRow('pair', '/match', 200)],
  'POST /d/:id/match': [ofRow('pair', '/match', 422, () => ({ act: 'match', note: 'why' }))],
  'GET /queue/open.csv': [{ right: 'export', path: () => '/queue/open.csv', granted: 200 }],
  'GET /queue/open.xlsx': [{ right: 'export', path: () => '/queue/open.xlsx', granted: 200 }],
  'GET /claims/:provider': [{ right: 'claim', of: 'chain', path: () => '/claims/dlocal', granted: 200 }],
  'GET /claims/:provider/:file': [
    { right: 'claim', of: 'chain', path: () => '/claims/dlocal/ask-first.csv', granted: 200 },
  ],
  'GET /dates/:date/replay': [{ right: 'run', of: 'chain', path: () => `/dates/${LAST}/replay`, granted: 200 }],
  'POST /dates/:date/replay': [
    {
      right: 'run',
      of: 'chain',
      path: () => `/dates/${LAST}/replay`,
      sends: () => ({ step: 'confirm', reason: '' }),
      granted: 422,
    },
  ],
  'POST /dates/:date/file': [
    { right: 'run', of: 'chain', path: () => `/dates/${LAST}/file`, sends: () => ({}), granted: 400 },
  ],
  'GET /api/discrepancies': read('/api/discrepancies'),
  'GET /api/discrepancies/:id': read('', { of: 'row', path: ({ id }) => `/api/discrepancies/${id}` }),
  'GET /api/discrepancies/:id/candidates': [
    { right: 'pair', of: 'row', path: ({ id }) => `/api/discrepancies/${id}/candidates`, granted: 200 },
  ],
  'POST /api/discrepancies/:id/work': saidBy('api').map((one) => ({
    ...one,
    of: 'row',
    path: ({ id }) => `/api/discrepancies/${id}/work`,
  })) as Try[],
  'POST /api/decisions': DECISIONS.map(([event, right]) => ({
    right,
    of: 'row',
    path: () => '/api/decisions',
    sends: ({ id }) => ({ decisions: [{ id, event, note: 'why', seq: NO_SEQ }] }),
    granted: 412,
  })),
  'GET /api/decisions-by-hand': read('/api/decisions-by-hand', { of: 'chain' }),
  'POST /api/decisions-by-hand': [
    {
      right: 'pair',
      path: () => '/api/decisions-by-hand',
      sends: () => ({ act: 'match', lines: ['nothing:1'], note: 'why' }),
      granted: 404,
    },
  ],
  // What says nothing of the record.
  'GET /api': open('/api', 303),
  'GET /api/openapi.json': open('/api/openapi.json'),
  'GET /healthz': open('/healthz'),
  'GET /language': open('/language', 303),
  [`GET ${STYLE_PATH}`]: open(STYLE_PATH),
  [`GET ${SCRIPT_PATH}`]: open(SCRIPT_PATH),
  [`GET ${ICON_PATH}`]: open(ICON_PATH),
  'GET /sign-in': open('/sign-in'),
  'GET /invitation': open('/invitation'),
  // Of nobody who listens: it cannot be asked.
  'GET /sign-in/oidc': open('/sign-in/oidc', 503),
  'GET /sign-in/oidc/callback': open('/sign-in/oidc/callback', 401),
  'POST /sign-in': [{ right: null, path: () => '/sign-in', sends: () => ({ email: 'a@b.co' }), granted: 401 }],
  'POST /invitation': [{ right: null, path: () => '/invitation', sends: () => ({}), granted: 401 }],
  // The last one: it ends the sessions of those who try.
  'POST /sign-out': [{ right: null, path: () => '/sign-out', sends: () => ({}), granted: 303 }],
};

/** Where a `store` person stands to what is asked for. */
type Where = 'own' | 'other' | 'chain';

/** What may be answered: where a right is missing on what is hidden too, either refusal tells nothing of it. */
function expectedOf(who: Who, { right, of, granted }: Try, where: Where, isProgram: boolean): readonly number[] {
  if (right === null) return [granted];
  if (who === 'nobody' || who === 'ended') return [isProgram ? 401 : 303];
  const isHidden = who === 'store' && of !== undefined && where !== 'own';
  if (!RIGHTS[right].includes(who)) return isHidden ? [403, 404] : [403];
  return [isHidden ? 404 : granted];
}

let kit: DemoDesk;
const served = new Set<string>();
const heads = new Set<string>();
const sessions = new Map<Who, string>();
const tokens = new Map<Who, string>();
const people = new Map<Who, string>();
/** The token of forms of each, with its cookie. */
const forms = new Map<Who, { readonly token: string; readonly cookie: string }>();
const rows = new Map<Where, { readonly id: string; readonly store: string }>();

/** Takes down every address of a server that is being made. */
function listen(message: unknown): void {
  const { fastify } = message as { readonly fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
    for (const one of [method].flat()) (one === 'HEAD' ? heads : served).add(`${one === 'HEAD' ? 'GET' : one} ${url}`);
  });
}

beforeAll(async () => {
  subscribe('fastify.initialization', listen);
  kit = await openDemoDesk(LAST, (_folder, context) => {
    const oidc = { issuer: 'http://127.0.0.1:9', clientId: 'cuadre', secret: new Secret('of this test') };
    const desk = { ...context.config.desk, oidc };
    return {
      context: { ...context, config: { ...context.config, desk } },
      replay: () => Promise.reject(new Error('nothing is run here')),
    };
  });
  unsubscribe('fastify.initialization', listen);
  const { context } = kit;
  const by = { name: 'test', personId: null, proof: 'stated' } as const;
  const facts = { email: 'ended@chain.co', name: 'Eva', roles: ROLES.filter((one) => one === 'approver') };
  await invite({ ...facts, stores: [], owners: [], language: null }, by, context);
  for (const who of WHO.filter((one) => one !== 'nobody')) {
    const person: Person = certain(await context.store.people.find(`${who}@chain.co`), who);
    people.set(who, person.id);
    tokens.set(who, (await makeToken({ person, kind: 'machine', name: 'a program' }, by, context)).text);
    if (who === 'ended') sessions.set(who, await beginSession({ person, proof: 'password' }, context));
    else sessions.set(who, kit.session(who satisfies Somebody));
    if (who === 'ended') await endPerson(person, by, context);
  }
  const all = (await keepOpenRows(context).current()).sorted('money');
  for (const [where, store] of [
    ['own', 'BOG02'],
    ['other', 'BOG01'],
    ['chain', null],
  ] as const) {
    const row = certain(
      all.find((one) => one.store === store && one.kind !== 'chargeback'),
      where,
    );
    rows.set(where, { id: row.id, store: store ?? 'NONE' });
  }
  for (const who of WHO) forms.set(who, await formOf(who));
}, 120_000);
afterAll(() => kit.close());

const cookieOf = (who: Who): string => `cuadre_session=${sessions.get(who) ?? ''}`;

async function formOf(who: Who): Promise<{ readonly token: string; readonly cookie: string }> {
  const page = who === 'nobody' || who === 'ended' ? '/sign-in' : '/';
  const shown = await fetch(`${kit.desk.address}${page}`, { headers: { cookie: cookieOf(who) } });
  const [, token = ''] = /name="_csrf" value="([^"]+)"/.exec(await shown.text()) ?? [];
  const [cookie = ''] = (shown.headers.get('set-cookie') ?? '').split(';');
  return { token, cookie };
}

/** Tries it as a browser does, or as a program with a token. */
async function attempt(method: string, one: Try, at: At): Promise<Response> {
  const path = one.path(at);
  const isProgram = path.startsWith('/api');
  const form = certain(forms.get(at.who), 'a form');
  const headers: Record<string, string> = isProgram
    ? { authorization: `Bearer ${tokens.get(at.who) ?? 'cdm_nobody'}`, 'content-type': 'application/json' }
    : { cookie: `${cookieOf(at.who)}; ${form.cookie}`, 'accept-language': 'en' };
  const sent = one.sends?.(at) ?? {};
  const fields = Object.entries({ _csrf: form.token, ...sent }).map(([name, value]): [string, string] => [
    name,
    String(value as unknown),
  ]);
  const body = isProgram ? JSON.stringify(sent) : new URLSearchParams(fields);
  if (method !== 'POST') delete headers['content-type'];
  return fetch(`${kit.desk.address}${path}`, {
    method,
    redirect: 'manual',
    headers,
    ...(method === 'POST' ? { body } : {}),
  });
}

const seqOf = async (id: string): Promise<number> => (await kit.context.store.queue.find(id))?.seq ?? -1;
const WHERES = ['own', 'other', 'chain'] as const;

/** One person at one address: what it answered, where it is not what the table says. */
async function problemsOf(method: string, one: Try, who: Who, where: Where): Promise<string[]> {
  const { id, store } = certain(rows.get(where), 'a row');
  const seq = await seqOf(id);
  const at = { id, store, seq, who, person: people.get(who) ?? '' };
  const answer = await attempt(method, one, at);
  const isProgram = one.path(at).startsWith('/api');
  const expected = expectedOf(who, one, where, isProgram);
  const text = await answer.text();
  const name = `${who} at ${method} ${one.path(at)} of ${where} (${one.right ?? 'for all'})`;
  const problems: string[] = [];
  const { status } = answer;
  if (!expected.includes(status))
    problems.push(`${name} got ${String(status)}, not ${expected.join(' or ')}: ${text.slice(0, 200)}`);
  if (status === 303 && one.right !== null && (who === 'nobody' || who === 'ended'))
    if (answer.headers.get('location')?.startsWith('/sign-in') !== true) problems.push(`${name} is led elsewhere`);
  // A form without its token is refused with 403 too: that would prove nothing.
  const says = isProgram ? '"error":"forbidden"' : DESK_TEXTS.en.refusals.forbidden.title;
  if (status === 403 && method !== 'HEAD' && !text.includes(says))
    problems.push(`${name} is refused for another cause`);
  if (!expected.includes(one.granted) && (await seqOf(id)) !== seq)
    problems.push(`${name} was refused, and moved something`);
  return problems;
}

describe('every address of the desk', () => {
  it('is in the table of this test: say there which right a new one asks for', () => {
    expect([...served].filter((route) => !(route in ROUTES))).toEqual([]);
    expect(Object.keys(ROUTES).filter((route) => !served.has(route))).toEqual([]);
  });

  it.each(Object.keys(ROUTES))('%s answers each role as the table of rights says', async (route) => {
    const [method = ''] = route.split(' ');
    const methods = heads.has(route) ? [method, 'HEAD'] : [method];
    const problems: string[] = [];
    for (const one of ROUTES[route] ?? [])
      for (const who of WHO) {
        const wheres =
          one.of === 'chain' ? (['chain'] as const) : one.of === 'row' && who === 'store' ? WHERES : (['own'] as const);
        for (const where of wheres) for (const by of methods) problems.push(...(await problemsOf(by, one, who, where)));
      }
    expect(problems).toEqual([]);
  });
});
