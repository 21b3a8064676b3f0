import { expect, it } from 'vitest';
import { NAMING_PAYOUTS, type BuiltInProfileName } from '../../../schemas/lines/profile.ts';
import { BUILT_INS } from './index.ts';

it('knows every built-in whose rows name their payout', () => {
  const naming = (Object.keys(BUILT_INS) as BuiltInProfileName[]).filter((name) => {
    const { profile, derives = [] } = BUILT_INS[name];
    return 'payout_id' in profile.columns || derives.includes('payout_id');
  });
  expect([...NAMING_PAYOUTS].sort()).toEqual(naming.sort());
});
