import type { BusinessCalendar } from '../../schemas/values/dates.ts';
import { decisionsPossible } from '../../schemas/outcome/decision.ts';
import type { Direction } from '../../schemas/kinds/kind.ts';
import { fileOf, type WorkStep } from '../../schemas/outcome/work.ts';
import type { Person } from '../../schemas/people/person.ts';
import { minuteShown } from '../../schemas/values/local-time.ts';
import { add, formatMajor, ZERO, type Minor } from '../../schemas/values/money.ts';
import { compareText } from '../../schemas/lines/records.ts';
import type { EventPerson, EventRow } from '../../schemas/ports/queue.ts';
import type { Discrepancy } from '../../schemas/outcome/run.ts';
import { discrepancyFields } from '../../workers/5-publish/discrepancies-csv.ts';
import { formatAmount, type Language } from '../../workers/wording/format.ts';
import { actionOf, reasonOf } from '../../workers/wording/index.ts';
import { prunedText } from '../../workers/retention/closed.ts';
import { countOf } from './config-file.ts';
import { moneyOf, subjectOf } from './describe.ts';
import { EVIDENCE_LINES_MAX, prunedJson, type Evidence } from '../../workers/queries/evidence.ts';
import { table } from './output.ts';
import { byOf, eventDocument } from '../../workers/queries/event-document.ts';
import type { QueueRow } from '../../workers/queries/queue-rows.ts';
import { VERBS } from '../../workers/queries/sheet-columns.ts';
import { stepDocuments, workDocument } from '../../workers/queries/work-documents.ts';
import { recordDocument } from './records.ts';
import { onTerminal } from './terminal.ts';

/** The queue as a person and as a program read it. */

const HEADER = [
  'id',
  'kind',
  'about',
  'store',
  'state',
  'severity',
  'owner',
  'money at risk',
  'direction',
  'age',
  'first seen',
];
const MONEY = 7;
const AGE = 9;
/** `dsc_` and as many digits as tell thousands of rows apart. */
const ID_LENGTH_SHOWN = 16;

export function listText(shown: readonly QueueRow[], all: readonly QueueRow[], language: Language): string {
  if (all.length === 0) return 'Nothing: no discrepancy passes the filters.';
  const rows = shown.map(({ discrepancy: one, age }) => [
    one.id.slice(0, ID_LENGTH_SHOWN),
    one.kind,
    subjectOf(one),
    one.store ?? '',
    one.state,
    one.severity,
    one.owner,
    moneyOf(one, language),
    one.direction === 'none' ? '' : one.direction.replaceAll('_', ' '),
    String(age),
    one.firstSeen,
  ]);
  const more = all.length - shown.length;
  const cut = more === 0 ? '' : `\nand ${countOf(more, 'more row')} (--limit)`;
  return `${table(HEADER, rows, { right: [MONEY, AGE] })}${cut}\n\n${totalsText(all, language)}`;
}

/** One line: how many, and the money at risk per currency and direction. */
export function totalsText(rows: readonly QueueRow[], language: Language): string {
  const sums = totalsOf(rows).map(
    ({ currency, direction, amount }) =>
      `${formatAmount(language, amount, currency)} ${direction.replaceAll('_', ' ')}`,
  );
  return [countOf(rows.length, 'discrepancy').replace('discrepancys', 'discrepancies'), ...sums].join('; ');
}

interface Total {
  readonly currency: string | null;
  readonly direction: Direction;
  readonly amount: Minor;
}

const DIRECTIONS: readonly Direction[] = ['owed_to_us', 'owed_by_us', 'unknown', 'none'];

/**
 * Money at risk per currency and direction; nothing for sums of zero. Rows under a suspect file count under it and not
 * again.
 */
export function totalsOf(rows: readonly QueueRow[]): Total[] {
  const ids = new Set(rows.map(({ discrepancy }) => discrepancy.id));
  const sums = new Map<string, Total>();
  for (const { discrepancy: one } of rows) {
    if (one.parentId !== null && ids.has(one.parentId)) continue;
    const key = `${one.currency ?? ''} ${String(DIRECTIONS.indexOf(one.direction))}`;
    const before = sums.get(key) ?? { currency: one.currency, direction: one.direction, amount: ZERO };
    sums.set(key, { ...before, amount: add(before.amount, one.moneyAtRisk) });
  }
  return [...sums].sort(([a], [b]) => compareText(a, b)).flatMap(([, total]) => (total.amount === 0 ? [] : [total]));
}

export function totalsDocument(rows: readonly QueueRow[]): unknown {
  return totalsOf(rows).map(({ currency, direction, amount }) => ({
    currency,
    direction,
    money_at_risk: formatMajor(amount),
  }));
}

/** The fields of discrepancies.csv and no other. */
export function rowDocument({ discrepancy, asOf }: QueueRow, calendar: BusinessCalendar): unknown {
  return discrepancyFields(discrepancy, asOf, calendar);
}

/** A row of a list: the fields of discrepancies.csv, and at their end whose it is and until when. */
export function listedDocument(
  { work, task, ...row }: Omit<QueueRow, 'run' | 'seq'>,
  calendar: BusinessCalendar,
): object {
  const { assignee, follow_up_on, due_by, claim_number, overdue } = workDocument(work, task);
  const ofWork = { assignee, follow_up_on, due_by, claim_number, overdue };
  return { ...discrepancyFields(row.discrepancy, row.asOf, calendar), ...ofWork };
}

/** Who has a row, until when, and what else was said of it, a line each. */
export function workText({ discrepancy: { kind }, work, task }: QueueRow): string[] {
  const { assignee, follow_up_on: followUp, due_by: dueBy, ...more } = workDocument(work, task);
  const due = `${dueBy ?? ''}, ${(more.due_what ?? '').replaceAll('_', ' ')}${more.overdue ? ', OVERDUE' : ''}`;
  const facts: readonly (readonly [string, string | null])[] = [
    ['assignee', assignee === null ? null : `${assignee}${more.assignee_named ? '' : ' (falls to them)'}`],
    ['to do by', dueBy === null ? null : due],
    ['follow up', followUp],
    ['claim number', more.claim_number],
    ['dispute', kind === 'chargeback' ? (more.chargeback ?? 'evidence_due').replaceAll('_', ' ') : null],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(13)}  ${onTerminal(value)}`]));
}

/** Everything of one discrepancy. */
export interface Shown {
  readonly row: QueueRow;
  readonly events: readonly EventRow[];
  /** Who they are by, of those where that was proved. */
  readonly people: readonly EventPerson[];
  /** What was said of it beside decisions. */
  readonly steps: readonly WorkStep[];
  /** Everybody of the record. */
  readonly everybody: readonly Person[];
  readonly evidence: readonly Evidence[];
  readonly language: Language;
  readonly timezone: string;
}

export function showText({ row, events, people, steps, everybody, evidence, language, timezone }: Shown): string {
  const { discrepancy: one } = row;
  const possible = decisionsPossible(one.state).map((event) => VERBS[event]);
  return [
    `${one.kind}  ${onTerminal(subjectOf(one))}`,
    one.id,
    '',
    factsText(row, language),
    ...workText(row),
    '',
    legsText(one, language),
    '',
    reasonOf(language, one),
    actionOf(language, one),
    ...(one.note === '' ? [] : ['', `note: ${onTerminal(one.note)}`]),
    '',
    evidenceText(one, evidence, timezone),
    '',
    [
      'events',
      ...(events.length === 0
        ? ['  none']
        : events.map(
            (event) => `  ${eventText(event, timezone, byOf(event, people))}${saidText(event, steps, everybody)}`,
          )),
    ].join('\n'),
    '',
    possible.length === 0
      ? 'No decision is possible in this state.'
      : `Possible now: ${possible.join(', ')} (--note, as of --seq ${String(row.seq ?? 0)})`,
  ].join('\n');
}

function factsText({ discrepancy: one, age, asOf }: QueueRow, language: Language): string {
  const facts: [string, string | null][] = [
    ['state', `${one.state}, ${one.class}, severity ${one.severity}, with ${one.owner.replaceAll('_', ' ')}`],
    ['money at risk', one.moneyAtRisk === 0 ? null : `${moneyOf(one, language)} ${one.direction.replaceAll('_', ' ')}`],
    ['difference', one.difference === null ? null : formatAmount(language, one.difference, one.currency)],
    ['first seen', `${one.firstSeen}, ${countOf(age, 'business day')} before ${asOf}`],
    ['reference', one.merchantReference],
    ['transaction', one.providerId],
    ['payout', one.payoutId],
    ['provider', one.provider],
    ['method', one.method],
    ['store', one.store],
    ['under', one.parentId],
  ];
  const reported = facts.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value] as const]));
  const widest = Math.max(...reported.map(([name]) => name.length));
  return reported.map(([name, value]) => `${name.padEnd(widest)}  ${onTerminal(value)}`).join('\n');
}

/** The three legs side by side. */
function legsText(one: Discrepancy, language: Language): string {
  const money = (amount: Minor | null): string =>
    amount === null ? '-' : formatAmount(language, amount, one.currency);
  const net = one.settlementNet === null ? '' : ` (net ${money(one.settlementNet)})`;
  return table(
    ['', 'order (ERP)', 'settlement (provider)', 'bank'],
    [
      ['amount', money(one.orderAmount), `${money(one.settlementGross)}${net}`, money(one.bankAmount)],
      [
        'date',
        one.paidOn ?? '-',
        one.settledOn ?? '-',
        one.arrivedOn ?? (one.dueOn === null ? '-' : `due ${one.dueOn}`),
      ],
    ],
  );
}

function evidenceText(one: Discrepancy, evidence: readonly Evidence[], timezone: string): string {
  const reported = evidence.flatMap(({ named, fileName, raw, pruned }) => [
    `  ${named.leg}  ${named.date}  ${onTerminal(fileName)}:${String(named.line)}`,
    ...(raw === null ? [] : [`    ${onTerminal(raw)}`]),
    ...(pruned === null ? [] : [`    ${onTerminal(`the raw text was ${prunedText(pruned, timezone)}`)}`]),
  ]);
  const more = one.lines.length - evidence.length;
  return [
    'evidence',
    ...(reported.length === 0 ? ['  no line of a file'] : reported),
    ...(more > 0 ? [`  and ${countOf(more, 'more line')}, the first ${String(EVIDENCE_LINES_MAX)} are shown`] : []),
  ].join('\n');
}

/**
 * `2. acknowledged (open -> acknowledged) on 2026-07-02 at 2026-07-03 08:12 by ana: asked the bank`.
 *
 * @param by who it is by, where that was proved
 */
export function eventText(event: EventRow, timezone: string, by?: EventPerson): string {
  const step = event.from === null || event.from === event.to ? '' : ` (${event.from} -> ${event.to})`;
  const when = event.atMs === null ? '' : ` at ${minuteShown(event.atMs, timezone)}`;
  const why = event.note === '' ? '' : `: ${event.note}`;
  return onTerminal(
    `${String(event.discrepancySeq)}. ${event.event}${step} on ${event.run.date}${when} by ${event.by}${provedText(by)}${why}`,
  );
}

/** What an event of work set; of a comment its note says it. */
function saidText({ seq }: EventRow, steps: readonly WorkStep[], everybody: readonly Person[]): string {
  const step = steps.find((one) => one.seq === seq);
  if (step === undefined || step.field === 'comment') return '';
  const named = step.field === 'assignee' ? everybody.find(({ id }) => id === step.value)?.email : undefined;
  return onTerminal(`: ${named ?? fileOf(step)?.name ?? step.value ?? 'none'}`);
}

export function showDocument({ row, events, people, steps, evidence }: Shown, calendar: BusinessCalendar): unknown {
  const { discrepancy: one } = row;
  return {
    discrepancy: rowDocument(row, calendar),
    seq: row.seq,
    run: row.run === null ? null : { settlement_date: row.run.date, generation: row.run.generation },
    legs: {
      order: { amount: major(one.orderAmount), paid_on: one.paidOn },
      settlement: { gross: major(one.settlementGross), net: major(one.settlementNet), settled_on: one.settledOn },
      bank: { amount: major(one.bankAmount), due_on: one.dueOn, arrived_on: one.arrivedOn },
    },
    evidence: evidence.map(({ named, fileName, record, raw, pruned }) => ({
      leg: named.leg,
      date: named.date,
      source: named.source,
      file: fileName,
      sha12: named.file,
      line: named.line,
      broken: named.broken,
      raw,
      pruned: prunedJson(pruned),
      record: record === null ? null : recordDocument(record),
    })),
    events: events.map((event) => eventDocument(event, byOf(event, people))),
    decisions_possible: decisionsPossible(one.state).map((event) => VERBS[event]),
    work: workDocument(row.work, row.task),
    work_steps: stepDocuments(steps, events),
  };
}

function provedText(by: EventPerson | undefined): string {
  if (by === undefined || by.proof === 'stated') return '';
  return ` (${by.proof}${by.forName === null ? '' : `, for ${by.forName}`})`;
}

function major(amount: Minor | null): string | null {
  return amount === null ? null : formatMajor(amount);
}
