import { parseExact } from '../../schemas/values/money.ts';
import type { AmountNotation, ExactAmount, NegativeNotation } from '../../schemas/values/money.ts';

/** An amount as a cell writes it with its signs. */
export interface SignedAmount {
  readonly exact: ExactAmount;
  /** The currency's sign or code as the cell writes it, '' where it writes none. */
  readonly currency: string;
  /** Whether a sign or a mark says the direction. */
  readonly marked: boolean;
}

/** Why a text with digits is no amount in a notation. */
export type SignFault = 'contradicting_signs' | 'not_declared' | 'no_amount';

type Sign = Exclude<NegativeNotation, 'any'> | 'plus' | 'credit';

/** What stands around the digits, taken off from outside in. */
interface Peeled {
  readonly digits: string;
  readonly signs: readonly Sign[];
  readonly currency: string;
  readonly currencies: number;
}

/** The minus of keyboards, and U+2212, the minus of typesetters. */
const MINUS = /^[-\u2212]/;
const TRAILING_MINUS = /[-\u2212]$/;
const CREDIT_MARK = /(?<![A-Za-z])(CR|C)$/i;
const DEBIT_MARK = /(?<![A-Za-z])(DB|DR|D)$/i;
/** `$`, `US$`, `COP$`, `COP`, `S/`, `Bs.`: a sign with the letters of its country, or a code of three letters. */
const CURRENCY_BEFORE = /^(?:[A-Z]{1,3}\p{Sc}|\p{Sc}[A-Z]{3}(?![A-Z])|\p{Sc}|[A-Z]{3}(?![A-Z])|S\/\.?|Bs\.?)/u;
const CURRENCY_BEHIND = /(?:(?<![A-Z])[A-Z]{1,3}\p{Sc}|\p{Sc}|(?<![A-Z])[A-Z]{3}|S\/\.?|Bs\.?)$/u;
/** No amount has more around its digits. */
const PIECES_MAX = 6;

/**
 * Reads an amount with the signs that its notation declares; a fault where it has others, or two that contradict each
 * other.
 */
export function readSigned(text: string, notation: AmountNotation): SignedAmount | SignFault {
  const { negative = 'minus', currencySign = 'refused' } = notation;
  if (text !== text.trim()) return 'no_amount';
  const peeled = peel(text);
  const exact = /^[-+]/.test(peeled.digits) ? null : parseExact(peeled.digits, notation);
  if (exact === null) return 'no_amount';
  if (peeled.signs.length > 1 || peeled.currencies > 1) return 'contradicting_signs';
  const [sign] = peeled.signs;
  if (peeled.currency !== '' && currencySign === 'refused') return 'not_declared';
  if (sign !== undefined && !declares(negative, sign)) return 'not_declared';
  const isNegative = sign !== undefined && sign !== 'plus' && sign !== 'credit';
  return {
    exact: isNegative ? { ...exact, digits: -exact.digits } : exact,
    currency: peeled.currency,
    marked: sign !== undefined,
  };
}

function declares(negative: NegativeNotation, sign: Sign): boolean {
  if (sign === 'plus' || negative === 'any') return true;
  return sign === 'credit' ? negative === 'mark' : negative === sign;
}

function peel(text: string): Peeled {
  const signs: Sign[] = [];
  let rest = text.replace(/[\u00a0\u202f\u2009]/g, ' ').trim();
  let currency = '';
  let currencies = 0;
  for (let piece = 0; piece < PIECES_MAX; piece += 1) {
    const sign = signAt(rest);
    const found = sign === null ? currencyAt(rest) : null;
    if (sign !== null) {
      signs.push(sign.sign);
      rest = sign.rest.trim();
    } else if (found !== null) {
      ({ currency } = found);
      currencies += 1;
      rest = found.rest.trim();
    } else break;
  }
  return { digits: rest, signs, currency, currencies };
}

function signAt(text: string): { readonly sign: Sign; readonly rest: string } | null {
  if (MINUS.test(text)) return { sign: 'minus', rest: text.slice(1) };
  if (text.startsWith('+')) return { sign: 'plus', rest: text.slice(1) };
  if (text.startsWith('(') && text.endsWith(')')) return { sign: 'parentheses', rest: text.slice(1, -1) };
  if (TRAILING_MINUS.test(text)) return { sign: 'trailing', rest: text.slice(0, -1) };
  if (!/\d/.test(text)) return null;
  if (CREDIT_MARK.test(text)) return { sign: 'credit', rest: text.replace(CREDIT_MARK, '') };
  return DEBIT_MARK.test(text) ? { sign: 'mark', rest: text.replace(DEBIT_MARK, '') } : null;
}

function currencyAt(text: string): { readonly currency: string; readonly rest: string } | null {
  for (const form of [CURRENCY_BEFORE, CURRENCY_BEHIND]) {
    const found = form.exec(text)?.[0];
    if (found !== undefined) return { currency: found, rest: text.replace(form, '') };
  }
  return null;
}

/** What signs say of the currency: which codes they may stand for. A sign that is not here may stand for any. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  '\u20ac': ['EUR'],
  '\u00a3': ['GBP', 'EGP', 'LBP', 'FKP', 'GIP', 'SHP'],
  '\u00a5': ['JPY', 'CNY'],
  '\u20a1': ['CRC'],
  '\u20aa': ['ILS'],
  '\u20b9': ['INR'],
  US$: ['USD'],
  R$: ['BRL'],
  C$: ['CAD', 'NIO'],
  A$: ['AUD'],
  'S/': ['PEN'],
  'S/.': ['PEN'],
  Bs: ['BOB', 'VES'],
  'Bs.': ['BOB', 'VES'],
};
/** What writes its amounts with a dollar sign alone. */
const DOLLARS = new Set(
  'ARS AUD BBD BMD BND BSD BZD CAD CLP COP CVE DOP FJD GYD HKD JMD KYD LRD MXN MOP NAD NIO NZD SBD SGD SRD TOP TTD TWD USD UYU XCD'.split(
    ' ',
  ),
);

/** Whether a sign or a code in a cell can mean the currency of its row. */
export function meansCurrency(sign: string, code: string): boolean {
  if (sign === '' || code === '') return true;
  if (sign === '$') return DOLLARS.has(code);
  const codes = CODES[sign];
  if (codes !== undefined) return codes.includes(code);
  const letters = /[A-Z]{3}/.exec(sign)?.[0];
  return letters === undefined || letters === code;
}

/** The declaration under which a text would be an amount, as `cuadre.yaml` writes it; null where none would do. */
export function declarationFor(text: string, notation: AmountNotation): string | null {
  const { negative: _, currencySign: __, ...bare } = notation;
  for (const currencySign of ['refused', 'allowed'] as const) {
    const negative = (['minus', 'trailing', 'parentheses', 'mark'] as const).find(
      (one) => typeof readSigned(text, { ...bare, negative: one, currencySign }) === 'object',
    );
    if (negative === undefined) continue;
    const own = notation.negative ?? 'minus';
    // A file that shows two ways declares any.
    const wanted =
      negative === own || typeof readSigned(text, { ...bare, negative: own, currencySign }) === 'object'
        ? null
        : own === 'minus'
          ? negative
          : 'any';
    const parts = [
      ...(wanted === null ? [] : [`negative: ${wanted}`]),
      ...(currencySign === 'allowed' ? ['currencySign: allowed'] : []),
    ];
    return parts.length === 0 ? null : `amounts: { ${parts.join(', ')} }`;
  }
  return null;
}
