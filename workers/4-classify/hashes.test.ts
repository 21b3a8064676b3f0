import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import { D, day, fileOf, sha } from '../../scripts/testing/kit.ts';
import { NO_DECISIONS } from '../3-match/decisions.ts';
import { inputHashOf } from './hashes.ts';

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
const HASH = inputHashOf(D, D, FILES, parent, NO_DECISIONS, 'config');

describe('What a run is a function of', () => {
  const changes: [string, string][] = [
    ['another date', inputHashOf(day('2026-07-02'), D, FILES, parent, NO_DECISIONS, 'config')],
    ['another go-live', inputHashOf(D, day('2026-06-01'), FILES, parent, NO_DECISIONS, 'config')],
    ['another configuration', inputHashOf(D, D, FILES, parent, NO_DECISIONS, 'other')],
    [
      'other bytes',
      inputHashOf(
        D,
        D,
        [fileOf('erp', D), fileOf('gate', D, { sha256: sha('other') })],
        parent,
        NO_DECISIONS,
        'config',
      ),
    ],
    [
      'a file that is missing',
      inputHashOf(
        D,
        D,
        [fileOf('erp', D), fileOf('gate', D, { state: 'missing', sha256: null })],
        parent,
        NO_DECISIONS,
        'config',
      ),
    ],
    [
      'another reading of the file',
      inputHashOf(
        D,
        D,
        [fileOf('erp', D), fileOf('gate', D, { profileHash: 'other' })],
        parent,
        NO_DECISIONS,
        'config',
      ),
    ],
    ['no date before', inputHashOf(D, D, FILES, null, NO_DECISIONS, 'config')],
    [
      'another outcome of the date before',
      inputHashOf(D, D, FILES, { ...parent, outcomeHash: 'other' }, NO_DECISIONS, 'config'),
    ],
  ];
  test.each(changes)('%s makes another run', (_sentence, hash) => {
    expect(hash).not.toBe(HASH);
  });

  const taken = { seq: 7, discrepancyId: 'dsc_1', event: 'resolved', note: 'paid', factsHash: 'facts' } as const;
  const withDecision = (change: object): string =>
    inputHashOf(D, D, FILES, parent, { lastEvent: 7, taken: [{ ...taken, ...change }] }, 'config');
  test.each([{}, { event: 'written_off' }, { note: 'other' }, { discrepancyId: 'dsc_2' }, { factsHash: 'other' }])(
    'a decision of a person makes another run: %j',
    (change) => {
      expect(withDecision(change)).not.toBe(HASH);
      if (Object.keys(change).length > 0) expect(withDecision(change)).not.toBe(withDecision({}));
    },
  );

  test('the number of its event does not, nor do events that are no decisions', () => {
    expect(withDecision({ seq: 99 })).toBe(withDecision({}));
    expect(inputHashOf(D, D, FILES, parent, { lastEvent: 99, taken: [] }, 'config')).toBe(HASH);
  });

  test('the order of the files does not', () => {
    expect(inputHashOf(D, D, [...FILES].reverse(), parent, NO_DECISIONS, 'config')).toBe(HASH);
  });

  test('nor does what was read of a file: it follows from its bytes and its reading', () => {
    expect(
      inputHashOf(
        D,
        D,
        FILES.map((file) => ({ ...file, lines: 99 })),
        parent,
        NO_DECISIONS,
        'config',
      ),
    ).toBe(HASH);
  });
});
