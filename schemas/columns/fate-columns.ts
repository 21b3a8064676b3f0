import type { FateRow } from '../outcome/run.ts';
import type { ColumnGroup, ColumnsOf } from './columns.ts';
import { tableKind } from './table.ts';

const FATE = {
  date: 'date',
  source: 'category',
  file: 'category',
  row: 'integer',
  leg: 'category',
  line: 'integer',
  entered: 'category',
  former: 'category',
  fate: 'category',
  reason: 'category',
  rejectCode: 'category',
  orderLeg: 'category',
  bankLeg: 'category',
  orderPass: 'category',
  bankPass: 'category',
  bankMatch: 'category',
  merchantReference: 'text',
  providerId: 'text',
  payoutId: 'category',
  provider: 'category',
  method: 'category',
  store: 'category',
  currency: 'category',
  amount: 'amount',
  orderAmount: 'amount',
  settlementGross: 'amount',
  settlementFee: 'amount',
  settlementTax: 'amount',
  settlementNet: 'amount',
  bankAmount: 'amount',
  paidOn: 'date',
  settledOn: 'date',
  dueOn: 'date',
  arrivedOn: 'date',
  discrepancyIds: 'words',
  sold: 'amount',
  cancelled: 'amount',
  leftDay: 'date',
  cancelledIn: 'category',
} as const satisfies ColumnsOf<FateRow>;

/** `discrepancy_ids` are joined by a space. Every amount is in hundredths of the row's currency. */
export const FATE_GROUP: ColumnGroup = {
  prefix: '',
  columns: FATE,
  later: ['sold', 'cancelled', 'leftDay', 'cancelledIn'],
};

export const FATES_TABLE = tableKind<FateRow>(FATE, []);
