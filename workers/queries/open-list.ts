import type { DiscrepancyClass, Owner, Severity } from '../../schemas/kinds/kind.ts';
import type { DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import type { DiscrepancyState } from '../../schemas/kinds/discrepancy.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { certain } from '../../schemas/errors.ts';
import { sumByCurrency } from '../5-publish/counted.ts';
import { AGE_BANDS, isIn, type AgeBand } from '../5-publish/morning.ts';
import type { Minor } from '../../schemas/values/money.ts';
import { ordersOf, placeIn, type CompareRows, type OpenSort } from './open-order.ts';
import type { OpenRow } from './open-row.ts';
import type { OpenTable } from './open-rows.ts';
import { remembered } from './remembered.ts';

/** How long a row has been open, in business days: the bands of the morning, as an address names them. */
export const AGES = ['0-2', '3-5', '6-10', '11-30', 'over-30'] as const;
export type Age = (typeof AGES)[number];

export function ageOf(days: number): Age {
  return nameOfBand(
    certain(
      AGE_BANDS.find((band) => isIn(band, days)),
      'a band of every age',
    ),
  );
}

export function nameOfBand(band: AgeBand): Age {
  return certain(AGES[AGE_BANDS.indexOf(band)], 'a name of every band');
}

/** What is asked of the open queue. Of each field: null, or what a row may be. */
export interface OpenFilter {
  readonly kind: readonly DiscrepancyKind[] | null;
  readonly class: readonly DiscrepancyClass[] | null;
  readonly severity: readonly Severity[] | null;
  readonly state: readonly DiscrepancyState[] | null;
  readonly owner: readonly Owner[] | null;
  readonly age: readonly Age[] | null;
  readonly provider: readonly string[] | null;
  /** '' stands for rows of no store. */
  readonly store: readonly string[] | null;
  readonly currency: readonly string[] | null;
  readonly direction: readonly OpenRow['direction'][] | null;
  /** Ids of people; '' stands for nobody. */
  readonly assignee: readonly string[] | null;
  readonly overdue: readonly ('yes' | 'no')[] | null;
  /** Words that all have to stand somewhere in the row. */
  readonly search: string;
}

export const NO_FILTER: OpenFilter = {
  kind: null,
  class: null,
  severity: null,
  state: null,
  owner: null,
  age: null,
  provider: null,
  store: null,
  currency: null,
  direction: null,
  assignee: null,
  overdue: null,
  search: '',
};

export interface OpenPage {
  readonly rows: readonly OpenRow[];
  /** How many rows pass the filter. */
  readonly total: number;
  readonly owedToUs: readonly (readonly [currency: string, sum: Minor])[];
  readonly owedByUs: readonly (readonly [currency: string, sum: Minor])[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
}

/** The stores whose rows somebody may see; null: all rows. */
export type Scope = ReadonlySet<string> | null;

export function inScope(scope: Scope, store: string | null): boolean {
  return scope === null || (store !== null && scope.has(store));
}

/** The rows of the open queue that pass, in an order; not to be changed. */
export function openRowsThatPass(
  table: OpenTable,
  filter: OpenFilter,
  scope: Scope,
  sort: OpenSort,
): readonly OpenRow[] {
  return remembered(table, nameOf('rows', { filter, scope, sort }), () => {
    const passes = passing(filter);
    return table.sorted(sort).filter((row) => inScope(scope, row.store) && passes(row));
  });
}

interface MadeBy {
  readonly scope: Scope;
  readonly filter?: OpenFilter;
  readonly sort?: OpenSort;
}

/** All that something is made by. */
function nameOf(what: string, { scope, ...asked }: MadeBy): string {
  return `${what} ${JSON.stringify({ ...asked, scope: scope === null ? null : [...scope].sort(compareText) })}`;
}

export interface PageAsked {
  readonly filter: OpenFilter;
  readonly scope: Scope;
  readonly sort: OpenSort;
  readonly limit: number;
  /** The cursor of the page before (`next`); null: the first page. Throws nothing: what is no cursor is the start. */
  readonly after: string | null;
}

/** One page of them, with how many they are and what they come to. */
export function openPage(table: OpenTable, { filter, scope, sort, limit, after }: PageAsked): OpenPage {
  const rows = openRowsThatPass(table, filter, scope, sort);
  const last = after === null ? null : readCursor(after);
  const compare = ordersOf[sort];
  const from = last === null ? 0 : firstAfter(rows, last, compare);
  const shown = from === -1 ? [] : rows.slice(from, from + limit);
  const end = shown.at(-1);
  const more = from !== -1 && from + limit < rows.length;
  return {
    rows: shown,
    total: rows.length,
    ...remembered(table, nameOf('owed', { filter, scope }), () => ({
      owedToUs: owed(rows, 'owed_to_us'),
      owedByUs: owed(rows, 'owed_by_us'),
    })),
    next: more && end !== undefined ? cursorOf(end) : null,
  };
}

/** The place of the first row that stands after one; -1 where none does. */
function firstAfter(rows: readonly OpenRow[], last: OpenRow, compare: CompareRows): number {
  const place = placeIn(rows, last, compare);
  const row = rows[place];
  const from = row !== undefined && compare(row, last) === 0 ? place + 1 : place;
  return from < rows.length ? from : -1;
}

/** What stands in the rows of a scope, for who chooses a filter. */
export interface OpenChoices {
  readonly kinds: readonly DiscrepancyKind[];
  readonly stores: readonly string[];
  readonly owners: readonly Owner[];
  readonly providers: readonly string[];
  /** Ids of the people whose some are. */
  readonly assignees: readonly string[];
}

export function openChoices(table: OpenTable, scope: Scope): OpenChoices {
  return remembered(table, nameOf('choices', { scope }), () => choicesOf(table, scope));
}

function choicesOf(table: OpenTable, scope: Scope): OpenChoices {
  const [kinds, owners] = [new Set<DiscrepancyKind>(), new Set<Owner>()];
  const [stores, providers, assignees] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const row of table.sorted('money')) {
    if (!inScope(scope, row.store)) continue;
    kinds.add(row.kind);
    owners.add(row.owner);
    if (row.store !== null) stores.add(row.store);
    if (row.provider !== null) providers.add(row.provider);
    if (row.assignee !== null) assignees.add(row.assignee);
  }
  return {
    kinds: [...kinds].sort(compareText),
    stores: [...stores].sort(compareText),
    owners: [...owners].sort(compareText),
    providers: [...providers].sort(compareText),
    assignees: [...assignees].sort(compareText),
  };
}

/** Rows under a suspect file that is among them count under it and not again. */
function owed(rows: readonly OpenRow[], direction: OpenRow['direction']): [string, Minor][] {
  const children = rows.some((row) => row.parentId !== null);
  const ids = children ? new Set(rows.map((row) => row.id)) : null;
  return sumByCurrency(
    rows
      .filter((row) => row.direction === direction && !(row.parentId !== null && ids?.has(row.parentId) === true))
      .map((row) => [row.currency, row.moneyAtRisk] as const),
  );
}

function passing(filter: OpenFilter): (row: OpenRow) => boolean {
  const words = filter.search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const tests: ((row: OpenRow) => boolean)[] = [];
  for (const name of FIELDS) {
    const accepted: readonly string[] | null = filter[name];
    if (accepted !== null) tests.push((row) => accepted.includes(row[name] ?? ''));
  }
  const { age, overdue } = filter;
  if (overdue !== null) tests.push((row) => overdue.includes(row.isOverdue ? 'yes' : 'no'));
  if (age !== null) tests.push((row) => age.includes(ageOf(row.age)));
  if (words.length > 0) tests.push((row) => words.every((word) => row.words.includes(word)));
  return (row) => tests.every((test) => test(row));
}

const FIELDS = [
  'kind',
  'class',
  'severity',
  'state',
  'owner',
  'provider',
  'store',
  'currency',
  'direction',
  'assignee',
] as const;

/** The parts of a row that any order looks at: a page goes on after it although the row itself is gone since. */
const KEY = [
  'id',
  'kind',
  'class',
  'severity',
  'firstSeen',
  'store',
  'currency',
  'merchantReference',
  'payoutId',
  'moneyAtRisk',
  'dueOn',
  'parentId',
  'dueBy',
  'isOverdue',
] as const satisfies readonly (keyof OpenRow)[];

function cursorOf(row: OpenRow): string {
  return Buffer.from(JSON.stringify(KEY.map((name) => row[name]))).toString('base64url');
}

/** Only ever compared, and shown to nobody: a made-up one finds a place in the list and no more. */
function readCursor(text: string): OpenRow | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || parts.length !== KEY.length || !parts.every(isCell)) return null;
    const row = Object.fromEntries(KEY.map((name, index) => [name, parts[index] as Cell]));
    return typeof row['id'] === 'string' && typeof row['moneyAtRisk'] === 'number' ? (row as unknown as OpenRow) : null;
  } catch {
    return null;
  }
}

type Cell = string | number | boolean | null;

function isCell(value: unknown): value is Cell {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
