import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { piecesOf } from '../../schemas/ports/reports.ts';
import { isClaimedKind } from '../../schemas/kinds/kinds.ts';
import { ASK_FIRST, claimFiles } from '../../workers/5-publish/claims/claim-files.ts';
import type { ProviderClaims } from '../../workers/5-publish/claims/claims.ts';

/**
 * Writes the files of claims into a folder, each whole or not at all, and removes those of claims that are no longer
 * made. Other files of the folder stay. Returns the names written, sorted.
 */
export function writeClaims(folder: string, made: ProviderClaims, tenant: string, asOf: PlainDate): string[] {
  const files = claimFiles(made, tenant, asOf);
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
