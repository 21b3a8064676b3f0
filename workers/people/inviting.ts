import { SYSTEM, NAME_LENGTH_MAX } from '../../schemas/outcome/decision.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { emailOf, type Actor, type Person } from '../../schemas/people/person.ts';
import { rolesApart } from '../../schemas/people/rights.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { PersonFacts } from '../../schemas/ports/people.ts';
import { makeToken } from './tokens.ts';

/** Inviting, changing and ending people. */

type Asked = Pick<Context, 'store' | 'clock' | 'config'>;

/** An invitation sets a password, once. */
export interface Invited {
  readonly person: Person;
  /** The text to hand to the person; shown once. */
  readonly invitation: string;
  readonly endsMs: number;
}

/**
 * Adds a person. The first is an admin, or nobody could ever invite a second one. Throws `person_refused`, and says
 * why.
 */
export async function invite(facts: PersonFacts, by: Actor, context: Asked): Promise<Invited> {
  const { store, clock } = context;
  const checked = checkedFacts(facts, context);
  if ((await store.people.all()).length === 0 && !checked.roles.includes('admin'))
    throw new CuadreError('person_refused', 'the first person is an admin: who else could invite the others?');
  const detail = JSON.stringify(checked);
  const person = await store.people.invite(checked, { by, atMs: clock.nowMs(), event: 'invited', detail });
  return inviteAgain(person, by, context);
}

/** Another invitation, for who lost the first one or a password: whoever found a former one has nothing. */
export async function inviteAgain(person: Person, by: Actor, context: Asked): Promise<Invited> {
  const { store, clock } = context;
  const standing = (await store.tokens.of(person.id)).filter(
    (one) => one.kind === 'invitation' && one.endedMs === null,
  );
  await inTurn(standing, ({ seq }) =>
    store.tokens.end(seq, { by, atMs: clock.nowMs(), event: 'token_ended', detail: 'invitation' }),
  );
  const { token, text } = await makeToken({ person, kind: 'invitation', name: '' }, by, context);
  return { person, invitation: text, endsMs: token.endsMs };
}

/** Changes what is stated of a person. Throws `person_refused` and `person_unknown`. */
export async function changePerson(
  person: Person,
  change: Partial<PersonFacts>,
  by: Actor,
  context: Asked,
): Promise<Person> {
  const { id: _id, isEnded: _ended, epoch: _epoch, ...before } = person;
  const checked = checkedFacts({ ...before, ...change }, context);
  const detail = JSON.stringify({ ...change });
  const note = { by, atMs: context.clock.nowMs(), event: 'changed', detail } as const;
  return context.store.people.change(person.id, checked, note);
}

/** Ends a person: their sessions and tokens end with it, what they did stays. Throws `person_refused`. */
export async function endPerson(person: Person, by: Actor, { store, clock }: Asked): Promise<Person> {
  const note = { by, atMs: clock.nowMs(), event: 'ended', detail: '' } as const;
  return store.people.change(person.id, { isEnded: true }, note);
}

function checkedFacts(facts: PersonFacts, { config }: Asked): PersonFacts {
  const refuse = (problem: string): never => {
    throw new CuadreError('person_refused', problem);
  };
  const email = emailOf(facts.email) ?? refuse(`"${facts.email}" is no e-mail address`);
  const name = facts.name.trim();
  if (name === '' || name.length > NAME_LENGTH_MAX || name.toLowerCase() === SYSTEM)
    refuse(`"${name}" is no name of a person`);
  if (facts.roles.length === 0) refuse('a person has at least one role');
  const apart = rolesApart(facts.roles);
  if (apart !== null) refuse(`nobody is both ${apart[0]} and ${apart[1]}: who says who approves does not approve`);
  const known = config.stores.list;
  const unknown = facts.stores.filter((store) => known !== null && !Object.hasOwn(known, store));
  if (unknown.length > 0) refuse(`stores.list knows no ${unknown.join(', ')}`);
  if (facts.roles.includes('store') && facts.stores.length === 0)
    refuse('a person of the role store has stores: say which');
  return { ...facts, email, name };
}
