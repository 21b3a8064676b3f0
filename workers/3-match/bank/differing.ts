import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { Explain } from './explanation.ts';
import {
  groupOf,
  mergeGroups,
  membersOf,
  partiesOf,
  uncontested,
  without,
  type Group,
  type Pairing,
  type Party,
} from './group.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { inWindow, paymentDay, tiedByWindows } from './window.ts';

/** Past so many possible pairs in one group its explanations are not sought: it waits as an ambiguity. */
const PAIRS_MAX = 2000;

/**
 * Pairs receivables and bank items whose amounts differ; the explanation says which lines are to blame, if it is known.
 */
export function differing(group: Group, explain: Explain): Pairing {
  const ordered = groupOf(group.receivables, group.items);
  return { ...ordered, pass: 'differing', explanation: explain(ordered), undoes: null };
}

/**
 * Pairs differing credits of one source and currency with payouts (domain: 4.4).
 *
 * Payouts and credits that hang together by their windows are looked at together. One payout and one credit are a pair.
 * Otherwise every credit with every run of payouts of one payment day is a possible pair, and those that alone explain
 * their members, with a unique explanation, are pairs. Otherwise a single credit is paired with all payouts of its
 * group, where these are one run of one payment day. Each pair may leave another one alone, so this repeats.
 * Held members count as open but are paired with nothing.
 */
export function pairDiffering(
  open: Group,
  held: readonly Group[],
  params: BankMatchParams,
  explain: Explain,
): Pairing[] {
  const blocked = membersOf(held);
  const pairings: Pairing[] = [];
  for (;;) {
    const left = without(open, pairings);
    const found = mergeGroups(tiedByWindows(left, params)).flatMap((group) =>
      pairsOf(group, left, blocked, params, explain),
    );
    if (found.length === 0) return pairings;
    pairings.push(...found);
  }
}

function pairsOf(
  group: Group,
  open: Group,
  blocked: ReadonlySet<Party>,
  params: BankMatchParams,
  explain: Explain,
): Pairing[] {
  const free = !partiesOf(group).some((party) => blocked.has(party));
  const [receivable, ...otherReceivables] = group.receivables;
  const [item, ...otherItems] = group.items;
  if (receivable === undefined || item === undefined) return [];
  const single = otherItems.length === 0;
  if (free && single && otherReceivables.length === 0) return [differing(group, explain)];
  const days = paymentRuns(group, open, blocked, params);
  const explained = explainedPairs(group.items, days, blocked, params, explain);
  if (explained.length > 0) return explained;
  const [day, ...otherDays] = days;
  const ofDay = new Set(day);
  const whole = day !== undefined && otherDays.length === 0 && group.receivables.every((member) => ofDay.has(member));
  if (!free || !single || !whole || !day.every((member) => member.amount <= 0 || inWindow(member, item, params)))
    return [];
  return [differing({ receivables: day, items: [item] }, explain)];
}

/**
 * The longest runs of one payment day among the open payouts that touch the group, in date order. Held payouts
 * interrupt a run; zeros are not seen; a negative payout belongs to the run of its day.
 */
function paymentRuns(group: Group, open: Group, blocked: ReadonlySet<Party>, params: BankMatchParams): Receivable[][] {
  const days: Receivable[][] = [];
  let run: Receivable[] = [];
  let dayOfRun: PlainDate | null = null;
  const touching = new Set(group.receivables);
  for (const receivable of open.receivables) {
    if (receivable.amount === 0) continue;
    const day = paymentDay(receivable, params);
    const belongs = !blocked.has(receivable) && (receivable.amount < 0 || touching.has(receivable));
    if (!belongs) {
      dayOfRun = null;
    } else if (day === dayOfRun) {
      run.push(receivable);
    } else {
      run = [receivable];
      dayOfRun = day;
      days.push(run);
    }
  }
  return days.filter((members) => members.some((receivable) => receivable.amount > 0));
}

function explainedPairs(
  items: readonly BankItem[],
  days: readonly Receivable[][],
  blocked: ReadonlySet<Party>,
  params: BankMatchParams,
  explain: Explain,
): Pairing[] {
  const credits = items.filter((item) => !blocked.has(item));
  const count = days.reduce((total, day) => total + subRunsOf(day).count, 0);
  if (count * credits.length > PAIRS_MAX) return [];
  const runs = credits.length === 0 ? [] : days.flatMap((day) => subRunsOf(day).list());
  const pairs = credits.flatMap((item) =>
    runs
      .filter((run) => run.every((receivable) => receivable.amount < 0 || inWindow(receivable, item, params)))
      .map((run) => differing({ receivables: run, items: [item] }, explain))
      .filter((pair) => pair.explanation?.state === 'unique'),
  );
  return uncontested(pairs);
}

/** The parts of a run that hold a payout which expects a credit; counted before they are made. */
export function subRunsOf(run: readonly Receivable[]): { readonly count: number; readonly list: () => Receivable[][] } {
  // From each start on, the shortest part ends with the first payout that expects a credit.
  const shortest: number[] = [];
  for (let start = run.length - 1; start >= 0; start -= 1)
    shortest[start] = (run[start]?.amount ?? 0) > 0 ? start : (shortest[start + 1] ?? run.length);
  return {
    count: shortest.reduce((total, end) => total + run.length - end, 0),
    list: () =>
      shortest.flatMap((first, start) => run.slice(first).map((_, more) => run.slice(start, first + more + 1))),
  };
}
