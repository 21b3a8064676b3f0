import { describe, expect, it } from 'vitest';
import { configHash, parseConfig } from './parse-config.ts';

const TEXT = `tenant: yoga-andes
queue: { url: \${REDIS_URL} }
materiality: { low: '5000.00', high: 1000000 }
sources:
  - id: wompi
    leg: settlement
    profile: wompi-disbursement
    from: { directory: ./inbox, file: 'wompi_{date:yyyyMMdd}.csv' }
    settles: per_payout
    tariff: [{ method: PSE, from: 2026-07-01, percent: 2.1 }]
`;

function hash(text: string, baseDirectory = '/srv/cuadre', env: Record<string, string> = {}): string {
  const parsed = parseConfig(text, { baseDirectory, env });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return configHash(parsed.config);
}

describe('the hash of a configuration', () => {
  it('is the same in two folders and with another queue', () => {
    const elsewhere =
      TEXT.replace('./inbox', '/mnt/in') +
      'storage: { path: /mnt/db }\nreports: { directory: /mnt/out }\ndesk: { port: 9 }\n';
    expect(hash(elsewhere, '/elsewhere', { REDIS_URL: 'redis://h:1' })).toBe(hash(TEXT));
  });

  it('does not depend on the order of keys, on comments, or on a default written out', () => {
    const same = `# a comment\ntimezone: America/Bogota\n${TEXT.replace("low: '5000.00', high: 1000000", "high: '1000000.00', low: 5000")}`;
    expect(hash(same)).toBe(hash(TEXT));
  });

  it.each([
    ['tenant: yoga-andes', 'tenant: other'],
    ['percent: 2.1', 'percent: 2.2'],
    ['wompi_{date', 'w_{date'],
    ['settles: per_payout', 'settles: per_day'],
    ["low: '5000.00'", "low: '5000.01'"],
  ])('changes when %j becomes %j', (from, to) => {
    expect(TEXT).toContain(from);
    expect(hash(TEXT.replace(from, to))).not.toBe(hash(TEXT));
  });
});
