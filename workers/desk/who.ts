import type { FastifyRequest } from 'fastify';
import type { Proved } from '../../schemas/people/person.ts';
import type { Action } from '../../schemas/people/rights.ts';
import type { Language } from '../../schemas/values/language.ts';
import type { Scope } from '../queries/open-list.ts';

/** Who asks: `signed.ts` is the one place where the desk learns it. */
export interface Signed {
  readonly id: string;
  readonly name: string;
  /** Null: the language of the browser. */
  readonly language: Language | null;
  /** The stores whose rows exist for them; null: all. */
  readonly scope: Scope;
  /** By the table of rights, and nothing else. */
  readonly may: (action: Action) => boolean;
  /** Names the session, to which every form is bound; null where a token proves them, which no form sends. */
  readonly session: string | null;
  readonly proved: Proved;
}

/** Who sent a request; null: nobody who can be proved. */
export type WhoIs = (request: FastifyRequest) => Promise<Signed | null>;
