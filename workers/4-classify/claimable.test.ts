import { describe, expect, test } from 'vitest';
import { configOf, pesos, settlementSource } from '../../scripts/testing/kit.ts';
import { minor } from '../../schemas/values/money.ts';
import type { Finding } from '../../schemas/outcome/run.ts';
import { withClaimable } from './claimable.ts';
import { finding, named, type Draft } from './draft.ts';

const PLACE = named(
  {
    date: '2026-07-01' as Finding['firstSeen'],
    source: 'gate',
    file: 'aaaaaaaaaaaa',
    row: 0,
    line: 2,
    leg: 'settlement',
  },
  true,
);

function claimable(
  draft: Partial<Draft>,
  sources = [settlementSource('gate')],
  change: Partial<Finding> = {},
): boolean {
  const config = configOf({ sources });
  const made = finding(
    {
      kind: 'missing_in_bank',
      key: ['gate', 'P1'],
      lines: [PLACE],
      provider: 'gate',
      moneyAtRisk: pesos(1_000),
      direction: 'owed_to_us',
      ...draft,
    },
    config,
  );
  return withClaimable([{ ...made, ...change }], config)[0]?.claimable ?? false;
}

describe('a row may be claimed', () => {
  test.each<[string, Partial<Draft>, Partial<Finding>, boolean]>([
    ['where money is owed to us and the transaction is the provider’s', {}, {}, true],
    ['not where nothing is at risk', { moneyAtRisk: pesos(0) }, {}, false],
    ['from one centavo on', { moneyAtRisk: minor(1) }, {}, true],
    ['not where we owe it', { direction: 'owed_by_us' }, {}, false],
    ['not where nobody knows who owes it', { direction: 'unknown' }, {}, false],
    ['not a notice', { class: 'notice' }, {}, false],
    ['not what no provider can answer', { kind: 'invoice_missing' }, {}, false],
    ['not where the books hold what it may be', {}, { seenElsewhere: [PLACE] }, false],
    ['not where we ask ourselves first', { facts: { askFirst: true } }, {}, false],
    [
      'not where its credit may be another one told twice',
      { kind: 'payout_mismatch' },
      { hides: ['duplicate_bank_credit'] },
      false,
    ],
    ['not under a file that is the cause', {}, { parentId: 'dsc_1' }, false],
  ])('%s', (_, draft, change, expected) => {
    expect(claimable(draft, undefined, change)).toBe(expected);
  });

  test('not on the dates after its credit was doubted', () => {
    const config = configOf({ sources: [settlementSource('gate')] });
    const draft = {
      key: ['gate', 'P1'],
      lines: [PLACE],
      provider: 'gate',
      moneyAtRisk: pesos(1),
      direction: 'owed_to_us',
    } as const;
    const now = finding({ kind: 'payout_mismatch', ...draft }, config);
    const outline = (hides: Finding['hides']): boolean | undefined =>
      withClaimable([now], config, [{ ...now, hides }])[0]?.claimable;
    expect([outline([]), outline(['duplicate_bank_credit']), outline(['late_arrival'])]).toEqual([true, false, true]);
  });

  test.each<[string, Partial<Draft>, string[][], boolean]>([
    ['the only source that collects the method', { method: 'PSE' }, [['PSE'], ['CARD']], true],
    ['whatever the case of its letters', { method: 'pse' }, [['PSE'], ['CARD']], true],
    ['not one of two', { method: 'PSE' }, [['PSE'], ['PSE', 'CARD']], false],
    ['not where nobody collects it', { method: 'CASH' }, [['PSE']], false],
    ['not without a method', { method: null }, [['PSE']], false],
  ])('of an order without a transaction: %s', (_, draft, methods, expected) => {
    const sources = methods.map((collected, index) => settlementSource(`s${String(index)}`, { methods: collected }));
    expect(claimable({ kind: 'missing_in_settlement', provider: null, ...draft }, sources)).toBe(expected);
  });
});
