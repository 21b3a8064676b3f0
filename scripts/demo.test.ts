import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dateRange, type PlainDate } from '../schemas/values/dates.ts';
import { FIRST_DATE, LAST_DATE } from './demo-data/events.ts';
import { PLANTED } from './demo-data/planted.ts';
import { buildCuadre, type Cuadre } from './testing/cuadre.ts';
import { readDiscrepancies, type DiscrepancyCsvRow } from './testing/fortnight/compare.ts';

/** The demo as a visitor runs it, held against the list of what is planted in it. */

const DATES = dateRange(FIRST_DATE as PlainDate, LAST_DATE as PlainDate);

let cuadre: Cuadre;
let folder = '';
let place = '';
let shown: ReturnType<Cuadre['demo']>;
beforeAll(() => {
  cuadre = buildCuadre();
  folder = mkdtempSync(join(tmpdir(), 'cuadre-demo-'));
  place = join(folder, 'demo');
  shown = cuadre.demo(place);
});
afterAll(() => {
  cuadre.remove();
  rmSync(folder, { recursive: true, force: true });
});

const rowsOf = (date: string): DiscrepancyCsvRow[] =>
  readDiscrepancies(readFileSync(join(place, 'reports', date, 'discrepancies.csv'), 'utf8'));

/** How the README calls what a row is about. */
function subjectOf(row: DiscrepancyCsvRow): string {
  if (row['kind'] === 'source_missing' || row['kind'] === 'source_rejected')
    return row['provider'] || sourceIn(row['reason_en'] ?? '');
  if (row['kind'] === 'statement_gap') return 'bank';
  return row['merchant_reference'] || row['provider_id'] || row['payout_id'] || '';
}

const bankIds = new Map<string, string>();

function bankIdIn(traced: string): string {
  const { lines } = JSON.parse(traced) as { lines: { record: Record<string, string> }[] };
  return lines[0]?.record['bank_id'] ?? '';
}

/** The source in "The file x of worldline for ...": a row about a file has no column for it. */
function sourceIn(reason: string): string {
  return / of (\S+) for /.exec(reason)?.[1] ?? '';
}

/** A cell of the workbook as the CSV prints it; an amount as a number on both sides (`10` and `10.00`). */
function asInCsv(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return typeof cell === 'number' || typeof cell === 'string' ? String(cell) : '';
}

function asNumber(cell: string): string {
  return /^-?\d+\.\d\d$/.test(cell) ? String(Number(cell)) : cell;
}

describe('the demo', () => {
  it('ends well and tells every day', () => {
    expect(shown.stderr).toBe('');
    expect(shown.code).toBe(0);
    for (const date of DATES) expect(shown.stdout).toMatch(new RegExp(`^\\w+day ${date}$`, 'm'));
    const [, index = ''] = /^Open in a browser: (.+)$/m.exec(shown.stdout) ?? [];
    expect(readFileSync(index, 'utf8')).toContain('href="2026-07-07/report.html"');
    expect(shown.stdout).toMatch(/14 dates reconciled in [\d.]+ s; \d+ actions are open\./);
  });

  it('opens each planted row on its date and nothing else', () => {
    const opened = DATES.flatMap((date) =>
      rowsOf(date)
        .filter((row) => row['first_seen'] === date)
        .map((row) => ({ date, row })),
    );
    const outline = opened.map(
      ({ date, row }) => `${date} ${row['kind'] ?? ''} ${isBankLine(row) ? bankIdOf(row) : subjectOf(row)}`,
    );
    expect(outline.sort()).toEqual(PLANTED.map(({ opensOn, kind, subject }) => `${opensOn} ${kind} ${subject}`).sort());
  });

  it('closes each planted row on its date, and the others stand to the end', () => {
    const last = DATES.at(-1) ?? '';
    for (const { kind, subject, opensOn, closesOn } of PLANTED) {
      const states = DATES.flatMap((date) => {
        const row = rowsOf(date).find(
          (one) => one['kind'] === kind && (isBankLine(one) ? bankIdOf(one) : subjectOf(one)) === subject,
        );
        return row === undefined ? [] : [[date, row['state']]];
      });
      const end =
        closesOn === 'open' ? [last, 'open'] : closesOn === 'noted' ? [opensOn, 'noted'] : [closesOn, 'auto_resolved'];
      expect([states[0]?.[0], states.at(-1)], `${kind} ${subject}`).toEqual([opensOn, end]);
    }
  });

  it('leaves a place in which the commands that it names work', () => {
    const commands = [...shown.stdout.matchAll(/^ {2}npx cuadre (.+? --config \S+)/gm)].map((found) =>
      (found[1] ?? '').split(' '),
    );
    expect(commands.map(([name]) => name)).toEqual(['status', 'trace', 'stores', 'run', 'verify']);
    for (const args of commands)
      expect(cuadre.run([...args.slice(0, -1), join(place, 'cuadre.yaml')], folder), args.join(' ')).toMatchObject({
        code: 0,
        stderr: '',
      });
  });

  it('gives every CSV as a sheet of the workbook, cell by cell', async () => {
    for (const name of ['discrepancies', 'matches', 'payouts', 'stores']) {
      const reports = join(place, 'reports', DATES.at(-1) ?? '');
      const cells = parse(readFileSync(join(reports, `${name}.csv`)));
      const sheet = await readSheet(join(reports, 'cuadre.xlsx'), name);
      expect(
        sheet.map((row) => row.map(asInCsv)),
        name,
      ).toEqual(cells.map((row) => row.map(asNumber)));
    }
  });

  it.each(['dlocal', 'worldline'])(
    'writes what may be claimed from %s, with its money and the CUS of its lines, and lists the rest',
    (provider) => {
      const shownClaims = cuadre.run(
        ['claims', '--provider', provider, '--config', join(place, 'cuadre.yaml'), '--json'],
        folder,
      );
      expect(shownClaims.code).toBe(0);
      const shown = JSON.parse(shownClaims.stdout) as {
        folder: string;
        files: string[];
        ask_first: { id: string; why: string }[];
      };
      const open = rowsOf(DATES.at(-1) ?? '').filter((row) => row['class'] === 'action' && row['state'] === 'open');
      const own = open.filter((row) => row['provider'] === provider || row['provider'] === '');
      const claimed = shown.files
        .filter((name) => name.endsWith('.csv') && name !== 'ask-first.csv')
        .flatMap((name) => {
          const kind = name.replace('.csv', '');
          for (const language of ['en', 'es'])
            expect(readFileSync(join(shown.folder, `${kind}.${language}.txt`), 'utf8')).toContain(name);
          return parse<Record<string, string>>(readFileSync(join(shown.folder, name)), { columns: true });
        });
      const money = new Map(own.map((row) => [row['id'], row['money_at_risk']]));
      expect(claimed.length).toBeGreaterThan(0);
      for (const row of claimed) {
        expect(row['money_at_risk']).toBe(money.get(row['discrepancy_id']));
        expect(row['evidence']).toMatch(/^\S+:\d+/);
      }
      const named = own
        .filter((row) => row['provider'] === provider && row['claimable'] === 'yes')
        .map((row) => row['id']);
      const elsewhere = shown.ask_first.filter(({ why }) => why === 'in_another_letter').map(({ id }) => id);
      expect([...claimed.map((row) => row['discrepancy_id']), ...elsewhere]).toEqual(expect.arrayContaining(named));
      const listed = parse<Record<string, string>>(readFileSync(join(shown.folder, 'ask-first.csv')), {
        columns: true,
      });
      expect(listed.map((row) => row['discrepancy_id'])).toEqual(shown.ask_first.map(({ id }) => id));
    },
  );

  it('traces a payment by its provider id, its payout and its bank line to all three legs', () => {
    interface Traced {
      readonly lines: { leg: string; why: string; record: Record<string, string | null> }[];
    }
    const traced = (text: string): Traced => {
      const shown = cuadre.run(['trace', text, '--config', join(place, 'cuadre.yaml'), '--json'], folder);
      expect(shown.code, text).toBe(0);
      return JSON.parse(shown.stdout) as Traced;
    };
    const legsOf = (trace: Traced): string[] => [...new Set(trace.lines.map((line) => line.leg))];
    const first = parse<Record<string, string>>(readFileSync(join(place, 'reports', DATES[0] ?? '', 'matches.csv')), {
      columns: true,
    });
    const paid = first.find(
      (row) => row['provider_id'] && row['payout_id'] && row['order_amount'] && row['fate'] === 'awaiting',
    );
    const byProvider = traced(paid?.['provider_id'] ?? '');
    expect(legsOf(byProvider)).toEqual(['order', 'settlement', 'bank']);
    expect(
      byProvider.lines.filter((line) => line.leg === 'order').map((line) => line.record['merchant_reference']),
    ).toContain(paid?.['merchant_reference']);
    expect(legsOf(traced(paid?.['payout_id'] ?? ''))).toEqual(['order', 'settlement', 'bank']);
    expect(traced((paid?.['payout_id'] ?? '').toLowerCase()).lines.length).toBe(
      traced(paid?.['payout_id'] ?? '').lines.length,
    );
  });

  it('does not empty a folder that was named and is there', () => {
    expect(cuadre.demo(place)).toMatchObject({ code: 2, stdout: '' });
  });

  /** Bank lines of no known reference are told by the bank's own id, which the evidence leads to. */
  function isBankLine(row: DiscrepancyCsvRow): boolean {
    return row['kind'] === 'unidentified_bank_credit' || row['kind'] === 'unexplained_bank_debit';
  }

  function bankIdOf(row: DiscrepancyCsvRow): string {
    const id = row['id'] ?? '';
    const known =
      bankIds.get(id) ??
      bankIdIn(cuadre.run(['trace', id, '--config', join(place, 'cuadre.yaml'), '--json'], folder).stdout);
    bankIds.set(id, known);
    return known;
  }
});
