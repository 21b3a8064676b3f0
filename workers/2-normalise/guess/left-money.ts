import type { AmountNotation } from '../../../schemas/values/money.ts';
import { readAmount } from '../amounts.ts';
import { plain, type ColumnGuess } from './columns.ts';
import { guessAmounts } from './notation.ts';
import { isAmountText } from './table-columns.ts';

/** Words in the name of a column of money, whatever its cells look like. */
const MONEY_WORDS =
  /\b(amount|total|subtotal|sub total|gross|net|fee|fees|tax|taxes|vat|price|cost|discount|shipping|tip|balance|paid|valor|monto|importe|neto|bruto|comision|impuesto|impuestos|iva|precio|costo|descuento|envio|propina|saldo|abono|cargo|credito|debito|retencion|retefuente|reteica|reteiva)\b/;

/** Words in the name of a column of codes, counts and ids, which may be round by chance. */
const OTHER_WORDS =
  /\b(code|codigo|status|estado|bin|id|mid|zip|postal|number|numero|nro|no|cuotas|installments|year|ano|sku|quantity|cantidad)\b/;

/**
 * The places of columns that nothing was taken from and that hold money: amounts with decimals or marks, and whole
 * numbers whose name says money or that are all round. Ids and counts are neither.
 */
export function leftMoneyOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { columns }: ColumnGuess,
  notation: AmountNotation | null,
): number[] {
  const taken = new Set(columns.values());
  return header.flatMap((name, place) => {
    const given = rows.map((row) => (row[place] ?? '').trim()).filter((text) => text !== '');
    return !taken.has(place) && given.length > 0 && holdsMoney(given, plain(name), notation) ? [place] : [];
  });
}

function holdsMoney(given: readonly string[], name: string, notation: AmountNotation | null): boolean {
  if (!given.every(isAmountText)) return false;
  const own =
    notation !== null && given.every((text) => readAmount(text, notation) !== null)
      ? notation
      : (guessAmounts(given)?.value ?? null);
  if (own === null) return false;
  const isWhole = given.every((text) => /^\d+$/.test(text));
  return !isWhole || MONEY_WORDS.test(name) || (!OTHER_WORDS.test(name) && areRound(given));
}

/** Prices of whole pesos: hundreds, and none with a zero in front. */
function areRound(given: readonly string[]): boolean {
  const counted = given.filter((text) => text !== '0');
  return counted.length > 0 && counted.every((text) => /^[1-9]\d{0,12}$/.test(text) && Number(text) % 100 === 0);
}
