import { certain } from '../../../schemas/errors.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { compareFindings, describeComparison, type DiscrepancyCsvRow, type Track } from '../fortnight/compare.ts';
import type { Plan } from './plan.ts';

/**
 * Once every file has come, the newest reports of all dates say what was planted, as if no file had ever been late: a
 * run is a function of the files and of people's decisions. What people decided upon goes its own way from there, and
 * so does what hangs together with it.
 */
export function truthProblems(
  plan: Plan,
  reports: ReadonlyMap<PlainDate, readonly DiscrepancyCsvRow[]>,
  decided: ReadonlySet<string>,
): string[] {
  const touched = namesOf([...reports.values()].flat().filter((row) => decided.has(certain(row['id'], 'an id'))));
  const isFree = ({ id, rows }: Track): boolean =>
    !decided.has(id) && ![...namesOf(rows.map(({ row }) => row))].some((name) => touched.has(name));
  const { missing, invented, wrong } = compareFindings(plan.planted, reports);
  return describeComparison({
    missing,
    invented: invented.filter(isFree),
    // Whether a restated file is an action depends on the money of the rows that were added: it must be told of.
    wrong: wrong.filter(({ finding, track }) => finding.kind !== 'source_revised' && isFree(track)),
  });
}

/** By what a finding hangs together with others: its reference, its transaction, its payout, its lines. */
function namesOf(rows: readonly DiscrepancyCsvRow[]): Set<string> {
  const names = rows.flatMap((row) => [
    row['merchant_reference'],
    row['provider_id'],
    row['payout_id'],
    ...certain(row['evidence'], 'evidence').split(' '),
  ]);
  return new Set(names.filter((name): name is string => name !== undefined && name !== ''));
}
