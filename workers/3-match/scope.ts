import { sourcesOfLeg, type SettlementSource } from '../../schemas/config.ts';
import { normaliseKey } from '../../schemas/line-keys.ts';
import type { OrderLine, OutOfScopeReason, SettlementLine } from '../../schemas/records.ts';
import type { BankVersions } from './bank-versions.ts';
import type { Hand } from './hand.ts';
import type { OrderVersions } from './order-versions.ts';
import type { SettlementVersions } from './settlement-versions.ts';

/** The sources that collect the method of an order on its date; without `methods` a source collects them all. */
export function collectorsOf(line: OrderLine, hand: Pick<Hand, 'config'>): SettlementSource[] {
  const method = normaliseKey(line.method);
  return sourcesOfLeg(hand.config, 'settlement').filter(
    (source) => source.methods === null || source.methods.some((collected) => normaliseKey(collected) === method),
  );
}

/** Every reason but those of the bank's text, which needs to know the open references first. */
export function scopeOf(
  hand: Hand,
  settlement: SettlementVersions,
  order: OrderVersions,
  bank: BankVersions,
  sources: ReadonlyMap<string, SettlementSource>,
): Map<number, OutOfScopeReason> {
  const reasons = new Map<number, OutOfScopeReason>();
  const environment = normaliseKey(hand.config.environment);
  const elsewhere = (named: string | null): boolean => named !== null && normaliseKey(named) !== '' && normaliseKey(named) !== environment;
  for (const held of hand.lines) if (held.line.skip !== null) reasons.set(held.ix, held.line.skip);
  for (const held of settlement.superseded) reasons.set(held.ix, 'superseded');
  for (const held of settlement.seenBefore) reasons.set(held.ix, 'already_seen');
  for (const { copy } of settlement.copies) reasons.set(copy.ix, 'already_seen');
  for (const held of settlement.current) {
    const reason = settlementScope(held.line, sources.get(held.line.source), elsewhere(held.line.environment));
    if (reason !== null) reasons.set(held.ix, reason);
  }
  for (const held of order.superseded) reasons.set(held.ix, 'superseded');
  for (const held of order.current) {
    if (elsewhere(held.line.environment)) reasons.set(held.ix, 'other_environment');
    else if (collectorsOf(held.line, hand).length === 0) reasons.set(held.ix, 'other_method');
  }
  for (const held of bank.seenBefore) reasons.set(held.ix, 'already_seen');
  return reasons;
}

function settlementScope(line: SettlementLine, source: SettlementSource | undefined, elsewhere: boolean): OutOfScopeReason | null {
  if (elsewhere) return 'other_environment';
  if (line.status === 'pending') return 'pending';
  if (line.status !== 'approved') return 'declined';
  // What a payout pays belongs to its sum whatever the method; only a line of its own can be none of ours.
  const method = normaliseKey(line.method ?? '');
  if (source?.settles !== 'per_transaction' || source.methods === null || method === '') return null;
  return source.methods.some((collected) => normaliseKey(collected) === method) ? null : 'other_method';
}
