import type { ProviderFacts } from '../facts.ts';

/** One file is one settlement, named in each row. */
export const AMAZON: ProviderFacts = { namesPayouts: true };
