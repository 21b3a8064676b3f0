import { daysBetween } from '../../../schemas/values/dates.ts';
import { compareItems, pairing, type Pairing } from './group.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { indexBy } from '../../../schemas/values/groups.ts';

/**
 * Credits that are withdrawals from an account at the provider (Mercado Pago, PayPal). A withdrawal names none of the
 * lines that it pays. Where everything that waits in the account, from the oldest line up to one of them, comes to
 * exactly a credit, or to credits that follow each other, these paid it; the longest such beginning is taken, since
 * what lies between two of them sums to zero. While a part of the balance stays behind nothing fits, and no choice is
 * made among the lines.
 *
 * @param waiting lines in no payout, in the order of their account, each by itself
 * @param credits what pays nothing else exactly
 */
export function matchWithdrawals(
  waiting: readonly Receivable[],
  credits: readonly BankItem[],
  params: Pick<BankMatchParams, 'lookbackDays'>,
): Pairing[] {
  const accountOf = (source: string | null, currency: string): string => JSON.stringify([source, currency]);
  const booked = credits.filter((credit) => credit.amount > 0).sort(compareItems);
  const ofAccount = indexBy(booked, (credit) => [accountOf(credit.looksLike, credit.currency)]);
  return [...indexBy(waiting, (line) => [accountOf(line.source, line.currency)])].flatMap(([account, lines]) =>
    ofOneAccount(lines, ofAccount.get(account) ?? [], params.lookbackDays),
  );
}

function ofOneAccount(waiting: readonly Receivable[], credits: readonly BankItem[], lookbackDays: number): Pairing[] {
  let lines = waiting;
  let open = credits;
  const found: Pairing[] = [];
  for (;;) {
    const next = firstWithdrawal(lines, open, lookbackDays);
    if (next === null) return found;
    const isPair = next.count === 1 && next.credits.length === 1;
    found.push(pairing(isPair ? 'amount' : 'bundle', lines.slice(0, next.count), next.credits));
    lines = lines.slice(next.count);
    open = open.filter((credit) => !next.credits.includes(credit));
  }
}

/** What a beginning of the lines of an account comes to. */
interface Beginning {
  readonly count: number;
  readonly sum: number;
}

/**
 * The fewest credits, and of these the earliest, that a beginning of the lines comes to; with the number of its lines.
 */
function firstWithdrawal(
  lines: readonly Receivable[],
  credits: readonly BankItem[],
  lookbackDays: number,
): { readonly credits: readonly BankItem[]; readonly count: number } | null {
  const beginnings = indexBy(beginningsOf(lines), ({ sum }) => [sum]);
  const booked = sumsOf(credits);
  for (let length = 1; length <= credits.length; length += 1) {
    for (let start = 0; start + length <= credits.length; start += 1) {
      const fitting = beginnings.get((booked[start + length] ?? 0) - (booked[start] ?? 0));
      if (fitting === undefined) continue;
      const run = credits.slice(start, start + length);
      const paid = fitting.findLast(({ count }) => canPay(run, lines.slice(0, count), lookbackDays));
      if (paid !== undefined) return { credits: run, count: paid.count };
    }
  }
  return null;
}

function beginningsOf(lines: readonly Receivable[]): Beginning[] {
  return sumsOf(lines)
    .slice(1)
    .map((sum, place) => ({ sum, count: place + 1 }));
}

/** The sums of the first none, one, two and so on. */
function sumsOf(parts: readonly { readonly amount: number }[]): number[] {
  const sums = [0];
  for (const { amount } of parts) sums.push((sums.at(-1) ?? 0) + amount);
  return sums;
}

/** Nothing is withdrawn before it was settled, nor more than is in the account. */
function canPay(credits: readonly BankItem[], lines: readonly Receivable[], lookbackDays: number): boolean {
  let next = 0;
  let balance = 0;
  for (const credit of credits) {
    for (let line = lines[next]; line !== undefined && line.settledOn <= credit.bookedOn; line = lines[next]) {
      if (daysBetween(line.settledOn, credit.bookedOn) > lookbackDays) return false;
      balance += line.amount;
      next += 1;
    }
    balance -= credit.amount;
    if (balance < 0) return false;
  }
  return next === lines.length;
}
