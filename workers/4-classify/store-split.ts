import type { Config } from '../../schemas/config/config.ts';
import { add, allocate, minor, negate, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { CuadreError, certain } from '../../schemas/errors.ts';
import { compareText } from '../../schemas/lines/records.ts';
import { STORE_AMOUNTS, type FateRow, type StoreRow } from '../../schemas/outcome/run.ts';
import type { SettlementLine } from '../../schemas/lines/records.ts';
import { settledCurrencyOf, settledGrossOf, feeOf, settledNetOf, taxOf } from '../3-match/settled-money.ts';
import { payoutKey } from '../3-match/receivables.ts';
import type { Case } from './case.ts';
import type { DecidedFates } from './decided-fates.ts';
import type { PlainMoney, PlainSums } from './plain-money.ts';

/** The row of what no store is known of. */
export const UNASSIGNED = 'unassigned';

type Sums = Omit<StoreRow, 'store' | 'name' | 'listed' | 'entity' | 'city' | 'costCentre' | 'currency'>;

/** One line's, or one share's, part in a store's row. */
export interface Part {
  readonly store: string;
  readonly currency: string;
  readonly sums: Partial<Sums>;
}

/** A settlement line with its fate. */
export interface CohortLine {
  readonly line: SettlementLine;
  readonly fate: FateRow;
}

/** What is split: the lines of some cohorts in the fate they have at a close, and what one run confirmed. */
export interface SplitInput {
  readonly config: Pick<Config, 'stores'>;
  readonly cohort: readonly CohortLine[];
  /**
   * The order rows of the same cohorts, as the runs of their own dates left them: no later version takes a sale out of
   * its date.
   */
  readonly orders: Iterable<FateRow>;
  /** Lines whose money the bank confirmed in the run, whatever their cohort; empty in a view over several dates. */
  readonly confirmed: readonly CohortLine[];
  /**
   * Plain sales of the cohort, added up, and confirmed in the run, with the lines that they are the sums of; a view
   * over several dates has none.
   */
  readonly plain?: { readonly sums: PlainSums; readonly lines: Iterable<SettlementLine> };
  /** Plain payments of the cohort, whose own money is told elsewhere: charges of their payouts are theirs too. */
  readonly besides?: readonly PlainMoney[];
}

const NO_PLAIN = { sums: { payments: [], orders: [] }, lines: [] };

/** The split of a run: the cohort of its date at its close, and beside it what the bank confirmed in it. */
export function storeSplit(c: Case, fates: DecidedFates, plain: PlainSums): StoreRow[] {
  const { date, config, lines } = c.workingSet;
  const cohort: CohortLine[] = [];
  const confirmed: CohortLine[] = [];
  for (const { ix, line, former } of lines) {
    if (line.leg !== 'settlement') continue;
    const one = { line, fate: fates.ofOpen(ix) };
    if (line.date === date) cohort.push(one);
    if (one.fate.bankLeg === 'agrees' && former?.bankLeg !== 'agrees') confirmed.push(one);
  }
  for (const { place, fate } of fates.ofNamed()) {
    if (fate.leg !== 'settlement') continue;
    const one = { line: c.workingSet.plain.tables.line('settlement', place), fate };
    if (one.line.date === date) cohort.push(one);
    if (fate.bankLeg === 'agrees') confirmed.push(one);
  }
  const orders = lines.flatMap(({ ix, line }) =>
    line.leg === 'order' && line.date === date ? [fates.ofOpen(ix)] : [],
  );
  const own = c.workingSet.plain.payments((place) => c.workingSet.plain.isOwn(place) && !fates.isNamed(place));
  return splitStores({ config, cohort, orders, confirmed, plain: { sums: plain, lines: own } });
}

/**
 * Splits money over stores. What the provider charges per payout and not per line (fees and their taxes only) is shared
 * out by gross, by largest remainder; adjustments and reserves stay unassigned. Lines out of scope and rows of payouts
 * count for nobody. The rows sum to the whole; `conservation_broken` where they do not.
 */
export function splitStores(input: SplitInput): StoreRow[] {
  const cohort = input.cohort.filter((one) => one.fate.fate !== 'out_of_scope' && isOfSales(one));
  const { sums: plain, lines } = input.plain ?? NO_PLAIN;
  const confirmed = input.confirmed.filter(isOfSales);
  const { orders, besides = [] } = input;
  const rows = rowsOf(partsOf({ orders, confirmed, besides }, cohort, plain), input.config);
  const whole = new Map<string, Minor>();
  for (const { line } of cohort) addWhole(whole, line);
  for (const line of lines) addWhole(whole, line);
  assertSplit(rows, whole);
  return rows;
}

/** The money of a payout that is given back is that of its sales, which count already. */
function isOfSales({ line }: CohortLine): boolean {
  return line.type !== 'payout';
}

/** Every part in turn, none of them kept: a day of a hundred thousand lines has as many parts. */
function* partsOf(
  { orders, confirmed, besides }: Pick<Required<SplitInput>, 'orders' | 'confirmed' | 'besides'>,
  cohort: readonly CohortLine[],
  plain: PlainSums,
): Generator<Part> {
  for (const fate of orders)
    if (countsAsOrder(fate)) yield { store: fate.store ?? UNASSIGNED, currency: fate.currency, sums: { orders: 1 } };
  for (const { store, currency, count } of plain.orders)
    yield { store: store ?? UNASSIGNED, currency, sums: { orders: count } };
  for (const { line, fate } of cohort) if (!isShared(line)) yield linePart(line, fate);
  for (const one of plain.payments) if (one.isOwn || one.hasArrived) yield plainPart(one);
  const own = plain.payments.filter(({ isOwn }) => isOwn);
  yield* sharedParts(cohort, [...own, ...besides], stateShare);
  for (const { line, fate } of confirmed) if (!isShared(line)) yield confirmedPart(line, fate);
  const arrived = plain.payments.filter(({ hasArrived }) => hasArrived);
  yield* sharedParts(confirmed, arrived, (_one, share) => ({ confirmedOnDay: share }));
}

/** Payments that agree with their orders: in their cohort, and where they are at the bank since this run. */
function plainPart({ isOwn, hasArrived, store, currency, gross, fees, taxes, net }: PlainMoney): Part {
  const standing: Partial<Sums> = hasArrived ? { bankConfirmed: net } : { awaiting: net };
  return {
    store: store ?? UNASSIGNED,
    currency,
    sums: {
      ...(isOwn ? { gross, fees, taxes, net, ...standing } : {}),
      ...(hasArrived ? { confirmedOnDay: net } : {}),
    },
  };
}

/** Adds a line to the whole of its currency. */
function addWhole(whole: Map<string, Minor>, line: SettlementLine): void {
  const currency = settledCurrencyOf(line);
  whole.set(currency, add(whole.get(currency) ?? ZERO, settledNetOf(line)));
}

/** Fees and taxes that stand as rows of their own are charged for the whole payout. */
export function isShared(line: SettlementLine): boolean {
  return line.type === 'fee' || line.type === 'tax';
}

/**
 * Whether a row is an order of its date's sales: the first version that says it is paid. A later version changes an
 * order that counts already, and one that is pending or called off sells nothing.
 */
function countsAsOrder(fate: FateRow): boolean {
  const isInScope = fate.fate !== 'out_of_scope' && fate.fate !== 'rejected' && fate.orderLeg !== 'none';
  return fate.sold === null ? isInScope : fate.sold === fate.amount && (isInScope || fate.sold !== 0);
}

function linePart(line: SettlementLine, fate: FateRow): Part {
  const net = settledNetOf(line);
  const own = ownSums(line, settledGrossOf(line));
  return {
    store: storeOf(line, fate),
    currency: settledCurrencyOf(line),
    sums: { ...own, fees: feeOf(line), taxes: taxOf(line), net, ...stateSums(fate, net) },
  };
}

function confirmedPart(line: SettlementLine, fate: FateRow): Part {
  return {
    store: storeOf(line, fate),
    currency: settledCurrencyOf(line),
    sums: { confirmedOnDay: settledNetOf(line) },
  };
}

function storeOf(line: SettlementLine, fate: FateRow): string {
  return line.type === 'adjustment' || line.type === 'reserve' || line.type === 'payout'
    ? UNASSIGNED
    : (fate.store ?? UNASSIGNED);
}

function ownSums(line: SettlementLine, gross: Minor): Partial<Sums> {
  switch (line.type) {
    case 'payment':
      return { gross };
    case 'refund':
    case 'refund_reversal':
      return { refunds: gross };
    case 'chargeback':
    case 'chargeback_reversal':
      return { chargebacks: gross };
    case 'fee':
    case 'tax':
    case 'adjustment':
    case 'reserve':
    case 'payout':
      return {};
  }
}

/** Where the money of a line stands with the bank; money without a bank leg of its own is confirmed with its sale. */
function stateSums(fate: FateRow, net: Minor): Partial<Sums> {
  if (fate.bankLeg === 'awaiting') return { awaiting: net };
  if (fate.bankLeg === 'broken') return { broken: net };
  return { bankConfirmed: net };
}

/** What a store's share of a fee or tax row adds to the columns of its row. */
type ShareSums = (one: CohortLine, share: Minor) => Partial<Sums>;

const stateShare: ShareSums = ({ line, fate }, share) => {
  const charge: Partial<Sums> = line.type === 'tax' ? { taxes: negate(share) } : { fees: negate(share) };
  return { ...charge, net: share, ...stateSums(fate, share) };
};

/** Shares every fee and tax row out over the stores of its payout, by the gross of the lines given. */
function sharedParts(cohort: readonly CohortLine[], plain: readonly PlainMoney[], sumsOf: ShareSums): Part[] {
  if (!cohort.some(({ line }) => isShared(line))) return [];
  const scopeOf = ({ line }: CohortLine): string =>
    payoutKey(line.source, line.payoutId ?? '', settledCurrencyOf(line));
  const grossByScope = new Map<string, Map<string, Minor>>();
  const put = (scope: string, store: string | null, gross: Minor): void => {
    const byStore = grossByScope.get(scope) ?? new Map<string, Minor>();
    grossByScope.set(scope, byStore);
    byStore.set(store ?? UNASSIGNED, add(byStore.get(store ?? UNASSIGNED) ?? ZERO, gross));
  };
  for (const one of cohort)
    if (one.line.type === 'payment') put(scopeOf(one), one.fate.store, settledGrossOf(one.line));
  for (const { source, payoutId, currency, store, gross } of plain)
    put(payoutKey(source.id, payoutId ?? '', currency), store, gross);
  return cohort
    .filter(({ line }) => isShared(line))
    .flatMap((one) => sharesOf(one, grossByScope.get(scopeOf(one)), sumsOf));
}

function sharesOf(one: CohortLine, grossByStore: ReadonlyMap<string, Minor> | undefined, sumsOf: ShareSums): Part[] {
  const { line } = one;
  const stores = [...(grossByStore ?? new Map([[UNASSIGNED, ZERO]]))].sort(([a], [b]) => compareText(a, b));
  const shares = allocate(
    settledNetOf(line),
    stores.map(([, gross]) => gross),
  );
  return stores.map(([store], index): Part => ({
    store,
    currency: settledCurrencyOf(line),
    sums: sumsOf(one, certain(shares[index], 'a share')),
  }));
}

/** What the rows of stores are summed in. */
export const COLUMNS = ['orders', ...STORE_AMOUNTS] as const satisfies readonly (keyof Sums)[];

/** A row of a store while others are added to it. */
type Growing = { -readonly [Column in keyof StoreRow]: StoreRow[Column] };

/** Rows added up by a key of their own; what is said of the store is the first's, as `first` makes it. */
export function addRowsBy(
  rows: Iterable<StoreRow>,
  keyOf: (row: StoreRow) => string,
  first: (row: StoreRow) => StoreRow = (row) => row,
): StoreRow[] {
  const sums = new Map<string, Growing>();
  for (const row of rows) {
    const key = keyOf(row);
    const sum = sums.get(key);
    if (sum === undefined) {
      sums.set(key, { ...first(row) });
      continue;
    }
    sum.orders += row.orders;
    for (const column of STORE_AMOUNTS) sum[column] = add(sum[column], row[column]);
  }
  return [...sums.values()];
}

/** A store's row while its parts are added up. */
type Adding = { -readonly [Column in keyof Sums]: Sums[Column] } & {
  readonly store: string;
  readonly currency: string;
};

/** The rows that parts add up to, by store and currency. */
export function rowsOf(parts: Iterable<Part>, config: Pick<Config, 'stores'>): StoreRow[] {
  const { list } = config.stores;
  const adding = new Map<string, Adding>();
  for (const part of parts) addPart(addingOf(adding, part), part);
  return [...adding.values()]
    .map((row): StoreRow => {
      const entry = list && Object.hasOwn(list, row.store) ? list[row.store] : undefined;
      return {
        ...row,
        name: entry?.name ?? '',
        listed: row.store === UNASSIGNED || list === null || entry !== undefined,
        entity: entry?.entity ?? null,
        city: entry?.city ?? null,
        costCentre: entry?.costCentre ?? null,
      };
    })
    .sort((a, b) => compareText(a.store, b.store) || compareText(a.currency, b.currency));
}

function addingOf(adding: Map<string, Adding>, { store, currency }: Part): Adding {
  const key = `${store}\n${currency}`;
  const known = adding.get(key);
  if (known) return known;
  const money = { gross: ZERO, refunds: ZERO, chargebacks: ZERO, fees: ZERO, taxes: ZERO, net: ZERO };
  const row: Adding = {
    store,
    currency,
    orders: 0,
    ...money,
    bankConfirmed: ZERO,
    awaiting: ZERO,
    broken: ZERO,
    confirmedOnDay: ZERO,
  };
  adding.set(key, row);
  return row;
}

function addPart(row: Adding, { sums }: Part): void {
  for (const column of COLUMNS) {
    const amount = sums[column];
    if (amount === undefined) continue;
    if (column === 'orders') row.orders += amount;
    else row[column] = add(row[column], minor(amount));
  }
}

/** The split sums to the whole, per currency: nothing is lost between the stores. */
function assertSplit(rows: readonly StoreRow[], wholes: ReadonlyMap<string, Minor>): void {
  for (const currency of new Set([...rows.map((row) => row.currency), ...wholes.keys()])) {
    const split = sum(rows.filter((row) => row.currency === currency).map((row) => row.net));
    const whole = wholes.get(currency) ?? ZERO;
    const byState = sum(
      rows.filter((row) => row.currency === currency).flatMap((row) => [row.bankConfirmed, row.awaiting, row.broken]),
    );
    if (split === whole && byState === whole) continue;
    throw new CuadreError(
      'conservation_broken',
      `the store split of ${currency} sums to ${String(split)} (by standing ${String(byState)}) and not to ${String(whole)}`,
      { currency, split, byState, whole },
    );
  }
}

/** The stores of several cohorts added up: each line counts once, in the cohort of its file. */
export function addStores(splits: readonly (readonly StoreRow[])[]): StoreRow[] {
  return addRowsBy(splits.flat(), (row) => `${row.store}\n${row.currency}`);
}
