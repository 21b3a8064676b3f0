import { compareAddress, compareText, type BankLine } from '../../schemas/lines/records.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import { bankContent, type ReadId } from './bank-ids.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** A row of a bank file, as the telling of a day looks at it. */
export interface DayRow {
  readonly line: BankLine;
  /** Of a file of this run. */
  readonly fresh: boolean;
  /** What an earlier run made of it; null for a fresh one. */
  readonly former: FateRow | null;
}

/** When two rows of one account, booking date and amount are one movement, told by two files. */
export interface Sameness {
  readonly same: (a: DayRow, b: DayRow) => boolean;
  /** The row alone says which movement it is: by an id that can be used, or by the balance after it. */
  readonly isTelling: (row: DayRow) => boolean;
}

/**
 * Sameness among the rows of one account, currency and booking date. An id counts where it says something and stands on
 * one amount of one direction on that date; so does an end-to-end id. Rows of one source without it are the same where
 * every field agrees; of two sources their amount decides, since each words a movement in its own way.
 */
export function samenessOf(rows: readonly DayRow[], readId: ReadId): Sameness {
  const ids = usableIds(rows, (line) => readId(line.bankId, line.source));
  const transfers = usableIds(rows, (line) => readId(line.endToEndId, line.source));
  const idOf = ({ line }: DayRow): string => known(ids, readId(line.bankId, line.source), line);
  const transferOf = ({ line }: DayRow): string => known(transfers, readId(line.endToEndId, line.source), line);
  const shared = sharedBetween(rows, idOf);
  const content = ({ line }: DayRow, id: string, transfer: string): string =>
    bankContent({ ...line, bankId: id, endToEndId: transfer });
  return {
    same(a, b) {
      if (a === b) return true;
      if (a.line.amount !== b.line.amount) return false;
      const oneSource = a.line.source === b.line.source;
      const [idA, idB] = [idOf(a), idOf(b)];
      if (idA !== '' && idB !== '' && (oneSource || shared(a.line.source, b.line.source))) return idA === idB;
      const [transferA, transferB] = [transferOf(a), transferOf(b)];
      if (transferA !== '' && transferB !== '' && !oneSource) return transferA === transferB;
      return !oneSource || content(a, idA, transferA) === content(b, idB, transferB);
    },
    isTelling: (row) => idOf(row) !== '' || row.line.balance !== null,
  };
}

/** Ids that stand on one amount of one direction; the other direction is what takes it back. */
function usableIds(rows: readonly DayRow[], idOf: (line: BankLine) => string): ReadonlyMap<string, number | null> {
  const amounts = new Map<string, number | null>();
  for (const { line } of rows) {
    const key = directed(idOf(line), line);
    const seen = amounts.get(key);
    amounts.set(key, seen === undefined || seen === line.amount ? line.amount : null);
  }
  return amounts;
}

function known(ids: ReadonlyMap<string, number | null>, id: string, line: BankLine): string {
  return id !== '' && ids.get(directed(id, line)) !== null ? id : '';
}

function directed(id: string, { amount }: BankLine): string {
  return `${amount < 0 ? '-' : '+'}${id}`;
}

/** Whether two sources number their movements alike: they have an id in common on the day. */
function sharedBetween(rows: readonly DayRow[], idOf: (row: DayRow) => string): (a: string, b: string) => boolean {
  const bySource = new Map<string, Set<string>>();
  for (const [source, own] of groupBy(rows, (row) => row.line.source))
    bySource.set(source, new Set(own.map(idOf).filter((id) => id !== '')));
  const answers = new Map<string, boolean>();
  return (a, b) => {
    const key = JSON.stringify([a, b]);
    const answer = answers.get(key) ?? [...(bySource.get(a) ?? [])].some((id) => bySource.get(b)?.has(id) === true);
    answers.set(key, answer);
    return answer;
  };
}

/**
 * Pairs rows with equal rows of a pool, each of the pool once: first with itself, then with what says exactly the same,
 * then with what is the same. Of several in the pool the one that was matched goes first, so that what stands keeps
 * standing.
 */
export function pairRows(rows: readonly DayRow[], pool: readonly DayRow[], { same }: Sameness): Map<DayRow, DayRow> {
  const pairs = new Map<DayRow, DayRow>();
  const taken = new Set<DayRow>();
  const byAmount = groupBy([...pool].sort(compareStanding), (row) => row.line.amount);
  const sorted = [...rows].sort(compareRows);
  const exactly = (a: DayRow, b: DayRow): boolean => bankContent(a.line) === bankContent(b.line) && same(a, b);
  for (const fits of [(a: DayRow, b: DayRow): boolean => a === b, exactly, same]) {
    for (const row of sorted) {
      if (pairs.has(row)) continue;
      const found = byAmount.get(row.line.amount)?.find((other) => !taken.has(other) && fits(row, other));
      if (found === undefined) continue;
      pairs.set(row, found);
      taken.add(found);
    }
  }
  return pairs;
}

/** By what rows say; their place decides only between rows that say the same. */
export function compareRows(a: DayRow, b: DayRow): number {
  return compareText(bankContent(a.line), bankContent(b.line)) || compareAddress(a.line, b.line);
}

function compareStanding(a: DayRow, b: DayRow): number {
  return (
    Number(b.former?.bankLeg === 'agrees') - Number(a.former?.bankLeg === 'agrees') || compareAddress(a.line, b.line)
  );
}
