import type { PlainDate } from '../../../schemas/values/dates.ts';

/** A provider of the generated files, as `cuadre.yaml` declares it. */
export interface CsvProvider {
  readonly id: string;
  readonly settles: 'per_transaction' | 'per_payout';
  readonly compares: 'gross' | 'net';
  /** How it looks in a bank text. */
  readonly bankText: string;
}

export interface CsvConfig {
  readonly tenant: string;
  readonly goLive: PlainDate;
  readonly providers: readonly CsvProvider[];
}

/** The first lines of the files that `csvConfig` reads. */
export const HEADERS = {
  orders: 'reference,store_code,total,currency,status,method,created_at\n',
  provider: 'reference,transaction,status,gross,fee,net,currency,paid_at,settled_on,payout\n',
  bank: 'booked_on,amount,currency,description,bank_id,account,reference\n',
} as const;

/** The names of the files of a date: what the configuration looks for. */
export const fileNames = {
  orders: (date: PlainDate): string => `orders_${date}.csv`,
  provider: (id: string, date: PlainDate): string => `${id}_${date.replaceAll('-', '')}.csv`,
  bank: (date: PlainDate): string => `bank_${date.replaceAll('-', '')}.csv`,
} as const;

/** The method under which a provider's sales stand in the orders. */
export const methodOf = (provider: string): string => provider.toUpperCase();

/** `cuadre.yaml` over CSV files in ./inbox: orders, one file a provider, and a bank statement that may be empty. */
export function csvConfig({ tenant, goLive, providers }: CsvConfig): string {
  return `version: 1
tenant: ${tenant}
timezone: America/Bogota
environment: live
goLive: ${goLive}
calendar: { country: CO, closedDays: [] }
storage: { path: ./data/cuadre.db, archive: ./data/archive, lines: ./data/lines, retentionYears: 10 }
reports: { directory: ./reports, languages: [en, es] }
stores: { fromReference: '^(?<store>S\\d{2})-' }
sources:
${providers.map(providerYaml).join('')}${ORDERS_AND_BANK}`;
}

const CSV = `format: csv
      encoding: utf-8
      delimiter: ','
      amounts: { decimal: '.', thousands: '', unit: major }`;
const MOMENTS = `dates: { format: 'yyyy-MM-dd HH:mm:ss', zone: America/Bogota }`;

function providerYaml({ id, settles, compares, bankText }: CsvProvider): string {
  return `  - id: ${id}
    leg: settlement
    from: { directory: ./inbox, file: '${id}_{date:yyyyMMdd}.csv' }
    settles: ${settles}
    compares: ${compares}
    methods: [${methodOf(id)}]
    bankText: ['${bankText}']
    profile:
      ${CSV}
      ${MOMENTS}
      columns:
        merchant_reference: reference
        provider_id: transaction
        status: status
        gross: gross
        fee: fee
        net: net
        currency: currency
        paid_at: paid_at
        settled_on: settled_on
${settles === 'per_payout' ? '        payout_id: payout\n' : ''}      constants: { method: ${methodOf(id)} }
      status: { approved: [approved] }
`;
}

const ORDERS_AND_BANK = `  - id: erp
    leg: order
    from: { directory: ./inbox, file: 'orders_{date:yyyy-MM-dd}.csv' }
    profile:
      ${CSV}
      ${MOMENTS}
      columns:
        merchant_reference: reference
        store: store_code
        amount: total
        currency: currency
        status: status
        method: method
        created_at: created_at
      status: { paid: [paid] }
  - id: bank
    leg: bank
    from: { directory: ./inbox, file: 'bank_{date:yyyyMMdd}.csv' }
    expected: { empty: allowed }
    profile:
      ${CSV}
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
