import { CuadreError } from '../../../../schemas/errors.ts';
import type { RunKey, Standing } from '../../../../schemas/outcome/run.ts';
import type { Connection } from '../database.ts';
import { findingIn, rowsAt } from '../discrepancy-reads.ts';
import { differenceAt, writeDifference, type HeldDiscrepancy } from '../discrepancy-writes.ts';
import { asideName, formerColumns, notTheSame, type FormerTables } from './copied-tables.ts';

/** A discrepancy as a former run holds it: a row of its own in every run. */
interface FormerRow extends Standing {
  readonly id: string;
  /** The finding as JSON. */
  readonly finding: string;
}

interface FormerRun extends RunKey {
  readonly place: number;
  readonly number: number;
  readonly held: number;
}

/**
 * Records the runs in the order in which they were committed, and of the discrepancies of each what differs from the
 * run before it, as a commit does; then reads every run back and compares it with what it was.
 */
export function convertRuns(connection: Connection, former: FormerTables): void {
  const runs = formerRuns(connection);
  const insert = runInserter(connection, former);
  const rowsOf = formerRowsReader(connection);
  for (const run of runs) {
    const difference = differenceAt(connection, rowsOf(run).map(heldOf));
    insert(run);
    writeDifference(connection, difference);
  }
  for (const run of runs) assertSame(connection, run, rowsOf(run));
}

/** A row of a table that is only added to has a place after those that were there before it. */
function formerRuns({ raw }: Connection): FormerRun[] {
  return raw
    .prepare<[], FormerRun>(
      `SELECT run.rowid AS place, row_number() OVER (ORDER BY run.rowid) AS number, run.date, run.generation,
        (SELECT count(*) FROM "${asideName('run_discrepancies')}" held
          WHERE held.date = run.date AND held.generation = run.generation) AS held
      FROM "${asideName('runs')}" run ORDER BY run.rowid`,
    )
    .all();
}

/** Inserts a former run as it is, with its number and how many discrepancies it holds. */
function runInserter({ raw }: Connection, former: FormerTables): (run: FormerRun) => void {
  const list = formerColumns(raw, former, 'runs');
  const insert = raw.prepare(
    `INSERT INTO runs (number, discrepancies, ${list}) SELECT ?, ?, ${list} FROM "${asideName('runs')}" WHERE rowid = ?`,
  );
  return ({ number, held, place }) => {
    insert.run(number, held, place);
  };
}

function formerRowsReader({ raw }: Connection): (run: RunKey) => FormerRow[] {
  const rows = raw.prepare<[string, number], FormerRow>(
    `SELECT id, state, event, note, finding FROM "${asideName('run_discrepancies')}"
      WHERE date = ? AND generation = ? ORDER BY place`,
  );
  return ({ date, generation }) => rows.all(date, generation);
}

function heldOf({ id, finding: document, state, event, note }: FormerRow): HeldDiscrepancy {
  const finding = findingIn(document, id);
  if (finding.id !== id)
    throw new CuadreError('integrity_broken', `the finding of ${id} is that of another one`, { id, found: finding.id });
  return { state, event, note, finding, document: () => document };
}

function assertSame(
  connection: Connection,
  { date, generation, number }: FormerRun,
  former: readonly FormerRow[],
): void {
  const rows = rowsAt(connection, number);
  const different = rows.filter(({ span, document }, index) => {
    const row = former[index];
    const event = span.first === number ? span.event : null;
    return (
      row?.id !== span.id ||
      row.state !== span.state ||
      row.event !== event ||
      row.note !== span.note ||
      row.finding !== document
    );
  }).length;
  if (different > 0 || rows.length !== former.length)
    throw notTheSame(`discrepancies of ${date}, generation ${String(generation)},`, different);
}
