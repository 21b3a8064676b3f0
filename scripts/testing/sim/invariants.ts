import { SYSTEM } from '../../../schemas/outcome/decision.ts';
import type { EventRow } from '../../../schemas/ports/queue.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { certain } from '../../../schemas/errors.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { sha256 } from '../../../schemas/values/hash.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { readDiscrepancies, type DiscrepancyCsvRow } from '../fortnight/compare.ts';
import { booksProblems } from './books.ts';
import type { Arrival } from './plan.ts';

/** What must hold after every day, whatever happened on it. */

export interface DayState {
  readonly date: PlainDate;
  /** The runs that this day recorded. */
  readonly fresh: readonly RunRecord[];
  /** What was open when the day before ended. */
  readonly standing: ReadonlySet<string>;
  /** What the program closed on this day: what an earlier date no longer finds is in no report any more. */
  readonly closed: ReadonlySet<string>;
  /** What stands in the inbox, by file name. */
  readonly inbox: ReadonlyMap<string, Arrival>;
}

const OPEN = new Set(['open', 'acknowledged']);

/** What does not hold, one sentence each. */
export async function dayProblems(day: DayState, context: Context): Promise<string[]> {
  const problems: string[] = [];
  for (const run of day.fresh) {
    problems.push(...(await booksProblems(run, context)));
    problems.push(...(await reportProblems(run, context)));
  }
  const rows = reportedOn(day.date, context);
  problems.push(...(await queueProblems(rows, day, context)));
  problems.push(...missingInHand(rows, day));
  return problems;
}

const CLOSED: ReadonlySet<string> = new Set(['auto_resolved', 'resolved', 'written_off']);

/**
 * What runs closed, by their events: what is right by itself, and what a person had closed whose facts are again those
 * that they decided upon, since a late file came.
 */
export function closedByRuns(events: readonly Pick<EventRow, 'by' | 'to' | 'discrepancyId'>[]): Set<string> {
  return new Set(events.filter(({ by, to }) => by === SYSTEM && CLOSED.has(to)).map((one) => one.discrepancyId));
}

/** The newest discrepancies.csv of a date. */
export function reportedOn(date: PlainDate, { config }: Pick<Context, 'config'>): DiscrepancyCsvRow[] {
  return readDiscrepancies(readFileSync(join(config.reports.directory, date, 'discrepancies.csv'), 'utf8'));
}

/** What readers see of a date is its newest generation, and that is what was recorded. */
async function reportProblems(run: RunRecord, { store, config }: Context): Promise<string[]> {
  const recorded = await store.reports.of(run);
  const folder = join(config.reports.directory, run.date);
  if (recorded.length === 0) return [`${run.date} generation ${run.generation} has no recorded reports`];
  return recorded.flatMap(({ name, sha256: expected }) =>
    [join(folder, name), join(folder, 'generations', String(run.generation), name)].flatMap((path) => {
      const found = existsSync(path) ? sha256(readFileSync(path)) : 'missing';
      return found === expected ? [] : [`${path} is ${found}, recorded is ${expected}`];
    }),
  );
}

/** Every open finding is in the queue and in the report, and what stood is told of. */
async function queueProblems(
  rows: readonly DiscrepancyCsvRow[],
  { date, standing, closed }: DayState,
  { store }: Context,
): Promise<string[]> {
  const reported = new Map(rows.map((row) => [row['id'], row['state']]));
  const queue = new Map(
    (await store.queue.entries({ open: true })).map(({ discrepancy }) => [discrepancy.id, discrepancy]),
  );
  return [
    ...[...queue.values()]
      .filter(({ id, state }) => reported.get(id) !== state)
      .map(
        ({ id, kind, state }) =>
          `${kind} ${id} is ${state} in the queue and ${reported.get(id) ?? 'not'} in the report of ${date}`,
      ),
    ...[...reported]
      .filter(([id, state]) => OPEN.has(state ?? '') && !queue.has(id ?? ''))
      .map(([id]) => `${id ?? ''} is open in the report of ${date} and not in the queue`),
    ...[...standing]
      .filter((id) => !reported.has(id) && !closed.has(id))
      .map((id) => `${id} was open the day before and is not told of on ${date}`),
  ];
}

/** A line of a file that came by now, of a date that was run. */
function inHand({ date, inbox }: DayState): string[] {
  return [...inbox.values()]
    .filter(({ file, how }) => file.date <= date && how !== 'copy of another date')
    .flatMap(({ file, text }) => text.split('\n').map((row) => `${file.source}: ${row}`));
}

/** A credit of the amount of a row: a reference may be paid in parts, and given back. */
function isCreditOf(row: DiscrepancyCsvRow, line: string): boolean {
  const amounts = [row['settlement_gross'], row['settlement_net']].map((one) => certain(one, 'an amount of the row'));
  return line.startsWith('bank:') && !line.includes(',-') && amounts.some((one) => line.includes(`,${one},`));
}

/** Nothing is said to be missing that lies in a file that came. */
function missingInHand(rows: readonly DiscrepancyCsvRow[], day: DayState): string[] {
  const said = rows.filter((row) => OPEN.has(row['state'] ?? '') && row['seen_elsewhere'] === '');
  const lines = inHand(day);
  const holds = (row: DiscrepancyCsvRow, isOne: (line: string) => boolean): boolean => {
    const reference = row['merchant_reference'];
    return reference !== undefined && reference !== '' && lines.some((line) => line.includes(reference) && isOne(line));
  };
  return said
    .filter(
      (row) =>
        (row['kind'] === 'missing_in_settlement' && holds(row, (line) => line.includes('APROBADA'))) ||
        (row['kind'] === 'missing_in_erp' && holds(row, (line) => line.startsWith('erp:'))) ||
        (row['kind'] === 'missing_in_bank' && holds(row, (line) => isCreditOf(row, line))),
    )
    .map((row) => `${row['kind'] ?? ''} of ${row['merchant_reference'] ?? ''} on ${day.date}: it is in hand`);
}
