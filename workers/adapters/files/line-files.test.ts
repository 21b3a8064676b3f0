import { inTurn } from '../../../schemas/in-turn.ts';
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromDayNumber } from '../../../schemas/values/dates.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { lineKeys, type LineKey } from '../../../schemas/lines/line-keys.ts';
import { minor } from '../../../schemas/values/money.ts';
import type { LineFileId } from '../../../schemas/lines/files.ts';
import { ORDER_STATUSES, REJECT_CODES, SETTLEMENT_STATUSES, SETTLEMENT_TYPES } from '../../../schemas/lines/records.ts';
import type { EpochSeconds, Leg, Line, Reject } from '../../../schemas/lines/records.ts';
import { hashKey } from './key-index.ts';
import { KEYS_SUFFIX, lineFileName, openLineStore } from './line-files.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

const SEED = 20_260_701;
const extract = (reference: string): string => reference.replace(/-r\d+$/, '');

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-lines-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const date = '2026-07-01' as PlainDate;
const idOf = (leg: Leg, bytes = 'one'): LineFileId => ({
  date,
  source: `a ${leg}/source`,
  leg,
  sha256: sha256(bytes),
  profileHash: 'abcdef0123',
});

const text = fc.string({ unit: 'binary', maxLength: 20 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const amount = fc
  .oneof(
    fc.maxSafeInteger(),
    fc.constantFrom(0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1, 2 ** 32, -(2 ** 32)),
  )
  .map(minor);
const seconds = fc.integer({ min: -2_000_000_000, max: 7_000_000_000 }).map((value) => value as EpochSeconds);
const day = fc.integer({ min: -25_567, max: 84_005 }).map(fromDayNumber);
const reference = fc.oneof(text, fc.constantFrom('REF-1', 'ref-1', 'REF-1-r2', 'Ñandú-2', ''));
const common = { line: fc.integer({ min: 1, max: 2_000_000 }), skip: fc.constantFrom(null, 'balance_row' as const) };

const settlement = fc.record({
  ...common,
  leg: fc.constant('settlement' as const),
  merchantReference: reference,
  providerId: text,
  type: fc.constantFrom(...SETTLEMENT_TYPES),
  status: fc.constantFrom(...SETTLEMENT_STATUSES),
  gross: amount,
  currency: fc.constantFrom('COP', 'USD'),
  paidAt: maybe(seconds),
  fee: maybe(amount),
  tax: maybe(amount),
  feeVat: maybe(amount),
  withheldIncome: maybe(amount),
  withheldVat: maybe(amount),
  withheldIca: maybe(amount),
  otherDeductions: maybe(amount),
  net: maybe(amount),
  settledGross: maybe(amount),
  settledFee: maybe(amount),
  settledNet: maybe(amount),
  settledCurrency: maybe(text),
  fxRate: maybe(text),
  settledOn: maybe(day),
  payoutId: maybe(text),
  store: maybe(text),
  cus: maybe(reference),
  environment: maybe(text),
  method: maybe(text),
  refundOf: maybe(text),
  description: maybe(text),
});
const order = fc.record({
  ...common,
  leg: fc.constant('order' as const),
  merchantReference: reference,
  orderId: maybe(text),
  store: maybe(text),
  amount,
  currency: fc.constant('COP'),
  status: fc.constantFrom(...ORDER_STATUSES),
  createdAt: seconds,
  paidAt: maybe(seconds),
  method: text,
  invoiceNumber: maybe(text),
  environment: maybe(text),
  refundedAmount: maybe(amount),
  refundedAt: maybe(seconds),
  outstanding: maybe(amount),
  cus: maybe(text),
  providerId: maybe(text),
});
const bank = fc.record({
  ...common,
  leg: fc.constant('bank' as const),
  bookedOn: day,
  amount,
  currency: fc.constant('COP'),
  bankId: maybe(text),
  valueOn: maybe(day),
  reference: maybe(reference),
  endToEndId: maybe(text),
  description: fc.oneof(text, fc.constant('PAGO PSE REF-1 DLOCAL')),
  account: maybe(text),
  balance: maybe(amount),
  reversal: fc.boolean(),
});
const rejectOf = (leg: Leg) =>
  fc.record({
    leg: fc.constant(leg),
    line: common.line,
    code: fc.constantFrom(...REJECT_CODES),
    field: text,
    column: maybe(text),
    text: maybe(text),
    hint: maybe(text),
    raw: text,
    merchantReference: maybe(reference),
    payoutId: maybe(text),
    amount: maybe(amount),
    currency: maybe(text),
  });

type Bare<T> = T extends unknown ? Omit<T, 'date' | 'source' | 'file' | 'row'> : never;
const place = (id: LineFileId, rows: readonly Bare<Line | Reject>[]): (Line | Reject)[] =>
  rows.map((row, index) => ({ ...row, date: id.date, source: id.source, file: id.sha256.slice(0, 12), row: index }));
const rowsOf = (leg: Leg): fc.Arbitrary<Bare<Line | Reject>[]> =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: leg === 'order' ? order : leg === 'bank' ? bank : settlement },
      { weight: 1, arbitrary: rejectOf(leg) },
    ),
    { maxLength: 40 },
  );

const plainOrder = (merchantReference: string): Bare<Line> => ({
  leg: 'order',
  line: 2,
  skip: null,
  merchantReference,
  orderId: null,
  store: null,
  amount: minor(100),
  currency: 'COP',
  status: 'paid',
  createdAt: 1_782_900_000 as EpochSeconds,
  paidAt: null,
  method: 'PSE',
  invoiceNumber: null,
  environment: null,
  refundedAmount: null,
  refundedAt: null,
  outstanding: null,
  cus: null,
  providerId: null,
});

describe('a line file', () => {
  for (const leg of ['settlement', 'order', 'bank'] as const) {
    it(`gives back the ${leg} rows that were written, whatever they hold`, async () => {
      await fc.assert(
        fc.asyncProperty(rowsOf(leg), fc.integer(), async (bare, salt) => {
          const id = idOf(leg, String(salt));
          const rows = place(id, bare);
          await openLineStore(directory, extract).write(id, rows);
          expect(await openLineStore(directory, extract).read(id)).toEqual(rows);
        }),
        { seed: SEED, numRuns: 60 },
      );
    });
  }

  it('gives back the rows asked for in the order asked', async () => {
    const id = idOf('order');
    const rows = place(id, ['A-00001', 'B-00002', 'C-00003'].map(plainOrder));
    const store = openLineStore(directory, extract);
    await store.write(id, rows);
    expect(await store.read(id, [2, 0, 2])).toEqual([rows[2], rows[0], rows[2]]);
    await expect(store.read(id, [3])).rejects.toThrow(expect.objectContaining({ code: 'integrity_broken' }));
  });

  it('spans several batches', async () => {
    const id = idOf('order');
    const rows = place(
      id,
      Array.from({ length: 140_000 }, (_, index) => plainOrder(`R-${String(index)}`)),
    );
    const store = openLineStore(directory, extract);
    await store.write(id, rows);
    expect(await store.read(id, [0, 65_535, 65_536, 131_072, 139_999])).toEqual(
      [0, 65_535, 65_536, 131_072, 139_999].map((row) => rows[row]),
    );
    expect(await store.find(id, [{ kind: 'reference', value: 'r-131072' }])).toEqual([131_072]);
  });

  it('has the same bytes however often it is written', async () => {
    const [bare] = fc.sample(rowsOf('settlement'), { seed: SEED, numRuns: 1 });
    const id = idOf('settlement');
    const bytes = await inTurn(['a', 'b'], async (name) => {
      await openLineStore(join(directory, name), extract).write(id, place(id, bare ?? []));
      const path = join(directory, name, lineFileName(id));
      return [readFileSync(path, 'hex'), readFileSync(`${path}${KEYS_SUFFIX}`, 'hex')];
    });
    expect(bytes[0]).toEqual(bytes[1]);
  });

  it('leaves no temporary file behind, and stands only under its name', async () => {
    const id = idOf('order');
    const store = openLineStore(directory, extract);
    expect(await store.has(id)).toBe(false);
    await store.write(id, place(id, [plainOrder('A-00001')]));
    expect(await store.has(id)).toBe(true);
    expect(readdirSync(join(directory, '.tmp'))).toEqual([]);
  });

  it('is refused when a row says it is of another file or place', async () => {
    const id = idOf('order');
    const rows = place(id, [plainOrder('A'), plainOrder('B')]);
    await expect(openLineStore(directory, extract).write(id, rows.slice(1))).rejects.toThrow(
      expect.objectContaining({ code: 'record_invalid' }),
    );
    expect(await openLineStore(directory, extract).has(id)).toBe(false);
  });

  it('is integrity_broken when it was cut short', async () => {
    const id = idOf('order');
    await openLineStore(directory, extract).write(id, place(id, [plainOrder('A')]));
    truncateSync(join(directory, lineFileName(id)), 100);
    await expect(openLineStore(directory, extract).read(id)).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });
});

describe('the key index', () => {
  const linearSearch = (rows: readonly (Line | Reject)[], keys: readonly LineKey[]): number[] =>
    rows
      .filter((row) =>
        lineKeys(row, extract).some((own) => keys.some((key) => key.kind === own.kind && key.value === own.value)),
      )
      .map((row) => row.row);

  for (const leg of ['settlement', 'order', 'bank'] as const) {
    it(`finds what a linear search over ${leg} rows finds, with few keys and with many`, async () => {
      await fc.assert(
        fc.asyncProperty(rowsOf(leg), fc.integer(), fc.array(fc.nat()), async (bare, salt, picks) => {
          const id = idOf(leg, String(salt));
          const rows = place(id, bare);
          const store = openLineStore(directory, extract);
          await store.write(id, rows);
          const all = rows.flatMap((row) => lineKeys(row, extract));
          const some = picks.flatMap((pick) => all[pick % Math.max(all.length, 1)] ?? []);
          const strange: LineKey[] = Array.from({ length: 80 }, (_, index) => ({
            kind: 'cus',
            value: `none-${String(index)}`,
          }));
          expect(await store.find(id, some)).toEqual(linearSearch(rows, some));
          expect(await store.find(id, [...strange, ...some])).toEqual(linearSearch(rows, some));
        }),
        { seed: SEED, numRuns: 60 },
      );
    });
  }

  it('finds an order by the reference that is compared and by the one that was written', async () => {
    const id = idOf('order');
    const store = openLineStore(directory, extract);
    await store.write(id, place(id, [plainOrder('bog01-77'), plainOrder('BOG01-77-r2')]));
    expect(await store.find(id, [{ kind: 'reference', value: 'bog01-77' }])).toEqual([0, 1]);
    expect(await store.find(id, [{ kind: 'reference', value: 'bog01-77-r2' }])).toEqual([1]);
    expect(await store.find(id, [{ kind: 'order_id', value: 'bog01-77' }])).toEqual([]);
  });

  it('spreads near values over its 64 bits', () => {
    const hashes = new Set(
      Array.from({ length: 100_000 }, (_, index) =>
        hashKey({ kind: 'reference', value: `bog01-${String(index)}` }).join(':'),
      ),
    );
    expect(hashes.size).toBe(100_000);
  });

  it('is refused when it was cut short', async () => {
    const id = idOf('order');
    const store = openLineStore(directory, extract);
    await store.write(id, place(id, [plainOrder('A-1')]));
    truncateSync(join(directory, `${lineFileName(id)}${KEYS_SUFFIX}`), 20);
    await expect(store.find(id, [{ kind: 'reference', value: 'a-1' }])).rejects.toThrow(
      expect.objectContaining({ code: 'integrity_broken' }),
    );
  });
});
