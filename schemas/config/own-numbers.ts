import { CARD_DIGITS_MIN } from '../values/card-numbers.ts';
import type { Config } from './config.ts';

/**
 * Beginnings of numbers, and whole ones, that are the merchant's own and no cards: those that the configuration lists,
 * and the accounts that its sources name. Digits, without the zeros that fill a place, behind which a number is looked
 * for.
 */
export function ownNumbersOf({ ownNumbers, sources }: Pick<Config, 'ownNumbers' | 'sources'>): readonly string[] {
  const accounts = sources.flatMap((source) =>
    source.leg === 'bank' && source.account !== null ? [source.account.replace(/[^0-9]/g, '')] : [],
  );
  const own = [...ownNumbers, ...accounts.filter((one) => one.length >= CARD_DIGITS_MIN)];
  return own.map((one) => one.replace(/^0+/, '')).filter((one) => one !== '');
}
