import type { PlainDate } from '../../../schemas/values/dates.ts';
import { CLAIM_LANGUAGES } from '../../../schemas/values/language.ts';
import type { ReportContent } from '../../../schemas/ports/reports.ts';
import { csvOf } from '../csv.ts';
import { askFirstTable, claimTable } from './claim-table.ts';
import { claimText } from './claim-text.ts';
import type { ProviderClaims } from './claims.ts';

/** What is not claimed, and why: it stays in the house. */
export const ASK_FIRST = 'ask-first.csv';

/**
 * The files of what may be claimed from a provider, by name: per kind a CSV and a letter in each language, and what is
 * asked first.
 */
export function claimFiles(
  { claims, askFirst }: ProviderClaims,
  tenant: string,
  asOf: PlainDate,
): ReadonlyMap<string, ReportContent> {
  const files = new Map<string, ReportContent>(
    claims.flatMap((claim) => {
      const csv = `${claim.kind}.csv`;
      const letters = CLAIM_LANGUAGES.map(
        (language) => [`${claim.kind}.${language}.txt`, claimText(language, claim, tenant, asOf, csv)] as const,
      );
      return [[csv, csvOf(claimTable(claim))] as const, ...letters];
    }),
  );
  if (askFirst.length > 0) files.set(ASK_FIRST, csvOf(askFirstTable(askFirst)));
  return files;
}
