/** The languages in which people are told. `reports.languages` gives their order; a report opens in the first. */
export const LANGUAGES = ['en', 'es', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];
