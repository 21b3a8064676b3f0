import type { Line, Reject } from './records.ts';

/**
 * By what a line can be found again. Bank lines are found by `reference` too: column, end-to-end id and the tokens of
 * the description.
 */
export type LineKeyKind = 'reference' | 'provider_id' | 'refund_of' | 'cus' | 'bank_id' | 'bank_amount' | 'order_id';

export interface LineKey {
  readonly kind: LineKeyKind;
  /** Normalised by who writes and who finds with the same function. */
  readonly value: string;
}

/** The shortest token of a bank description that is by itself evidence of a reference; a shorter one may be a word. */
const TELLING_LENGTH_MIN = 5;

/** A text whose only letters are ASCII: most keys are, and no rule of Unicode changes one. */
const ASCII = /^[\x20-\x7e]*$/;

/** A key as it is compared: trimmed, NFKC, case folded. The tenant's `reference.extract` comes on top, in the match. */
export function normaliseKey(text: string): string {
  const trimmed = text.trim();
  return (ASCII.test(trimmed) ? trimmed : trimmed.normalize('NFKC')).toLowerCase();
}

/** What stands in a text and cannot be seen. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/gu;
const DASHES = /[\p{Pd}\u2212]/gu;
/** How a spreadsheet or its export keeps a number a text: `="00123"`, `'00123`. */
const KEPT_AS_TEXT = /^="(.*)"$|^'(.*)$/su;

/** Nothing in it is blank at an end, quoted, or beyond ASCII: it is as plain as it can be. */
const PLAIN = /^(?!["'=])[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** A reference without what changes no character of its meaning, in the letters that it was written in. */
export function plainReference(text: string): string {
  if (PLAIN.test(text)) return text;
  const seen = text.replace(INVISIBLE, '').trim();
  const kept = KEPT_AS_TEXT.exec(seen);
  return (kept?.[1] ?? kept?.[2] ?? seen).normalize('NFKC').replace(DASHES, '-').trim();
}

/** A reference as it is compared, before the tenant's `reference.extract`: plain, and case folded. */
export function foldReference(text: string): string {
  return plainReference(text).toLowerCase();
}

/**
 * What a spreadsheet made of a long number: `1.23457E+15` stands for a thousand millions of numbers, and is none of
 * them.
 */
const DAMAGED = /^\d([.,]\d+)?E\+\d{2,}$/iu;

export function isDamagedKey(text: string): boolean {
  return /[+\uff0b]/u.test(text) && DAMAGED.test(plainReference(text));
}

/**
 * The tokens of a bank description, any of which may be a reference that is known: runs of letters, digits, `-`, `_`,
 * `.`, `/` and `#`, and what stands between blanks, without the punctuation around it. Those that look like a reference
 * come first.
 */
export function descriptionTokens(description: string): string[] {
  const normalised = normaliseKey(description).replace(INVISIBLE, '').replace(DASHES, '-');
  const tokens = new Set<string>();
  for (const match of normalised.matchAll(/[\p{L}\p{N}#][\p{L}\p{N}\-_./#]*/gu))
    tokens.add(match[0].replace(/[-_./]+$/u, ''));
  for (const piece of normalised.split(/\s+/u)) tokens.add(piece.replace(/^[^\p{L}\p{N}#]+|[^\p{L}\p{N}]+$/gu, ''));
  tokens.delete('');
  const all = [...tokens];
  return [...all.filter(isTelling), ...all.filter((token) => !isTelling(token))];
}

/**
 * Whether a token looks like a reference whether or not one is known: two movements that share it have something in
 * common.
 */
export function isTelling(token: string): boolean {
  return token.length >= TELLING_LENGTH_MIN && /\d/.test(token);
}

/**
 * Everything a line can be found by again. `extract` turns a normalised reference into the one that is compared
 * (retry suffixes stripped); both are indexed, so that a changed configuration still finds old lines.
 */
export function lineKeys(line: Line | Reject, extract: (normalised: string) => string): LineKey[] {
  const keys: LineKey[] = [];
  const put = (kind: LineKey['kind'], text: string | null): void => {
    const value = text === null ? '' : kind === 'reference' ? foldReference(text) : normaliseKey(text);
    if (value === '' || (kind === 'reference' && isDamagedKey(value))) return;
    keys.push({ kind, value });
    if (kind === 'reference' && extract(value) !== value) keys.push({ kind, value: extract(value) });
  };
  if ('code' in line) {
    put('reference', line.merchantReference);
    return keys;
  }
  switch (line.leg) {
    case 'settlement':
      put('reference', line.merchantReference);
      put('provider_id', line.providerId);
      put('refund_of', line.refundOf);
      put('cus', line.cus);
      return keys;
    case 'order':
      put('reference', line.merchantReference);
      put('order_id', line.orderId);
      put('cus', line.cus);
      put('provider_id', line.providerId);
      return keys;
    case 'bank':
      put('bank_id', line.bankId);
      put('bank_amount', `${line.currency}${String(line.amount)}`);
      put('reference', line.reference);
      put('reference', line.endToEndId);
      for (const token of descriptionTokens(line.description)) put('reference', token);
      return keys;
  }
}
