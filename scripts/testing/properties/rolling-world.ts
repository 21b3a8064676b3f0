import { addDays, dateRange, type PlainDate } from '../../../schemas/values/dates.ts';
import { subtract } from '../../../schemas/values/money.ts';
import { addressKey, type Fate } from '../../../schemas/lines/records.ts';
import { fateTableOf } from '../../../schemas/outcome/fates.ts';
import type { DueRow, FateRow, LegConservation, RunOutcome, Tally } from '../../../schemas/outcome/run.ts';
import { rendered, type Filing, type Ran, type Row, type SourceId, type World } from './chain.ts';

/** The rows of a source are told again, as they are, by its files of so many dates. */
export type Windows = Partial<Readonly<Record<SourceId, number>>>;

/** The world with files of some sources that have the rows of the last dates too, on every date. */
export function rolling(world: World, windows: Windows): World {
  const isRolling = ({ source }: Filing): boolean => (windows[source] ?? 1) > 1;
  const dates = dateRange(world.goLive, world.last);
  const told = (Object.keys(windows) as SourceId[]).flatMap((source) => {
    const own = world.filings.filter((one) => one.source === source && isRolling(one));
    return dates.flatMap((date): Filing[] => {
      const ofDate = own.find((one) => one.date === date);
      if (ofDate?.state !== undefined && ofDate.state !== 'in') return [ofDate];
      const first = addDays(date, 1 - (windows[source] ?? 1));
      const rows = own
        .filter((one) => one.date >= first && one.date <= date)
        .flatMap((one): readonly Row[] => one.rows);
      return rows.length === 0 ? [] : [{ ...ofDate, date, source, version: ofDate?.version ?? 1, rows }];
    });
  });
  return { ...world, filings: [...world.filings.filter((one) => !isRolling(one)), ...told] };
}

/** How many rows were seen in bulk, by leg. */
export function countSeen(chain: readonly Ran[]): Record<'order' | 'settlement' | 'bank', number> {
  const counts = { order: 0, settlement: 0, bank: 0 };
  for (const { matched } of chain) for (const { leg } of matched.workingSet.seen.amounts()) counts[leg] += 1;
  return counts;
}

/**
 * What each run decided and prints, without the closed lines that it looked at again and left as they were. `kept`:
 * those that the other chain looked at too, run by run.
 */
export function withoutLooks(chain: readonly Ran[], kept: readonly ReadonlySet<string>[]): unknown[] {
  const fatesOf = new Newest<FateRow>();
  const duesOf = new Newest<string>();
  return chain.map((ran, at) => {
    const { date, outcome } = ran;
    const isKept = (fate: FateRow): boolean =>
      fate.entered !== 'brought_back' || kept[at]?.has(addressKey(fate)) === true;
    const fates = [...outcome.fates];
    const left = fates.filter((fate) => !isKept(fate));
    const changed = left.flatMap((fate) => changes(fate, fatesOf.before(date, addressKey(fate))));
    // A day that is told as it was told last says nothing.
    const dues = outcome.dues.filter((due) => duesOf.before(date, dueKey(due)) !== JSON.stringify(due));
    fatesOf.put(date, new Map(fates.map((fate) => [addressKey(fate), fate])));
    duesOf.put(date, new Map(outcome.dues.map((due) => [dueKey(due), JSON.stringify(due)])));
    // What was tolerated is told of every sale that is compared, however often.
    const conservation = left
      .reduce<readonly LegConservation[]>(without, outcome.conservation)
      .filter(({ entered }) => Object.values(entered).some(({ lines }) => lines > 0))
      .map(({ tolerated: _tolerated, ...one }) => one);
    const own: RunOutcome = { ...outcome, dues, conservation, fates: fateTableOf(fates.filter(isKept)) };
    return { ...own, fates: fates.filter(isKept), changed, reports: rendered({ ...ran, outcome: own }) };
  });
}

/** What the newest runs of dates say under a key. */
class Newest<Value> {
  private readonly byDate = new Map<PlainDate, ReadonlyMap<string, Value>>();

  put(date: PlainDate, values: ReadonlyMap<string, Value>): void {
    this.byDate.set(date, values);
  }

  before(date: PlainDate, key: string): Value | undefined {
    const dates = [...this.byDate.keys()].filter((one) => one < date).sort();
    const last = dates.findLast((one) => this.byDate.get(one)?.has(key) === true);
    return last === undefined ? undefined : this.byDate.get(last)?.get(key);
  }
}

function dueKey({ dueOn, currency }: DueRow): string {
  return `${dueOn} ${currency}`;
}

/** The addresses of what each run brought back. */
export function lookedAt(chain: readonly Ran[]): ReadonlySet<string>[] {
  return chain.map(
    ({ outcome }) =>
      new Set([...outcome.fates].flatMap((fate) => (fate.entered === 'brought_back' ? [addressKey(fate)] : []))),
  );
}

/** What is said of a line whenever it is looked at: how it came, until when it was due, and what was noted of it. */
const SAID_ANEW: ReadonlySet<keyof FateRow> = new Set(['entered', 'former', 'dueOn', 'discrepancyIds']);

/** What of a line that was looked at again is not as it was. */
function changes(fate: FateRow, before: FateRow | undefined): string[] {
  const names = Object.keys(fate) as (keyof FateRow)[];
  return names
    .filter((name) => !SAID_ANEW.has(name))
    .filter((name) => JSON.stringify(fate[name]) !== JSON.stringify(before?.[name]))
    .map((name) => `${addressKey(fate)} ${name}: ${JSON.stringify(before?.[name])}, ${JSON.stringify(fate[name])}`);
}

function without(legs: readonly LegConservation[], fate: FateRow): readonly LegConservation[] {
  return legs.map((one) => {
    if (one.leg !== fate.leg || one.currency !== fate.currency) return one;
    const less = (tally: Tally): Tally => ({ lines: tally.lines - 1, amount: subtract(tally.amount, fate.amount) });
    const outOfScope = Object.fromEntries(
      Object.entries(one.outOfScope)
        .map(([reason, tally]) => [reason, reason === fate.reason ? less(tally) : tally] as const)
        .filter(([, tally]) => tally.lines > 0),
    );
    const fates: Record<Fate, Tally> = { ...one.fates, [fate.fate]: less(one.fates[fate.fate]) };
    return { ...one, entered: { ...one.entered, brought_back: less(one.entered.brought_back) }, fates, outOfScope };
  });
}
