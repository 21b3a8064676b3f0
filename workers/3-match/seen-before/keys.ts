import { certain } from '../../../schemas/errors.ts';
import { descriptionTokens, normaliseKey, type LineKey, type LineKeyKind } from '../../../schemas/lines/line-keys.ts';
import type { Line, Reject } from '../../../schemas/lines/records.ts';

const REFERENCE = 'reference ';

/** By what one line could be of the sale of another: texts that compare as the match compares them. */
export function saleKeys(row: Line | Reject, compare: (reference: string) => string): string[] {
  const keys: string[] = [];
  const put = (kind: string, text: string | null): void => {
    const value = text === null ? '' : kind === 'reference' ? compare(text) : normaliseKey(text);
    if (value !== '') keys.push(`${kind} ${value}`);
  };
  if ('code' in row) {
    put('reference', row.merchantReference);
    return keys;
  }
  switch (row.leg) {
    case 'order':
      put('reference', row.merchantReference);
      put('order', row.orderId);
      put('id', row.providerId);
      put('cus', row.cus);
      return keys;
    case 'settlement':
      put('reference', row.merchantReference);
      put('id', row.providerId);
      put('id', row.refundOf);
      put('cus', row.cus);
      return keys;
    case 'bank':
      put('reference', row.reference);
      put('reference', row.endToEndId);
      for (const token of descriptionTokens(row.description)) put('reference', token);
      return keys;
  }
}

/** Whether one of these texts is a reference. */
export function isReference(key: string): boolean {
  return key.startsWith(REFERENCE);
}

/** The compared reference in a text that is one. */
export function referenceIn(key: string): string {
  return key.slice(REFERENCE.length);
}

/** The compared references that a line may mean. */
export function referencesOf(row: Line | Reject, compare: (reference: string) => string): string[] {
  return saleKeys(row, compare).filter(isReference).map(referenceIn);
}

/** The kinds of keys that the indexes of earlier files have for each kind of text. */
const KINDS_OF: Readonly<Record<string, readonly LineKeyKind[]>> = {
  reference: ['reference'],
  order: ['order_id'],
  id: ['provider_id', 'refund_of'],
  cus: ['cus'],
};

/** What the indexes of earlier files are asked for one of these texts. */
export function lineKeysIn(key: string): LineKey[] {
  const end = key.indexOf(' ');
  const value = key.slice(end + 1);
  return certain(KINDS_OF[key.slice(0, end)], `the kind of ${key}`).map((kind) => ({ kind, value }));
}
