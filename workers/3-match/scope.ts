import { sourcesOfLeg, type Config, type SettlementSource } from '../../schemas/config/config.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import type { Line, OrderLine, OutOfScopeReason, SettlementLine } from '../../schemas/lines/records.ts';
import type { BankVersions } from './bank-versions.ts';
import type { WorkingSet } from './working-set.ts';
import type { OrderVersions } from './order-version-facts.ts';
import type { SettlementVersions } from './settlement-versions.ts';
import { collectsMethod } from './tenders.ts';

/**
 * The sources that collect the method of an order, or one of its tenders; without `methods` a source collects them all.
 */
export function collectorsOf(line: OrderLine, workingSet: Pick<WorkingSet, 'config'>): SettlementSource[] {
  return sourcesOfLeg(workingSet.config, 'settlement').filter((source) => collectsMethod(source.methods, line.method));
}

/**
 * What takes a line out by itself, whatever other lines say: a balance row, another environment, a method that nobody
 * collects for us. Such a line exists for no other rule: it is no version of another and no duplicate.
 */
export function setAside(
  workingSet: WorkingSet,
  sources: ReadonlyMap<string, SettlementSource>,
): Map<number, OutOfScopeReason> {
  const reasons = new Map<number, OutOfScopeReason>();
  const reasonOf = asideReader(workingSet.config, sources);
  for (const { ix, line } of workingSet.lines) {
    const reason = reasonOf(line);
    if (reason !== null) reasons.set(ix, reason);
  }
  return reasons;
}

/** Makes the function that tells what takes a line out by itself; null where nothing does. */
export function asideReader(
  config: Config,
  sources: ReadonlyMap<string, SettlementSource>,
): (line: Line) => OutOfScopeReason | null {
  const collected = new Map<string, boolean>();
  const isCollected = (line: OrderLine): boolean => {
    const known = collected.get(line.method) ?? collectorsOf(line, { config }).length > 0;
    collected.set(line.method, known);
    return known;
  };
  return (line) => {
    if (line.skip !== null) return line.skip;
    if (line.leg === 'bank') return null;
    if (isElsewhere(line.environment, config)) return 'other_environment';
    if (line.leg === 'order') return isCollected(line) ? null : 'other_method';
    return isOfOtherMethod(line, sources.get(line.source)) ? 'other_method' : null;
  };
}

/** Whether a line states another environment than the tenant's. */
export function isElsewhere(named: string | null, { environment }: Pick<Config, 'environment'>): boolean {
  return named !== null && normaliseKey(named) !== '' && normaliseKey(named) !== normaliseKey(environment);
}

/** What a payout pays belongs to its sum whatever the method; only an approved line of its own can be none of ours. */
function isOfOtherMethod(line: SettlementLine, source: SettlementSource | undefined): boolean {
  const method = normaliseKey(line.method ?? '');
  if (line.status !== 'approved' || source?.settles !== 'per_transaction' || source.methods === null || method === '')
    return false;
  return !source.methods.some((collected) => normaliseKey(collected) === method);
}

/** Every reason but those of the bank's text, which needs to know the open references first. */
export function scopeOf(
  aside: ReadonlyMap<number, OutOfScopeReason>,
  settlement: SettlementVersions,
  order: OrderVersions,
  bank: BankVersions,
): Map<number, OutOfScopeReason> {
  const reasons = new Map(aside);
  for (const held of settlement.superseded) reasons.set(held.ix, 'superseded');
  for (const held of settlement.seenBefore) reasons.set(held.ix, 'already_seen');
  for (const { copy } of settlement.copies) reasons.set(copy.ix, 'already_seen');
  for (const { ix, line } of settlement.current) {
    if (line.status === 'pending') reasons.set(ix, 'pending');
    else if (line.status !== 'approved') reasons.set(ix, 'declined');
  }
  for (const held of order.superseded) reasons.set(held.ix, 'superseded');
  for (const held of order.seenBefore) reasons.set(held.ix, 'already_seen');
  for (const held of bank.seenBefore) reasons.set(held.ix, 'already_seen');
  for (const { held } of bank.superseded) reasons.set(held.ix, 'superseded');
  return reasons;
}
