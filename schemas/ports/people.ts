import type { Actor, Person, Proof } from '../people/person.ts';

/** What the log of people tells. */
export const PERSON_EVENTS = [
  'invited',
  'changed',
  'ended',
  'password_set',
  'codes_set',
  'codes_ended',
  'token_made',
  'token_ended',
  'signed_in',
  'sign_in_refused',
  'signed_out',
] as const;
export type PersonEvent = (typeof PERSON_EVENTS)[number];

export interface PersonLogRow {
  readonly seq: number;
  readonly atMs: number;
  readonly by: string;
  /** Null where nobody of the record did it. */
  readonly byPerson: string | null;
  readonly proof: Proof;
  readonly event: PersonEvent;
  /** Whom it is about; null where it is about nobody of the record. */
  readonly person: string | null;
  /** What changed, without secrets. */
  readonly detail: string;
}

/** What is added to the log of people with a change. */
export interface PersonNote {
  readonly by: Actor;
  /** In milliseconds since 1970. */
  readonly atMs: number;
  readonly event: PersonEvent;
  readonly detail: string;
}

/** Everything of a person that can be stated; the rest follows. */
export type PersonFacts = Pick<Person, 'email' | 'name' | 'roles' | 'stores' | 'owners' | 'language'>;

/** What proves a person. Never shown, never logged. */
export interface Secrets {
  readonly passwordHash: string | null;
  readonly codeSecret: string | null;
  /** The last step of time whose code was used. */
  readonly codeStep: number;
}

/**
 * `invitation`: sets the first password, once. `login`: of a command line, until `logout`. `machine`: of a program.
 */
export const TOKEN_KINDS = ['invitation', 'login', 'machine'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export interface Token {
  readonly seq: number;
  /** sha256 of what was shown once. */
  readonly hash: string;
  readonly kind: TokenKind;
  /** The id of the person. */
  readonly person: string;
  readonly name: string;
  /** Of the person when it was made: another one ends it. */
  readonly epoch: number;
  readonly atMs: number;
  readonly endsMs: number;
  readonly endedMs: number | null;
}

/** People, what proves them, and the log of both: every change with its entry, in one transaction. */
export interface People {
  /** In the order in which they were invited, the ended too. */
  all(): Promise<Person[]>;
  /** By id or e-mail. */
  find(idOrEmail: string): Promise<Person | null>;
  /** Adds a person. Throws `person_refused` where the e-mail is taken. */
  invite(facts: PersonFacts, note: PersonNote): Promise<Person>;
  /**
   * Changes facts of a person, or ends them; where roles or stores change, or they end, their sessions and tokens end
   * too. Throws `person_unknown`, and `person_refused` where an e-mail is taken or the last admin would go.
   */
  change(id: string, change: Partial<PersonFacts & { readonly isEnded: boolean }>, note: PersonNote): Promise<Person>;
  secrets(id: string): Promise<Secrets>;
  /**
   * Changes what proves a person. Another password ends their sessions and tokens. A `codeStep` that is not later than
   * the one known throws `person_refused`: the code was used.
   */
  setSecrets(id: string, secrets: Partial<Secrets>, note: PersonNote | null): Promise<void>;
  /** Only adds to the log. */
  note(note: PersonNote, person: string | null): Promise<void>;
  /** Entries after a number, in order. */
  log(range?: { readonly after?: number; readonly limit?: number }): Promise<PersonLogRow[]>;
}

/** What proves a person without a password: each is known by its hash. */
export interface Tokens {
  make(token: Omit<Token, 'seq' | 'endedMs'>, note: PersonNote): Promise<Token>;
  find(hash: string): Promise<Token | null>;
  of(person: string): Promise<Token[]>;
  /** Ends one that stands; whether this call did: of two that use up an invitation one does. */
  end(seq: number, note: PersonNote): Promise<boolean>;
}

export interface Session {
  /** sha256 of what the browser holds. */
  readonly hash: string;
  readonly person: string;
  readonly epoch: number;
  readonly beganMs: number;
  readonly seenMs: number;
  /** What the desk keeps in it, as JSON. */
  readonly data: string;
}

/** Who is signed in at a desk, and who tried to be. Nothing of it is evidence. */
export interface Sessions {
  find(hash: string): Promise<Session | null>;
  put(session: Session): Promise<void>;
  end(hash: string): Promise<void>;
  /** Ends all that were seen last before a moment or began before another. */
  endOld(seenBeforeMs: number, begunBeforeMs: number): Promise<void>;
  /** Refused sign-ins in a row under an address (sha256), and when the last was. */
  tries(address: string): Promise<{ readonly count: number; readonly lastMs: number }>;
  tried(address: string, atMs: number): Promise<void>;
  forgetTries(address: string): Promise<void>;
}
