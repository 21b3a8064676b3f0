import type { BankLine, Leg, LineAddress, OrderLine, Reject, SettlementLine } from '../../../schemas/lines/records.ts';
import type { ColumnGroup, ColumnsOf } from './columns.ts';

/** The file says these for all its rows, by its name and its metadata. */
type SaidByFile = keyof LineAddress | 'leg';

const SETTLEMENT = {
  skip: 'category',
  merchantReference: 'text',
  providerId: 'text',
  type: 'category',
  status: 'category',
  gross: 'amount',
  currency: 'category',
  paidAt: 'seconds',
  fee: 'amount',
  tax: 'amount',
  feeVat: 'amount',
  withheldIncome: 'amount',
  withheldVat: 'amount',
  withheldIca: 'amount',
  otherDeductions: 'amount',
  net: 'amount',
  settledGross: 'amount',
  settledFee: 'amount',
  settledNet: 'amount',
  settledCurrency: 'category',
  fxRate: 'category',
  settledOn: 'date',
  payoutId: 'category',
  store: 'category',
  cus: 'text',
  environment: 'category',
  method: 'category',
  refundOf: 'text',
  description: 'text',
} as const satisfies ColumnsOf<Omit<SettlementLine, SaidByFile | 'line'>>;

const ORDER = {
  skip: 'category',
  merchantReference: 'text',
  orderId: 'text',
  store: 'category',
  amount: 'amount',
  currency: 'category',
  status: 'category',
  createdAt: 'seconds',
  paidAt: 'seconds',
  method: 'category',
  invoiceNumber: 'text',
  environment: 'category',
  refundedAmount: 'amount',
  refundedAt: 'seconds',
  outstanding: 'amount',
  cus: 'text',
  providerId: 'text',
} as const satisfies ColumnsOf<Omit<OrderLine, SaidByFile | 'line'>>;

const BANK = {
  skip: 'category',
  bookedOn: 'date',
  amount: 'amount',
  currency: 'category',
  bankId: 'text',
  valueOn: 'date',
  reference: 'text',
  endToEndId: 'text',
  description: 'text',
  account: 'category',
  balance: 'amount',
  reversal: 'flag',
} as const satisfies ColumnsOf<Omit<BankLine, SaidByFile | 'line'>>;

const REJECT = {
  code: 'category',
  field: 'category',
  column: 'category',
  text: 'text',
  hint: 'category',
  raw: 'text',
  merchantReference: 'text',
  payoutId: 'text',
  amount: 'amount',
  currency: 'category',
} as const satisfies ColumnsOf<Omit<Reject, SaidByFile | 'line'>>;

/** The columns that every row fills: a line of ours or a reject. */
export const COMMON_GROUP: ColumnGroup = { prefix: '', columns: { line: 'integer' } };

/** A rejected row fills these and none of the leg's: `reject_code` is null for every line that could be read. */
export const REJECT_GROUP: ColumnGroup = { prefix: 'reject_', columns: REJECT, later: ['column', 'text', 'hint'] };

export const LEG_GROUPS: Readonly<Record<Leg, ColumnGroup>> = {
  settlement: { prefix: '', columns: SETTLEMENT },
  order: { prefix: '', columns: ORDER, later: ['outstanding'] },
  bank: { prefix: '', columns: BANK },
};
