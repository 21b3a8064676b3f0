import type { Texts } from '../../cells.ts';

/**
 * :61: value date, entry date (four blanks at some banks), mark, funds letter (the third letter of the currency),
 * amount, transaction type, the customer's reference, `//` and the bank's.
 */
const MOVEMENT = /^(\d{6})(\d{4}| {4})?(R?[CD]|E[CD])([A-Z])?(\d+,?\d*|,\d+)((?!NO[NT]? ?REF)[NFS][A-Z0-9]{3})?(.*)$/;
/** What banks write where there is no reference, or where it stands in the :86:. Runs of blanks are none either. */
const NO_REFERENCE = /^(NO[NT]? ?REF|NON|N|NOT ?PROVIDED|[EKM]REF\+?|0+|[-.*]+|)$/i;
/** The entry date of banks that have none. */
const NO_ENTRY = /^( {4}|0000|)$/;

const DAY_MS = 86_400_000;

/** The texts of a movement by its field's lines; null where it is none. */
export function readMovement(lines: readonly string[]): Texts | null {
  const match = MOVEMENT.exec((lines[0] ?? '').trimEnd());
  if (match === null) return null;
  const [, value = '', entry = '', direction = '', , amount = '', , references = ''] = match;
  const cut = references.indexOf('//');
  const own = (cut < 0 ? references : references.slice(0, cut)).trim();
  const bank = cut < 0 ? '' : references.slice(cut + 2).trim();
  const valueOn = swiftDate(value);
  return {
    value_on: valueOn,
    booked_on: NO_ENTRY.test(entry) ? valueOn : entryDate(valueOn, entry),
    direction,
    amount: swiftAmount(amount),
    reference: NO_REFERENCE.test(own) ? '' : own,
    bank_id: NO_REFERENCE.test(bank) ? '' : bank,
  };
}

/** `YYMMDD` as `yyyy-MM-dd`, as written: 30 February stays 30 February, for the reader of dates to refuse. */
export function swiftDate(text: string): string {
  const century = Number(text.slice(0, 2)) < 80 ? '20' : '19';
  return `${century}${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`;
}

/**
 * The comma is mandatory and may end the amount (`300,`); an amount without one could be hundredths, and stays as it is
 * with a mark that no notation reads.
 */
export function swiftAmount(text: string): string {
  if (!text.includes(',')) return `${text} without a comma`;
  return text.endsWith(',') ? text.slice(0, -1) : text;
}

/**
 * The entry date has no year: the one that lies nearest to the value date (31 December and 2 January are three days
 * apart).
 */
function entryDate(valueOn: string, entry: string): string {
  const [year = 0, month = 1, date = 1] = valueOn.split('-').map(Number);
  const value = Date.UTC(year, month - 1, date);
  const distance = (of: number): number =>
    Math.abs(Date.UTC(of, Number(entry.slice(0, 2)) - 1, Number(entry.slice(2))) - value) / DAY_MS;
  const nearest = [year, year - 1, year + 1].reduce((best, of) => (distance(of) < distance(best) ? of : best));
  return `${String(nearest)}-${entry.slice(0, 2)}-${entry.slice(2)}`;
}
