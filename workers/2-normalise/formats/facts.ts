import type { BuiltInProfileName, ProviderFacts } from '../../../schemas/lines/profile.ts';

/**
 * dLocal prints six decimals; each column is brought to hundredths by itself, so a line's rounded parts may miss its
 * rounded net by one hundredth a column.
 */
const DLOCAL_ROUNDED_BY_MINOR = 2;

const NONE: ProviderFacts = {};

/** What matching and judging must know of a provider, beside what its feed reads. */
const FACTS: Partial<Readonly<Record<BuiltInProfileName, ProviderFacts>>> = {
  // Each line of the settlement detail report stands in a batch, which is paid as a whole.
  'adyen-settlement-detail': { namesPayouts: true },
  // One file is one settlement, named in each row.
  'amazon-settlement-v2': { namesPayouts: true },
  'dlocal-daily': { roundedByMinor: DLOCAL_ROUNDED_BY_MINOR },
  'dlocal-settlement': { roundedByMinor: DLOCAL_ROUNDED_BY_MINOR, namesPayouts: true },
  // The release report is the account: withdrawals are rows of it, and name no line (Mercado Pago's documentation of
  // the report).
  'mercadopago-release': { namesPayouts: true, withdrawnByBalance: true },
  // The settlement report is the account; a currency conversion names the payment that it converts (PayPal's event
  // codes T0200 and following).
  'paypal-stl': { namesPayouts: true, withdrawnByBalance: true, explainedAdjustments: ['currency conversion'] },
  // A row that no automatic payout pays has an empty payout id: it is in none yet.
  'stripe-payout-reconciliation': { namesPayouts: true },
};

/** The facts of a built-in; a profile of one's own has none. */
export function factsOf(
  profile: { readonly builtIn: BuiltInProfileName } | { readonly inline: unknown },
): ProviderFacts {
  return 'builtIn' in profile ? (FACTS[profile.builtIn] ?? NONE) : NONE;
}
