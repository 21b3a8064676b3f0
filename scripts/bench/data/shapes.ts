import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { csvConfig, fileNames, HEADERS, methodOf, type CsvProvider } from './csv-config.ts';
import { openLines, type Lines } from './lines.ts';

/**
 * Files that are small and hard: every one of `n` could be any other's counterpart. Everything settled a week before
 * the first date, so that what finds no counterpart is past due on it.
 */

export const SHAPE_DATE = '2026-07-01' as PlainDate;
const SETTLED_ON = addDays(SHAPE_DATE, -7);
const BOOKED_ON = addDays(SHAPE_DATE, -5);
const PROVIDER = 'gateway';
const BANK_TEXT = 'ABONO PASARELA';
/** Beside what a shape holds in `n` findings, so many sales agree: a file that breaks in a fifth is another story. */
const AGREEING_EACH = 6;

export const SHAPES = {
  'unequal-payouts': 'n payouts against n credits of other amounts',
  'few-amounts': 'n payouts and n credits, of 50 amounts in all',
  'decided-findings': '100 decided findings, and n sales on the date after',
  'standing-findings': 'n findings that stand: the third date after',
  'one-reference': 'n payments and n credits under one reference',
  'equal-amounts': 'n equal payments and n equal credits of one day, without references',
  'one-token': 'n credits whose text has one token',
} as const;
export type ShapeName = keyof typeof SHAPES;
export const SHAPE_NAMES = Object.keys(SHAPES) as ShapeName[];

/** Writes a shape's configuration and the files of its date, and of those after it where it is about findings. */
export function writeShape(directory: string, shape: ShapeName, n: number): void {
  const inbox = join(directory, 'inbox');
  mkdirSync(inbox, { recursive: true });
  const paysByPayout = shape === 'unequal-payouts' || shape === 'few-amounts';
  const provider: CsvProvider = {
    id: PROVIDER,
    settles: paysByPayout ? 'per_payout' : 'per_transaction',
    compares: 'gross',
    bankText: BANK_TEXT,
  };
  writeFileSync(join(directory, 'cuadre.yaml'), csvConfig({ tenant: 'shape', goLive: SHAPE_DATE, providers: [provider] }));
  const date = new ShapeDate(inbox, SHAPE_DATE);
  WRITE[shape](date, n);
  date.close();
  const after = shape === 'standing-findings' ? [1, 1, 1] : shape === 'decided-findings' ? [n] : [];
  for (const [later, sales] of after.entries()) {
    const next = new ShapeDate(inbox, addDays(SHAPE_DATE, later + 1));
    next.agreeing(sales);
    next.close();
  }
}

/** So many sales that all miss in the bank, and those that agree beside them. */
function missing(date: ShapeDate, findings: number, sales: number): void {
  for (let number = 1; number <= findings; number += 1) date.payment(date.order(1_000 + number), 1_000 + number);
  date.agreeing(sales - findings);
}

const DECIDED = 100;
const FEW = 50;

const WRITE: Readonly<Record<ShapeName, (date: ShapeDate, n: number) => void>> = {
  'unequal-payouts': (date, n) => {
    for (let number = 1; number <= n; number += 1) {
      date.payment(date.order(10_000 + 7 * number), 10_000 + 7 * number, `P${number}`);
      date.credit(9_500 + 11 * number, BANK_TEXT);
    }
  },
  'few-amounts': (date, n) => {
    for (let number = 1; number <= n; number += 1) {
      const pesos = 10_000 + 100 * (number % FEW);
      date.payment(date.order(pesos), pesos, `P${number}`);
      date.credit(pesos, BANK_TEXT);
    }
  },
  'decided-findings': (date) => {
    missing(date, DECIDED, DECIDED * AGREEING_EACH);
  },
  'standing-findings': (date, n) => {
    missing(date, n, n * AGREEING_EACH);
  },
  'one-reference': (date, n) => {
    const reference = date.order(1_000 * n);
    for (let number = 1; number <= n; number += 1) {
      date.payment(reference, 1_000);
      date.credit(1_000, BANK_TEXT, reference);
    }
  },
  'equal-amounts': (date, n) => {
    for (let number = 1; number <= n; number += 1) {
      date.payment(date.order(50_000), 50_000);
      date.credit(50_000, BANK_TEXT);
    }
  },
  'one-token': (date, n) => {
    const reference = date.order(50_000);
    date.payment(reference, 50_000);
    for (let number = 1; number <= n; number += 1) {
      date.payment(date.order(50_000 + number), 50_000 + number);
      date.credit(50_000 + number, `${BANK_TEXT} ${reference}`);
    }
  },
};

/** The three files of a date of a shape. Amounts are whole pesos. */
class ShapeDate {
  readonly #orders: Lines;
  readonly #payments: Lines;
  readonly #bank: Lines;
  readonly #day: string;
  #count = 0;

  constructor(
    inbox: string,
    private readonly date: PlainDate,
  ) {
    this.#day = date.replaceAll('-', '');
    const open = (name: string, header: string): Lines => {
      const file = openLines(join(inbox, name));
      file.put(header);
      return file;
    };
    this.#orders = open(fileNames.orders(date), HEADERS.orders);
    this.#payments = open(fileNames.provider(PROVIDER, date), HEADERS.provider);
    this.#bank = open(fileNames.bank(date), HEADERS.bank);
  }

  /** An order, of which the reference is returned. */
  order(pesos: number): string {
    const reference = `S10-${this.#day}-${this.#next()}`;
    this.#orders.put(`${reference},S10,${pesos}.00,COP,paid,${methodOf(PROVIDER)},${this.date} 12:00:00\n`);
    return reference;
  }

  payment(reference: string, pesos: number, payout = ''): void {
    const money = `${pesos}.00,0.00,${pesos}.00,COP`;
    const days = `${this.date} 12:00:00,${SETTLED_ON} 00:00:00`;
    this.#payments.put(`${reference},G${this.#day}${this.#next()},approved,${money},${days},${payout}\n`);
  }

  credit(pesos: number, text: string, reference = ''): void {
    const id = `B${this.#day}${this.#next()}`;
    this.#bank.put(`${BOOKED_ON},${pesos}.00,"COP","${text}","${id}","031-000000-01","${reference}"\n`);
  }

  /** So many sales whose three legs agree. */
  agreeing(sales: number): void {
    for (let number = 0; number < sales; number += 1) {
      const pesos = 20_000 + (number % 9_973);
      const reference = this.order(pesos);
      this.payment(reference, pesos);
      this.credit(pesos, BANK_TEXT, reference);
    }
  }

  close(): void {
    for (const file of [this.#orders, this.#payments, this.#bank]) file.close();
  }

  #next(): string {
    this.#count += 1;
    return String(this.#count).padStart(8, '0');
  }
}
