import { negate, subtract, sum, ZERO, type Minor } from '../../../schemas/values/money.ts';
import type { PlainDate } from '../../../schemas/values/dates.ts';
import { addressKey, type SettlementLine } from '../../../schemas/lines/records.ts';
import type { Discrepancy, Facts } from '../../../schemas/outcome/run.ts';
import { compareItems } from '../../3-match/bank/group.ts';
import { comparedAmount, settledCurrencyOf } from '../../3-match/settled-money.ts';
import { type OpenReceivable, payoutName } from '../../3-match/receivables.ts';
import { dayId } from '../../3-match/settled-days.ts';
import type { VersionConflict } from '../../3-match/settlement-versions.ts';
import type { BankMatch } from '../../3-match/bank/types.ts';
import type { Case } from '../case.ts';
import { groupBy } from '../../../schemas/values/groups.ts';

/** What the provider says by a line that it collected; a declined or pending one says nothing. */
export function collectedBy(line: SettlementLine, amount: Minor): Minor {
  return line.status === 'approved' ? amount : ZERO;
}

/** By how much the bank would see the two versions differ: the newer less the former. */
export function conflictDifference({ current, former }: VersionConflict, c: Case): Minor {
  const source = c.sources.get(current.line.source);
  const seen = ({ line }: VersionConflict['current']): Minor =>
    collectedBy(line, source === undefined ? line.gross : comparedAmount(line, source));
  return subtract(seen(current), seen(former));
}

/**
 * A contradiction between two versions that the bank may settle: found in this run, or standing since an earlier one.
 */
interface OpenConflict {
  /** The address of the version that counts. */
  readonly key: string;
  readonly source: string;
  readonly payoutId: string | null;
  /** Compared. */
  readonly reference: string;
  readonly currency: string | null;
  readonly settledOn: PlainDate | null;
  /** By how much the bank would see the versions differ, newer less former. */
  readonly compared: Minor;
  readonly movesStatus: boolean;
  /** The newest version says that nothing was collected: it stands in no payout any more. */
  readonly isDeclined: boolean;
  /** Bank lines that the row named in an earlier run. */
  readonly named: ReadonlySet<string>;
}

function openConflicts(c: Case): OpenConflict[] {
  const recorded = [...c.workingSet.priorDiscrepancies, ...c.workingSet.decided].flatMap((one) =>
    one.kind === 'conflicting_settlement_line' && one.state !== 'auto_resolved' ? reportedConflict(one, c) : [],
  );
  const known = new Set(recorded.map((one) => one.key));
  const found = c.match.settlement.conflicts.map((conflict): OpenConflict => {
    const { line } = conflict.current;
    return {
      key: addressKey(line),
      source: line.source,
      payoutId: c.match.due.days.payoutId(line),
      reference: c.match.compare(line.merchantReference),
      currency: settledCurrencyOf(line),
      settledOn: c.match.due.days.settledOn(conflict.former.line),
      compared: conflictDifference(conflict, c),
      movesStatus: conflict.fields.includes('status'),
      isDeclined: line.status !== 'approved',
      named: new Set(),
    };
  });
  return [...recorded, ...found.filter((one) => !known.has(one.key))];
}

function reportedConflict(row: Discrepancy, c: Case): OpenConflict[] {
  const current = row.lines.find((line) => line.broken && line.leg === 'settlement');
  const { comparedMinor, conflictFields, newerValues } = row.facts;
  if (current === undefined || typeof comparedMinor !== 'number' || row.provider === null) return [];
  const at = listed(conflictFields).indexOf('status');
  const status = listed(newerValues)[at];
  const isPerDay = c.sources.get(row.provider)?.settles === 'per_day';
  return [
    {
      key: addressKey(current),
      source: row.provider,
      payoutId: isPerDay && row.settledOn !== null ? dayId(row.provider, row.settledOn) : row.payoutId,
      reference: c.match.compare(row.merchantReference ?? ''),
      currency: row.currency,
      settledOn: row.settledOn,
      compared: comparedMinor as Minor,
      movesStatus: at >= 0,
      isDeclined: at >= 0 && status !== 'approved',
      named: new Set(row.lines.flatMap((line) => (line.leg === 'bank' ? [addressKey(line)] : []))),
    },
  ];
}

function listed(fact: Facts[string] | undefined): readonly unknown[] {
  return Array.isArray(fact) ? fact : [];
}

/**
 * A mismatch that equals the difference of a transaction's versions is that conflict's, and opens no row of its own; so
 * it is in later runs, where the older version is not in the working set and the conflict that named the credit stands,
 * or a person closed it. The conflict, by the address of the version that counts; null where there is none.
 */
export function conflictThatExplains(match: BankMatch, opens: readonly OpenReceivable[], c: Case): string | null {
  const credits = new Set(match.bankItems);
  const members = new Set(opens.flatMap((open) => open.members.map((held) => addressKey(held.line))));
  const isOf = (conflict: OpenConflict): boolean =>
    members.has(conflict.key) ||
    (conflict.isDeclined &&
      opens.some(
        ({ receivable }) =>
          receivable.source === conflict.source &&
          receivable.payoutId !== null &&
          receivable.payoutId === conflict.payoutId,
      ));
  // The bank shows the older version.
  const fits = ({ compared, movesStatus }: OpenConflict): boolean =>
    compared !== 0 &&
    (movesStatus ? match.difference === negate(compared) : Math.abs(compared) === Math.abs(match.difference));
  const found = openConflicts(c).find(
    (one) => ([...credits].some((item) => one.named.has(item)) || fits(one)) && isOf(one),
  );
  return found?.key ?? null;
}

/**
 * Open credits past their due date that pay just what the provider first said that it collected and then denied: the
 * whole of one payout's, or one transaction's. By the place in the working set of the credit, the conflicts that it
 * belongs to; each conflict answers for one credit, the oldest first.
 */
export function creditsOfDenied(c: Case): ReadonlyMap<number, readonly string[]> {
  const credits = new Map<number, readonly string[]>();
  const denied = openConflicts(c).filter((one) => one.isDeclined && one.compared < 0);
  if (denied.length === 0) return credits;
  const groups = [
    ...groupBy(denied, (one) => (one.payoutId === null ? one.key : payoutName(one.source, one.payoutId))).values(),
  ];
  const left = new Set(groups);
  const items = [...c.match.items].filter(
    ([, item]) => item.amount > 0 && item.dueOn < c.workingSet.date && c.match.openItems.has(item.id),
  );
  for (const [ix, item] of items.sort(([, a], [, b]) => compareItems(a, b))) {
    const provider = c.match.bankScopes.get(ix)?.looksLike?.id ?? null;
    const isOne = (one: OpenConflict): boolean =>
      one.currency === item.currency &&
      (one.settledOn ?? item.bookedOn) <= item.bookedOn &&
      (one.source === provider || item.references.includes(one.reference));
    const own = [...left].find(
      (group) => negate(sum(group.map((one) => one.compared))) === item.amount && group.every(isOne),
    );
    if (own === undefined) continue;
    left.delete(own);
    credits.set(
      ix,
      own.map((one) => one.key),
    );
  }
  return credits;
}
