import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { writeBulk } from './same-day.ts';

const directory = mkdtempSync(join(tmpdir(), 'bulk-'));
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const rows = (name: string): string[][] => parse(readFileSync(join(directory, 'inbox', name), 'utf8'), { fromLine: 2 });

it('writes as many rows on each leg as its counts say, about one in a hundred of each fault', () => {
  const counts = writeBulk(directory, 20_000, 7);
  expect(rows('orders_2026-07-01.csv')).toHaveLength(20_000 - counts.missingInErp);
  expect(rows('gateway_20260701.csv')).toHaveLength(20_000 + counts.duplicate);
  expect(rows('bank_20260701.csv')).toHaveLength(20_000 + counts.duplicate - counts.missingInBank);
  const { transactions, ...faults } = counts;
  for (const count of Object.values(faults)) expect(Math.abs(count - transactions / 100)).toBeLessThan(60);
});

it('writes a configuration that is YAML, and the same files for the same seed', () => {
  const config = parseYaml(readFileSync(join(directory, 'cuadre.yaml'), 'utf8')) as { sources: { id: string }[] };
  expect(config.sources.map((source) => source.id)).toEqual(['gateway', 'erp', 'bank']);
  const before = rows('gateway_20260701.csv');
  writeBulk(directory, 20_000, 7);
  expect(rows('gateway_20260701.csv')).toEqual(before);
});
