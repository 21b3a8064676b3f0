import type { Config } from '../../../schemas/config.ts';
import { DISCREPANCY_KINDS, isClaimedKind, type ClaimedKind } from '../../../schemas/discrepancy.ts';
import { normaliseKey } from '../../../schemas/line-keys.ts';
import type { Line } from '../../../schemas/records.ts';
import type { Discrepancy } from '../../../schemas/run.ts';
import { compareDiscrepancies } from '../discrepancies-csv.ts';
import { isOpen } from '../standing.ts';

/** A line that a claim names, with the name of its file: what both sides can open. */
export interface ClaimedLine {
  readonly line: Line;
  readonly fileName: string;
}

export interface ClaimItem {
  readonly discrepancy: Discrepancy;
  readonly lines: readonly ClaimedLine[];
}

/** Everything of one kind that is claimed from one provider, in the order of discrepancies.csv. */
export interface Claim {
  readonly kind: ClaimedKind;
  readonly provider: string;
  readonly items: readonly ClaimItem[];
}

/**
 * The claims to make to a provider: its open and acknowledged actions, by kind in the order of the table of kinds. A sale
 * that no provider reports is claimed from each one that collects its method.
 *
 * @param kinds the kinds wanted
 * @param linesOf the lines that a discrepancy names
 */
export function claimsTo(
  provider: string,
  discrepancies: readonly Discrepancy[],
  kinds: readonly ClaimedKind[],
  config: Pick<Config, 'sources'>,
  linesOf: (discrepancy: Discrepancy) => readonly ClaimedLine[],
): Claim[] {
  const wanted = discrepancies.filter(
    (one) => one.class === 'action' && isOpen(one) && one.parentId === null && concerns(provider, one, config),
  );
  return DISCREPANCY_KINDS.filter(isClaimedKind).flatMap((kind): Claim[] => {
    const ofKind = kinds.includes(kind) ? wanted.filter((one) => one.kind === kind).sort(compareDiscrepancies) : [];
    return ofKind.length === 0
      ? []
      : [{ kind, provider, items: ofKind.map((discrepancy) => ({ discrepancy, lines: linesOf(discrepancy) })) }];
  });
}

function concerns(provider: string, { provider: named, method }: Discrepancy, { sources }: Pick<Config, 'sources'>): boolean {
  if (named !== null) return named === provider;
  const source = sources.find((one) => one.id === provider);
  if (source?.leg !== 'settlement') return false;
  return method === null || source.methods === null || source.methods.some((one) => normaliseKey(one) === normaliseKey(method));
}
