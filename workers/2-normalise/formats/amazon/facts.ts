import type { ProviderFacts } from '../../../../schemas/lines/profile.ts';

/** One file is one settlement, named in each row. */
export const AMAZON: ProviderFacts = { namesPayouts: true };
