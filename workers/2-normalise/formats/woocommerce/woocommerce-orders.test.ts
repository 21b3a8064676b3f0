import { describe, expect, it } from 'vitest';
import { replaced, testBrokenFiles, twiceLine, withoutLine } from '../../../../scripts/testing/broken-files.ts';
import { accepted, fixture, orders, read, refused, rejectsOf } from '../../fixture-reading.ts';

const ORDERS = fixture('woocommerce-orders/orders.csv').toString();
const exported = (text: string, date: string | null = null) =>
  read(text, 'woocommerce-orders', { date, source: 'erp' });
const PLAIN =
  'order_id,order_number,date,status,order_total,payment_method\n1,11,2026-06-30 10:00:00,completed,5000,pse\n';

describe('the WooCommerce orders export', () => {
  it('reads one order a row, with its words of state', async () => {
    const file = accepted(await exported(ORDERS, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(
      orders(file).map((order) => [
        order.merchantReference,
        order.status,
        order.amount,
        order.refundedAmount,
        order.method,
      ]),
    ).toEqual([
      ['BOG01-20260630-000801', 'paid', 9500000, 0, 'pse'],
      ['BOG02-20260630-000802', 'pending', 1200050, 0, 'none'],
      ['BOG02-20260630-000803', 'cancelled', 1500000, 0, 'pse'],
      ['BOG03-20260630-000804', 'paid', 8000000, 2000000, 'pse'],
      ['BOG03-20260630-000805', 'refunded', 3000000, 3000000, 'pse'],
    ]);
    expect(orders(file)[0]).toMatchObject({ orderId: '9101', providerId: 'T801', currency: 'COP' });
  });

  it('does without the columns that a shop need not export, and says which it lacks', async () => {
    const file = accepted(await exported(PLAIN));
    expect(orders(file)).toMatchObject([
      { merchantReference: '11', amount: 500000, currency: 'COP', refundedAmount: null },
    ]);
    expect(file.columns).not.toContain('refunded_amount');
    const profile = {
      builtIn: 'woocommerce-orders',
      options: { currency: 'USD', reference: ['order_id'], zone: 'UTC' },
    } as const;
    const [order] = orders(accepted(await read(PLAIN, profile)));
    expect(order).toMatchObject({ merchantReference: '1', currency: 'USD' });
    expect(new Date((order?.createdAt ?? 0) * 1000).toISOString()).toBe('2026-06-30T10:00:00.000Z');
    expect(refused(await read(PLAIN, { builtIn: 'woocommerce-orders', options: { reference: ['ref'] } })).code).toBe(
      'wrong_header',
    );
  });

  it('takes the rows of the items of an order for one order, and an order that stands twice for two rows', async () => {
    const items = 'order_id,order_number,date,status,order_total,payment_method,item_name,total\n';
    const row = '1,11,2026-06-30 10:00:00,completed,5000,pse,';
    expect(orders(accepted(await exported(`${items}${row}Mat,1\n${row}Block,1\n`)))).toHaveLength(1);
    expect(
      orders(accepted(await exported(`${items}${row}Mat,1\n${row.replace('5000', '6000')}Block,1\n`))),
    ).toHaveLength(2);
    expect(orders(accepted(await exported(`${PLAIN}${PLAIN.split('\n')[1] ?? ''}\n`)))).toHaveLength(2);
  });

  it('rejects a paid order without a method', async () => {
    const file = accepted(await exported(ORDERS.replace('95000.00,pse', '95000.00,')));
    expect(rejectsOf(file)).toMatchObject([
      { code: 'missing_value', field: 'method', merchantReference: 'BOG01-20260630-000801' },
    ]);
  });
});

testBrokenFiles({
  profile: 'woocommerce-orders',
  fixture: 'woocommerce-orders/orders.csv',
  totals: false,
  cases: [
    { name: 'without header', change: withoutLine(1), is: 'wrong_header', line: 1 },
    { name: 'a header twice', change: twiceLine(1), is: 'broken_format', line: 2 },
    { name: 'two files in one', change: (text) => text + text, is: 'broken_format', line: 8 },
    { name: 'a needed column misspelled', change: replaced('order_total', 'total'), is: 'wrong_header', line: 1 },
    { name: 'a column twice', change: replaced('order_tax', 'order_total'), is: 'wrong_header', line: 1 },
    { name: 'delimited by semicolons', change: (text) => text.replaceAll(',', ';'), is: 'wrong_header', line: 1 },
    { name: '30 February', change: replaced('2026-06-30 10:00:00', '2026-02-30 10:00:00'), is: 'bad_date', line: 2 },
    { name: 'an amount with thousands', change: replaced('95000.00', '"95,000.00"'), is: 'bad_amount', line: 2 },
    { name: 'a decimal comma', change: replaced('12000.50', '"12000,50"'), is: 'bad_amount', line: 4 },
    { name: 'an amount finer than hundredths', change: replaced('12000.50', '12000.505'), is: 'bad_amount', line: 4 },
    { name: 'a state that nobody knows', change: replaced(',on-hold,', ',mystery,'), is: 'unmapped_value', line: 4 },
    { name: 'a currency that is none', change: replaced(',COP,', ',peso,'), is: 'bad_currency', line: 2 },
    { name: 'date and status swapped', change: replaced('date,status', 'status,date'), is: 'unmapped_value', line: 2 },
    {
      name: 'two rows glued together',
      change: (text) => text.replace(/(9102.*)\n/, '$1'),
      is: 'wrong_column_count',
      line: 4,
    },
    { name: 'a note that never closes', change: replaced('in two lines"', 'in two lines'), is: 'broken_format' },
  ],
});
