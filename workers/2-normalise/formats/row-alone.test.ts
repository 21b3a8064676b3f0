import { localBytes } from '../../adapters/files/disk.ts';
import { isUtf8 } from 'node:buffer';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { ZERO } from '../../../schemas/values/money.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import type { BuiltInProfileName, CsvProfile } from '../../../schemas/lines/profile.ts';
import type { Line, Reject } from '../../../schemas/lines/records.ts';
import { toExact } from '../amounts.ts';
import type { FineAmounts } from '../amounts.ts';
import { CardMask } from '../card-numbers.ts';
import { CellReader } from '../cells.ts';
import { readCsvFeed } from '../readers/csv-feed.ts';
import { noFooting } from '../footing.ts';
import { momentReader } from '../moments.ts';
import { Refused } from '../refused.ts';
import { keptRecords } from '../kept-rows.ts';
import { Rows } from '../rows.ts';
import { readXmlFeed } from '../readers/xml-feed.ts';
import type { Feed } from './feed.ts';
import { BUILT_INS } from './index.ts';

/**
 * A row read alone, or after any other row, is the same line: nothing of one row may reach another in silence. What a
 * format gives to several rows on purpose stands in `CONTEXT`, with its reason, and is given to the row that is read
 * alone as well. (A second capture of an Adyen payment in one file takes its own reference behind the payment's; no two
 * rows here are that.)
 */

interface Context {
  /** Rows that are one: an item belongs to the order before it. True where the row goes on with the row before. */
  readonly goesOn?: (cells: Readonly<Record<string, string>>) => boolean;
  /** Rows that head those behind them and come first in every file (the summary of a settlement). */
  readonly heads?: (cells: Readonly<Record<string, string>>) => boolean;
  /** Rows of one key are put together wherever they stand, so none may come twice. */
  readonly mergedBy?: (cells: Readonly<Record<string, string>>) => string;
  readonly why: string;
}

const CONTEXT: Partial<Record<BuiltInProfileName, Context>> = {
  'shopify-orders': {
    goesOn: (cells) => cells['Financial Status'] === '',
    why: 'further items of an order repeat its name and no total',
  },
  'amazon-settlement-v2': {
    heads: (cells) => cells['total-amount'] !== '',
    mergedBy: (cells) =>
      ['transaction-type', 'order-id', 'amount-description']
        .slice(0, cells['order-id'] === '' ? 3 : 2)
        .map((name) => cells[name])
        .join(' '),
    why: 'the summary gives id, currency and day to the rows of its settlement; the parts of one order are one line',
  },
};

/** How the rows of the formats that are not CSV are cut out of a file; what stands around them is theirs in common. */
const UNITS: Partial<Record<BuiltInProfileName, RegExp>> = {
  'wx-xml': /<(\w+:)?DataRecord>[^]*?<\/(\w+:)?DataRecord>/g,
  'camt.053': /<Ntry>[^]*?<\/Ntry>/g,
  'camt.054': /<Ntry>[^]*?<\/Ntry>/g,
  mt940: /^:61:[^]*?(?=^:6[12])/gm,
  bai2: /^16,[^]*?(?=^(?:16|49),)/gm,
  ofx: /<STMTTRN>[^]*?<\/STMTTRN>/g,
  'asobancaria-2001': /^06.*\r?\n/gm,
};

/** The second lot of a file, whose records name it, and the statement of a card, whose elements do. */
const SECOND_PART = /^05\d+0002 *\r?\n[^]*?^08.*\r?\n|<CREDITCARDMSGSRSV1>[^]*<\/CREDITCARDMSGSRSV1>/m;

const folder = mkdtempSync(join(tmpdir(), 'cuadre-rows-'));
const FIXTURES = new URL('../../../fixtures/files/', import.meta.url);

/** Finer amounts are brought to hundredths by column, over the whole file: here each stays the digits that it is. */
const AS_PRINTED: FineAmounts = {
  hold: (_column, _row, amount) => Number(toExact(amount).digits) as Minor,
  keepOnly() {},
  columns: () => [],
  round: () => new Map([[0, ZERO]]),
  rows: () => new Set(),
};

type Read = Readonly<Record<string, unknown>>;

/**
 * The rows of a text, without their place. Totals are left to the tests of each format: a part of a file has none that
 * fit.
 */
async function rowsOf(feed: Feed, text: string): Promise<Read[]> {
  const path = join(folder, 'file');
  writeFileSync(path, text);
  const constants = {
    ...feed.profile.constants,
    ...feed.fileConstants?.({ source: 'source', date: '2026-07-01' as PlainDate }),
  };
  const profile = { ...feed.profile, constants };
  const moments = momentReader(profile.dates);
  const common = {
    leg: feed.leg,
    source: 'source',
    cohort: '2026-07-01' as PlainDate,
    file: '000000000000',
    undated: feed.undated ?? false,
    unreferenced: feed.unreferenced ?? false,
    settledOnGiven: false,
    hasTax: true,
  };
  const rows = new Rows(
    common,
    new CellReader(profile, moments, AS_PRINTED, feed.hundredthsOnly),
    (moment) => moments.localDate(moment),
    AS_PRINTED,
    () => keptRecords([]),
    new CardMask({ mode: 'mask', own: [] }, feed.leg),
  );
  const reading = { bytes: localBytes(path), encoding: 'utf-8' as const, feed, constants, rows, footing: noFooting() };
  try {
    if (profile.format === 'csv') await readCsvFeed(reading, profile);
    else if (profile.format === 'xml') await readXmlFeed(reading, profile);
    else await feed.own?.(reading);
  } catch (error) {
    if (!(error instanceof Refused && error.problem.code === 'does_not_foot')) throw error;
  }
  return rows.finish().rows().map(withoutPlace);
}

function withoutPlace(row: Line | Reject): Read {
  const { row: _, line: __, ...rest } = row;
  return rest;
}

/** A file of some rows. */
interface Sheet {
  readonly units: readonly string[];
  file(units: readonly string[]): string;
}

/** Every row behind every other, as one long sequence of rows. */
function everyPair(count: number): number[] {
  const order: number[] = [];
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) order.push(a, b);
  }
  // The way back holds each pair the other way around.
  return [...order, ...[...order].reverse()];
}

async function holds(feed: Feed, sheet: Sheet, merges: boolean): Promise<void> {
  const alone: Read[][] = [];
  for (const unit of sheet.units) alone.push(await rowsOf(feed, sheet.file([unit])));
  expect(alone.flat().length).toBeGreaterThan(0);
  const order = everyPair(sheet.units.length);
  const together = (indexes: readonly number[]): Promise<Read[]> =>
    rowsOf(feed, sheet.file(indexes.map((index) => sheet.units[index] ?? '')));
  if (!merges) {
    expect(await together(order)).toEqual(order.flatMap((index) => alone[index] ?? []));
    return;
  }
  for (let a = 0; a < sheet.units.length; a += 1) {
    for (let b = 0; b < sheet.units.length; b += 1) {
      // The heading row stands in both files that are compared, and counts once.
      const [first, second] = [alone[a] ?? [], alone[b] ?? []];
      if (a !== b) expect(sortedTexts(await together([a, b]))).toEqual(sortedTexts([...first, ...second.slice(1)]));
    }
  }
}

function sortedTexts(rows: readonly Read[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

function fixturesOf(name: BuiltInProfileName): string[] {
  return readdirSync(new URL(`${name}/`, FIXTURES)).map((file) => {
    const bytes = readFileSync(new URL(`${name}/${file}`, FIXTURES));
    return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1').replace(/^\ufeff/, '');
  });
}

function quoted(cells: readonly string[], delimiter: string): string {
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter);
}

/**
 * A fixture as cells: what stands before its rows, its header and its rows, those that go on with another put together.
 */
interface Table {
  readonly before: readonly (readonly string[])[];
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
}

function tableOf(feed: Feed, profile: CsvProfile, text: string): Table {
  const delimiter =
    [...(feed.delimiters ?? []), profile.delimiter].find((one) => (text.split('\n')[0] ?? '').includes(one)) ?? ',';
  const records = parse(text, { delimiter, relax_column_count: true });
  const kinds = records.map((cells) => feed.recordKind?.(cells) ?? 'row');
  const headerAt = feed.recordKind === undefined ? profile.preambleRows : kinds.indexOf('header');
  if (!profile.header) return { before: [], header: [], rows: records.slice(0, 12), delimiter };
  const rows = records.filter(
    (cells, index) => index > headerAt && kinds[index] === 'row' && cells.length === records[headerAt]?.length,
  );
  return { before: records.slice(0, headerAt), header: records[headerAt] ?? [], rows: rows.slice(0, 14), delimiter };
}

/**
 * The same rows and their doubles with empty cells in the columns that may be empty, without the columns that are left
 * out.
 */
function sheetOf(
  table: Table,
  optional: ReadonlySet<string>,
  without: ReadonlySet<string>,
  context: Context | undefined,
): Sheet {
  const { header, delimiter } = table;
  const kept = (cells: readonly string[]): string[] => cells.filter((_, index) => !without.has(header[index] ?? ''));
  const named = (cells: readonly string[]): Record<string, string> =>
    Object.fromEntries(header.map((name, index) => [name, cells[index] ?? '']));
  const emptied = (cells: readonly string[]): string[] =>
    cells.map((cell, index) => (optional.has(header[index] ?? '') ? '' : cell));
  const heads = table.rows.filter((cells) => context?.heads?.(named(cells)) === true);
  const groups = new Map<string, string[]>();
  for (const cells of table.rows.filter((row) => !heads.includes(row))) {
    const line = quoted(kept(cells), delimiter);
    const key = context?.mergedBy?.(named(cells)) ?? String(groups.size);
    const of = context?.goesOn?.(named(cells)) === true ? ([...groups.keys()].at(-1) ?? key) : key;
    groups.set(of, [...(groups.get(of) ?? []), line]);
  }
  const doubles = context === undefined ? table.rows.map((cells) => quoted(kept(emptied(cells)), delimiter)) : [];
  const lines = (rows: readonly (readonly string[])[]): string[] => rows.map((cells) => quoted(kept(cells), delimiter));
  const top = [
    ...table.before.map((cells) => quoted(cells, delimiter)),
    ...(header.length > 0 ? lines([header]) : []),
    ...lines(heads),
  ];
  return {
    units: [...new Set([...[...groups.values()].map((group) => group.join('\n')), ...doubles])],
    file: (units) => `${[...top, ...units].join('\n')}\n`,
  };
}

/** All columns, each optional one left out, and all of them left out. */
function variants(
  feed: Feed,
  profile: CsvProfile,
  header: readonly string[],
): { readonly optional: Set<string>; readonly without: Set<string> }[] {
  const from: Readonly<Record<string, string | number>> = { ...profile.columns, ...feed.extras };
  const names = (feed.optional ?? []).map((column) => String(from[column])).filter((name) => header.includes(name));
  return [[], ...names.map((name) => [name]), names].map((without) => ({
    optional: new Set(names),
    without: new Set(without),
  }));
}

/** Rows cut out of a text by their mark. */
function cutSheet(text: string, unit: RegExp): Sheet {
  const found = [...text.matchAll(unit)];
  const [first, last] = [found[0], found.at(-1)];
  const before = text.slice(0, first?.index);
  const after = last === undefined ? '' : text.slice(last.index + last[0].length);
  return { units: [...new Set(found.map((match) => match[0]))], file: (units) => `${before}${units.join('')}${after}` };
}

/** The records of an answer of an interface. */
function jsonSheet(text: string): Sheet {
  const root = JSON.parse(text) as unknown;
  const records = Array.isArray(root) ? root : (root as { readonly results: readonly unknown[] }).results;
  return { units: records.map((record) => JSON.stringify(record)), file: (units) => `[${units.join(',')}]` };
}

const NAMES = Object.keys(BUILT_INS) as BuiltInProfileName[];

describe('a row read alone, or after any other row, is the same line', () => {
  it.each(NAMES)('%s', { timeout: 60_000 }, async (name) => {
    const feed: Feed = BUILT_INS[name];
    const { profile } = feed;
    for (const text of fixturesOf(name)) {
      if (profile.format === 'csv') {
        const table = tableOf(feed, profile, text);
        for (const { optional, without } of variants(feed, profile, table.header)) {
          const context = CONTEXT[name];
          await holds(feed, sheetOf(table, optional, without, context), context?.mergedBy !== undefined);
        }
        continue;
      }
      const unit = UNITS[name];
      const sheet = unit === undefined ? jsonSheet(text) : cutSheet(text.replace(SECOND_PART, ''), unit);
      if (sheet.units.length > 1) await holds(feed, sheet, false);
    }
  });
});
