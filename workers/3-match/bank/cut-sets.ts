import { sum, type Minor } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import {
  compareItems,
  compareReceivables,
  groupOf,
  membersOf,
  pairing,
  type Decided,
  type Group,
  type Pairing,
  type Party,
} from './group.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { inWindow, isPastDue, windowEnd } from './window.ts';
import { indexBy } from '../../../schemas/values/groups.ts';

interface Totals {
  readonly count: number;
  readonly sum: Minor;
}

/** Lines that were settled on one day and may be paid until one day, or movements that were booked on one. */
interface Day<Member> extends Totals {
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly members: readonly Member[];
}

interface Days {
  readonly lineDays: readonly Day<Receivable>[];
  readonly itemDays: readonly Day<BankItem>[];
}

/** No set reaches over more days: what is paid together is settled within days of each other. */
const SET_DAYS_MAX = 10;

/**
 * Matches lines with movements of which the bank shows only the beginning of the reference (domain: 4.2,
 * `per_transaction`).
 *
 * What begins alike is looked at together: lines and movements that share a window and have the same amounts, each as
 * often, are matched as a set, amount by amount in date order, since any pairing leaves the same books. All of them
 * first; then those of days that follow each other, the oldest first, so that a form which goes on from day to day is
 * matched as its days are paid. Sets whose sums agree and whose amounts do not are held: money that is there, and
 * nobody knows under which line. Whatever else begins alike stays open. A form alone matches nothing, nor does an
 * amount within the tolerance.
 */
export function matchCutSets(open: Group, params: BankMatchParams): Decided {
  const pairings: Pairing[] = [];
  const held: Group[] = [];
  const taken = new Set<Receivable | BankItem>();
  for (const group of groupsByForm(open)) {
    const left = (): Group => ({
      receivables: group.receivables.filter((one) => !taken.has(one)),
      items: group.items.filter((one) => !taken.has(one)),
    });
    const take = (members: Iterable<Receivable | BankItem>): void => {
      for (const member of members) taken.add(member);
    };
    for (let set = equalSet(left(), params); set !== null; set = equalSet(left(), params)) {
      pairings.push(...set);
      take(membersOf(set));
    }
    for (let set = sumSet(left(), params); set !== null; set = sumSet(left(), params)) {
      held.push(set);
      take(membersOf([set]));
    }
  }
  return { pairings, held };
}

/** What begins with one form, by source, currency and sign; a longer form says more and goes first. */
function groupsByForm(open: Group): Group[] {
  const receivables = open.receivables.filter((one) => one.priorPair === null);
  const items = open.items.filter((one) => one.priorPair === null && one.cutForms.length > 0);
  if (receivables.length === 0 || items.length === 0) return [];
  const lengths = new Set(items.flatMap((item) => item.cutForms.map((form) => form.length)));
  const whole = indexBy(receivables, (one) => one.references.map((reference) => keyOf(one, reference)));
  const byBeginning = indexBy(receivables, (one) =>
    one.references.flatMap((reference) =>
      [...lengths]
        .filter((length) => length < reference.length)
        .map((length) => keyOf(one, reference.slice(0, length))),
    ),
  );
  const groups = new Map<string, { form: string; receivables: readonly Receivable[]; items: BankItem[] }>();
  for (const item of items) {
    const form = item.cutForms.find((one) => byBeginning.has(keyOf(item, one)));
    // What the item names whole is what it pays, or differs from.
    if (
      form === undefined ||
      item.references.some((reference) => reference !== form && whole.has(keyOf(item, reference)))
    )
      continue;
    const begun = byBeginning.get(keyOf(item, form)) ?? [];
    const sources = new Set(begun.map((one) => one.source));
    const source = item.looksLike ?? (sources.size === 1 ? [...sources][0] : undefined);
    if (source === undefined || !sources.has(source)) continue;
    const key = `${source} ${keyOf(item, form)}`;
    const known = groups.get(key);
    if (known) known.items.push(item);
    else groups.set(key, { form, receivables: begun.filter((one) => one.source === source), items: [item] });
  }
  return [...groups]
    .sort(([a, one], [b, other]) => other.form.length - one.form.length || compareText(a, b))
    .map(([, group]) => groupOf(group.receivables, group.items));
}

function keyOf(party: Receivable | BankItem, form: string): string {
  return `${party.currency} ${String(Math.sign(party.amount))} ${form}`;
}

/** The first set of equal amounts, as pairs; null where there is none. */
function equalSet(open: Group, params: BankMatchParams): Pairing[] | null {
  const days = linkedDays(open, params);
  const fits = (lines: Totals, items: Totals): boolean => lines.count === items.count && lines.sum === items.sum;
  for (const { group, older } of sets(days, fits)) {
    const pairs = pairUp(group, params);
    if (pairs !== null && !older.some((one) => mayBeMeant(one, group, params))) return pairs;
  }
  return null;
}

/**
 * The pairs of two multisets of amounts, in date order; null where they are not the same, or a pair is outside its
 * window.
 */
function pairUp({ receivables, items }: Group, params: BankMatchParams): Pairing[] | null {
  if (receivables.length !== items.length) return null;
  const owed = [...receivables].sort((a, b) => a.amount - b.amount || compareReceivables(a, b));
  const booked = [...items].sort((a, b) => a.amount - b.amount || compareItems(a, b));
  const pairs: Pairing[] = [];
  for (const [index, receivable] of owed.entries()) {
    const item = booked[index];
    if (item?.amount !== receivable.amount || !inWindow(receivable, item, params)) return null;
    pairs.push(pairing('cut_set', [receivable], [item]));
  }
  return pairs;
}

/** Whether an older line that may still wait has the amount of a movement of the set: then it goes first. */
function mayBeMeant(older: Receivable, { items }: Group, params: BankMatchParams): boolean {
  return (
    !isPastDue(older, params) && items.some((item) => item.amount === older.amount && inWindow(older, item, params))
  );
}

/** The first set of equal sums: of everything, or of lines that are past due. */
function sumSet(open: Group, params: BankMatchParams): Group | null {
  const days = linkedDays(open, params);
  const fits = (lines: Totals, items: Totals): boolean => lines.sum === items.sum;
  const everything = wholeSet(days, fits);
  if (everything !== null) return everything;
  const late = days.lineDays.map((day) =>
    dayOf(
      day,
      day.members.filter((one) => isPastDue(one, params)),
    ),
  );
  const { value } = sets({ ...days, lineDays: late.filter((day) => day.count > 0) }, fits).next();
  return value === undefined ? null : value.group;
}

type Fits = (lines: Totals, items: Totals) => boolean;

/** Everything that shares windows, where it fits. */
function wholeSet({ lineDays, itemDays }: Days, fits: Fits): Group | null {
  if (lineDays.length === 0 || itemDays.length === 0 || !fits(totalsOf(lineDays), totalsOf(itemDays))) return null;
  return groupOf(lineDays.flatMap(membersOfDay), itemDays.flatMap(membersOfDay));
}

interface CutSet {
  readonly group: Group;
  /** The lines of the days before it. */
  readonly older: readonly Receivable[];
}

/**
 * What may be a set: everything that shares windows, then the days of lines that follow each other with days of
 * movements that do, the oldest first.
 */
function* sets(days: Days, fits: Fits): Generator<CutSet, undefined> {
  const everything = wholeSet(days, fits);
  if (everything !== null) yield { group: everything, older: [] };
  for (const { run: lines, at } of runs(days.lineDays)) {
    const owed = totalsOf(lines);
    for (const { run: items } of runs(days.itemDays.filter((day) => lines.some((line) => share(line, day))))) {
      if (!fits(owed, totalsOf(items))) continue;
      yield {
        group: groupOf(lines.flatMap(membersOfDay), items.flatMap(membersOfDay)),
        older: days.lineDays.slice(0, at).flatMap(membersOfDay),
      };
    }
  }
}

/** The days of lines and of movements of which each shares a window with one of the others, in order. */
function linkedDays({ receivables, items }: Group, params: BankMatchParams): Days {
  const lineDays = daysOf(receivables, (one) => [one.settledOn, windowEnd(one, params)]);
  const itemDays = daysOf(items, (one) => [one.bookedOn, one.bookedOn]);
  return {
    lineDays: lineDays.filter((day) => itemDays.some((other) => share(day, other))),
    itemDays: itemDays.filter((day) => lineDays.some((other) => share(other, day))),
  };
}

function daysOf<Member extends Party>(
  members: readonly Member[],
  spanOf: (member: Member) => [PlainDate, PlainDate],
): Day<Member>[] {
  const days = indexBy(members, (member) => [spanOf(member).join(' ')]);
  return [...days.values()]
    .flatMap((own) => {
      const [first] = own;
      if (first === undefined) return [];
      const [from, to] = spanOf(first);
      return [dayOf({ from, to }, own)];
    })
    .sort((a, b) => compareText(a.from, b.from) || compareText(a.to, b.to));
}

function dayOf<Member extends Party>(
  { from, to }: Pick<Day<Member>, 'from' | 'to'>,
  members: readonly Member[],
): Day<Member> {
  return { from, to, members, count: members.length, sum: sum(members.map((member) => member.amount)) };
}

function totalsOf(days: readonly Totals[]): Totals {
  return { count: days.reduce((count, day) => count + day.count, 0), sum: sum(days.map((day) => day.sum)) };
}

function share(line: Day<Receivable>, booked: Day<BankItem>): boolean {
  return line.from <= booked.from && booked.from <= line.to;
}

function membersOfDay<Member>(day: Day<Member>): readonly Member[] {
  return day.members;
}

/** Days that follow each other, those that begin first and are fewest before the others. */
function* runs<Member>(days: readonly Day<Member>[]): Generator<{ run: readonly Day<Member>[]; at: number }> {
  for (let at = 0; at < days.length; at += 1)
    for (let end = at + 1; end <= Math.min(days.length, at + SET_DAYS_MAX); end += 1)
      yield { run: days.slice(at, end), at };
}
