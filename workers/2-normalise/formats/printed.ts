import { addDays } from '../../../schemas/values/dates.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import type { AmountNotation } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import { atScale, formatExact, isPositive, readAmount, toExact } from '../amounts.ts';
import type { Amount } from '../amounts.ts';
import { residual } from '../footing.ts';

/** Sums of printed amounts, which a feed derives a canonical column from. Exact; nothing here rounds. */

/** Major units with a point: what every derived column is written in. */
export const POINT: AmountNotation = { decimal: '.', thousands: '', unit: 'major' };

/** At this scale every amount that a cell can hold is a whole number. */
const SUM_SCALE = 14;

export const NOTHING: Amount = { digits: 0n, scale: SUM_SCALE };

export function plusAmount(a: Amount, b: Amount, sign: 1 | -1 = 1): Amount {
  return { digits: atScale(toExact(a), SUM_SCALE) + BigInt(sign) * atScale(toExact(b), SUM_SCALE), scale: SUM_SCALE };
}

/**
 * The sum of printed amounts, an empty cell adding nothing, as text in major units. Where one of them is no amount,
 * that text: whatever is derived from it is then refused as it would be itself.
 */
export function total(plus: readonly (string | undefined)[], less: readonly (string | undefined)[] = []): string {
  const sum = totalAmount(plus, less);
  return sum === null ? (unreadableOf([...plus, ...less]) ?? '') : formatExact(sum);
}

function unreadableOf(texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '' && readAmount(text, POINT) === null);
}

/** The same as an amount, or null. */
export function totalAmount(
  plus: readonly (string | undefined)[],
  less: readonly (string | undefined)[] = [],
): Amount | null {
  let sum = NOTHING;
  for (const [texts, sign] of [[plus, 1] as const, [less, -1] as const]) {
    for (const text of texts) {
      if (text === undefined || text === '') continue;
      const amount = readAmount(text, POINT);
      if (amount === null) return null;
      sum = plusAmount(sum, amount, sign);
    }
  }
  return sum;
}

export function isNothing(amount: Amount | null): boolean {
  return amount !== null && toExact(amount).digits === 0n;
}

export function isCredited(text: string): boolean {
  const amount = readAmount(text, POINT);
  return amount !== null && isPositive(amount);
}

export function isDebited(text: string): boolean {
  const amount = readAmount(text, POINT);
  return amount !== null && !isPositive(amount) && !isNothing(amount);
}

export function equal(a: Amount, b: Amount): boolean {
  return isNothing(residual(a, b));
}

/** Sums by a key, exact, in the order of the keys. */
export class SumsBy {
  private readonly sums = new Map<string, Amount>();

  add(key: string, amount: Amount, sign: 1 | -1 = 1): void {
    this.sums.set(key, plusAmount(this.of(key), amount, sign));
  }

  of(key: string): Amount {
    return this.sums.get(key) ?? NOTHING;
  }

  has(key: string): boolean {
    return this.sums.has(key);
  }

  keys(): string[] {
    return [...this.sums.keys()].sort(compareText);
  }
}

/**
 * What a file of these days is, asked for a date: the file of another one when every day is after it or long before it.
 */
export function ofAnotherDate(date: PlainDate, days: readonly (PlainDate | null)[], what: string): string | null {
  const known = days.filter((day) => day !== null);
  const oldest = addDays(date, -OLDEST_DAYS);
  const [first] = known;
  if (first === undefined || known.some((day) => day <= date && day >= oldest)) return null;
  return `the ${what} is of ${first}, and ${date} is asked for`;
}

/** As for the rows of any file: a report that is older is that of another date. */
const OLDEST_DAYS = 10;
