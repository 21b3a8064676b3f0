import { negate, subtract, sum, type Minor } from '../../../schemas/values/money.ts';
import { differing } from './differing.ts';
import type { Explain } from './explanation.ts';
import {
  differenceOf,
  keepsWhole,
  membersOf,
  pairing,
  partiesOf,
  uncontested,
  withCuts,
  type Group,
  type Pairing,
} from './group.ts';
import { wholePairs } from './prior-pairs.ts';
import type { BankItem, BankMatchParams, Cut, Receivable, ReceivableMember } from './types.ts';
import { inWindow, withinLookback } from './window.ts';

/** What became of days that a provider cut at another moment. */
export interface Shifts {
  readonly pairings: readonly Pairing[];
  readonly cuts: readonly Cut[];
  /** What is open now: days without the lines that left them. */
  readonly open: Group;
  /** Lines that left their day and are in no credit so far. */
  readonly waiting: readonly Receivable[];
}

/**
 * Days of a provider that pays by the day, whose credit is short by exactly their last sales, or has the first sales of
 * the next day. The provider cut the day at another moment (pass `shift`): the rest of the day is matched, and the
 * lines that its credit was without wait by themselves for the credit of the next day, each under its own due date.
 *
 * Nothing is taken on trust. A line leaves its day once and never again; if no credit brings it by its due date it is
 * missing at the bank, so that a provider who goes on paying yesterday's sales with today's money stays short of a line
 * that shows. At least one line of a day stays. Where another day, credit or moment would fit too, none is chosen.
 *
 * @param moved lines that left their days before, and wait
 */
export function matchShifts(
  days: Group,
  moved: readonly Receivable[],
  held: readonly Group[],
  params: BankMatchParams,
): Shifts {
  const blocked = membersOf(held);
  let state: Shifts = { pairings: [], cuts: [], open: days, waiting: moved };
  for (;;) {
    const found = chosen(returning(state, params), blocked, state.open);
    // Credits that end what waits come first: only what none of them explains may make more lines wait.
    const next = found.length > 0 ? found : chosen(cutting(state, params), blocked, state.open);
    if (next.length === 0) return state;
    state = after(state, next);
  }
}

/** One way in which a credit fits: what it pays, and the day that is cut for it. */
interface Fit extends Group {
  readonly cut: Cut | null;
}

function chosen(fits: readonly Fit[], blocked: ReadonlySet<unknown>, open: Group): Fit[] {
  const keepsPairs = keepsWhole(wholePairs(open));
  // A day that is cut is a party as a whole: it is in one way only.
  const parties = fits.map((fit) => {
    const { cut } = fit;
    const receivables =
      cut === null ? fit.receivables : [...fit.receivables.filter((one) => one !== cut.kept), cut.whole];
    return { fit, receivables, items: fit.items };
  });
  return uncontested(parties)
    .filter((group) => !partiesOf(group).some((party) => blocked.has(party)) && keepsPairs(group))
    .map(({ fit }) => fit);
}

function after(state: Shifts, fits: readonly Fit[]): Shifts {
  const cuts = fits.flatMap(({ cut }) => (cut === null ? [] : [cut]));
  const pairings = fits.map((fit) => pairing('shift', fit.receivables, fit.items));
  const paid = membersOf(pairings);
  const cut = withCuts(state.open, cuts);
  const left = cut.receivables.filter((one) => !paid.has(one));
  return {
    pairings: [...state.pairings, ...pairings],
    cuts: [...state.cuts, ...cuts],
    open: { receivables: left.filter((one) => one.isMoved !== true), items: cut.items.filter((one) => !paid.has(one)) },
    waiting: [...state.waiting.filter((one) => !paid.has(one)), ...left.filter((one) => one.isMoved === true)],
  };
}

/** Credits that pay what waits: alone, or with a day. */
function returning({ open, waiting }: Shifts, params: BankMatchParams): Fit[] {
  if (waiting.length === 0) return [];
  const credits = creditsOf(open);
  const alone = firstOfEach(credits).flatMap((credit) => {
    const ready = waiting.filter((line) => mayBring(credit, line, params));
    return ready.length > 0 && totalOf(ready) === credit.amount ? [fit(ready, credit)] : [];
  });
  const withDays = runsOf(daysOf(open, params), params).flatMap(({ days }) =>
    creditsOfRun(days, credits, params).flatMap((credit) => {
      const lines = waysToWait(days, waiting, credit, params).find(
        (some) => totalOf([...days, ...some]) === credit.amount,
      );
      return lines === undefined || lines.length === 0 ? [] : [fit([...days, ...lines], credit)];
    }),
  );
  return [...alone, ...withDays];
}

/** Credits that end within a day, or within the next one. */
function cutting({ open, waiting }: Shifts, params: BankMatchParams): Fit[] {
  const credits = creditsOf(open);
  return runsOf(daysOf(open, params), params).flatMap((run) =>
    creditsOfRun(run.days, credits, params).flatMap((credit) =>
      waysToWait(run.days, waiting, credit, params).flatMap((lines) => endsWithin(run, lines, credit)),
    ),
  );
}

/** Days that follow each other without a business day between them, and the day after them. */
interface Run {
  readonly days: readonly Receivable[];
  readonly next: Receivable | null;
}

/** Past a long weekend with the days around it nobody pays in one lump. */
const RUN_DAYS_MAX = 6;

function runsOf(days: readonly Receivable[], params: BankMatchParams): Run[] {
  return days.flatMap((last, place) => {
    const after = days[place + 1];
    const next = after !== undefined && after.priorPair === null && follows(last, after, params) ? after : null;
    const runs: Run[] = [{ days: [last], next }];
    for (let first = place - 1; first >= 0 && place - first < RUN_DAYS_MAX; first -= 1) {
      const [day, second] = [days[first], days[first + 1]];
      if (day === undefined || second === undefined || !follows(day, second, params)) break;
      runs.push({ days: days.slice(first, place + 1), next });
    }
    return runs;
  });
}

function follows(day: Receivable, next: Receivable, params: BankMatchParams): boolean {
  return next.settledOn > day.settledOn && next.settledOn <= params.calendar.addBusinessDays(day.settledOn, 1);
}

function creditsOfRun(days: readonly Receivable[], credits: readonly BankItem[], params: BankMatchParams): BankItem[] {
  return firstOfEach(credits.filter((credit) => days.every((day) => inWindow(day, credit, params))));
}

/**
 * The credit as some days and some lines that wait, without the last sales of these days or with the first ones of the
 * next. Of several days and a part of one more, the one that is cut is left what is the larger part of it.
 */
function endsWithin({ days, next }: Run, lines: readonly Receivable[], credit: BankItem): Fit[] {
  const difference = subtract(credit.amount, totalOf([...days, ...lines]));
  const last = days.at(-1);
  if (last === undefined || difference === 0) return [];
  if (difference < 0) {
    const cut = lastSales(last, negate(difference));
    if (cut === null || (days.length > 1 && !leavesMore(cut))) return [];
    return [{ ...fit([...days.slice(0, -1), cut.kept, ...lines], credit), cut }];
  }
  const cut = next === null ? null : firstSales(next, difference);
  if (cut === null || (!leavesMore(cut) && cut.moved.length !== cut.kept.members.length)) return [];
  return [{ ...fit([...days, ...lines, ...cut.moved], credit), cut }];
}

function leavesMore({ kept, moved }: Cut): boolean {
  return kept.members.length > moved.length;
}

function fit(receivables: readonly Receivable[], credit: BankItem): Fit {
  return { receivables, items: [credit], cut: null };
}

/** Of credits of one amount the first: which of them is meant makes no difference. */
function firstOfEach(credits: readonly BankItem[]): BankItem[] {
  return [...new Map([...credits].reverse().map((credit) => [credit.amount, credit])).values()].reverse();
}

function creditsOf(open: Group): BankItem[] {
  return open.items.filter((item) => item.amount > 0);
}

function daysOf(open: Group, params: BankMatchParams): Receivable[] {
  return open.receivables.filter((one) => params.sources[one.source]?.settles === 'per_day' && one.amount > 0);
}

function totalOf(receivables: readonly Receivable[]): Minor {
  return sum(receivables.map((one) => one.amount));
}

/** Late or not: what waits may come with any credit from its day on. */
function mayBring(credit: BankItem, line: Receivable, params: BankMatchParams): boolean {
  return credit.bookedOn >= line.settledOn && withinLookback(line, credit, params);
}

/**
 * What may come with some days: nothing; the lines of the days up to them; or all that waits, where a later day was cut
 * at its beginning.
 */
function waysToWait(
  days: readonly Receivable[],
  waiting: readonly Receivable[],
  credit: BankItem,
  params: BankMatchParams,
): Receivable[][] {
  const ready = waiting.filter((line) => mayBring(credit, line, params));
  const before = ready.filter((line) => days.some((day) => line.settledOn <= day.settledOn));
  const ways = before.length === ready.length ? [before] : [before, [...ready]];
  return [[], ...ways.filter((lines) => lines.length > 0)];
}

function lastSales(day: Receivable, amount: number): Cut | null {
  const moments = day.moments ?? [];
  const length = lengthThatComesTo([...moments].reverse(), amount);
  return length === null
    ? null
    : cutOff(day, moments.slice(0, moments.length - length), moments.slice(moments.length - length));
}

function firstSales(day: Receivable, amount: number): Cut | null {
  const moments = day.moments ?? [];
  const length = lengthThatComesTo(moments, amount);
  return length === null ? null : cutOff(day, moments.slice(length), moments.slice(0, length));
}

type Moments = readonly (readonly ReceivableMember[])[];

/**
 * How many moments from the first on come to the amount; null where none do, several ways do, or nothing would be left.
 */
function lengthThatComesTo(moments: Moments, amount: number): number | null {
  let reached = 0;
  const lengths: number[] = [];
  for (const [place, ofMoment] of moments.slice(0, -1).entries()) {
    for (const member of ofMoment) reached += member.amount;
    if (reached === amount) lengths.push(place + 1);
  }
  const [length] = lengths;
  return lengths.length === 1 && length !== undefined ? length : null;
}

function cutOff(day: Receivable, stay: Moments, leave: Moments): Cut | null {
  const moved = leave.flat().map((member) => movedLine(day, member));
  const gone = new Set(moved.map((one) => one.id));
  const amount = subtract(day.amount, totalOf(moved));
  if (amount <= 0) return null;
  const members = day.members.filter((member) => !gone.has(member.id));
  return { whole: day, kept: { ...day, amount, members, moments: stay, priorPair: null }, moved };
}

function movedLine(day: Receivable, member: ReceivableMember): Receivable {
  return {
    content: `${day.content}|${member.id}`,
    id: member.id,
    source: day.source,
    currency: day.currency,
    payoutId: null,
    references: [],
    amount: member.amount,
    settledOn: day.settledOn,
    dueOn: day.dueOn,
    isRefund: member.amount < 0,
    members: [member],
    isMoved: true,
    priorPair: null,
  };
}

/**
 * Differing pairs with what waits in them: the lines that left a day are expected with the next one, so a credit that
 * is not exact either is compared with both. Each line in one pair, the oldest; only where the difference becomes
 * smaller.
 */
export function withWaiting(
  pairings: readonly Pairing[],
  waiting: readonly Receivable[],
  params: BankMatchParams,
  explain: Explain,
): Pairing[] {
  let left = waiting;
  return pairings.map((one) => {
    const day = one.receivables.at(-1);
    if (left.length === 0 || one.pass !== 'differing' || day === undefined || differenceOf(one) <= 0) return one;
    const lines = left.filter(
      (line) => line.settledOn <= day.settledOn && one.items.every((item) => mayBring(item, line, params)),
    );
    const together = { receivables: [...one.receivables, ...lines], items: one.items };
    if (lines.length === 0 || Math.abs(differenceOf(together)) >= Math.abs(differenceOf(one))) return one;
    left = left.filter((line) => !lines.includes(line));
    return differenceOf(together) === 0
      ? pairing('shift', together.receivables, together.items)
      : differing(together, explain);
  });
}
