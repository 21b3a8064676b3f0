/**
 * Numbers of payment cards in a text: 13 to 19 digits that begin as a network's do, are as long as its are, and end in
 * the check digit of Luhn; in one piece, or in the groups in which they are printed. Of other numbers with such a
 * beginning and length one in ten looks like one by chance.
 */

/** First and last beginning, of equal length, and the lengths of the numbers. */
const NETWORKS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]],
  [51, 55, [16]],
  [2221, 2720, [16]],
  [34, 34, [15]],
  [37, 37, [15]],
  [300, 305, [14, 16, 17, 18, 19]],
  [3095, 3095, [14, 16, 17, 18, 19]],
  [36, 36, [14, 15, 16, 17, 18, 19]],
  [38, 39, [14, 16, 17, 18, 19]],
  [3528, 3589, [16, 17, 18, 19]],
  [6011, 6011, [16, 17, 18, 19]],
  [62, 62, [16, 17, 18, 19]],
  [644, 659, [16, 17, 18, 19]],
  [60, 60, [16]],
  [81, 82, [16, 17, 18, 19]],
  [2200, 2204, [16, 17, 18, 19]],
  [50, 50, [13, 14, 15, 16, 17, 18, 19]],
  [56, 59, [13, 14, 15, 16, 17, 18, 19]],
  [63, 63, [13, 14, 15, 16, 17, 18, 19]],
  [67, 67, [13, 14, 15, 16, 17, 18, 19]],
];
export const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 19;
/** How cards print their numbers. */
const PRINTED = new Set([
  '4-4-4-4',
  '4-4-4-4-3',
  '4-6-5',
  '4-6-4',
  '4-4-4-1',
  '4-3-3-3',
  '6-13',
  '4-4-4-4-1',
  '4-4-4-4-2',
]);
/**
 * Between their groups one blank of any width, also one that does not break; a dash of any kind, a point, an
 * underscore.
 */
const SEPARATORS = new Set(
  Array.from(
    ' -._\u00a0\u00ad\u00b7\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b' +
      '\u2010\u2011\u2012\u2013\u2014\u2015\u2022\u202f\u205f\u2060\u2212\u3000\u30fb\ufeff\uff0d\uff0e\uff3f',
    (one) => one.charCodeAt(0),
  ),
);

/** Also one as wide as a Chinese character (U+FF10 to U+FF19). */
function isDigit(unit: number): boolean {
  return unit <= 0x39 ? unit >= 0x30 : unit >= 0xff10 && unit <= 0xff19;
}

/** The most digits of a group that is printed apart. */
const GROUP_MAX = 6;

/**
 * Whether a text could hold the number of a card: for most, a look at each thirteenth of its units. Wherever a number
 * stands, one of these is a digit or a separator of it; digits that are more than a printed group and less than a
 * number are of none, and neither are groups that are too few together.
 */
export function mayHoldCardNumber(text: string): boolean {
  for (let at = CARD_DIGITS_MIN - 1; at < text.length; at += CARD_DIGITS_MIN) {
    const unit = text.charCodeAt(at);
    if (!isDigit(unit)) {
      if (mayLieBetween(unit) && joined(text, at, -1) + joined(text, at, 1) >= CARD_DIGITS_MIN) return true;
      continue;
    }
    let from = at;
    let to = at + 1;
    while (isDigit(text.charCodeAt(from - 1))) from -= 1;
    while (isDigit(text.charCodeAt(to))) to += 1;
    const digits = to - from;
    if (digits >= CARD_DIGITS_MIN) return true;
    if (digits > GROUP_MAX) continue;
    if (digits + joined(text, from - 1, -1) + joined(text, to, 1) >= CARD_DIGITS_MIN) return true;
  }
  return false;
}

/** Whether a unit is a separator; most are letters, which a look at their range tells. */
function mayLieBetween(unit: number): boolean {
  return (unit < 0x30 || unit === 0x5f || unit >= 0xa0) && SEPARATORS.has(unit);
}

/** How many digits follow in groups behind a separator that stands there: those of a date are too few. */
function joined(text: string, start: number, step: 1 | -1): number {
  let digits = 0;
  let at = start;
  while (SEPARATORS.has(text.charCodeAt(at)) && isDigit(text.charCodeAt(at + step))) {
    at += step;
    for (; isDigit(text.charCodeAt(at)); at += step) digits += 1;
  }
  return digits;
}

/**
 * The text with every card number in it written otherwise.
 *
 * @param instead what is written for the digits of a number, null to let it stand
 */
export function replaceCardNumbers(text: string, instead: (digits: string) => string | null): string {
  return mayHoldCardNumber(text) ? replaced(text, narrow(text), instead) : text;
}

/** `411111******1111`: what a receipt may show of a number. */
export function maskedNumber(digits: string): string {
  return `${digits.slice(0, 6)}${'*'.repeat(digits.length - 10)}${digits.slice(-4)}`;
}

/**
 * The text with every card number masked.
 *
 * @param own how numbers begin that are the merchant's own
 */
export function withoutCardNumbers(text: string, own: readonly string[] = []): string {
  return replaceCardNumbers(text, (digits) =>
    own.some((beginning) => digits.startsWith(beginning)) ? null : maskedNumber(digits),
  );
}

interface Group {
  readonly from: number;
  readonly to: number;
}

/** @param digits the same text with narrow digits */
function replaced(text: string, digits: string, instead: (digits: string) => string | null): string {
  let written = '';
  let done = 0;
  let at = 0;
  while (at < digits.length) {
    if (!isDigit(digits.charCodeAt(at))) {
      at += 1;
      continue;
    }
    const groups = groupsAt(digits, at);
    for (const [from, to] of numbersIn(digits, groups)) {
      const other = instead(digitsOf(digits.slice(from, to)));
      if (other === null) continue;
      written += text.slice(done, from) + other;
      done = to;
    }
    at = groups.at(-1)?.to ?? at + 1;
  }
  return done === 0 ? text : written + text.slice(done);
}

/** Groups of digits with one separator between. */
function groupsAt(text: string, start: number): Group[] {
  const groups: Group[] = [];
  let at = start;
  for (;;) {
    const from = at;
    while (isDigit(text.charCodeAt(at))) at += 1;
    groups.push({ from: withoutZeros(text, from, at), to: at });
    if (!SEPARATORS.has(text.charCodeAt(at)) || !isDigit(text.charCodeAt(at + 1))) return groups;
    at += 1;
  }
}

/**
 * Where the digits of a group begin. No number of a card begins with a zero, and in a record of fixed widths zeros fill
 * the places before it.
 */
function withoutZeros(text: string, from: number, to: number): number {
  let at = from;
  if (to - from > CARD_DIGITS_MIN) while (at < to && text.charCodeAt(at) === 0x30) at += 1;
  return at;
}

/** Where card numbers stand in groups that follow each other. */
function numbersIn(text: string, groups: readonly Group[]): (readonly [from: number, to: number])[] {
  const found: (readonly [number, number])[] = [];
  for (let index = 0; index < groups.length; index += 1) {
    const length = numberAt(text, groups, index);
    const [first, last] = [groups[index], groups[index + length - 1]];
    if (length === 0 || first === undefined || last === undefined) continue;
    found.push([first.from, last.to]);
    index += length - 1;
  }
  return found;
}

/** Of how many groups a card number consists that begins with this one; 0 where none does. */
function numberAt(text: string, groups: readonly Group[], index: number): number {
  let [shape, digits] = ['', ''];
  for (let at = index; at < groups.length && digits.length < CARD_DIGITS_MAX; at += 1) {
    const { from, to } = groups[at] as Group;
    shape = at === index ? String(to - from) : `${shape}-${String(to - from)}`;
    digits += text.slice(from, to);
    const isWhole = at === index || PRINTED.has(shape);
    // Groups of four may go on: the longer number first.
    if (isWhole && isCardNumber(digits)) {
      const longer = shape === '4-4-4-4' && at + 1 < groups.length ? groupOfRest(text, groups, at + 1, digits) : 0;
      return at - index + 1 + longer;
    }
  }
  return 0;
}

/** 1 where the next group belongs to the number too. */
function groupOfRest(text: string, groups: readonly Group[], at: number, digits: string): number {
  const { from, to } = groups[at] as Group;
  return PRINTED.has(`4-4-4-4-${String(to - from)}`) && isCardNumber(digits + text.slice(from, to)) ? 1 : 0;
}

/** The digits of a number, without what stands between them. */
function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '');
}

/** The text with narrow digits for wide ones, each in its place. */
function narrow(text: string): string {
  return text.replace(/[\uff10-\uff19]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/** Whether digits are those of a card: beginning and length of a network, and the check digit. */
export function isCardNumber(digits: string): boolean {
  if (digits.length < CARD_DIGITS_MIN || digits.length > CARD_DIGITS_MAX || !hasCheckDigit(digits)) return false;
  return NETWORKS.some(([from, to, lengths]) => {
    const beginning = Number(digits.slice(0, String(from).length));
    return beginning >= from && beginning <= to && lengths.includes(digits.length);
  });
}

/** The sum of Luhn (ISO/IEC 7812-1, annex B). */
function hasCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, isDoubled = false; at >= 0; at -= 1, isDoubled = !isDoubled) {
    const digit = digits.charCodeAt(at) - 0x30;
    const value = isDoubled ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
