import { compareText } from '../../schemas/lines/records.ts';
import type { PayoutRow } from '../../schemas/outcome/run.ts';
import { amount, date, integer, tableOf, text, type Column, type Table } from './table.ts';
import { joinIds } from './matches-csv.ts';

const COLUMNS: readonly Column<PayoutRow>[] = [
  text('provider', (row) => row.source),
  text('account', (row) => row.account),
  text('payout_id', (row) => row.payoutId),
  text('currency', (row) => row.currency),
  date('settled_on', (row) => row.settledOn),
  integer('lines', (row) => row.lines),
  amount('gross', (row) => row.gross),
  amount('refunds', (row) => row.refunds),
  amount('fees', (row) => row.fees),
  amount('taxes', (row) => row.taxes),
  amount('adjustments', (row) => row.adjustments),
  amount('net', (row) => row.net),
  amount('bank_amount', (row) => row.bankAmount),
  amount('difference', (row) => row.difference),
  date('due_on', (row) => row.dueOn),
  date('arrived_on', (row) => row.arrivedOn),
  text('pass', (row) => row.pass),
  text('fate', (row) => row.fate),
  text('discrepancy_ids', (row) => joinIds(row.discrepancyIds)),
];

/**
 * Oldest first, then provider, payout and currency: (source, payout, currency) is what a payout is, so the order is
 * total.
 */
export function comparePayouts(a: PayoutRow, b: PayoutRow): number {
  return (
    compareText(a.settledOn, b.settledOn) ||
    compareText(a.source, b.source) ||
    compareText(a.payoutId, b.payoutId) ||
    compareText(a.currency, b.currency)
  );
}

/**
 * payouts.csv: the payouts of the date and the older ones still open or closed by the run, as the run left them. Order:
 * settled date, provider, payout, currency.
 */
export function payoutsTable(payouts: readonly PayoutRow[]): Table {
  return tableOf(COLUMNS, [...payouts].sort(comparePayouts));
}
