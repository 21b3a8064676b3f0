import { createHash } from 'node:crypto';
import { addressKey, compareText } from './records.ts';
import type { Finding } from './run.ts';

/**
 * A hash of what counts as a fact of a finding: amounts, statuses, dates of the legs, evidence, and the passing of a due
 * date or grace (it shows as class or severity). Growing older is no fact: days late and the wording stay out, so that
 * an unchanged discrepancy makes no event and is never reopened by time alone.
 */
export function factsHash(finding: Finding): string {
  const facts = [
    finding.class,
    finding.severity,
    finding.currency,
    finding.orderAmount,
    finding.settlementGross,
    finding.settlementNet,
    finding.bankAmount,
    finding.difference,
    finding.moneyAtRisk,
    finding.direction,
    finding.paidOn,
    finding.settledOn,
    finding.dueOn,
    finding.arrivedOn,
    finding.parentId,
    finding.lines.map((line) => `${line.leg}:${addressKey(line)}`).sort(compareText),
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}
