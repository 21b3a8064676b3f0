import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { letAge } from './aged.ts';

/**
 * A shop with three sources of a few lines each, for tests of the command line: its dates are long past, so that any
 * clock will do. Monday 3 March 2025 is clean, on Tuesday a customer pays too much, on Wednesday the provider sends
 * nothing.
 */

const CONFIG = `version: 1
tenant: tiny
goLive: 2025-03-03
sources:
  - id: shop
    leg: order
    from: { directory: ./input, file: 'orders_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      columns: { merchant_reference: ref, amount: total, currency: currency, status: status, created_at: at, store: store }
      dates: { format: 'yyyy-MM-dd HH:mm', zone: America/Bogota }
      constants: { method: PSE }
      status: { paid: [paid] }
  - id: psp
    leg: settlement
    settles: per_transaction
    compares: gross
    from: { directory: ./input, file: 'psp_{date:yyyyMMdd}.csv' }
    profile:
      format: csv
      columns: { merchant_reference: ref, provider_id: id, status: state, gross: gross, currency: currency, paid_at: at, cus: cus }
      dates: { format: 'yyyy-MM-dd HH:mm', zone: America/Bogota }
      constants: { method: PSE, type: payment }
      status: { approved: [OK], rejected: [FAILED] }
  - id: bank
    leg: bank
    expected: { empty: allowed }
    from: { directory: ./input, file: 'bank_{date:yyyyMMdd}.csv' }
    profile:
      format: csv
      columns: { booked_on: date, amount: amount, currency: currency, reference: ref, description: text, bank_id: id }
      dates: { format: 'yyyy-MM-dd', zone: America/Bogota }
stores: { fromReference: '^(?<store>[A-Z]\\d)-' }
`;

interface Sale {
  readonly ref: string;
  readonly id: string;
  readonly total: string;
  readonly paid: string;
}

const SALES: Readonly<Record<string, readonly Sale[]>> = {
  '2025-03-03': [
    { ref: 'A1-1001', id: 'P-1', total: '50000.00', paid: '50000.00' },
    { ref: 'A2-1002', id: 'P-2', total: '75000.50', paid: '75000.50' },
  ],
  '2025-03-04': [{ ref: 'A1-1003', id: 'P-3', total: '40000.00', paid: '44000.00' }],
  '2025-03-05': [{ ref: 'A1-1004', id: 'P-4', total: '10000.00', paid: '10000.00' }],
};

/** The date whose provider file is not there. */
export const MISSING_DATE = '2025-03-05';

/** The provider's file of a date, as it is or would be. */
export function providerFile(date: string): string {
  const rows = (SALES[date] ?? []).map(
    ({ ref, id, paid }) => `${ref},${id},OK,${paid},COP,${date} 10:05,00${id.slice(2)}`,
  );
  return ['ref,id,state,gross,currency,at,cus', ...rows, ''].join('\n');
}

/**
 * The date whose provider file comes again, and what it says then: its second customer paid 5,000.50 less, and a third
 * paid too.
 */
export const RESTATED_DATE = '2025-03-03' as PlainDate;
export function restatedProviderFile(): string {
  const [first, second, ...rest] = providerFile(RESTATED_DATE).trimEnd().split('\n').slice(1);
  const less = second?.replace('75000.50', '70000.00');
  const third = `A1-1009,P-9,OK,12000.00,COP,${RESTATED_DATE} 11:05,009`;
  return ['ref,id,state,gross,currency,at,cus', first, less, ...rest, third, ''].join('\n');
}

/** Writes configuration and input into a fresh folder and returns it. */
export function writeTinyShop(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-tiny-'));
  mkdirSync(join(folder, 'input'));
  writeFileSync(join(folder, 'cuadre.yaml'), CONFIG);
  for (const [date, sales] of Object.entries(SALES)) {
    const compact = date.replaceAll('-', '');
    const orders = sales.map(({ ref, total }) => `${ref},${total},COP,paid,${date} 10:00,${ref.slice(0, 2)}`);
    writeFileSync(
      join(folder, 'input', `orders_${date}.csv`),
      ['ref,total,currency,status,at,store', ...orders, ''].join('\n'),
    );
    const credits = sales.map(({ ref, id, paid }) => `${date},${paid},COP,${ref},ABONO PSE,B-${id}`);
    writeFileSync(
      join(folder, 'input', `bank_${compact}.csv`),
      ['date,amount,currency,ref,text,id', ...credits, ''].join('\n'),
    );
    if (date !== MISSING_DATE) writeFileSync(join(folder, 'input', `psp_${compact}.csv`), providerFile(date));
  }
  letAge(join(folder, 'input'));
  return folder;
}
