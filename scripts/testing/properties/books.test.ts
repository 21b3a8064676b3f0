import { expect } from 'vitest';
import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import { fromDayNumber, type PlainDate } from '../../../schemas/values/dates.ts';
import {
  addressKey,
  FATES,
  type Fate,
  type Line,
  type Reject,
  type SettlementLine,
} from '../../../schemas/lines/records.ts';
import type { Entered, FateRow, StoreRow } from '../../../schemas/outcome/run.ts';
import { placed, type Ran, type World } from './chain.ts';
import { everyChain } from './shared-runs.ts';
import { wildWorlds } from './wild.ts';

/** Every line and every centavo of any chain, counted again from the files by arithmetic of its own. */

const SEED = 52_101;
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 400);
const CALENDAR = colombianCalendar();

function linesOf(world: World): Map<string, Line | Reject> {
  const filed = world.filings.filter((filing) => (filing.state ?? 'in') === 'in');
  return new Map(filed.flatMap(placed).map((line) => [addressKey(line), line]));
}

function moneyOf(line: Line | Reject): bigint {
  if ('code' in line) return BigInt(line.amount ?? 0);
  return BigInt(line.leg === 'settlement' ? line.gross : line.amount);
}

/** The newest fate of every line at the close of each date. */
function* closes(
  ran: readonly Ran[],
): Generator<{ ran: Ran; before: Map<string, FateRow>; now: Map<string, FateRow> }> {
  let before = new Map<string, FateRow>();
  for (const one of ran) {
    const now = new Map(before);
    for (const fate of one.outcome.fates) now.set(addressKey(fate), fate);
    yield { ran: one, before, now };
    before = now;
  }
}

function isCarried(fate: FateRow, previous: Ran | undefined): boolean {
  if (fate.fate === 'awaiting' || fate.fate === 'broken' || fate.reason === 'pending') return true;
  if (fate.fate !== 'rejected') return false;
  const priorDiscrepancies =
    previous?.outcome.discrepancies.filter((one) => one.kind === 'row_rejected' && one.state === 'open') ?? [];
  return priorDiscrepancies.some((one) => one.lines.some((line) => addressKey(line) === addressKey(fate)));
}

function everyLineOnce(ran: readonly Ran[], world: World): void {
  const lines = linesOf(world);
  const addresses = (fates: readonly FateRow[], entered: Entered): string[] =>
    fates
      .filter((fate) => fate.entered === entered)
      .map(addressKey)
      .sort();
  let previous: Ran | undefined;
  for (const { ran: one, before } of closes(ran)) {
    const fates = [...one.outcome.fates];
    expect(new Set(fates.map(addressKey)).size).toBe(fates.length);
    const fresh = [...lines].filter(([, line]) => line.date === one.date).map(([key]) => key);
    expect(addresses(fates, 'new')).toEqual(fresh.sort());
    const carried = [...(previous?.outcome.fates ?? [])].filter((fate) => isCarried(fate, previous)).map(addressKey);
    expect(addresses(fates, 'carried')).toEqual(carried.sort());
    for (const fate of fates) {
      expect(fate.former).toBe(fate.entered === 'new' ? null : before.get(addressKey(fate))?.fate);
      if (fate.fate === 'out_of_scope') expect(fate.reason).not.toBeNull();
      else expect(fate.reason).toBeNull();
    }
    previous = one;
  }
}

type Tallies = Record<string, { lines: number; amount: bigint }>;

function tallied(rows: readonly (readonly [string, bigint])[]): Tallies {
  const tallies: Tallies = {};
  for (const [key, amount] of rows) {
    const known = (tallies[key] ??= { lines: 0, amount: 0n });
    known.lines += 1;
    known.amount += amount;
  }
  return tallies;
}

function conserved(ran: readonly Ran[], world: World): void {
  const lines = linesOf(world);
  for (const { outcome } of ran) {
    const place = (fate: FateRow, name: string): string => `${fate.leg} ${fate.currency} ${name}`;
    const money = (fate: FateRow): bigint => moneyOf(lines.get(addressKey(fate)) as Line);
    const came = tallied([...outcome.fates].map((fate) => [place(fate, fate.entered), money(fate)]));
    const went = tallied([...outcome.fates].map((fate) => [place(fate, fate.fate), BigInt(fate.amount)]));
    const stated = (of: 'entered' | 'fates'): Tallies =>
      Object.fromEntries(
        outcome.conservation.flatMap((one) =>
          Object.entries<{ lines: number; amount: number }>(one[of])
            .filter(([, tally]) => tally.lines > 0)
            .map(([name, tally]) => [
              `${one.leg} ${one.currency} ${name}`,
              { lines: tally.lines, amount: BigInt(tally.amount) },
            ]),
        ),
      );
    expect(stated('entered')).toEqual(came);
    expect(stated('fates')).toEqual(went);
    for (const leg of outcome.conservation) {
      const total = (tallies: Readonly<Record<string, { amount: number }>>): bigint =>
        Object.values(tallies).reduce((sum, tally) => sum + BigInt(tally.amount), 0n);
      expect(total(leg.entered)).toBe(total(leg.fates));
      expect(total(leg.outOfScope)).toBe(BigInt(leg.fates.out_of_scope.amount));
    }
  }
}

function inventsNothing(ran: readonly Ran[], world: World): void {
  const lines = linesOf(world);
  for (const { outcome, matched, date } of ran) {
    const ids = new Set(outcome.discrepancies.map((one) => one.id));
    expect(ids.size).toBe(outcome.discrepancies.length);
    for (const one of outcome.discrepancies) {
      for (const named of one.lines) {
        const line = lines.get(addressKey(named));
        expect(line && { leg: line.leg, line: line.line }).toEqual({ leg: named.leg, line: named.line });
        expect(named.date <= date).toBe(true);
      }
    }
    for (const fate of outcome.fates) {
      expect(lines.has(addressKey(fate)) && fate.date <= date).toBe(true);
      for (const id of fate.discrepancyIds) expect(ids.has(id)).toBe(true);
    }
    const { matches, ambiguities, openItems, openReceivables } = matched.result;
    // A debit may name a credit that was matched before, or in this very run, to undo it.
    const paying = matches.filter((one) => one.undoes === null);
    const items = [
      ...paying.flatMap((one) => one.bankItems),
      ...ambiguities.flatMap((one) => one.bankItems),
      ...openItems,
    ];
    const receivables = [...paying, ...ambiguities].flatMap((one) => one.receivables).concat([...openReceivables]);
    expect(new Set(items).size).toBe(items.length);
    expect(new Set(receivables).size).toBe(receivables.length);
    for (const item of items) expect(lines.get(item)?.leg).toBe('bank');
    const known = new Set(matched.result.receivables.map((one) => one.receivable.id));
    for (const id of receivables) expect(known.has(id)).toBe(true);
  }
}

/** A line's fate never names a match that no bank line stands in. */
function everyMatchHasABankLine(ran: readonly Ran[]): void {
  for (const { now } of closes(ran)) {
    const fates = [...now.values()].filter((fate) => fate.bankMatch !== null);
    const paid = new Set(fates.filter((fate) => fate.leg === 'bank').map((fate) => fate.bankMatch));
    // What a rejected row excuses is a pair of the run that saw it only.
    for (const fate of fates) expect(paid.has(fate.bankMatch) || fate.bankPass === 'differing').toBe(true);
  }
}

const netOf = (line: SettlementLine): bigint => BigInt(line.net ?? 0);

/**
 * The day that pays a line: by the cut-off at noon the business day of its payment, of what comes later the next one.
 */
function dayPaid(line: SettlementLine, { rules }: World): PlainDate {
  if ((rules?.cutOff ?? null) === null || line.paidAt === null) return line.settledOn ?? line.date;
  const paidOn = fromDayNumber(Math.floor((line.paidAt - 5 * 3600) / 86_400));
  const isLate = (line.paidAt - 5 * 3600) % 86_400 > 12 * 3600;
  return CALENDAR.isBusinessDay(paidOn) && !isLate ? paidOn : CALENDAR.addBusinessDays(paidOn, 1);
}

/** Per payout: its lines' net = the payout. What left its provider's day is in none. */
function payoutsAreTheirLines(ran: readonly Ran[], world: World): void {
  const lines = linesOf(world);
  for (const { ran: one, now } of closes(ran)) {
    for (const row of one.outcome.payouts) {
      const members = [...now].flatMap(([key, fate]) => {
        const line = lines.get(key);
        if (line === undefined || 'code' in line || line.leg !== 'settlement' || line.source !== row.source) return [];
        const payout =
          row.source === 'day' ? `day ${dayPaid(line, world)}` : (line.payoutId ?? `${row.source} ${line.date}`);
        const isIn = payout === row.payoutId && line.currency === row.currency && fate.leftDay === null;
        return isIn && fate.fate !== 'out_of_scope' ? [line] : [];
      });
      const net = members.reduce((sum, line) => sum + netOf(line), 0n);
      expect({ payout: row.payoutId, lines: row.lines, net: BigInt(row.net) }).toEqual({
        payout: row.payoutId,
        lines: members.length,
        net,
      });
    }
  }
}

/** The split over stores, against the cohort's lines added up without any store. */
function storesSumToTheTotal(ran: readonly Ran[], world: World): void {
  const lines = linesOf(world);
  for (const { outcome, date } of ran) {
    const cohort = [...outcome.fates].flatMap((fate) => {
      const line = lines.get(addressKey(fate));
      if (
        line === undefined ||
        'code' in line ||
        line.leg !== 'settlement' ||
        line.date !== date ||
        fate.fate === 'out_of_scope'
      )
        return [];
      return [{ line, fate }];
    });
    for (const currency of new Set(cohort.map(({ line }) => line.currency))) {
      const own = cohort.filter(({ line }) => line.currency === currency);
      const of = (...types: string[]): bigint =>
        own.filter(({ line }) => types.includes(line.type)).reduce((sum, { line }) => sum + BigInt(line.gross), 0n);
      const rows = outcome.stores.filter((row) => row.currency === currency);
      const total = (column: keyof StoreRow): bigint =>
        rows.reduce((sum, row) => sum + BigInt(row[column] as number), 0n);
      expect({
        gross: total('gross'),
        refunds: total('refunds'),
        chargebacks: total('chargebacks'),
        net: total('net'),
        byStanding: total('bankConfirmed') + total('awaiting') + total('broken'),
      }).toEqual({
        gross: of('payment'),
        refunds: of('refund', 'refund_reversal'),
        chargebacks: of('chargeback', 'chargeback_reversal'),
        net: own.reduce((sum, { line }) => sum + netOf(line), 0n),
        byStanding: own.reduce((sum, { line }) => sum + netOf(line), 0n),
      });
    }
  }
}

/** A fate says what the findings and the legs say: nothing is matched under a finding that breaks it. */
function fatesFollowTheirLegs(ran: readonly Ran[]): void {
  const rank = (fate: Fate): number => FATES.indexOf(fate);
  for (const { outcome } of ran) {
    for (const fate of outcome.fates) {
      const legs = [fate.orderLeg, fate.bankLeg];
      if (fate.fate === 'matched') expect(legs.some((leg) => leg === 'awaiting' || leg === 'broken')).toBe(false);
      if (fate.fate === 'awaiting') expect(legs.includes('awaiting') && !legs.includes('broken')).toBe(true);
      if (fate.fate === 'broken') {
        const broken = outcome.discrepancies.some((one) =>
          one.lines.some((line) => line.broken && addressKey(line) === addressKey(fate)),
        );
        expect(broken || legs.includes('broken')).toBe(true);
        expect(fate.discrepancyIds.length).toBeGreaterThan(0);
      }
      expect(rank(fate.fate)).toBeGreaterThanOrEqual(0);
    }
  }
}

/** A finding's first date never moves, and is not in the future. */
function firstSeenStands(ran: readonly Ran[]): void {
  const first = new Map<string, PlainDate>();
  for (const { outcome, date } of ran) {
    for (const one of outcome.discrepancies) {
      if (!first.has(one.id)) first.set(one.id, date);
      expect({ id: one.id, firstSeen: one.firstSeen }).toEqual({ id: one.id, firstSeen: first.get(one.id) });
    }
  }
}

everyChain(
  'any small chain',
  wildWorlds({ dates: 2, after: 3 }),
  { seed: SEED, runs: RUNS },
  {
    'ends every line of every file in exactly one fate, and carries what is open': everyLineOnce,
    'conserves lines and money of every leg and currency': conserved,
    'names only lines that exist, and no line in two matches with the bank': inventsNothing,
    'leaves no line in a match without a bank line': everyMatchHasABankLine,
    'adds every payout up to its lines': payoutsAreTheirLines,
    'splits the cohort over the stores to the centavo': storesSumToTheTotal,
    'gives no fate that the legs and the findings contradict': fatesFollowTheirLegs,
    'remembers when a finding was first seen': firstSeenStands,
  },
);
