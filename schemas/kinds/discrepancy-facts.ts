import { KINDS } from './kinds.ts';
import { addressKey, compareText } from '../lines/records.ts';
import type { Finding } from '../outcome/run.ts';
import { sha256 } from '../values/hash.ts';

/**
 * A hash of what counts as a fact of a finding: amounts, statuses, dates of the legs, evidence, and the passing of a
 * due date or grace (it shows as class or severity). Growing older is no fact: days late and the wording stay out, so
 * that an unchanged discrepancy makes no event and is never reopened by time alone.
 */
export function factsHash(finding: Finding): string {
  return hashOf([finding.class, finding.severity, ...moneyAndDates(finding), finding.parentId, evidence(finding)]);
}

/**
 * A hash of what a person decides upon: the facts without severity, without the suspect file it is listed under, and of
 * the evidence only which legs, dates and sources it stands on. A grace that ends after somebody wrote an item off, a
 * flood that shrinks while its rows are decided, or a file that comes again with the same sale in it says nothing new
 * of it.
 */
export function decidedFactsHash(finding: Finding): string {
  const places = finding.lines.map((line) => `${line.leg}:${line.date}:${line.source}`).sort(compareText);
  return hashOf([finding.class, ...moneyAndDates(finding), places]);
}

function moneyAndDates(finding: Finding): readonly unknown[] {
  const { comparison } = KINDS[finding.kind];
  return [
    finding.currency,
    // The leg that a comparison does not look at stands on the row for the reader; a credit that comes is no fact of an
    // order.
    comparison === 'settlement_bank' ? null : finding.orderAmount,
    finding.settlementGross,
    finding.settlementNet,
    comparison === 'order_settlement' ? null : finding.bankAmount,
    finding.difference,
    finding.moneyAtRisk,
    finding.direction,
    finding.paidOn,
    finding.settledOn,
    finding.dueOn,
    finding.arrivedOn,
  ];
}

function evidence(finding: Finding): string[] {
  return finding.lines.map((line) => `${line.leg}:${addressKey(line)}`).sort(compareText);
}

function hashOf(facts: readonly unknown[]): string {
  return sha256(JSON.stringify(facts));
}
