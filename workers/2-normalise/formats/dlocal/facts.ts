import type { ProviderFacts } from '../../../../schemas/lines/profile.ts';

/**
 * dLocal prints six decimals; each column is brought to hundredths by itself, so a line's rounded parts may miss its
 * rounded net by one hundredth a column.
 */
const ROUNDED_BY_MINOR = 2;

export const DLOCAL_DAILY: ProviderFacts = { roundedByMinor: ROUNDED_BY_MINOR };
export const DLOCAL_SETTLEMENT: ProviderFacts = { roundedByMinor: ROUNDED_BY_MINOR, namesPayouts: true };
