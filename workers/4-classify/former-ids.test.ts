import { describe, expect, test } from 'vitest';
import type { Finding } from '../../schemas/outcome/run.ts';
import { exampleDiscrepancy, exampleLine } from '../5-publish/testing.ts';
import { withFormerIds } from './former-ids.ts';

const [a, b] = [exampleLine({ row: 1, broken: true }), exampleLine({ row: 2, broken: true })];
const beside = exampleLine({ row: 3, broken: false });
const of = (id: string, change: Partial<Finding> = {}): Finding =>
  exampleDiscrepancy('missing_in_erp', { id, key: [`key of ${id}`], lines: [a], ...change });
const idsOf = (fresh: readonly Finding[], former: readonly Finding[]): unknown[] =>
  withFormerIds(fresh, former).map(({ id, key }) => [id, ...key]);

describe('The id that a finding had under other rules', () => {
  test('stays with the same kind and lines, and its key with it', () => {
    expect(idsOf([of('new')], [of('old')])).toEqual([['old', 'key of old']]);
    expect(idsOf([of('new', { lines: [b, a] })], [of('old', { lines: [a, beside, b] })])).toEqual([
      ['old', 'key of old'],
    ]);
  });

  test.each<[string, Finding[], Finding[]]>([
    ['there was none', [of('new')], []],
    ['the kind is another', [of('new')], [{ ...of('old'), kind: 'stale_pending' }]],
    ['the lines are others', [of('new')], [of('old', { lines: [b] })]],
    ['it breaks other lines', [of('new', { lines: [a, b] })], [of('old', { lines: [a, { ...b, broken: false }] })]],
    ['two had it', [of('new')], [of('old'), of('older')]],
  ])('is not taken where %s', (_, fresh, former) => {
    expect(withFormerIds(fresh, former)).toEqual(fresh);
  });

  test('is not given twice, nor to one beside the finding that has it', () => {
    const two = [of('new'), of('newer')];
    expect(withFormerIds(two, [of('old')])).toEqual(two);
    const has = [of('new'), of('old', { lines: [b] })];
    expect(withFormerIds(has, [of('old')])).toEqual(has);
  });
});
