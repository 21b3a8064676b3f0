import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { noWork, type WorkState } from '../../schemas/outcome/work.ts';
import type { PlainDate } from '../../schemas/values/dates.ts';
import { taskOf, type Task, type Tasking } from './tasks.ts';

/** What a list says of an open row: a tenth of what a discrepancy holds, so that 100,000 of them fit in memory. */
export interface OpenRow
  extends
    Task,
    Pick<
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
  /** How the work on it stands; null: nobody did any. */
  readonly work: WorkState | null;
  /** Of a chargeback, the last day to answer it. */
  readonly evidenceDueOn: string | null;
}

/** What a row is made of. */
export interface OpenFacts {
  readonly discrepancy: Discrepancy;
  readonly seq: number;
  readonly work: WorkState | null;
}

export function openRowOf({ discrepancy: one, seq, work }: OpenFacts, asOf: PlainDate, tasking: Tasking): OpenRow {
  const evidence = one.facts['evidenceDueOn'];
  return {
    ...taskOf(one, work ?? noWork(one.id), tasking),
    work,
    evidenceDueOn: typeof evidence === 'string' ? evidence : null,
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
    age: tasking.calendar.businessDaysBetween(one.firstSeen, asOf),
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
      work?.claimNumber ?? null,
      ...one.key,
    ]
      .filter((word) => word !== null && word !== '')
      .join('\n')
      .toLowerCase(),
  };
}

/** The same row where the day, the people or the rules are others. */
export function taskedAnew(row: OpenRow, tasking: Tasking): OpenRow {
  const facts = { evidenceDueOn: row.evidenceDueOn };
  return { ...row, ...taskOf({ ...row, facts }, row.work ?? noWork(row.id), tasking) };
}
