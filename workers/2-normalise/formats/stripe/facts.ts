import type { ProviderFacts } from '../../../../schemas/lines/profile.ts';

/** A row that no automatic payout pays has an empty payout id: it is in none yet. */
export const STRIPE: ProviderFacts = { namesPayouts: true };
