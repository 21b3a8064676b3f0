import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CuadreError } from '../../../schemas/errors.ts';
import { endSession, sessionOf } from '../../people/sessions.ts';
import { acceptInvitation, signIn } from '../../people/sign-in.ts';
import { html, NOTHING, type Html } from '../../5-publish/html/markup.ts';
import { DESK_TEXTS } from '../../wording/desk-texts.ts';
import type { Query } from '../address.ts';
import type { Desk } from '../desk.ts';
import { csrfOf, fieldOf, formOf, type Form } from '../forms.ts';
import { languageOf } from '../language.ts';
import { hidden, send, shell } from '../shell.ts';
import { enter, leave, sessionName } from '../signed.ts';

/** Coming in, with a password and a one-time code or with an invitation, and going out. */

/** Of one address: a person mistypes, a program guesses. */
export const TRIES_A_MINUTE = { rateLimit: { max: 20, timeWindow: '1 minute' } } as const;
const EMAIL_LENGTH_MAX = 254;
const PASSWORD_LENGTH_MAX = 1_000;
const CODE_LENGTH_MAX = 12;

/**
 * Where a sign-in by the provider of identities begins. It is a link and no form: a form would be led on to the
 * provider, and the policy of the pages would have to allow that.
 */
export const OIDC_PATH = '/sign-in/oidc';

function oidcAddress(next: string): string {
  return `${OIDC_PATH}?next=${encodeURIComponent(next)}`;
}

interface Shown {
  /** Where somebody wanted to go. */
  readonly next: string;
  readonly email: string;
  /** What is said above the form; '' where nothing is. */
  readonly say: string;
  readonly isRefused: boolean;
}

export function addSignIn(app: FastifyInstance, desk: () => Desk): void {
  app.get<{ Querystring: Query }>('/sign-in', (request, reply) => {
    const texts = textsOf(request, desk());
    const say = request.query['ended'] === undefined ? '' : texts.signIn.ended;
    const next = pathOf(request.query['next']);
    return answer(
      request,
      reply,
      desk(),
      200,
      signInForm(request, reply, desk(), { next, email: '', say, isRefused: false }),
    );
  });
  const guarded = { preHandler: app.csrfProtection.bind(app), config: TRIES_A_MINUTE };
  app.post('/sign-in', guarded, async (request, reply) => cameIn(request, reply, desk(), formOf(request.body)));
  app.get('/invitation', (request, reply) =>
    answer(request, reply, desk(), 200, invitationForm(request, reply, desk(), '')),
  );
  app.post('/invitation', guarded, async (request, reply) => {
    const form = formOf(request.body);
    try {
      const { context } = desk();
      const proved = await acceptInvitation(fieldOf(form, 'invitation'), fieldOf(form, 'password'), context);
      await enter(request, reply, proved, desk());
      return await reply.redirect('/', 303);
    } catch (error) {
      if (!(error instanceof CuadreError) || !['sign_in_refused', 'person_refused'].includes(error.code)) throw error;
      const say = textsOf(request, desk()).signIn.inviteRefused;
      return answer(request, reply, desk(), 401, invitationForm(request, reply, desk(), say));
    }
  });
  app.post('/sign-out', { preHandler: app.csrfProtection.bind(app) }, async (request, reply) => {
    const { context, place } = desk();
    const name = sessionName(request, place);
    const session = name === null ? null : await sessionOf(name, context);
    if (session !== null) await endSession(session, context);
    leave(reply, place);
    return reply.redirect('/sign-in?ended=1', 303);
  });
}

async function cameIn(request: FastifyRequest, reply: FastifyReply, desk: Desk, form: Form): Promise<FastifyReply> {
  const { context } = desk;
  const email = fieldOf(form, 'email').slice(0, EMAIL_LENGTH_MAX);
  const code = fieldOf(form, 'code').slice(0, CODE_LENGTH_MAX).trim();
  const next = pathOf(form['next']);
  const password = fieldOf(form, 'password').slice(0, PASSWORD_LENGTH_MAX);
  const came = await signIn({ email, password, code: code === '' ? null : code }, context);
  if (came.kind === 'signed') {
    await enter(request, reply, came.proved, desk);
    return reply.redirect(next, 303);
  }
  const { signIn: texts } = textsOf(request, desk);
  const isCode = came.kind === 'code_needed';
  const shown = { next, email, say: isCode ? texts.codeNeeded : texts.refused, isRefused: !isCode };
  return answer(request, reply, desk, isCode ? 200 : 401, signInForm(request, reply, desk, shown));
}

/** A path of the desk: an address of elsewhere leads to the first page. */
export function pathOf(value: Query[string]): string {
  return typeof value === 'string' && /^\/(?![/\\])[\x20-\x5b\x5d-\x7e]*$/.test(value) ? value : '/';
}

export function textsOf(request: FastifyRequest, { context }: Desk) {
  return DESK_TEXTS[languageOf(request, context.config.reports.languages)];
}

export function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { context }: Desk,
  status: number,
  content: Html,
): FastifyReply {
  const language = languageOf(request, context.config.reports.languages);
  const { title } = DESK_TEXTS[language].signIn;
  const { tenant } = context.config;
  return send(reply, status, shell({ language, tenant, title, current: 'other', signed: null, csrf: '', content }));
}

function told(say: string, isRefused: boolean): Html {
  return say === ''
    ? NOTHING
    : html`<p class="told ${isRefused ? 'refused' : ''}" role="${isRefused ? 'alert' : 'status'}">${say}</p>`;
}

export function signInForm(
  request: FastifyRequest,
  reply: FastifyReply,
  desk: Desk,
  { next, email, say, isRefused }: Shown,
): Html {
  const { signIn: texts } = textsOf(request, desk);
  return html`<section class="narrow">
    <h1>${texts.title}</h1>
    ${told(say, isRefused)}
    <form method="post" action="/sign-in">
      ${hidden('_csrf', csrfOf({ reply, signed: request.signed }))} ${hidden('next', next)}
      <label
        >${texts.email} <input type="email" name="email" value="${email}" autocomplete="username" required
      /></label>
      <label
        >${texts.password} <input type="password" name="password" autocomplete="current-password" required
      /></label>
      <label
        >${texts.code}
        <input name="code" inputmode="numeric" autocomplete="one-time-code" placeholder="${texts.codeHint}"
      /></label>
      <button>${texts.enter}</button>
    </form>
    ${desk.oidc === null ? NOTHING : html`<p><a href="${oidcAddress(next)}">${texts.oidc}</a></p>`}
    <p><a href="/invitation">${texts.haveInvitation}</a></p>
  </section>`;
}

function invitationForm(request: FastifyRequest, reply: FastifyReply, desk: Desk, say: string): Html {
  const { signIn: texts } = textsOf(request, desk);
  return html`<section class="narrow">
    <h1>${texts.inviteTitle}</h1>
    ${told(say, true)}
    <form method="post" action="/invitation">
      ${hidden('_csrf', csrfOf({ reply, signed: request.signed }))}
      <label>${texts.invitation} <input name="invitation" autocomplete="off" required /></label>
      <label
        >${texts.newPassword} <span class="sub">${texts.passwordHint}</span>
        <input type="password" name="password" autocomplete="new-password" minlength="12" required
      /></label>
      <button>${texts.setPassword}</button>
    </form>
  </section>`;
}
