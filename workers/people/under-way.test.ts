import { expect, it } from 'vitest';
import { keepUnderWay, UNDER_WAY_MS, type UnderWay } from './under-way.ts';

let nowMs = Date.UTC(2026, 6, 1, 12);
const keep = () => keepUnderWay({ clock: { nowMs: () => nowMs } });
const sent = (state: string): UnderWay => ({ state, nonce: 'n', verifier: 'v', redirectUri: 'r', next: '/' });

it('a sign-in under way is used up by its ticket and state, once', () => {
  const kept = keep();
  const ticket = kept.put(sent('a'));
  expect(kept.take('another ticket', 'a')).toBeNull();
  expect(kept.take(ticket, 'another state')).toBeNull();
  expect(kept.take(ticket, 'a')).toEqual(sent('a'));
  expect(kept.take(ticket, 'a')).toBeNull();
});

it('a sign-in under way ends after ten minutes', () => {
  const kept = keep();
  const [first, second] = [kept.put(sent('a')), kept.put(sent('b'))];
  nowMs += UNDER_WAY_MS - 1;
  expect(kept.take(first, 'a')).toEqual(sent('a'));
  nowMs += 1;
  expect(kept.take(second, 'b')).toBeNull();
});

it('of five thousand at a time the oldest makes room, and no other', () => {
  const kept = keep();
  const tickets = Array.from({ length: 5_001 }, (_, n) => kept.put(sent(String(n))));
  expect(tickets.slice(0, 3).map((ticket, n) => kept.take(ticket, String(n))?.state ?? null)).toEqual([null, '1', '2']);
  expect(kept.take(tickets.at(-1) ?? '', '5000')?.state).toBe('5000');
});
