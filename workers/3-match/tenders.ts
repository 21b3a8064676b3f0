import type { Config } from '../../schemas/config/config.ts';
import { normaliseKey } from '../../schemas/lines/line-keys.ts';
import { subtract, sum, type Minor } from '../../schemas/values/money.ts';
import type { OrderLine } from '../../schemas/lines/records.ts';

/** What shops write between the tenders of one order: `gift_card + PSE`. */
const BETWEEN_TENDERS = /[+,;/&]/u;

/** The tenders that a method text names, each once, as methods are compared; an ordinary method is one. */
export function tendersIn(method: string): readonly string[] {
  const parts = normaliseKey(method)
    .split(BETWEEN_TENDERS)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return [...new Set(parts)];
}

/**
 * Whether a source collects an order by this method: the whole text is one of its methods, or any of its tenders is.
 */
export function collectsMethod(methods: readonly string[] | null, method: string): boolean {
  if (methods === null) return true;
  const collected = new Set(methods.map(normaliseKey));
  return collected.has(normaliseKey(method)) || tendersIn(method).some((tender) => collected.has(tender));
}

/**
 * Whether an order stands for several tenders that its export does not split; a method that a source names whole is
 * one.
 */
export function isSplitTender({ method }: Pick<OrderLine, 'method'>, config: Pick<Config, 'sources'>): boolean {
  if (tendersIn(method).length < 2) return false;
  const whole = normaliseKey(method);
  return !config.sources.some(
    (source) => source.leg === 'settlement' && source.methods?.some((named) => normaliseKey(named) === whole),
  );
}

/**
 * What other tenders must have paid, where that is what is lacking: every order of a single tender has a payment of its
 * own amount, and at least one payment is left for the others. Null where the shortfall could be a single tender's.
 */
export function restOfTenders(
  due: readonly { readonly amount: Minor; readonly split: boolean }[],
  payments: readonly Minor[],
): Minor | null {
  if (!due.some((one) => one.split)) return null;
  const left = [...payments];
  for (const { amount, split } of due) {
    if (split) continue;
    const own = left.indexOf(amount);
    if (own < 0) return null;
    left.splice(own, 1);
  }
  const owed = sum(due.filter((one) => one.split).map((one) => one.amount));
  return left.length === 0 ? null : subtract(owed, sum(left));
}
