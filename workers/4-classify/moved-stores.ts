import { compareText, type SettlementLine } from '../../schemas/lines/records.ts';
import { minor, negate } from '../../schemas/values/money.ts';
import { groupBy } from '../../schemas/values/groups.ts';
import type { FateRow, MonthChange, StoreRow } from '../../schemas/outcome/run.ts';
import type { Case } from './case.ts';
import type { DecidedFates } from './decided-fates.ts';
import type { PlainMoney, PlainSums } from './plain-money.ts';
import { COLUMNS, isShared, rowsOf, splitStores, UNASSIGNED, type CohortLine, type Part } from './store-split.ts';

/**
 * What a run changed of the stores of earlier cohorts, by month: their lines in the working set in the fate that they
 * have now, less the same in the fate that they had. A month is the splits of its dates with what later runs changed of
 * them. Orders stay: they are sold once, on the date of their first version.
 */
export function movedStores(c: Case, fates: DecidedFates, plain: PlainSums): MonthChange[] {
  const { config, date: today } = c.workingSet;
  const months = new Map<string, Map<string, StoreRow>>();
  const older = c.workingSet.lines.flatMap(({ ix, line, former }) =>
    line.date < today && line.leg === 'settlement' && former !== null ? [{ line, former, now: fates.ofOpen(ix) }] : [],
  );
  older.push(...namedOlder(c, fates));
  for (const [date, own] of groupBy(older, ({ line }) => line.date)) {
    // What is charged for a whole payout is shared out over all its lines: then every one of them counts.
    const lines = own.some(({ line }) => isShared(line)) ? own : own.filter(isMoved);
    if (lines.length === 0) continue;
    const splitOf = (which: 'former' | 'now'): StoreRow[] => {
      const cohort = lines.map((one): CohortLine => ({ line: one.line, fate: one[which] }));
      const besides = plain.payments.filter((one) => one.date === date);
      return splitStores({ config, cohort, orders: [], confirmed: [], besides });
    };
    const rows = rowsOfMonth(months, date.slice(0, 7));
    for (const [sign, split] of [[1, splitOf('now')] as const, [-1, splitOf('former')] as const]) {
      for (const row of split) addChange(rows, row, sign);
    }
  }
  const arrived = plain.payments.filter(({ isOwn, hasArrived }) => !isOwn && hasArrived);
  for (const [month, own] of groupBy(arrived, (one) => one.date.slice(0, 7)))
    for (const row of rowsOf(own.map(arrivedPart), config)) addChange(rowsOfMonth(months, month), row, 1);
  return [...months]
    .map(([month, rows]) => ({ month, stores: [...rows.values()].filter(isChange).sort(byStore) }))
    .filter(({ stores }) => stores.length > 0)
    .sort((a, b) => compareText(a.month, b.month));
}

/** Whether a line's part in the row of its store may be another than it was: of what only stands it is the same. */
function isMoved({ former, now }: { readonly former: FateRow; readonly now: FateRow }): boolean {
  return (
    former.store !== now.store ||
    former.bankLeg !== now.bankLeg ||
    (former.fate === 'out_of_scope') !== (now.fate === 'out_of_scope')
  );
}

function rowsOfMonth(months: Map<string, Map<string, StoreRow>>, month: string): Map<string, StoreRow> {
  const rows = months.get(month) ?? new Map<string, StoreRow>();
  months.set(month, rows);
  return rows;
}

/** Carried payments of plain sales that a finding names all the same. */
function namedOlder(
  { workingSet: { plain } }: Case,
  fates: DecidedFates,
): { readonly line: SettlementLine; readonly former: FateRow; readonly now: FateRow }[] {
  return [...fates.ofNamed()].flatMap(({ place, fate }) => {
    const former = plain.tables.formerAt(place);
    return former === null ? [] : [{ line: plain.tables.line('settlement', place), former, now: fate }];
  });
}

/** Money of an earlier month that waited and is there. */
function arrivedPart({ store, currency, net }: PlainMoney): Part {
  return { store: store ?? UNASSIGNED, currency, sums: { awaiting: negate(net), bankConfirmed: net } };
}

function addChange(rows: Map<string, StoreRow>, row: StoreRow, sign: 1 | -1): void {
  const key = `${row.store}\n${row.currency}`;
  const known = rows.get(key);
  const sums = Object.fromEntries(
    COLUMNS.map((column) => [column, minor((known?.[column] ?? 0) + sign * row[column])]),
  );
  rows.set(key, { ...(known ?? row), ...sums });
}

function isChange(row: StoreRow): boolean {
  return COLUMNS.some((column) => row[column] !== 0);
}

function byStore(a: StoreRow, b: StoreRow): number {
  return compareText(a.store, b.store) || compareText(a.currency, b.currency);
}
