import type { PlainDate } from '../../schemas/values/dates.ts';
import { add, negate, sum, type Minor } from '../../schemas/values/money.ts';
import { WORLDLINE_REVERSALS } from './events.ts';
import { pesos, type DemoOrder } from './read-orders.ts';

const MERCHANT_ID = '2107';

interface WorldlineRecord {
  readonly order: DemoOrder;
  readonly category: '+' | '-';
  readonly type: 'IP' | 'CR' | 'CB';
  /** Signed as money moves. */
  readonly amount: Minor;
}

/** The number by which Worldline and the bank know a payment. */
export function paymentReference(order: DemoOrder): string {
  return `800000${String(order.number)}`;
}

/** What Worldline collected for an order. */
export function collected(order: DemoOrder): Minor {
  return order.what.charged === undefined ? order.total : pesos(Number(order.what.charged));
}

/**
 * Worldline's report of a date. `droppedRecords`: how many of the last records are cut off, so that the totals at the
 * end of the file speak of more than the file holds.
 */
export function worldlineFile(date: PlainDate, orders: readonly DemoOrder[], droppedRecords = 0): string {
  const records = recordsOf(date, orders);
  const printed = records.slice(0, records.length - droppedRecords);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<tns:report xmlns:tns="https://wx.v2_6.globalcollect.com">',
    ...preamble(date),
    ...printed.flatMap((record) => dataRecord(record, date)),
    ...totals(records),
    '</tns:report>',
    '',
  ].join('\n');
}

function recordsOf(date: PlainDate, orders: readonly DemoOrder[]): WorldlineRecord[] {
  const payments = orders
    .filter((order) => order.provider === 'worldline' && order.date === date)
    .flatMap((order): WorldlineRecord[] => {
      const record: WorldlineRecord = { order, category: '+', type: 'IP', amount: collected(order) };
      const [how, first] = order.what.line?.split(':') ?? [];
      if (how === 'copied') return [record, record];
      return how === 'conflict' ? [{ ...record, amount: pesos(Number(first)) }, record] : [record];
    });
  const reversals = WORLDLINE_REVERSALS.filter((event) => event.on === date).flatMap((event) =>
    orders
      .filter((order) => order.number === event.order)
      .map((order): WorldlineRecord => ({ order, category: '-', type: event.type, amount: negate(collected(order)) })),
  );
  return [...payments, ...reversals];
}

function preamble(date: PlainDate): string[] {
  return [
    element(1, 'AccountID', MERCHANT_ID),
    element(1, 'Filename', `000000${MERCHANT_ID}${date.replaceAll('-', '')}.010226`),
    element(1, 'FilenameExtension', 'wx1'),
    element(1, 'DateProduction', date),
    '  <tns:SerialNumber/>',
    element(1, 'PeriodFrom', date),
    element(1, 'PeriodTo', date),
    element(1, 'CutoffTime', '23:59:59'),
    element(1, 'Version', '01.02.26'),
  ];
}

function dataRecord(record: WorldlineRecord, date: PlainDate): string[] {
  const { order, amount } = record;
  const text = String(amount);
  const moved = record.category === '+' ? 'Credited' : 'Debited';
  return [
    '  <tns:DataRecord>',
    element(2, 'MerchantID', MERCHANT_ID),
    element(2, 'OrderID', `70000${String(order.number)}`),
    element(2, 'EffortID', record.type === 'CR' ? '-1' : '1'),
    element(2, 'AttemptID', '1'),
    '    <tns:PaymentData>',
    element(3, 'Recordcategory', record.category),
    element(3, 'Recordtype', record.type),
    element(3, 'PaymentReference', paymentReference(order)),
    element(3, 'AdditionalReference', order.reference),
    element(3, 'CurrencyDelivered', 'COP'),
    element(3, 'AmountDelivered', text),
    element(3, 'CurrencyLocal', 'COP'),
    element(3, 'AmountLocal', text),
    element(3, 'PaymentCountry', 'CO'),
    element(3, 'PaymentStatus', { IP: '1000', CR: '1800', CB: '1500' }[record.type]),
    element(3, 'TransactionDateTime', `${order.date}T${order.time}:30`),
    element(3, 'PaymentGroupId', '30'),
    element(3, 'PaymentMethodId', '4'),
    element(3, 'PaymentProductId', '8599'),
    element(3, 'UncleanIndicator', 'N'),
    element(3, 'PaymentCurrency', 'COP'),
    element(3, 'PaymentAmount', text),
    element(3, `${moved}Currency`, 'COP'),
    element(3, `${moved}Amount`, String(Math.abs(amount))),
    element(3, 'CurrencyDue', 'COP'),
    element(3, 'AmountDue', text),
    element(3, 'DateDue', date),
    '    </tns:PaymentData>',
    '    <tns:ThirdPartyData/>',
    '    <tns:MerchantData/>',
    '    <tns:CustomerData/>',
    '  </tns:DataRecord>',
  ];
}

function totals(records: readonly WorldlineRecord[]): string[] {
  const credited = sum(records.filter((record) => record.amount > 0).map((record) => record.amount));
  const debited = sum(records.filter((record) => record.amount < 0).map((record) => record.amount));
  return [
    '  <tns:TotalAmount>',
    element(2, 'MerchantID', MERCHANT_ID),
    element(2, 'CurrencyDue', 'COP'),
    element(2, 'TotalAmountCredited', String(credited)),
    element(2, 'TotalAmountDebited', String(Math.abs(debited))),
    element(2, 'TotalAmountDue', String(add(credited, debited))),
    '  </tns:TotalAmount>',
    '  <tns:Totals>',
    element(2, 'NumberOfRecords', String(records.length)),
    element(2, 'NumberOfSentInvoices', '0'),
    element(2, 'NumberOfRejectedInvoices', '0'),
    element(2, 'NumberOfInvoicePayments', String(records.filter((record) => record.type === 'IP').length)),
    '  </tns:Totals>',
    element(1, 'NumberOfRecords', String(records.length)),
  ];
}

function element(depth: number, name: string, value: string): string {
  return `${'  '.repeat(depth)}<tns:${name}>${value}</tns:${name}>`;
}
