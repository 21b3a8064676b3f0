import type { Config } from '../../schemas/config/config.ts';
import { isClaimedKind, KINDS } from '../../schemas/kinds/kinds.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { flagFact } from '../../schemas/outcome/facts.ts';
import { collectsMethod } from '../3-match/tenders.ts';

/**
 * Says of every finding whether it may be claimed from a provider: money is owed to us, exactly one provider can be
 * meant, nothing in the books could be the answer, and no ruined or suspect file is the cause. Everything else is asked
 * first; so is what hides, or hid in the run before, that its credit may be another one told twice: such a credit
 * proves no difference.
 */
export function withClaimable(
  findings: readonly Finding[],
  config: Pick<Config, 'sources'>,
  before: readonly Finding[] = [],
): Finding[] {
  const doubted = new Set(
    [...before, ...findings]
      .filter((one) => one.hides.some((kind) => KINDS[kind].doubtsItsCredit))
      .map((one) => one.id),
  );
  return findings.map((finding) => ({
    ...finding,
    claimable: isClaimable(finding, config) && !doubted.has(finding.id),
  }));
}

function isClaimable(finding: Finding, config: Pick<Config, 'sources'>): boolean {
  return (
    isClaimedKind(finding.kind) &&
    finding.class === 'action' &&
    finding.direction === 'owed_to_us' &&
    finding.moneyAtRisk > 0 &&
    finding.parentId === null &&
    finding.seenElsewhere.length === 0 &&
    !flagFact(finding, 'askFirst') &&
    providerOf(finding, config) !== null
  );
}

/**
 * The one provider that a finding can mean: that of its own transaction, else the only one that collects any of the
 * order's tenders.
 */
export function providerOf(
  finding: Pick<Finding, 'provider' | 'method'>,
  config: Pick<Config, 'sources'>,
): string | null {
  if (finding.provider !== null) return finding.provider;
  const { method } = finding;
  if (method === null) return null;
  const collecting = config.sources
    .flatMap((source) => (source.leg === 'settlement' ? [source] : []))
    .filter((source) => collectsMethod(source.methods, method));
  return collecting.length === 1 ? (collecting[0]?.id ?? null) : null;
}
