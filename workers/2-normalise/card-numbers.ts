import { createHmac } from 'node:crypto';
import type { Config } from '../../schemas/config/config.ts';
import { ownNumbersOf } from '../../schemas/config/own-numbers.ts';
import type { CardsFound } from '../../schemas/lines/files.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { Leg, Line, Reject } from '../../schemas/lines/records.ts';
import {
  CARD_DIGITS_MIN,
  maskedNumber,
  mayHoldCardNumber,
  replaceCardNumbers,
  withoutCardNumbers,
} from '../../schemas/values/card-numbers.ts';
import type { Texts } from './cells.ts';
import type { Footed } from './footing.ts';
import { Refused } from './refused.ts';

/** What is done with card numbers that stand in a file. */
export interface CardNumbers {
  /** `refuse`: the file is refused. */
  readonly mode: 'mask' | 'refuse';
  /** Beginnings of numbers, and whole ones, that are the merchant's own and no cards. */
  readonly own: readonly string[];
  /**
   * What keeps two numbers apart whose masks are alike. Absent: nothing does, as in a preview. Null: it is not at hand,
   * and `KeyNeeded` is thrown where it is needed.
   */
  readonly key?: Buffer | null;
}

/** A preview shows masks alone. */
export const MASKED: CardNumbers = { mode: 'mask', own: [] };

/** What a configuration says of them. */
export function cardNumbersOf(config: Config): CardNumbers {
  return { mode: config.cardNumbers, own: ownNumbersOf(config) };
}

/**
 * A reference as lines hold it: with the tag of a card number where the archive has a key, which only looking never
 * makes. Throws `integrity_broken` where the recorded key is gone or is another.
 */
export async function comparedReference(
  reference: string,
  { config, archive, store }: Pick<Context, 'config' | 'archive' | 'store'>,
): Promise<string> {
  const own = ownNumbersOf(config);
  const mask = (key: Buffer | undefined): string =>
    new CardMask({ mode: 'mask', own, ...(key === undefined ? {} : { key }) }, 'bank').compared(reference);
  if (mask(undefined) === reference) return reference;
  const recorded = await store.sources.cardKeyHash();
  // A recorded one is never made.
  const key = recorded === null ? await archive.cardKey(null) : await archive.makeCardKey(recorded);
  return mask(key ?? undefined);
}

/** A file holds a card number in a text that is compared; it is read again with the key. */
export class KeyNeeded extends Error {}

/** How much of the keyed hash stands behind a mask: enough that no two numbers of a chain ever share it. */
const TAG_LENGTH = 12;

/** Texts by which lines find each other: there a mask alone would make one of two numbers. */
const COMPARED = [
  'merchant_reference',
  'order_id',
  'provider_id',
  'cus',
  'payout_id',
  'refund_of',
  'invoice_number',
  'bank_id',
  'end_to_end_id',
  'reference',
  'account',
] as const;
/** What else is kept as text. A bank's description is searched for references. */
const SHOWN = ['store', 'environment', 'method', 'status', 'type', 'direction', 'fx_rate'] as const;

/**
 * Whether any text of a row could hold one. Column by column by name: a million rows are asked, and a loop over names
 * takes ten times as long.
 */
function mayHoldOne(texts: Texts): boolean {
  return (
    isLong(texts['merchant_reference']) ||
    isLong(texts['order_id']) ||
    isLong(texts['provider_id']) ||
    isLong(texts['cus']) ||
    isLong(texts['payout_id']) ||
    isLong(texts['refund_of']) ||
    isLong(texts['invoice_number']) ||
    isLong(texts['bank_id']) ||
    isLong(texts['end_to_end_id']) ||
    isLong(texts['reference']) ||
    isLong(texts['account']) ||
    isLong(texts['description']) ||
    isLong(texts['store']) ||
    isLong(texts['environment']) ||
    isLong(texts['method']) ||
    isLong(texts['status']) ||
    isLong(texts['type']) ||
    isLong(texts['direction']) ||
    isLong(texts['fx_rate'])
  );
}

function isLong(text: string | undefined): boolean {
  return text !== undefined && text.length >= CARD_DIGITS_MIN && mayHoldCardNumber(text);
}

/** A number that a record of several lines may break, where a continuation of BAI2 begins with its code. */
function brokenOver(digits: string): RegExp {
  return new RegExp(Array.from(digits).join('(?:\\r?\\n(?:88,)?)?'), 'g');
}

/** Masks the card numbers of one file, and counts them. */
export class CardMask {
  readonly #handling: CardNumbers;
  readonly #compared: readonly string[];
  readonly #shown: readonly string[];
  readonly #columns = new Set<string>();
  readonly #rows = new Set<number>();
  #firstLine = 0;
  /** The numbers in the texts of a row, which may stand in it with other digits before and behind. */
  #ofRow: { readonly row: number; readonly numbers: Set<string> } = { row: -1, numbers: new Set() };

  constructor(handling: CardNumbers, leg: Leg) {
    this.#handling = handling;
    this.#compared = leg === 'bank' ? [...COMPARED, 'description'] : COMPARED;
    this.#shown = leg === 'bank' ? SHOWN : [...SHOWN, 'description'];
  }

  /** What was found; null where nothing was. */
  get found(): CardsFound | null {
    const { size } = this.#rows;
    return size === 0 ? null : { rows: size, line: this.#firstLine, columns: [...this.#columns].sort() };
  }

  /** Masks the texts of a row, in place. */
  texts(texts: Texts, row: number, line: number): void {
    if (!mayHoldOne(texts)) return;
    for (const column of this.#compared) this.#cell(texts, column, true, row, line);
    for (const column of this.#shown) this.#cell(texts, column, false, row, line);
  }

  #cell(texts: Texts, column: string, isCompared: boolean, row: number, line: number): void {
    const text = texts[column];
    if (text === undefined || text.length < CARD_DIGITS_MIN) return;
    const other = this.#found(text, isCompared, row);
    if (other === text) return;
    this.#note(column, row, line);
    texts[column] = other;
  }

  /**
   * A text of a row that is shown as it stands in the file.
   *
   * @param parts texts of which it consists with nothing between them, where nobody read them yet
   */
  raw(text: string, row: number, line: number, parts: readonly string[] = []): string {
    for (const part of parts) this.#found(part, false, row);
    let other = replaceCardNumbers(text, (digits) => this.#instead(digits, false));
    if (this.#ofRow.row === row)
      for (const digits of this.#ofRow.numbers) other = other.replaceAll(brokenOver(digits), maskedNumber(digits));
    if (other !== text) this.#note('', row, line);
    return other;
  }

  /** The rows with the number of an account that only the end of the file knew. */
  rows(rows: readonly (Line | Reject)[]): readonly (Line | Reject)[] {
    return rows.map((row) => {
      if ('code' in row || row.leg !== 'bank' || row.account === null || !isLong(row.account)) return row;
      const account = this.#found(row.account, true, row.row);
      if (account === row.account) return row;
      this.#note('account', row.row, row.line);
      return { ...row, account };
    });
  }

  #found(text: string, isCompared: boolean, row: number): string {
    return replaceCardNumbers(text, (digits) => {
      const other = this.#instead(digits, isCompared);
      if (other === null) return null;
      if (this.#ofRow.row !== row) this.#ofRow = { row, numbers: new Set() };
      this.#ofRow.numbers.add(digits);
      return other;
    });
  }

  /** The number of an account that a statement names outside its rows; of one without rows it counts as the first. */
  account(text: string): string {
    const other = this.compared(text);
    if (other !== text && this.#rows.size === 0) this.#note('account', 0, 1);
    return other;
  }

  /** A text by which files find each other. */
  compared(text: string): string {
    return replaceCardNumbers(text, (digits) => this.#instead(digits, true));
  }

  #instead(digits: string, isCompared: boolean): string | null {
    const { own, key } = this.#handling;
    if (own.some((beginning) => digits.startsWith(beginning))) return null;
    const masked = maskedNumber(digits);
    if (!isCompared || key === undefined) return masked;
    if (key === null) throw new KeyNeeded();
    return `${masked}~${createHmac('sha256', key).update(digits).digest('hex').slice(0, TAG_LENGTH)}`;
  }

  #note(column: string, row: number, line: number): void {
    if (this.#handling.mode === 'refuse')
      throw new Refused('card_number', 'a row holds the number of a card, and `cardNumbers` is `refuse`', { line });
    if (column !== '') this.#columns.add(column);
    if (this.#rows.size === 0) this.#firstLine = line;
    this.#rows.add(row);
  }
}

/** What a file says of itself, masked as its rows are. */
export function withoutCards({ footing, balances }: Footed, cards: CardMask): Pick<Footed, 'footing' | 'balances'> {
  const masked = <Of extends { readonly account: string }>(one: Of): Of => ({
    ...one,
    account: cards.account(one.account),
  });
  const periods = footing.periods?.map(masked);
  const kept = balances.map((one) => ({ ...masked(one), currency: withoutCardNumbers(one.currency) }));
  return {
    footing: {
      ...footing,
      detail: withoutCardNumbers(footing.detail),
      ...(periods === undefined ? {} : { periods }),
      ...(cards.found === null ? {} : { cards: cards.found }),
    },
    balances: kept,
  };
}
