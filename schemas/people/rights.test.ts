import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROLES, type Person, type Role } from './person.ts';
import { ACTIONS, may, rolesApart, sees, storesSeen } from './rights.ts';

const person = (roles: readonly Role[], change: Partial<Person> = {}) => ({
  roles,
  stores: ['A'],
  isEnded: false,
  ...change,
});

/** The matrix of the README of this folder, as it is generated from the table. */
export function matrix(): string {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['may', ...ROLES]),
    row(['---', ...ROLES.map(() => '---')]),
    ...ACTIONS.map((action) =>
      row([`\`${action}\``, ...ROLES.map((role) => (may(person([role]), action) ? 'yes' : ''))]),
    ),
  ].join('\n');
}

describe('rights', () => {
  it('are those that the README of this folder shows', () => {
    expect(readFileSync(new URL('./README.md', import.meta.url), 'utf8')).toContain(matrix());
  });

  it('are none of who is ended, and all of several roles together', () => {
    for (const action of ACTIONS) expect(may(person(ROLES, { isEnded: true }), action)).toBe(false);
    expect([may(person(['viewer', 'approver']), 'confirm'), may(person(['viewer', 'auditor']), 'read_log')]).toEqual([
      true,
      true,
    ]);
  });

  it('keep apart who says who approves and who decides', () => {
    expect(rolesApart(['admin', 'approver'])).toEqual(['admin', 'approver']);
    expect(rolesApart(['admin', 'clerk', 'viewer'])).toEqual(['admin', 'clerk']);
    expect(rolesApart(['clerk', 'approver', 'viewer'])).toBeNull();
  });

  it('end at the stores of a person who is of stores alone', () => {
    expect(storesSeen(person(['store']))).toEqual(new Set(['A']));
    expect(storesSeen(person(['store', 'viewer']))).toBeNull();
    expect([sees(person(['store']), 'A'), sees(person(['store']), 'B'), sees(person(['store']), null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([sees(person(['clerk']), 'B'), sees(person(['clerk']), null)]).toEqual([true, true]);
  });
});
