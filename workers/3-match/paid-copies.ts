import { absolute, add, subtract, type Minor } from '../../schemas/values/money.ts';
import { addressKey } from '../../schemas/lines/records.ts';
import type { BankItem } from './bank/types.ts';
import type { HeldSettlement } from './working-set.ts';
import { comparedAmount } from './settled-money.ts';
import { payoutSums, type PayoutSums } from './payout-sums.ts';
import { type OpenReceivable } from './receivables.ts';

/**
 * A copy of a line within one file counts in no sum, except in a payout whose credit is exact only with the copy: then
 * the provider paid it twice. Adds the copies to the receivables whose bank line shows them.
 */
export function countPaidCopies(
  receivables: readonly OpenReceivable[],
  copies: readonly { readonly original: HeldSettlement; readonly copy: HeldSettlement }[],
  items: readonly BankItem[],
  tolerance: Minor,
): { receivables: readonly OpenReceivable[]; copies: ReadonlySet<number> } {
  const counted = new Set<number>();
  if (copies.length === 0) return { receivables, copies: counted };
  const next = receivables.map((open) => {
    const own = copies.filter(({ original }) => open.members.some((held) => held.ix === original.ix));
    if (own.length === 0) return open;
    const extra = own.map(({ copy }) => comparedAmount(copy.line, open.source)).reduce(add);
    const withCopies = add(open.receivable.amount, extra);
    const shown = (amount: Minor): boolean =>
      items.some((item) => mayPay(item, open) && absolute(subtract(item.amount, amount)) <= tolerance);
    if (shown(open.receivable.amount) || !shown(withCopies)) return open;
    for (const { copy } of own) counted.add(copy.ix);
    return withMembers(
      open,
      own.map(({ copy }) => copy),
      withCopies,
    );
  });
  return { receivables: next, copies: counted };
}

function mayPay(item: BankItem, open: OpenReceivable): boolean {
  if (item.currency !== open.receivable.currency) return false;
  return (
    item.looksLike === open.source.id ||
    open.receivable.references.some((reference) => item.references.includes(reference))
  );
}

function withMembers(open: OpenReceivable, copies: readonly HeldSettlement[], amount: Minor): OpenReceivable {
  const extra = payoutSums(copies.map((held) => held.line));
  return {
    ...open,
    members: [...open.members, ...copies],
    sums: addSums(open.sums, extra),
    receivable: {
      ...open.receivable,
      amount,
      members: [
        ...open.receivable.members,
        ...copies.map((held) => ({ id: addressKey(held.line), amount: comparedAmount(held.line, open.source) })),
      ],
    },
  };
}

function addSums(a: PayoutSums, b: PayoutSums): PayoutSums {
  return {
    lines: a.lines + b.lines,
    gross: add(a.gross, b.gross),
    refunds: add(a.refunds, b.refunds),
    fees: add(a.fees, b.fees),
    taxes: add(a.taxes, b.taxes),
    adjustments: add(a.adjustments, b.adjustments),
    net: add(a.net, b.net),
  };
}
