import type { Owner } from '../kinds/kind.ts';
import type { Language } from '../values/language.ts';

/** Who works with Cuadre, and how anybody is known to be who acts. */

export const ROLES = ['viewer', 'store', 'clerk', 'approver', 'auditor', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** A person of the record. Nobody is ever dropped from it: who leaves is ended. */
export interface Person {
  /** `per_` and the number under which the log tells the invitation. */
  readonly id: string;
  /** In lower case; of no two people the same. */
  readonly email: string;
  readonly name: string;
  /** In the order of `ROLES`; at least one. */
  readonly roles: readonly Role[];
  /** The stores that a person of the role `store` sees; of every other nothing is asked. */
  readonly stores: readonly string[];
  /** The desks that they sit at: whose discrepancies are theirs where nobody is assigned. */
  readonly owners: readonly Owner[];
  /** Null: the language of the browser. */
  readonly language: Language | null;
  readonly isEnded: boolean;
  /** Raised by whatever ends sessions and tokens: another role, another password, the end. */
  readonly epoch: number;
}

/**
 * How a person is known: `stated` is a name that somebody typed, as where the record has no people; all others are
 * proved.
 */
export const PROOFS = ['stated', 'password', 'oidc', 'token'] as const;
export type Proof = (typeof PROOFS)[number];

/** Who acts. */
export interface Actor {
  readonly name: string;
  /** Null: nobody of the record. */
  readonly personId: string | null;
  readonly proof: Proof;
}

/** A person who has been proved to be there. */
export interface Proved {
  readonly person: Person;
  readonly proof: Exclude<Proof, 'stated'>;
}

/** A proved person, as the one who acts. */
export function actorOf({ person, proof }: Proved): Actor {
  return { name: person.name, personId: person.id, proof };
}

export const EMAIL_LENGTH_MAX = 254;

/** One address that a mailbox may have, in lower case; null where it is none. */
export function emailOf(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= EMAIL_LENGTH_MAX &&
    /^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\.]+(\.[^\s@<>"(),;:\\.]+)*$/u.test(email)
    ? email
    : null;
}

/** Several roles in the order of the list, each once. */
export function rolesInOrder(roles: readonly Role[]): Role[] {
  return ROLES.filter((role) => roles.includes(role));
}
