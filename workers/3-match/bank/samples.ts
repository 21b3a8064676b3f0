import { colombianCalendar } from '../../../schemas/values/calendar.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { minor, ZERO } from '../../../schemas/values/money.ts';
import { matchBank } from './match-bank.ts';
import type { BankItem, BankMatchParams, BankMatchResult, MatchedCredit, Receivable } from './types.ts';

/** Small makers of payouts, lines and bank items for the tests of this folder. Amounts are hundredths. */

const calendar = colombianCalendar();
const LATE_AFTER = 2;
const GRACE = 3;

/** A date of July 2026: the 1st is a Wednesday; Monday the 13th and Monday the 20th are holidays. */
export function july(day: number): PlainDate {
  return `2026-07-${String(day).padStart(2, '0')}` as PlainDate;
}

export const plainParams: BankMatchParams = {
  asOf: july(31),
  calendar,
  graceBusinessDays: GRACE,
  lookbackDays: 400,
  bankTolerance: ZERO,
  sources: {
    wompi: { settles: 'per_payout', refunds: 'debited' },
    dlocal: { settles: 'per_payout', refunds: 'debited' },
    kushki: { settles: 'per_transaction', refunds: 'debited' },
    payu: { settles: 'per_transaction', refunds: 'netted' },
  },
  explainers: () => [],
};

/** A payout of the source `wompi`, due two business days after it was settled. */
export function payout(id: string, amount: number, settledOn: PlainDate, more: Partial<Receivable> = {}): Receivable {
  return {
    id,
    content: id,
    source: 'wompi',
    currency: 'COP',
    payoutId: null,
    references: [],
    amount: minor(amount),
    settledOn,
    dueOn: calendar.addBusinessDays(settledOn, LATE_AFTER),
    isRefund: false,
    members: [],
    priorPair: null,
    ...more,
  };
}

/** A line of the source `kushki`, which pays per transaction; its reference is `reference`. */
export function line(
  id: string,
  reference: string,
  amount: number,
  settledOn: PlainDate,
  more: Partial<Receivable> = {},
): Receivable {
  return payout(id, amount, settledOn, { source: 'kushki', references: [reference], isRefund: amount < 0, ...more });
}

/** A movement that looks like `wompi`; positive for a credit. */
export function bankItem(id: string, amount: number, bookedOn: PlainDate, more: Partial<BankItem> = {}): BankItem {
  return {
    id,
    content: id,
    amount: minor(amount),
    currency: 'COP',
    account: '001',
    bookedOn,
    dueOn: calendar.addBusinessDays(bookedOn, GRACE),
    looksLike: 'wompi',
    references: [],
    telling: more.references ?? [],
    cutForms: [],
    endToEndId: null,
    bankId: null,
    text: '',
    reversal: false,
    priorPair: null,
    ...more,
  };
}

/** A movement that only its reference places. */
export function named(
  id: string,
  reference: string,
  amount: number,
  bookedOn: PlainDate,
  more: Partial<BankItem> = {},
): BankItem {
  return bankItem(id, amount, bookedOn, { looksLike: null, references: [reference], ...more });
}

/** Runs the whole match with plain parameters. */
export function match(
  receivables: readonly Receivable[],
  items: readonly BankItem[],
  more: Partial<BankMatchParams> = {},
  earlier: readonly MatchedCredit[] = [],
): BankMatchResult {
  return matchBank(receivables, items, earlier, { ...plainParams, ...more });
}

/**
 * A result as short texts: `pass: receivables = items`, `? receivables / items` of an ambiguity (`…` while it waits),
 * `open: id`.
 */
export function outline(result: BankMatchResult): string[] {
  const matches = result.matches.map((one) => `${one.pass}: ${one.receivables.join('+')} = ${one.bankItems.join('+')}`);
  const ambiguities = result.ambiguities.map(
    (one) => `${one.pastDue ? '?' : '…'} ${one.receivables.join('+')} / ${one.bankItems.join('+')}`,
  );
  return [...matches, ...ambiguities, ...[...result.openReceivables, ...result.openItems].map((id) => `open: ${id}`)];
}
