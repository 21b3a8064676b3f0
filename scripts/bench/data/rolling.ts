import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { seededRandom, type Random } from '../../testing/fortnight/random.ts';
import { CHAIN_START, chainDate, type ChainShape } from './chain.ts';
import { csvConfig, fileNames, HEADERS, methodOf } from './csv-config.ts';
import { openLines } from './lines.ts';

/** As a chain, and how many days each file reaches back, its own among them. */
export interface RollingShape extends ChainShape {
  readonly window: number;
}

const SEED = 12;
const PROVIDER = 'gateway';
const LEGS = ['orders', 'provider', 'bank'] as const;
type DayRows = Record<(typeof LEGS)[number], string[]>;

/**
 * Dates whose three files are exports of the last `window` days: all but one day of each was told before. Every sale
 * agrees; the bank credits it by itself two business days later.
 */
export function writeRolling(directory: string, { ordersPerDay, dates, window }: RollingShape): void {
  const inbox = join(directory, 'inbox');
  mkdirSync(inbox, { recursive: true });
  writeFileSync(join(directory, 'cuadre.yaml'), ROLLING_YAML);
  const random = seededRandom(SEED);
  const days = new Map<PlainDate, DayRows>();
  const rowsOf = (date: PlainDate): DayRows => {
    const rows = days.get(date) ?? { orders: [], provider: [], bank: [] };
    days.set(date, rows);
    return rows;
  };
  for (let index = 0; index < dates; index += 1) {
    const date = chainDate(index);
    addSales(date, ordersPerDay, random, rowsOf);
    const first = Math.max(0, index - window + 1);
    const told = Array.from({ length: index - first + 1 }, (_, ago) => rowsOf(chainDate(first + ago)));
    for (const leg of LEGS) {
      const name = leg === 'provider' ? fileNames.provider(PROVIDER, date) : fileNames[leg](date);
      const file = openLines(join(inbox, name));
      file.put(HEADERS[leg]);
      for (const rows of told) for (const row of rows[leg]) file.put(row);
      file.close();
    }
    if (index >= window - 1) days.delete(chainDate(first));
  }
}

function addSales(date: PlainDate, sales: number, random: Random, rowsOf: (date: PlainDate) => DayRows): void {
  const day = date.replaceAll('-', '');
  const bookedOn = colombianCalendar().addBusinessDays(date, 2);
  const { orders, provider } = rowsOf(date);
  const { bank } = rowsOf(bookedOn);
  for (let number = 1; number <= sales; number += 1) {
    const store = `S${String(random.int(10, 99))}`;
    const id = `${day}${String(number).padStart(6, '0')}`;
    const reference = `${store}-${id}`;
    const amount = `${String(random.int(20_000, 900_000))}.00`;
    const moment = `${date} ${String(random.int(10, 19))}:${String(random.int(10, 59))}:00`;
    orders.push(`${reference},${store},${amount},COP,paid,${methodOf(PROVIDER)},${moment}\n`);
    const money = `${amount},0.00,${amount},COP`;
    provider.push(`${reference},GW${id},approved,${money},${moment},${date} 00:00:00,\n`);
    bank.push(`${bookedOn},${amount},"COP","ABONO PASARELA","BK${id}","031-000000-01","${reference}"\n`);
  }
}

const ROLLING_YAML = csvConfig({
  tenant: 'rolling',
  goLive: CHAIN_START,
  providers: [{ id: PROVIDER, settles: 'per_transaction', compares: 'gross', bankText: 'ABONO PASARELA' }],
});
