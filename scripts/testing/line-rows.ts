import fc from 'fast-check';
import type { LineFileId } from '../../schemas/lines/files.ts';
import { ORDER_STATUSES, REJECT_CODES, SETTLEMENT_STATUSES, SETTLEMENT_TYPES } from '../../schemas/lines/records.ts';
import type { EpochSeconds, Leg, Line, Reject } from '../../schemas/lines/records.ts';
import { fromDayNumber, type PlainDate } from '../../schemas/values/dates.ts';
import { sha256 } from '../../schemas/values/hash.ts';
import { minor } from '../../schemas/values/money.ts';

/** Rows of line files, for the tests of whatever keeps them. */

const date = '2026-07-01' as PlainDate;
/** A file of a leg; other bytes, another file. */
export const idOf = (leg: Leg, bytes = 'one'): LineFileId => ({
  date,
  source: `a ${leg}/source`,
  leg,
  sha256: sha256(bytes),
  profileHash: 'abcdef0123',
});

/** Keeps of a reference what stands before the number of its try. */
export const extract = (reference: string): string => reference.replace(/-r\d+$/, '');

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

/** A row before it has its place. */
export type Bare<T> = T extends unknown ? Omit<T, 'date' | 'source' | 'file' | 'row'> : never;
/** Rows in their places in a file. */
export const place = (id: LineFileId, rows: readonly Bare<Line | Reject>[]): (Line | Reject)[] =>
  rows.map((row, index) => ({ ...row, date: id.date, source: id.source, file: id.sha256.slice(0, 12), row: index }));
/** Rows of a leg, whatever they hold. */
export const rowsOf = (leg: Leg): fc.Arbitrary<Bare<Line | Reject>[]> =>
  fc.array(
    fc.oneof(
      { weight: 4, arbitrary: leg === 'order' ? order : leg === 'bank' ? bank : settlement },
      { weight: 1, arbitrary: rejectOf(leg) },
    ),
    { maxLength: 40 },
  );

export const plainOrder = (merchantReference: string): Bare<Line> => ({
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
