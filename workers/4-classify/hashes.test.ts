import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import { D, day, fileOf, sha } from '../../scripts/testing/kit.ts';
import { payout } from '../../scripts/testing/records.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import type { PayoutRow, StoreRow } from '../../schemas/outcome/run.ts';
import { minor } from '../../schemas/values/money.ts';
import { exampleStore } from '../5-publish/testing.ts';
import { NO_DECISIONS } from '../3-match/decisions.ts';
import { inputHashOf, isHashOf, outcomeHash } from './hashes.ts';

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
const HASH = inputHashOf(D, D, FILES, parent, NO_DECISIONS, 'config', null);

describe('What a run is a function of', () => {
  const changes: [string, string][] = [
    ['another date', inputHashOf(day('2026-07-02'), D, FILES, parent, NO_DECISIONS, 'config', null)],
    ['another go-live', inputHashOf(D, day('2026-06-01'), FILES, parent, NO_DECISIONS, 'config', null)],
    ['another configuration', inputHashOf(D, D, FILES, parent, NO_DECISIONS, 'other', null)],
    [
      'other bytes',
      inputHashOf(
        D,
        D,
        [fileOf('erp', D), fileOf('gate', D, { sha256: sha('other') })],
        parent,
        NO_DECISIONS,
        'config',
        null,
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
        null,
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
        null,
      ),
    ],
    ['no date before', inputHashOf(D, D, FILES, null, NO_DECISIONS, 'config', null)],
    [
      'another outcome of the date before',
      inputHashOf(D, D, FILES, { ...parent, outcomeHash: 'other' }, NO_DECISIONS, 'config', null),
    ],
    ['an outcome under other rules', inputHashOf(D, D, FILES, parent, NO_DECISIONS, 'config', parent)],
  ];
  test.each(changes)('%s makes another run', (_sentence, hash) => {
    expect(hash).not.toBe(HASH);
  });

  const taken = { seq: 7, discrepancyId: 'dsc_1', event: 'resolved', note: 'paid', factsHash: 'facts' } as const;
  const withDecision = (change: object): string =>
    inputHashOf(
      D,
      D,
      FILES,
      parent,
      { ...NO_DECISIONS, lastEvent: 7, taken: [{ ...taken, ...change }] },
      'config',
      null,
    );
  test.each([{}, { event: 'written_off' }, { note: 'other' }, { discrepancyId: 'dsc_2' }, { factsHash: 'other' }])(
    'a decision of a person makes another run: %j',
    (change) => {
      expect(withDecision(change)).not.toBe(HASH);
      if (Object.keys(change).length > 0) expect(withDecision(change)).not.toBe(withDecision({}));
    },
  );

  const byHand = {
    number: 1,
    act: 'match',
    undoes: null,
    lines: [{ date: D, source: 'psp', file: 'f', row: 1, line: 3, leg: 'settlement', content: 'c' }],
    orderDifference: minor(0),
    bankDifference: null,
    note: 'the bank says so',
    by: 'Ana',
    atMs: 5,
  } as const;
  const withByHand = (change: object): string => {
    const taken = [{ ...byHand, ...change }];
    const read = { ...NO_DECISIONS, byHand: { last: 1, taken, standing: taken, undone: [] } };
    return inputHashOf(D, D, FILES, parent, read, 'config', null);
  };
  test.each([
    {},
    { act: 'exclude' },
    { undoes: 1 },
    { orderDifference: minor(1) },
    { bankDifference: minor(0) },
    { lines: [{ ...byHand.lines[0], row: 2 }] },
    { lines: [{ ...byHand.lines[0], content: 'other' }] },
  ])('a decision by hand makes another run: %j', (change) => {
    expect(withByHand(change)).not.toBe(HASH);
    if (Object.keys(change).length > 0) expect(withByHand(change)).not.toBe(withByHand({}));
  });

  test('who took it, when and why does not', () => {
    for (const change of [{ note: 'other' }, { by: 'Leo' }, { atMs: 6 }])
      expect(withByHand(change)).toBe(withByHand({}));
  });

  test('the number of its event does not, nor do events that are no decisions', () => {
    expect(withDecision({ seq: 99 })).toBe(withDecision({}));
    expect(inputHashOf(D, D, FILES, parent, { ...NO_DECISIONS, lastEvent: 99 }, 'config', null)).toBe(HASH);
  });

  test('the order of the files does not', () => {
    expect(inputHashOf(D, D, [...FILES].reverse(), parent, NO_DECISIONS, 'config', null)).toBe(HASH);
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
        null,
      ),
    ).toBe(HASH);
  });
});

describe('The hash of an outcome', () => {
  const outcomeWith = (payouts: readonly PayoutRow[], stores: readonly StoreRow[]) => ({
    run: { date: D, generation: 1 },
    fates: fateTableOf([]),
    discrepancies: [],
    payouts,
    stores,
    conservation: [],
    dues: [],
    moved: [],
  });
  const without = <Row extends object>(row: Row, ...columns: readonly (keyof Row)[]): Row =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name as keyof Row))) as Row;
  const [paid, store] = [
    payout('P-1', { givenBack: minor(0) }),
    exampleStore('N1', { entity: null, city: null, costCentre: null }),
  ];
  const outcome = outcomeWith([paid], [store]);
  const former = [
    outcomeHash(outcomeWith([without(paid, 'givenBack')], [store])),
    outcomeHash(outcomeWith([without(paid, 'givenBack')], [without(store, 'entity', 'city', 'costCentre')])),
  ];

  test('is that of today, or the one that a former version gave it', () => {
    for (const hash of [outcomeHash(outcome), ...former]) expect(isHashOf(outcome, hash)).toBe(true);
    expect(isHashOf(outcome, outcomeHash(outcomeWith([paid], [])))).toBe(false);
  });

  test('is no former one where a column that it lacked says something', () => {
    const givenBack = outcomeWith([{ ...paid, givenBack: minor(1) }], [store]);
    for (const hash of former) expect(isHashOf(givenBack, hash)).toBe(false);
    for (const said of [{ entity: 'SAS' }, { city: 'Cali' }, { costCentre: '1' }])
      expect(isHashOf(outcomeWith([paid], [{ ...store, ...said }]), former[1] ?? '')).toBe(false);
  });
});
