import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { lineFileId, type SourceFile } from '../../schemas/lines/files.ts';
import type { RunRecord } from '../../schemas/ports/store.ts';
import type { FateRow, RunOutcome, StoreRow } from '../../schemas/outcome/run.ts';
import type { Context } from './context.ts';
import { addStores, cohortStores, viewOutcome, type CohortAtClose } from './as-of-view.ts';

/** A view of one date at the close of a later one, ready to be published or printed. */
export interface View {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  readonly sources: readonly SourceFile[];
}

type Reading = Pick<Context, 'store' | 'lines' | 'config'>;

/**
 * The lines of `date` with the fate they have at the close of `asOf`. Both dates must have been run, and be current:
 * `run_unknown` otherwise.
 */
export function viewAsOf(date: PlainDate, asOf: PlainDate, context: Reading): View {
  const { store, config } = context;
  const record = currentRun(date, context);
  const close = currentRun(asOf, context);
  const cohort = cohortAtClose(record, asOf, context);
  const outcome = viewOutcome({
    run: { date: record.date, generation: record.generation },
    config,
    cohort,
    discrepancies: store.discrepancies(close),
    sales: salesOf(record, context),
    dues: store.duesBetween(addDays(date, -config.matching.lookbackDays), asOf),
    payouts: payoutsOf(cohort, asOf, context),
  });
  return { record, outcome, sources: store.files(record) };
}

/** The store split of the cohorts of several dates, every line once and in its newest fate at the close of `asOf`. */
export function storesAsOf(dates: readonly PlainDate[], asOf: PlainDate, context: Reading): StoreRow[] {
  // One cohort in memory at a time: a month of a large chain is millions of lines.
  const splits = dates.map((date) => {
    const run = currentRun(date, context);
    return cohortStores(cohortAtClose(run, asOf, context), salesOf(run, context), context.config);
  });
  return addStores(splits);
}

/** The order rows of a date as its own run left them. */
function salesOf(run: RunRecord, { store }: Reading): FateRow[] {
  return store.fates(run).filter((fate) => fate.leg === 'order' && fate.date === run.date);
}

function currentRun(date: PlainDate, { store }: Reading): RunRecord {
  const run = store.newestRun(date);
  if (run !== null && !run.stale) return run;
  throw new CuadreError(
    'run_unknown',
    run === null ? `${date} was not run yet` : `${date} is stale: an earlier date has changed`,
    {
      date,
    },
  );
}

function cohortAtClose(run: RunRecord, asOf: PlainDate, { store, lines }: Reading): CohortAtClose {
  const files = store.files(run).filter((file) => file.state === 'in');
  const rows = files.flatMap((file) => lines.read(lineFileId(file)));
  const fates = store.presentFates(rows, asOf).filter((fate): fate is FateRow => fate !== null);
  return { date: run.date, rows, fates };
}

/**
 * The newest rows of the payouts that lines of the cohort belong to; a line without payout id may be of its file's
 * payout.
 */
function payoutsOf(cohort: CohortAtClose, asOf: PlainDate, { store }: Reading): RunOutcome['payouts'] {
  const ids = new Map<string, Set<string>>();
  for (const fate of cohort.fates) {
    if (fate.leg !== 'settlement') continue;
    const known = ids.get(fate.source) ?? new Set([`${fate.source} ${fate.date}`]);
    ids.set(fate.source, fate.payoutId === null ? known : known.add(fate.payoutId));
  }
  return [...ids].flatMap(([source, payoutIds]) => store.findPayouts(source, [...payoutIds].sort(), asOf));
}
