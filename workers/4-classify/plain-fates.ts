import { certain } from '../../schemas/errors.ts';
import { addressKey, type BankLine, type Leg, type OrderLine } from '../../schemas/lines/records.ts';
import type { LineOfLeg } from '../../schemas/lines/table.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import { paidMoment } from '../3-match/amount-due.ts';
import { matchId } from '../3-match/bank/group.ts';
import type { BankWords } from '../3-match/bank-scope.ts';
import { NO_LINE, type SaleInView } from '../3-match/plain/plain-sale.ts';
import { SaleViewer, type PlainSales } from '../3-match/plain/plain-sales.ts';
import { feeOf, settledNetOf, taxOf } from '../3-match/settled-money.ts';
import { collectorsOf } from '../3-match/scope.ts';
import type { Case } from './case.ts';
import type { BankPosition, BankPositions } from './legs.ts';

/** Reads the cell of a column, of the line of one leg, by the number of the sale. */
type Cells<Cell> = (sale: number) => Cell;

/** Opens a column for the lines of one leg. */
type Opens<Cell> = (looks: Looks) => Cells<Cell>;

/** A column of the fates of plain sales: how it is opened, by the leg of the line. */
type PlainColumn<Cell> = Readonly<Record<Leg, Opens<Cell>>>;

/** What the cells are made of. */
interface Looks {
  readonly c: Case;
  /** A column of the line of a leg; the line must be in hand. */
  readonly own: <L extends Leg, Name extends keyof LineOfLeg[L]>(leg: L, name: Name) => Cells<LineOfLeg[L][Name]>;
  /** A column of how the date before left a carried payment. */
  readonly former: <Name extends keyof FateRow>(name: Name) => Cells<FateRow[Name]>;
  /** Whether the line of a leg is in hand. */
  readonly has: (leg: Leg, sale: number) => boolean;
  /** Looks at one sale after the other. */
  readonly viewer: () => (sale: number) => SaleInView;
  /** Where a payment without a credit of its own stands with the bank: by itself, or as its payout does. */
  readonly waiting: (sale: number) => BankPosition;
  /** The id of the match with the bank, made once a sale. */
  readonly bankMatch: (sale: number) => string;
  readonly orderDueOn: (sale: number) => FateRow['dueOn'];
  readonly bankDueOn: (sale: number) => FateRow['dueOn'];
  readonly creditDueOn: (sale: number) => FateRow['dueOn'];
}

const NO_IDS: readonly string[] = [];

/** The same for every sale. */
function always<Cell>(cell: Cell): Opens<Cell> {
  return () => () => cell;
}

/** The same for every line of every sale. */
function every<Cell>(cell: Cell): PlainColumn<Cell> {
  return { order: always(cell), settlement: always(cell), bank: always(cell) };
}

/** The cell of the line itself. */
function own<L extends Leg, Name extends keyof LineOfLeg[L]>(leg: L, name: Name): Opens<LineOfLeg[L][Name]> {
  return (looks) => looks.own(leg, name);
}

/** Made of a whole sale. */
function seen<Cell>(cell: (sale: SaleInView, looks: Looks) => Cell): Opens<Cell> {
  return (looks) => {
    const at = looks.viewer();
    return (sale) => cell(at(sale), looks);
  };
}

/** The same of the order and its payment; the credit has none. */
function ofSale<Cell>(cells: Opens<Cell>, credit: Cell): PlainColumn<Cell> {
  return { order: cells, settlement: cells, bank: always(credit) };
}

/** Of a payment of the date, whose order is in hand, and of one that is carried, whose order is closed. */
function ofOrder<Cell>(fresh: Opens<Cell>, carried: Opens<Cell>): Opens<Cell> {
  return (looks) => {
    const [ofFresh, ofCarried] = [fresh(looks), carried(looks)];
    return (sale) => (looks.has('order', sale) ? ofFresh(sale) : ofCarried(sale));
  };
}

/** What the date before left of a carried payment. */
function former<Name extends keyof FateRow>(name: Name): Opens<FateRow[Name]> {
  return (looks) => looks.former(name);
}

/** Of the payment: from its own credit, or from where it waits. */
function ofPayment<Cell>(paid: Opens<Cell>, waiting: (position: BankPosition) => Cell): Opens<Cell> {
  return (looks) => {
    const cells = paid(looks);
    return (sale) => (looks.has('bank', sale) ? cells(sale) : waiting(looks.waiting(sale)));
  };
}

/**
 * What the fate of a line of a plain sale says, column by column: what the passes and the rules would have said of it
 * (the tests compare every cell).
 */
const COLUMNS: { readonly [Name in keyof FateRow]: PlainColumn<FateRow[Name]> } = {
  date: { order: own('order', 'date'), settlement: own('settlement', 'date'), bank: own('bank', 'date') },
  source: { order: own('order', 'source'), settlement: own('settlement', 'source'), bank: own('bank', 'source') },
  file: { order: own('order', 'file'), settlement: own('settlement', 'file'), bank: own('bank', 'file') },
  row: { order: own('order', 'row'), settlement: own('settlement', 'row'), bank: own('bank', 'row') },
  leg: { order: always('order'), settlement: always('settlement'), bank: always('bank') },
  line: { order: own('order', 'line'), settlement: own('settlement', 'line'), bank: own('bank', 'line') },
  entered: { ...every('new'), settlement: ofOrder(always('new'), always('carried')) },
  former: { ...every(null), settlement: ofOrder<FateRow['former']>(always(null), former('fate')) },
  fate: {
    ...every('matched'),
    settlement: ofPayment(always('matched'), ({ state }) => (state === 'awaiting' ? 'awaiting' : 'matched')),
  },
  reason: every(null),
  rejectCode: every(null),
  orderLeg: ofSale(always('agrees'), 'none'),
  bankLeg: {
    order: always('none'),
    settlement: ofPayment(always('agrees'), ({ state }) => state),
    bank: always('agrees'),
  },
  orderPass: {
    ...every(null),
    order: always('merchant_reference'),
    settlement: ofOrder(always('merchant_reference'), former('orderPass')),
  },
  bankPass: {
    order: always(null),
    settlement: ofPayment(always('reference'), ({ pass }) => pass),
    bank: always('reference'),
  },
  bankMatch: {
    order: always(null),
    settlement: ofPayment(bankMatch, (position) => position.bankMatch),
    bank: bankMatch,
  },
  merchantReference: {
    order: own('order', 'merchantReference'),
    settlement: ofOrder(own('order', 'merchantReference'), former('merchantReference')),
    bank: seen((sale) => wordsOf(sale).written ?? ''),
  },
  providerId: {
    ...ofSale(own('settlement', 'providerId'), ''),
    bank: (looks) => {
      const bankId = looks.own('bank', 'bankId');
      return (sale) => bankId(sale) ?? '';
    },
  },
  payoutId: ofSale(own('settlement', 'payoutId'), null),
  provider: {
    ...ofSale(own('settlement', 'source'), null),
    bank: seen((sale) => wordsOf(sale).looksLike?.id ?? null),
  },
  method: { order: own('order', 'method'), settlement: own('settlement', 'method'), bank: always(null) },
  store: {
    order: seen((sale, { c }) => c.storeOf(orderOf(sale))),
    settlement: seen((sale, { c }) => storeOfPayment(sale, c)),
    bank: always(null),
  },
  currency: {
    order: own('order', 'currency'),
    settlement: own('settlement', 'currency'),
    bank: own('bank', 'currency'),
  },
  amount: { order: own('order', 'amount'), settlement: own('settlement', 'gross'), bank: own('bank', 'amount') },
  sold: every(null),
  cancelled: every(null),
  cancelledIn: every(null),
  leftDay: every(null),
  orderAmount: ofSale(ofOrder(own('order', 'amount'), former('orderAmount')), null),
  settlementGross: ofSale(own('settlement', 'gross'), null),
  settlementFee: ofSale(
    seen(({ payment }) => feeOf(payment)),
    null,
  ),
  settlementTax: ofSale(
    seen(({ payment }) => taxOf(payment)),
    null,
  ),
  settlementNet: ofSale(
    seen(({ payment }) => settledNetOf(payment)),
    null,
  ),
  bankAmount: {
    order: always(null),
    settlement: ofPayment(own('bank', 'amount'), ({ bankAmount }) => bankAmount),
    bank: own('bank', 'amount'),
  },
  paidOn: {
    order: seen((sale, { c }) => c.match.due.localDate(paidMoment(orderOf(sale)))),
    settlement: (looks) => {
      const paidAt = looks.own('settlement', 'paidAt');
      return (sale) => {
        const moment = paidAt(sale);
        return moment === null ? null : looks.c.match.due.localDate(moment);
      };
    },
    bank: always(null),
  },
  settledOn: ofSale(
    seen(({ payment }, { c }) => c.match.due.days.settledOn(payment)),
    null,
  ),
  dueOn: {
    order: ({ orderDueOn }) => orderDueOn,
    settlement: ofPayment(
      ({ bankDueOn }) => bankDueOn,
      ({ dueOn }) => dueOn,
    ),
    bank: ({ creditDueOn }) => creditDueOn,
  },
  arrivedOn: {
    order: always(null),
    settlement: ofPayment(own('bank', 'bookedOn'), ({ arrivedOn }) => arrivedOn),
    bank: own('bank', 'bookedOn'),
  },
  discrepancyIds: every(NO_IDS),
};

function bankMatch(looks: Looks): Cells<string> {
  return looks.bankMatch;
}

function orderOf({ order }: SaleInView): OrderLine {
  return certain(order, 'the order of a sale');
}

function creditOf({ credit }: SaleInView): BankLine {
  return certain(credit, 'the credit of a sale');
}

function wordsOf({ words }: SaleInView): BankWords {
  return certain(words, 'what a credit says');
}

/** The store of a payment: its order's, else its own or its reference's; of a carried one what was said before. */
export function storeOfPayment({ order, payment, former }: SaleInView, c: Case): string | null {
  if (former !== null) return former.store;
  return order?.store ?? c.storeOf(payment);
}

/** The names of the columns of a fate. */
export const FATE_COLUMNS = Object.keys(COLUMNS) as readonly (keyof FateRow)[];

/** Reads one column of the fates of plain sales, by the place of the line in the tables. */
export type PlainColumns = <Name extends keyof FateRow>(name: Name) => (place: number) => FateRow[Name];

/** The columns of the fates of plain sales: nothing is made of a line before a cell is asked for. */
export function plainColumns(c: Case, bank: BankPositions): PlainColumns {
  const { plain } = c.workingSet;
  const looks = looksOf(c, plain, bank);
  return (name) => {
    const column = COLUMNS[name];
    const opened = { order: column.order(looks), settlement: column.settlement(looks), bank: column.bank(looks) };
    return (place) => opened[plain.tables.at(place).table.leg](plain.numberAt(place));
  };
}

function looksOf(c: Case, plain: PlainSales, bank: BankPositions): Looks {
  const viewer = (): ((sale: number) => SaleInView) => {
    const one = new SaleViewer(plain.tables, plain.facts);
    return (sale) => plain.view(one, sale);
  };
  const view = viewer();
  return {
    c,
    own(leg, name) {
      const [cell, places] = [plain.tables.column(leg, name), plain.placesOf(leg)];
      return (sale) => cell(places[sale] ?? NO_LINE);
    },
    former(name) {
      const [cell, places] = [plain.tables.formerColumn(name), plain.placesOf('settlement')];
      return (sale) => cell(places[sale] ?? NO_LINE);
    },
    has: (leg, sale) => plain.has(leg, sale),
    viewer,
    waiting: (sale) => certain(bank.plain[sale], 'where a payment waits'),
    bankMatch: matchIds(plain),
    ...dueDays(c, (sale) => view(sale)),
  };
}

/** When the lines of a sale fall due. A day is asked for once for all that fall due by the same. */
function dueDays(c: Case, view: (sale: number) => SaleInView): Pick<Looks, 'orderDueOn' | 'bankDueOn' | 'creditDueOn'> {
  const { due } = c.match;
  const orders = remembering<FateRow['dueOn']>();
  const payments = remembering<FateRow['dueOn']>();
  const credits = remembering<FateRow['dueOn']>();
  return {
    orderDueOn(sale) {
      const order = orderOf(view(sale));
      const paidAt = paidMoment(order);
      return orders(`${String(paidAt)} ${order.method}`, () => due.order(paidAt, collectorsOf(order, c.workingSet)));
    },
    bankDueOn(sale) {
      const { payment, source } = view(sale);
      const settledOn = due.days.settledOn(payment);
      return payments(`${settledOn} ${source.id}`, () => due.bank(source, settledOn));
    },
    creditDueOn(sale) {
      const seen = view(sale);
      const [{ bookedOn }, words] = [creditOf(seen), wordsOf(seen)];
      return credits(`${bookedOn} ${nameOf(words)}`, () => due.bankLine(bookedOn, words.looksLike));
    },
  };
}

function nameOf({ looksLike }: BankWords): string {
  return looksLike?.id ?? '-';
}

function remembering<Value>(): (key: string, make: () => Value) => Value {
  const known = new Map<string, { readonly value: Value }>();
  return (key, make) => {
    const before = known.get(key) ?? { value: make() };
    known.set(key, before);
    return before.value;
  };
}

const ID_BYTES = 16;

/** The ids of the matches of plain sales with the bank: each is hashed once, and kept as 16 bytes. */
function matchIds(plain: PlainSales): (sale: number) => string {
  const ids = Buffer.alloc(plain.length * ID_BYTES);
  const isKnown = new Uint8Array(plain.length);
  const viewer = new SaleViewer(plain.tables, plain.facts);
  return (sale) => {
    const from = sale * ID_BYTES;
    if (isKnown[sale] === 1) return ids.toString('hex', from, from + ID_BYTES);
    const seen = plain.view(viewer, sale);
    const id = matchId([addressKey(seen.payment)], [addressKey(creditOf(seen))]);
    ids.write(id, from, 'hex');
    isKnown[sale] = 1;
    return id;
  };
}
