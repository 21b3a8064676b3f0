import type { BuiltInProfileName } from '../../../schemas/lines/profile.ts';
import { ADYEN } from './adyen/facts.ts';
import { AMAZON } from './amazon/facts.ts';
import { DLOCAL_DAILY, DLOCAL_SETTLEMENT } from './dlocal/facts.ts';
import { MERCADOPAGO_RELEASE } from './mercadopago/facts.ts';
import { PAYPAL } from './paypal/facts.ts';
import { STRIPE } from './stripe/facts.ts';

/** What matching and judging know of a provider beside its lines. Pure data: each provider's folder has its own. */
export interface ProviderFacts {
  /** Its rows name the payout that pays them; what names none is in no payout yet. Every file of another format is one payout. */
  readonly namesPayouts?: true;
  /** Its report is an account from which the merchant withdraws: a withdrawal names none of the lines that it pays. */
  readonly withdrawnByBalance?: true;
  /** By how many hundredths the parts of a line may miss its net, where the provider prints more decimals than it settles. */
  readonly roundedByMinor?: number;
  /** Words by which its adjustments explain themselves. */
  readonly explainedAdjustments?: readonly string[];
}

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
export function factsOf(profile: { readonly builtIn: BuiltInProfileName } | { readonly inline: unknown }): ProviderFacts {
  return 'builtIn' in profile ? (FACTS[profile.builtIn] ?? NONE) : NONE;
}
