import { discrepancyId } from '../../schemas/kinds/discrepancy.ts';
import { KINDS, type DiscrepancyKind } from '../../schemas/kinds/kinds.ts';
import { minor, parseMinor, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import type { SourceFile } from '../../schemas/lines/files.ts';
import { csvOf } from './csv.ts';
import type { Table } from './table.ts';
import {
  unsaid,
  type Discrepancy,
  type DueRow,
  type FateRow,
  type NamedLine,
  type PayoutRow,
  type StoreRow,
} from '../../schemas/outcome/run.ts';

/** Whole rows for the tests of this folder, so that a test states only what it is about. */

export const DAY = '2026-07-01' as PlainDate;

export function day(text: string): PlainDate {
  return text as PlainDate;
}

/** `1234.56` as hundredths. */
export function pesos(text: string): Minor {
  return parseMinor(text, { decimal: '.', thousands: '', unit: 'major' }) ?? minor(Number.NaN);
}

export function exampleLine(fields: Partial<NamedLine> = {}): NamedLine {
  return {
    date: DAY,
    source: 'dlocal',
    file: 'aaaaaaaaaaaa',
    row: 0,
    leg: 'settlement',
    line: 4,
    broken: true,
    ...fields,
  };
}

export function exampleDue(fields: Partial<DueRow> = {}): DueRow {
  const nothing = { due: ZERO, arrived: ZERO, surplus: ZERO };
  return { dueOn: DAY, currency: 'COP', ...nothing, rest: ZERO, unjudged: ZERO, closed: nothing, ...fields };
}

export function exampleDiscrepancy(kind: DiscrepancyKind, fields: Partial<Discrepancy> = {}): Discrepancy {
  const { class: itsClass, severity, owner } = KINDS[kind];
  const key = fields.key ?? ['dlocal', DAY];
  return {
    id: discrepancyId('test', kind, key),
    kind,
    key,
    class: itsClass,
    severity,
    owner,
    firstSeen: DAY,
    ...unsaid(),
    currency: 'COP',
    moneyAtRisk: ZERO,
    direction: 'none',
    lines: [],
    state: itsClass === 'notice' ? 'noted' : 'open',
    event: itsClass === 'notice' ? 'noted' : 'opened',
    note: '',
    ...fields,
  };
}

export function exampleFate(fields: Partial<FateRow> = {}): FateRow {
  return {
    date: DAY,
    source: 'dlocal',
    file: 'aaaaaaaaaaaa',
    row: 0,
    leg: 'settlement',
    line: 4,
    entered: 'new',
    former: null,
    fate: 'matched',
    reason: null,
    rejectCode: null,
    orderLeg: 'agrees',
    bankLeg: 'agrees',
    orderPass: 'merchant_reference',
    bankPass: 'payout_id',
    bankMatch: 'm1',
    merchantReference: 'BOG01-1',
    providerId: 'T1',
    payoutId: 'P1',
    provider: 'dlocal',
    method: 'PSE',
    store: 'BOG01',
    currency: 'COP',
    amount: pesos('1000.00'),
    sold: null,
    cancelled: null,
    leftDay: null,
    cancelledIn: null,
    orderAmount: pesos('1000.00'),
    settlementGross: pesos('1000.00'),
    settlementFee: pesos('30.00'),
    settlementTax: pesos('5.70'),
    settlementNet: pesos('964.30'),
    bankAmount: pesos('964.30'),
    paidOn: DAY,
    settledOn: DAY,
    dueOn: day('2026-07-03'),
    arrivedOn: day('2026-07-02'),
    discrepancyIds: [],
    ...fields,
  };
}

export function examplePayout(fields: Partial<PayoutRow> = {}): PayoutRow {
  return {
    source: 'dlocal',
    account: null,
    payoutId: 'P1',
    currency: 'COP',
    settledOn: DAY,
    lines: 2,
    gross: pesos('2000.00'),
    refunds: ZERO,
    fees: pesos('60.00'),
    taxes: pesos('11.40'),
    adjustments: ZERO,
    net: pesos('1928.60'),
    givenBack: ZERO,
    cohorts: [DAY],
    bankAmount: pesos('1928.60'),
    difference: ZERO,
    dueOn: day('2026-07-03'),
    arrivedOn: day('2026-07-02'),
    pass: 'payout_id',
    bankMatch: 'm1',
    fate: 'matched',
    discrepancyIds: [],
    ...fields,
  };
}

export function exampleStore(store: string, fields: Partial<StoreRow> = {}): StoreRow {
  return {
    store,
    name: '',
    listed: true,
    currency: 'COP',
    orders: 1,
    gross: pesos('1000.00'),
    refunds: ZERO,
    chargebacks: ZERO,
    fees: pesos('30.00'),
    taxes: pesos('5.70'),
    net: pesos('964.30'),
    bankConfirmed: pesos('964.30'),
    awaiting: ZERO,
    broken: ZERO,
    confirmedOnDay: pesos('964.30'),
    entity: null,
    city: null,
    costCentre: null,
    ...fields,
  };
}

export function exampleSource(source: string, fields: Partial<SourceFile> = {}): SourceFile {
  return {
    date: DAY,
    source,
    leg: 'settlement',
    state: 'in',
    name: `${source}_20260701.csv`,
    sha256: 'a'.repeat(64),
    profileHash: 'p1',
    size: 1000,
    lines: 10,
    rejects: 0,
    problem: null,
    footing: { state: 'proved', detail: 'net 964.30' },
    balances: [],
    columns: [],
    revisions: [],
    refused: null,
    ...fields,
  };
}

/** Texts that a spreadsheet, a reader of CSV or an eye may trip over. */
export const HOSTILE_TEXTS = [
  '=HYPERLINK("http://x.example","click")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '\uff1d1+1',
  '\uff0b1+1',
  '\uff0d2+3',
  '\uff20SUM(A1)',
  'a,b',
  'say "hi"',
  'two\nlines',
  'two\r\nlines',
  '\u202Egnp.exe',
  '\u200F12\u200E',
  '🧘🏽‍♀️ yoga',
  "O'Higgins",
  ' leading space',
  '',
] as const;

/** The file of a table as text. */
export function csvText(table: Table): string {
  return Buffer.concat(csvOf(table)).toString('utf8');
}
