import type { Config } from '../../../schemas/config/config.ts';
import {
  CLAIMED_KINDS,
  DISCREPANCY_KINDS,
  isClaimedKind,
  KIND_RANK,
  KINDS,
  type ClaimedKind,
} from '../../../schemas/kinds/kinds.ts';
import { addressKey, type Line } from '../../../schemas/lines/records.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { flagFact } from '../../../schemas/outcome/facts.ts';
import { collectsMethod } from '../../3-match/tenders.ts';
import { providerOf } from '../../4-classify/claimable.ts';
import { compareDiscrepancies } from '../discrepancies-csv.ts';
import { isOpen } from '../counted.ts';

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

/** Why a row is no claim: what to find out before anybody is written to. */
export const ASK_FIRST_REASONS = [
  'seen_elsewhere',
  'several_providers',
  'file_suspect',
  'in_another_letter',
  'not_owed_to_us',
  'ours_first',
] as const;
export type AskFirstReason = (typeof ASK_FIRST_REASONS)[number];

/** An open row that concerns a provider and may not be claimed from it. */
export interface AskFirst {
  readonly discrepancy: Discrepancy;
  readonly why: AskFirstReason;
}

export interface ProviderClaims {
  readonly claims: readonly Claim[];
  readonly askFirst: readonly AskFirst[];
}

/**
 * The claims to make to a provider: its open and acknowledged actions that may be claimed, by kind in the order of the
 * table of kinds; and beside them what concerns it and is asked first. No line stands in two claims, of this provider
 * or of another: the kind that stands higher has it.
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
): ProviderClaims {
  const open = discrepancies.filter((one) => isAsked(one) && one.class === 'action' && isOpen(one)).sort(byKindAndRow);
  const taken = new Set<string>();
  const claimed: Discrepancy[] = [];
  const askFirst: AskFirst[] = [];
  for (const one of open) {
    const places = one.lines.filter((line) => line.leg !== 'bank').map(addressKey);
    const may = one.claimable && one.parentId === null && isClaimedKind(one.kind);
    const twice = may && places.some((place) => taken.has(place));
    if (may && !twice) {
      for (const place of places) taken.add(place);
      if (providerOf(one, config) === provider) claimed.push(one);
    } else if (concerns(provider, one, config)) {
      askFirst.push({ discrepancy: one, why: twice ? 'in_another_letter' : reasonFor(one, config) });
    }
  }
  const ofKind = (kind: ClaimedKind): Claim[] => {
    const items = claimed.filter((one) => one.kind === kind && kinds.includes(kind));
    return items.length === 0
      ? []
      : [{ kind, provider, items: items.map((discrepancy) => ({ discrepancy, lines: linesOf(discrepancy) })) }];
  };
  return {
    claims: DISCREPANCY_KINDS.filter(isClaimedKind).flatMap(ofKind),
    askFirst: askFirst.filter(({ discrepancy: { kind } }) =>
      isClaimedKind(kind) ? kinds.includes(kind) : isEveryKind(kinds),
    ),
  };
}

function isEveryKind(kinds: readonly ClaimedKind[]): boolean {
  return CLAIMED_KINDS.every((kind) => kinds.includes(kind));
}

/**
 * Whether a row may be put to a provider at all: what it can answer, and what is owed to us for one of its own
 * transactions.
 */
function isAsked({ kind, direction, provider }: Discrepancy): boolean {
  return isClaimedKind(kind) || KINDS[kind].owner === 'provider' || (direction === 'owed_to_us' && provider !== null);
}

function byKindAndRow(a: Discrepancy, b: Discrepancy): number {
  return KIND_RANK[a.kind] - KIND_RANK[b.kind] || compareDiscrepancies(a, b);
}

function reasonFor(one: Discrepancy, config: Pick<Config, 'sources'>): AskFirstReason {
  if (one.parentId !== null) return 'file_suspect';
  if (one.seenElsewhere.length > 0 || flagFact(one, 'askFirst')) return 'seen_elsewhere';
  if (providerOf(one, config) === null) return 'several_providers';
  return one.direction === 'owed_to_us' && !isClaimedKind(one.kind) ? 'ours_first' : 'not_owed_to_us';
}

function concerns(provider: string, one: Discrepancy, { sources }: Pick<Config, 'sources'>): boolean {
  if (one.provider !== null) return one.provider === provider;
  const source = sources.find(({ id }) => id === provider);
  if (source?.leg !== 'settlement') return false;
  return one.method === null || collectsMethod(source.methods, one.method);
}
