import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeTinyShop } from './tiny-shop.ts';

/** The tiny shop with ten sales on its first day, paid and credited one by one. */

/** No difference of theirs is the sum of others: nothing is explained by a sale that it does not concern. */
const TOTALS = [
  '1013.07',
  '2029.19',
  '4051.31',
  '8087.43',
  '16091.59',
  '32117.71',
  '64231.83',
  '128341.95',
  '256687.07',
  '513379.21',
];

/** Monday's sales, paid one by one: the third of them is paid short from the start. */
export const SALES = TOTALS.map((total, n) => ({
  ref: `A1-2${String(n).padStart(3, '0')}`,
  id: `Q-${String(n)}`,
  total,
  paid: n === 2 ? '3600.31' : total,
}));

export interface Row {
  readonly ref: string;
  readonly id: string;
  readonly paid: string;
  readonly state: 'OK' | 'FAILED';
}

export const ROWS: readonly Row[] = SALES.map(({ ref, id, paid }) => ({ ref, id, paid, state: 'OK' }));

/** The file of the provider with these rows. */
export function fileOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ ref, id, state, paid }) => `${ref},${id},${state},${paid},COP,2025-03-03 10:05,${id.slice(2)}`,
  );
  return ['ref,id,state,gross,currency,at,cus', ...lines, ''].join('\n');
}

/** Where the file of the provider of that day is. */
export const provider = (folder: string): string => join(folder, 'input/psp_20250303.csv');

/** Writes the shop into a folder of its own and returns it. */
export function writeTenSales(): string {
  const folder = writeTinyShop();
  writeFileSync(provider(folder), fileOf(ROWS));
  const orders = SALES.map(({ ref, total }) => `${ref},${total},COP,paid,2025-03-03 10:00,A1`);
  writeFileSync(
    join(folder, 'input/orders_2025-03-03.csv'),
    ['ref,total,currency,status,at,store', ...orders, ''].join('\n'),
  );
  const credits = SALES.map(({ ref, total, id }) => `2025-03-03,${total},COP,${ref},ABONO PSE,B-${id}`);
  writeFileSync(
    join(folder, 'input/bank_20250303.csv'),
    ['date,amount,currency,ref,text,id', ...credits, ''].join('\n'),
  );
  return folder;
}
