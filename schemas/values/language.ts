/** The languages in which people are told. `reports.languages` gives their order; a report opens in the first. */
export const LANGUAGES = ['en', 'es', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** The languages in which one writes to a provider. */
export const CLAIM_LANGUAGES = ['en', 'es'] as const satisfies readonly Language[];
export type ClaimLanguage = (typeof CLAIM_LANGUAGES)[number];
