import { SEVERITIES } from '../../schemas/kinds/kind.ts';
import { KIND_RANK } from '../../schemas/kinds/kinds.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { OpenRow } from './open-row.ts';

/** The orders of the open queue. Each is total: the id decides last. */

export const OPEN_SORTS = ['urgent', 'money', 'report', 'age', 'dueBy', 'due', 'reference', 'store'] as const;
export type OpenSort = (typeof OPEN_SORTS)[number];

export type CompareRows = (a: OpenRow, b: OpenRow) => number;

const byId: CompareRows = (a, b) => compareText(a.id, b.id);

/** Rows under a suspect file stand after all others: the row of the file stands for them. */
const bySuspect: CompareRows = (a, b) => Number(a.parentId !== null) - Number(b.parentId !== null);

/** The most first. Amounts of different currencies are not compared: a currency stands after the other, by its code. */
const byMoney: CompareRows = (a, b) =>
  bySuspect(a, b) || compareText(a.currency ?? '~', b.currency ?? '~') || b.moneyAtRisk - a.moneyAtRisk || byId(a, b);

export const ordersOf: Readonly<Record<OpenSort, CompareRows>> = {
  // What is overdue first; of both the most money.
  urgent: (a, b) => bySuspect(a, b) || Number(b.isOverdue) - Number(a.isOverdue) || byMoney(a, b),
  money: byMoney,
  report: (a, b) =>
    compareText(a.class, b.class) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    KIND_RANK[a.kind] - KIND_RANK[b.kind] ||
    compareText(a.merchantReference ?? '', b.merchantReference ?? '') ||
    compareText(a.payoutId ?? '', b.payoutId ?? '') ||
    byId(a, b),
  // The oldest first, and of one day the most money.
  age: (a, b) => compareText(a.firstSeen, b.firstSeen) || byMoney(a, b),
  dueBy: (a, b) => compareText(a.dueBy ?? '~', b.dueBy ?? '~') || byMoney(a, b),
  due: (a, b) => compareText(a.dueOn ?? '~', b.dueOn ?? '~') || byMoney(a, b),
  reference: (a, b) => compareText(a.merchantReference ?? '~', b.merchantReference ?? '~') || byId(a, b),
  store: (a, b) => compareText(a.store ?? '~', b.store ?? '~') || byMoney(a, b),
};

/** The place of a row among sorted ones, or where it would stand. */
export function placeIn(rows: readonly OpenRow[], wanted: OpenRow, compare: CompareRows): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && compare(row, wanted) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
