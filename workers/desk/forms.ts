import type { FastifyReply } from 'fastify';
import { html, type Html } from '../5-publish/html/markup.ts';
import type { DecisionRefusal } from '../wording/desk-wording.ts';
import type { Asked } from './desk.ts';
import { send, shell, type PageName } from './shell.ts';

/** What a form sent, field by field: each once, or several times. */
export type Form = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The fields of a form; a request without any has none. */
export function formOf(body: unknown): Form {
  return typeof body === 'object' && body !== null ? (body as Form) : {};
}

/** A field that is given once; '' where it is not. */
export function fieldOf(form: Form, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

export function fieldsOf(form: Form, name: string): readonly string[] {
  const value = form[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** What the token of a form is bound to: a session, or that there is none yet. No session has this name. */
export function boundTo(signed: Asked['signed'] | null): string {
  return signed?.session ?? 'nobody';
}

/** Of an answer that is being made: a second one would come with another secret, and undo the first. */
const made = new WeakMap<FastifyReply, string>();

/** The token of all forms of a page, bound to who sees it. */
export function csrfOf({ reply, signed }: Pick<Asked, 'reply'> & { readonly signed: Asked['signed'] | null }): string {
  const token = made.get(reply) ?? reply.generateCsrf({ userInfo: boundTo(signed) });
  made.set(reply, token);
  return token;
}

/** Sends a page of somebody who is signed in. */
export function sendPage(
  asked: Asked,
  page: {
    readonly title: string;
    readonly current: PageName;
    readonly content: Html;
    readonly status?: number;
    readonly csrf?: string;
  },
): FastifyReply {
  const { language, context, signed, reply } = asked;
  const document = shell({
    language,
    tenant: context.config.tenant,
    title: page.title,
    current: page.current,
    signed,
    csrf: page.csrf ?? csrfOf(asked),
    content: page.content,
  });
  return send(reply, page.status ?? 200, document);
}

/** What was done, or why not. */
export interface Told {
  readonly refusal: DecisionRefusal | null;
  readonly applied: number;
  readonly proposed: number;
}

export function toldBanner({ texts }: Pick<Asked, 'texts'>, { refusal, applied, proposed }: Told): Html {
  if (refusal !== null) return html`<p class="told refused" role="alert">${texts.refused[refusal]}</p>`;
  return html`${applied === 0 ? html`` : html`<p class="told" role="status">${texts.done(String(applied))}</p>`}${
    proposed === 0 ? html`` : html`<p class="told" role="status">${texts.doneProposed(String(proposed))}</p>`
  }`;
}
