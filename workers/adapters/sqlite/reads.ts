import { and, asc, desc, eq, getTableColumns, gte, lt, lte, max, ne, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import type { RegisteredFile, RunFigures } from '../../../schemas/ports/outcomes.ts';
import { MANIFEST_NAME, type ReportFile } from '../../../schemas/ports/reports.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import type { SourceStamp } from '../../../schemas/ports/sources.ts';
import { compareText, type LineAddress } from '../../../schemas/lines/records.ts';
import type { DueRow, PayoutRow, RunKey, StoreRow } from '../../../schemas/outcome/run.ts';
import {
  broughtBack,
  payouts,
  registeredFiles,
  reportFiles,
  runFiles,
  runs,
  sourceStamps,
  storeMovements,
} from '../../../schemas/tables/tables.ts';
import { fatesNameStart } from '../files/fate-files.ts';
import { preparedOnce, type Connection } from './database.ts';

/**
 * The ordinary questions to the database; every table of a run is read through its newest generation or one that is
 * named.
 */

interface OfRun {
  readonly date: SQLiteColumn;
  readonly generation: SQLiteColumn;
}

export function ofRun(table: OfRun, run: RunKey): SQL | undefined {
  return and(eq(table.date, run.date), eq(table.generation, run.generation));
}

/** The same of a run that is named when the question is asked: by `date` and `generation`. */
function ofAskedRun(table: OfRun): SQL | undefined {
  return and(eq(table.date, sql.placeholder('date')), eq(table.generation, sql.placeholder('generation')));
}

/** The row belongs to the newest generation of its date: one look into the primary key of runs. */
export function isNewest(table: OfRun): SQL {
  return sql`${table.generation} = (select max(newest.generation) from runs newest where newest.date = ${table.date})`;
}

/** A row without the columns that only place it in its run. */
function withoutPlace<T extends RunKey & { readonly place: number }>(row: T): Omit<T, 'date' | 'generation' | 'place'> {
  const { date: _date, generation: _generation, place: _place, ...rest } = row;
  return rest;
}

export function newestGeneration({ db }: Connection, date: PlainDate): number | null {
  return (
    db
      .select({ generation: max(runs.generation) })
      .from(runs)
      .where(eq(runs.date, date))
      .get()?.generation ?? null
  );
}

const {
  number: _number,
  discrepancies: _discrepancies,
  conservation: _conservation,
  dues: _dues,
  moved: _moved,
  ...runColumns
} = getTableColumns(runs);

export function readRuns({ db }: Connection, where: SQL | undefined): RunRecord[] {
  const rows = db.select(runColumns).from(runs).where(where).orderBy(asc(runs.date), asc(runs.generation)).all();
  return rows.map(committed);
}

function committed(row: Omit<RunRecord, 'state'>): RunRecord {
  return { ...row, state: 'committed' };
}

export function readNewestRuns(connection: Connection, upTo?: PlainDate): RunRecord[] {
  return readRuns(connection, and(isNewest(runs), upTo === undefined ? undefined : lte(runs.date, upTo)));
}

export function readRun(connection: Connection, run: RunKey): RunRecord | null {
  return readRuns(connection, ofRun(runs, run))[0] ?? null;
}

const generationsOf = preparedOnce(({ db }) =>
  db
    .select(runColumns)
    .from(runs)
    .where(eq(runs.date, sql.placeholder('date')))
    .orderBy(asc(runs.generation))
    .prepare(),
);

export function readGenerations(connection: Connection, date: PlainDate): RunRecord[] {
  return generationsOf(connection).all({ date }).map(committed);
}

export function readFigures({ db }: Connection, run: RunKey): RunFigures {
  const { conservation, dues, moved } = runs;
  const row = db.select({ conservation, dues, moved }).from(runs).where(ofRun(runs, run)).get();
  return row ?? { conservation: [], dues: [], moved: [] };
}

/**
 * The newest row of every date and currency on which money falls due, over the newest runs of a range; by date and
 * currency.
 */
export function readDuesBetween({ db }: Connection, first: PlainDate, last: PlainDate): DueRow[] {
  const newest = new Map<string, DueRow>();
  const recorded = db
    .select({ rows: runs.dues })
    .from(runs)
    .where(and(gte(runs.date, first), lte(runs.date, last), isNewest(runs)))
    .orderBy(asc(runs.date))
    .all();
  for (const { rows } of recorded) for (const row of rows) newest.set(`${row.dueOn} ${row.currency}`, row);
  return [...newest].sort(([a], [b]) => compareText(a, b)).map(([, row]) => row);
}

const { generation: _fileGeneration, ...fileColumns } = getTableColumns(runFiles);

const filesOfRun = preparedOnce(({ db }) =>
  db.select(fileColumns).from(runFiles).where(ofAskedRun(runFiles)).orderBy(asc(runFiles.source)).prepare(),
);

export function readFiles(connection: Connection, { date, generation }: RunKey): SourceFile[] {
  return filesOfRun(connection).all({ date, generation });
}

const filesInRange = preparedOnce(({ db }) =>
  db
    .select(fileColumns)
    .from(runFiles)
    .where(
      and(
        gte(runFiles.date, sql.placeholder('first')),
        lte(runFiles.date, sql.placeholder('last')),
        isNewest(runFiles),
      ),
    )
    .orderBy(asc(runFiles.date), asc(runFiles.source))
    .prepare(),
);

export function readFilesBetween(connection: Connection, first: PlainDate, last: PlainDate): SourceFile[] {
  return filesInRange(connection).all({ first, last });
}

export function readDatesWithBytes({ db }: Connection, source: string, sha256: string, date: PlainDate): PlainDate[] {
  const sameBytes = and(
    eq(runFiles.source, source),
    eq(runFiles.sha256, sha256),
    eq(runFiles.state, 'in'),
    ne(runFiles.date, date),
  );
  const rows = db
    .select({ date: runFiles.date })
    .from(runFiles)
    .where(and(sameBytes, isNewest(runFiles)))
    .orderBy(asc(runFiles.date))
    .all();
  return rows.map((row) => row.date);
}

/** Prepared once: a run asks this for every source of every date that it looks at again. */
const preparedStamp = preparedOnce(({ db }) => {
  const one = and(eq(sourceStamps.date, sql.placeholder('date')), eq(sourceStamps.source, sql.placeholder('source')));
  return db.select().from(sourceStamps).where(one).prepare();
});

export function readSourceStamp(connection: Connection, date: PlainDate, source: string): SourceStamp | null {
  return preparedStamp(connection).get({ date, source }) ?? null;
}

/** Prepared once: a run asks these for every payout and file that it has. */
export const preparedReads = preparedOnce(({ db }) => {
  const ofPayout = and(
    eq(payouts.source, sql.placeholder('source')),
    eq(payouts.payoutId, sql.placeholder('payoutId')),
  );
  const ofFile = and(
    eq(broughtBack.lineDate, sql.placeholder('lineDate')),
    eq(broughtBack.source, sql.placeholder('source')),
    eq(broughtBack.file, sql.placeholder('file')),
  );
  const payoutRows = db
    .select()
    .from(payouts)
    .where(and(ofPayout, lte(payouts.date, sql.placeholder('upTo')), isNewest(payouts)))
    .orderBy(desc(payouts.date), asc(payouts.place))
    .prepare();
  const back = db
    .select({ row: broughtBack.row, date: sql<PlainDate>`max(${broughtBack.date})` })
    .from(broughtBack)
    .where(and(ofFile, lte(broughtBack.date, sql.placeholder('upTo')), isNewest(broughtBack)))
    .groupBy(broughtBack.row)
    .prepare();
  return {
    /** The newest row of a payout, one per currency. */
    payout: (source: string, payoutId: string, upTo: PlainDate): PayoutRow[] => {
      const newest = new Map<string, PayoutRow>();
      for (const row of payoutRows.all({ source, payoutId, upTo }))
        if (!newest.has(row.currency)) newest.set(row.currency, withoutPlace(row));
      return [...newest.values()];
    },
    /** The rows of a file that newest runs up to a date took up again, with the date of the last of them. */
    broughtBack: (
      { date: lineDate, source, file }: Omit<LineAddress, 'row'>,
      upTo: PlainDate,
    ): readonly { readonly row: number; readonly date: PlainDate }[] => back.all({ lineDate, source, file, upTo }),
  };
});

export function readPayouts({ db }: Connection, run: RunKey): PayoutRow[] {
  return db.select().from(payouts).where(ofRun(payouts, run)).orderBy(asc(payouts.place)).all().map(withoutPlace);
}

export function readStores({ db }: Connection, run: RunKey): StoreRow[] {
  return db
    .select()
    .from(storeMovements)
    .where(ofRun(storeMovements, run))
    .orderBy(asc(storeMovements.place))
    .all()
    .map(withoutPlace);
}

const reportsOfRun = preparedOnce(({ db }) => {
  const { name, sha256, size } = getTableColumns(reportFiles);
  return db
    .select({ name, sha256, size })
    .from(reportFiles)
    .where(ofAskedRun(reportFiles))
    .orderBy(asc(reportFiles.name))
    .prepare();
});

export function readReports(connection: Connection, { date, generation }: RunKey): ReportFile[] {
  return reportsOfRun(connection).all({ date, generation });
}

export function readManifest({ db }: Connection, run: RunKey): string | null {
  const named = and(ofRun(reportFiles, run), eq(reportFiles.name, MANIFEST_NAME));
  return db.select({ content: reportFiles.content }).from(reportFiles).where(named).get()?.content ?? null;
}

const fatesFileOfRun = preparedOnce(({ db }) => {
  const { path, sha256 } = registeredFiles;
  const ofFates = and(gte(path, sql.placeholder('first')), lt(path, sql.placeholder('end')));
  return db.select({ path, sha256 }).from(registeredFiles).where(ofFates).prepare();
});

/** The file of a run's fates, relative to the lines folder, with its hash; null where there is no such run. */
export function readFatesFile(connection: Connection, run: RunKey): Pick<RegisteredFile, 'path' | 'sha256'> | null {
  const start = fatesNameStart(run);
  // From `-`, which the hash follows, up to `/`, which comes after `.` of earlier stores.
  return fatesFileOfRun(connection).get({ first: `${start}-`, end: `${start}/` }) ?? null;
}

const registeredOfDate = preparedOnce(({ db }) =>
  db
    .select()
    .from(registeredFiles)
    .where(eq(registeredFiles.date, sql.placeholder('date')))
    .orderBy(asc(registeredFiles.path))
    .prepare(),
);

export function readRegisteredFiles(connection: Connection, date?: PlainDate): RegisteredFile[] {
  if (date !== undefined) return registeredOfDate(connection).all({ date });
  return connection.db.select().from(registeredFiles).orderBy(asc(registeredFiles.path)).all();
}

export function readPublished({ db }: Connection, date: PlainDate): number | null {
  const newest = max(reportFiles.generation);
  return db.select({ newest }).from(reportFiles).where(eq(reportFiles.date, date)).get()?.newest ?? null;
}

export function readUnpublished({ db }: Connection): PlainDate[] {
  const reported = sql`(SELECT 1 FROM ${reportFiles} WHERE ${reportFiles.date} = ${runs.date} AND ${reportFiles.generation} = ${runs.generation})`;
  return db
    .select({ date: runs.date })
    .from(runs)
    .where(and(isNewest(runs), sql`NOT EXISTS ${reported}`))
    .orderBy(asc(runs.date))
    .all()
    .map((row) => row.date);
}
