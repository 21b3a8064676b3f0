import type { ProviderFacts } from '../../../../schemas/lines/profile.ts';

/** Each line of the settlement detail report stands in a batch, which is paid as a whole. */
export const ADYEN: ProviderFacts = { namesPayouts: true };
