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
import { inWindow, paymentDay, windowPairs } from './window.ts';

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
    const found = mergeGroups(windowPairs(left, params)).flatMap((group) =>
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
  const whole =
    day !== undefined && otherDays.length === 0 && group.receivables.every((member) => day.includes(member));
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
  for (const receivable of open.receivables) {
    if (receivable.amount === 0) continue;
    const day = paymentDay(receivable, params);
    const belongs = !blocked.has(receivable) && (receivable.amount < 0 || group.receivables.includes(receivable));
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
  const runs = days.flatMap(subRuns);
  const credits = items.filter((item) => !blocked.has(item));
  if (runs.length * credits.length > PAIRS_MAX) return [];
  const pairs = credits.flatMap((item) =>
    runs
      .filter((run) => run.every((receivable) => receivable.amount < 0 || inWindow(receivable, item, params)))
      .map((run) => differing({ receivables: run, items: [item] }, explain))
      .filter((pair) => pair.explanation?.state === 'unique'),
  );
  return uncontested(pairs);
}

function subRuns(run: readonly Receivable[]): Receivable[][] {
  const all = run.flatMap((_, start) => run.slice(start).map((__, length) => run.slice(start, start + length + 1)));
  return all.filter((part) => part.some((receivable) => receivable.amount > 0));
}
