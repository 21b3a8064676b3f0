/** What a list shows, as it stands in the address: so that a link shows the same, and Back goes back. */

export const SORTS = ['risk', 'age', 'difference', 'list', 'due', 'reference', 'store'] as const;
export type SortName = (typeof SORTS)[number];

export const FILTERS = [
  'kind',
  'provider',
  'store',
  'owner',
  'band',
  'movement',
  'severity',
  'state',
  'class',
] as const;
export type FilterName = (typeof FILTERS)[number];

export interface Wanted {
  readonly search: string;
  readonly filters: ReadonlyMap<FilterName, string>;
  readonly sort: SortName;
  /** The other way round than one reads this order. */
  readonly reversed: boolean;
}

export const NOTHING_CHOSEN: Wanted = { search: '', filters: new Map(), sort: 'risk', reversed: false };

/** What a query asks for; what it does not know is left out. */
export function readAddress(query: string): Wanted {
  const asked = new URLSearchParams(query);
  const filters = new Map<FilterName, string>();
  for (const name of FILTERS) {
    const value = asked.get(name);
    if (value !== null) filters.set(name, value);
  }
  const order = asked.get('sort') ?? '';
  const sort = SORTS.find((name) => name === order.replace(/^-/, ''));
  return {
    search: asked.get('q') ?? '',
    filters,
    sort: sort ?? 'risk',
    reversed: sort !== undefined && order.startsWith('-'),
  };
}

/** A query that asks for it; what else stood in the query stays. */
export function writeAddress({ search, filters, sort, reversed }: Wanted, query: string): string {
  const asked = new URLSearchParams(query);
  for (const name of [...FILTERS, 'q', 'sort']) asked.delete(name);
  if (search !== '') asked.set('q', search);
  for (const [name, value] of filters) asked.set(name, value);
  if (sort !== 'risk' || reversed) asked.set('sort', `${reversed ? '-' : ''}${sort}`);
  const text = asked.toString();
  return text === '' ? '' : `?${text}`;
}

/** Goes there without loading anything; some viewers give a page no address of its own, and nothing is remembered. */
export function goTo(query: string, hash: string, isStep: boolean): void {
  try {
    const address = `${location.pathname}${query}${hash}`;
    if (isStep) history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  } catch {
    // The page works all the same.
  }
}
