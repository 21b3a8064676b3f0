import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../schemas/ports.ts';
import { D, day, fileOf, sha } from '../../scripts/testing/kit.ts';
import { inputHashOf } from './stage.ts';

const context = { configHash: 'config' };
const parent: RunRecord = {
  date: day('2026-06-30'),
  generation: 1,
  state: 'committed',
  parentGeneration: null,
  inputHash: 'in',
  outcomeHash: 'out',
  configHash: 'config',
  rulesVersion: '1',
  lastEvent: 0,
  reason: null,
  stale: false,
};
const FILES = [fileOf('erp', D), fileOf('gate', D)];
const HASH = inputHashOf(D, D, FILES, parent, context);

describe('What a run is a function of', () => {
  const changes: [string, string][] = [
    ['another date', inputHashOf(day('2026-07-02'), D, FILES, parent, context)],
    ['another go-live', inputHashOf(D, day('2026-06-01'), FILES, parent, context)],
    ['another configuration', inputHashOf(D, D, FILES, parent, { configHash: 'other' })],
    ['other bytes', inputHashOf(D, D, [fileOf('erp', D), fileOf('gate', D, { sha256: sha('other') })], parent, context)],
    [
      'a file that is missing',
      inputHashOf(D, D, [fileOf('erp', D), fileOf('gate', D, { state: 'missing', sha256: null })], parent, context),
    ],
    ['another reading of the file', inputHashOf(D, D, [fileOf('erp', D), fileOf('gate', D, { profileHash: 'other' })], parent, context)],
    ['no date before', inputHashOf(D, D, FILES, null, context)],
    ['another outcome of the date before', inputHashOf(D, D, FILES, { ...parent, outcomeHash: 'other' }, context)],
  ];
  test.each(changes)('%s makes another run', (_sentence, hash) => {
    expect(hash).not.toBe(HASH);
  });

  test('the order of the files does not', () => {
    expect(inputHashOf(D, D, [...FILES].reverse(), parent, context)).toBe(HASH);
  });

  test('nor does what was read of a file: it follows from its bytes and its reading', () => {
    expect(
      inputHashOf(
        D,
        D,
        FILES.map((file) => ({ ...file, lines: 99 })),
        parent,
        context,
      ),
    ).toBe(HASH);
  });
});
