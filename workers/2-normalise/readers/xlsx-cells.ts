import { writeMoment } from '../../../schemas/values/date-format.ts';
import { dayNumber, fromDayNumber } from '../../../schemas/values/dates.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { XlsxProfile } from '../../../schemas/lines/profile.ts';
import type { Fault } from '../cells.ts';
import { Refused } from '../refused.ts';
import type { Package } from './xlsx-package.ts';
import { runsOf, columnIndex } from './xlsx-workbook.ts';
import type { Workbook } from './xlsx-workbook.ts';
import { cutXml } from './xml.ts';
import { decodeEntities } from './xml-tree.ts';

/** A cell as it is stored. A number keeps its stored text. */
export interface Cell {
  readonly kind: 'text' | 'number' | 'date' | 'error';
  readonly text: string;
  readonly formula: boolean;
}

/** What a column wants of its cells. */
export type CellUse = 'amount' | 'date' | 'text';

/** One row of a sheet: its number and its cells by column. */
export interface SheetRow {
  readonly number: number;
  readonly hidden: boolean;
  readonly cells: ReadonlyMap<number, Cell>;
}

/** Where the rows of a sheet stand. */
export const ROW_PATH = ['worksheet', 'sheetData', 'row'];

/** Reads the rows of the sheet in their order. Throws `Refused` where they have none. */
export async function eachRow(parts: Package, workbook: Workbook, take: (row: SheetRow) => void): Promise<void> {
  let last = 0;
  await cutXml(parts.part(workbook.sheet), ROW_PATH, (record) => {
    const row = readRow(record.text, last, workbook);
    if (row.number <= last)
      throw new Refused('broken_format', `row ${String(row.number)} follows row ${String(last)}`, {
        line: Math.max(row.number, 1),
      });
    last = row.number;
    take(row);
  });
}

/** Reads a row's XML. `last`: the number of the row before, for rows that state none. */
function readRow(xml: string, last: number, workbook: Workbook): SheetRow {
  const tag = /^<[^>]*>/.exec(xml)?.[0] ?? '';
  const cells = new Map<number, Cell>();
  let next = 0;
  for (const match of xml.matchAll(/<(?:\w+:)?c(\s[^>]*?)?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g)) {
    const attributes = match[1] ?? '';
    const letters = /\sr="([A-Z]{1,3})\d+"/.exec(attributes)?.[1];
    const column = letters === undefined ? next : columnIndex(letters);
    const cell = readCell(attributes, match[2] ?? '', workbook);
    if (cell !== null) cells.set(column, cell);
    next = column + 1;
  }
  const stated = /\sr="(\d{1,7})"/.exec(tag)?.[1];
  return { number: stated === undefined ? last + 1 : Number(stated), hidden: /\shidden="(1|true)"/.test(tag), cells };
}

function readCell(attributes: string, xml: string, workbook: Workbook): Cell | null {
  const type = /\st="(\w+)"/.exec(attributes)?.[1] ?? 'n';
  const value = /<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)<\//.exec(xml)?.[1];
  const formula = /<(?:\w+:)?f[\s/>]/.test(xml);
  const of = (kind: Cell['kind'], text: string): Cell | null =>
    text === '' && !formula ? null : { kind, text, formula };
  switch (type) {
    case 's':
      return /^\d+$/.test(value ?? '') && Number(value) < workbook.texts.length
        ? of('text', (workbook.texts[Number(value)] ?? '').trim())
        : of('error', `text ${value ?? ''}`);
    case 'inlineStr':
      return of('text', runsOf(xml).trim());
    case 'str':
      return of('text', decodeEntities(value ?? '').trim());
    case 'b':
      return of('text', value === '1' ? 'true' : 'false');
    case 'd':
      return of('text', (value ?? '').trim());
    case 'n': {
      const style = Number(/\ss="(\d+)"/.exec(attributes)?.[1] ?? '0');
      return of(workbook.dateStyles[style] === true ? 'date' : 'number', (value ?? '').trim());
    }
    default:
      return of('error', value ?? type);
  }
}

/** The text of a cell in the profile's notation, or what is wrong with it. */
export type CellText = { readonly text: string } | { readonly fault: Fault['code'] };

/**
 * What a cell says in the notation that the profile declares for texts:
 * - An amount in a number cell is the shortest decimal that gives the same binary number (a cell that shows 1234567.89
 *   may be stored as 1234567.8899999999), and none where it has more than `decimalsMax` decimals or more than 15
 *   digits, past which a spreadsheet keeps no exact number.
 * - A reference in a number cell is its whole digits, up to 15; never `123.0`.
 * - A date is a number cell with a date style, or a text in the declared format.
 * A formula is none of these: what it last gave may be of another day.
 */
export function cellText(cell: Cell | undefined, use: CellUse, profile: XlsxProfile, workbook: Workbook): CellText {
  if (cell === undefined) return { text: '' };
  if (cell.formula || cell.kind === 'error') return { fault: 'bad_record' };
  if (cell.kind === 'text') return { text: cell.text };
  if (use === 'date') return cell.kind === 'date' ? dateText(cell.text, profile, workbook) : { fault: 'bad_date' };
  const decimal = shortestDecimal(cell.text);
  if (use === 'amount') return amountText(cell.kind === 'number' ? decimal : null, profile);
  return decimal !== null && /^-?\d{1,15}$/.test(decimal) && cell.kind === 'number'
    ? { text: decimal }
    : { fault: 'bad_record' };
}

function amountText(decimal: string | null, profile: XlsxProfile): CellText {
  if (decimal === null) return { fault: 'bad_amount' };
  const decimals = decimal.split('.')[1]?.length ?? 0;
  const digits = decimal.replace(/^-?0*\.?0*/, '').replace('.', '').length;
  if (decimals > profile.decimalsMax || digits > 15) return { fault: 'bad_amount' };
  return { text: decimal.replace('.', profile.amounts.decimal) };
}

/** The shortest decimal of a stored number, without exponent; null where it is none. */
function shortestDecimal(stored: string): string | null {
  if (!/^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(stored)) return null;
  const value = Number(stored);
  if (!Number.isFinite(value)) return null;
  const text = String(value === 0 ? 0 : value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  const digits = whole + fraction;
  return shift < 0 ? `${sign}0.${'0'.repeat(-shift - 1)}${digits}` : `${sign}${digits.padEnd(shift + 1, '0')}`;
}

/** 1900-03-01, before which the 1900 system counts a day that never was. */
const FIRST_DAY = 61;
const EPOCH_1900 = dayNumber('1899-12-30' as PlainDate);
const EPOCH_1904 = dayNumber('1904-01-01' as PlainDate);

function dateText(stored: string, profile: XlsxProfile, workbook: Workbook): CellText {
  const moment = serialMoment(stored, workbook.from1904);
  if (moment === null) return { fault: 'bad_date' };
  // A cell has no zone: it is local time, and a format that wants an offset cannot be met.
  if (profile.dates.format.includes('XXX')) return { fault: 'bad_date' };
  return { text: writeMoment(profile.dates.format, moment.date, moment.seconds) };
}

/** A day number with a fraction for the time, to the nearest second. */
export function serialMoment(
  stored: string,
  from1904: boolean,
): { readonly date: PlainDate; readonly seconds: number } | null {
  const value = Number(stored);
  if (!/^\d+(\.\d+)?([eE][+-]?\d{1,2})?$/.test(stored) || value >= 2_958_466 || (!from1904 && value < FIRST_DAY))
    return null;
  const seconds = Math.round(value * 86_400);
  const days = Math.floor(seconds / 86_400);
  return { date: fromDayNumber(days + (from1904 ? EPOCH_1904 : EPOCH_1900)), seconds: seconds - days * 86_400 };
}
