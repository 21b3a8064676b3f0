import words from './words.json' with { type: 'json' };
import { CANONICAL_COLUMNS } from '../../../schemas/lines/profile.ts';
import { LEGS, type Leg } from '../../../schemas/lines/records.ts';
import { judged, signsInNames, type LegSigns } from './leg-signs.ts';

/**
 * What files call the canonical columns, in English and Spanish: words of published exports and of the banks and
 * providers of Colombia. The first that a file has wins; a longer name that only contains one comes after every exact
 * one.
 */
const NAMES: Readonly<Record<string, readonly string[]>> = words.columns;

/** Which columns of a file mean what, for one leg. */
export interface ColumnGuess {
  readonly leg: Leg;
  /** Canonical column -> place in the header. */
  readonly columns: ReadonlyMap<string, number>;
  /** Required columns for which the file has no name that is known. */
  readonly missing: readonly string[];
  /** What spoke for each leg. */
  readonly signs: LegSigns;
}

/** The reading of a header for the leg that its names speak for; for `leg` alone where that is said. */
export function guessColumns(header: readonly string[], leg: Leg | null): ColumnGuess {
  const names = header.map(plain);
  const signs = signsInNames(names, header, sidesOf(names).length > 0);
  if (leg !== null) return guessFor(leg, names, signs);
  const guesses = LEGS.map((one) => guessFor(one, names, signs));
  const best = judged(signs, (one) => Math.max(...guesses.filter((guess) => guess.leg === one).map(fitOf)));
  return guessFor(best, names, signs);
}

/** How much of a leg a header covers: where its names speak for several alike, or for none. */
function fitOf({ columns, missing, leg }: ColumnGuess): number {
  const { required } = CANONICAL_COLUMNS[leg];
  return (required.length - missing.length) / required.length + columns.size * 0.2;
}

function guessFor(leg: Leg, names: readonly string[], signs: LegSigns): ColumnGuess {
  const { required, optional } = CANONICAL_COLUMNS[leg];
  const columns = new Map<string, number>();
  const taken = new Set<number>();
  const pair = leg === 'bank' ? sidesOf(names) : [];
  for (const [column, place] of pair) {
    columns.set(column, place);
    taken.add(place);
  }
  for (const matches of [(name: string, wanted: string) => name === wanted, contains]) {
    for (const column of [...required, ...optional]) {
      if (columns.has(column) || SIDES.includes(column) || (column === 'amount' && pair.length > 0)) continue;
      const place = placeOf(NAMES[column] ?? [], names, taken, matches);
      if (place < 0) continue;
      columns.set(column, place);
      taken.add(place);
    }
  }
  return {
    leg,
    columns,
    signs,
    missing: required.filter((column) => !columns.has(column) && !(column === 'amount' && pair.length > 0)),
  };
}

const SIDES: readonly string[] = ['credit', 'debit'];

/** The columns of credits and of debits, where the file has one of each; one alone is no pair. */
function sidesOf(names: readonly string[]): (readonly [string, number])[] {
  for (const matches of [(name: string, wanted: string) => name === wanted, contains]) {
    const found = SIDES.map((side) => [side, placeOf(NAMES[side] ?? [], names, new Set(), matches)] as const);
    if (found.every(([, place]) => place >= 0) && found[0]?.[1] !== found[1]?.[1]) return found;
  }
  return [];
}

function placeOf(
  wanted: readonly string[],
  names: readonly string[],
  taken: ReadonlySet<number>,
  matches: (name: string, wanted: string) => boolean,
): number {
  for (const one of wanted) {
    const place = names.findIndex((name, index) => !taken.has(index) && matches(name, one));
    if (place >= 0) return place;
  }
  return -1;
}

/** `id` is a part of too many names. */
function contains(name: string, wanted: string): boolean {
  return wanted.length > 3 && ` ${name} `.includes(` ${wanted} `);
}

/** A name as words of plain letters: `Núm. Pedido` is `num pedido`. */
export function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}
