import { formatMajor, minor, sum, type Minor } from '../../../schemas/values/money.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { SettlementStatus, SettlementType } from '../../../schemas/lines/records.ts';
import {
  BANK_COLUMNS,
  dialectOf,
  ORDER_COLUMNS,
  SETTLEMENT_COLUMNS,
  type BankColumn,
  type Dialect,
  type Formats,
  type OrderColumn,
  type SettlementColumn,
} from './config-yaml.ts';
import { ACCOUNT } from './sources.ts';
import type { BankRow, OrderRow, Row, SettlementRow } from './world.ts';

/** A file as text, with the line (from 1) on which each row begins. */
export interface Rendered {
  readonly text: string;
  readonly lineOf: ReadonlyMap<Row, number>;
}

const TYPE_WORDS: Partial<Record<SettlementType, string>> = {
  payment: 'PAGO',
  refund: 'REEMBOLSO',
  chargeback: 'CONTRACARGO',
  adjustment: 'AJUSTE',
};
const STATUS_WORDS: Partial<Record<SettlementStatus, string>> = {
  approved: 'APROBADA',
  pending: 'PENDIENTE',
  rejected: 'RECHAZADA',
};

export function renderOrders(rows: readonly OrderRow[]): Rendered {
  const cells = (row: OrderRow): Record<OrderColumn, string> => ({
    merchant_reference: row.reference,
    order_id: row.orderId,
    store: row.store,
    method: row.method,
    amount: row.amountText ?? formatMajor(row.amount),
    currency: row.currency,
    status: row.status,
    created_at: row.createdAt,
    paid_at: row.paidAt,
    invoice_number: row.invoice,
    refunded_amount: row.refunded === null ? '' : formatMajor(row.refunded),
    refunded_at: row.refundedAt,
  });
  return csv(ORDER_COLUMNS, ',', rows, cells);
}

export function renderSettlement(
  source: string,
  formats: Formats,
  date: PlainDate,
  rows: readonly SettlementRow[],
): Rendered {
  const dialect = dialectOf(source, formats);
  const cells = (row: SettlementRow): Record<SettlementColumn, string> => settlementCells(row, dialect);
  if (dialect.extension === 'csv') return csv(SETTLEMENT_COLUMNS, dialect.delimiter, rows, cells);
  return xmlReport(date, rows, cells);
}

function settlementCells(row: SettlementRow, dialect: Dialect): Record<SettlementColumn, string> {
  const amount = (value: Minor | null): string => (value === null ? '' : written(value, dialect));
  return {
    merchant_reference: row.reference,
    provider_id: row.providerId,
    type: TYPE_WORDS[row.type] ?? row.type,
    status: STATUS_WORDS[row.status] ?? row.status,
    method: row.method,
    gross: row.grossText ?? amount(row.gross),
    fee: amount(row.fee),
    tax: amount(row.tax),
    net: amount(row.net),
    currency: row.currency,
    paid_at: moment(row.paidAt, dialect),
    settled_on: row.settledOn === null ? '' : moment(`${row.settledOn} 00:00:00`, dialect),
    payout_id: row.payoutId,
    cus: row.cus,
    environment: row.environment === 'live' ? 'PROD' : 'SANDBOX',
    refund_of: row.refundOf,
    description: row.description,
  };
}

function written(amount: Minor, dialect: Dialect): string {
  if (dialect.unit === 'minor') return String(amount);
  const [whole = '', cents = ''] = formatMajor(amount).split('.');
  const grouped = dialect.thousands === '' ? whole : whole.replace(/(\d)(?=(\d{3})+$)/g, `$1${dialect.thousands}`);
  return `${grouped}${dialect.decimal}${cents}`;
}

function moment(text: string, dialect: Dialect): string {
  if (dialect.dates === 'yyyy-MM-dd HH:mm:ss') return text;
  return `${text.slice(8, 10)}/${text.slice(5, 7)}/${text.slice(0, 4)}${text.slice(10)}`;
}

function csv<R extends Row, C extends string>(
  columns: Readonly<Record<C, string>>,
  delimiter: string,
  rows: readonly R[],
  cellsOf: (row: R) => Record<C, string>,
): Rendered {
  const names = Object.keys(columns) as C[];
  const lines = [names.map((name) => columns[name]).join(delimiter)];
  const lineOf = new Map<Row, number>();
  for (const row of rows) {
    const cells = cellsOf(row);
    lines.push(names.map((name) => quoted(cells[name], delimiter)).join(delimiter));
    lineOf.set(row, lines.length);
  }
  return { text: `${lines.join('\n')}\n`, lineOf };
}

function quoted(cell: string, delimiter: string): string {
  return cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function xmlReport(
  date: PlainDate,
  rows: readonly SettlementRow[],
  cellsOf: (row: SettlementRow) => Record<SettlementColumn, string>,
): Rendered {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<report date="${date}">`];
  const lineOf = new Map<Row, number>();
  for (const row of rows) {
    const { provider_id: id, ...cells } = cellsOf(row);
    lineOf.set(row, lines.push(`  <transaction id="${id}">`));
    for (const [column, cell] of Object.entries(cells)) {
      const name = SETTLEMENT_COLUMNS[column as SettlementColumn];
      if (cell !== '') lines.push(`    <${name}>${cell}</${name}>`);
    }
    lines.push('  </transaction>');
  }
  return { text: `${[...lines, '</report>'].join('\n')}\n`, lineOf };
}

export function renderBankCsv(rows: readonly BankRow[]): Rendered {
  const cells = (row: BankRow): Record<BankColumn, string> => ({
    booked_on: row.date,
    amount: row.amountText ?? formatMajor(row.amount),
    currency: 'COP',
    description: row.description,
    bank_id: row.bankId,
    account: ACCOUNT,
    reference: row.reference,
    end_to_end_id: row.endToEndId,
  });
  return csv(BANK_COLUMNS, ',', rows, cells);
}

/** A camt.053.001.02 statement; the closing balance is the opening one and the entries. */
export function renderCamt(
  date: PlainDate,
  opening: Minor,
  rows: readonly BankRow[],
): Rendered & { readonly closing: Minor } {
  const closing = sum([opening, ...rows.map((row) => row.amount)]);
  const number = date.replaceAll('-', '');
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">',
    '<BkToCstmrStmt>',
    `<GrpHdr><MsgId>M${number}</MsgId><CreDtTm>${date}T23:00:00</CreDtTm></GrpHdr>`,
    `<Stmt><Id>S${number}</Id><CreDtTm>${date}T23:00:00</CreDtTm>`,
    `<Acct><Id><Othr><Id>${ACCOUNT}</Id></Othr></Id><Ccy>COP</Ccy></Acct>`,
    balance('OPBD', opening, date),
    balance('CLBD', closing, date),
  ];
  const lineOf = new Map<Row, number>();
  for (const row of rows) {
    lineOf.set(row, lines.push('<Ntry>'));
    lines.push(...entry(row));
  }
  lines.push('</Stmt>', '</BkToCstmrStmt>', '</Document>');
  return { text: `${lines.join('\n')}\n`, lineOf, closing };
}

function signed(amount: Minor): string {
  const magnitude = formatMajor(minor(Math.abs(amount)));
  return `<Amt Ccy="COP">${magnitude}</Amt><CdtDbtInd>${amount < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
}

function balance(code: 'OPBD' | 'CLBD', amount: Minor, date: PlainDate): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${signed(amount)}<Dt><Dt>${date}</Dt></Dt></Bal>`;
}

function entry(row: BankRow): string[] {
  const endToEnd = row.endToEndId === '' ? '' : `<EndToEndId>${row.endToEndId}</EndToEndId>`;
  const text = row.reference === '' ? row.description : `${row.description} ${row.reference}`;
  return [
    `${signed(row.amount)}<Sts>BOOK</Sts>`,
    `<BookgDt><Dt>${row.date}</Dt></BookgDt><ValDt><Dt>${row.date}</Dt></ValDt>`,
    `<AcctSvcrRef>${row.bankId}</AcctSvcrRef>`,
    `<NtryDtls><TxDtls><Refs>${endToEnd}</Refs><RmtInf><Ustrd>${text}</Ustrd></RmtInf></TxDtls></NtryDtls>`,
    '</Ntry>',
  ];
}
