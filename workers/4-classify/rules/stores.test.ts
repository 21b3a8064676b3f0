import { describe, expect, test } from 'vitest';
import type { OrderLine } from '../../../schemas/lines/records.ts';
import type { StoreEntry } from '../../../schemas/config/config.ts';
import { configOf, credit, D, day, fileOf, order, payment, decide } from '../../../scripts/testing/kit.ts';

const entry: StoreEntry = { name: 'Chapinero', entity: null, city: null, costCentre: null, opened: null, closed: null };
const LISTED = { fromReference: '^(?<store>[A-Z]{3}\\d{2})-', list: { BOG01: entry } };
const PATTERN = { ...LISTED, list: null };
const NEITHER = { fromReference: null, list: null };

/** What an order lacks beside its money, which is as it should be. */
function outline(
  change: Partial<OrderLine>,
  stores: typeof LISTED | typeof PATTERN | typeof NEITHER = PATTERN,
  columns = ['merchant_reference', 'store', 'invoice_number'],
): string[] {
  const one = order(change);
  const paid = payment({ merchantReference: one.merchantReference });
  const files = [fileOf('erp', D, { columns })];
  return decide({
    lines: [one, paid, credit({ reference: one.merchantReference })],
    files,
    config: configOf({ stores }),
  }).discrepancies.map((found) => found.kind);
}

describe('Stores', () => {
  const table: [string, Partial<OrderLine>, typeof LISTED | typeof PATTERN | typeof NEITHER, string[]][] = [
    ['order and reference agree', {}, PATTERN, []],
    ['they disagree', { store: 'BOG02' }, PATTERN, ['store_conflict']],
    [
      'they disagree, and neither is on the list: a conflict first',
      { store: 'BOG09', merchantReference: 'BOG08-1' },
      LISTED,
      ['store_conflict'],
    ],
    ['only the order names one', { merchantReference: '4711' }, PATTERN, []],
    ['only the reference names one', { store: null }, PATTERN, []],
    ['neither names one', { store: null, merchantReference: '4711' }, PATTERN, ['store_unknown']],
    ['one that is on the list', {}, LISTED, []],
    ['one that is not', { store: 'BOG09', merchantReference: '4711' }, LISTED, ['store_unknown']],
    ['without a list every code is taken as it comes', { store: 'BOG09', merchantReference: '4711' }, PATTERN, []],
    [
      'a name that every object has is no store',
      { store: 'constructor', merchantReference: '4711' },
      LISTED,
      ['store_unknown'],
    ],
  ];
  test.each(table)('%s', (_sentence, change, stores, expected) => {
    expect(outline(change, stores)).toEqual(expected);
  });

  test.each<[string, Partial<StoreEntry>, string[]]>([
    ['opened on the day of the sale', { opened: D }, []],
    ['opens the day after', { opened: day('2026-07-02') }, ['store_unknown']],
    ['closed on the day of the sale', { closed: D }, []],
    ['closed the day before', { closed: day('2026-06-30') }, ['store_unknown']],
  ])('a store that %s', (_sentence, change, expected) => {
    expect(outline({}, { ...LISTED, list: { BOG01: { ...entry, ...change } } })).toEqual(expected);
  });

  test('where neither feed nor references know of stores they are no subject', () => {
    expect(outline({ store: null, merchantReference: '4711' }, NEITHER, ['merchant_reference'])).toEqual([]);
    expect(outline({ store: null, merchantReference: '4711' }, NEITHER)).toEqual(['store_unknown']);
  });
});

describe('Electronic invoices', () => {
  const table: [string, Partial<OrderLine>, string[]][] = [
    ['a paid order with its number', {}, []],
    ['a paid order without', { invoiceNumber: null }, ['invoice_missing']],
    ['an empty number is none', { invoiceNumber: '' }, ['invoice_missing']],
  ];
  test.each(table)('%s', (_sentence, change, expected) => {
    expect(outline(change)).toEqual(expected);
  });

  test('a feed without the column says nothing', () => {
    expect(outline({ invoiceNumber: null }, PATTERN, ['merchant_reference', 'store'])).toEqual([]);
  });

  test.each(['pending', 'cancelled', 'expired'] as const)('a %s order needs none', (status) => {
    expect(decide({ lines: [order({ status, invoiceNumber: null })] }).discrepancies).toEqual([]);
  });
});

test('they break nothing, and the money of the sale is matched all the same', () => {
  const outcome = decide({ lines: [order({ store: 'BOG02', invoiceNumber: null }), payment(), credit()] });
  expect(outcome.discrepancies.map((one) => one.kind)).toEqual(['store_conflict']);
  expect(outcome.discrepancies[0]?.hides).toEqual(['invoice_missing']);
  expect([...outcome.fates].every((fate) => fate.fate === 'matched')).toBe(true);
});
