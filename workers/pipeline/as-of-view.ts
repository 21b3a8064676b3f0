import type { Config } from '../../schemas/config/config.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { CuadreError } from '../../schemas/errors.ts';
import { addressKey, type Line, type Reject } from '../../schemas/lines/records.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';
import type {
  Discrepancy,
  DueRow,
  FateRow,
  FateTable,
  LegConservation,
  PayoutRow,
  RunKey,
  RunOutcome,
  StoreRow,
} from '../../schemas/outcome/run.ts';
import { NO_SEEN_ROWS } from '../3-match/seen-before/seen-rows.ts';
import { noPlainSales } from '../3-match/plain/plain-sales.ts';
import { conserve } from '../4-classify/conservation.ts';
import { splitStores, type CohortLine } from '../4-classify/store-split.ts';
import { payoutName } from '../3-match/receivables.ts';

/** The lines of one date's files, each with its newest fate at the close of a later date. */
export interface CohortAtClose {
  readonly date: PlainDate;
  readonly rows: readonly (Line | Reject)[];
  /** One for each row, in any order. */
  readonly fates: readonly FateRow[];
}

export interface ViewInput {
  readonly run: RunKey;
  readonly config: Pick<Config, 'stores'>;
  readonly cohort: CohortAtClose;
  /** What the run at whose close the view stands holds. */
  readonly discrepancies: readonly Discrepancy[];
  /** The dates on which money falls due, at the close of the later date. */
  readonly dues: readonly DueRow[];
  /** The order rows of the date as its own run left them. */
  readonly sales: FateTable;
  /** The newest row of each payout that a line of the cohort may belong to. */
  readonly payouts: readonly PayoutRow[];
}

/**
 * The outcome of a view: the lines of one date with the fate they have at the close of a later one. Its discrepancies
 * name a line or a payout of the cohort, or belong to the date itself. Throws `conservation_broken` where a line has no
 * fate.
 */
export function viewOutcome({ run, config, cohort, discrepancies, dues, sales, payouts }: ViewInput): RunOutcome {
  const own = payouts.filter((payout) => payout.cohorts.includes(cohort.date));
  return {
    run,
    fates: fateTableOf(cohort.fates),
    discrepancies: discrepancies.filter(ofCohort(cohort, own)),
    payouts: own,
    stores: cohortStores(cohort, sales, config),
    conservation: conserveCohort(cohort),
    dues,
    sales,
    moved: [],
  };
}

/**
 * The store split of one cohort: its money as it stands at the close, its orders as the date's own run sold them.
 * Nothing is `confirmed on the day`: a view is of no single day.
 */
export function cohortStores(cohort: CohortAtClose, sales: FateTable, config: Pick<Config, 'stores'>): StoreRow[] {
  const fates = new Map(cohort.fates.map((fate) => [addressKey(fate), fate]));
  const lines = cohort.rows.flatMap((line): CohortLine[] => {
    if ('code' in line || line.leg !== 'settlement') return [];
    const fate = fates.get(addressKey(line));
    if (fate === undefined)
      throw new CuadreError('conservation_broken', `${addressKey(line)} has no fate`, { line: addressKey(line) });
    return [{ line, fate }];
  });
  return splitStores({ config, cohort: lines, orders: sales, confirmed: [] });
}

function ofCohort(cohort: CohortAtClose, payouts: readonly PayoutRow[]): (discrepancy: Discrepancy) => boolean {
  const lines = new Set(cohort.fates.map(addressKey));
  const payoutKeys = new Set(payouts.map((payout) => payoutName(payout.source, payout.payoutId)));
  return ({ key, lines: named, provider, payoutId }) =>
    key.includes(cohort.date) ||
    named.some((line) => lines.has(addressKey(line))) ||
    payoutKeys.has(payoutName(provider, payoutId));
}

/** Every line of the cohort came in once, with its file, and has one fate now. */
function conserveCohort(cohort: CohortAtClose): LegConservation[] {
  const held = { entered: 'new' as const, former: null };
  const lines = cohort.rows.flatMap((line) => ('code' in line ? [] : [line]));
  const rejects = cohort.rows.flatMap((reject) => ('code' in reject ? [reject] : []));
  return conserve(
    {
      lines: lines.map((line, ix) => ({ ix, line, ...held })),
      plain: noPlainSales(),
      seen: NO_SEEN_ROWS,
      rejects: rejects.map((reject) => ({ reject, ...held })),
    },
    fateTableOf(cohort.fates),
  );
}
