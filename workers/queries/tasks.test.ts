import { describe, expect, it } from 'vitest';
import { configOf } from '../../scripts/testing/kit.ts';
import { day } from '../../scripts/testing/records.ts';
import type { AssignRule } from '../../schemas/config/config.ts';
import { noWork, type WorkState } from '../../schemas/outcome/work.ts';
import type { Person } from '../../schemas/people/person.ts';
import { colombianCalendar } from '../../schemas/values/calendar.ts';
import { taskOf, type TaskRow } from './tasks.ts';

const calendar = colombianCalendar([]);
const person = (id: string, change: Partial<Person> = {}): Person => {
  const facts = { email: `${id}@chain.co`, name: id, stores: [], owners: [], language: null };
  return { id, ...facts, roles: ['clerk'], isEnded: false, epoch: 1, ...change };
};
const ROW: TaskRow = {
  kind: 'amount_mismatch',
  class: 'action',
  severity: 'high',
  state: 'open',
  firstSeen: day(1),
  facts: {},
  owner: 'bank',
  provider: 'gate',
  store: 'S1',
};
const PEOPLE = [
  person('viewer', { roles: ['viewer'], owners: ['bank'] }),
  person('gone', { owners: ['bank'], isEnded: true }),
  person('bank', { owners: ['bank', 'tax'] }),
  person('second', { owners: ['bank'] }),
  person('shop', { roles: ['store'], stores: ['S1'] }),
  person('other', { roles: ['store'], stores: ['S2'] }),
];

function task(row: Partial<TaskRow> = {}, work: Partial<WorkState> = {}, assign: readonly Partial<AssignRule>[] = []) {
  const rules = assign.map((rule) => ({ owner: null, provider: null, store: null, to: '', ...rule }));
  const tasking = { people: PEOPLE, day: day(3), calendar, work: { ...configOf().desk.work, assign: rules } };
  return taskOf({ ...ROW, ...row }, { ...noWork('x'), ...work }, tasking);
}

describe('whose a discrepancy is', () => {
  it('is who was named, while they are there and see it', () => {
    expect(task({}, { assignee: 'second' })).toMatchObject({ assignee: 'second', isNamed: true });
    for (const assignee of ['gone', 'viewer', 'other', 'nobody'])
      expect(task({}, { assignee })).toMatchObject({ assignee: 'bank', isNamed: false });
  });

  it('falls to the first at the desk of its owner who works, and to nobody where none does', () => {
    expect(task()).toMatchObject({ assignee: 'bank', isNamed: false });
    expect(task({ owner: 'treasury' }).assignee).toBe(null);
    expect(task({ owner: 'store' }).assignee).toBe('shop');
    expect(task({ owner: 'store', store: 'S2' }).assignee).toBe('other');
    expect(task({ owner: 'store', store: null }).assignee).toBe(null);
  });

  it('falls by the first rule that fits, of owner, provider and store, whose person can have it', () => {
    const rules = [
      { store: 'S9', to: 'viewer@chain.co' },
      { provider: 'gate', to: 'gone@chain.co' },
      { provider: 'gate', owner: 'bank' as const, to: 'second@chain.co' },
      { to: 'bank@chain.co' },
    ];
    expect(task({}, {}, rules).assignee).toBe('second');
    expect(task({ provider: 'daily' }, {}, rules).assignee).toBe('bank');
  });

  it('is overdue from the day after', () => {
    expect(task()).toMatchObject({ dueBy: day(2), dueWhat: 'first_reaction', isOverdue: true });
    expect(task({}, { followUp: day(3), comments: 1 })).toMatchObject({ dueBy: day(3), isOverdue: false });
  });
});
