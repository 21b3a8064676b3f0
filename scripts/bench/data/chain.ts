import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { seededRandom, type Random } from '../../testing/fortnight/random.ts';
import { csvConfig, fileNames, HEADERS, methodOf } from './csv-config.ts';
import { openLines } from './lines.ts';

/** The first date of a chain: three weeks before the holiday of 20 July. */
export const CHAIN_START = '2026-06-30' as PlainDate;
const SETTLES_AFTER_BUSINESS_DAYS = 2;
const SEED = 11;

/** The date that is so many after the first. */
export const chainDate = (index: number): PlainDate => addDays(CHAIN_START, index);

export interface ChainShape {
  readonly ordersPerDay: number;
  readonly dates: number;
}

/** Who collects a sale. The first is credited sale by sale, the others pay by payout, net. */
type Provider = 'gateway' | 'norte' | 'sur';
/** Of ten sales. */
const SHARES: readonly Provider[] = [
  ...Array<Provider>(4).fill('gateway'),
  ...Array<Provider>(3).fill('norte'),
  ...Array<Provider>(3).fill('sur'),
];

/** What is planted, in sales of a thousand: one each. */
export interface ChainCounts {
  readonly missingInErp: number;
  readonly missingInBank: number;
  readonly wrongAmount: number;
}

/**
 * A chain of dates under `directory`: every date has as many orders, collected by three providers, and the bank credits
 * them two business days later: the first provider's one by one with their reference, the payout of each other as one
 * sum with its id. Weekends and holidays have statements without a row. One sale in a thousand each is missing in the
 * ERP, is missing in the bank, or was paid a thousand pesos too much.
 */
export function writeChain(directory: string, { ordersPerDay, dates }: ChainShape): ChainCounts {
  mkdirSync(join(directory, 'inbox'), { recursive: true });
  writeFileSync(join(directory, 'cuadre.yaml'), CHAIN_YAML);
  const random = seededRandom(SEED);
  const calendar = colombianCalendar();
  const counts = { missingInErp: 0, missingInBank: 0, wrongAmount: 0 };
  const credits = new Map<PlainDate, string[]>();
  for (let index = 0; index < dates; index += 1) {
    const date = chainDate(index);
    const day = new ChainDay(join(directory, 'inbox'), date, calendar.addBusinessDays(date, SETTLES_AFTER_BUSINESS_DAYS));
    for (let number = 1; number <= ordersPerDay; number += 1) day.sale(number, random, counts);
    const booked = day.close();
    credits.set(booked.on, [...(credits.get(booked.on) ?? []), ...booked.rows]);
    writeStatement(join(directory, 'inbox'), date, credits.get(date) ?? []);
    credits.delete(date);
  }
  return counts;
}

/** The sales of one date: their order and provider files, and what the bank will book of them. */
class ChainDay {
  readonly #orders;
  readonly #files;
  readonly #credits: string[] = [];
  readonly #nets = { gateway: 0, norte: 0, sur: 0 };
  readonly #day: string;

  constructor(
    inbox: string,
    private readonly date: PlainDate,
    private readonly bookedOn: PlainDate,
  ) {
    this.#day = date.replaceAll('-', '');
    this.#orders = openLines(join(inbox, fileNames.orders(date)));
    this.#orders.put(HEADERS.orders);
    const open = (provider: Provider) => {
      const file = openLines(join(inbox, fileNames.provider(provider, date)));
      file.put(HEADERS.provider);
      return file;
    };
    this.#files = { gateway: open('gateway'), norte: open('norte'), sur: open('sur') };
  }

  sale(number: number, random: Random, counts: { -readonly [K in keyof ChainCounts]: number }): void {
    const fault = ([undefined, 'missingInErp', 'missingInBank', 'wrongAmount'] as const)[random.int(0, 999)];
    const provider = SHARES[random.int(0, 9)] ?? 'gateway';
    const store = `S${String(random.int(10, 99))}`;
    const reference = `${store}-${this.#day}-${String(number).padStart(6, '0')}`;
    const pesos = random.int(20_000, 900_000);
    const moment = `${this.date} ${String(random.int(10, 19))}:${String(random.int(10, 59))}:00`;
    // A payout that lacks one sale is another kind: only credits that stand alone go missing.
    const isUnpaid = fault === 'missingInBank' && provider === 'gateway';
    if (fault === 'missingInErp' || fault === 'wrongAmount') counts[fault] += 1;
    if (isUnpaid) counts.missingInBank += 1;
    if (fault !== 'missingInErp') {
      const method = methodOf(provider);
      this.#orders.put(`${reference},${store},${String(pesos)}.00,COP,paid,${method},${moment}\n`);
    }
    const gross = fault === 'wrongAmount' ? pesos + 1_000 : pesos;
    const fee = Math.floor(gross / 50);
    this.#nets[provider] += gross - fee;
    const id = `${provider.slice(0, 1).toUpperCase()}${this.#day}${String(number).padStart(6, '0')}`;
    const money = `${String(gross)}.00,${String(fee)}.00,${String(gross - fee)}.00,COP`;
    const payout = provider === 'gateway' ? '' : this.#payoutOf(provider);
    this.#files[provider].put(`${reference},${id},approved,${money},${moment},${this.date} 00:00:00,${payout}\n`);
    if (provider === 'gateway' && !isUnpaid) this.#credit(gross, 'ABONO PASARELA', `B${id}`, reference);
  }

  /** What the bank books, and when. */
  close(): { readonly on: PlainDate; readonly rows: readonly string[] } {
    for (const file of [this.#orders, ...Object.values(this.#files)]) file.close();
    for (const provider of ['norte', 'sur'] as const) {
      const payout = this.#payoutOf(provider);
      this.#credit(this.#nets[provider], `PAGO ${provider.toUpperCase()} ${payout}`, `B${payout}`, '');
    }
    return { on: this.bookedOn, rows: this.#credits };
  }

  #payoutOf(provider: Provider): string {
    return `${provider === 'norte' ? 'N' : 'S'}P${this.#day}`;
  }

  #credit(pesos: number, text: string, id: string, reference: string): void {
    this.#credits.push(`${this.bookedOn},${String(pesos)}.00,"COP","${text}","${id}","031-000000-01","${reference}"\n`);
  }
}

function writeStatement(inbox: string, date: PlainDate, rows: readonly string[]): void {
  const file = openLines(join(inbox, fileNames.bank(date)));
  file.put(HEADERS.bank);
  for (const row of rows) file.put(row);
  file.close();
}

const CHAIN_YAML = csvConfig({
  tenant: 'chain',
  goLive: CHAIN_START,
  providers: [
    { id: 'gateway', settles: 'per_transaction', compares: 'gross', bankText: 'ABONO PASARELA' },
    { id: 'norte', settles: 'per_payout', compares: 'net', bankText: 'PAGO NORTE' },
    { id: 'sur', settles: 'per_payout', compares: 'net', bankText: 'PAGO SUR' },
  ],
});
