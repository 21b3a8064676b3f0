import { compareText } from '../../schemas/lines/records.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { columnsOf } from '../../schemas/outcome/fates.ts';
import type { BankPass, FateTable, OrderPass } from '../../schemas/outcome/run.ts';
import { amount, date, tableOf, text, type Column, type Table } from './table.ts';

function columnsOver(fates: FateTable): Column<number>[] {
  const { orderPass, bankPass, discrepancyIds } = columnsOf(fates, 'orderPass', 'bankPass', 'discrepancyIds');
  return [
    text('merchant_reference', fates.column('merchantReference')),
    text('provider_id', fates.column('providerId')),
    text('payout_id', fates.column('payoutId')),
    text('provider', fates.column('provider')),
    text('method', fates.column('method')),
    text('store', fates.column('store')),
    text('currency', fates.column('currency')),
    amount('order_amount', fates.column('orderAmount')),
    amount('settlement_gross', fates.column('settlementGross')),
    amount('settlement_fee', fates.column('settlementFee')),
    amount('settlement_tax', fates.column('settlementTax')),
    amount('settlement_net', fates.column('settlementNet')),
    amount('bank_amount', fates.column('bankAmount')),
    text('pass', (place) => passes(orderPass(place), bankPass(place))),
    date('paid_on', fates.column('paidOn')),
    date('settled_on', fates.column('settledOn')),
    date('due_on', fates.column('dueOn')),
    date('arrived_on', fates.column('arrivedOn')),
    text('fate', fates.column('fate')),
    text('out_of_scope_reason', fates.column('reason')),
    text('discrepancy_ids', (place) => joinIds(discrepancyIds(place))),
  ];
}

/** The pass of the order match, then of the bank match, space separated: a line may have either, both or none. */
function passes(orderPass: OrderPass | null, bankPass: BankPass | null): string {
  if (orderPass === null || bankPass === null) return orderPass ?? bankPass ?? '';
  return `${orderPass} ${bankPass}`;
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
  const { date: dateAt, leg } = columnsOf(fates, 'date', 'leg');
  const cohort: number[] = [];
  for (let place = 0; place < fates.length; place += 1)
    if (dateAt(place) === settlementDate && leg(place) !== 'bank') cohort.push(place);
  return tableOf(columnsOver(fates), cohort.sort(byReference(fates, cohort)));
}

/** Compares two rows of the cohort, by their places. */
function byReference(fates: FateTable, cohort: readonly number[]): (a: number, b: number) => number {
  const { merchantReference, leg, source, file, row } = columnsOf(
    fates,
    'merchantReference',
    'leg',
    'source',
    'file',
    'row',
  );
  // Each is compared some twenty times.
  const references = Array.from({ length: fates.length }, () => '');
  for (const place of cohort) references[place] = merchantReference(place);
  const referenceAt = (place: number): string => references[place] ?? '';
  return (a, b) =>
    compareText(referenceAt(a), referenceAt(b)) ||
    // 'order' < 'settlement' as texts.
    compareText(leg(a), leg(b)) ||
    compareText(source(a), source(b)) ||
    compareText(file(a), file(b)) ||
    row(a) - row(b);
}
