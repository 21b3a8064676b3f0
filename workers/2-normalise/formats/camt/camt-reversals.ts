import { negate } from '../../../../schemas/values/money.ts';
import type { Line, Reject } from '../../../../schemas/lines/records.ts';
import { formatExact, isZero, negateAmount, sameAmount, sumExact } from '../../amounts.ts';
import type { Amount } from '../../amounts.ts';
import type { PrintedSum } from '../../footing.ts';
import type { StatedBalance } from '../../statements.ts';

/**
 * By ISO 20022 an entry with RvslInd carries the direction in which it is booked. Some banks leave it the direction of
 * the entry that it takes back: a returned debit stands as DBIT and is money coming in. No field says which; the
 * balances do.
 */
export type ReversalSign =
  /** As ISO says, or nothing proves another. */
  | 'booked'
  /** That of the entry taken back: the statement foots so, and not as ISO says. */
  | 'original'
  /** The statement foots in neither way. */
  | 'unknown';

/** @param sum the booked entries as they are printed, `reversed` those with RvslInd among them */
export function reversalSign(
  opening: StatedBalance | null,
  closing: StatedBalance | null,
  sum: PrintedSum,
  reversed: PrintedSum,
  unreadable: number,
): ReversalSign {
  if (opening === null || closing === null || isZero(reversed.total()) || sum.missed + unreadable > 0) return 'booked';
  if (sameAmount(sumExact([opening.amount, sum.total()]), closing.amount)) return 'booked';
  return sameAmount(sumExact([opening.amount, sum.total(), turning(reversed)]), closing.amount)
    ? 'original'
    : 'unknown';
}

/** What the sum of a statement changes by when its reversals are turned. */
export function turning(reversed: PrintedSum): Amount {
  const taken = negateAmount(reversed.total());
  return sumExact([taken, taken]);
}

/** For the refusal of a statement that foots in neither way. */
export function reversalWords(reversed: PrintedSum): string {
  const sum = formatExact(reversed.total());
  return `with reversals (RvslInd) of ${sum}, footing neither with their sign as booked nor with that of the entries they take back`;
}

/** The rows with the amounts of some of them turned. */
export function turned(rows: readonly (Line | Reject)[], isTurned: (index: number) => boolean): (Line | Reject)[] {
  return rows.map((row, index): Line | Reject => {
    if (!isTurned(index)) return row;
    if ('code' in row) return row.amount === null ? row : { ...row, amount: negate(row.amount) };
    return row.leg === 'bank' ? { ...row, amount: negate(row.amount) } : row;
  });
}
