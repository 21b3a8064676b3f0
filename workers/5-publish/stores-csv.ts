import { compareText } from '../../schemas/lines/records.ts';
import type { StoreRow } from '../../schemas/outcome/run.ts';
import { amount, integer, tableOf, text, type Column, type Table } from './table.ts';
import { addRowsBy } from '../4-classify/store-split.ts';

export const UNASSIGNED = 'unassigned';
const TOTAL = 'total';
/** How a code that is not on the list of stores is marked: it has no name to print. */
const NOT_LISTED = 'not on the list';

const COLUMNS: readonly Column<StoreRow>[] = [
  text('store', (row) => row.store),
  text('name', (row) => row.name),
  text('currency', (row) => row.currency),
  integer('orders', (row) => row.orders),
  amount('gross', (row) => row.gross),
  amount('refunds', (row) => row.refunds),
  amount('chargebacks', (row) => row.chargebacks),
  amount('fees', (row) => row.fees),
  amount('taxes', (row) => row.taxes),
  amount('net', (row) => row.net),
  amount('bank_confirmed', (row) => row.bankConfirmed),
  amount('awaiting', (row) => row.awaiting),
  amount('broken', (row) => row.broken),
  amount('confirmed_on_day', (row) => row.confirmedOnDay),
  text('entity', (row) => row.entity),
  text('city', (row) => row.city),
  text('cost_centre', (row) => row.costCentre),
];

/**
 * stores.csv: the stores of the cohort, then `unassigned` where there is any, then one `total` per currency. Order:
 * stores before unassigned, store, currency; totals last, by currency. A code that is not listed says so in its name.
 */
export function storesTable(stores: readonly StoreRow[]): Table {
  const rows = [...stores].sort(compareStores).map(markUnlisted);
  return tableOf(COLUMNS, [...rows, ...storeTotals(stores)]);
}

/** Stores by code, `unassigned` last; within a store by currency. */
export function compareStores(a: StoreRow, b: StoreRow): number {
  const last = Number(a.store === UNASSIGNED) - Number(b.store === UNASSIGNED);
  return last || compareText(a.store, b.store) || compareText(a.currency, b.currency);
}

/** One row per currency, its amounts the sums over the stores, named `total`; by currency. */
export function storeTotals(stores: readonly StoreRow[]): StoreRow[] {
  return addRowsBy(stores, (row) => row.currency, totalOf).sort((a, b) => compareText(a.currency, b.currency));
}

function totalOf(row: StoreRow): StoreRow {
  return { ...row, store: TOTAL, name: '', listed: true, entity: null, city: null, costCentre: null };
}

/** What the list of stores says beside the name. */
export type PlaceColumn = 'entity' | 'city' | 'costCentre';

/**
 * Of entity, city and cost centre those that any of the stores has, in this order: the others would be empty columns.
 */
export function placesOf(stores: readonly StoreRow[]): PlaceColumn[] {
  return (['entity', 'city', 'costCentre'] as const).filter((column) => stores.some((row) => row[column] !== null));
}

function markUnlisted(row: StoreRow): StoreRow {
  return row.listed || row.store === UNASSIGNED || row.name !== '' ? row : { ...row, name: NOT_LISTED };
}
