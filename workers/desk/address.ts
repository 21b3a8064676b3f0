import { OPEN_STATES } from '../../schemas/kinds/discrepancy.ts';
import { OWNERS, SEVERITIES, type Direction, type DiscrepancyClass } from '../../schemas/kinds/kind.ts';
import { DISCREPANCY_KINDS } from '../../schemas/kinds/kinds.ts';
import { AGES, NO_FILTER, type OpenFilter } from '../queries/open-list.ts';
import { OPEN_SORTS, type OpenSort } from '../queries/open-order.ts';

/** The filter of the queue as its address says it, so that a link shows what its sender saw. */

/** What an address may say, as the framework reads it: once, or several times. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface QueueAddress {
  readonly filter: OpenFilter;
  readonly sort: OpenSort;
  readonly after: string | null;
}

/** The list begins with what is overdue. */
const SORT_BY_DEFAULT: OpenSort = 'urgent';

const SEARCH_LENGTH_MAX = 200;
const NAME_LENGTH_MAX = 200;
const VALUES_MAX = 50;

const CLASSES: readonly DiscrepancyClass[] = ['action', 'notice'];
const DIRECTIONS: readonly Direction[] = ['owed_to_us', 'owed_by_us', 'unknown', 'none'];

const ACCEPTED: Readonly<Partial<Record<keyof OpenFilter, readonly string[]>>> = {
  kind: DISCREPANCY_KINDS,
  class: CLASSES,
  severity: SEVERITIES,
  state: OPEN_STATES,
  owner: OWNERS,
  age: AGES,
  direction: DIRECTIONS,
  overdue: ['yes', 'no'],
};
export const FILTERS = [
  'kind',
  'class',
  'severity',
  'state',
  'owner',
  'age',
  'direction',
  'provider',
  'store',
  'currency',
  'assignee',
  'overdue',
] as const satisfies readonly (keyof OpenFilter)[];

/** Stands in an address for rows of no store, or of nobody, which would be nothing there. */
const NONE = '-';
const MAY_BE_NONE: ReadonlySet<keyof OpenFilter> = new Set(['store', 'assignee']);

/** What can fit nothing is left out: an old link shows more, never an error. */
export function readAddress(query: Query): QueueAddress {
  const fields = FILTERS.map((name) => [name, valuesOf(name, query[name])] as const);
  const search = textsOf(query['q'])[0] ?? '';
  const sort = OPEN_SORTS.find((one) => one === textsOf(query['sort'])[0]) ?? SORT_BY_DEFAULT;
  return {
    filter: { ...NO_FILTER, ...Object.fromEntries(fields), search: search.slice(0, SEARCH_LENGTH_MAX).trim() },
    sort,
    after: textsOf(query['after'])[0] ?? null,
  };
}

function valuesOf(name: keyof OpenFilter, given: Query[string]): readonly string[] | null {
  const accepted = ACCEPTED[name];
  const values = textsOf(given)
    .filter((value) => value !== '' && value.length <= NAME_LENGTH_MAX)
    .map((value) => (MAY_BE_NONE.has(name) && value === NONE ? '' : value))
    .filter((value) => accepted?.includes(value) ?? true)
    .slice(0, VALUES_MAX);
  return values.length === 0 ? null : values;
}

function textsOf(given: Query[string]): readonly string[] {
  return given === undefined ? [] : typeof given === 'string' ? [given] : given;
}

/** The address of the queue with this filter; what is not asked for is left out. */
export function queueAddress({
  filter = {},
  sort = SORT_BY_DEFAULT,
  after = null,
}: {
  readonly filter?: Partial<OpenFilter>;
  readonly sort?: OpenSort;
  readonly after?: string | null;
}): string {
  const query = new URLSearchParams();
  for (const name of FILTERS)
    for (const value of filter[name] ?? []) query.append(name, MAY_BE_NONE.has(name) && value === '' ? NONE : value);
  if ((filter.search ?? '') !== '') query.set('q', filter.search ?? '');
  if (sort !== SORT_BY_DEFAULT) query.set('sort', sort);
  if (after !== null) query.set('after', after);
  const text = query.toString();
  return text === '' ? '/queue' : `/queue?${text}`;
}

/** How a form's field says it. */
export function fieldValue(name: keyof OpenFilter, value: string): string {
  return MAY_BE_NONE.has(name) && value === '' ? NONE : value;
}
