import type { AmountNotation, NegativeNotation } from '../../../schemas/values/money.ts';
import type { DateNotation } from '../../../schemas/lines/profile.ts';
import { readAmount } from '../amounts.ts';
import { momentReader } from '../moments.ts';

/** A guess with what speaks for others: everything that is not certain is marked for a person. */
export interface Guess<T> {
  readonly value: T;
  /** Why a person must look at it; null where the values leave no other reading. */
  readonly doubt: string | null;
}

const NOTATIONS: readonly AmountNotation[] = [
  { decimal: '.', thousands: '', unit: 'major' },
  { decimal: ',', thousands: '', unit: 'major' },
  { decimal: '.', thousands: ',', unit: 'major' },
  { decimal: ',', thousands: '.', unit: 'major' },
  { decimal: ',', thousands: ' ', unit: 'major' },
];

/**
 * The notation in which all texts are amounts. Null where there is none. `1.234` alone is a thousand or one and a bit:
 * then the doubt says so. Whole numbers everywhere may be centavos.
 */
export function guessAmounts(texts: readonly string[]): Guess<AmountNotation> | null {
  const given = texts.map((text) => text.trim()).filter((text) => text !== '');
  if (given.length === 0) return null;
  const fitting = firstFitting(given);
  const [value] = fitting;
  if (value === undefined) return null;
  if (given.every((text) => /^-?\d+$/.test(text)))
    return { value, doubt: 'whole numbers: say unit: minor where they are centavos' };
  const example = given.find((text) => new Set(fitting.map((notation) => valueOf(text, notation))).size > 1);
  if (example === undefined) return { value, doubt: null };
  const readings = fitting.filter((notation) => valueOf(example, notation) !== valueOf(example, value));
  const [other] = readings;
  return {
    value,
    doubt: `"${example}" reads otherwise with decimal '${other?.decimal ?? ''}', thousands '${other?.thousands ?? ''}'`,
  };
}

const NEGATIVES: readonly NegativeNotation[] = ['minus', 'trailing', 'parentheses', 'mark', 'any'];

/** The notations that read every text, with the fewest signs declared that do. */
function firstFitting(given: readonly string[]): AmountNotation[] {
  for (const currencySign of ['refused', 'allowed'] as const) {
    for (const negative of NEGATIVES) {
      const signs = {
        ...(negative === 'minus' ? {} : { negative }),
        ...(currencySign === 'refused' ? {} : { currencySign }),
      };
      const fitting = NOTATIONS.map((notation) => ({ ...notation, ...signs })).filter((notation) =>
        given.every((text) => readAmount(text, notation) !== null),
      );
      if (fitting.length > 0) return fitting;
    }
  }
  return [];
}

function valueOf(text: string, notation: AmountNotation): string {
  const amount = readAmount(text, notation);
  return typeof amount === 'number'
    ? String(amount)
    : amount === null
      ? ''
      : `${String(amount.digits)}e${String(amount.scale)}`;
}

const DATE_PARTS = [
  'yyyy-MM-dd',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'dd-MM-yyyy',
  'yyyy/MM/dd',
  'dd.MM.yyyy',
  'yyyyMMdd',
  'ddMMyyyy',
];
const NAMED_MONTHS = [
  'dd-MMM-yyyy',
  'd MMM yyyy',
  'dd/MMM/yyyy',
  "d 'de' MMMM 'de' yyyy",
  'd MMMM yyyy',
  'MMM d, yyyy',
  'dd/MM/yy',
  'd/M/yyyy',
];
const TIME_PARTS = [
  '',
  ' HH:mm:ss',
  ' HH:mm',
  "'T'HH:mm:ss",
  "'T'HH:mm:ssXXX",
  "'T'HH:mm:ss.SSSXXX",
  ' HH:mm:ss XXX',
  "'T'HH:mm:ss.SSS",
  'HHmmss',
  ' hh:mm:ss a',
  ' hh:mm a',
  ' H:mm:ss',
  ' H:mm',
  ' h:mm:ss a',
  ' h:mm a',
  ' HH:mm:ss.SSS',
  ' HH:mm:ss.SSSSSS',
  "'T'HH:mm:ss.SSSSSS",
  "'T'HH:mm:ss.SSSSSSXXX",
];

/**
 * The notation in which all texts are moments or dates; null where there is none. Days up to twelve leave month and day
 * open.
 */
export function guessDates(texts: readonly string[], zone: string): Guess<DateNotation> | null {
  const given = texts.map((text) => text.trim()).filter((text) => text !== '');
  if (given.length === 0) return null;
  const formats = [...DATE_PARTS, ...NAMED_MONTHS].flatMap((date) => TIME_PARTS.map((time) => `${date}${time}`));
  const fitting = formats.filter((format) => {
    const reader = momentReader({ format, zone });
    // A date that is all there is must be all that is declared: a moment would otherwise lose its time.
    return (
      given.every((text) => reader.moment(text) !== null) && given.some((text) => hasTime(text) === /[Hh]/.test(format))
    );
  });
  const [format] = fitting;
  if (format === undefined) return null;
  const others = fitting.filter((other) =>
    given.some((text) => momentReader({ format: other, zone }).day(text) !== momentReader({ format, zone }).day(text)),
  );
  if (others.length > 0)
    return { value: { format, zone }, doubt: `could also be ${others.join(', ')}: no day past the twelfth tells` };
  return {
    value: { format, zone },
    doubt: hasTime(given[0] ?? '') && !/XXX/.test(format) ? `the file names no zone; ${zone} is taken` : null,
  };
}

function hasTime(text: string): boolean {
  return /\d:\d\d/.test(text) || /^\d{14}$/.test(text);
}
