import { dateRange } from '../../schemas/values/dates.ts';
import { dlocalFile } from './dlocal.ts';
import { FIRST_DATE, LAST_DATE, WORLDLINE_CUT_SHORT, WORLDLINE_MISSING } from './events.ts';
import { date as dateOf, readOrders } from './read-orders.ts';
import { shopifyExport } from './shopify.ts';
import { statements } from './statement.ts';
import { worldlineFile } from './worldline.ts';

/**
 * Every data file of the demo: its path below fixtures/demo and its content. A function of the tables beside it alone.
 */
export function demoFiles(): Map<string, string> {
  const orders = readOrders();
  const files = new Map<string, string>();
  for (const date of dateRange(dateOf(FIRST_DATE), dateOf(LAST_DATE))) {
    const compact = date.replaceAll('-', '');
    files.set(`input/orders_${date}.csv`, shopifyExport(date, orders));
    files.set(`input/dlocal_${compact}.csv`, dlocalFile(date, orders));
    const complete = worldlineFile(date, orders);
    if (date === WORLDLINE_MISSING || date === WORLDLINE_CUT_SHORT)
      files.set(`late/worldline_${compact}.xml`, complete);
    else files.set(`input/worldline_${compact}.xml`, complete);
    if (date === WORLDLINE_CUT_SHORT) files.set(`input/worldline_${compact}.xml`, worldlineFile(date, orders, 1));
  }
  for (const [date, statement] of statements(orders))
    files.set(`input/statement_${date.replaceAll('-', '')}.xml`, statement);
  return files;
}
