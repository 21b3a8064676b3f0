import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { askFirstTable, claimTable } from '../../workers/5-publish/claims/claim-table.ts';
import { csvOf } from '../../workers/5-publish/csv.ts';
import { piecesOf, type ReportContent } from '../../schemas/ports/reports.ts';
import { CLAIM_LANGUAGES } from '../../schemas/values/language.ts';
import { claimText } from '../../workers/5-publish/claims/claim-text.ts';
import { isClaimedKind } from '../../schemas/kinds/kinds.ts';
import type { ProviderClaims } from '../../workers/5-publish/claims/claims.ts';

/** What is not claimed, and why: it stays in the house. */
const ASK_FIRST = 'ask-first.csv';

/**
 * Writes the files of claims into a folder, each whole or not at all, and removes those of claims that are no longer
 * made. Other files of the folder stay. Returns the names written, sorted.
 */
export function writeClaims(
  folder: string,
  { claims, askFirst }: ProviderClaims,
  tenant: string,
  asOf: PlainDate,
): string[] {
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
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of files) {
    writeFileSync(join(folder, `.${name}.tmp`), Buffer.concat(piecesOf(content)));
    renameSync(join(folder, `.${name}.tmp`), join(folder, name));
  }
  for (const name of readdirSync(folder)) {
    if (name === ASK_FIRST && !files.has(name)) rmSync(join(folder, name));
    if (isClaimedKind(name.replace(/(\.(en|es))?\.(csv|txt)$/, '')) && !files.has(name)) rmSync(join(folder, name));
  }
  return [...files.keys()].sort();
}
