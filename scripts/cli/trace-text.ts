import type { FateRow, PayoutRow } from '../../schemas/outcome/run.ts';
import type { Line, Reject } from '../../schemas/lines/records.ts';
import { formatMajor, type Minor } from '../../schemas/values/money.ts';
import { reasonOf, actionOf } from '../../workers/wording/index.ts';
import { formatAmount } from '../../workers/wording/format.ts';
import { prunedText } from '../../workers/retention/closed.ts';
import { prunedJson } from '../../workers/queries/evidence.ts';
import { originJson, originText } from '../../workers/queries/origin.ts';
import { byOf, eventDocument } from '../../workers/queries/event-document.ts';
import { eventText } from './queue-text.ts';
import { recordDocument } from './records.ts';
import type { Trace, TracedDiscrepancy, TracedLine } from '../../workers/queries/trace.ts';

/** A trace as a person and as a program read it. */

const LEG_TITLE = { order: 'order (ERP)', settlement: 'settlement (provider)', bank: 'bank' } as const;

export function traceText(reference: string, { lines, payouts, discrepancies }: Trace, timezone: string): string {
  const legs = (['order', 'settlement', 'bank'] as const).map((leg) => {
    const own = lines.filter(({ row }) => row.leg === leg);
    return [
      LEG_TITLE[leg],
      ...(own.length === 0 ? ['  no line'] : own.flatMap((line) => lineText(line, timezone))),
    ].join('\n');
  });
  const sections = [
    reference,
    ...legs,
    payouts.length === 0 ? '' : ['payout', ...payouts.flatMap(payoutText)].join('\n'),
    [
      'discrepancies',
      ...(discrepancies.length === 0 ? ['  none'] : discrepancies.flatMap((one) => discrepancyText(one, timezone))),
    ].join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

const WHY: Readonly<Record<TracedLine['why'], string>> = {
  carries: '',
  same_match: '  (of the same match)',
  same_sale: '  (of the same sale)',
};

function lineText({ row, fileName, origin, pruned, fate, why }: TracedLine, timezone: string): string[] {
  const place = `  ${row.date}  ${fileName}:${String(row.line)}${WHY[why]}`;
  // A file of a folder says by its name where it came from.
  const from = origin === null || origin.request === null ? [] : [`    ${originText(origin)}`];
  const gone =
    pruned === null ? [] : [`    the file was ${prunedText(pruned, timezone)}; this is its line as it was read`];
  return [place, ...from, ...gone, `    ${factsOf(row)}`, `    ${fateText(fate)}`];
}

function factsOf(row: Line | Reject): string {
  if ('code' in row)
    return `unreadable: ${row.code}${row.field === '' ? '' : ` in ${row.field}`}: ${row.raw.slice(0, 120)}`;
  const amount = (value: Minor | null): string | null =>
    value === null ? null : formatAmount('en', value, row.currency);
  switch (row.leg) {
    case 'order':
      return joined([
        row.status,
        amount(row.amount),
        row.method,
        row.store,
        given('order', row.orderId),
        given('refunded', amount(row.refundedAmount)),
      ]);
    case 'settlement':
      return joined([
        `${row.type} ${row.status}`,
        amount(row.gross),
        given('fee', amount(row.fee)),
        given('tax', amount(row.tax)),
        given('net', amount(row.net)),
        row.method,
        given('id', row.providerId),
        given('payout', row.payoutId),
        given('refund of', row.refundOf),
      ]);
    case 'bank':
      return joined([
        `booked ${row.bookedOn}`,
        amount(row.amount),
        row.description,
        given('id', row.bankId),
        row.reversal ? 'reversal' : null,
      ]);
  }
}

function fateText(fate: FateRow | null): string {
  if (fate === null) return 'in no run that stands';
  const legs = [
    fate.orderLeg === 'none' ? null : `order ${fate.orderLeg}${fate.orderPass === null ? '' : ` by ${fate.orderPass}`}`,
    fate.bankLeg === 'none' ? null : `bank ${fate.bankLeg}${fate.bankPass === null ? '' : ` by ${fate.bankPass}`}`,
  ];
  return joined([
    `${fate.fate}${fate.reason === null ? '' : ` (${fate.reason})`}`,
    ...legs,
    given('due', fate.dueOn),
    given('arrived', fate.arrivedOn),
    given(
      'bank shows',
      fate.bankAmount === null || fate.leg === 'bank' ? null : formatAmount('en', fate.bankAmount, fate.currency),
    ),
  ]);
}

function payoutText(payout: PayoutRow): string[] {
  const amount = (value: Minor): string => formatAmount('en', value, payout.currency);
  return [
    `  ${payout.source} ${payout.payoutId}: ${String(payout.lines)} lines, gross ${amount(payout.gross)}, fees ${amount(payout.fees)}, net ${amount(payout.net)}`,
    `    ${joined([
      payout.fate,
      `settled ${payout.settledOn}`,
      `due ${payout.dueOn}`,
      given('arrived', payout.arrivedOn),
      given('bank', payout.bankAmount === null ? null : amount(payout.bankAmount)),
      given('by', payout.pass),
      payout.difference === null || payout.difference === 0 ? null : `difference ${amount(payout.difference)}`,
    ])}`,
  ];
}

function discrepancyText(traced: TracedDiscrepancy, timezone: string): string[] {
  const { discrepancy, firstRun, lastRun, events, people } = traced;
  const span = firstRun === lastRun ? `run of ${firstRun}` : `runs of ${firstRun} to ${lastRun}`;
  return [
    `  ${discrepancy.kind}, ${discrepancy.state}, severity ${discrepancy.severity}, ${span}  ${discrepancy.id}`,
    `    ${reasonOf('en', discrepancy)}`,
    `    ${actionOf('en', discrepancy)}`,
    ...events.map((event) => `    ${eventText(event, timezone, byOf(event, people))}`),
  ];
}

function given(name: string, value: string | null): string | null {
  return value === null || value === '' ? null : `${name} ${value}`;
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join(', ');
}

/** The same for a program: names of contract.md, amounts in major units. */
export function traceDocument(reference: string, { lines, payouts, discrepancies }: Trace): unknown {
  return {
    reference,
    lines: lines.map(lineDocument),
    payouts: payouts.map(payoutDocument),
    discrepancies: discrepancies.map(discrepancyDocument),
  };
}

function lineDocument({ row, fileName, origin, pruned, fate, why }: TracedLine): unknown {
  return {
    leg: row.leg,
    date: row.date,
    source: row.source,
    file: fileName,
    sha12: row.file,
    origin: originJson(origin),
    pruned: prunedJson(pruned),
    why,
    record: recordDocument(row),
    fate: fate?.fate ?? null,
    out_of_scope_reason: fate?.reason ?? null,
    order: fate === null ? null : { state: fate.orderLeg, pass: fate.orderPass },
    bank: fate === null ? null : { state: fate.bankLeg, pass: fate.bankPass, match: fate.bankMatch },
    due_on: fate?.dueOn ?? null,
    arrived_on: fate?.arrivedOn ?? null,
    discrepancy_ids: fate?.discrepancyIds ?? [],
  };
}

function payoutDocument(payout: PayoutRow): unknown {
  return {
    provider: payout.source,
    payout_id: payout.payoutId,
    currency: payout.currency,
    settled_on: payout.settledOn,
    lines: payout.lines,
    gross: formatMajor(payout.gross),
    fees: formatMajor(payout.fees),
    taxes: formatMajor(payout.taxes),
    net: formatMajor(payout.net),
    bank_amount: payout.bankAmount === null ? null : formatMajor(payout.bankAmount),
    difference: payout.difference === null ? null : formatMajor(payout.difference),
    due_on: payout.dueOn,
    arrived_on: payout.arrivedOn,
    pass: payout.pass,
    fate: payout.fate,
  };
}

function discrepancyDocument({ discrepancy, firstRun, lastRun, events, people }: TracedDiscrepancy): unknown {
  return {
    id: discrepancy.id,
    kind: discrepancy.kind,
    class: discrepancy.class,
    severity: discrepancy.severity,
    state: discrepancy.state,
    currency: discrepancy.currency,
    money_at_risk: formatMajor(discrepancy.moneyAtRisk),
    direction: discrepancy.direction,
    reason_en: reasonOf('en', discrepancy),
    action_en: actionOf('en', discrepancy),
    note: discrepancy.note,
    first_run: firstRun,
    last_run: lastRun,
    events: events.map((event) => eventDocument(event, byOf(event, people))),
  };
}
