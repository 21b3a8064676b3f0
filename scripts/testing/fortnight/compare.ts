import { parse } from 'csv-parse/sync';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { formatMajor } from '../../../schemas/values/money.ts';
import type { PlantedFinding } from './world.ts';

/** A row of discrepancies.csv by its column names. */
export type DiscrepancyCsvRow = Readonly<Record<string, string>>;

/** A discrepancy as the reports of all dates together tell it. */
export interface Track {
  readonly id: string;
  readonly kind: string;
  /** The rows by date, oldest first. */
  readonly rows: readonly { readonly date: PlainDate; readonly row: DiscrepancyCsvRow }[];
}

export interface WrongFinding {
  readonly finding: PlantedFinding;
  readonly track: Track;
  /** What differs, one sentence each. */
  readonly differences: readonly string[];
}

export interface Comparison {
  /** Planted and in no report. */
  readonly missing: readonly PlantedFinding[];
  /** Reported and never planted, or reported twice. */
  readonly invented: readonly Track[];
  readonly wrong: readonly WrongFinding[];
}

/** Reads discrepancies.csv as it stands, all cells as text. */
export function readDiscrepancies(text: string): DiscrepancyCsvRow[] {
  return parse<DiscrepancyCsvRow>(text, { columns: true, bom: true });
}

/**
 * Holds what the runs reported against what was planted: each planted finding under its kind and key, opened and closed
 * by the runs that the rules name, in no report before, in every report between, and nothing else anywhere.
 * `discrepanciesByDate` has the newest discrepancies.csv of every date of the fortnight.
 */
export function compareFindings(
  planted: readonly PlantedFinding[],
  discrepanciesByDate: ReadonlyMap<PlainDate, readonly DiscrepancyCsvRow[]>,
): Comparison {
  const left = new Set(tracksOf(discrepanciesByDate));
  const dates = [...discrepanciesByDate.keys()].sort();
  const missing: PlantedFinding[] = [];
  const wrong: WrongFinding[] = [];
  for (const finding of planted) {
    const track = [...left].find((candidate) => isTrackOf(candidate, finding));
    if (track === undefined) {
      missing.push(finding);
      continue;
    }
    left.delete(track);
    const differences = differencesOf(finding, track, dates);
    if (differences.length > 0) wrong.push({ finding, track, differences });
  }
  return { missing, invented: [...left], wrong };
}

/** One line for each thing that is not as planted; empty where all is. */
export function describeComparison({ missing, invented, wrong }: Comparison): string[] {
  return [
    ...missing.map(
      ({ kind, key, firstDate, because }) => `missing: ${kind} ${JSON.stringify(key)} of ${firstDate} (${because})`,
    ),
    ...invented.map(({ kind, rows }) => {
      const [first] = rows;
      const named = ['merchant_reference', 'payout_id', 'provider_id', 'bank_amount', 'evidence', 'reason_en'].map(
        (column) => first?.row[column] ?? '',
      );
      return `invented: ${kind} on ${first?.date ?? ''}: ${named.filter((cell) => cell !== '').join(', ')}`;
    }),
    ...wrong.map(
      ({ finding, differences }) =>
        `wrong: ${finding.kind} ${JSON.stringify(finding.key)}: ${differences.join('; ')} (${finding.because})`,
    ),
  ];
}

function tracksOf(byDate: ReadonlyMap<PlainDate, readonly DiscrepancyCsvRow[]>): Track[] {
  const tracks = new Map<string, { id: string; kind: string; rows: { date: PlainDate; row: DiscrepancyCsvRow }[] }>();
  for (const date of [...byDate.keys()].sort()) {
    for (const row of byDate.get(date) ?? []) {
      const id = row['id'] ?? '';
      const track = tracks.get(id) ?? { id, kind: row['kind'] ?? '', rows: [] };
      track.rows.push({ date, row });
      tracks.set(id, track);
    }
  }
  return [...tracks.values()];
}

function isTrackOf(track: Track, finding: PlantedFinding): boolean {
  if (track.kind !== finding.kind) return false;
  const { reference, payoutId, providerId, evidence } = finding.key;
  const [first] = track.rows;
  if (first === undefined) return false;
  // What concerns a file is known by its date alone.
  if (Object.keys(finding.key).length === 0) return first.date === finding.firstDate;
  const { row } = first;
  if (reference !== undefined && row['merchant_reference'] !== reference) return false;
  if (payoutId !== undefined && (row['payout_id'] !== payoutId || row['merchant_reference'] !== '')) return false;
  if (providerId !== undefined && row['provider_id'] !== providerId) return false;
  return evidence === undefined || (row['evidence'] ?? '').split(' ').includes(evidence);
}

function differencesOf(finding: PlantedFinding, track: Track, dates: readonly PlainDate[]): string[] {
  const differences: string[] = [];
  const say = (what: string, expected: string, found: string): void => {
    if (expected !== found) differences.push(`${what} ${found} instead of ${expected}`);
  };
  const [first] = track.rows;
  const last = track.rows.at(-1);
  if (first === undefined || last === undefined) return ['without rows'];
  say('first shown', finding.firstDate, first.date);
  say('shown on', shownOn(finding, dates).join(' '), track.rows.map(({ date }) => date).join(' '));
  say('in the end', finding.endState, last.row['state'] ?? '');
  say('class', finding.class, last.row['class'] ?? '');
  if (finding.moneyAtRisk !== null)
    say('money at risk', formatMajor(finding.moneyAtRisk), last.row['money_at_risk'] ?? '');
  return differences;
}

/** A report holds what is open as of its date, and what its run noted or closed. */
function shownOn(finding: PlantedFinding, dates: readonly PlainDate[]): PlainDate[] {
  const last = finding.endState === 'noted' ? finding.firstDate : finding.closedDate;
  const isSilent = (date: PlainDate): boolean =>
    finding.risenDate !== undefined && date > finding.firstDate && date < finding.risenDate;
  return dates.filter((date) => date >= finding.firstDate && !isSilent(date) && (last === null || date <= last));
}
