import { addStores } from '../4-classify/store-split.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import { addDays, type PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { lineFileId, type SourceFile } from '../../schemas/lines/files.ts';
import type { RunRecord } from '../../schemas/ports/runs.ts';
import { fatesWhere } from '../../schemas/outcome/fates.ts';
import type { FateRow, FateTable, RunOutcome, StoreRow } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import { cohortStores, viewOutcome, type CohortAtClose } from './as-of-view.ts';

/** A view of one date at the close of a later one, ready to be published or printed. */
export interface View {
  readonly record: RunRecord;
  readonly outcome: RunOutcome;
  readonly sources: readonly SourceFile[];
}

type Reading = Pick<Context, 'store' | 'lines' | 'config'>;

/**
 * The lines of `date` with the fate they have at the close of `asOf`. Both dates must have been run, and be current:
 * `run_unknown` otherwise. Throws `integrity_broken` for a record that is not as it was written.
 */
export async function viewAsOf(date: PlainDate, asOf: PlainDate, context: Reading): Promise<View> {
  const { store, config } = context;
  await store.chain.assertRecorded();
  const record = await currentRun(date, context);
  const close = await currentRun(asOf, context);
  const cohort = await cohortAtClose(record, asOf, context);
  const outcome = viewOutcome({
    run: { date: record.date, generation: record.generation },
    config,
    cohort,
    discrepancies: await store.outcomes.discrepancies(close),
    sales: await salesOf(record, context),
    dues: await store.history.duesBetween(addDays(date, -config.matching.lookbackDays), asOf),
    payouts: await payoutsOf(cohort, asOf, context),
  });
  return { record, outcome, sources: await store.outcomes.files(record) };
}

/** The store split of the cohorts of several dates, every line once and in its newest fate at the close of `asOf`. */
export async function storesAsOf(dates: readonly PlainDate[], asOf: PlainDate, context: Reading): Promise<StoreRow[]> {
  // One cohort in memory at a time: a month of a large chain is millions of lines.
  const splits = await inTurn(dates, async (date) => {
    const run = await currentRun(date, context);
    return cohortStores(await cohortAtClose(run, asOf, context), await salesOf(run, context), context.config);
  });
  return addStores(splits);
}

/** The order rows of a date as its own run left them. */
async function salesOf(run: RunRecord, { store }: Reading): Promise<FateTable> {
  const fates = await store.outcomes.fates(run);
  const [leg, date] = [fates.column('leg'), fates.column('date')];
  return fatesWhere(fates, (place) => leg(place) === 'order' && date(place) === run.date);
}

async function currentRun(date: PlainDate, { store }: Reading): Promise<RunRecord> {
  const run = await store.runs.newest(date);
  if (run !== null && !run.stale) return run;
  throw new CuadreError(
    'run_unknown',
    run === null ? `${date} was not run yet` : `${date} is stale: an earlier date has changed`,
    {
      date,
    },
  );
}

async function cohortAtClose(run: RunRecord, asOf: PlainDate, { store, lines }: Reading): Promise<CohortAtClose> {
  const files = (await store.outcomes.files(run)).filter((file) => file.state === 'in');
  const rows = (await inTurn(files, (file) => lines.read(lineFileId(file)))).flat();
  const fates = (await store.history.presentFates(rows, asOf)).filter((fate): fate is FateRow => fate !== null);
  return { date: run.date, rows, fates };
}

/**
 * The newest rows of the payouts that lines of the cohort belong to; a line without payout id may be of its file's
 * payout.
 */
async function payoutsOf(cohort: CohortAtClose, asOf: PlainDate, { store }: Reading): Promise<RunOutcome['payouts']> {
  const ids = new Map<string, Set<string>>();
  for (const fate of cohort.fates) {
    if (fate.leg !== 'settlement') continue;
    const known = ids.get(fate.source) ?? new Set([`${fate.source} ${fate.date}`]);
    ids.set(fate.source, fate.payoutId === null ? known : known.add(fate.payoutId));
  }
  return (
    await inTurn(ids, ([source, payoutIds]) => store.history.findPayouts(source, [...payoutIds].sort(), asOf))
  ).flat();
}
