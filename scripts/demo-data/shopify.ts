import type { PlainDate } from '../../schemas/values/dates.ts';
import { formatMajor, minor, ZERO, type Minor } from '../../schemas/values/money.ts';
import { pesos, type DemoOrder } from './read-orders.ts';

/** The columns of Shopify's orders export, in its order. */
const COLUMNS = (
  'Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,' +
  'Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,' +
  'Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Billing Street,Billing Address1,' +
  'Billing Address2,Billing Company,Billing City,Billing Zip,Billing Province,Billing Country,Billing Phone,Shipping Name,Shipping Street,' +
  'Shipping Address1,Shipping Address2,Shipping Company,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,' +
  'Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,' +
  'Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Tax 2 Name,Tax 2 Value,Tax 3 Name,Tax 3 Value,Tax 4 Name,Tax 4 Value,' +
  'Tax 5 Name,Tax 5 Value,Phone,Receipt Number,Duties,Billing Province Name,Shipping Province Name,Payment ID,Payment Terms Name,' +
  'Next Payment Due At,Payment References'
).split(',');

const METHODS = { dlocal: 'PSE dLocal', worldline: 'PSE Worldline', cash: 'Efectivo' } as const;
/** What somebody's spreadsheet made of 189000.00: Shopify writes a point, so it is refused and not guessed. */
const GARBLED_TOTAL = '189.000,00';

type Row = Readonly<Record<string, string>>;

/** The export of a date: the orders created on it, and those refunded on it, again. */
export function shopifyExport(date: PlainDate, orders: readonly DemoOrder[]): string {
  const rows = orders.flatMap((order) => {
    const refund = refundOf(order);
    const refundedToday = refund !== null && refund.on === date;
    return order.date === date || refundedToday ? rowsOf(order, refundedToday ? refund.amount : ZERO) : [];
  });
  return [COLUMNS, ...rows.map((row) => COLUMNS.map((column) => row[column] ?? ''))]
    .map((cells) => `${cells.map(quoted).join(',')}\n`)
    .join('');
}

function refundOf(order: DemoOrder): { on: string; amount: Minor } | null {
  const [on, amount] = order.what.refunded?.split(':') ?? [];
  return on === undefined || amount === undefined ? null : { on, amount: pesos(Number(amount)) };
}

/** One row for each item; only the first carries what concerns the whole order. */
function rowsOf(order: DemoOrder, refunded: Minor): Row[] {
  const [first, ...others] = order.items.map((item) => ({
    Name: order.reference,
    Email: `cliente${String(order.number)}@example.com`,
    'Lineitem quantity': '1',
    'Lineitem name': item.name,
    'Lineitem price': formatMajor(item.price),
    'Lineitem sku': item.sku,
    'Lineitem requires shipping': 'false',
    'Lineitem taxable': 'false',
    'Lineitem fulfillment status': 'fulfilled',
    Vendor: 'Yoga Andes',
    'Lineitem discount': '0.00',
  }));
  const whole: Row = { ...first, ...orderFields(order, refunded) };
  const again = order.what.erp === 'twice' ? [{ ...whole, Id: orderId(order, 9) }] : [];
  return [whole, ...others, ...again];
}

function orderFields(order: DemoOrder, refunded: Minor): Row {
  const { currency, total } = priced(order);
  const status = financialStatus(order, refunded);
  const createdAt = `${order.date} ${order.time}:00 -0500`;
  const paidAt = `${order.date} ${order.time}:40 -0500`;
  return {
    'Financial Status': status,
    'Paid at': status === 'pending' ? '' : paidAt,
    'Fulfillment Status': 'fulfilled',
    'Fulfilled at': paidAt,
    'Accepts Marketing': 'no',
    Currency: currency,
    Subtotal: total,
    Shipping: '0.00',
    Taxes: '0.00',
    Total: order.what.erp === 'garbled' ? GARBLED_TOTAL : total,
    'Discount Amount': '0.00',
    'Created at': createdAt,
    'Billing Name': `Cliente ${String(order.number)}`,
    'Billing City': 'Bogotá',
    'Billing Country': 'CO',
    'Cancelled at': status === 'voided' ? `${order.date} 23:10:00 -0500` : '',
    'Payment Method': METHODS[order.provider],
    'Payment Reference': `c${String(order.number)}.1`,
    'Refunded Amount': formatMajor(refunded),
    'Outstanding Balance': status === 'pending' ? total : '0.00',
    Location: order.what.location ?? order.store,
    Id: orderId(order, 0),
    'Risk Level': 'Low',
    Source: 'web',
    'Payment ID': `c${String(order.number)}.1`,
    'Payment References': `c${String(order.number)}.1`,
  };
}

/** `usd:310`: the shop sold in another currency than the provider collected. */
function priced(order: DemoOrder): { currency: string; total: string } {
  const [currency, whole] = order.what.erp?.split(':') ?? [];
  return currency === 'usd' && whole !== undefined
    ? { currency: 'USD', total: formatMajor(minor(Number(whole) * 100)) }
    : { currency: 'COP', total: formatMajor(order.total) };
}

function financialStatus(order: DemoOrder, refunded: Minor): string {
  if (order.what.erp === 'pending' || order.what.erp === 'voided') return order.what.erp;
  if (refunded === order.total) return 'refunded';
  return refunded > 0 ? 'partially_refunded' : 'paid';
}

function orderId(order: DemoOrder, copy: number): string {
  return `52100${String(copy)}0000${String(order.number)}`;
}

function quoted(cell: string): string {
  return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
