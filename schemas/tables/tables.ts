import { foreignKey, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AlertState } from '../ports/alerts.ts';
import type { PlainDate } from '../values/dates.ts';
import type {
  FileProblem,
  FileRevision,
  Footing,
  RefusedDelivery,
  SourceFile,
  StatementBalance,
} from '../lines/files.ts';
import { ZERO } from '../values/money.ts';
import type { Leg } from '../lines/records.ts';
import type { DateUnderWay } from '../ports/progress.ts';
import type { DateSource, PrunedKind } from '../ports/retention.ts';
import type { BankPass, DueRow, LegConservation, MonthChange, PayoutFate } from '../outcome/run.ts';
import { amount, date, json, ofRun, placed } from './columns.ts';

/**
 * The tables of the store; those of discrepancies stand in `discrepancies.ts`. A line that only waits or is closed is
 * never a row here: it stands in its line file and in the fates file of each run. Amounts are hundredths; dates are
 * `YYYY-MM-DD`. After a change here: `npx drizzle-kit generate`; a migration that was generated is never edited.
 */

/** One value by name: `go_live`. */
export const meta = sqliteTable('meta', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
});

/** Who may write a date, or bring in one source of it. The row of a lease that is given back keeps its token. */
export const leases = sqliteTable(
  'leases',
  {
    date: date('date').notNull(),
    /** '' for the date itself. */
    source: text('source').notNull().default(''),
    token: integer('token').notNull(),
    holder: text('holder').notNull(),
    untilMs: integer('until_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.date, table.source] })],
);

/** A date that workers have under way, or had: what any of them needs to go on where another was killed. */
export const datesUnderWay = sqliteTable('dates_under_way', {
  date: date('date').primaryKey(),
  /** Which time it is under way: who works for an earlier round records nothing any more. */
  round: integer('round').notNull(),
  /** The generation that is made if the inputs differ from those of the newest run. */
  generation: integer('generation').notNull(),
  /** Matched and classified: committed, or found unchanged. */
  matched: integer('matched', { mode: 'boolean' }).notNull(),
  open: integer('open', { mode: 'boolean' }).notNull(),
  /** Where its files come from: looked for at the sources, or only what was not read yet. */
  filesFrom: text('files_from').$type<'sources' | 'unread'>().notNull().default('unread'),
  /** What is known of each of its sources, ordered by their ids. */
  files: json<DateUnderWay['files']>('files').notNull(),
  /** Stages that were started and have no good end yet. */
  stages: json<DateUnderWay['stages']>('stages').notNull(),
});

export const runs = sqliteTable(
  'runs',
  {
    ...ofRun,
    /** In the order in which runs were committed, from 1. */
    number: integer('number').notNull(),
    parentGeneration: integer('parent_generation'),
    inputHash: text('input_hash').notNull(),
    outcomeHash: text('outcome_hash').notNull(),
    configHash: text('config_hash').notNull(),
    rulesVersion: text('rules_version').notNull(),
    lastEvent: integer('last_event').notNull(),
    /** Why a person asked for this generation; null where nobody gave a reason. */
    reason: text('reason'),
    stale: integer('stale', { mode: 'boolean' }).notNull(),
    /** How many discrepancies it holds: what is read back is counted. */
    discrepancies: integer('discrepancies').notNull(),
    conservation: json<readonly LegConservation[]>('conservation').notNull(),
    dues: json<readonly DueRow[]>('dues').notNull().default([]),
    moved: json<readonly MonthChange[]>('moved').notNull().default([]),
  },
  (table) => [primaryKey({ columns: [table.date, table.generation] }), uniqueIndex('runs_by_number').on(table.number)],
);

/**
 * How the file of a source and date looked when its bytes were last hashed: a file that looks the same is not read
 * again to learn whether it is the one that the runs used. A cache: without it every file is read once more.
 */
export const sourceStamps = sqliteTable(
  'source_looks',
  {
    date: date('date').notNull(),
    source: text('source').notNull(),
    name: text('name').notNull(),
    stamp: text('stamp').notNull(),
    sha256: text('sha256').notNull(),
  },
  (table) => [primaryKey({ columns: [table.date, table.source] })],
);

/**
 * Every line, key and fates file that a committed run uses, with the hash it had then: of the list of the hashes of its
 * blocks. Paths are relative to the lines folder.
 */
export const registeredFiles = sqliteTable(
  'registered_files',
  {
    path: text('path').primaryKey(),
    date: date('date').notNull(),
    sha256: text('sha256').notNull(),
    size: integer('size').notNull(),
  },
  (table) => [index('registered_files_by_date').on(table.date)],
);

export const runFiles = sqliteTable(
  'run_files',
  {
    ...ofRun,
    source: text('source').notNull(),
    leg: text('leg').$type<Leg>().notNull(),
    state: text('state').$type<SourceFile['state']>().notNull(),
    name: text('name'),
    sha256: text('sha256'),
    profileHash: text('profile_hash'),
    size: integer('size').notNull(),
    lines: integer('lines').notNull(),
    rejects: integer('rejects').notNull(),
    problem: json<FileProblem>('problem'),
    footing: json<Footing>('footing'),
    balances: json<readonly StatementBalance[]>('balances').notNull(),
    columns: json<readonly string[]>('columns').notNull(),
    revisions: json<readonly FileRevision[]>('revisions').notNull().default([]),
    refused: json<RefusedDelivery>('refused'),
  },
  (table) => [
    foreignKey({ columns: [table.date, table.generation], foreignColumns: [runs.date, runs.generation] }),
    primaryKey({ columns: [table.date, table.generation, table.source] }),
    index('run_files_by_bytes').on(table.source, table.sha256),
  ],
);

export const payouts = sqliteTable(
  'payouts',
  {
    ...placed,
    source: text('source').notNull(),
    account: text('account'),
    payoutId: text('payout_id').notNull(),
    currency: text('currency').notNull(),
    settledOn: date('settled_on').notNull(),
    lines: integer('lines').notNull(),
    gross: amount('gross').notNull(),
    refunds: amount('refunds').notNull(),
    fees: amount('fees').notNull(),
    taxes: amount('taxes').notNull(),
    adjustments: amount('adjustments').notNull(),
    net: amount('net').notNull(),
    givenBack: amount('given_back').notNull().default(ZERO),
    cohorts: json<readonly PlainDate[]>('cohorts').notNull(),
    bankAmount: amount('bank_amount'),
    difference: amount('difference'),
    dueOn: date('due_on').notNull(),
    arrivedOn: date('arrived_on'),
    pass: text('pass').$type<BankPass>(),
    bankMatch: text('bank_match'),
    fate: text('fate').$type<PayoutFate>().notNull(),
    discrepancyIds: json<readonly string[]>('discrepancy_ids').notNull(),
  },
  (table) => [
    foreignKey({ columns: [table.date, table.generation], foreignColumns: [runs.date, runs.generation] }),
    primaryKey({ columns: [table.date, table.generation, table.place] }),
    index('payouts_by_id').on(table.source, table.payoutId, table.date),
  ],
);

/** How far each channel of `notify` has been told: events up to this number have been looked at. */
export const alertChannels = sqliteTable('alert_channels', {
  channel: text('channel').primaryKey(),
  lastEvent: integer('last_event').notNull(),
});

/**
 * One message to one channel, from its planning to its delivery. `key`: the id of its event, or of the run that it sums
 * up.
 */
export const alerts = sqliteTable(
  'alerts',
  {
    channel: text('channel').notNull(),
    key: text('key').notNull(),
    ...ofRun,
    /** Null on a digest. */
    discrepancyId: text('discrepancy_id'),
    state: text('state').$type<AlertState>().notNull(),
    tries: integer('tries').notNull(),
    notBeforeMs: integer('not_before_ms').notNull(),
    code: text('code'),
  },
  (table) => [
    primaryKey({ columns: [table.channel, table.key] }),
    index('alerts_by_state').on(table.state, table.notBeforeMs),
  ],
);

export const storeMovements = sqliteTable(
  'store_movements',
  {
    ...placed,
    store: text('store').notNull(),
    name: text('name').notNull(),
    listed: integer('listed', { mode: 'boolean' }).notNull(),
    currency: text('currency').notNull(),
    orders: integer('orders').notNull(),
    gross: amount('gross').notNull(),
    refunds: amount('refunds').notNull(),
    chargebacks: amount('chargebacks').notNull(),
    fees: amount('fees').notNull(),
    taxes: amount('taxes').notNull(),
    net: amount('net').notNull(),
    bankConfirmed: amount('bank_confirmed').notNull(),
    awaiting: amount('awaiting').notNull(),
    broken: amount('broken').notNull(),
    confirmedOnDay: amount('confirmed_on_day').notNull(),
    entity: text('entity'),
    city: text('city'),
    costCentre: text('cost_centre'),
  },
  (table) => [
    foreignKey({ columns: [table.date, table.generation], foreignColumns: [runs.date, runs.generation] }),
    primaryKey({ columns: [table.date, table.generation, table.place] }),
  ],
);

/**
 * Closed lines that a run took up again: the only lines that are rows, so that a walk over the fates finds where they
 * went on.
 */
export const broughtBack = sqliteTable(
  'brought_back',
  {
    ...ofRun,
    lineDate: date('line_date').notNull(),
    source: text('source').notNull(),
    file: text('file').notNull(),
    row: integer('row').notNull(),
  },
  (table) => [
    foreignKey({ columns: [table.date, table.generation], foreignColumns: [runs.date, runs.generation] }),
    primaryKey({ columns: [table.date, table.generation, table.lineDate, table.source, table.file, table.row] }),
    index('brought_back_by_line').on(table.lineDate, table.source, table.file, table.row, table.date),
  ],
);

export const reportFiles = sqliteTable(
  'report_files',
  {
    ...ofRun,
    name: text('name').notNull(),
    sha256: text('sha256').notNull(),
    size: integer('size').notNull(),
    /**
     * The text of the manifest, which holds a clock, so that nothing makes it again; null on every other file, and on
     * manifests of before it was recorded.
     */
    content: text('content'),
  },
  (table) => [
    foreignKey({ columns: [table.date, table.generation], foreignColumns: [runs.date, runs.generation] }),
    primaryKey({ columns: [table.date, table.generation, table.name] }),
  ],
);

/**
 * Files of the archive that retention dropped: written before the file goes, so that what is missing is never taken for
 * lost.
 */
export const prunedFiles = sqliteTable(
  'pruned_files',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** Relative to the archive. */
    path: text('path').notNull(),
    kind: text('kind').$type<PrunedKind>().notNull(),
    sha256: text('sha256').notNull(),
    size: integer('size').notNull(),
    uses: json<readonly DateSource[]>('uses').notNull(),
    /** Null on an orphan. */
    lastDate: date('last_date'),
    atMs: integer('at_ms').notNull(),
    by: text('by').notNull(),
    /** When the file came back; null while the record is in force. */
    undoneAtMs: integer('undone_at_ms'),
  },
  (table) => [index('pruned_files_by_path').on(table.path), index('pruned_files_by_date').on(table.lastDate)],
);
