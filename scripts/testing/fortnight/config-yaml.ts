import type { PlainDate } from '../../../schemas/values/dates.ts';
import { formatMajor } from '../../../schemas/values/money.ts';
import { NOCTURNO, PASARELA, type Provider } from './sources.ts';
import { certain } from '../../../schemas/errors.ts';
import { refundWithinBusinessDays } from './refund-faults.ts';
import type { World } from './world.ts';

export type Formats = 'csv' | 'xml';

/** The chain's cuadre.yaml. Paths are relative to its folder, the files lie in `inbox/`. */
export function configYaml(world: World, formats: Formats): string {
  const goLive = certain(world.dates[0], 'the first date');
  return [
    head(goLive, refundWithinBusinessDays(world)),
    'sources:',
    ...world.providers.map((provider) => settlementSource(provider, goLive, formats)),
    ORDERS,
    formats === 'xml' ? BANK_CAMT : BANK_CSV,
    '',
  ].join('\n');
}

function head(goLive: PlainDate, refundWithin: number): string {
  return `version: 1
tenant: cuatro-tiendas
timezone: America/Bogota
environment: live
goLive: ${goLive}
calendar: { country: CO, closedDays: [] }
storage: { path: ./data/cuadre.db, archive: ./data/archive, lines: ./data/lines, retentionYears: 10 }
reports: { directory: ./reports, languages: [en, es] }
stores:
  fromReference: '^(?<store>[A-Z]{3}\\d{2})-'
  list: { BOG01: { name: Chapinero }, BOG02: { name: Usaquén }, BOG03: { name: Suba }, MED01: { name: Laureles } }
reference: { extract: '^(?<ref>.+?)(-r\\d+)?$' }
keys: [merchant_reference, cus, provider_id]
matching: { orderTolerance: '0.00', bankTolerance: '0.00', reportedWithinBusinessDays: 2, orderGraceDays: 1, graceBusinessDays: 3,
            refundWithinBusinessDays: ${String(refundWithin)}, carryBusinessDays: 10, duplicateLookbackDays: 30, lookbackDays: 400,
            stalePendingHours: 48 }
materiality: { low: '5000.00', high: '1000000.00' }`;
}

/** How each provider's file is written; the writer uses the same. */
export interface Dialect {
  readonly extension: 'csv' | 'xml';
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  readonly thousands: '' | '.';
  readonly unit: 'major' | 'minor';
  readonly dates: 'yyyy-MM-dd HH:mm:ss' | 'dd/MM/yyyy HH:mm:ss';
}

const ISO = 'yyyy-MM-dd HH:mm:ss';
const PLAIN: Dialect = { extension: 'csv', delimiter: ',', decimal: '.', thousands: '', unit: 'major', dates: ISO };

export function dialectOf(source: string, formats: Formats): Dialect {
  if (source === PASARELA.id) return { ...PLAIN, extension: formats };
  if (source === NOCTURNO.id) return { ...PLAIN, delimiter: '|', unit: 'minor' };
  return { ...PLAIN, delimiter: ';', decimal: ',', thousands: '.', dates: 'dd/MM/yyyy HH:mm:ss' };
}

/** Canonical column -> its name in the provider's file, in the order of the columns. */
export const SETTLEMENT_COLUMNS = {
  merchant_reference: 'referencia',
  provider_id: 'transaccion',
  type: 'tipo',
  status: 'estado',
  method: 'medio',
  gross: 'bruto',
  fee: 'comision',
  tax: 'iva',
  net: 'neto',
  currency: 'moneda',
  paid_at: 'fecha_pago',
  settled_on: 'fecha_abono',
  payout_id: 'abono',
  cus: 'cus',
  environment: 'ambiente',
  refund_of: 'original',
  description: 'detalle',
} as const;
export type SettlementColumn = keyof typeof SETTLEMENT_COLUMNS;

const MAPS = `      type: { payment: [PAGO], refund: [REEMBOLSO], chargeback: [CONTRACARGO], adjustment: [AJUSTE] }
      status: { approved: [APROBADA], pending: [PENDIENTE], rejected: [RECHAZADA] }
      environment: { live: [PROD], test: [SANDBOX] }`;

function settlementSource(provider: Provider, goLive: PlainDate, formats: Formats): string {
  const dialect = dialectOf(provider.id, formats);
  const xml = dialect.extension === 'xml';
  const columns = Object.entries(SETTLEMENT_COLUMNS).map(
    ([canonical, name]) => `        ${canonical}: ${xml ? xmlPath(canonical, name) : name}`,
  );
  return `  - id: ${provider.id}
    leg: settlement
    from: { directory: ./inbox, file: '${provider.id}_{date:yyyyMMdd}.${dialect.extension}' }
    expected: { days: all, by: '04:00', empty: ${provider.quiet ? 'allowed' : 'refused'} }
    settles: ${provider.settles}
    compares: ${provider.compares}${provider.cutOff === null ? '' : `\n    cutOff: '${provider.cutOff}'`}
    refunds: debited
    lateAfterBusinessDays: 2
    methods: [${provider.method}]
    bankText: ['${provider.bankText}']${tariff(provider, goLive)}
    profile:
      format: ${dialect.extension}
      encoding: utf-8
${xml ? '      record: report/transaction' : `      delimiter: '${dialect.delimiter}'`}
      amounts: { decimal: '${dialect.decimal}', thousands: '${dialect.thousands}', unit: ${dialect.unit} }
      dates: { format: '${dialect.dates}', zone: America/Bogota }
      columns:
${columns.join('\n')}
${MAPS}`;
}

function xmlPath(canonical: string, name: string): string {
  return canonical === 'provider_id' ? "'@id'" : name;
}

function tariff(provider: Provider, goLive: PlainDate): string {
  if (!provider.assertsTariff) return '';
  const { basisPoints, fixed, vatPercent } = provider.charges;
  const percent = `${String(Math.floor(basisPoints / 100))}.${String(basisPoints % 100).padStart(2, '0')}`;
  const vat = vatPercent > 0 ? `, vatPercent: ${String(vatPercent)}` : '';
  const from = `${goLive.slice(0, 4)}-01-01`;
  return `
    tariff:
      - { method: ${provider.method}, from: ${from}, percent: ${percent}, fixed: '${formatMajor(fixed)}'${vat}, rounding: truncate, tolerance: '0.01' }`;
}

export const ORDER_COLUMNS = {
  merchant_reference: 'reference',
  order_id: 'order_id',
  store: 'store_code',
  method: 'payment_method',
  amount: 'total',
  currency: 'currency',
  status: 'status',
  created_at: 'created_at',
  paid_at: 'paid_at',
  invoice_number: 'invoice_number',
  refunded_amount: 'refunded_amount',
  refunded_at: 'refunded_at',
} as const;
export type OrderColumn = keyof typeof ORDER_COLUMNS;

const ORDERS = `  - id: erp
    leg: order
    from: { directory: ./inbox, file: 'orders_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      encoding: utf-8
      delimiter: ','
      amounts: { decimal: '.', thousands: '', unit: major }
      dates: { format: '${ISO}', zone: America/Bogota }
      columns:
${Object.entries(ORDER_COLUMNS)
  .map(([canonical, name]) => `        ${canonical}: ${name}`)
  .join('\n')}
      status:
        paid: [paid]
        partially_paid: [partially_paid]
        pending: [pending]
        cancelled: [cancelled]
        expired: [expired]
        refunded: [refunded]`;

export const BANK_COLUMNS = {
  booked_on: 'fecha',
  amount: 'valor',
  currency: 'moneda',
  description: 'descripcion',
  bank_id: 'documento',
  account: 'cuenta',
  reference: 'referencia',
  end_to_end_id: 'extremo',
} as const;
export type BankColumn = keyof typeof BANK_COLUMNS;

const BANK_CSV = `  - id: bank
    leg: bank
    from: { directory: ./inbox, file: 'bank_{date:yyyyMMdd}.csv' }
    expected: { days: business, by: '04:00', empty: refused }
    profile:
      format: csv
      encoding: utf-8
      delimiter: ','
      amounts: { decimal: '.', thousands: '', unit: major }
      dates: { format: 'yyyy-MM-dd', zone: America/Bogota }
      columns:
${Object.entries(BANK_COLUMNS)
  .map(([canonical, name]) => `        ${canonical}: ${name}`)
  .join('\n')}`;

const BANK_CAMT = `  - id: bank
    leg: bank
    profile: camt.053
    from: { directory: ./inbox, file: 'statement_{date:yyyyMMdd}.xml' }
    expected: { days: business, by: '04:00', empty: refused }`;
