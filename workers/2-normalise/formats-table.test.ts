import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BUILT_IN_PROFILES } from '../../schemas/lines/profile.ts';
import { FORMATS_TABLE_END, FORMATS_TABLE_START, formatsTable, withFormatsTable } from './formats-table.ts';

describe('the table of formats', () => {
  it('has one row of four cells for each built-in, in their order', () => {
    const rows = formatsTable().split('\n').slice(2);
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual(
      Object.keys(BUILT_IN_PROFILES).map((name) => `\`${name}\``),
    );
    for (const row of rows) expect(row.split('|')).toHaveLength(6);
  });

  it('stands in README.md as the code says today', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(withFormatsTable(readme)).toBe(readme);
  });

  it('replaces only what stands between the markers', () => {
    const before = `a\n${FORMATS_TABLE_START}\nold\n${FORMATS_TABLE_END}\nz\n`;
    expect(withFormatsTable(before)).toBe(
      `a\n${FORMATS_TABLE_START}\n\n${formatsTable()}\n\n${FORMATS_TABLE_END}\nz\n`,
    );
    expect(withFormatsTable(`a ${FORMATS_TABLE_START}`)).toBeNull();
    expect(withFormatsTable(`${FORMATS_TABLE_END} ${FORMATS_TABLE_START}`)).toBeNull();
  });
});
