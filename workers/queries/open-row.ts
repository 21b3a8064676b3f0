import type { BusinessCalendar, PlainDate } from '../../schemas/values/dates.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';

/** What a list says of an open row: a tenth of what a discrepancy holds, so that 100,000 of them fit in memory. */
export interface OpenRow extends Pick<
  Discrepancy,
  | 'id'
  | 'kind'
  | 'class'
  | 'severity'
  | 'state'
  | 'owner'
  | 'firstSeen'
  | 'provider'
  | 'store'
  | 'currency'
  | 'merchantReference'
  | 'payoutId'
  | 'moneyAtRisk'
  | 'direction'
  | 'dueOn'
  | 'parentId'
> {
  /** Business days since it was first seen, as of the newest run. */
  readonly age: number;
  /** The number of its last event: a decision names it. */
  readonly seq: number;
  /** Every word that a search looks in, in small letters. */
  readonly words: string;
}

export function openRowOf(
  { discrepancy: one, seq }: { readonly discrepancy: Discrepancy; readonly seq: number },
  asOf: PlainDate,
  calendar: BusinessCalendar,
): OpenRow {
  return {
    id: one.id,
    kind: one.kind,
    class: one.class,
    severity: one.severity,
    state: one.state,
    owner: one.owner,
    firstSeen: one.firstSeen,
    provider: one.provider,
    store: one.store,
    currency: one.currency,
    merchantReference: one.merchantReference,
    payoutId: one.payoutId,
    moneyAtRisk: one.moneyAtRisk,
    direction: one.direction,
    dueOn: one.dueOn,
    parentId: one.parentId,
    age: calendar.businessDaysBetween(one.firstSeen, asOf),
    seq,
    words: [
      one.id,
      one.kind,
      one.merchantReference,
      one.providerId,
      one.payoutId,
      one.provider,
      one.store,
      one.cus,
      one.note,
      ...one.key,
    ]
      .filter((word) => word !== null && word !== '')
      .join('\n')
      .toLowerCase(),
  };
}
