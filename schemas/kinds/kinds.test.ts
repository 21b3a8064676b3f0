import { describe, expect, test } from 'vitest';
import { DISCREPANCY_KINDS, isClaimedKind, KIND_RANK, KINDS } from './kinds.ts';

describe('the list of kinds', () => {
  // Which kinds there are, in which order, what each compares, whether it is a notice, breaks its lines and is put to a
  // provider: a change to any of it decides runs otherwise, so that somebody reads it in kinds.reviewed.txt.
  test('is the reviewed one, in order of precedence', async () => {
    const rows = DISCREPANCY_KINDS.map((name) => {
      const { class: itsClass, comparison, breaks } = KINDS[name];
      const fate = breaks ? 'breaks its lines' : 'leaves the fate of a line to its legs';
      return [name, itsClass, comparison, fate, ...(isClaimedKind(name) ? ['is claimed'] : [])].join(', ');
    });
    await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('kinds.reviewed.txt');
    expect(DISCREPANCY_KINDS.map((name) => KIND_RANK[name])).toEqual(DISCREPANCY_KINDS.map((_, index) => index));
  });

  test('gives way to kinds of the list alone', () => {
    const named = DISCREPANCY_KINDS.flatMap((name) => KINDS[name].givesWayTo ?? []);
    expect(named).toEqual(['payment_in_process']);
    for (const name of named) expect(KINDS).toHaveProperty(name);
  });
});
