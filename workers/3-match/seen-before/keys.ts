import { descriptionTokens, normaliseKey } from '../../../schemas/lines/line-keys.ts';
import type { Line, Reject } from '../../../schemas/lines/records.ts';

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
