import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { dateRange } from '../../schemas/values/dates.ts';
import { DISCREPANCY_KINDS, KINDS } from '../../schemas/kinds/kinds.ts';
import { add, parseMinor, sum, type Minor } from '../../schemas/values/money.ts';
import { parseConfig } from '../../schemas/config/parse-config.ts';
import { FIRST_DATE, LAST_DATE, STATEMENT_GAP } from './events.ts';
import { demoFiles } from './files.ts';
import { PLANTED } from './planted.ts';
import { date, pesos, readOrders } from './read-orders.ts';

const demo = fileURLToPath(new URL('../../fixtures/demo/', import.meta.url));
const files = demoFiles();
const dates = dateRange(date(FIRST_DATE), date(LAST_DATE));
const content = (path: string): string => files.get(path) ?? '';
const compact = (day: string): string => day.replaceAll('-', '');
const amount = (text: string | undefined): Minor => {
  const parsed = parseMinor(text ?? '', { decimal: '.', thousands: '', unit: 'major' });
  if (parsed === null) throw new Error(`no amount: ${text ?? ''}`);
  return parsed;
};

describe('the files of the demo', () => {
  test('are the ones that the tables make, and there are no others', () => {
    const onDisk = ['input', 'late'].flatMap((folder) =>
      readdirSync(join(demo, folder)).map((name) => `${folder}/${name}`),
    );
    expect(onDisk.sort()).toEqual([...files.keys()].sort());
    for (const [path, expected] of files) expect(readFileSync(join(demo, path), 'utf8'), path).toBe(expected);
  });

  test('come with a configuration that is complete and says when the chain went live', () => {
    const parsed = parseConfig(readFileSync(join(demo, 'cuadre.yaml'), 'utf8'), { env: {}, baseDirectory: demo });
    expect(parsed.ok ? parsed.config.goLive : parsed.problems).toBe(FIRST_DATE);
  });

  test.each(dates)('dLocal foots on %s, gross, fee and net', (day) => {
    const [, header = '', , ...rows] = content(`input/dlocal_${compact(day)}.csv`)
      .trim()
      .split('\n');
    const totals = header.split(',');
    const column = (index: number): Minor => sum(rows.map((row) => amount(row.split(',')[index])));
    expect(totals.slice(0, 3)).toEqual(['HEADER', 'COP', String(rows.length)]);
    expect([column(11), column(12), column(13)]).toEqual([amount(totals[3]), amount(totals[4]), amount(totals[5])]);
    expect(totals[6]).toBe(day);
    for (const row of rows) expect(row.split(',')).toHaveLength(25);
  });

  test('Worldline foots in every file but the one that was cut off', () => {
    const parser = new XMLParser({
      removeNSPrefix: true,
      parseTagValue: false,
      isArray: (name) => name === 'DataRecord',
    });
    const wrong = [...files.keys()]
      .filter((path) => path.includes('worldline_'))
      .filter((path) => {
        const { report } = parser.parse(content(path)) as {
          report: { DataRecord: unknown[]; NumberOfRecords: string; DateProduction: string };
        };
        expect(path).toContain(compact(report.DateProduction));
        return report.DataRecord.length !== Number(report.NumberOfRecords);
      });
    expect(wrong).toEqual(['input/worldline_20260706.xml']);
  });

  test('every statement closes with what it opens with and its entries, and opens with the last closing but for the gap', () => {
    let last: Minor | null = null;
    for (const day of dates) {
      const text = content(`input/statement_${compact(day)}.xml`);
      const signed = [...text.matchAll(/<Amt Ccy="COP">([\d.]+)<\/Amt>\s*<CdtDbtInd>(\w+)</g)].map((found) =>
        amount((found[2] === 'DBIT' ? '-' : '') + (found[1] ?? '')),
      );
      const [opening, closing, ...details] = signed;
      if (opening === undefined || closing === undefined) throw new Error(`no balances on ${day}`);
      // Each entry states its amount twice: of the entry, and of its one transaction.
      const entries = details.filter((_, index) => index % 2 === 0);
      expect(add(opening, sum(entries)), day).toBe(closing);
      if (last !== null)
        expect(opening, day).toBe(day === STATEMENT_GAP.on ? add(last, pesos(STATEMENT_GAP.amount)) : last);
      if (['2026-06-27', '2026-06-28', '2026-06-29', '2026-07-04', '2026-07-05'].includes(day))
        expect(entries).toEqual([]);
      last = closing;
    }
  });

  test('Shopify rows have 79 cells under 79 columns, and the orders are numbered without gaps', () => {
    for (const day of dates) {
      for (const line of content(`input/orders_${day}.csv`).trim().split('\n')) {
        expect(line.replaceAll(/"[^"]*"/g, '').split(',')).toHaveLength(79);
      }
    }
    const orders = readOrders();
    expect(orders.map((order) => order.number)).toEqual(orders.map((_, index) => 101 + index));
    for (const day of dates) {
      const times = orders.filter((order) => order.date === day).map((order) => order.time);
      expect(times).toEqual([...times].sort());
    }
  });
});

describe('what is planted', () => {
  test('is every row of the table in the README', () => {
    const readme = readFileSync(join(demo, 'README.md'), 'utf8');
    const rows = PLANTED.map((row) => `| ${Object.values(row).join(' | ')} |`);
    expect(readme).toContain(`|---|---|---|---|---|\n${rows.join('\n')}\n`);
    expect(readme.split('\n').filter((line) => /^\| [a-z_]+ \|.*\| \d{4}-/.test(line))).toHaveLength(rows.length);
  });

  test('is of 30 kinds, each row once, and notices are noted', () => {
    expect(new Set(PLANTED.map((planted) => planted.kind)).size).toBe(30);
    expect(new Set(PLANTED.map((planted) => `${planted.kind} ${planted.subject}`)).size).toBe(PLANTED.length);
    for (const planted of PLANTED) {
      expect(DISCREPANCY_KINDS).toContain(planted.kind);
      expect(planted.closesOn === 'noted').toBe(KINDS[planted.kind].class === 'notice');
      expect(dates).toContain(planted.opensOn);
      if (/^\d/.test(planted.closesOn))
        expect(planted.closesOn > planted.opensOn && dates.some((day) => day === planted.closesOn)).toBe(true);
    }
    expect(PLANTED.map((planted) => planted.opensOn)).toEqual(PLANTED.map((planted) => planted.opensOn).sort());
  });

  test('names references, payouts and ids that stand in the files', () => {
    const everything = [...files.values()].join('');
    const names = PLANTED.map((planted) => planted.subject).filter((subject) => /\d/.test(subject));
    for (const name of names) expect(everything.includes(name), name).toBe(true);
  });
});
