import { expect, it } from 'vitest';
import type { BuiltInProfileName } from '../../../schemas/lines/profile.ts';
import { factsOf } from './facts.ts';
import { BUILT_INS } from './index.ts';

it.each(Object.keys(BUILT_INS) as BuiltInProfileName[])(
  'whether the rows of %s name their payout is what its columns say',
  (name) => {
    const { profile, derives = [] } = BUILT_INS[name];
    const isNamed = 'payout_id' in profile.columns || derives.includes('payout_id');
    expect(factsOf({ builtIn: name }).namesPayouts === true).toBe(isNamed);
  },
);

it("knows nothing of a profile of one's own", () => {
  expect(factsOf({ inline: {} })).toEqual({});
});
