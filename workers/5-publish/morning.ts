import type { BusinessCalendar, PlainDate } from '../../schemas/values/dates.ts';
import { absolute, subtract, type Minor } from '../../schemas/values/money.ts';
import { append } from '../../schemas/values/groups.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { countsAlone, isOpen, sumByCurrency } from './counted.ts';
import { byMoneyAtRisk, isWork, type Ranked } from './risk-order.ts';

/** What a morning asks of the rows of a run: what to do first, what changed, who owes, and how old it is. */

export type Sums = readonly (readonly [currency: string, sum: Minor])[];

/** What a run did to the actions of the run before it. */
export const MOVEMENTS = ['opened', 'grew', 'shrank', 'changed', 'decided', 'closed'] as const;
export type Movement = (typeof MOVEMENTS)[number];

export interface Moved {
  readonly movement: Movement;
  readonly rows: number;
  /** The money at risk of these rows; of those that grew or shrank, by how much. */
  readonly money: Sums;
}

/** Open actions of one provider. */
export interface Owing {
  /** Null: no provider is known. */
  readonly provider: string | null;
  readonly rows: number;
  readonly owedToUs: Sums;
  readonly owedByUs: Sums;
  /** The age of the oldest of them, in business days. */
  readonly oldest: number;
}

/** Business days since a row was first seen, `to` included; null: without end. */
export const AGE_BANDS = [
  { from: 0, to: 2 },
  { from: 3, to: 5 },
  { from: 6, to: 10 },
  { from: 11, to: 30 },
  { from: 31, to: null },
] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

export interface Aged {
  readonly band: AgeBand;
  readonly rows: number;
  readonly owedToUs: Sums;
  readonly owedByUs: Sums;
}

/** What the open actions come to. */
export interface OpenMorning<Row> {
  /** What to do first, by money and age. */
  readonly first: readonly Row[];
  /** Who owes us most first. */
  readonly owing: readonly Owing[];
  readonly ageing: readonly Aged[];
}

export interface Morning extends OpenMorning<Discrepancy> {
  readonly moved: readonly Moved[];
}

/** What of a row the morning asks. */
export type MorningRow = Ranked & Pick<Discrepancy, 'provider' | 'direction'>;

/** A row as the run before had it. */
export type FormerMoney = Pick<Discrepancy, 'moneyAtRisk' | 'currency'>;

/** As many as the first page of a print has room for; a screen shows three. */
const FIRST_MAX = 10;

/**
 * Measures the listed rows of a run. Rows under a suspect file are left out, as in every count of actions.
 *
 * @param former the rows that this run changed, as the run before had them, by id
 */
export function measureMorning(
  rows: readonly Discrepancy[],
  former: ReadonlyMap<string, FormerMoney>,
  date: PlainDate,
  calendar: Pick<BusinessCalendar, 'businessDaysBetween'>,
): Morning {
  const ageOf = (row: Discrepancy): number => calendar.businessDaysBetween(row.firstSeen, date);
  return { ...measureOpen(rows, ageOf), moved: movedOf(rows, former) };
}

/** The same of rows as they stand: of those that are work, whatever else is among them. */
export function measureOpen<Row extends MorningRow>(
  rows: readonly Row[],
  ageOf: (row: Row) => number,
): OpenMorning<Row> {
  const work = rows.filter(isWork);
  return {
    first: byMoneyAtRisk(work).slice(0, FIRST_MAX),
    owing: owingOf(work, ageOf),
    ageing: AGE_BANDS.map((band) => {
      const own = work.filter((row) => isIn(band, ageOf(row)));
      return { band, rows: own.length, ...owed(own) };
    }),
  };
}

/** Whether an age lies in a band. */
export function isIn({ from, to }: AgeBand, age: number): boolean {
  return age >= from && (to === null || age <= to);
}

/** What the run did to an action; null where it did nothing, or it is none. */
export function movementOf(row: Discrepancy, former: ReadonlyMap<string, FormerMoney>): Movement | null {
  if (row.class !== 'action') return null;
  switch (row.event) {
    case 'opened':
    case 'reopened':
      return 'opened';
    case 'acknowledged':
    case 'resolved':
    case 'written_off':
      return 'decided';
    case 'auto_resolved':
      return 'closed';
    case 'changed': {
      const growth = growthOf(row, former);
      return growth === null || growth === 0 ? 'changed' : growth > 0 ? 'grew' : 'shrank';
    }
    case 'noted':
    case null:
      return null;
  }
}

/** By how much more money is at risk than before; null where that cannot be told. */
function growthOf(row: Discrepancy, former: ReadonlyMap<string, FormerMoney>): Minor | null {
  const was = former.get(row.id);
  return was === undefined || was.currency !== row.currency ? null : subtract(row.moneyAtRisk, was.moneyAtRisk);
}

function movedOf(rows: readonly Discrepancy[], former: ReadonlyMap<string, FormerMoney>): Moved[] {
  const found = new Map<Movement, Discrepancy[]>();
  for (const row of rows) {
    const movement = countsAlone(row) ? movementOf(row, former) : null;
    if (movement !== null) append(found, movement, row);
  }
  return MOVEMENTS.map((movement) => {
    const own = found.get(movement) ?? [];
    const isByHowMuch = movement === 'grew' || movement === 'shrank';
    const moneyOf = (row: Discrepancy): Minor =>
      isByHowMuch ? absolute(growthOf(row, former) ?? row.moneyAtRisk) : row.moneyAtRisk;
    return { movement, rows: own.length, money: sumByCurrency(own.map((row) => [row.currency, moneyOf(row)])) };
  });
}

function owingOf<Row extends MorningRow>(work: readonly Row[], ageOf: (row: Row) => number): Owing[] {
  const byProvider = new Map<string | null, Row[]>();
  for (const row of work)
    if (row.direction === 'owed_to_us' || row.direction === 'owed_by_us') append(byProvider, row.provider, row);
  return [...byProvider]
    .map(([provider, own]) => ({
      provider,
      rows: own.length,
      ...owed(own),
      oldest: own.reduce((oldest, row) => Math.max(oldest, ageOf(row)), 0),
    }))
    .sort(
      (a, b) =>
        largest(b.owedToUs) - largest(a.owedToUs) ||
        largest(b.owedByUs) - largest(a.owedByUs) ||
        compareText(a.provider ?? '', b.provider ?? ''),
    );
}

function largest(sums: Sums): number {
  return sums.reduce((most, [, sum]) => Math.max(most, sum), 0);
}

function owed(rows: readonly MorningRow[]): Pick<Owing, 'owedToUs' | 'owedByUs'> {
  const sum = (direction: Discrepancy['direction']): Sums =>
    sumByCurrency(rows.filter((row) => row.direction === direction).map((row) => [row.currency, row.moneyAtRisk]));
  return { owedToUs: sum('owed_to_us'), owedByUs: sum('owed_by_us') };
}

/** Rows of which it must be known what the run before had. */
export function asksOfFormer(row: Discrepancy): boolean {
  return row.class === 'action' && row.event === 'changed' && countsAlone(row) && isOpen(row);
}
