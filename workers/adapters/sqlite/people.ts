import { asc, count, desc, eq, gt, max } from 'drizzle-orm';
import { CuadreError } from '../../../schemas/errors.ts';
import { rolesInOrder, type Person } from '../../../schemas/people/person.ts';
import type { People, PersonLogRow, PersonNote, Secrets } from '../../../schemas/ports/people.ts';
import type { AtOnce } from '../../../schemas/ports/promised.ts';
import { people, peopleLog } from '../../../schemas/tables/people.ts';
import { writing } from './database.ts';
import type { Connection } from './database.ts';

type PersonRow = typeof people.$inferSelect;

/** See `People`. */
export function peopleOf(connection: Connection): AtOnce<People> {
  return {
    all: () => allPeople(connection),
    find: (idOrEmail) => findPerson(connection, idOrEmail),
    invite: (facts, note) =>
      writing(connection, () => {
        assertFree(connection, facts.email, null);
        const id = `per_${String(nextLogSeq(connection))}`;
        const roles = rolesInOrder(facts.roles);
        const row = { ...NEW, ...facts, id, roles };
        connection.db.insert(people).values(row).run();
        addToLog(connection, note, id);
        return personOf(row);
      }),
    change: (id, change, note) => changePerson(connection, id, change, note),
    secrets: (id) => {
      const { passwordHash, codeSecret, codeStep } = rowOf(connection, id);
      return { passwordHash, codeSecret, codeStep };
    },
    setSecrets: (id, secrets, note) => {
      setSecrets(connection, id, secrets, note);
    },
    note: (note, person) => {
      writing(connection, () => {
        addToLog(connection, note, person);
      });
    },
    log: (range) => readLog(connection, range),
  };
}

const NEW = { isEnded: false, epoch: 1, passwordHash: null, codeSecret: null, codeStep: 0 } as const;

/** Everybody, in the order of their invitations. */
export function allPeople({ db }: Connection): Person[] {
  const numberOf = (row: PersonRow): number => Number(row.id.slice('per_'.length));
  return db
    .select()
    .from(people)
    .all()
    .sort((a, b) => numberOf(a) - numberOf(b))
    .map(personOf);
}

/** A person by id or e-mail; null: there is none. */
export function findPerson({ db }: Connection, idOrEmail: string): Person | null {
  const column = idOrEmail.includes('@') ? people.email : people.id;
  const row = db.select().from(people).where(eq(column, idOrEmail.toLowerCase())).get();
  return row === undefined ? null : personOf(row);
}

/** Whether the record has people: from then on who decides is proved. */
export function hasPeople({ db }: Connection): boolean {
  return (db.select({ rows: count() }).from(people).get()?.rows ?? 0) > 0;
}

function personOf(row: PersonRow): Person {
  const { passwordHash: _password, codeSecret: _code, codeStep: _step, ...person } = row;
  return person;
}

function rowOf({ db }: Connection, id: string): PersonRow {
  const row = db.select().from(people).where(eq(people.id, id)).get();
  if (row === undefined) throw new CuadreError('person_unknown', `the record knows no person ${id}`, { person: id });
  return row;
}

function assertFree(connection: Connection, email: string, id: string | null): void {
  const other = findPerson(connection, email);
  if (other === null || other.id === id) return;
  throw new CuadreError('person_refused', `${email} is the e-mail of ${other.name} already`, { email });
}

function changePerson(
  connection: Connection,
  id: string,
  change: Parameters<People['change']>[1],
  note: PersonNote,
): Person {
  return writing(connection, () => {
    const before = rowOf(connection, id);
    if (change.email !== undefined) assertFree(connection, change.email, id);
    const roles = rolesInOrder(change.roles ?? before.roles);
    const changed = { ...before, ...change, roles };
    const isOther = (field: 'roles' | 'stores' | 'isEnded'): boolean =>
      JSON.stringify(changed[field]) !== JSON.stringify(before[field]);
    const endsSessions = isOther('roles') || isOther('stores') || isOther('isEnded');
    const after = { ...changed, epoch: before.epoch + (endsSessions ? 1 : 0) };
    if (isAdmin(before) && !isAdmin(after)) assertOtherAdmin(connection, before);
    connection.db.update(people).set(after).where(eq(people.id, id)).run();
    addToLog(connection, note, id);
    return personOf(after);
  });
}

const isAdmin = ({ roles, isEnded }: Pick<Person, 'roles' | 'isEnded'>): boolean => !isEnded && roles.includes('admin');

/** Without an admin nobody could ever be invited again. */
function assertOtherAdmin(connection: Connection, { id, name }: PersonRow): void {
  if (allPeople(connection).some((one) => one.id !== id && isAdmin(one))) return;
  throw new CuadreError('person_refused', `${name} is the only admin: make somebody else one first`, { person: id });
}

function setSecrets(connection: Connection, id: string, secrets: Partial<Secrets>, note: PersonNote | null): void {
  writing(connection, () => {
    const before = rowOf(connection, id);
    if (secrets.codeStep !== undefined && secrets.codeSecret === undefined && secrets.codeStep <= before.codeStep)
      throw new CuadreError('person_refused', 'this one-time code was used', { person: id });
    const endsSessions = secrets.passwordHash !== undefined && before.passwordHash !== null;
    const after = { ...secrets, epoch: before.epoch + (endsSessions ? 1 : 0) };
    connection.db.update(people).set(after).where(eq(people.id, id)).run();
    if (note !== null) addToLog(connection, note, id);
  });
}

function nextLogSeq({ db }: Connection): number {
  return (
    (db
      .select({ seq: max(peopleLog.seq) })
      .from(peopleLog)
      .get()?.seq ?? 0) + 1
  );
}

/** An entry of the log, in the transaction of what it tells. */
export function addToLog(connection: Connection, { by, ...note }: PersonNote, person: string | null): void {
  const { name, personId: byPerson, proof } = by;
  const row = { seq: nextLogSeq(connection), ...note, by: name, byPerson, proof, person };
  connection.db.insert(peopleLog).values(row).run();
}

function readLog({ db }: Connection, { after, limit }: Parameters<People['log']>[0] = {}): PersonLogRow[] {
  if (after === undefined && limit !== undefined)
    return db.select().from(peopleLog).orderBy(desc(peopleLog.seq)).limit(limit).all().reverse();
  const query = db
    .select()
    .from(peopleLog)
    .where(gt(peopleLog.seq, after ?? 0))
    .orderBy(asc(peopleLog.seq));
  return limit === undefined ? query.all() : query.limit(limit).all();
}
