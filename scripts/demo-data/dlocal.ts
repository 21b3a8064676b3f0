import { daysBetween, type PlainDate } from '../../schemas/values/dates.ts';
import { add, formatMajor, minor, negate, subtract, sum, ZERO, type Minor } from '../../schemas/values/money.ts';
import { DLOCAL_FIXED_PESOS, DLOCAL_PERCENT, DLOCAL_ROWS, FIRST_DATE } from './events.ts';
import { date as dateOf, pesos, type DemoOrder } from './read-orders.ts';

const HEADER_COLUMNS =
  'ROW_TYPE,SETTLEMENT_CURRENCY,NUMBER_OF_ITEMS,GROSS_TOTAL_AMOUNT,FEE_TOTAL_AMOUNT,NET_TOTAL_AMOUNT,TRANSFER_DATE,TRANSFER_ID,,,,,,,,,,,,,,,,,';
const LINE_COLUMNS = (
  'ROW_TYPE,MID,LOGIN,COUNTRY,CREATION_DATE,APPROVED_DATE,TRANSACTION_ID,DLOCAL_TRANSACTION_ID,LOCAL_AMOUNT,LOCAL_CURRENCY,FX_RATE,GROSS_AMOUNT,' +
  'FEE_AMOUNT,NET_AMOUNT,PAYMENT_TYPE,PAYMENT_METHOD_CODE,CARD_BIN,CARD_TYPE,INSTALLMENTS,STATUS,STATUS_CODE,STATUS_DETAILS,USER_DOCUMENT,USER_EMAIL,' +
  'DESCRIPTION'
).split(',');
const MERCHANT = { MID: '2107', LOGIN: 'yogaandes' } as const;
const FIRST_TRANSFER_ID = 642_924;

const STATUSES = {
  approved: { STATUS: 'PAID', STATUS_CODE: '200', STATUS_DETAILS: 'The payment was paid.' },
  pending: { STATUS: 'PENDING', STATUS_CODE: '100', STATUS_DETAILS: 'The payment is pending.' },
  rejected: { STATUS: 'REJECTED', STATUS_CODE: '300', STATUS_DETAILS: 'The payment was rejected.' },
  refund: { STATUS: 'SUCCESS', STATUS_CODE: '200', STATUS_DETAILS: 'The refund was paid.' },
} as const;

interface DlocalRow {
  readonly gross: Minor;
  /** Negative where it is deducted, as dLocal prints it. */
  readonly fee: Minor;
  readonly cells: Readonly<Record<string, string>>;
}

/** The id of the payout of a date. */
export function transferId(date: PlainDate): string {
  return String(FIRST_TRANSFER_ID + daysBetween(dateOf(FIRST_DATE), date));
}

/** What the payout of a date comes to: what its lines sum to, to the centavo. */
export function payoutNet(date: PlainDate, orders: readonly DemoOrder[]): Minor {
  return sum(rowsOf(date, orders).map((row) => add(row.gross, row.fee)));
}

/** What dLocal pays for one order. */
export function netOf(order: DemoOrder): Minor {
  const row = paymentRow(order, 1);
  return add(row.gross, row.fee);
}

/** dLocal's settlement file of a date: a header block with the totals, a second header, and the lines. */
export function dlocalFile(date: PlainDate, orders: readonly DemoOrder[]): string {
  const rows = rowsOf(date, orders);
  const gross = sum(rows.map((row) => row.gross));
  const fee = sum(rows.map((row) => row.fee));
  const totals = [
    'HEADER',
    'COP',
    String(rows.length),
    formatMajor(gross),
    formatMajor(fee),
    formatMajor(add(gross, fee)),
    date,
    transferId(date),
  ];
  const lines = rows.map((row) => LINE_COLUMNS.map((column) => row.cells[column] ?? '').join(','));
  return [
    HEADER_COLUMNS,
    `${totals.join(',')}${','.repeat(LINE_COLUMNS.length - totals.length)}`,
    LINE_COLUMNS.join(','),
    ...lines,
    '',
  ].join('\n');
}

function rowsOf(date: PlainDate, orders: readonly DemoOrder[]): DlocalRow[] {
  const payments = orders
    .filter((order) => order.provider === 'dlocal' && (order.what.reported ?? order.date) === date)
    .flatMap((order) =>
      order.what.paid === 'twice' ? [paymentRow(order, 1), paymentRow(order, 2)] : [paymentRow(order, 1)],
    );
  return [...payments, ...DLOCAL_ROWS.filter((row) => row.on === date).map((row) => otherRow(row, date))];
}

function paymentRow(order: DemoOrder, attempt: number): DlocalRow {
  const status = order.what.status === 'pending' || order.what.status === 'rejected' ? order.what.status : 'approved';
  const collected = order.what.charged === undefined ? order.total : pesos(Number(order.what.charged));
  const gross = status === 'approved' ? collected : ZERO;
  const id = `T-2107-${String(order.number)}${attempt === 1 ? '' : `-${String(attempt)}`}`;
  const fee = status === 'approved' ? feeOf(gross, order.what.reported ?? order.date) : ZERO;
  return row('PAYMENT', collected, gross, fee, {
    ...bankTransfer(order.reference, id, utc(order)),
    ...STATUSES[status],
  });
}

/**
 * The fee as dLocal charges it, negative: a percentage, and so much for each payment. Prices are whole thousands, so it
 * is exact.
 */
function feeOf(gross: Minor, date: string): Minor {
  const percent = date === DLOCAL_PERCENT.on ? DLOCAL_PERCENT.charged : DLOCAL_PERCENT.agreed;
  return negate(add(minor((gross / 10_000) * percent), pesos(DLOCAL_FIXED_PESOS)));
}

function otherRow(event: (typeof DLOCAL_ROWS)[number], date: PlainDate): DlocalRow {
  const at = `${date} 15:00:00`;
  switch (event.type) {
    case 'PAYMENT': {
      const gross = pesos(event.amount);
      return row('PAYMENT', gross, gross, feeOf(gross, date), {
        ...bankTransfer(event.reference, event.id, at),
        ...STATUSES.approved,
      });
    }
    case 'REFUND': {
      const gross = pesos(event.amount);
      return row('REFUND', gross, gross, ZERO, { ...bankTransfer(event.reference, event.id, at), ...STATUSES.refund });
    }
    case 'ADJUSTMENT':
      return row('ADJUSTMENT', ZERO, pesos(event.amount), ZERO, {
        CREATION_DATE: at,
        APPROVED_DATE: at,
        DLOCAL_TRANSACTION_ID: event.id,
        PAYMENT_TYPE: 'DEBIT NOTE',
        LOCAL_CURRENCY: '',
        DESCRIPTION: event.text,
      });
    case 'SETTLEMENT_FEE':
      return row('SETTLEMENT_FEE', ZERO, ZERO, negate(pesos(event.fee)), {
        DLOCAL_TRANSACTION_ID: transferId(date),
        LOCAL_CURRENCY: '',
      });
  }
}

function row(type: string, local: Minor, gross: Minor, fee: Minor, cells: Readonly<Record<string, string>>): DlocalRow {
  const amounts = {
    LOCAL_AMOUNT: decimal(local),
    LOCAL_CURRENCY: 'COP',
    FX_RATE: '1',
    GROSS_AMOUNT: decimal(gross),
    FEE_AMOUNT: decimal(fee),
    NET_AMOUNT: decimal(subtract(gross, negate(fee))),
  };
  return { gross, fee, cells: { ROW_TYPE: type, ...MERCHANT, ...amounts, ...cells } };
}

function bankTransfer(reference: string, id: string, at: string): Readonly<Record<string, string>> {
  return {
    COUNTRY: 'Colombia',
    CREATION_DATE: at,
    APPROVED_DATE: at,
    TRANSACTION_ID: reference,
    DLOCAL_TRANSACTION_ID: id,
    PAYMENT_TYPE: 'BANK_TRANSFER',
    PAYMENT_METHOD_CODE: 'PC',
    INSTALLMENTS: '1',
  };
}

/** dLocal prints lines with as many decimals as they need. */
function decimal(amount: Minor): string {
  return formatMajor(amount).replace(/\.00$|(?<=\.\d)0$/, '');
}

/** The moment of the payment in UTC, which is five hours later than in Bogotá all year round. */
function utc(order: DemoOrder): string {
  const local = new Date(`${order.date}T${order.time}:30-05:00`);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
