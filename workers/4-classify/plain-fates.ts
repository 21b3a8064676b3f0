import { certain } from '../../schemas/errors.ts';
import { addressKey, type BankLine, type Leg, type Line, type OrderLine } from '../../schemas/lines/records.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import { paidMoment } from '../3-match/amount-due.ts';
import { matchId } from '../3-match/bank/group.ts';
import type { BankWords } from '../3-match/bank-scope.ts';
import type { SaleInView } from '../3-match/plain/plain-sale.ts';
import { SaleViewer, type PlainSales } from '../3-match/plain/plain-sales.ts';
import { feeOf, settledNetOf, taxOf } from '../3-match/settled-money.ts';
import { collectorsOf } from '../3-match/scope.ts';
import type { Case } from './case.ts';
import type { BankPosition, BankPositions } from './legs.ts';

/** The cell of a column, of the line of one leg of a sale. */
type CellOf<Name extends keyof FateRow> = (sale: SaleInView, look: Looks) => FateRow[Name];

/** A column of the fates of plain sales: its cell by the leg of the line. */
type PlainColumn<Name extends keyof FateRow> = Readonly<Record<Leg, CellOf<Name>>>;

/** What the cells ask beside the sale. */
interface Looks {
  readonly c: Case;
  /** Where a payment without a credit of its own stands with the bank: by itself, or as its payout does. */
  readonly waiting: (sale: SaleInView) => BankPosition;
  /** The id of the match with the bank, made once a sale. */
  readonly bankMatch: (sale: SaleInView) => string;
  readonly orderDueOn: (order: OrderLine) => FateRow['dueOn'];
  readonly bankDueOn: (sale: SaleInView) => FateRow['dueOn'];
  readonly creditDueOn: (sale: SaleInView) => FateRow['dueOn'];
}

const NO_IDS: readonly string[] = [];

/** The same for every line of a plain sale. */
function every<Name extends keyof FateRow>(cell: FateRow[Name]): PlainColumn<Name> {
  return { order: () => cell, settlement: () => cell, bank: () => cell };
}

/** Read off the line itself, in every leg. */
function ofLine<Name extends keyof FateRow>(cell: (line: Line) => FateRow[Name]): PlainColumn<Name> {
  return {
    order: (sale) => cell(orderOf(sale)),
    settlement: ({ payment }) => cell(payment),
    bank: (sale) => cell(creditOf(sale)),
  };
}

/** The same of the order and its payment; the credit has none. */
function ofSale<Name extends keyof FateRow>(cell: CellOf<Name>, credit: FateRow[Name]): PlainColumn<Name> {
  return { order: cell, settlement: cell, bank: () => credit };
}

/** Of the payment: from its own credit, or from where it waits. */
function ofPayment<Name extends keyof FateRow>(
  paid: (credit: BankLine, sale: SaleInView, looks: Looks) => FateRow[Name],
  waiting: (position: BankPosition) => FateRow[Name],
): CellOf<Name> {
  return (sale, looks) => {
    const { credit } = sale;
    return credit === null ? waiting(looks.waiting(sale)) : paid(credit, sale, looks);
  };
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

/** Of a carried payment what the date before left. */
function formerOf({ former }: SaleInView): FateRow {
  return certain(former, 'the former fate of a carried payment');
}

/**
 * What the fate of a line of a plain sale says, column by column: what the passes and the rules would have said of it
 * (the tests compare every cell).
 */
const COLUMNS: { readonly [Name in keyof FateRow]: PlainColumn<Name> } = {
  date: ofLine((line) => line.date),
  source: ofLine((line) => line.source),
  file: ofLine((line) => line.file),
  row: ofLine((line) => line.row),
  leg: ofLine((line) => line.leg),
  line: ofLine((line) => line.line),
  entered: { ...every('new'), settlement: ({ former }) => (former === null ? 'new' : 'carried') },
  former: { ...every(null), settlement: ({ former }) => former?.fate ?? null },
  fate: {
    ...every('matched'),
    settlement: ofPayment(
      () => 'matched',
      ({ state }) => (state === 'awaiting' ? 'awaiting' : 'matched'),
    ),
  },
  reason: every(null),
  rejectCode: every(null),
  orderLeg: ofSale(() => 'agrees', 'none'),
  bankLeg: {
    order: () => 'none',
    settlement: ofPayment(
      () => 'agrees',
      ({ state }) => state,
    ),
    bank: () => 'agrees',
  },
  orderPass: {
    ...every(null),
    order: () => 'merchant_reference',
    settlement: (sale) => (sale.order === null ? formerOf(sale).orderPass : 'merchant_reference'),
  },
  bankPass: {
    order: () => null,
    settlement: ofPayment(
      () => 'reference',
      ({ pass }) => pass,
    ),
    bank: () => 'reference',
  },
  bankMatch: {
    order: () => null,
    settlement: ofPayment(
      (_credit, sale, { bankMatch }) => bankMatch(sale),
      ({ bankMatch }) => bankMatch,
    ),
    bank: (sale, { bankMatch }) => bankMatch(sale),
  },
  merchantReference: {
    ...ofSale((sale) => sale.order?.merchantReference ?? formerOf(sale).merchantReference, ''),
    bank: (sale) => wordsOf(sale).written ?? '',
  },
  providerId: {
    ...ofSale(({ payment }) => payment.providerId, ''),
    bank: (sale) => creditOf(sale).bankId ?? '',
  },
  payoutId: ofSale(({ payment }) => payment.payoutId, null),
  provider: {
    ...ofSale(({ payment }) => payment.source, null),
    bank: (sale) => wordsOf(sale).looksLike?.id ?? null,
  },
  method: { order: (sale) => orderOf(sale).method, settlement: ({ payment }) => payment.method, bank: () => null },
  store: {
    order: (sale, { c }) => c.storeOf(orderOf(sale)),
    settlement: (sale, { c }) => storeOfPayment(sale, c),
    bank: () => null,
  },
  currency: ofLine((line) => line.currency),
  amount: {
    order: (sale) => orderOf(sale).amount,
    settlement: ({ payment }) => payment.gross,
    bank: (sale) => creditOf(sale).amount,
  },
  sold: every(null),
  cancelled: every(null),
  cancelledIn: every(null),
  leftDay: every(null),
  orderAmount: ofSale((sale) => sale.order?.amount ?? formerOf(sale).orderAmount, null),
  settlementGross: ofSale(({ payment }) => payment.gross, null),
  settlementFee: ofSale(({ payment }) => feeOf(payment), null),
  settlementTax: ofSale(({ payment }) => taxOf(payment), null),
  settlementNet: ofSale(({ payment }) => settledNetOf(payment), null),
  bankAmount: {
    order: () => null,
    settlement: ofPayment(
      ({ amount }) => amount,
      ({ bankAmount }) => bankAmount,
    ),
    bank: (sale) => creditOf(sale).amount,
  },
  paidOn: {
    order: (sale, { c }) => c.match.due.localDate(paidMoment(orderOf(sale))),
    settlement: ({ payment }, { c }) => (payment.paidAt === null ? null : c.match.due.localDate(payment.paidAt)),
    bank: () => null,
  },
  settledOn: ofSale(({ payment }, { c }) => c.match.due.days.settledOn(payment), null),
  dueOn: {
    order: (sale, { orderDueOn }) => orderDueOn(orderOf(sale)),
    settlement: ofPayment(
      (_credit, sale, { bankDueOn }) => bankDueOn(sale),
      ({ dueOn }) => dueOn,
    ),
    bank: (sale, { creditDueOn }) => creditDueOn(sale),
  },
  arrivedOn: {
    order: () => null,
    settlement: ofPayment(
      ({ bookedOn }) => bookedOn,
      ({ arrivedOn }) => arrivedOn,
    ),
    bank: (sale) => creditOf(sale).bookedOn,
  },
  discrepancyIds: every(NO_IDS),
};

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
    const cells = COLUMNS[name];
    const viewer = new SaleViewer(plain.tables, plain.facts);
    return (place) => {
      const { leg } = plain.tables.at(place).table;
      return cells[leg](plain.view(viewer, plain.numberAt(place)), looks);
    };
  };
}

function looksOf(c: Case, plain: PlainSales, bank: BankPositions): Looks {
  const { due } = c.match;
  const orders = remembering<FateRow['dueOn']>();
  const payments = remembering<FateRow['dueOn']>();
  const credits = remembering<FateRow['dueOn']>();
  return {
    c,
    waiting: ({ paymentPlace }) => certain(bank.plain[plain.numberAt(paymentPlace)], 'where a payment waits'),
    bankMatch: matchIds(plain),
    orderDueOn: (order) => {
      const { date, time } = due.local(paidMoment(order));
      return orders(`${date} ${time} ${order.method}`, () =>
        due.order(paidMoment(order), collectorsOf(order, c.workingSet)),
      );
    },
    bankDueOn: ({ payment, source }) => {
      const settledOn = due.days.settledOn(payment);
      return payments(`${settledOn} ${source.id}`, () => due.bank(source, settledOn));
    },
    creditDueOn: (sale) => {
      const [{ bookedOn }, words] = [creditOf(sale), wordsOf(sale)];
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
function matchIds(plain: PlainSales): (sale: SaleInView) => string {
  const ids = Buffer.alloc(plain.length * ID_BYTES);
  const isKnown = new Uint8Array(plain.length);
  return (sale) => {
    const { paymentPlace, payment } = sale;
    const number = plain.numberAt(paymentPlace);
    const from = number * ID_BYTES;
    if (isKnown[number] === 1) return ids.toString('hex', from, from + ID_BYTES);
    const id = matchId([addressKey(payment)], [addressKey(creditOf(sale))]);
    ids.write(id, from, 'hex');
    isKnown[number] = 1;
    return id;
  };
}
