import { CuadreError } from '../errors.ts';

/**
 * An amount in hundredths of its currency: a safe integer, |x| <= 2^53 - 1 (90 trillion pesos).
 * The brand keeps a plain number, a float or a major-unit amount from being taken for one.
 */
export type Minor = number & { readonly __unit: 'minor' };

export const ZERO = 0 as Minor;

/** ISO 4217 gives COP two decimals, and providers do carry centavos; every currency is kept in hundredths. */
export const MINOR_DIGITS = 2;

/** Asserts that a number is a whole amount that can be added up exactly. Throws `money_out_of_range`. */
export function minor(value: number): Minor {
  if (!Number.isSafeInteger(value)) {
    throw new CuadreError('money_out_of_range', `not a safe whole number of hundredths: ${String(value)}`, {
      value: String(value),
    });
  }
  return (value === 0 ? 0 : value) as Minor;
}

export function add(a: Minor, b: Minor): Minor {
  return minor(a + b);
}

export function subtract(a: Minor, b: Minor): Minor {
  return minor(a - b);
}

export function negate(a: Minor): Minor {
  return minor(0 - a);
}

export function absolute(a: Minor): Minor {
  return minor(Math.abs(a));
}

/** The sum of amounts, checked at every step. An empty list is zero. */
export function sum(amounts: Iterable<Minor>): Minor {
  let total = 0;
  for (const amount of amounts) total = minor(total + amount);
  return minor(total);
}

/** How a file writes its amounts; declared by the profile, never guessed per cell. */
export interface AmountNotation {
  /** The decimal mark. */
  readonly decimal: '.' | ',';
  /** The thousands mark, or '' where there is none. A space also means a no-break space. */
  readonly thousands: '' | '.' | ',' | ' ' | "'" | '_';
  /**
   * `minor`: the cell is a whole number of hundredths (of units or thousandths where the currency has those:
   * `currencyDigits`).
   */
  readonly unit: 'major' | 'minor';
  /** How a negative amount shows; default `minus`, which stands in front. */
  readonly negative?: NegativeNotation;
  /** Whether a currency's sign or code may stand before or behind the digits; default `refused`. */
  readonly currencySign?: 'refused' | 'allowed';
}

/** `mark`: CR, DB, DR, C or D behind the amount; `any`: any one of them, never two at once. */
export const NEGATIVE_NOTATIONS = ['minus', 'trailing', 'parentheses', 'mark', 'any'] as const;
export type NegativeNotation = (typeof NEGATIVE_NOTATIONS)[number];

/** An exact decimal: `digits` / 10^`scale`. A file with six decimals is read at that scale. */
export interface ExactAmount {
  readonly digits: bigint;
  readonly scale: number;
}

/** More decimals than any provider was seen to print; past it the cell is not an amount. */
const SCALE_MAX = 12;
/** Longer than any amount; a bound on what a hostile cell can cost. */
const TEXT_LENGTH_MAX = 40;

/**
 * Reads an amount exactly, in the declared notation and in no other: an optional sign, digits (grouped in
 * threes where a thousands mark is declared; ungrouped is accepted too), an optional fraction. A leading zero
 * may be missing (`.50`, seen in Bancolombia and Adyen files). Returns null for anything else, so that
 * `1e3`, `(1,00)`, `1.2.3`, `1,23` under a decimal point, or an empty cell is refused by the caller.
 */
export function parseExact(text: string, notation: AmountNotation): ExactAmount | null {
  if (text.length === 0 || text.length > TEXT_LENGTH_MAX) return null;
  const negative = text.startsWith('-');
  const unsigned = negative || text.startsWith('+') ? text.slice(1) : text;
  const mark = unsigned.indexOf(notation.decimal);
  const whole = mark < 0 ? unsigned : unsigned.slice(0, mark);
  const fraction = mark < 0 ? '' : unsigned.slice(mark + 1);
  if (mark >= 0 && fraction.length === 0) return null;
  const ungrouped = ungroup(whole, notation.thousands);
  if (ungrouped === null || fraction.length > SCALE_MAX || !/^\d*$/.test(fraction)) return null;
  if (ungrouped.length === 0 && fraction.length === 0) return null;
  const scale = notation.unit === 'minor' ? fraction.length + MINOR_DIGITS : fraction.length;
  const magnitude = BigInt(ungrouped + fraction);
  return { digits: negative ? -magnitude : magnitude, scale };
}

/** Takes the thousands marks out where they stand right; null where the text is not a whole number. */
function ungroup(whole: string, thousands: AmountNotation['thousands']): string | null {
  if (/^\d*$/.test(whole)) return whole;
  if (thousands === '') return null;
  const marked = thousands === ' ' ? whole.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ') : whole;
  const groups = marked.split(thousands);
  const [first, ...rest] = groups;
  if (first === undefined || !/^\d{1,3}$/.test(first)) return null;
  return rest.every((group) => /^\d{3}$/.test(group)) ? groups.join('') : null;
}

/**
 * An exact amount as hundredths, or null where it has more decimals than hundredths can hold
 * (trailing zeros do not count) or is out of range.
 */
export function toMinor(exact: ExactAmount): Minor | null {
  let { digits, scale } = exact;
  while (scale > MINOR_DIGITS && digits % 10n === 0n) {
    digits /= 10n;
    scale -= 1;
  }
  if (scale > MINOR_DIGITS) return null;
  const hundredths = digits * 10n ** BigInt(MINOR_DIGITS - scale);
  const value = Number(hundredths);
  return Number.isSafeInteger(value) ? minor(value) : null;
}

/** Reads an amount in the declared notation as hundredths; null where it is not one, or is finer than hundredths. */
export function parseMinor(text: string, notation: AmountNotation): Minor | null {
  const exact = parseExact(text, notation);
  return exact === null ? null : toMinor(exact);
}

/** `1234.56`: major units with two decimals and a point, whatever the locale. What every file of ours prints. */
export function formatMajor(amount: Minor): string {
  const magnitude = Math.abs(amount);
  const whole = Math.floor(magnitude / 100);
  const cents = String(magnitude % 100).padStart(MINOR_DIGITS, '0');
  return `${amount < 0 ? '-' : ''}${String(whole)}.${cents}`;
}

/** What `formatMajor` printed, read back; null for anything else. */
export function parseMajor(text: string): Minor | null {
  if (!/^-?\d{1,14}\.\d\d$/.test(text)) return null;
  const value = Number(text.replace('.', ''));
  return Number.isSafeInteger(value) ? minor(value) : null;
}

/**
 * Shares `total` out over `weights` so that the shares sum to it exactly: each gets the whole part of its
 * proportional share, and what is left goes, one hundredth each, to the largest remainders (ties: the earlier).
 * With no weight at all everything goes to the first. Weights must not be negative; an empty list needs a zero total.
 */
export function allocate(total: Minor, weights: readonly Minor[]): Minor[] {
  if (weights.length === 0) {
    if (total !== 0)
      throw new CuadreError('conservation_broken', 'an amount with nobody to share it out to', { total });
    return [];
  }
  const sumOfWeights = weights.reduce((sumSoFar, weight) => sumSoFar + BigInt(weight), 0n);
  if (sumOfWeights === 0n) return weights.map((_, index) => (index === 0 ? total : ZERO));
  const magnitude = BigInt(Math.abs(total));
  const parts = weights.map((weight, index) => {
    const product = magnitude * BigInt(weight);
    return { index, whole: product / sumOfWeights, remainder: product % sumOfWeights };
  });
  return distribute(parts, magnitude, total < 0);
}

function distribute(
  parts: { index: number; whole: bigint; remainder: bigint }[],
  magnitude: bigint,
  negative: boolean,
): Minor[] {
  const shares = parts.map((part) => part.whole);
  let left = magnitude - shares.reduce((total, share) => total + share, 0n);
  const byRemainder = [...parts].sort((a, b) =>
    a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1,
  );
  for (const part of byRemainder) {
    if (left === 0n) break;
    shares[part.index] = (shares[part.index] ?? 0n) + 1n;
    left -= 1n;
  }
  return shares.map((share) => minor(Number(negative ? -share : share)));
}

/**
 * Brings exact amounts of a finer scale to hundredths so that they sum to the rounded exact total (half away from
 * zero): each is rounded down, and the hundredths that are missing go to the largest remainders (ties: the earlier).
 * dLocal prints six decimals per line and two in its header.
 */
export function roundColumn(amounts: readonly ExactAmount[]): Minor[] {
  const scale = amounts.reduce((most, amount) => Math.max(most, amount.scale), MINOR_DIGITS);
  const unit = 10n ** BigInt(scale - MINOR_DIGITS);
  const scaled = amounts.map((amount) => amount.digits * 10n ** BigInt(scale - amount.scale));
  const parts = scaled.map((digits, index) => {
    const remainder = ((digits % unit) + unit) % unit;
    return { index, whole: (digits - remainder) / unit, remainder };
  });
  const total = scaled.reduce((sumSoFar, digits) => sumSoFar + digits, 0n);
  const magnitude = total < 0n ? -total : total;
  const rounded = (magnitude + unit / 2n) / unit;
  return distribute(parts, total < 0n ? -rounded : rounded, false);
}

/** Currencies without a minor unit: `unit: minor` is a whole number of these. */
const NONE = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));
const FOUR = new Set(['CLF', 'UYW']);

/**
 * The decimals of a currency's minor unit after ISO 4217: 0, 2, 3 or 4; 2 for a code that the lists do not have. Every
 * currency is kept in hundredths, whatever it has.
 */
export function currencyDigits(code: string): number {
  if (NONE.has(code)) return 0;
  if (THREE.has(code)) return 3;
  return FOUR.has(code) ? 4 : 2;
}
