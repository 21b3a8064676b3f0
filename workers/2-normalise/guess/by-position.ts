import { CANONICAL_COLUMNS } from '../../../schemas/lines/profile.ts';
import type { Leg } from '../../../schemas/lines/records.ts';
import { provedMovements, provedNet, sidesOf, type Movements, type NetOf } from './arithmetic.ts';
import type { ColumnGuess } from './columns.ts';
import { noSigns, judged, type LegSigns } from './leg-signs.ts';
import {
  columnsOf,
  holdsCurrencies,
  holdsDates,
  holdsDirections,
  holdsIds,
  numbersOf,
  type NumberColumn,
  type TableColumn,
} from './table-columns.ts';
import { guessValues } from './values.ts';

/** A guess at a file without names: only what the rows themselves show, and for the rest why nothing was taken. */
export interface PositionGuess extends ColumnGuess {
  /** Canonical column -> what speaks for the position. */
  readonly why: ReadonlyMap<string, string>;
  /** Required column -> why no position was taken for it. */
  readonly asks: ReadonlyMap<string, string>;
}

/** What the rows show, whatever the leg. */
interface Seen {
  readonly columns: readonly TableColumn[];
  readonly dates: readonly TableColumn[];
  readonly currency: TableColumn | undefined;
  readonly direction: TableColumn | undefined;
  readonly numbers: readonly NumberColumn[];
  readonly movements: Movements | null;
  readonly sides: readonly (readonly [NumberColumn, NumberColumn])[];
  readonly net: NetOf | null;
  readonly status: Readonly<Record<'settlement' | 'order', TableColumn | undefined>>;
  readonly method: TableColumn | undefined;
  readonly ids: readonly TableColumn[];
  readonly text: TableColumn | undefined;
}

/** The reading of rows that no header names, for the leg that they speak for; for `leg` alone where that is said. */
export function guessPositions(
  rows: readonly (readonly string[])[],
  width: number,
  leg: Leg | null,
  zone: string,
): PositionGuess {
  const all = columnsOf(rows, width);
  const dated = all.find((column) => holdsDates(column, zone));
  // Rows of balances and totals have a title where the others have their date, and move nothing.
  const moves =
    dated === undefined
      ? all
      : columnsOf(
          rows.filter((_, row) => /\d/.test(dated.texts[row] ?? '')),
          width,
        );
  const seen = seenIn(moves, zone);
  const signs = signsOf(seen);
  const guesses = new Map(
    (leg === null ? (['bank', 'settlement', 'order'] as const) : [leg]).map((one) => [one, taken(one, seen)]),
  );
  const best = leg ?? judged(signs, (one) => -missingOf(one, guesses.get(one)).length);
  const found = guesses.get(best) ?? taken(best, seen);
  return {
    leg: best,
    signs,
    missing: missingOf(best, found),
    columns: new Map([...found.places].map(([column, { place }]) => [column, place])),
    why: new Map([...found.places].map(([column, { why }]) => [column, why])),
    asks: found.asks,
  };
}

function seenIn(columns: readonly TableColumn[], zone: string): Seen {
  const dates = columns.filter((column) => holdsDates(column, zone));
  const currency = columns.find(holdsCurrencies);
  const direction = columns.find(holdsDirections);
  const rest = columns.filter((column) => !dates.includes(column) && column !== currency && column !== direction);
  const { numbers } = numbersOf(rest);
  const debits = new Set(guessValues('direction', 'bank', direction?.given ?? []).map['debit'] ?? []);
  const marks = direction?.texts.map((text) => (debits.has(text) ? -1n : 1n)) ?? null;
  const words = rest.filter(
    ({ place, given }) => given.length > 0 && !numbers.some((number) => number.place === place),
  );
  const movements = provedMovements(numbers, marks);
  return {
    columns,
    dates,
    currency,
    direction,
    numbers,
    movements,
    sides: sidesOf(numbers),
    net: movements === null ? provedNet(numbers) : null,
    status: {
      settlement: words.find((column) => saysStatus('settlement', column)),
      order: words.find((column) => saysStatus('order', column)),
    },
    method: words.find(({ given }) =>
      given.every((text) => /^(pse|card|credit_card|tarjeta|nequi|daviplata|efectivo|cash)$/i.test(text)),
    ),
    ids: rest.filter(
      (column) => holdsIds(column) && !numbers.some(({ place, marked }) => place === column.place && marked),
    ),
    text: widest(words.filter(({ given }) => given.some((text) => /\p{L}{3}/u.test(text)))),
  };
}

function saysStatus(leg: 'settlement' | 'order', { given }: TableColumn): boolean {
  const { map, unknown } = guessValues('status', leg, given);
  return Object.values(map).flat().length > unknown.length;
}

function widest(columns: readonly TableColumn[]): TableColumn | undefined {
  const width = ({ given }: TableColumn): number => given.reduce((sum, text) => sum + text.length, 0);
  return [...columns].sort((a, b) => width(b) - width(a))[0];
}

/** What speaks for each leg in the rows. */
function signsOf({ movements, direction, sides, net, status, numbers }: Seen): LegSigns {
  const { order, settlement, bank } = noSigns();
  if (movements !== null) bank.push('a balance that goes on from row to row');
  if (direction !== undefined) bank.push('marks of credit and debit');
  if (sides.length > 0) bank.push('two columns of which every row fills one');
  if (net !== null && !net.isVat) settlement.push('an amount less others is a third');
  if (net?.isVat === true) order.push('a tax that is a like part of every amount');
  const words = (leg: 'settlement' | 'order'): string[] =>
    Object.values(guessValues('status', leg, status[leg]?.given ?? []).map).flat();
  const [asked, paid] = [words('settlement'), words('order')];
  const both = asked.filter((word) => paid.includes(word)).join(', ');
  for (const leg of both === '' ? [] : [settlement, order]) leg.push(`the words ${both}`);
  const ofOne = (own: readonly string[], other: readonly string[]): string =>
    own.filter((word) => !other.includes(word)).join(', ');
  if (ofOne(asked, paid) !== '') settlement.push(`the words ${ofOne(asked, paid)}`);
  if (ofOne(paid, asked) !== '') order.push(`the words ${ofOne(paid, asked)}`);
  const signed = numbers.some(({ values }) => values.some((value) => value !== null && value < 0n));
  if (signed && asked.length === 0 && paid.length === 0) bank.push('amounts below zero and no word of a state');
  return { order, settlement, bank };
}

interface Taken {
  readonly places: ReadonlyMap<string, { readonly place: number; readonly why: string }>;
  readonly asks: ReadonlyMap<string, string>;
}

function missingOf(leg: Leg, found: Taken | undefined): string[] {
  const has = (column: string): boolean => found?.places.has(column) === true;
  return CANONICAL_COLUMNS[leg].required.filter((column) => !has(column) && !(column === 'amount' && has('credit')));
}

function taken(leg: Leg, seen: Seen): Taken {
  const places = new Map<string, { place: number; why: string }>();
  const asks = new Map<string, string>();
  const put = (column: string, of: { readonly place: number } | undefined | null, why: string): void => {
    if (of === undefined || of === null) return;
    const example = seen.columns[of.place]?.given[0] ?? '';
    places.set(column, { place: of.place, why: `like "${example.slice(0, 40)}"; ${why}` });
  };
  put('currency', seen.currency, 'codes of currencies');
  putDates(leg, seen, put);
  if (leg === 'bank') {
    putMovements(seen, put, asks);
    put('description', seen.text, 'the longest text');
    return { places, asks };
  }
  put('status', seen.status[leg], 'words of a state');
  put('method', seen.method, 'names of methods');
  if (leg === 'settlement')
    put('type', seen.direction, 'marks of credit and debit: which are payments, and which go back?');
  putAmounts(leg, seen, put, asks);
  const [id, ...more] = seen.ids;
  if (leg === 'order' && more.length === 0)
    put('merchant_reference', id, 'the only column with a value of its own in every row');
  else if (id !== undefined) {
    const ask = `${listed(seen.ids)}, with a value of its own in every row: is that the reference of the order, or the id of the provider?`;
    for (const column of ['merchant_reference', ...(leg === 'settlement' ? ['provider_id'] : [])])
      asks.set(column, ask);
  }
  return { places, asks };
}

type Put = (column: string, of: { readonly place: number } | undefined | null, why: string) => void;

/** One notation is declared for all dates: the second is taken only where it is the same. */
function putDates(leg: Leg, { dates }: Seen, put: Put): void {
  const [first] = dates;
  const why =
    dates.length === 1 ? 'the only column of dates' : `the first of ${listed(dates)}, which are dates: which is which?`;
  put(leg === 'bank' ? 'booked_on' : leg === 'order' ? 'created_at' : 'paid_at', first, why);
}

function putMovements({ movements, direction, numbers, sides }: Seen, put: Put, asks: Map<string, string>): void {
  put('direction', direction, 'marks of credit and debit');
  if (movements !== null) {
    const at = (place: number | null): { place: number } | null => (place === null ? null : { place });
    put('amount', at(movements.amount), 'the balance goes on by it');
    put('credit', at(movements.credit), 'the balance goes up by it');
    put('debit', at(movements.debit), 'the balance goes down by it');
    put('balance', at(movements.balance), 'it goes on by the amounts');
    return;
  }
  const [pair] = sides;
  const [only, ...more] = moneyOf(numbers);
  if (pair !== undefined)
    asks.set(
      'amount',
      `${listed(pair)}: every row fills one, and no balance tells which is credit and which is debit: map both`,
    );
  else if (only !== undefined && more.length === 0) put('amount', only, 'the only column of money');
  else if (only !== undefined)
    asks.set(
      'amount',
      `${listed([only, ...more])} hold numbers, and no balance that goes on tells which moved the money`,
    );
}

function putAmounts(leg: 'settlement' | 'order', { net, numbers }: Seen, put: Put, asks: Map<string, string>): void {
  const column = leg === 'order' ? 'amount' : 'gross';
  const [only, ...more] = moneyOf(numbers);
  const at = (place: number): { place: number } => ({ place });
  if (net !== null) {
    const [first, ...others] = net.deductions;
    put(column, at(net.gross), `it is ${listed([at(net.net), ...net.deductions.map(at)])} together`);
    if (leg === 'order' || first === undefined) return;
    put('net', at(net.net), 'what the deductions leave');
    if (others.length === 0) put('fee', at(first), 'what is deducted');
    if (net.feeAndVat === null) return;
    put('fee', at(net.feeAndVat.fee), 'what is deducted');
    put('fee_vat', at(net.feeAndVat.vat), 'a tax on the fee: a like part of it in every row');
  } else if (only !== undefined && more.length === 0) put(column, only, 'the only column of money');
  else if (only !== undefined)
    asks.set(column, `${listed([only, ...more])} hold numbers, and no sum tells which is the amount of the sale`);
}

/** Columns with the marks of amounts; where no column has any, those of whole numbers. */
function moneyOf(numbers: readonly NumberColumn[]): NumberColumn[] {
  const marked = numbers.filter((one) => one.marked);
  return marked.length > 0 ? marked : [...numbers];
}

function listed(columns: readonly { readonly place: number }[]): string {
  const places = columns.map(({ place }) => String(place));
  return places.length === 1
    ? `column ${places.join('')}`
    : `columns ${places.slice(0, -1).join(', ')} and ${places.at(-1) ?? ''}`;
}
