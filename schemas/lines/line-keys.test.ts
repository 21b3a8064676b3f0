import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlainDate } from '../values/dates.ts';
import { descriptionTokens, lineKeys, normaliseKey, plainReference } from './line-keys.ts';
import { minor } from '../values/money.ts';
import { credit, order as orderLine, payment, reject as rejected } from '../../scripts/testing/kit-lines.ts';

const RUNS = { numRuns: 2_000, seed: 20_260_702 } as const;
const place = { date: '2026-06-24' as PlainDate, source: 'any', file: '0a1b2c3d4e5f', row: 0, line: 2 } as const;
const asIs = (reference: string): string => reference;
const withoutRetry = (reference: string): string => reference.replace(/-r\d+$/, '');

const bankLine = credit({
  ...place,
  amount: minor(-8_900_000),
  bankId: ' BK-0007 ',
  reference: null,
  endToEndId: 'E2E-1',
  description: 'PSE BOG01-20260624-000123 YOGA',
});
const order = orderLine({
  ...place,
  merchantReference: 'BOG01-20260624-000123-R2',
  orderId: '5001',
  cus: '00123456',
  providerId: '',
});
const settlement = payment({
  ...place,
  merchantReference: '',
  providerId: 'REF-9',
  type: 'refund',
  refundOf: 'T-9',
});

describe('normaliseKey', () => {
  test.each([
    ['  BOG01-20260624-000123\t', 'bog01-20260624-000123'],
    ['\u00a0A1\u00a0', 'a1'],
    ['ＢＯＧ０１', 'bog01'],
    ['Usaque\u0301n', 'usaqu\u00e9n'],
    ['00123', '00123'],
    ['   ', ''],
  ])('compares %j as %j', (text, expected) => {
    expect(normaliseKey(text)).toBe(expected);
  });

  test('capitals and blanks around never matter', () => {
    const reference = fc.string({ unit: fc.constantFrom(...Array.from('abcXYZ019-_./#')), minLength: 1 });
    fc.assert(
      fc.property(reference, fc.constantFrom('', ' ', '\t', '\u00a0 '), (text, blank) => {
        expect(normaliseKey(`${blank}${text.toUpperCase()}${blank}`)).toBe(normaliseKey(text));
        expect(normaliseKey(normaliseKey(text))).toBe(normaliseKey(text));
      }),
      RUNS,
    );
  });
});

describe('descriptionTokens', () => {
  test.each([
    ['DLOCAL COLOMBIA TRF 642926', ['642926', 'dlocal', 'colombia', 'trf']],
    ['PSE BOG01-20260624-000123 YOGA', ['bog01-20260624-000123', 'pse', 'yoga']],
    ['PAGO (BOG01-20260624-000123), ref: AB/12.3.', ['bog01-20260624-000123', 'ab/12.3', 'pago', 'ref']],
    ['TRF 1234', ['trf', '1234']],
    ['TRF 12345', ['12345', 'trf']],
    ['TRF A:77/B, X+1', ['a:77/b', 'trf', 'a', '77/b', 'x', '1', 'x+1']],
    ['CONSIGNACION EFECTIVO', ['consignacion', 'efectivo']],
    ['#1001 #1001', ['#1001']],
    ['', []],
  ])('finds in %j the tokens %j', (description, expected) => {
    expect(descriptionTokens(description)).toEqual(expected);
  });

  test('a reference between any other words is found', () => {
    const word = fc.string({ unit: fc.constantFrom(...Array.from('ABCDE ,;:()')), maxLength: 12 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 999_999 }), (before, after, sequence) => {
        const reference = `BOG02-20260701-${String(sequence).padStart(6, '0')}`;
        expect(descriptionTokens(`${before} ${reference} ${after}`)).toContain(normaliseKey(reference));
      }),
      RUNS,
    );
  });
});

describe('lineKeys', () => {
  test('a bank line is found by id, amount with its currency, end-to-end id and the tokens of its description', () => {
    expect(lineKeys(bankLine, asIs)).toEqual([
      { kind: 'bank_id', value: 'bk-0007' },
      { kind: 'bank_amount', value: 'cop-8900000' },
      { kind: 'reference', value: 'e2e-1' },
      { kind: 'reference', value: 'bog01-20260624-000123' },
      { kind: 'reference', value: 'pse' },
      { kind: 'reference', value: 'yoga' },
    ]);
  });

  test('an order is found by the reference as written and as compared, and empty cells are no key', () => {
    expect(lineKeys(order, withoutRetry)).toEqual([
      { kind: 'reference', value: 'bog01-20260624-000123-r2' },
      { kind: 'reference', value: 'bog01-20260624-000123' },
      { kind: 'order_id', value: '5001' },
      { kind: 'cus', value: '00123456' },
    ]);
    expect(lineKeys(order, asIs)).toHaveLength(3);
  });

  test('a refund is found by its own id and by the payment it belongs to', () => {
    expect(lineKeys(settlement, asIs)).toEqual([
      { kind: 'provider_id', value: 'ref-9' },
      { kind: 'refund_of', value: 't-9' },
    ]);
  });

  test('an unreadable row is found by its reference when that could be read', () => {
    const reject = rejected({ ...place, payoutId: '642926' });
    expect(lineKeys(reject, asIs)).toEqual([{ kind: 'reference', value: 'bog01-1' }]);
    expect(lineKeys({ ...reject, merchantReference: null }, asIs)).toEqual([]);
  });
});

describe('a text that is plain', () => {
  /** As the rules say it, without the short way for plain texts. */
  const definition = (text: string): string => {
    const seen = text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/gu, '').trim();
    const kept = /^="(.*)"$|^'(.*)$/su.exec(seen);
    return (kept?.[1] ?? kept?.[2] ?? seen)
      .normalize('NFKC')
      .replace(/[\p{Pd}\u2212]/gu, '-')
      .trim();
  };
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('A', 'z', '0', '9', '-', '_', ' ', '\t', '"', "'", '=', '\u2013', '\ufeff') }),
    fc.string({ unit: 'binary' }),
    fc.string(),
  );

  test('comes to what every other comes to', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(plainReference(one)).toBe(definition(one));
        expect(normaliseKey(one)).toBe(one.trim().normalize('NFKC').toLowerCase());
      }),
      RUNS,
    );
  });
});
