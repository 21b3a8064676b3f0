import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { discrepancyId } from '../../schemas/kinds/discrepancy.ts';
import type { Severity } from '../../schemas/kinds/kind.ts';
import { KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { discrepancyOf } from '../../schemas/outcome/run.ts';
import { configOf, holdAll, payment, pesos } from '../../scripts/testing/kit.ts';
import { finding, named, withoutRepeats, type Draft } from './draft.ts';

/** As V8 sees it: what objects of one shape cost is paid once. */
setFlagsFromString('--allow-natives-syntax');
const haveSameShape = runInThisContext('(one, other) => %HaveSameMap(one, other)') as (...two: unknown[]) => boolean;

const config = configOf();
const [held] = holdAll(payment());
if (!held) throw new Error('nothing held');

const draft = (kind: DiscrepancyKind, change: Partial<Draft> = {}): Draft => ({
  kind,
  key: ['bog01-1'],
  lines: [named(held.line, true)],
  moneyAtRisk: pesos(100_000),
  direction: 'unknown',
  ...change,
});

describe('Severity by materiality: low 5,000, high 1,000,000', () => {
  const table: [string, DiscrepancyKind, number, number, Severity][] = [
    ['the kind’s own in between', 'amount_mismatch', 100_000, 0, 'high'],
    ['exactly low is not below it', 'amount_mismatch', 5_000, 0, 'high'],
    ['a centavo below low: one step down', 'amount_mismatch', 5_000, -1, 'medium'],
    ['medium steps down to low', 'net_mismatch', 5_000, -1, 'low'],
    ['low stays low', 'negative_payout', 5_000, -1, 'low'],
    ['exactly high is not above it', 'net_mismatch', 1_000_000, 0, 'medium'],
    ['a centavo above high: high', 'net_mismatch', 1_000_000, 1, 'high'],
    ['above high even what is low', 'negative_payout', 1_000_000, 1, 'high'],
  ];
  test.each(table)('%s', (_sentence, kind, whole, centavos, severity) => {
    expect(finding(draft(kind, { moneyAtRisk: pesos(whole, centavos) }), config).severity).toBe(severity);
  });

  test('a rule’s own severity is stepped like the kind’s', () => {
    expect(finding(draft('missing_in_bank', { severity: 'high' }), config).severity).toBe('high');
    expect(finding(draft('missing_in_bank', { severity: 'high', moneyAtRisk: pesos(1) }), config).severity).toBe(
      'medium',
    );
  });
});

describe('A finding made of a draft', () => {
  test('its identity is of tenant, kind and key', () => {
    expect(finding(draft('amount_mismatch'), config).id).toBe(
      discrepancyId('yoga-andes', 'amount_mismatch', ['bog01-1']),
    );
  });

  test('class and owner are the kind’s where the rule says nothing', () => {
    expect(finding(draft('late_arrival'), config)).toMatchObject({ class: 'notice', owner: 'provider' });
    expect(finding(draft('negative_payout', { class: 'action' }), config).class).toBe('action');
  });

  test('thousands of them have one shape, also as they stand', () => {
    const found = Array.from({ length: 300 }, (_, index) =>
      finding(draft('amount_mismatch', { key: [String(index)] }), config),
    );
    const [first, ...others] = found.slice(200);
    expect(others.every((one) => haveSameShape(one, first))).toBe(true);
    const standing = found.map((one) => discrepancyOf(one, { state: 'open', event: 'opened', note: '' }));
    const [firstStanding, ...othersStanding] = standing.slice(200);
    expect(othersStanding.every((one) => haveSameShape(one, firstStanding))).toBe(true);
  });

  test('a kind that breaks nothing breaks no line', () => {
    expect(finding(draft('chargeback'), config).lines.map((line) => line.broken)).toEqual([false]);
    expect(finding(draft('amount_mismatch'), config).lines.map((line) => line.broken)).toEqual([true]);
  });

  test.each([
    'late_arrival',
    'net_mismatch',
    'fee_mismatch',
    'chargeback',
    'store_unknown',
    'store_conflict',
    'invoice_missing',
    'stale_pending',
    'test_transaction',
    'duplicate_settlement_line',
    'negative_payout',
    'source_missing',
    'source_rejected',
    'source_suspect',
    'source_revised',
    'statement_gap',
  ] as const)('%s breaks no line', (kind) => {
    expect(KINDS[kind].breaks).toBe(false);
  });
});

test('a line named twice is one, broken where either says so', () => {
  const lines = withoutRepeats([named(held.line, false), named(held.line, true), named(held.line, false)]);
  expect(lines).toEqual([named(held.line, true)]);
});
