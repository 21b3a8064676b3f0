import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { parseMinor, type AmountNotation } from '../../../schemas/values/money.ts';
import { compareFindings, describeComparison, type DiscrepancyCsvRow } from './compare.ts';
import { generateFortnight, writeFortnight, type Fortnight } from './generate.ts';
import type { PlantedFinding } from './world.ts';
import { sha256 } from '../../../schemas/values/hash.ts';

type Cells = Readonly<Record<string, string>>;

const cell = (row: Cells, name: string): string => row[name] ?? '';
const MAJOR: AmountNotation = { decimal: '.', thousands: '', unit: 'major' };
const SPANISH: AmountNotation = { decimal: ',', thousands: '.', unit: 'major' };
const MINOR: AmountNotation = { decimal: '.', thousands: '', unit: 'minor' };

const BANK_TEXTS = [
  'PAGOS AGIL SAS',
  'PASARELA SUR',
  'NOCTURNO PAY',
  'FARO PAGOS',
  'MAREA PAGOS',
  'PUENTE PAGOS',
  'RECAUDO CORTE',
];
const NOTATIONS: Readonly<Record<string, AmountNotation>> = { pasarela: MAJOR, nocturno: MINOR };

function rowsOf(fortnight: Fortnight, prefix: string, delimiter = ','): { file: string; row: Cells }[] {
  return fortnight.files
    .filter((file) => file.name.startsWith(prefix))
    .flatMap((file) => parse<Cells>(file.text, { columns: true, delimiter }).map((row) => ({ file: file.name, row })));
}

function amount(row: Cells, column: string, notation: AmountNotation): number {
  const text = cell(row, column);
  if (text === '') return 0;
  const parsed = parseMinor(text, notation);
  if (parsed === null) throw new Error(`not an amount: ${text}`);
  return parsed;
}

const total = (amounts: readonly number[]): number => amounts.reduce((sum, one) => sum + one, 0);
const bare = (reference: string): string => reference.replace(/-r\d+$/, '');

const clean = generateFortnight({ seed: 11 });
const faulty = generateFortnight({ seed: 11, faults: true });
const settled = (source: string, delimiter: string, fortnight = clean): { file: string; row: Cells }[] =>
  rowsOf(fortnight, `${source}_`, delimiter);
const AGGREGATORS = ['agil', 'faro', 'marea', 'puente'];

describe('the fortnight', () => {
  it('is the same for the same seed and another for another', () => {
    expect(generateFortnight({ seed: 11, faults: true })).toEqual(faulty);
    expect(generateFortnight({ seed: 12, faults: true }).files).not.toEqual(faulty.files);
  });

  it('plants nothing unless asked', () => {
    expect(clean.planted).toEqual([]);
    expect(generateFortnight({ seed: 3, formats: 'xml' }).planted).toEqual([]);
  });

  it('has a configuration that is YAML with nine sources, and a file of each for each expected date', () => {
    const config = parseYaml(clean.configYaml) as { sources: { id: string }[] };
    expect(config.sources.map((source) => source.id)).toEqual([
      'agil',
      'pasarela',
      'nocturno',
      'corte',
      'faro',
      'marea',
      'puente',
      'erp',
      'bank',
    ]);
    // 20 dates of eight sources, and the bank on the 12 business days: 29 June and 13 July are holidays.
    expect(clean.files).toHaveLength(20 * 8 + 12);
  });

  it('gives every order, transaction and movement an identity of its own', () => {
    const transactions = AGGREGATORS.flatMap((source) => settled(source, ';')).filter(
      ({ row }) => cell(row, 'estado') !== 'PENDIENTE',
    );
    const ids = transactions.map(({ row }) => cell(row, 'transaccion'));
    expect(new Set(ids).size).toBe(ids.length);
    const bankIds = rowsOf(clean, 'bank_').map(({ row }) => cell(row, 'documento'));
    expect(new Set(bankIds).size).toBe(bankIds.length);
    const orders = new Map<string, Set<string>>();
    for (const { row } of rowsOf(clean, 'orders_')) {
      orders.set(cell(row, 'reference'), (orders.get(cell(row, 'reference')) ?? new Set()).add(cell(row, 'order_id')));
    }
    expect([...orders.values()].every((orderIds) => orderIds.size === 1)).toBe(true);
  });

  it('without faults explains every order that is paid for and past due, to the centavo', () => {
    const newest = new Map(rowsOf(clean, 'orders_').map(({ row }) => [cell(row, 'reference'), row]));
    const paid = new Map<string, { payments: number; refunds: number }>();
    const lines = [
      ...[...AGGREGATORS, 'corte'].map((id) => [id, ';'] as const),
      ['pasarela', ','] as const,
      ['nocturno', '|'] as const,
    ];
    for (const [source, delimiter] of lines) {
      for (const { row } of settled(source, delimiter)) {
        if (cell(row, 'estado') !== 'APROBADA') continue;
        const gross = amount(row, 'bruto', NOTATIONS[source] ?? SPANISH);
        const so = paid.get(bare(cell(row, 'referencia'))) ?? { payments: 0, refunds: 0 };
        if (gross > 0) so.payments += gross;
        else so.refunds -= gross;
        paid.set(bare(cell(row, 'referencia')), so);
      }
    }
    let explained = 0;
    for (const [reference, order] of newest) {
      // What is sold in the last days may still wait for a line or an order of tomorrow's file.
      if (cell(order, 'created_at') > '2026-07-06' || cell(order, 'payment_method') === 'CASH') continue;
      const due = ['paid', 'partially_paid', 'refunded'].includes(cell(order, 'status'))
        ? amount(order, 'total', MAJOR)
        : 0;
      expect([reference, paid.get(reference) ?? { payments: 0, refunds: 0 }]).toEqual([
        reference,
        { payments: due, refunds: amount(order, 'refunded_amount', MAJOR) },
      ]);
      explained += 1;
    }
    expect(explained).toBeGreaterThan(600);
    for (const [reference, so] of paid)
      if (so.payments > 0 && !newest.has(reference)) expect(reference).toContain('20260714');
  });

  it('without faults pays every payout, day and gateway line to the centavo, on the books of each provider', () => {
    // What is settled on or before Wednesday, 8 July is credited by Friday; what comes later may be on its way.
    for (const [index, source] of ['agil', 'pasarela', 'nocturno', 'faro', 'marea', 'puente', 'corte'].entries()) {
      const net = new Map<string, number>();
      const delimiter = source === 'pasarela' ? ',' : source === 'nocturno' ? '|' : ';';
      const column = ['pasarela', 'nocturno', 'corte'].includes(source) ? 'bruto' : 'neto';
      for (const { file, row } of settled(source, delimiter)) {
        if (cell(row, 'estado') !== 'APROBADA') continue;
        net.set(file, (net.get(file) ?? 0) + amount(row, column, NOTATIONS[source] ?? SPANISH));
      }
      const credits = rowsOf(clean, 'bank_').filter(({ row }) =>
        cell(row, 'descripcion').includes(BANK_TEXTS[index] ?? '?'),
      );
      const arrived = total(credits.map(({ row }) => amount(row, 'valor', MAJOR)));
      const days = [...net.entries()].sort();
      const sure = total(days.filter(([file]) => file.slice(-12, -4) <= '20260708').map(([, sum]) => sum));
      const all = total(days.map(([, sum]) => sum));
      expect(arrived, source).toBeGreaterThanOrEqual(sure);
      expect(arrived, source).toBeLessThanOrEqual(all);
    }
  });

  it('without faults lets every credit of the aggregators be found among sums of payouts', () => {
    for (const [index, source] of ['agil', '', '', 'faro', 'marea', 'puente'].entries()) {
      if (source === '') continue;
      const payouts = new Map<string, number>();
      for (const { row } of settled(source, ';')) {
        const id = cell(row, 'abono');
        if (id !== '') payouts.set(id, (payouts.get(id) ?? 0) + amount(row, 'neto', SPANISH));
      }
      const daily = [...payouts.entries()].filter(([id]) => /^[A-Z]+-\d{8}$/.test(id)).sort();
      const nets = new Set([
        ...payouts.values(),
        ...daily.map((_, at) => total(daily.slice(at, at + 3).map(([, net]) => net))),
      ]);
      const credits = rowsOf(clean, 'bank_').filter(({ row }) =>
        cell(row, 'descripcion').includes(BANK_TEXTS[index] ?? '?'),
      );
      const odd = credits.filter(({ row }) => !nets.has(amount(row, 'valor', MAJOR)));
      // The one payout that comes in two credits of one day.
      expect(odd.length).toBe(source === 'agil' ? 2 : 0);
      if (source === 'agil') expect(nets.has(total(odd.map(({ row }) => amount(row, 'valor', MAJOR))))).toBe(true);
    }
  });

  it('has gross - fee - tax = net on every clean line', () => {
    for (const source of AGGREGATORS) {
      for (const { row } of settled(source, ';').filter((line) => cell(line.row, 'neto') !== '')) {
        const parts = amount(row, 'bruto', SPANISH) - amount(row, 'comision', SPANISH) - amount(row, 'iva', SPANISH);
        expect(parts).toBe(amount(row, 'neto', SPANISH));
      }
    }
  });

  it('chains the balances of the statements, but for the gap that is planted', () => {
    const chain = (fortnight: Fortnight): number => {
      const balances = fortnight.files
        .filter((file) => file.name.startsWith('statement_'))
        .map((file) =>
          [...file.text.matchAll(/<Cd>(?:OPBD|CLBD)<\/Cd><\/CdOrPrtry><\/Tp><Amt Ccy="COP">([\d.]+)</g)].map(
            (match) => match[1],
          ),
        );
      return balances.slice(1).filter((pair, index) => pair[0] !== balances[index]?.[1]).length;
    };
    expect(chain(generateFortnight({ seed: 5, formats: 'xml', faults: true }))).toBe(0);
    const gap = generateFortnight({ seed: 5, formats: 'xml', sourceFaults: true });
    expect(chain(gap)).toBe(1);
    expect(gap.planted.map((finding) => finding.kind).sort()).toEqual([
      'source_missing',
      'source_rejected',
      'source_rejected',
      'statement_gap',
    ]);
  });
});

describe('the planted findings', () => {
  it('are of these kinds, all visible within 20 dates', () => {
    const kinds = new Set(faulty.planted.map((finding) => finding.kind));
    expect([...kinds].sort()).toEqual([
      'amount_mismatch',
      'chargeback',
      'conflicting_settlement_line',
      'currency_mismatch',
      'duplicate_bank_credit',
      'duplicate_order',
      'duplicate_payment',
      'duplicate_refund',
      'duplicate_settlement_line',
      'fee_mismatch',
      'invoice_missing',
      'late_arrival',
      'missing_in_bank',
      'missing_in_erp',
      'missing_in_settlement',
      'negative_payout',
      'net_mismatch',
      'payment_in_process',
      'payout_mismatch',
      'reference_damaged',
      'refund_exceeds_payment',
      'refund_failed',
      'refund_missing_in_erp',
      'refund_missing_in_settlement',
      'refund_without_payment',
      'row_rejected',
      'shared_reference',
      'split_tender',
      'stale_pending',
      'status_conflict',
      'store_conflict',
      'store_unknown',
      'test_transaction',
      'unexplained_adjustment',
      'unexplained_bank_debit',
      'unidentified_bank_credit',
    ]);
  });

  it('open on the dates that were worked out by hand', () => {
    const first = (kind: string): string[] =>
      faulty.planted.filter((finding) => finding.kind === kind).map((finding) => finding.firstDate);
    // Paid on Thursday 25 June: due on Tuesday 30 (Monday is a holiday). Paid on Saturday 27: due on Wednesday 1 July.
    expect(first('missing_in_settlement')).toEqual(['2026-07-01', '2026-07-02']);
    // In the file of Friday 26 June: due on Saturday, calendar days.
    // And of Saturday 4 July, whose order a spreadsheet ruined.
    expect(first('missing_in_erp')).toEqual(['2026-06-28', '2026-07-06']);
    // Refunded on 24 June: the tenth business day is 9 July.
    expect(first('refund_missing_in_settlement')).toEqual(['2026-07-10']);
    // Payouts of 25 and 30 June due on 30 June and 2 July. Lines of 26 and 30 June due on 1 and 2 July.
    expect(first('missing_in_bank').sort()).toEqual(['2026-07-01', '2026-07-02', '2026-07-03', '2026-07-03']);
    // T+4 of 30 June, of the payout and of the line.
    expect(first('late_arrival').sort()).toEqual(['2026-07-06', '2026-07-06']);
    // Booked on 2 and 6 July: due on 7 and 9 July.
    expect(first('unidentified_bank_credit').sort()).toEqual(['2026-07-08', '2026-07-10']);
  });

  it('name lines that stand where they say', () => {
    const byHash = new Map(faulty.files.map((file) => [sha256(file.text).slice(0, 12), file.text.split('\n')]));
    const placed = faulty.planted.filter((finding) => finding.key.evidence !== undefined);
    expect(placed.length).toBeGreaterThanOrEqual(7);
    for (const finding of placed) {
      const [hash = '', line = ''] = (finding.key.evidence ?? '').split(':');
      const text = byHash.get(hash)?.[Number(line) - 1] ?? '';
      expect(text).toContain(finding.key.reference ?? 'PA');
      if (finding.kind === 'row_rejected') expect(text).toMatch(/ilegible|12,3x4|doce mil|1\.2\.3/);
    }
  });

  it('are cut to what a shorter fortnight can show', () => {
    const short = generateFortnight({ seed: 11, faults: true, dates: 8 });
    expect(short.planted.length).toBeGreaterThan(5);
    expect(short.planted.every((finding) => finding.firstDate <= '2026-07-01')).toBe(true);
    // The late payout has not arrived yet; the refund that failed was made.
    expect(short.planted.filter((finding) => finding.closedDate !== null).map((finding) => finding.kind)).toEqual([
      'refund_failed',
    ]);
  });
});

describe('the comparison', () => {
  const asReported = (
    planted: readonly PlantedFinding[],
    dates: readonly PlainDate[],
  ): Map<PlainDate, DiscrepancyCsvRow[]> => {
    const row = (finding: PlantedFinding, id: number, date: PlainDate): DiscrepancyCsvRow => ({
      id: `dsc_${String(id)}`,
      kind: finding.kind,
      class: finding.class,
      state: finding.endState === 'auto_resolved' && date !== finding.closedDate ? 'open' : finding.endState,
      merchant_reference: finding.key.reference ?? '',
      payout_id: finding.key.payoutId ?? '',
      provider_id: finding.key.providerId ?? '',
      evidence: finding.key.evidence ?? '',
      money_at_risk:
        finding.moneyAtRisk === null
          ? ''
          : (finding.moneyAtRisk / 100)
              .toString()
              .replace(/^(\d+)$/, '$1.00')
              .replace(/\.(\d)$/, '.$10'),
    });
    const shows = (finding: PlantedFinding, date: PlainDate): boolean =>
      date >= finding.firstDate &&
      (finding.risenDate === undefined || date === finding.firstDate || date >= finding.risenDate) &&
      (finding.endState === 'noted'
        ? date === finding.firstDate
        : finding.closedDate === null || date <= finding.closedDate);
    return new Map(
      dates.map((date) => [
        date,
        planted.flatMap((finding, id) => (shows(finding, date) ? [row(finding, id, date)] : [])),
      ]),
    );
  };

  it('is silent when the reports say what was planted', () => {
    expect(describeComparison(compareFindings(faulty.planted, asReported(faulty.planted, faulty.dates)))).toEqual([]);
  });

  it('names what is missing, invented, a day late or in another state', () => {
    const [gone, ...rest] = faulty.planted;
    const reports = asReported(rest, faulty.dates);
    const stranger: DiscrepancyCsvRow = {
      id: 'dsc_x',
      kind: 'amount_mismatch',
      merchant_reference: 'BOG01-1',
      state: 'open',
      class: 'action',
    };
    reports.set(faulty.dates[9] as PlainDate, [...(reports.get(faulty.dates[9] as PlainDate) ?? []), stranger]);
    const late = rest.find((finding) => finding.kind === 'missing_in_erp');
    if (late === undefined) throw new Error('nothing to delay');
    reports.set(
      late.firstDate,
      (reports.get(late.firstDate) ?? []).filter((row) => row['kind'] !== 'missing_in_erp'),
    );
    const result = compareFindings(faulty.planted, reports);
    expect(result.missing).toEqual([gone]);
    expect(result.invented.map((track) => track.id)).toEqual(['dsc_x']);
    expect(result.wrong.map(({ finding }) => finding)).toEqual([late]);
  });
});

describe('writing the fortnight', () => {
  it('puts the configuration beside an inbox with every file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'fortnight-'));
    try {
      writeFortnight(clean, directory);
      expect(readFileSync(join(directory, 'cuadre.yaml'), 'utf8')).toBe(clean.configYaml);
      expect(readdirSync(join(directory, 'inbox'))).toHaveLength(clean.files.length);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
