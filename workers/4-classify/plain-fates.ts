import { addressKey, type Leg, type Line } from '../../schemas/lines/records.ts';
import type { FateRow } from '../../schemas/outcome/run.ts';
import { paidMoment } from '../3-match/amount-due.ts';
import { matchId } from '../3-match/bank/group.ts';
import type { BankWords } from '../3-match/bank-scope.ts';
import type { SaleInView } from '../3-match/plain/plain-sale.ts';
import { SaleViewer, type PlainSales } from '../3-match/plain/plain-sales.ts';
import { feeOf, settledNetOf, taxOf } from '../3-match/receivables.ts';
import { collectorsOf } from '../3-match/scope.ts';
import type { Case } from './case.ts';

/** The cell of a column, of the line of one leg of a sale. */
type CellOf<Name extends keyof FateRow> = (sale: SaleInView, look: Looks) => FateRow[Name];

/** A column of the fates of plain sales: its cell by the leg of the line. */
type PlainColumn<Name extends keyof FateRow> = Readonly<Record<Leg, CellOf<Name>>>;

/** What the cells ask beside the sale. */
interface Looks {
  readonly c: Case;
  /** The id of the match with the bank, made once a sale. */
  readonly bankMatch: (sale: SaleInView) => string;
  readonly orderDueOn: (sale: SaleInView) => FateRow['dueOn'];
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
    order: ({ order }) => cell(order),
    settlement: ({ payment }) => cell(payment),
    bank: ({ credit }) => cell(credit),
  };
}

/** The same of the order and its payment; the credit has none. */
function ofSale<Name extends keyof FateRow>(cell: CellOf<Name>, credit: FateRow[Name]): PlainColumn<Name> {
  return { order: cell, settlement: cell, bank: () => credit };
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
  entered: every('new'),
  former: every(null),
  fate: every('matched'),
  reason: every(null),
  rejectCode: every(null),
  orderLeg: ofSale(() => 'agrees', 'none'),
  bankLeg: { order: () => 'none', settlement: () => 'agrees', bank: () => 'agrees' },
  orderPass: ofSale(() => 'merchant_reference', null),
  bankPass: { order: () => null, settlement: () => 'reference', bank: () => 'reference' },
  bankMatch: {
    order: () => null,
    settlement: (sale, { bankMatch }) => bankMatch(sale),
    bank: (sale, { bankMatch }) => bankMatch(sale),
  },
  merchantReference: {
    order: ({ order }) => order.merchantReference,
    settlement: ({ order }) => order.merchantReference,
    bank: ({ words }) => words.written ?? '',
  },
  providerId: {
    order: ({ payment }) => payment.providerId,
    settlement: ({ payment }) => payment.providerId,
    bank: ({ credit }) => credit.bankId ?? '',
  },
  payoutId: ofSale(({ payment }) => payment.payoutId, null),
  provider: {
    order: ({ payment }) => payment.source,
    settlement: ({ payment }) => payment.source,
    bank: ({ words }) => words.looksLike?.id ?? null,
  },
  method: { order: ({ order }) => order.method, settlement: ({ payment }) => payment.method, bank: () => null },
  store: {
    order: ({ order }, { c }) => c.storeOf(order),
    settlement: ({ order, payment }, { c }) => order.store ?? c.storeOf(payment),
    bank: () => null,
  },
  currency: ofLine((line) => line.currency),
  amount: {
    order: ({ order }) => order.amount,
    settlement: ({ payment }) => payment.gross,
    bank: ({ credit }) => credit.amount,
  },
  sold: every(null),
  cancelled: every(null),
  cancelledIn: every(null),
  leftDay: every(null),
  orderAmount: ofSale(({ order }) => order.amount, null),
  settlementGross: ofSale(({ payment }) => payment.gross, null),
  settlementFee: ofSale(({ payment }) => feeOf(payment), null),
  settlementTax: ofSale(({ payment }) => taxOf(payment), null),
  settlementNet: ofSale(({ payment }) => settledNetOf(payment), null),
  bankAmount: {
    order: () => null,
    settlement: ({ credit }) => credit.amount,
    bank: ({ credit }) => credit.amount,
  },
  paidOn: {
    order: ({ order }, { c }) => c.match.due.localDate(paidMoment(order)),
    settlement: ({ payment }, { c }) => (payment.paidAt === null ? null : c.match.due.localDate(payment.paidAt)),
    bank: () => null,
  },
  settledOn: ofSale(({ payment }, { c }) => c.match.due.days.settledOn(payment), null),
  dueOn: {
    order: (sale, { orderDueOn }) => orderDueOn(sale),
    settlement: (sale, { bankDueOn }) => bankDueOn(sale),
    bank: (sale, { creditDueOn }) => creditDueOn(sale),
  },
  arrivedOn: {
    order: () => null,
    settlement: ({ credit }) => credit.bookedOn,
    bank: ({ credit }) => credit.bookedOn,
  },
  discrepancyIds: every(NO_IDS),
};

/** The names of the columns of a fate. */
export const FATE_COLUMNS = Object.keys(COLUMNS) as readonly (keyof FateRow)[];

/** Reads one column of the fates of plain sales, by the place of the line in the tables. */
export type PlainColumns = <Name extends keyof FateRow>(name: Name) => (place: number) => FateRow[Name];

/** The columns of the fates of plain sales: nothing is made of a line before a cell is asked for. */
export function plainColumns(c: Case): PlainColumns {
  const { plain } = c.workingSet;
  const looks = looksOf(c, plain);
  return (name) => {
    const cells = COLUMNS[name];
    const viewer = new SaleViewer(plain.tables, plain.facts);
    return (place) => {
      const { leg } = plain.tables.at(place).table;
      return cells[leg](plain.view(viewer, plain.numberAt(place)), looks);
    };
  };
}

function looksOf(c: Case, plain: PlainSales): Looks {
  const { due } = c.match;
  const orders = remembering<FateRow['dueOn']>();
  const payments = remembering<FateRow['dueOn']>();
  const credits = remembering<FateRow['dueOn']>();
  return {
    c,
    bankMatch: matchIds(plain),
    orderDueOn: ({ order }) => {
      const { date, time } = due.local(paidMoment(order));
      return orders(`${date} ${time} ${order.method}`, () =>
        due.order(paidMoment(order), collectorsOf(order, c.workingSet)),
      );
    },
    bankDueOn: ({ payment, source }) => {
      const settledOn = due.days.settledOn(payment);
      return payments(`${settledOn} ${source.id}`, () => due.bank(source, settledOn));
    },
    creditDueOn: ({ credit, words }) =>
      credits(`${credit.bookedOn} ${nameOf(words)}`, () => due.bankLine(credit.bookedOn, words.looksLike)),
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
  return ({ paymentPlace, payment, credit }) => {
    const number = plain.numberAt(paymentPlace);
    const from = number * ID_BYTES;
    if (isKnown[number] === 1) return ids.toString('hex', from, from + ID_BYTES);
    const id = matchId([addressKey(payment)], [addressKey(credit)]);
    ids.write(id, from, 'hex');
    isKnown[number] = 1;
    return id;
  };
}
