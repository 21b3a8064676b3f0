import { describe, expect, it } from 'vitest';
import { accepted, fixture, orders, read, refused, rejectsOf } from '../../fixture-reading.ts';

const ORDERS = fixture('shopify-orders/orders.csv').toString();
const exported = (text: string) => read(text, 'shopify-orders', { date: '2026-06-30', source: 'erp' });

describe('the Shopify orders export', () => {
  it('reads one order per order, whatever its rows', async () => {
    const file = accepted(await exported(ORDERS));
    expect(rejectsOf(file)).toEqual([]);
    expect(orders(file)).toMatchObject([
      {
        merchantReference: '#2001',
        orderId: '9001',
        amount: 9500000,
        status: 'paid',
        method: 'PSE',
        store: 'BOG01',
        refundedAmount: 0,
        line: 2,
        row: 0,
      },
      { merchantReference: '#2002', status: 'pending', method: 'none', paidAt: null, line: 5, row: 1 },
      { merchantReference: '#2003', status: 'cancelled' },
      { merchantReference: '#2004', status: 'paid', amount: 8000000, refundedAmount: 2000000, store: null },
    ]);
    expect(new Date((orders(file)[0]?.paidAt ?? 0) * 1000).toISOString()).toBe('2026-07-01T00:30:00.000Z');
  });

  it('rejects a continuation whose order is not the row before', async () => {
    const file = accepted(await exported(ORDERS.replace('#2001,a@example.com,,,', '#2009,a@example.com,,,')));
    expect(rejectsOf(file)).toMatchObject([{ code: 'missing_value', merchantReference: '#2009', amount: null }]);
  });

  it('rejects a status that nobody mapped and a paid order without a method', async () => {
    const file = accepted(
      await exported(ORDERS.replace(',pending,', ',on_hold,').replace('PSE,20000.00', ',20000.00')),
    );
    expect(rejectsOf(file)).toMatchObject([
      { code: 'unmapped_value', field: 'status', merchantReference: '#2002', amount: 12000000 },
      { code: 'missing_value', field: 'method', merchantReference: '#2004' },
    ]);
  });

  it('is refused without a column that it needs, and names the nearest', async () => {
    const problem = refused(await exported(ORDERS.replace('Financial Status', 'Financial State')));
    expect(problem.code).toBe('wrong_header');
    expect(problem.detail).toContain("'Financial State'");
  });

  it('reads what is outstanding of an order, and lives without the column', async () => {
    const withColumn = (outstanding: string) =>
      ORDERS.replace('Payment References', 'Outstanding Balance').replace('BOG01,9001,', `BOG01,9001,${outstanding}`);
    expect(orders(accepted(await exported(ORDERS)))[0]?.outstanding).toBeNull();
    expect(orders(accepted(await exported(withColumn('20000.00'))))[0]?.outstanding).toBe(2_000_000);
    expect(orders(accepted(await exported(withColumn('95000.00'))))[0]?.outstanding).toBe(9_500_000);
    for (const text of ['95000.01', '-0.01']) {
      const [rejected] = rejectsOf(accepted(await exported(withColumn(text))));
      expect(rejected).toMatchObject({
        code: 'bad_amount',
        field: 'outstanding',
        merchantReference: '#2001',
        amount: 9_500_000,
      });
    }
  });
});
