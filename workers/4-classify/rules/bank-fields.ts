import type { HeldBank } from '../../3-match/working-set.ts';
import type { Case } from '../case.ts';
import type { DraftFields } from '../draft.ts';

/** The fields of a discrepancy that a bank line fills. */
export function bankFields(held: HeldBank, c: Case): DraftFields {
  const scope = c.match.bankScopes.get(held.ix);
  return {
    provider: scope?.looksLike?.id ?? null,
    merchantReference: c.known(scope?.references ?? []) ?? scope?.written ?? null,
    currency: held.line.currency,
    bankAmount: held.line.amount,
    arrivedOn: held.line.bookedOn,
    dueOn: c.match.items.get(held.ix)?.dueOn ?? null,
  };
}

/** A rejected row with the line's reference stands for its counterpart. */
export function standsRejected(held: HeldBank, c: Case): boolean {
  const references = c.match.items.get(held.ix)?.references ?? [];
  return references.some((reference) =>
    (c.match.rejectedReferences.get(reference) ?? []).some((one) => one.reject.leg === 'settlement'),
  );
}
