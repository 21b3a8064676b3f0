import { describe, expect, it } from 'vitest';
import { parseConfig } from './parse-config.ts';

/** A configuration of one source with this profile. */
const parsed = (profile: string) =>
  parseConfig(
    `version: 1
tenant: yoga-andes
sources:
  - id: provider
    leg: settlement
    settles: per_payout
    from: { directory: ./inbox, file: 'provider_{date:yyyyMMdd}.csv' }
    profile: ${profile}
`,
    { baseDirectory: '/chain', env: {} },
  );

describe('The options of a built-in profile', () => {
  it('stand beside its name; without any, both spellings are one profile', () => {
    const profileOf = (profile: string): unknown => {
      const result = parsed(profile);
      return result.ok ? result.config.sources[0]?.profile : result.problems;
    };
    expect(profileOf('dlocal-settlement')).toEqual({ builtIn: 'dlocal-settlement' });
    expect(profileOf('{ builtIn: dlocal-settlement }')).toEqual({ builtIn: 'dlocal-settlement' });
    expect(profileOf('{ builtIn: stripe-payout-reconciliation, reference: [order_id, cart], zone: UTC }')).toEqual({
      builtIn: 'stripe-payout-reconciliation',
      options: { reference: ['order_id', 'cart'], zone: 'UTC' },
    });
    expect(profileOf('{ builtIn: stripe-payout-reconciliation, reference: order_id }')).toMatchObject({
      options: { reference: ['order_id'] },
    });
  });

  it.each([
    ['{ builtIn: stripe-payout-reconciliation, zone: Bogota }', 'zone', 'IANA'],
    ['{ builtIn: stripe-payout-reconciliation, zon: UTC }', 'zon', 'did you mean "zone"'],
    ['{ builtIn: mercadopago-release, currency: cop }', 'currency', 'three capital'],
    ['{ builtIn: dlocal-settlement, zone: UTC }', 'zone', 'unknown key "zone"'],
    ['{ builtIn: dlocal-setlement }', 'builtIn', 'did you mean "dlocal-settlement"'],
    ['{ builtIn: camt.053 }', 'builtIn', 'is for the leg bank'],
  ])('%s: a problem of %s', (profile, key, words) => {
    const result = parsed(profile);
    const problems = result.ok ? [] : result.problems;
    expect(problems[0]).toMatchObject({ path: `sources[0].profile.${key}`, line: 8 });
    expect(problems[0]?.message).toContain(words);
  });
});
