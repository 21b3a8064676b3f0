import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { seededRandom } from '../../testing/fortnight/random.ts';
import { openLines } from './lines.ts';

/** The one date of the bulk files. */
export const BULK_DATE = '2026-07-01' as PlainDate;
/** Long enough before the date that what the bank has not paid is past due on it. */
const SETTLED_ON = addDays(BULK_DATE, -7);
const ON_TIME = addDays(BULK_DATE, -6);

/** What one date of bulk holds, by what is wrong with it. */
export interface BulkCounts {
  readonly transactions: number;
  readonly missingInBank: number;
  readonly missingInErp: number;
  readonly wrongAmount: number;
  readonly duplicate: number;
  readonly late: number;
}

type Fault = 'none' | Exclude<keyof BulkCounts, 'transactions'>;
const FAULTS: readonly Fault[] = ['missingInBank', 'missingInErp', 'wrongAmount', 'duplicate', 'late'];

/**
 * Writes `cuadre.yaml` and one date of three CSV files under `directory`/inbox: orders, gateway lines with references
 * and bank lines with the same references, every text quoted as banks do. About `percentEach` % of the transactions
 * each miss in the bank, miss in the ERP, have a wrong amount, were paid twice, or arrived late. Everything settled a
 * week before the date, so that one run sees the bank's part past due; an order that is missing still has its day of
 * grace. Returns how many there are of each.
 */
export function writeBulk(directory: string, transactions: number, seed: number, percentEach = 1): BulkCounts {
  mkdirSync(join(directory, 'inbox'), { recursive: true });
  writeFileSync(join(directory, 'cuadre.yaml'), BULK_YAML);
  const random = seededRandom(seed);
  const counts = { transactions, missingInBank: 0, missingInErp: 0, wrongAmount: 0, duplicate: 0, late: 0 };
  const day = BULK_DATE.replaceAll('-', '');
  const orders = openLines(join(directory, 'inbox', `orders_${BULK_DATE}.csv`));
  const gateway = openLines(join(directory, 'inbox', `gateway_${day}.csv`));
  const bank = openLines(join(directory, 'inbox', `bank_${day}.csv`));
  orders.put('reference,store_code,total,currency,status,created_at,customer,channel,items\n');
  gateway.put('reference,transaction,status,gross,currency,paid_at,settled_on,cus,payer_bank,payer\n');
  bank.put('booked_on,amount,currency,description,bank_id,account,reference,branch\n');
  for (let index = 1; index <= transactions; index += 1) {
    const roll = random.int(0, 99);
    const fault = FAULTS[Math.floor(roll / percentEach)] ?? 'none';
    if (fault !== 'none') counts[fault] += 1;
    const number = String(index).padStart(8, '0');
    const store = `S${String(random.int(10, 99))}`;
    const reference = `${store}-${day}-${number}`;
    const pesos = random.int(20_000, 900_000);
    const paid = fault === 'wrongAmount' ? pesos + 1_000 : pesos;
    const moment = `${BULK_DATE} ${String(random.int(10, 19))}:${String(random.int(10, 59))}:00`;
    const payer = `cliente${number}@correo.example`;
    if (fault !== 'missingInErp')
      orders.put(`${reference},${store},${String(pesos)}.00,COP,paid,${moment},${payer},web,${String(pesos % 7)}\n`);
    for (let copy = 0; copy < (fault === 'duplicate' ? 2 : 1); copy += 1) {
      const id = `${number}${String(copy)}`;
      const settled = `${moment},${SETTLED_ON} 00:00:00,0${id}`;
      gateway.put(`${reference},GW${id},approved,${String(paid)}.00,COP,${settled},BANCOLOMBIA,natural\n`);
      if (fault === 'missingInBank') continue;
      const booked = fault === 'late' ? BULK_DATE : ON_TIME;
      const texts = `"ABONO PASARELA SUR","BK${id}","031-000000-01","${reference}","CENTRO DE PAGOS"`;
      bank.put(`${booked},${String(paid)}.00,"COP",${texts}\n`);
    }
  }
  for (const file of [orders, gateway, bank]) file.close();
  return counts;
}

const BULK_YAML = `version: 1
tenant: bulk
timezone: America/Bogota
environment: live
goLive: ${BULK_DATE}
calendar: { country: CO, closedDays: [] }
storage: { path: ./data/cuadre.db, archive: ./data/archive, lines: ./data/lines, retentionYears: 10 }
reports: { directory: ./reports, languages: [en, es] }
stores: { fromReference: '^(?<store>S\\d{2})-' }
sources:
  - id: gateway
    leg: settlement
    from: { directory: ./inbox, file: 'gateway_{date:yyyyMMdd}.csv' }
    settles: per_transaction
    compares: gross
    methods: [PSE]
    bankText: ['PASARELA SUR']
    profile:
      format: csv
      encoding: utf-8
      delimiter: ','
      amounts: { decimal: '.', thousands: '', unit: major }
      dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: America/Bogota }
      columns:
        merchant_reference: reference
        provider_id: transaction
        status: status
        gross: gross
        currency: currency
        paid_at: paid_at
        settled_on: settled_on
        cus: cus
      constants: { method: PSE }
      status: { approved: [approved] }
  - id: erp
    leg: order
    from: { directory: ./inbox, file: 'orders_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      encoding: utf-8
      delimiter: ','
      amounts: { decimal: '.', thousands: '', unit: major }
      dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: America/Bogota }
      columns:
        merchant_reference: reference
        store: store_code
        amount: total
        currency: currency
        status: status
        created_at: created_at
      constants: { method: PSE }
      status: { paid: [paid] }
  - id: bank
    leg: bank
    from: { directory: ./inbox, file: 'bank_{date:yyyyMMdd}.csv' }
    profile:
      format: csv
      encoding: utf-8
      delimiter: ','
      amounts: { decimal: '.', thousands: '', unit: major }
      dates: { format: 'yyyy-MM-dd', zone: America/Bogota }
      columns:
        booked_on: booked_on
        amount: amount
        currency: currency
        description: description
        bank_id: bank_id
        account: account
        reference: reference
`;
