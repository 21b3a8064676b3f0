import type { AssignRule, WorkConfig } from '../../schemas/config/config.ts';
import type { Owner } from '../../schemas/kinds/kind.ts';
import { dueBy, type DueRow, type DueWhat } from '../../schemas/outcome/due-by.ts';
import type { WorkState } from '../../schemas/outcome/work.ts';
import type { Person } from '../../schemas/people/person.ts';
import { may, sees, storesSeen } from '../../schemas/people/rights.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { BusinessCalendar, PlainDate } from '../../schemas/values/dates.ts';
import { today } from '../people/acting.ts';

/** Whose a discrepancy is and until when, as it stands on a day. */
export interface Task {
  /** The id of the person who has it; null: nobody. */
  readonly assignee: string | null;
  /** Their e-mail. */
  readonly email: string | null;
  /** False: nobody was named, it falls to them. */
  readonly isNamed: boolean;
  readonly dueBy: PlainDate | null;
  readonly dueWhat: DueWhat | null;
  readonly isOverdue: boolean;
}

/** What a task is made of: the people as they are, the day, and what the configuration says. */
export interface Tasking {
  readonly people: readonly Person[];
  readonly day: PlainDate;
  readonly work: WorkConfig;
  readonly calendar: BusinessCalendar;
}

/** What tasks are made of at this moment. */
export async function taskingOf({
  store,
  config,
  clock,
  calendar,
}: Pick<Context, 'store' | 'config' | 'clock' | 'calendar'>): Promise<Tasking> {
  return { people: await store.people.all(), day: today({ config, clock }), work: config.desk.work, calendar };
}

/** What of a discrepancy says whose it is. */
export interface TaskRow extends DueRow {
  readonly owner: Owner;
  readonly provider: string | null;
  readonly store: string | null;
}

export function taskOf(row: TaskRow, work: WorkState, tasking: Tasking): Task {
  const due = dueBy(row, work, tasking.work.days, tasking.calendar);
  const named = tasking.people.find((person) => person.id === work.assignee && isFit(person, row)) ?? null;
  const person = named ?? fallsTo(row, tasking);
  return {
    assignee: person?.id ?? null,
    email: person?.email ?? null,
    isNamed: named !== null,
    dueBy: due?.on ?? null,
    dueWhat: due?.what ?? null,
    isOverdue: due !== null && due.on < tasking.day,
  };
}

function isFit(person: Person, row: TaskRow): boolean {
  return may(person, 'comment') && sees(person, row.store);
}

/**
 * To whom a discrepancy falls where nobody was named: by the first rule of the configuration that fits, whose person
 * must work and see it; else to the first who sits at the desk of its owner, of a store's to its own people.
 */
function fallsTo(row: TaskRow, { people, work }: Tasking): Person | null {
  const fit = people.filter((person) => isFit(person, row));
  const ruled = work.assign
    .filter((rule) => fits(rule, row))
    .flatMap(({ to }) => fit.filter(({ email }) => email === to));
  const ofStore = row.owner === 'store' ? fit.filter((person) => storesSeen(person) !== null) : [];
  const atDesk = fit.filter(({ owners }) => owners.includes(row.owner));
  return [...ruled, ...ofStore, ...atDesk][0] ?? null;
}

function fits({ owner, provider, store }: AssignRule, row: TaskRow): boolean {
  return (
    (owner === null || owner === row.owner) &&
    (provider === null || provider === row.provider) &&
    (store === null || store === row.store)
  );
}
