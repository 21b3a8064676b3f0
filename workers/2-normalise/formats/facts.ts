import type { BuiltInProfileName, ProviderFacts } from '../../../schemas/lines/profile.ts';
import { ADYEN } from './adyen/facts.ts';
import { AMAZON } from './amazon/facts.ts';
import { DLOCAL_DAILY, DLOCAL_SETTLEMENT } from './dlocal/facts.ts';
import { MERCADOPAGO_RELEASE } from './mercadopago/facts.ts';
import { PAYPAL } from './paypal/facts.ts';
import { STRIPE } from './stripe/facts.ts';

const NONE: ProviderFacts = {};

const FACTS: Partial<Readonly<Record<BuiltInProfileName, ProviderFacts>>> = {
  'adyen-settlement-detail': ADYEN,
  'amazon-settlement-v2': AMAZON,
  'dlocal-daily': DLOCAL_DAILY,
  'dlocal-settlement': DLOCAL_SETTLEMENT,
  'mercadopago-release': MERCADOPAGO_RELEASE,
  'paypal-stl': PAYPAL,
  'stripe-payout-reconciliation': STRIPE,
};

/** The facts of a built-in; a profile of one's own has none. */
export function factsOf(
  profile: { readonly builtIn: BuiltInProfileName } | { readonly inline: unknown },
): ProviderFacts {
  return 'builtIn' in profile ? (FACTS[profile.builtIn] ?? NONE) : NONE;
}
