import type { SettlementSource } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { add, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { addressKey, type SettlementLine } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import type { DueDates } from './due-dates.ts';
import { type HeldSettlement } from './working-set.ts';
import { payoutKey, type OpenReceivable } from './receivables.ts';
import { settledCurrencyOf, settledNetOf } from './settled-money.ts';
import { isWithdrawnByBalance } from './settled-days.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/**
 * A line with which the provider takes a payout back: a row of type `payout` that gives its money to a later payout.
 * Such a line counts in the payout that lists it, and off the one that it takes back.
 */
export interface TakeBack {
  readonly held: HeldSettlement;
  /** The payout that it takes back, by `payoutKey`. */
  readonly payout: string;
  /**
   * The receivable that pays the money again: the payout that lists the line; of an account that is withdrawn by its
   * balance, the line itself while no withdrawal lists it. Null where nobody knows it yet.
   */
  readonly host: string | null;
  readonly amount: Minor;
}

/** A payout as far as it is known. */
interface KnownPayout {
  readonly source: string;
  readonly payoutId: string;
  readonly currency: string;
  /** What its lines come to, whatever was taken back since. */
  readonly net: Minor;
  readonly givenBack: Minor;
  readonly since: PlainDate;
  readonly isOpen: boolean;
}

/** Whether a line gives the money of a payout back: what closes a payout takes money, or only carries the balance. */
export function isTakeBack(line: SettlementLine): boolean {
  return line.type === 'payout' && line.skip === null && line.status === 'approved' && settledNetOf(line) > 0;
}

/**
 * Which payouts the lines in the working set take back (domain: 4.2): the one that a line names; where it names none,
 * the only one of exactly its amount, an open one before a closed one. What could be one of several takes none back.
 *
 * @param lines what takes part
 * @param rows the newest row of every payout in the working set
 */
export function takeBacks(
  lines: readonly HeldSettlement[],
  rows: readonly PayoutRow[],
  sources: ReadonlyMap<string, SettlementSource>,
  due: DueDates,
): TakeBack[] {
  const giving = lines.filter(({ line }) => isTakeBack(line) && sources.get(line.source)?.settles === 'per_payout');
  if (giving.length === 0) return [];
  const known = knownPayouts(lines, rows, sources, due);
  const named = giving.flatMap((held) => takeBack(held, namedBy(held.line, known), sources, due));
  const taken = new Set(named.map((one) => one.payout));
  const unnamed = giving.filter((held) => !named.some((one) => one.held === held) && held.line.refundOf === null);
  const byAmount = unnamed.flatMap((held) => takeBack(held, amountOf(held, known, taken, due), sources, due));
  const claims = groupBy(byAmount, (one) => one.payout);
  return [...named, ...byAmount.filter((one) => claims.get(one.payout)?.length === 1)];
}

function takeBack(
  held: HeldSettlement,
  payout: string | null,
  sources: ReadonlyMap<string, SettlementSource>,
  due: DueDates,
): TakeBack[] {
  if (payout === null) return [];
  const source = sources.get(held.line.source);
  const waiting = source !== undefined && isWithdrawnByBalance(source) ? addressKey(held.line) : null;
  const host = hostOf(held.line, due) ?? waiting;
  return host === payout ? [] : [{ held, payout, host, amount: settledNetOf(held.line) }];
}

function hostOf(line: SettlementLine, due: DueDates): string | null {
  const payoutId = due.days.payoutId(line);
  return payoutId === null ? null : payoutKey(line.source, payoutId, settledCurrencyOf(line));
}

function knownPayouts(
  lines: readonly HeldSettlement[],
  rows: readonly PayoutRow[],
  sources: ReadonlyMap<string, SettlementSource>,
  due: DueDates,
): ReadonlyMap<string, KnownPayout> {
  const known = new Map<string, KnownPayout>();
  const paid = lines.filter(({ line }) => sources.get(line.source)?.settles === 'per_payout');
  for (const [key, members] of groupBy(paid, ({ line }) => hostOf(line, due))) {
    const [first] = members;
    const payoutId = first === undefined ? null : due.days.payoutId(first.line);
    if (key === null || first === undefined || payoutId === null) continue;
    known.set(key, {
      source: first.line.source,
      payoutId,
      currency: settledCurrencyOf(first.line),
      net: sum(members.map((held) => settledNetOf(held.line))),
      givenBack: ZERO,
      since: members.map((held) => held.line.date).reduce((a, b) => (a < b ? a : b)),
      isOpen: true,
    });
  }
  for (const row of rows) {
    const isOpen = row.fate === 'awaiting' || row.fate === 'broken';
    const { source, payoutId, currency, givenBack } = row;
    const net = add(row.net, givenBack);
    const since = row.cohorts[0] ?? row.settledOn;
    known.set(payoutKey(source, payoutId, currency), { source, payoutId, currency, net, givenBack, since, isOpen });
  }
  return known;
}

function isOfSame(line: SettlementLine, payout: KnownPayout): boolean {
  return payout.source === line.source && payout.currency === settledCurrencyOf(line);
}

function namedBy(line: SettlementLine, known: ReadonlyMap<string, KnownPayout>): string | null {
  const ids = [line.refundOf ?? '', line.providerId].map(normaliseKey).filter((id) => id !== '');
  const found = [...known].find(([, payout]) => isOfSame(line, payout) && ids.includes(normaliseKey(payout.payoutId)));
  return found?.[0] ?? null;
}

/** The one payout of the line's amount; what it took back before it still does. */
function amountOf(
  { line, entered }: HeldSettlement,
  known: ReadonlyMap<string, KnownPayout>,
  taken: ReadonlySet<string>,
  due: DueDates,
): string | null {
  const host = hostOf(line, due);
  const amount = settledNetOf(line);
  const equal = [...known].filter(
    ([key, payout]) =>
      key !== host && !taken.has(key) && isOfSame(line, payout) && payout.net === amount && payout.since <= line.date,
  );
  const before = entered === 'new' ? [] : equal.filter(([, payout]) => payout.givenBack === amount);
  const free = equal.filter(([, payout]) => payout.givenBack === ZERO);
  const open = free.filter(([, payout]) => payout.isOpen);
  const [meant, ...others] = [before, open, free].find((some) => some.length > 0) ?? [];
  return meant === undefined || others.length > 0 ? null : meant[0];
}

/** What lines in the working set take back of each payout; a line that no payout lists yet has given nothing back. */
export function givenBackOf(found: readonly TakeBack[]): ReadonlyMap<string, Minor> {
  const listed = groupBy(
    found.filter((one) => one.host !== null),
    (one) => one.payout,
  );
  return new Map([...listed].map(([payout, ones]) => [payout, sum(ones.map((one) => one.amount))]));
}

/** Receivables with what was taken back put under what pays it again. */
export interface PaidAgain {
  /** What the bank should show. */
  readonly expected: readonly OpenReceivable[];
  /** Payouts that were taken back whole: they have the due date and the fate of the payout that pays them again. */
  readonly paidAgain: readonly OpenReceivable[];
}

/**
 * Puts every payout of which nothing is left under the open payout that pays it again, be that through others that were
 * taken back in turn. What is left of a payout that was taken back in part the bank should show as before.
 */
export function underTheirHosts(receivables: readonly OpenReceivable[], found: readonly TakeBack[]): PaidAgain {
  if (found.length === 0) return { expected: receivables, paidAgain: [] };
  const open = new Map(receivables.map((one) => [one.receivable.id, one]));
  const hosts = new Map(found.flatMap((one) => (one.host === null ? [] : [[one.payout, one.host] as const])));
  const isLeftEmpty = (id: string): boolean =>
    hosts.has(id) && open.get(id)?.receivable.amount === ZERO && open.get(id)?.givenBack !== ZERO;
  const lastHost = (id: string): OpenReceivable | null => {
    const passed = new Set<string>();
    let at = id;
    while (isLeftEmpty(at) && !passed.has(at)) {
      passed.add(at);
      at = hosts.get(at) ?? at;
    }
    return passed.has(at) ? null : (open.get(at) ?? null);
  };
  const under = receivables.flatMap((one) => {
    const host = isLeftEmpty(one.receivable.id) ? lastHost(one.receivable.id) : null;
    return host === null ? [] : [{ one, host }];
  });
  const byHost = groupBy(under, ({ host }) => host.receivable.id);
  const gone = new Set(under.map(({ one }) => one));
  return {
    expected: receivables
      .filter((one) => !gone.has(one))
      .map((one) =>
        withPaidAgain(
          one,
          (byHost.get(one.receivable.id) ?? []).map((pair) => pair.one),
        ),
      ),
    paidAgain: under.map(({ one, host }) => ({
      ...one,
      receivable: { ...one.receivable, dueOn: host.receivable.dueOn },
    })),
  };
}

function withPaidAgain(host: OpenReceivable, paysAgain: readonly OpenReceivable[]): OpenReceivable {
  if (paysAgain.length === 0) return host;
  return { ...host, paysAgain, members: [...host.members, ...paysAgain.flatMap((one) => one.members)] };
}

/** Whether it is a line that gives a payout back. */
export function givesBack(open: OpenReceivable): boolean {
  return open.members.some((held) => isTakeBack(held.line));
}
