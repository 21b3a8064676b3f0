import { add, ZERO, type Minor } from '../../schemas/values/money.ts';
import type { OrderLine, OutOfScopeReason } from '../../schemas/lines/records.ts';
import { amountDueOf, paidMoment } from './amount-due.ts';
import type { DueDates } from './due-dates.ts';
import { isOrder, type WorkingSet, type HeldSettlement } from './working-set.ts';
import { looksForOrder } from './order-groups.ts';
import type { OrderFacts } from './order-version-facts.ts';
import { collectorsOf } from './scope.ts';
import type { SettlementVersions } from './settlement-versions.ts';
import { groupBy } from '../../schemas/values/groups.ts';

/** What a working set says that the versions of its orders are told by. */
export function orderFacts(
  workingSet: WorkingSet,
  settlement: SettlementVersions,
  due: DueDates,
  compare: (reference: string) => string,
): OrderFacts {
  const constant = new Set(
    workingSet.config.sources.flatMap(({ id, profile }) =>
      'inline' in profile && 'created_at' in profile.inline.constants ? [id] : [],
    ),
  );
  let byReference: Map<string, HeldSettlement[]> | null = null;
  let returned: Map<string, HeldSettlement[]> | null = null;
  return {
    compare,
    tellsCreation: (line) => !constant.has(line.source),
    isPastDue: (line) => due.order(paidMoment(line), collectorsOf(line, workingSet)) < workingSet.date,
    payments(reference) {
      byReference ??= groupBy(
        settlement.current.filter((held) => isPayment(held) && !settlement.relisted.has(held.ix)),
        (held) => compare(held.line.merchantReference),
      );
      return byReference.get(reference) ?? [];
    },
    returns(reference) {
      returned ??= groupBy(
        settlement.current.filter((held) => isReturn(held) && !settlement.relisted.has(held.ix)),
        (held) => compare(held.line.merchantReference),
      );
      return returned.get(reference) ?? [];
    },
  };
}

function isPayment({ line }: HeldSettlement): boolean {
  return line.type === 'payment' && line.status === 'approved';
}

function isReturn({ line }: HeldSettlement): boolean {
  return line.type !== 'payment' && looksForOrder(line) && line.status === 'approved';
}

/**
 * What the rows of methods that nobody collects for us come to, by the compared reference that they share with a sale.
 */
export function otherTenders(
  workingSet: WorkingSet,
  aside: ReadonlyMap<number, OutOfScopeReason>,
  compare: (reference: string) => string,
): (key: string) => Minor | null {
  let sums: Map<string, Minor> | null = null;
  return (key) => {
    if (sums === null) {
      sums = new Map();
      const rows = workingSet.lines.filter(isOrder).filter((held) => aside.get(held.ix) === 'other_method');
      for (const line of newestOf(
        rows.map((held) => held.line),
        compare,
      )) {
        const reference = compare(line.merchantReference);
        sums.set(reference, add(sums.get(reference) ?? ZERO, amountDueOf(line)));
      }
    }
    return sums.get(key) ?? null;
  };
}

/** Of rows that several files tell, those of the newest file. */
function newestOf(rows: readonly OrderLine[], compare: (reference: string) => string): OrderLine[] {
  const tenders = groupBy(rows, (line) => `${line.source}|${compare(line.merchantReference)}|${line.method}`);
  return [...tenders.values()].flatMap((versions) => {
    const newest = versions.reduce((last, line) => (line.date > last ? line.date : last), '');
    return versions.filter((line) => line.date === newest);
  });
}
