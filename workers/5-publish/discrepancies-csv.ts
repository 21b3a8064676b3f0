import { SEVERITIES } from '../../schemas/kinds/kind.ts';
import { KIND_RANK } from '../../schemas/kinds/kinds.ts';
import { compareText, LEGS } from '../../schemas/lines/records.ts';
import type { BusinessCalendar, PlainDate } from '../../schemas/values/dates.ts';
import type { Discrepancy, NamedLine } from '../../schemas/outcome/run.ts';
import { amount, date, fieldsOf, integer, tableOf, text, type Column, type Table } from './table.ts';
import { listFact, textFact } from '../../schemas/outcome/facts.ts';
import { actionOf, reasonOf } from '../wording/index.ts';

/** The columns of discrepancies.csv of the run of `settlementDate`, in order. */
export function discrepancyColumns(
  settlementDate: PlainDate,
  calendar: BusinessCalendar,
): readonly Column<Discrepancy>[] {
  return [
    text('id', (row) => row.id),
    text('kind', (row) => row.kind),
    text('class', (row) => row.class),
    text('severity', (row) => row.severity),
    text('state', (row) => row.state),
    text('owner', (row) => row.owner),
    date('settlement_date', () => settlementDate),
    date('first_seen', (row) => row.firstSeen),
    text('merchant_reference', (row) => row.merchantReference),
    text('payout_id', (row) => row.payoutId),
    text('provider_id', (row) => row.providerId),
    text('provider', (row) => row.provider),
    text('method', (row) => row.method),
    text('store', (row) => row.store),
    text('currency', (row) => row.currency),
    amount('order_amount', (row) => row.orderAmount),
    amount('settlement_gross', (row) => row.settlementGross),
    amount('settlement_net', (row) => row.settlementNet),
    amount('bank_amount', (row) => row.bankAmount),
    amount('difference', (row) => row.difference),
    amount('money_at_risk', (row) => row.moneyAtRisk),
    text('direction', (row) => row.direction),
    date('paid_on', (row) => row.paidOn),
    date('settled_on', (row) => row.settledOn),
    date('due_on', (row) => row.dueOn),
    date('arrived_on', (row) => row.arrivedOn),
    integer('business_days_late', (row) => row.businessDaysLate),
    integer('age_business_days', (row) => calendar.businessDaysBetween(row.firstSeen, settlementDate)),
    integer('line_count', (row) => row.lines.length),
    text('parent_id', (row) => row.parentId),
    text('explanation', explanationText),
    text('reason_en', (row) => reasonOf('en', row)),
    text('reason_es', (row) => reasonOf('es', row)),
    text('action_en', (row) => actionOf('en', row)),
    text('action_es', (row) => actionOf('es', row)),
    text('note', (row) => row.note),
    text('evidence', (row) => evidenceText(row.lines)),
    text('paid_at', (row) => row.paidAt),
    text('cus', (row) => row.cus),
    text('seen_elsewhere', (row) => evidenceText(row.seenElsewhere)),
    text('claimable', (row) => (row.claimable ? 'yes' : 'no')),
  ];
}

/**
 * discrepancies.csv of the run of `settlementDate`: the discrepancies given, which are those that stand and those that
 * the run opened, changed, closed or noted. Order: class (actions first), severity (high first), kind (in the order of
 * the table of kinds), reference, payout, id; ids are unique, so the order is total.
 */
export function discrepanciesTable(
  discrepancies: readonly Discrepancy[],
  settlementDate: PlainDate,
  calendar: BusinessCalendar,
): Table {
  return tableOf(discrepancyColumns(settlementDate, calendar), [...discrepancies].sort(compareDiscrepancies));
}

/**
 * One row of discrepancies.csv for a program: its fields by name, empty ones null, amounts as `1234.56`, counts as
 * numbers.
 */
export function discrepancyFields(
  discrepancy: Discrepancy,
  settlementDate: PlainDate,
  calendar: BusinessCalendar,
): Readonly<Record<string, string | number | null>> {
  return fieldsOf(discrepancyColumns(settlementDate, calendar), discrepancy);
}

/** The order of discrepancies.csv, and of every list of discrepancies that people see. */
export function compareDiscrepancies(a: Discrepancy, b: Discrepancy): number {
  return (
    compareText(a.class, b.class) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    KIND_RANK[a.kind] - KIND_RANK[b.kind] ||
    compareText(a.merchantReference ?? '', b.merchantReference ?? '') ||
    compareText(a.payoutId ?? '', b.payoutId ?? '') ||
    compareText(a.id, b.id)
  );
}

/**
 * The references that explain the difference, space separated; else `several` or `none` where an explanation was looked
 * for.
 */
function explanationText(row: Discrepancy): string {
  const references = listFact(row, 'explanation');
  return references.length > 0 ? references.join(' ') : (textFact(row, 'explanationState') ?? '');
}

/**
 * `sha12:line` of every line named, each once: orders, then settlement, then bank; within a leg by date, source, file,
 * line.
 */
export function evidenceText(lines: readonly NamedLine[]): string {
  return sortEvidence(lines)
    .map((line) => `${line.file}:${String(line.line)}`)
    .join(' ');
}

/** The lines of the evidence, each place in a file once, in their order. */
export function sortEvidence(lines: readonly NamedLine[]): NamedLine[] {
  if (lines.length < 2) return [...lines];
  const sorted = [...lines].sort(
    (a, b) =>
      LEGS.indexOf(a.leg) - LEGS.indexOf(b.leg) ||
      compareText(a.date, b.date) ||
      compareText(a.source, b.source) ||
      compareText(a.file, b.file) ||
      a.line - b.line,
  );
  return [...new Map(sorted.map((line) => [`${line.file}:${String(line.line)}`, line] as const)).values()];
}
