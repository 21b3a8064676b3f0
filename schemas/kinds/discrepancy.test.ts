import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discrepancyId, eventId } from './discrepancy.ts';
import { DISCREPANCY_KINDS, type DiscrepancyKind } from './kinds.ts';

const RUNS = { numRuns: 2_000, seed: 20_260_703 } as const;

describe('identity', () => {
  // Golden: these ids are in databases and in the queues of others. A change here makes every open discrepancy a new
  // one.
  test.each<[string, DiscrepancyKind, readonly string[], string]>([
    ['yoga-andes', 'missing_in_bank', ['dlocal', '642926', 'COP'], 'dsc_a5d324d8d9c510d103fa0456c2233154'],
    ['yoga-andes', 'source_missing', ['bank', '2026-06-30'], 'dsc_7d295ddd182c97dc852b6e3be4e1157e'],
    ['yoga-andes', 'amount_mismatch', ['bog01-20260624-000123'], 'dsc_94814078e0606bb8b21c4ef385b173b2'],
    ['yoga-andes', 'store_unknown', ['usaquén-ñ'], 'dsc_49406a41e0a89c19d02b8e96cc424012'],
  ])('of %s, %s and %j never changes', (tenant, kind, key, expected) => {
    expect(discrepancyId(tenant, kind, key)).toBe(expected);
  });

  test('of an event never changes', () => {
    expect(eventId('dsc_00000000000000000000000000000000', 1)).toBe('evt_6a16fbbf4685e9b290e3aa727aeea780');
    expect(eventId('dsc_00000000000000000000000000000000', 12)).toBe('evt_a31b45c52f65007b8c440dab6e108888');
  });

  test.each<[readonly string[], readonly string[]]>([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [['abc'], ['ab', 'c']],
    [['a', ''], ['a']],
    [
      ['', 'a'],
      ['a', ''],
    ],
    [['1:a;'], ['a']],
    [['a;1:b'], ['a', 'b']],
    [['é'], ['e\u0301']],
  ])('of the keys %j and %j is not the same', (a, b) => {
    expect(discrepancyId('t', 'chargeback', a)).not.toBe(discrepancyId('t', 'chargeback', b));
  });

  test('never collides by joining tenant, kind and key parts', () => {
    const part = fc.string({ unit: fc.constantFrom(...Array.from('a1:;/ é')), maxLength: 4 });
    const identity = fc.tuple(
      part,
      fc.constantFrom(...DISCREPANCY_KINDS.slice(0, 3)),
      fc.array(part, { maxLength: 3 }),
    );
    fc.assert(
      fc.property(identity, identity, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(discrepancyId(...a) === discrepancyId(...b)).toBe(same);
        expect(discrepancyId(...a)).toMatch(/^dsc_[0-9a-f]{32}$/);
      }),
      RUNS,
    );
  });

  test('of events of one discrepancy differs by their number', () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => eventId('dsc_ab', index + 1));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^evt_[0-9a-f]{32}$/.test(id))).toBe(true);
  });
});
