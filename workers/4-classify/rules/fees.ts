import type { TariffEntry } from '../../../schemas/config/config.ts';
import { absolute, subtract, sum, ZERO } from '../../../schemas/values/money.ts';
import { normaliseKey } from '../../../schemas/lines/line-keys.ts';
import { endOfDate } from '../../../schemas/values/local-time.ts';
import { flagFact } from '../../../schemas/outcome/facts.ts';
import type { Finding } from '../../../schemas/outcome/run.ts';
import { factsOf } from '../../2-normalise/formats/facts.ts';
import { AddressMap } from '../../3-match/address-map.ts';
import { type HeldSettlement } from '../../3-match/working-set.ts';
import { feeOf, settledCurrencyOf, settledGrossOf, settledNetOf, taxOf } from '../../3-match/settled-money.ts';
import { settlementFields, transactionKeyParts, type Case } from '../case.ts';
import { named, type DraftOf } from '../draft.ts';
import {
  CHARGE_COMPONENTS,
  charged,
  chargeDifference,
  fittingPercent,
  tariffOf,
  type ChargeComponent,
} from '../../3-match/tariff.ts';
import { groupBy } from '../../../schemas/values/groups.ts';

/** net_mismatch, fee_mismatch, unexplained_adjustment and stale_pending: what a provider's lines say of themselves. */
export function lineFindings(
  c: Case,
): DraftOf<'net_mismatch' | 'fee_mismatch' | 'unexplained_adjustment' | 'stale_pending'>[] {
  const fresh = c.match.settlement.current.filter(
    (held) => held.entered !== 'carried' || c.match.looseTakeBacks.has(held.ix),
  );
  const counting = fresh.filter((held) => !c.match.outOfScope.has(held.ix));
  return [
    ...counting.flatMap((held) => netMismatch(held, c)),
    ...feeMismatches(c),
    ...counting.flatMap((held) => unexplainedAdjustment(held, c)),
    ...c.match.settlement.current.flatMap((held) => stalePending(held, c)),
  ];
}

function netMismatch(held: HeldSettlement, c: Case): DraftOf<'net_mismatch'>[] {
  const { line } = held;
  const stated = line.settledNet ?? (line.settledCurrency === null ? line.net : null);
  if (
    stated === null ||
    line.type === 'fee' ||
    line.type === 'tax' ||
    line.type === 'adjustment' ||
    line.type === 'reserve'
  )
    return [];
  const computed = subtract(subtract(settledGrossOf(line), feeOf(line)), taxOf(line));
  const difference = subtract(stated, computed);
  const profile = c.sources.get(line.source)?.profile;
  const tolerance = profile === undefined ? 0 : (factsOf(profile).roundedByMinor ?? 0);
  if (absolute(difference) <= tolerance) return [];
  return [
    {
      ...settlementFields(held, c),
      kind: 'net_mismatch',
      key: transactionKeyParts(line),
      lines: [named(line, false)],
      payoutId: line.payoutId,
      settlementGross: settledGrossOf(line),
      settlementNet: stated,
      difference,
      moneyAtRisk: absolute(difference),
      direction: difference < 0 ? 'owed_to_us' : 'owed_by_us',
      facts: { computedMinor: computed },
    },
  ];
}

/** One row per payout (or the source's day) and component, with count, sum and the rate that would fit. */
function feeMismatches(c: Case): DraftOf<'fee_mismatch'>[] {
  const counting = c.match.settlement.current.filter((held) => !c.match.outOfScope.has(held.ix));
  const payments = counting.filter(
    (held) => held.line.type === 'payment' && (c.sources.get(held.line.source)?.tariff.length ?? 0) > 0,
  );
  const groups = groupBy(payments, (held) => {
    const payoutId = c.match.due.days.payoutId(held.line);
    return JSON.stringify([
      held.line.source,
      payoutId ?? `${held.line.source} ${held.line.date}`,
      settledCurrencyOf(held.line),
    ]);
  });
  const fresh = [...groups].filter(([, group]) => group.some((held) => held.entered === 'new'));
  return fresh.flatMap(([key, group]) =>
    CHARGE_COMPONENTS.flatMap((component) =>
      feeMismatch(JSON.parse(key) as [string, string, string], component, group, c),
    ),
  );
}

function feeMismatch(
  key: readonly [source: string, payout: string, currency: string],
  component: ChargeComponent,
  group: readonly HeldSettlement[],
  c: Case,
): DraftOf<'fee_mismatch'>[] {
  const off = group.flatMap((held) => {
    const source = c.sources.get(held.line.source);
    const entry = source ? tariffOf(held.line, source, c.paidOn(held.line)) : null;
    const found = charged(held.line, component);
    const difference = entry === null ? null : chargeDifference(held.line, entry, component);
    if (entry === null || found === null || difference === null) return [];
    return absolute(difference) > entry.tolerance ? [{ held, entry, found, difference }] : [];
  });
  const [first] = off;
  if (!first) return [];
  const difference = sum(off.map((one) => one.difference));
  const total = sum(off.map((one) => absolute(one.difference)));
  return [
    {
      kind: 'fee_mismatch',
      key: [...key, component],
      lines: off.map((one) => named(one.held.line, false)),
      provider: first.held.line.source,
      payoutId: key[1],
      method: first.held.line.method,
      currency: settledCurrencyOf(first.held.line),
      settlementGross: sum(off.map((one) => settledGrossOf(one.held.line))),
      difference,
      moneyAtRisk: total,
      direction: difference > 0 ? 'owed_to_us' : difference < 0 ? 'owed_by_us' : 'unknown',
      facts: {
        component,
        count: off.length,
        sumMinor: difference,
        tariffRate: ratePercent(first.entry, component),
        fittingRate: fittingPercent(
          off.map((one) => ({ gross: settledGrossOf(one.held.line), found: one.found, fee: feeOf(one.held.line) })),
          first.entry,
          component,
        ),
      },
    },
  ];
}

function ratePercent(entry: TariffEntry, component: ChargeComponent): string | null {
  switch (component) {
    case 'fee':
      return entry.percent;
    case 'fee_vat':
      return entry.vatPercent;
    case 'withheld_income':
      return entry.withheldIncomePercent;
    case 'withheld_vat':
      return entry.withheldVatPercent;
    case 'withheld_ica':
      return entry.withheldIcaPercent;
  }
}

function unexplainedAdjustment(held: HeldSettlement, c: Case): DraftOf<'unexplained_adjustment'>[] {
  const { line } = held;
  const givesBack = c.match.looseTakeBacks.get(held.ix);
  if (line.type !== 'adjustment' && givesBack === undefined) return [];
  const source = c.sources.get(line.source);
  const builtIn = source === undefined ? [] : (factsOf(source.profile).explainedAdjustments ?? []);
  const known = [...builtIn, ...(source?.knownAdjustments ?? [])];
  const description = normaliseKey(line.description ?? '');
  if (known.some((text) => description.includes(normaliseKey(text)))) return [];
  const net = settledNetOf(line);
  return [
    {
      ...settlementFields(held, c),
      kind: 'unexplained_adjustment',
      key: transactionKeyParts(line),
      lines: [named(line, true)],
      payoutId: line.payoutId,
      currency: settledCurrencyOf(line),
      settlementGross: settledGrossOf(line),
      settlementNet: net,
      difference: net,
      moneyAtRisk: absolute(net),
      direction: net < 0 ? 'owed_to_us' : 'owed_by_us',
      ...(givesBack === undefined ? {} : { facts: { told: givesBack, givenBack: line.refundOf } }),
    },
  ];
}

const SECONDS_PER_HOUR = 3600;

/**
 * What the row of an order quotes, because no final word came, is not told once more: for as long as that row stands,
 * also on the dates that do not compare its sale again.
 *
 * @param findings what was found, with what stands unchanged
 */
export function withoutQuotedPendings(findings: readonly Finding[]): Finding[] {
  const quoted = new AddressMap<true>();
  for (const one of findings)
    if (one.kind === 'missing_in_settlement' && flagFact(one, 'stillPending'))
      for (const line of one.seenElsewhere) quoted.set(line, true);
  return findings.filter((one) => one.kind !== 'stale_pending' || !one.lines.some((line) => quoted.has(line)));
}

/** Pending longer than `stalePendingHours` at the end of the date, and not superseded. */
function stalePending(held: HeldSettlement, c: Case): DraftOf<'stale_pending'>[] {
  const { line } = held;
  if (c.match.outOfScope.get(held.ix) !== 'pending' || line.paidAt === null) return [];
  const { timezone, matching } = c.workingSet.config;
  const pendingSeconds = endOfDate(timezone, c.workingSet.date) + 1 - line.paidAt;
  if (pendingSeconds <= matching.stalePendingHours * SECONDS_PER_HOUR) return [];
  return [
    {
      ...settlementFields(held, c),
      kind: 'stale_pending',
      key: transactionKeyParts(line),
      lines: [named(line, false)],
      settlementGross: line.gross,
      moneyAtRisk: ZERO,
      direction: 'none',
      facts: { hours: matching.stalePendingHours },
    },
  ];
}
