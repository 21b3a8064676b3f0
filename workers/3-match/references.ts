import type { Config } from '../../schemas/config/config.ts';
import { foldReference, isDamagedKey, plainReference } from '../../schemas/lines/line-keys.ts';
import { compareAddress, compareText, type LineAddress } from '../../schemas/lines/records.ts';
import { type Held } from './working-set.ts';
import { transactionKey } from './settlement-versions.ts';
import { groupBy } from '../../schemas/values/groups.ts';
import { certain } from '../../schemas/errors.ts';
import { compilePattern } from '../../schemas/patterns/pattern.ts';

/**
 * How references are compared: folded, then what `reference.extract` keeps of it (its group `ref`); a reference that
 * the expression does not match is compared whole.
 */
export function referenceExtractor(pattern: string | null): (folded: string) => string {
  if (pattern === null) return (folded) => folded;
  const expression = compilePattern(pattern, 'iu');
  const group = certain(expression.groupOf('ref'), 'the group of reference.extract');
  return (folded) => expression.find(folded)?.[group] ?? folded;
}

/**
 * The compared form of a reference as written; '' stays '', and so is what a spreadsheet ruined: it is nobody's.
 * Memoised: a reference stands on two or three legs.
 */
export function referenceComparer(config: Pick<Config, 'referenceExtract'>): (written: string) => string {
  const extract = referenceExtractor(config.referenceExtract);
  const known = new Map<string, string>();
  return (written) => {
    const found = known.get(written);
    if (found !== undefined) return found;
    const folded = foldReference(written);
    const compared = folded === '' || isDamagedKey(folded) ? '' : extract(folded);
    known.set(written, compared);
    return compared;
  };
}

/**
 * References that fold alike and are not the same: the compared form of each way of writing, by the form that they
 * share.
 */
export type WrittenApart = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** How the references of a working set are compared. */
export interface WorkingSetReferences {
  readonly compare: (written: string) => string;
  /** The form that two ways of writing share. */
  readonly fold: (written: string) => string;
  readonly apart: WrittenApart;
}

/**
 * References of a working set, equal as written first: folded only where that joins one reference of the orders to one
 * of the payments. Two that one leg writes in two ways stay two, or who registers the look-alike of a paid order would
 * be paid by it.
 */
export function workingSetReferences(
  config: Pick<Config, 'referenceExtract'>,
  lines: readonly Held[],
): WorkingSetReferences {
  const fold = referenceComparer(config);
  const extract = referenceExtractor(config.referenceExtract);
  const asWritten = (written: string): string => extract(written.trim());
  const apart = writtenApart(lines, fold, asWritten);
  if (apart.size === 0) return { compare: fold, fold, apart };
  const compare = (written: string): string => {
    const folded = fold(written);
    const forms = apart.get(folded);
    return forms === undefined ? folded : (forms.get(asWritten(written)) ?? `${folded}\n${asWritten(written)}`);
  };
  return { compare, fold, apart };
}

interface Form {
  readonly written: string;
  readonly leg: 'order' | 'settlement';
  readonly first: LineAddress;
}

function writtenApart(
  lines: readonly Held[],
  fold: (written: string) => string,
  asWritten: (written: string) => string,
): WrittenApart {
  const first = new Map<string, string>();
  const unlike = new Set<string>();
  for (const { line } of lines) {
    if (line.leg === 'bank') continue;
    const folded = fold(line.merchantReference);
    const written = first.get(folded);
    if (written === undefined) first.set(folded, line.merchantReference);
    else if (written !== line.merchantReference && asWritten(written) !== asWritten(line.merchantReference))
      unlike.add(folded);
  }
  unlike.delete('');
  if (unlike.size === 0) return new Map();
  const alike = groupBy(
    lines.filter(({ line }) => line.leg !== 'bank' && unlike.has(fold(line.merchantReference))),
    ({ line }) => (line.leg === 'bank' ? '' : fold(line.merchantReference)),
  );
  return new Map(
    [...alike].flatMap(([folded, held]) => {
      const keys = keysOf(folded, formsOf(held, asWritten));
      return keys === null ? [] : [[folded, keys] as const];
    }),
  );
}

/**
 * The ways in which orders and approved payments write a reference; what is told again is written as it was told last.
 */
function formsOf(lines: readonly Held[], asWritten: (written: string) => string): Form[] {
  const last = new Map<string, Form>();
  for (const { line } of [...lines].sort((a, b) => compareAddress(a.line, b.line))) {
    if (line.leg === 'bank' || (line.leg === 'settlement' && (line.type !== 'payment' || line.status !== 'approved')))
      continue;
    const own =
      line.leg === 'settlement'
        ? transactionKey(line)
        : line.orderId === null
          ? null
          : `${line.source}|${line.orderId}|${String(line.createdAt)}`;
    const written = asWritten(line.merchantReference);
    const key = `${line.leg}|${own ?? written}`;
    const before = last.get(key);
    last.set(key, { written, leg: line.leg, first: before?.written === written ? before.first : line });
  }
  return [...last.values()];
}

/** By the date of its file; of one date by its letters, so that the order of rows decides nothing. */
function comesBefore(a: Form, b: Form): boolean {
  return (
    compareText(a.first.date, b.first.date) < 0 ||
    (a.first.date === b.first.date && compareText(a.written, b.written) < 0)
  );
}

/**
 * The compared form of each; null where folding joins one to one. The one seen first keeps the form that they share.
 */
function keysOf(folded: string, forms: readonly Form[]): ReadonlyMap<string, string> | null {
  const writtenBy = (leg: Form['leg']): Set<string> =>
    new Set(forms.filter((form) => form.leg === leg).map((form) => form.written));
  const [orders, payments] = [writtenBy('order'), writtenBy('settlement')];
  if (orders.size <= 1 && payments.size <= 1) return null;
  const [orderLeft, ...moreOrders] = [...orders].filter((written) => !payments.has(written));
  const [paymentLeft, ...morePayments] = [...payments].filter((written) => !orders.has(written));
  const joins = moreOrders.length === 0 && morePayments.length === 0 && orderLeft !== undefined;
  const keys = new Map<string, string>();
  const bare = forms.reduce((earliest, form) => (comesBefore(form, earliest) ? form : earliest)).written;
  const isBare = (written: string): boolean =>
    written === bare ||
    (joins && [orderLeft, paymentLeft].includes(written) && [orderLeft, paymentLeft].includes(bare));
  for (const written of new Set([...orders, ...payments])) {
    const own = joins && written === paymentLeft ? orderLeft : written;
    keys.set(written, isBare(written) ? folded : `${folded}\n${own}`);
  }
  return keys;
}

/**
 * The store code that a reference carries (`stores.fromReference`, its group `store`), or null. It sees the reference
 * as it is compared but for its letters: a code in other letters is the one on the list, or what the expression asks
 * for.
 */
export function storeFromReference(config: Pick<Config, 'stores'>): (written: string) => string | null {
  if (config.stores.fromReference === null) return () => null;
  const expression = compilePattern(config.stores.fromReference, 'u');
  const group = certain(expression.groupOf('store'), 'the group of stores.fromReference');
  const listed = new Map(Object.keys(config.stores.list ?? {}).map((code) => [code.toLowerCase(), code]));
  return (written) => {
    const plain = plainReference(written);
    for (const text of [plain, plain.toUpperCase(), plain.toLowerCase()]) {
      const code = expression.find(text)?.[group];
      if (code !== undefined)
        return Object.hasOwn(config.stores.list ?? {}, code) ? code : (listed.get(code.toLowerCase()) ?? code);
    }
    return null;
  };
}
