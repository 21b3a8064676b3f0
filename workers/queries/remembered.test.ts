import { describe, expect, it } from 'vitest';
import type { OpenTable } from './open-rows.ts';
import { remembered } from './remembered.ts';

const table = (): { version: number } & OpenTable => ({
  run: null,
  size: 0,
  version: 0,
  sorted: () => [],
  find: () => null,
});

describe('what is made of all rows', () => {
  it('is made once, until a row is another, and for each table by itself', () => {
    const [one, other] = [table(), table()];
    let made = 0;
    const ask = (of: OpenTable): number => remembered(of, 'count', () => (made += 1));
    expect([ask(one), ask(one), ask(other), ask(one)]).toEqual([1, 1, 2, 1]);
    one.version += 1;
    expect([ask(one), ask(one), ask(other)]).toEqual([3, 3, 2]);
  });

  it('is kept of those that were asked for last', () => {
    const one = table();
    const made: string[] = [];
    const ask = (name: string): string =>
      remembered(one, name, () => {
        made.push(name);
        return name;
      });
    for (let n = 0; n < 100; n += 1) ask(String(n));
    ask('0');
    ask('new');
    made.length = 0;
    expect([ask('0'), ask('1'), ask('99')]).toEqual(['0', '1', '99']);
    expect(made).toEqual(['1']);
  });
});
