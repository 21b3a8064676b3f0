import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DISCREPANCY_KINDS } from '../schemas/kinds/kinds.ts';
import { BUILT_IN_PROFILES } from '../schemas/lines/profile.ts';
import { FORMATS_TABLE, KINDS_TABLE, withTable } from './readme-tables.ts';

describe.each([
  ['formats, each built-in in their order', FORMATS_TABLE, Object.keys(BUILT_IN_PROFILES), 4],
  ['kinds, each in order of precedence', KINDS_TABLE, DISCREPANCY_KINDS, 8],
])('the table of %s', (_, table, names, cells) => {
  test('has one row of so many cells for each', () => {
    const rows = table.text.split('\n').slice(2);
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(names.map((name) => `\`${name}\``));
    for (const row of rows) expect(row.split('|')).toHaveLength(cells + 2);
  });

  test('stands in its README as the code says today', () => {
    const readme = readFileSync(table.readme, 'utf8');
    expect(withTable(table, readme)).toBe(readme);
  });

  test('replaces only what stands between the markers', () => {
    const { start, end, text } = table;
    expect(withTable(table, `a\n${start}\nold\n${end}\nz\n`)).toBe(`a\n${start}\n\n${text}\n\n${end}\nz\n`);
    expect(withTable(table, `a ${start}`)).toBeNull();
    expect(withTable(table, `${end} ${start}`)).toBeNull();
  });
});
