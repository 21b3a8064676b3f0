import { expect, it } from 'vitest';
import { addAll } from './groups.ts';

it('adds more to a list than a call takes arguments', () => {
  const list = [-1];
  addAll(
    list,
    Array.from({ length: 500_000 }, (_, number) => number),
  );
  addAll(list, new Set([7]));
  expect([list.length, list[0], list[1], list.at(-1)]).toEqual([500_002, -1, 0, 7]);
});
