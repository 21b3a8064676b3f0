import { addressKey, compareAddress, compareText, type Line } from '../../schemas/lines/records.ts';
import type { NamedLine } from '../../schemas/outcome/run.ts';
import { groupBy } from '../../schemas/values/groups.ts';
import { collectorsOf } from '../3-match/scope.ts';
import { collects, dayOf, type Absence, type Candidate } from './candidate-lines.ts';
import type { Case } from './case.ts';

/** What the books hold of the amount that a row misses. */
export interface SameAmount {
  /** The oldest line of the row's provider that answers no row yet; from now on it answers this one. */
  readonly spare: Candidate | null;
  /** The movements that look like nobody's, by their places. */
  readonly nobodys: readonly NamedLine[];
}

/** What is asked of a line that has the amount. */
export interface Judge {
  readonly dayOf: (line: Line) => string;
  readonly isOfProvider: (one: Candidate, absence: Absence) => boolean;
}

/** A line with what its list is ordered by. */
interface Placed {
  readonly one: Candidate;
  readonly day: string;
  readonly keys: string;
  readonly address: string;
}

/** The lines that rows of one kind, amount, provider, method and first day look at. */
interface Pool {
  readonly ofProvider: readonly Placed[];
  /** Those before answer another row. */
  next: number;
  readonly nobodys: readonly Candidate[];
  readonly nobodysAddresses: ReadonlySet<string>;
  readonly nobodysPlaces: readonly NamedLine[];
}

/**
 * Hands out the lines of an amount to the rows that miss it, each line to one row: unpaired, from the day on which it
 * was settled, sold or paid, the oldest first, then by key. `own`: the addresses of the row's lines, which answer
 * nothing. Rows that look for the same share one list, so that equal amounts are not held against each other pair by
 * pair.
 */
export function sameAmountFinder(
  candidates: readonly Candidate[],
  judge: Judge,
): (absence: Absence, own: ReadonlySet<string>) => SameAmount {
  const byAmount = groupBy(
    candidates.filter((one) => !one.isAnothers),
    ({ line }) => amountKey(line.currency, line.leg === 'settlement' ? line.gross : line.amount),
  );
  const ordered = new Map<string, readonly Placed[]>();
  const pools = new Map<string, Pool>();
  const taken = new Set<string>();
  const linesOf = (key: string): readonly Placed[] => {
    const lines = ordered.get(key) ?? inOrder(byAmount.get(key) ?? [], judge);
    ordered.set(key, lines);
    return lines;
  };
  const poolOf = (absence: Absence): Pool => {
    const { kind, currency, provider, method } = absence.finding;
    const key = JSON.stringify([kind, currency, absence.amount, fromOf(absence), provider, method]);
    const pool = pools.get(key) ?? newPool(linesOf(amountKey(currency, absence.amount)), absence, judge);
    pools.set(key, pool);
    return pool;
  };
  return (absence, own) => {
    if (absence.amount === null || absence.finding.currency === null) return { spare: null, nobodys: [] };
    const pool = poolOf(absence);
    while (taken.has(pool.ofProvider[pool.next]?.address ?? '')) pool.next += 1;
    const isFree = ({ address }: Placed): boolean => !taken.has(address) && !own.has(address);
    const spare = firstFrom(pool.ofProvider, pool.next, isFree);
    if (spare !== null) taken.add(spare.address);
    return { spare: spare?.one ?? null, nobodys: nobodysOf(pool, own) };
  };
}

function firstFrom(lines: readonly Placed[], start: number, isFree: (line: Placed) => boolean): Placed | null {
  for (let at = start; at < lines.length; at += 1) {
    const line = lines[at];
    if (line !== undefined && isFree(line)) return line;
  }
  return null;
}

function nobodysOf(pool: Pool, own: ReadonlySet<string>): readonly NamedLine[] {
  const hasOwn = [...own].some((address) => pool.nobodysAddresses.has(address));
  return hasOwn ? places(pool.nobodys.filter(({ line }) => !own.has(addressKey(line)))) : pool.nobodysPlaces;
}

function amountKey(currency: string | null, amount: number | null): string {
  return `${currency ?? ''}|${String(amount)}`;
}

/** From which day on money may answer an absence. */
function fromOf({ finding, of }: Absence): string {
  return (of.amount === 'unbooked' ? finding.settledOn : finding.paidOn) ?? '';
}

function inOrder(candidates: readonly Candidate[], { dayOf: dayOfLine }: Judge): Placed[] {
  return candidates
    .map((one) => ({ one, day: dayOfLine(one.line), keys: one.keys.join(' '), address: addressKey(one.line) }))
    .sort((a, b) => compareText(a.day, b.day) || compareText(a.keys, b.keys) || compareAddress(a.one.line, b.one.line));
}

function newPool(lines: readonly Placed[], absence: Absence, { isOfProvider }: Judge): Pool {
  const from = fromOf(absence);
  const legs = absence.of.legs.filter((leg) => leg !== 'bank' || absence.of.amount === 'unbooked');
  const possible = lines.filter(({ one, day }) => legs.includes(one.line.leg) && day >= from);
  const nobodys = possible
    .map(({ one }) => one)
    .filter(({ line, reason }) => line.leg === 'bank' && reason === 'not_ours');
  return {
    ofProvider: possible.filter(({ one }) => isOfProvider(one, absence)),
    next: 0,
    nobodys,
    nobodysAddresses: new Set(nobodys.map(({ line }) => addressKey(line))),
    nobodysPlaces: places(nobodys),
  };
}

/** Where lines stand, each once, in order. */
export function places(found: readonly Candidate[]): NamedLine[] {
  const distinct = new Map(found.map((one) => [addressKey(one.line), one.place] as const));
  return [...distinct.values()].sort(compareAddress);
}

/** What is asked of the lines of a case. */
export function judgeOf(c: Case): Judge {
  return { dayOf: (line) => dayOf(line, c), isOfProvider: (one, absence) => isOfProvider(one, absence, c) };
}

/**
 * Whether a line looks like the money of the finding's provider. A row that a newer version replaced is told by its key
 * alone.
 */
function isOfProvider(one: Candidate, { finding }: Absence, c: Case): boolean {
  const { line } = one;
  switch (line.leg) {
    case 'bank':
      return one.provider !== null && one.provider === finding.provider;
    case 'settlement':
      return (
        one.reason === null &&
        line.type === 'payment' &&
        line.status === 'approved' &&
        collects(one.provider, finding, c)
      );
    case 'order':
      return one.reason === null && collectorsOf(line, c.workingSet).some((source) => source.id === finding.provider);
  }
}
