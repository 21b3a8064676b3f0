import { negate, subtract } from '../../../schemas/money.ts';
import { differenceOf, keepsWhole, membersOf, pairing, partiesOf, uncontested, type Group, type Pairing } from './group.ts';
import { wholePairs } from './standing.ts';
import type { BankItem, BankMatchParams, Receivable } from './types.ts';
import { inWindow } from './window.ts';

/**
 * Two days of a provider that pays by the day, one after the other, and two credits: the first day is short by exactly its
 * last sales, or has the first sales of the next one, and the second credit makes up for it to the centavo. The provider cut
 * the day at another moment; nothing is owed, and both days are matched by both credits (pass `shift`).
 *
 * Nothing is taken on trust: as long as the sums of both do not agree exactly, each day stays what it is. A provider that
 * goes on being short by another day's sales is short, and is told so. Where another pair of days or credits would fit too,
 * none is chosen.
 */
export function matchShifts(open: Group, held: readonly Group[], params: BankMatchParams): Pairing[] {
  const blocked = membersOf(held);
  const days = open.receivables.filter((one) => params.sources[one.source]?.settles === 'per_day' && one.amount > 0);
  const credits = open.items.filter((item) => item.amount > 0);
  const keepsPairs = keepsWhole(wholePairs(open));
  const candidates = neighbours(days).flatMap(([first, second]) =>
    neighbours(credits).flatMap(([one, other]) => {
      const group: Group = { receivables: [first, second], items: [one, other] };
      return isShift(first, second, one, other, params) && keepsPairs(group) ? [group] : [];
    }),
  );
  return uncontested(candidates)
    .filter((group) => !partiesOf(group).some((party) => blocked.has(party)))
    .map((group) => pairing('shift', group.receivables, group.items));
}

function neighbours<T>(all: readonly T[]): [T, T][] {
  return all.slice(1).map((second, index): [T, T] => [all[index] ?? second, second]);
}

function isShift(first: Receivable, second: Receivable, one: BankItem, other: BankItem, params: BankMatchParams): boolean {
  if (differenceOf({ receivables: [first, second], items: [one, other] }) !== 0) return false;
  if (first.settledOn === second.settledOn || second.settledOn > params.calendar.addBusinessDays(first.settledOn, 1)) return false;
  // Two credits of one day say nothing of where a day was cut.
  if (one.bookedOn === other.bookedOn) return false;
  if (!inWindow(first, one, params) || !inWindow(second, other, params)) return false;
  const short = subtract(first.amount, one.amount);
  if (short > 0) return short < first.amount && isEndOf(first, short);
  const over = negate(short);
  return over > 0 && over < second.amount && isBeginningOf(second, over);
}

/** Whether the last sales of the day, by the moment of their payment, come to the sum. */
export function isEndOf({ inOrder }: Pick<Receivable, 'inOrder'>, sum: number): boolean {
  return comesTo([...(inOrder ?? [])].reverse(), sum);
}

function isBeginningOf({ inOrder }: Receivable, sum: number): boolean {
  return comesTo(inOrder ?? [], sum);
}

function comesTo(amounts: readonly number[], sum: number): boolean {
  let reached = 0;
  for (const amount of amounts) {
    reached += amount;
    if (reached === sum) return true;
  }
  return false;
}
