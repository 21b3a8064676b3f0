import { compareText } from '../../schemas/lines/records.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { countsAlone, isOpen } from './counted.ts';

/** What of a row says how urgent it is. */
export type Ranked = Pick<
  Discrepancy,
  'id' | 'class' | 'state' | 'parentId' | 'moneyAtRisk' | 'currency' | 'firstSeen'
>;

/**
 * The rows of a run as they are worked on: open actions first, then notices and what is closed, then rows under a
 * suspect file, since the row of the file stands for them. In each the most money at risk first, of equal money what
 * stands longest. Amounts of different currencies are not compared: the largest of each stand before the second of
 * each, the currency with most rows first.
 */
export function byMoneyAtRisk<Row extends Ranked>(rows: readonly Row[]): Row[] {
  const currencies = new Map<string, number>();
  for (const { currency } of rows) currencies.set(currency ?? '', (currencies.get(currency ?? '') ?? 0) + 1);
  const placed = [...rows].sort(compareMoney);
  const places = new Map<string, number>();
  return placed
    .map((row) => {
      const key = `${String(groupOf(row))} ${row.currency ?? ''}`;
      const place = places.get(key) ?? 0;
      places.set(key, place + 1);
      return { row, place, rowsOfCurrency: currencies.get(row.currency ?? '') ?? 0 };
    })
    .sort(
      (a, b) =>
        groupOf(a.row) - groupOf(b.row) ||
        a.place - b.place ||
        b.rowsOfCurrency - a.rowsOfCurrency ||
        compareText(a.row.currency ?? '', b.row.currency ?? ''),
    )
    .map(({ row }) => row);
}

/** Somebody has to do something about it, and it stands for itself. */
export function isWork(row: Ranked): boolean {
  return row.class === 'action' && isOpen(row) && countsAlone(row);
}

function groupOf(row: Ranked): number {
  if (!countsAlone(row)) return 2;
  return isWork(row) ? 0 : 1;
}

function compareMoney(a: Ranked, b: Ranked): number {
  return (
    groupOf(a) - groupOf(b) ||
    b.moneyAtRisk - a.moneyAtRisk ||
    compareText(a.firstSeen, b.firstSeen) ||
    compareText(a.id, b.id)
  );
}
