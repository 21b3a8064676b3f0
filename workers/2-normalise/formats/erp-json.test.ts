import { describe, expect, it } from 'vitest';
import { replaced, testBrokenFiles } from '../../../scripts/testing/broken-files.ts';
import { accepted, fixture, orders, read, refused, rejectsOf } from '../fixture-reading.ts';

const ODOO = fixture('odoo-move-lines/move-lines.json').toString();
const SIIGO = fixture('siigo-invoices/invoices.json').toString();
const odoo = (text: string, date: string | null = null) => read(text, 'odoo-move-lines', { date, source: 'erp' });
const siigo = (text: string, date: string | null = null) => read(text, 'siigo-invoices', { date, source: 'erp' });

describe("Odoo's journal items", () => {
  it('reads a debit as an order, and leaves credits and rows that move nothing beside', async () => {
    const file = accepted(await odoo(ODOO, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(
      orders(file).map((order) => [order.merchantReference, order.status, order.amount, order.skip, order.line]),
    ).toEqual([
      ['BOG01-20260630-000801', 'paid', 9500000, null, 2],
      ['INV/2026/00802', 'paid', 1971531389, null, 15],
      ['BOG02-20260630-000803', 'pending', 270503960, null, 28],
      ['BOG01-20260620-000700', 'paid', -2000000, 'balance_row', 41],
      ['', 'pending', 0, 'balance_row', 54],
    ]);
    expect(orders(file)[0]).toMatchObject({
      currency: 'COP',
      method: 'PSE',
      orderId: '5001',
      invoiceNumber: 'INV/2026/00801',
    });
  });

  it('takes reference, method and currency as they are configured', async () => {
    const options = { reference: ['move_name'], method: 'Wompi', currency: 'USD', zone: 'UTC' } as const;
    const [order] = orders(accepted(await read(ODOO, { builtIn: 'odoo-move-lines', options })));
    expect(order).toMatchObject({ merchantReference: 'INV/2026/00801', method: 'Wompi', currency: 'USD' });
    expect(new Date((order?.createdAt ?? 0) * 1000).toISOString()).toBe('2026-06-30T00:00:00.000Z');
  });

  it('reads an amount in another currency from its own field, and never for one of the company', async () => {
    const abroad = ODOO.replace(
      '"debit": 95000.0,',
      '"debit": 95000.0, "currency_id": [2, "USD"], "amount_currency": 23.75,',
    );
    expect(orders(accepted(await odoo(abroad)))[0]).toMatchObject({ amount: 2375, currency: 'USD' });
    expect(rejectsOf(accepted(await odoo(abroad.replace('"amount_currency": 23.75,', ''))))).toMatchObject([
      { code: 'missing_value' },
    ]);
  });

  it('reads the answer of the interface too, holds it to its length, and refuses one that reports an error', async () => {
    const answer = (length: number): string =>
      `{"jsonrpc": "2.0", "id": 1, "result": {"length": ${String(length)}, "records": ${ODOO}}}`;
    expect(accepted(await odoo(answer(5))).footing.state).toBe('proved');
    expect(refused(await odoo(answer(6))).code).toBe('truncated');
    expect(refused(await odoo(answer(4))).code).toBe('does_not_foot');
    expect(orders(accepted(await odoo(`{"result": ${ODOO}}`)))).toHaveLength(5);
    expect(refused(await odoo('{"jsonrpc": "2.0", "error": {"code": 200}}')).code).toBe('broken_format');
  });
});

describe("Siigo's invoices", () => {
  it('reads each tender of an invoice as an order, and what is owed as its state', async () => {
    const file = accepted(await siigo(SIIGO, '2026-06-30'));
    expect(rejectsOf(file)).toEqual([]);
    expect(file.footing.state).toBe('proved');
    expect(
      orders(file).map((order) => [
        order.merchantReference,
        order.status,
        order.amount,
        order.currency,
        order.method,
        order.store,
      ]),
    ).toEqual([
      ['FV-2-801', 'paid', 9500000, 'COP', 'PSE', '101'],
      ['FV-2-802', 'pending', 12050, 'USD', 'Crédito', '102'],
      ['FV-2-803', 'partially_paid', 3000000, 'COP', 'PSE', '102'],
      ['FV-2-803', 'partially_paid', 2000000, 'COP', 'Efectivo', '102'],
      ['FV-2-804', 'cancelled', 700000, 'COP', 'PSE', null],
    ]);
    expect(orders(file).map((order) => order.invoiceNumber)).toEqual([
      'FV-2-801',
      null,
      'FV-2-803',
      'FV-2-803',
      'FV-2-804',
    ]);
  });

  it('takes the reference from the configured field', async () => {
    const options = { reference: ['observations', 'name'] } as const;
    const lines = orders(accepted(await read(SIIGO, { builtIn: 'siigo-invoices', options })));
    expect(lines.map((order) => order.merchantReference).slice(0, 2)).toEqual([
      'BOG01-20260630-000801',
      'BOG02-20260630-000802',
    ]);
    expect(lines.at(-1)?.merchantReference).toBe('FV-2-804');
  });

  it('rejects an invoice whose payments are not its total, and one without a balance', async () => {
    const off = accepted(await siigo(SIIGO.replace('"value": 20000 }', '"value": 20000.01 }')));
    expect(rejectsOf(off)).toMatchObject([
      { code: 'bad_amount', field: 'amount', merchantReference: 'FV-2-803', line: 37 },
    ]);
    const unknown = accepted(await siigo(SIIGO.replace('"balance": 20000.0,', '')));
    expect(rejectsOf(unknown)[0]).toMatchObject({ code: 'missing_value', field: 'status' });
  });

  it('asks for all pages', async () => {
    expect(refused(await siigo(SIIGO.replace('"total_results": 4', '"total_results": 30'))).code).toBe('truncated');
    expect(refused(await siigo(SIIGO.replace('"total_results": 4', '"total_results": 3'))).code).toBe('does_not_foot');
  });
});

const JSON_CASES = [
  { name: 'cut at its end', change: (text: string) => text.trimEnd().slice(0, -1), is: 'truncated' },
  { name: 'a comma too many', change: replaced(/\n(\s*)\}\s*,\n/, '\n$1},,\n'), is: 'broken_format' },
  { name: 'a comma too few', change: replaced('"date": "2026-06-30",', '"date": "2026-06-30"'), is: 'broken_format' },
  { name: 'two files in one', change: (text: string) => text + text, is: 'broken_format' },
  { name: 'a key twice', change: replaced('"date":', '"id": 1, "id":'), is: 'broken_format' },
  { name: 'an object for a list', change: () => '{"a": 1}', is: 'wrong_header' },
  { name: 'a record that is none', change: () => '[1, 2]', is: 'broken_format' },
  { name: '30 February', change: replaced('"2026-06-30"', '"2026-02-30"'), is: 'bad_date' },
  {
    name: 'a control character in an escape',
    change: replaced('BOG01-20260630', 'BOG01\\u0007-20260630'),
    is: 'bad_encoding',
  },
  { name: 'comments', change: (text: string) => `// orders\n${text}`, is: 'broken_format', line: 1 },
] as const;

testBrokenFiles({
  profile: 'odoo-move-lines',
  fixture: 'odoo-move-lines/move-lines.json',
  totals: true,
  cases: [
    ...JSON_CASES,
    {
      name: 'an amount as a text with thousands',
      change: replaced('95000.0', '"95,000.0"'),
      is: 'bad_amount',
      line: 2,
    },
    {
      name: 'an amount finer than hundredths',
      change: replaced('19715313.89', '19715313.891'),
      is: 'bad_amount',
      line: 15,
    },
    { name: 'both sides at once', change: replaced('"credit": 0.0', '"credit": 5.0'), is: 'bad_amount', line: 2 },
    {
      name: 'no side at all',
      change: replaced(/"credit": 0.0,\n(.*\n)\s*"debit": 95000.0,/, '$1'),
      is: 'missing_value',
      line: 2,
    },
    { name: 'a state that nobody knows', change: replaced('"posted"', '"mystery"'), is: 'unmapped_value', line: 2 },
    { name: 'an empty list', change: () => '[]', is: 'empty_file' },
  ],
});

testBrokenFiles({
  profile: 'siigo-invoices',
  fixture: 'siigo-invoices/invoices.json',
  totals: true,
  cases: [
    ...JSON_CASES.filter(({ name }) => name !== 'a control character in an escape'),
    {
      name: 'a control character in an escape',
      change: replaced('"FV-2-801"', '"FV\\u0007-2-801"'),
      is: 'bad_encoding',
      line: 4,
    },
    {
      name: 'an amount as a text with thousands',
      change: replaced('"total": 95000.00', '"total": "95.000,00"'),
      is: 'bad_amount',
      line: 4,
    },
    { name: 'a payment without an amount', change: replaced('"value": 95000.00, ', ''), is: 'bad_amount', line: 4 },
    { name: 'a currency that is none', change: replaced('"USD"', '"dollar"'), is: 'bad_currency', line: 21 },
    {
      name: 'a payment without a method',
      change: replaced('"name": "PSE", "value": 95000.00', '"value": 95000.00'),
      is: 'missing_value',
      line: 4,
    },
    { name: 'an invoice without a name', change: replaced('"name": "FV-2-801",', ''), is: 'missing_value', line: 4 },
  ],
});
