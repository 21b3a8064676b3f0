import { describe, expect, test } from 'vitest';
import { dueStages, STAGES, type DateSnapshot } from './order.ts';

const start: DateSnapshot = { sources: {}, parentCommitted: true, matched: false, classified: false, published: false };

/** Due stages as short texts: `download erp`, `match`. */
function due(change: Partial<DateSnapshot>): string[] {
  return dueStages({ ...start, ...change }).map(({ stage, source }) =>
    source === null ? stage : `${stage} ${source}`,
  );
}

describe('Which stages of a date are due', () => {
  const table: [string, Partial<DateSnapshot>, string[]][] = [
    [
      'every source is downloaded by itself',
      { sources: { erp: 'waiting', bank: 'waiting' } },
      ['download bank', 'download erp'],
    ],
    [
      'a source that is down is read while another still waits',
      { sources: { erp: 'waiting', bank: 'downloaded' } },
      ['normalise bank', 'download erp'],
    ],
    [
      'a source that is read has nothing to do while another waits',
      { sources: { erp: 'waiting', bank: 'normalised' } },
      ['download erp'],
    ],
    ['match waits for the last source', { sources: { erp: 'normalised', bank: 'downloaded' } }, ['normalise bank']],
    ['match is due when all are read', { sources: { erp: 'normalised', bank: 'normalised' } }, ['match']],
    ['a source that is given up holds nothing back', { sources: { erp: 'normalised', bank: 'given_up' } }, ['match']],
    [
      'with every source given up the date is decided all the same',
      { sources: { erp: 'given_up', bank: 'given_up' } },
      ['match'],
    ],
    ['match waits for the date before', { sources: { erp: 'normalised' }, parentCommitted: false }, []],
    [
      'the files of a date do not wait for the date before',
      { sources: { erp: 'waiting' }, parentCommitted: false },
      ['download erp'],
    ],
    ['what is matched is classified', { sources: { erp: 'normalised' }, matched: true }, ['classify']],
    [
      'what is classified is published',
      { sources: { erp: 'normalised' }, matched: true, classified: true },
      ['publish'],
    ],
    [
      'what a crash left classified and unmatched in memory is published, not matched again',
      { sources: { erp: 'waiting' }, classified: true },
      ['publish'],
    ],
    [
      'what is published is done',
      { sources: { erp: 'waiting' }, matched: true, classified: true, published: true },
      [],
    ],
  ];
  test.each(table)('%s', (_sentence, snapshot, expected) => {
    expect(due(snapshot)).toEqual(expected);
  });

  test('a date passes every stage once, in the order of the listing', () => {
    let snapshot = { ...start, sources: { erp: 'waiting' as DateSnapshot['sources'][string] } };
    const passed: string[] = [];
    for (let [next] = dueStages(snapshot); next; [next] = dueStages(snapshot)) {
      passed.push(next.stage);
      if (next.stage === 'download') snapshot = { ...snapshot, sources: { erp: 'downloaded' } };
      if (next.stage === 'normalise') snapshot = { ...snapshot, sources: { erp: 'normalised' } };
      if (next.stage === 'match') snapshot = { ...snapshot, matched: true };
      if (next.stage === 'classify') snapshot = { ...snapshot, classified: true };
      if (next.stage === 'publish') snapshot = { ...snapshot, published: true };
    }
    expect(passed).toEqual([...STAGES]);
  });
});
