import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../../schemas/values/language.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { DESK_TEXTS } from '../wording/desk-texts.ts';
import type { DeskTexts } from '../wording/desk-wording.ts';
import type { IdentityProvider } from '../people/oidc.ts';
import type { OpenRows } from '../queries/open-rows.ts';
import { languageOf } from './language.ts';
import { Refused } from './refusals.ts';
import type { Found } from './found.ts';
import type { Action } from '../../schemas/people/rights.ts';
import type { Replays } from './replays.ts';
import type { Signed } from './who.ts';

/** What every page is made with. */
export interface Desk {
  readonly context: Context;
  readonly openRows: OpenRows;
  readonly found: Found;
  readonly place: Place;
  /** Null: people sign in with a password alone. */
  readonly oidc: IdentityProvider | null;
  /** Null: nothing is run from here. */
  readonly replays: Replays | null;
}

/** Where the desk is. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** Where people open it, if a server before it speaks for it; without a / at its end. */
  readonly url: string | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null: nobody who was proved. */
    signed: Signed | null;
  }
}

/** One request of a person who may make it. */
export interface Asked extends Desk {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly signed: Signed;
  readonly language: Language;
  readonly texts: DeskTexts;
}

/**
 * The request, by somebody who was proved and has the right. Throws `Refused`: nobody is there (`signed_out`), or the
 * right is lacking (`forbidden`).
 */
export function ask(desk: Desk, request: FastifyRequest, reply: FastifyReply, action: Action): Asked {
  const { signed } = request;
  if (signed === null) throw new Refused('signed_out');
  if (!signed.may(action)) throw new Refused('forbidden');
  const language = languageOf(request, desk.context.config.reports.languages);
  return { ...desk, request, reply, signed, language, texts: DESK_TEXTS[language] };
}

/** What is of the whole chain does not exist for who sees some stores only. */
export function assertSeesAll({ signed }: Asked): void {
  if (signed.scope !== null) throw new Refused('not_found');
}
