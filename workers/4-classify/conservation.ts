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
import type { Entered, FateRow, LegConservation, Tally } from '../../schemas/outcome/run.ts';
import { AddressMap } from '../3-match/address-map.ts';
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

/**
 * Per leg and currency: carried in + new + brought back = the sum over the fates at the close of the date, in lines and
 * in money. What came in is counted from the working set, what came out from the fates; a difference throws
 * `conservation_broken`, and the run publishes nothing.
 */
export function conserve(
  workingSet: Pick<WorkingSet, 'lines' | 'rejects'>,
  fates: readonly FateRow[],
): LegConservation[] {
  assertOneFateEach(workingSet, fates);
  const counts = new Map<string, Counting>();
  for (const { line, entered } of workingSet.lines) {
    count(
      countingOf(counts, line.leg, line.currency).entered,
      entered,
      line.leg === 'settlement' ? line.gross : line.amount,
    );
  }
  for (const { reject, entered } of workingSet.rejects) {
    count(countingOf(counts, reject.leg, reject.currency ?? '').entered, entered, reject.amount ?? ZERO);
  }
  for (const fate of fates) {
    const counting = countingOf(counts, fate.leg, fate.currency);
    count(counting.fates, fate.fate, fate.amount);
    if (fate.reason !== null) count(counting.reasons, fate.reason, fate.amount);
  }
  return [...counts.values()].map(conserved).sort(byLegAndCurrency);
}

/** Every line in the working set has exactly one fate, and nothing has a fate that was not in the working set. */
function assertOneFateEach(workingSet: Pick<WorkingSet, 'lines' | 'rejects'>, fates: readonly FateRow[]): void {
  if (isInStep(workingSet, fates)) return;
  const held = addressesOf([
    ...workingSet.lines.map((one) => one.line),
    ...workingSet.rejects.map((one) => one.reject),
  ]);
  const decided = addressesOf(fates);
  const inWorkingSet = workingSet.lines.length + workingSet.rejects.length;
  if (
    held.size === inWorkingSet &&
    decided.size === fates.length &&
    decided.size === inWorkingSet &&
    fates.every((fate) => held.has(fate))
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
 * The fates stand in the order of the working set, and the working set in address order without repeats: the usual
 * case, told without a table.
 */
function isInStep(workingSet: Pick<WorkingSet, 'lines' | 'rejects'>, fates: readonly FateRow[]): boolean {
  const count = workingSet.lines.length;
  if (fates.length !== count + workingSet.rejects.length || workingSet.rejects.length > 0) return false;
  let before: LineAddress | null = null;
  for (let ix = 0; ix < count; ix += 1) {
    const line = workingSet.lines[ix]?.line;
    const fate = fates[ix];
    if (!line || !fate || compareAddress(line, fate) !== 0 || (before !== null && compareAddress(before, line) >= 0))
      return false;
    before = line;
  }
  return true;
}

function addressesOf(addresses: readonly LineAddress[]): AddressMap<true> {
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
