import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitRunOf, day, discrepancy, runCommit } from '../../../scripts/testing/records.ts';
import type { Decision } from '../../../schemas/outcome/decision.ts';
import { writing, type Connection } from './database.ts';
import { decide, readDecisions } from './decisions.ts';
import * as discrepancies from './discrepancy-reads.ts';
import { differenceOf, writeDifference } from './discrepancy-writes.ts';
import { migrationsDirectory } from './migrate.ts';
import { openConnection } from './open.ts';
import * as queue from './queue.ts';
import { openStore } from './sqlite.ts';

/** How SQLite answers: by an index, where a table grows with the years. */

const a = discrepancy('R-A');
const b = discrepancy('R-B');
const GROWING = /^SCAN (discrepancies|discrepancy_names|discrepancy_spans|events|findings|outbox)\b/;

let directory = '';
let connection: Connection;
/** Every statement that was prepared since the test began. */
let prepared: string[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'cuadre-plans-'));
  const path = join(directory, 'cuadre.db');
  const store = openStore({ path, linesDirectory: join(directory, 'lines') });
  await commitRunOf(store, day(1), { discrepancies: [a, b] });
  store.close();
  connection = openConnection(path, migrationsDirectory());
  const prepare = connection.raw.prepare.bind(connection.raw);
  prepared = [];
  connection.raw.prepare = (source: string) => {
    prepared.push(source);
    return prepare(source);
  };
});
afterEach(() => {
  connection.raw.close();
  rmSync(directory, { recursive: true, force: true });
});

/** The steps of every statement that was prepared, as SQLite plans them. */
function steps(): string[] {
  const asked = [...new Set(prepared)].filter((source) => /^\s*(select|delete|update)/i.test(source));
  expect(asked).not.toEqual([]);
  return asked.flatMap((source) => {
    const values = new Array<number>(source.split('?').length - 1).fill(1);
    return (connection.raw.prepare(`EXPLAIN QUERY PLAN ${source}`).all(...values) as { detail: string }[]).map(
      ({ detail }) => detail,
    );
  });
}
const scans = (): string[] => steps().filter((step) => GROWING.test(step));

describe('an index answers', () => {
  it.each<[string, () => unknown]>([
    ['one entry by its id', () => queue.readEntry(connection, a.id)],
    ['a page of the queue', () => queue.readEntries(connection, { after: a.id, limit: 1 })],
    ['the events after a number', () => queue.readEvents(connection, { after: 1, limit: 1 })],
    ['the events of one discrepancy', () => queue.readEvents(connection, { discrepancyId: a.id, after: 1, limit: 1 })],
    ['the number of the last event', () => queue.lastEvent(connection)],
    ['the decisions of a range', () => readDecisions(connection, 0, 1)],
    ['what people closed', () => discrepancies.readDecided(connection, day(1))],
    ['the discrepancies of a reference', () => discrepancies.readNamed(connection, ['r-a'])],
    ['the discrepancies of a run', () => discrepancies.readDiscrepancies(connection, { date: day(1), generation: 1 })],
    [
      'the rejects of a run that stand',
      () => discrepancies.openRejects(connection, { date: day(1), generation: 1 })(a.id),
    ],
    [
      'one discrepancy of a run',
      () => discrepancies.readDiscrepancy(connection, { date: day(1), generation: 1 }, a.id),
    ],
    ['how one stood before', () => discrepancies.readFormerStates(connection, [a.id], day(2))],
    ['what waits to be sent, and how much', () => [queue.readOutbox(connection, 1), queue.countUnsent(connection)]],
    [
      'what was sent',
      () => {
        queue.markSent(connection, [1, 2]);
      },
    ],
  ])('%s', (_what, ask) => {
    ask();
    expect(scans()).toEqual([]);
  });

  it('a page of what is open, from an index that holds nothing else and in its order', () => {
    queue.readEntries(connection, { open: true, after: a.id, limit: 1 });
    expect(steps()).toContain('SEARCH discrepancies USING INDEX discrepancies_open (id>?)');
    expect(steps().join()).not.toContain('TEMP B-TREE');
    expect(scans()).toEqual([]);
  });

  it('the discrepancies of a run, of which no other row is looked at', () => {
    discrepancies.readDiscrepancies(connection, { date: day(1), generation: 1 });
    expect(steps().filter((step) => step.includes('discrepancy_spans'))).toEqual([
      'SEARCH discrepancy_spans USING INDEX discrepancy_spans_by_first (node=? AND first<?)',
      'SEARCH discrepancy_spans USING INDEX discrepancy_spans_by_last (node=? AND last>?)',
    ]);
  });

  it('what differs from the run before, and its recording, which holds the write lock', () => {
    const difference = differenceOf(connection, [{ ...b, event: null }, discrepancy('R-C')]);
    expect([difference.ended.length, difference.begun.length, difference.found.length]).toEqual([1, 1, 1]);
    connection.raw.exec('PRAGMA foreign_keys = OFF');
    writing(connection, () => {
      writeDifference(connection, difference);
    });
    expect(scans()).toEqual([]);
  });

  it("a run's move of the queue, which holds the write lock", async () => {
    const store = openStore({ path: join(directory, 'cuadre.db'), linesDirectory: join(directory, 'lines') });
    const record = await runCommit(store, day(1), { discrepancies: [{ ...a, state: 'open' }, discrepancy('R-C')] });
    store.close();
    writing(connection, () => {
      queue.moveQueue(connection, record);
    });
    expect(queue.readEvents(connection).map((event) => event.event)).toContain('auto_resolved');
    expect(scans()).toEqual([]);
  });

  it('a list of decisions, which holds it too', () => {
    const on = (id: string): Decision => ({ discrepancyId: id, event: 'resolved', by: 'ana', note: 'paid', seq: null });
    const verdicts = decide(connection, [on(a.id), on('dsc_none')], { atMs: 1, partial: true });
    expect(verdicts.map(({ code }) => code)).toEqual(['applied', 'unknown']);
    expect(scans()).toEqual([]);
  });
});
