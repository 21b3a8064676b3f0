import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DISCREPANCY_KINDS } from './kinds.ts';
import { KINDS_TABLE_END, KINDS_TABLE_START, kindsTable, withKindsTable } from './kinds-table.ts';

describe('the table of kinds', () => {
  test('has one row of eight cells for each kind, in order of precedence', () => {
    const rows = kindsTable().split('\n').slice(2);
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(DISCREPANCY_KINDS.map((name) => `\`${name}\``));
    for (const row of rows) expect(row.split('|')).toHaveLength(10);
  });

  test('stands in schemas/README.md as the code says today', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    expect(withKindsTable(readme)).toBe(readme);
  });

  test('replaces only what stands between the markers', () => {
    const before = `a\n${KINDS_TABLE_START}\nold\n${KINDS_TABLE_END}\nz\n`;
    expect(withKindsTable(before)).toBe(`a\n${KINDS_TABLE_START}\n\n${kindsTable()}\n\n${KINDS_TABLE_END}\nz\n`);
    expect(withKindsTable(`a ${KINDS_TABLE_START}`)).toBeNull();
    expect(withKindsTable(`${KINDS_TABLE_END} ${KINDS_TABLE_START}`)).toBeNull();
  });
});
