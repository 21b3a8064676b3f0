import { describe, expect, it } from 'vitest';
import type { BuiltInProfileName } from '../../schemas/lines/profile.ts';
import { accepted, fixture, read } from './fixture-reading.ts';

/**
 * A file cut at every byte. Formats that state totals are never taken for whole with other money than the whole file
 * has; formats without totals can only show a cut inside a row, and then what is accepted is a true beginning of the
 * file.
 */

/** A few thousand readings. */
const EVERY_CUT_MS = 120_000;

/** What a cut must not change: everything but free text, which may be the last cell of the last row. */
function substance(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify({ ...row, description: null }));
}

async function cuts(
  name: string,
  profile: BuiltInProfileName,
): Promise<{ whole: string[]; taken: { at: number; rows: string[] }[]; length: number }> {
  const bytes = fixture(name);
  const whole = substance(accepted(await read(bytes, profile)).rows);
  const taken: { at: number; rows: string[] }[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const result = await read(bytes.subarray(0, at), profile);
    if (result.ok) taken.push({ at, rows: substance(result.file.rows) });
  }
  return { whole, taken, length: bytes.length };
}

describe('a file that is cut', () => {
  it.each<[string, BuiltInProfileName]>([
    ['dlocal-settlement/cop.csv', 'dlocal-settlement'],
    ['bancolombia-16/two-days.csv', 'bancolombia-16'],
    ['wx-xml/day.xml', 'wx-xml'],
    ['camt.053/day.xml', 'camt.053'],
    ['camt.053/empty-sunday.xml', 'camt.053'],
    ['mt940/new-year.sta', 'mt940'],
  ])(
    '%s is refused unless nothing is missing',
    async (name, profile) => {
      const { whole, taken, length } = await cuts(name, profile);
      for (const { rows } of taken) expect(rows).toEqual(whole);
      expect(taken.every(({ at }) => at > length - 20)).toBe(true);
    },
    EVERY_CUT_MS,
  );

  it.each<[string, BuiltInProfileName]>([
    ['wompi-disbursement/day.csv', 'wompi-disbursement'],
    ['bancolombia-9/month.csv', 'bancolombia-9'],
    ['shopify-orders/orders.csv', 'shopify-orders'],
  ])(
    '%s, which states no total, is at most a true beginning of itself',
    async (name, profile) => {
      const { whole, taken } = await cuts(name, profile);
      expect(taken.length).toBeGreaterThan(0);
      for (const { rows } of taken) expect(rows).toEqual(whole.slice(0, rows.length));
    },
    EVERY_CUT_MS,
  );
});
