import { readFileSync } from 'node:fs';
import { DISCREPANCY_KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';

/** One discrepancy that the demo is made to show. */
export interface Planted {
  readonly kind: DiscrepancyKind;
  /** The merchant reference, the payout, the provider's id, the bank's id, or, for a file, its source. */
  readonly subject: string;
  readonly opensOn: string;
  /** The date whose run closes it; `open`: it still stands at the end; `noted`: a notice, born closed. */
  readonly closesOn: string;
  /** What happened, and what to do. */
  readonly story: string;
}

const README = new URL('../../fixtures/demo/README.md', import.meta.url);
const HEADER = '| kind | reference or payout | opens on | closes on | story |\n|---|---|---|---|---|\n';

/** Everything that is wrong in the demo, as its README lists it by date. Nothing else may be found. */
export const PLANTED: readonly Planted[] = readPlanted(readFileSync(README, 'utf8'));

/** Throws where the table is not there, or a row of it is none. */
function readPlanted(readme: string): Planted[] {
  const [, table] = readme.split(HEADER);
  if (table === undefined) throw new Error('the README of the demo has no table of what is planted');
  const [rows = ''] = table.split('\n\n');
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [, name, subject, opensOn, closesOn, story, ...more] = row.split('|').map((cell) => cell.trim());
      const kind = DISCREPANCY_KINDS.find((known) => known === name);
      if (kind === undefined || !subject || !opensOn || !closesOn || !story || more.length !== 1)
        throw new Error(`this is no row of what is planted: ${row}`);
      return { kind, subject, opensOn, closesOn, story };
    });
}
