import { readFileSync } from 'node:fs';
import { parsePlainDate, type PlainDate } from '../../schemas/values/dates.ts';
import { minor, sum, type Minor } from '../../schemas/values/money.ts';

/** What the studios sell, at prices in pesos. */
const PRODUCTS = {
  intro: { name: 'Two-week intro pass', sku: 'PASS-INTRO', pesos: 89_000 },
  pack5: { name: 'Five-class pack', sku: 'PACK-05', pesos: 189_000 },
  pack10: { name: 'Ten-class pack', sku: 'PACK-10', pesos: 320_000 },
  month: { name: 'Monthly membership', sku: 'MEMBER-01', pesos: 249_000 },
  quarter: { name: 'Quarterly membership', sku: 'MEMBER-03', pesos: 690_000 },
  workshop: { name: 'Inversions workshop', sku: 'WORKSHOP-INV', pesos: 150_000 },
  prenatal: { name: 'Prenatal course', sku: 'COURSE-PRE', pesos: 275_000 },
  retreat: { name: 'Retreat deposit, Villa de Leyva', sku: 'RETREAT-VDL', pesos: 1_250_000 },
  mat: { name: 'Cork mat', sku: 'MAT-CORK', pesos: 129_000 },
} as const;

export interface Item {
  readonly name: string;
  readonly sku: string;
  readonly price: Minor;
}

const PROVIDERS = ['dlocal', 'worldline', 'cash'] as const;
export type Provider = (typeof PROVIDERS)[number];

const OPTIONS = [
  'erp',
  'location',
  'refunded',
  'reported',
  'charged',
  'status',
  'paid',
  'line',
  'bank',
  'credited',
  'credit',
] as const;
export type Option = (typeof OPTIONS)[number];

/** One sale of the demo, and what happens to it on its way to the bank. */
export interface DemoOrder {
  readonly number: number;
  /** `BOG01-20260624-000101`: store, date, number. */
  readonly reference: string;
  readonly date: PlainDate;
  /** `HH:mm`, in Bogotá. */
  readonly time: string;
  readonly store: string;
  readonly provider: Provider;
  readonly items: readonly Item[];
  readonly total: Minor;
  readonly what: Readonly<Partial<Record<Option, string>>>;
}

export function pesos(whole: number): Minor {
  return minor(whole * 100);
}

export function date(text: string): PlainDate {
  const parsed = parsePlainDate(text);
  if (parsed === null) throw new Error(`not a date: ${text}`);
  return parsed;
}

/** The orders of the demo in the order of their numbers. Throws where a row does not say what it should. */
export function readOrders(): DemoOrder[] {
  const list = readFileSync(new URL('orders.txt', import.meta.url), 'utf8');
  const [, ...days] = list.split(/\n\n/);
  return days.flatMap((text) => {
    const [day = '', ...rows] = text.trim().split('\n');
    return rows.map((row) => readRow(date(day), row));
  });
}

function readRow(day: PlainDate, row: string): DemoOrder {
  const [number = '', time = '', store = '', how = '', bought = '', ...options] = row.split(' ');
  const provider = oneOf(PROVIDERS, how, row);
  const items = bought.split('+').map((code) => itemOf(code, row));
  const reference = `${store}-${day.replaceAll('-', '')}-${number.padStart(6, '0')}`;
  return {
    number: Number(number),
    reference,
    date: day,
    time,
    store,
    provider,
    items,
    total: sum(items.map((item) => item.price)),
    what: readOptions(options, row),
  };
}

function itemOf(code: string, row: string): Item {
  const product = PRODUCTS[oneOf(Object.keys(PRODUCTS) as (keyof typeof PRODUCTS)[], code, row)];
  return { name: product.name, sku: product.sku, price: pesos(product.pesos) };
}

function readOptions(options: readonly string[], row: string): DemoOrder['what'] {
  return Object.fromEntries(
    options.map((option) => {
      const [name = '', value = ''] = option.split('=');
      return [oneOf(OPTIONS, name, row), value];
    }),
  );
}

function oneOf<T extends string>(accepted: readonly T[], found: string, row: string): T {
  const match = accepted.find((each) => each === found);
  if (match === undefined) throw new Error(`${found} is none of ${accepted.join(', ')}: ${row}`);
  return match;
}
