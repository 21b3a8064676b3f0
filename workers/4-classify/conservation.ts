import { CuadreError } from '../../schemas/errors.ts';
import { add, ZERO, type Minor } from '../../schemas/values/money.ts';
import {
  compareAddress,
  compareText,
  FATES,
  LEGS,
  type Fate,
  type Leg,
  type LineAddress,
  type OutOfScopeReason,
} from '../../schemas/lines/records.ts';
import { columnsOf } from '../../schemas/outcome/fates.ts';
import type { Entered, FateTable, LegConservation, Tally } from '../../schemas/outcome/run.ts';
import { AddressMap } from '../3-match/address-map.ts';
import { addressesInOrder, linesInOrder } from '../3-match/plain/in-address-order.ts';
import type { WorkingSet } from '../3-match/working-set.ts';

const NOTHING: Tally = { lines: 0, amount: ZERO };
const ENTERED: readonly Entered[] = ['new', 'carried', 'brought_back'];

/** The tallies of one leg and currency while they are counted. */
interface Counting {
  readonly leg: Leg;
  readonly currency: string;
  readonly entered: Map<Entered, Tally>;
  readonly fates: Map<Fate, Tally>;
  readonly reasons: Map<OutOfScopeReason, Tally>;
}

/** What is counted in. */
type Entering = Pick<WorkingSet, 'lines' | 'plain' | 'seen' | 'rejects'>;

/**
 * Per leg and currency: carried in + new + brought back = the sum over the fates at the close of the date, in lines and
 * in money. What came in is counted from the working set, what came out from the fates; a difference throws
 * `conservation_broken`, and the run publishes nothing.
 */
export function conserve(workingSet: Entering, fates: FateTable): LegConservation[] {
  assertOneFateEach(workingSet, fates);
  const counts = new Map<string, Counting>();
  countEntering(workingSet, counts);
  const { leg, currency, fate, amount, reason } = columnsOf(fates, 'leg', 'currency', 'fate', 'amount', 'reason');
  for (let place = 0; place < fates.length; place += 1) {
    const counting = countingOf(counts, leg(place), currency(place));
    count(counting.fates, fate(place), amount(place));
    const out = reason(place);
    if (out !== null) count(counting.reasons, out, amount(place));
  }
  return [...counts.values()].map(conserved).sort(byLegAndCurrency);
}

function countEntering({ lines, plain, seen, rejects }: Entering, counts: Map<string, Counting>): void {
  const put = (leg: Leg, currency: string, entered: Entered, amount: Minor): void => {
    count(countingOf(counts, leg, currency).entered, entered, amount);
  };
  for (const { line, entered } of lines)
    put(line.leg, line.currency, entered, line.leg === 'settlement' ? line.gross : line.amount);
  for (const { leg, currency, entered, amount } of plain.amounts()) put(leg, currency, entered, amount);
  for (const { leg, currency, amount } of seen.amounts()) put(leg, currency, 'new', amount);
  for (const { reject, entered } of rejects) put(reject.leg, reject.currency ?? '', entered, reject.amount ?? ZERO);
}

/** Every line in the working set has exactly one fate, and nothing has a fate that was not in the working set. */
function assertOneFateEach(workingSet: Entering, fates: FateTable): void {
  if (isInStep(workingSet, fates)) return;
  const held = addressesOf([
    ...Array.from(linesInOrder(workingSet), (one) => one.line),
    ...workingSet.rejects.map((one) => one.reject),
  ]);
  const decided = addressesOf(fates);
  const inWorkingSet = countOf(workingSet);
  if (
    held.size === inWorkingSet &&
    decided.size === fates.length &&
    decided.size === inWorkingSet &&
    [...fates].every((fate) => held.has(fate))
  )
    return;
  throw new CuadreError(
    'conservation_broken',
    `${String(inWorkingSet)} lines in the working set and ${String(fates.length)} fates, not one each`,
    {
      inWorkingSet,
      fates: fates.length,
    },
  );
}

/**
 * The fates stand in the order of the working set, and the working set in address order without repeats, its rejected
 * rows at the end: the usual case, told without a table of all lines.
 */
function isInStep(workingSet: Entering, fates: FateTable): boolean {
  if (fates.length !== countOf(workingSet)) return false;
  const rejects = workingSet.rejects.map((one) => one.reject);
  const rejected = addressesOf(rejects);
  if (rejected.size !== rejects.length) return false;
  const { date, source, file, row } = columnsOf(fates, 'date', 'source', 'file', 'row');
  const isAt = (place: number, line: LineAddress): boolean =>
    row(place) === line.row && file(place) === line.file && source(place) === line.source && date(place) === line.date;
  let before: LineAddress | null = null;
  let place = 0;
  for (const line of addressesInOrder(workingSet)) {
    if (!isAt(place, line) || (before !== null && compareAddress(before, line) >= 0) || rejected.has(line))
      return false;
    before = line;
    place += 1;
  }
  return rejects.every((reject, at) => isAt(place + at, reject));
}

function countOf({ lines, plain, seen, rejects }: Entering): number {
  return lines.length + plain.lines + seen.length + rejects.length;
}

function addressesOf(addresses: Iterable<LineAddress>): AddressMap<true> {
  const known = new AddressMap<true>();
  for (const address of addresses) known.set(address, true);
  return known;
}

function countingOf(counts: Map<string, Counting>, leg: Leg, currency: string): Counting {
  const key = `${leg}|${currency}`;
  const known = counts.get(key);
  if (known) return known;
  const counting: Counting = { leg, currency, entered: new Map(), fates: new Map(), reasons: new Map() };
  counts.set(key, counting);
  return counting;
}

function count<K>(tallies: Map<K, Tally>, key: K, amount: Minor): void {
  const before = tallies.get(key) ?? NOTHING;
  tallies.set(key, { lines: before.lines + 1, amount: add(before.amount, amount) });
}

function conserved({ leg, currency, entered, fates, reasons }: Counting): LegConservation {
  const before = total(entered.values());
  const after = total(fates.values());
  if (before.lines !== after.lines || before.amount !== after.amount) {
    throw new CuadreError(
      'conservation_broken',
      `${leg} ${currency}: ${String(before.lines)} lines of ${String(before.amount)} came in, ${String(after.lines)} of ${String(after.amount)} went out`,
      { leg, currency },
    );
  }
  const outOfScope = Object.fromEntries([...reasons].sort(([a], [b]) => compareText(a, b))) as Partial<
    Record<OutOfScopeReason, Tally>
  >;
  return { leg, currency, entered: allOf(ENTERED, entered), fates: allOf(FATES, fates), outOfScope };
}

function allOf<K extends string>(keys: readonly K[], tallies: ReadonlyMap<K, Tally>): Record<K, Tally> {
  return Object.fromEntries(keys.map((key) => [key, tallies.get(key) ?? NOTHING])) as Record<K, Tally>;
}

function total(tallies: Iterable<Tally>): Tally {
  let all = NOTHING;
  for (const one of tallies) all = { lines: all.lines + one.lines, amount: add(all.amount, one.amount) };
  return all;
}

function byLegAndCurrency(a: LegConservation, b: LegConservation): number {
  return LEGS.indexOf(a.leg) - LEGS.indexOf(b.leg) || compareText(a.currency, b.currency);
}
