import { describe, expect, it } from 'vitest';
import { exampleFate } from '../../workers/5-publish/testing.ts';
import { fatesWhere, fateTableOf } from './fates.ts';

const ROWS = [exampleFate(), exampleFate({ row: 1, fate: 'broken', payoutId: null }), exampleFate({ row: 2 })];

describe('a table over records', () => {
  it('is its records, by place and in order', () => {
    const table = fateTableOf(ROWS);
    expect(table).toHaveLength(3);
    expect([...table]).toEqual(ROWS);
    expect(table.row(1)).toBe(ROWS[1]);
    expect([0, 1, 2].map(table.column('fate'))).toEqual(['matched', 'broken', 'matched']);
    expect([0, 1, 2].map(table.column('payoutId'))).toEqual(ROWS.map((row) => row.payoutId));
  });

  it('has no row beyond its last', () => {
    expect(() => fateTableOf(ROWS).row(3)).toThrow(RangeError);
    expect(() => fateTableOf([]).column('fate')(0)).toThrow(RangeError);
  });

  it('equals another of equal records, and no other', () => {
    expect(fateTableOf(ROWS)).toEqual(fateTableOf([...ROWS]));
    expect(fateTableOf(ROWS)).not.toEqual(fateTableOf(ROWS.slice(1)));
    expect(fateTableOf(ROWS)).not.toEqual(fateTableOf([...ROWS].reverse()));
  });
});

describe('a part of a table', () => {
  it('holds the rows that are kept, in their order', () => {
    const table = fateTableOf(ROWS);
    const fate = table.column('fate');
    const part = fatesWhere(table, (place) => fate(place) === 'matched');
    expect(part).toHaveLength(2);
    expect([...part]).toEqual([ROWS[0], ROWS[2]]);
    expect(part.row(1)).toBe(ROWS[2]);
    expect([0, 1].map(part.column('row'))).toEqual([0, 2]);
    expect(() => part.row(2)).toThrow(RangeError);
  });

  it('can be empty', () => {
    expect([...fatesWhere(fateTableOf(ROWS), () => false)]).toEqual([]);
  });
});
