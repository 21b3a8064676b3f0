import { add, type Minor } from '../../schemas/values/money.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { isListed, stands } from './counted.ts';
import { UNASSIGNED } from './stores-csv.ts';
import { amountFact } from '../../schemas/outcome/facts.ts';

/** What no feed shows of a store's orders of several tenders, in one currency. */
export interface UnshownTenders {
  /** `unassigned` where no store is known. */
  readonly store: string;
  readonly currency: string;
  readonly orders: number;
  /** Hundredths, above zero. */
  readonly rest: Minor;
}

/**
 * The rests of the `split_tender` rows on the day's list, by store and currency, `unassigned` last. Each of them is
 * only a notice; a store that hides money behind a second tender shows in their sum. What a person or the facts closed
 * is left out.
 */
export function unshownTenders(discrepancies: readonly Discrepancy[]): UnshownTenders[] {
  const sums = new Map<string, UnshownTenders>();
  for (const row of discrepancies) {
    const rest = amountFact(row, 'restMinor');
    if (
      row.kind !== 'split_tender' ||
      !isListed(row) ||
      !stands(row) ||
      rest === null ||
      rest === 0 ||
      row.currency === null
    )
      continue;
    const store = row.store ?? UNASSIGNED;
    const key = `${store}\n${row.currency}`;
    const known = sums.get(key);
    const orders = (known?.orders ?? 0) + 1;
    sums.set(key, { store, currency: row.currency, orders, rest: known === undefined ? rest : add(known.rest, rest) });
  }
  const last = ({ store }: UnshownTenders): number => Number(store === UNASSIGNED);
  return [...sums.values()].sort(
    (a, b) => last(a) - last(b) || compareText(a.store, b.store) || compareText(a.currency, b.currency),
  );
}
