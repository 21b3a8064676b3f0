import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colombianCalendar } from '../../schemas/values/calendar.ts';
import { ZERO } from '../../schemas/values/money.ts';
import { discrepanciesTable } from './discrepancies-csv.ts';
import { matchesTable } from './matches-csv.ts';
import { payoutsTable } from './payouts-csv.ts';
import { storesTable } from './stores-csv.ts';
import {
  csvText,
  DAY,
  day,
  exampleDiscrepancy,
  exampleFate,
  exampleLine,
  examplePayout,
  exampleStore,
  HOSTILE_TEXTS,
  pesos,
} from './testing.ts';
import { fateTableOf } from '../../schemas/outcome/fates.ts';

function rowsOf(csv: string): Record<string, string>[] {
  return parse(csv, { columns: true, record_delimiter: '\n' });
}

function headerOf(csv: string): string {
  return csv.slice(0, csv.indexOf('\n'));
}

const calendar = colombianCalendar();

describe('discrepancies.csv', () => {
  const render = (rows: Parameters<typeof discrepanciesTable>[0]): string =>
    csvText(discrepanciesTable(rows, day('2026-07-06'), calendar));

  it('has the columns of the contract, in order', () => {
    expect(headerOf(render([]))).toBe(
      'id,kind,class,severity,state,owner,settlement_date,first_seen,merchant_reference,payout_id,provider_id,provider,method,store,currency,order_amount,settlement_gross,settlement_net,bank_amount,difference,money_at_risk,direction,paid_on,settled_on,due_on,arrived_on,business_days_late,age_business_days,line_count,parent_id,explanation,reason_en,reason_es,action_en,action_es,note,evidence,paid_at,cus,seen_elsewhere,claimable',
    );
  });

  it('prints a whole row', () => {
    const row = exampleDiscrepancy('payout_mismatch', {
      key: ['dlocal', 'P1', 'COP'],
      firstSeen: DAY,
      provider: 'dlocal',
      payoutId: 'P1',
      method: 'PSE',
      settlementNet: pesos('964.30'),
      bankAmount: pesos('900.00'),
      difference: pesos('-64.30'),
      moneyAtRisk: pesos('64.30'),
      direction: 'owed_to_us',
      settledOn: DAY,
      dueOn: day('2026-07-03'),
      arrivedOn: day('2026-07-06'),
      businessDaysLate: 1,
      lines: [
        exampleLine({ leg: 'bank', source: 'bank', file: 'bbbbbbbbbbbb', line: 3 }),
        exampleLine({ line: 12 }),
        exampleLine({ line: 4 }),
        exampleLine({ line: 4, row: 9 }),
        exampleLine({ leg: 'order', source: 'erp', file: 'cccccccccccc', line: 8 }),
      ],
      facts: { explanation: ['BOG01-3', 'BOG01-4'], explanationState: 'unique' },
      note: 'asked, "twice"',
    });
    expect(rowsOf(render([row]))).toEqual([
      expect.objectContaining({
        id: row.id,
        kind: 'payout_mismatch',
        class: 'action',
        settlement_date: '2026-07-06',
        first_seen: '2026-07-01',
        merchant_reference: '',
        settlement_net: '964.30',
        difference: '-64.30',
        business_days_late: '1',
        age_business_days: '3',
        line_count: '5',
        explanation: 'BOG01-3 BOG01-4',
        note: 'asked, "twice"',
        evidence: 'cccccccccccc:8 aaaaaaaaaaaa:4 aaaaaaaaaaaa:12 bbbbbbbbbbbb:3',
      }),
    ]);
  });

  it('says how the search for an explanation ended where it names no line', () => {
    const row = exampleDiscrepancy('payout_mismatch', { facts: { explanationState: 'several' } });
    expect(rowsOf(render([row]))[0]?.['explanation']).toBe('several');
  });

  it('orders by class, severity, kind, reference, payout and id, whatever order it is given', () => {
    const ordered = [
      exampleDiscrepancy('source_missing', { id: 'dsc_9' }),
      exampleDiscrepancy('amount_mismatch', { id: 'dsc_8', merchantReference: 'A' }),
      exampleDiscrepancy('amount_mismatch', { id: 'dsc_7', merchantReference: 'B' }),
      exampleDiscrepancy('payout_mismatch', { id: 'dsc_6', payoutId: 'P1' }),
      exampleDiscrepancy('payout_mismatch', { id: 'dsc_4', payoutId: 'P2' }),
      exampleDiscrepancy('payout_mismatch', { id: 'dsc_5', payoutId: 'P2' }),
      exampleDiscrepancy('source_missing', { id: 'dsc_3', severity: 'medium' }),
      exampleDiscrepancy('invoice_missing', { id: 'dsc_2' }),
      exampleDiscrepancy('source_revised', { id: 'dsc_1' }),
    ];
    const ids = ordered.map((row) => row.id);
    const property = fc.property(fc.shuffledSubarray(ordered, { minLength: ordered.length }), (shuffled) => {
      expect(rowsOf(render(shuffled)).map((row) => row['id'])).toEqual(ids);
      expect(render(shuffled)).toBe(render(ordered));
    });
    fc.assert(property, { seed: 7, numRuns: 50 });
  });

  it.each(HOSTILE_TEXTS)('stays one row that a strict reader reads, with %j in every text', (hostile) => {
    const row = exampleDiscrepancy('missing_in_bank', {
      merchantReference: hostile,
      payoutId: hostile,
      providerId: hostile,
      provider: hostile,
      store: hostile,
      note: hostile,
    });
    const [read, ...others] = rowsOf(render([row]));
    expect(others).toEqual([]);
    for (const cell of Object.values(read ?? {})) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });
});

describe('matches.csv', () => {
  it('has the columns of the contract, in order', () => {
    expect(headerOf(csvText(matchesTable(fateTableOf([]), DAY)))).toBe(
      'merchant_reference,provider_id,payout_id,provider,method,store,currency,order_amount,settlement_gross,settlement_fee,settlement_tax,settlement_net,bank_amount,pass,paid_on,settled_on,due_on,arrived_on,fate,out_of_scope_reason,discrepancy_ids',
    );
  });

  it('holds order and settlement lines of the cohort with every fate, and neither bank lines nor other cohorts', () => {
    const fates = [
      exampleFate({
        merchantReference: 'B',
        row: 1,
        fate: 'out_of_scope',
        reason: 'declined',
        orderPass: null,
        bankPass: null,
      }),
      exampleFate({ merchantReference: 'A', row: 2, discrepancyIds: ['dsc_2', 'dsc_1'] }),
      exampleFate({ merchantReference: 'A', leg: 'order', source: 'erp', row: 0, bankPass: null }),
      exampleFate({ merchantReference: 'C', leg: 'bank', source: 'bank' }),
      exampleFate({ merchantReference: 'D', date: day('2026-06-30') }),
    ];
    const rows = rowsOf(csvText(matchesTable(fateTableOf(fates), DAY)));
    expect(
      rows.map((row) => [
        row['merchant_reference'],
        row['pass'],
        row['fate'],
        row['out_of_scope_reason'],
        row['discrepancy_ids'],
      ]),
    ).toEqual([
      ['A', 'merchant_reference', 'matched', '', ''],
      ['A', 'merchant_reference payout_id', 'matched', '', 'dsc_1 dsc_2'],
      ['B', '', 'out_of_scope', 'declined', ''],
    ]);
    expect(csvText(matchesTable(fateTableOf([...fates].reverse()), DAY))).toBe(
      csvText(matchesTable(fateTableOf(fates), DAY)),
    );
  });
});

describe('payouts.csv', () => {
  it('has the columns of the contract, and the oldest payout first', () => {
    const payouts = [
      examplePayout({ payoutId: 'P3' }),
      examplePayout({ payoutId: 'P2', source: 'wompi' }),
      examplePayout({ payoutId: 'P9', settledOn: day('2026-06-30'), net: pesos('-5.00'), bankAmount: null }),
    ];
    const csv = csvText(payoutsTable(payouts));
    expect(headerOf(csv)).toBe(
      'provider,account,payout_id,currency,settled_on,lines,gross,refunds,fees,taxes,adjustments,net,bank_amount,difference,due_on,arrived_on,pass,fate,discrepancy_ids',
    );
    expect(rowsOf(csv).map((row) => [row['provider'], row['payout_id'], row['net'], row['bank_amount']])).toEqual([
      ['dlocal', 'P9', '-5.00', ''],
      ['dlocal', 'P3', '1928.60', '1928.60'],
      ['wompi', 'P2', '1928.60', '1928.60'],
    ]);
  });
});

describe('stores.csv', () => {
  it('has the columns of the contract, unassigned after the stores, and one total per currency last', () => {
    const stores = [
      exampleStore('unassigned', { orders: 0, gross: ZERO, fees: pesos('10.00') }),
      exampleStore('zzz', { listed: false }),
      exampleStore('BOG01', { name: 'Chapinero', entity: 'Andes Norte SAS', city: 'Bogotá', costCentre: '4100-07' }),
      exampleStore('BOG01', { name: 'Chapinero', currency: 'USD' }),
    ];
    const csv = csvText(storesTable(stores));
    expect(headerOf(csv)).toBe(
      'store,name,currency,orders,gross,refunds,chargebacks,fees,taxes,net,bank_confirmed,awaiting,broken,confirmed_on_day,entity,city,cost_centre',
    );
    expect(
      rowsOf(csv).map((row) => [row['store'], row['name'], row['currency'], row['orders'], row['gross'], row['fees']]),
    ).toEqual([
      ['BOG01', 'Chapinero', 'COP', '1', '1000.00', '30.00'],
      ['BOG01', 'Chapinero', 'USD', '1', '1000.00', '30.00'],
      ['zzz', 'not on the list', 'COP', '1', '1000.00', '30.00'],
      ['unassigned', '', 'COP', '0', '0.00', '10.00'],
      ['total', '', 'COP', '2', '2000.00', '70.00'],
      ['total', '', 'USD', '1', '1000.00', '30.00'],
    ]);
    // An entity of the first store is none of the total's.
    expect(rowsOf(csv).map((row) => [row['entity'], row['city'], row['cost_centre']].join('|'))).toEqual([
      'Andes Norte SAS|Bogotá|4100-07',
      ...new Array<string>(5).fill('||'),
    ]);
    expect(csvText(storesTable([...stores].reverse()))).toBe(csv);
  });
});
