import { compareAddress, compareText } from '../../schemas/lines/records.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { FateRow, FateTable } from '../../schemas/outcome/run.ts';
import { amount, date, tableOf, text, type Column, type Table } from './csv.ts';

const COLUMNS: readonly Column<FateRow>[] = [
  text('merchant_reference', (row) => row.merchantReference),
  text('provider_id', (row) => row.providerId),
  text('payout_id', (row) => row.payoutId),
  text('provider', (row) => row.provider),
  text('method', (row) => row.method),
  text('store', (row) => row.store),
  text('currency', (row) => row.currency),
  amount('order_amount', (row) => row.orderAmount),
  amount('settlement_gross', (row) => row.settlementGross),
  amount('settlement_fee', (row) => row.settlementFee),
  amount('settlement_tax', (row) => row.settlementTax),
  amount('settlement_net', (row) => row.settlementNet),
  amount('bank_amount', (row) => row.bankAmount),
  text('pass', passes),
  date('paid_on', (row) => row.paidOn),
  date('settled_on', (row) => row.settledOn),
  date('due_on', (row) => row.dueOn),
  date('arrived_on', (row) => row.arrivedOn),
  text('fate', (row) => row.fate),
  text('out_of_scope_reason', (row) => row.reason),
  text('discrepancy_ids', (row) => joinIds(row.discrepancyIds)),
];

/** The pass of the order match, then of the bank match, space separated: a line may have either, both or none. */
function passes(row: FateRow): string {
  return [row.orderPass, row.bankPass].filter((pass) => pass !== null).join(' ');
}

/** Ids in one cell: sorted, space separated. */
export function joinIds(ids: readonly string[]): string {
  return ids.length === 0 ? '' : [...new Set(ids)].sort(compareText).join(' ');
}

/**
 * matches.csv: one row per order or settlement line whose file is of `settlementDate` (the cohort), whatever its fate.
 * Order: reference, leg (order before settlement), source, file, row; a line's address is unique, so the order is
 * total.
 */
export function matchesTable(fates: FateTable, settlementDate: PlainDate): Table {
  const cohort = [...fates].filter((row) => row.date === settlementDate && row.leg !== 'bank');
  // 'order' < 'settlement' as texts.
  cohort.sort(
    (a, b) =>
      compareText(a.merchantReference, b.merchantReference) || compareText(a.leg, b.leg) || compareAddress(a, b),
  );
  return tableOf(COLUMNS, cohort);
}
