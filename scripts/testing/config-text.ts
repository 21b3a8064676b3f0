import { expect } from 'vitest';
import type { Config, ConfigProblem } from '../../schemas/config/config.ts';
import { parseConfig, type ParsedConfig } from '../../schemas/config/parse-config.ts';
/** A configuration that says a little of everything. */
export const BASE = `version: 1
tenant: yoga-andes
goLive: 2026-06-24
calendar: { country: CO, closedDays: [2026-12-31] }
queue: { url: \${REDIS_URL} }
stores:
  fromReference: '^(?<store>[A-Z]{3}\\d{2})-'
  list:
    BOG01: { name: Chapinero }
    007: { opened: 2026-01-01, closed: 2026-06-30 }
reference: { extract: '^(?<ref>.+?)(-r\\d+)?$' }
sources:
  - id: dlocal
    leg: settlement
    profile: dlocal-settlement
    from: { directory: ./inbox, file: 'dlocal_{date:yyyyMMdd}.csv' }
    settles: per_payout
    cutOff: '17:00'
    bankText: ['DLOCAL']
    tariff:
      - { method: PSE, from: 2026-01-01, to: 2026-06-30, percent: 2.350, fixed: 400, vatPercent: 19 }
      - { method: PSE, from: 2026-07-01, percent: 2.1 }
  - id: erp
    leg: order
    from: { directory: ./inbox, file: 'orders_{date:yyyy-MM-dd}.csv' }
    profile:
      format: csv
      amounts: { decimal: ',', thousands: '.' }
      columns:
        merchant_reference: order_id
        amount: total
        currency: currency
        status: status
        created_at: created_at
      constants: { method: PSE }
      status: { paid: [paid, 200], pending: waiting }
  - id: bank
    leg: bank
    profile: camt.053
    from: { directory: ./inbox, file: 'statement_{date:yyyyMMdd}.xml' }
    referencePattern: '([A-Z]{3}\\d{2}-\\d{8})'
materiality: { low: '5000.00', high: 1000000 }
`;

const options = { baseDirectory: '/srv/cuadre', env: {} };

/** What is read of a text, accepted or not. */
export function parse(text: string): ParsedConfig {
  return parseConfig(text, options);
}

/** What the program makes of an accepted text. */
export function accepted(text: string, env: Record<string, string> = {}): Config {
  const parsed = parseConfig(text, { ...options, env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 1));
  return parsed.config;
}

/** What is wrong with a text. */
export function problemsOf(text: string): ConfigProblem[] {
  const parsed = parseConfig(text, options);
  return parsed.ok ? [] : parsed.problems;
}

/** Replaces a part of BASE that must be there. `#!` in the new part marks the line where the problem is expected. */
export function changed(from: string, to: string): string {
  expect(BASE).toContain(from);
  return BASE.replace(from, () => to);
}

/** The line that `#!` marks. */
export const markedLine = (text: string): number => text.split('\n').findIndex((line) => line.includes('#!')) + 1;
