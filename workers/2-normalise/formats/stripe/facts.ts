import type { ProviderFacts } from '../facts.ts';

/** A row that no automatic payout pays has an empty payout id: it is in none yet. */
export const STRIPE: ProviderFacts = { namesPayouts: true };
