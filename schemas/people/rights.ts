import type { DecisionEvent } from '../outcome/decision.ts';
import type { WorkField } from '../outcome/work.ts';
import type { Person, Role } from './person.ts';

/** Who may do what: this table and nothing else, for pages, interface and commands. */

/**
 * What a person may do. `read` is whatever shows what is; `confirm` is the second pair of eyes; `run` runs, replays and
 * brings in files; `pair` matches and unmatches by hand; `claim` writes to a provider; `read_log` sees who signed in
 * and who changed what of whom.
 */
export const ACTIONS = [
  'read',
  'export',
  'comment',
  'acknowledge',
  'assign',
  'resolve',
  'write_off',
  'reopen',
  'confirm',
  'pair',
  'claim',
  'run',
  'read_log',
  'change_people',
] as const;
export type Action = (typeof ACTIONS)[number];

const WORK: readonly Role[] = ['clerk', 'approver'];

/**
 * Nobody may both say who approves and approve: an admin decides nothing. An auditor reads all and moves nothing.
 */
export const RIGHTS: Readonly<Record<Action, readonly Role[]>> = {
  read: ['viewer', 'store', 'clerk', 'approver', 'auditor', 'admin'],
  export: ['viewer', 'store', 'clerk', 'approver', 'auditor'],
  comment: ['store', ...WORK],
  acknowledge: WORK,
  assign: WORK,
  resolve: WORK,
  write_off: WORK,
  reopen: WORK,
  confirm: ['approver'],
  pair: WORK,
  claim: WORK,
  run: WORK,
  read_log: ['auditor', 'admin'],
  change_people: ['admin'],
};

/** Roles that no person may hold together with another: who says who approves does not approve. */
const APART: readonly (readonly [Role, Role])[] = [
  ['admin', 'approver'],
  ['admin', 'clerk'],
];

/** Two roles of these that one person may not hold; null where they may. */
export function rolesApart(roles: readonly Role[]): readonly [Role, Role] | null {
  return APART.find((pair) => pair.every((role) => roles.includes(role))) ?? null;
}

/** Whether a person may do it; nobody whose time has ended may do anything. */
export function may(person: Pick<Person, 'roles' | 'isEnded'>, action: Action): boolean {
  return !person.isEnded && person.roles.some((role) => RIGHTS[action].includes(role));
}

/** The stores that a person sees, and nothing else exists for them; null: all, and what has no store. */
export function storesSeen(person: Pick<Person, 'roles' | 'stores'>): ReadonlySet<string> | null {
  return person.roles.every((role) => role === 'store') ? new Set(person.stores) : null;
}

/** Whether a row of this store exists for a person. */
export function sees(person: Pick<Person, 'roles' | 'stores'>, store: string | null): boolean {
  const stores = storesSeen(person);
  return stores === null || (store !== null && stores.has(store));
}

/** The right that a decision asks for. */
export const RIGHT_OF_DECISION: Readonly<Record<DecisionEvent, Action>> = {
  acknowledged: 'acknowledge',
  resolved: 'resolve',
  written_off: 'write_off',
  reopened: 'reopen',
};

/** The right that each thing said of a discrepancy asks for. */
export const RIGHT_OF_WORK: Readonly<Record<WorkField, Action>> = {
  assignee: 'assign',
  followUp: 'assign',
  claimNumber: 'claim',
  chargeback: 'claim',
  comment: 'comment',
  file: 'comment',
};
