import type { QueueEvent } from '../../../schemas/kinds/discrepancy.ts';
import { DECISION_EVENTS, SYSTEM } from '../../../schemas/outcome/decision.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { indexedDate } from '../../5-publish/stage.ts';
import type { DayAnswer } from '../../5-publish/answer.ts';
import { dueDate } from '../../5-publish/lineage.ts';
import { TREND_DATES, type DueDate } from '../../5-publish/trend.ts';
import { measureOpen, type OpenMorning } from '../../5-publish/morning.ts';
import { isWork } from '../../5-publish/risk-order.ts';
import { inScope, type Scope } from '../../queries/open-list.ts';
import type { OpenRow } from '../../queries/open-row.ts';
import type { OpenTable } from '../../queries/open-rows.ts';
import { remembered } from '../../queries/remembered.ts';
import { compareText } from '../../../schemas/lines/records.ts';

/** What the morning asks, as the record and the reports answer it. */

/** What the newest run and people changed of the queue. */
export interface SinceBefore {
  readonly opened: number;
  readonly reopened: number;
  readonly changed: number;
  readonly closed: number;
  readonly decided: number;
}

/** What is of the whole chain, and not of some stores. */
export interface ChainToday {
  readonly answer: DayAnswer | null;
  /** What fell due on each of the newest dates, as its newest run left it. */
  readonly trend: readonly DueDate[];
  readonly since: SinceBefore;
  readonly files: readonly SourceFile[];
}

/** The last answer for a record, with what it was made by: fifty people ask for the same every morning. */
const kept = new WeakMap<Context['store'], { readonly key: string; readonly chain: Promise<ChainToday> }>();

export async function chainToday(run: RunRecord, context: Context): Promise<ChainToday> {
  const { count } = await context.store.chain.seal();
  const key = `${run.date} ${String(run.generation)} ${String(count)}`;
  const known = kept.get(context.store);
  if (known?.key === key) return known.chain;
  const chain = readChain(run, context);
  kept.set(context.store, { key, chain });
  // What failed is read again by who asks next.
  chain.catch(() => kept.delete(context.store));
  return chain;
}

async function readChain(run: RunRecord, context: Context): Promise<ChainToday> {
  const runs = await context.store.runs.newestOfEach();
  const upTo = runs.filter(({ date }) => date <= run.date);
  const { answer } = await indexedDate(run, context);
  return {
    answer,
    trend: await inTurn(upTo.slice(-TREND_DATES), (one) => dueDate(one, context.store)),
    since: await sinceBefore(run, upTo.at(-2) ?? null, context),
    files: await context.store.outcomes.files(run),
  };
}

function isDecision(event: QueueEvent): boolean {
  return (DECISION_EVENTS as readonly QueueEvent[]).includes(event);
}

/** Events of the newest date's runs, and decisions of people after the run of the date before had read them. */
async function sinceBefore(run: RunRecord, before: RunRecord | null, { store }: Context): Promise<SinceBefore> {
  const events = await store.queue.events({ after: before?.lastEvent ?? 0 });
  const ofRun = events.filter((event) => event.by === SYSTEM && event.run.date === run.date);
  const count = (...kinds: readonly string[]): number => ofRun.filter(({ event }) => kinds.includes(event)).length;
  return {
    opened: count('opened'),
    reopened: count('reopened'),
    changed: count('changed'),
    // A decision holds again where a late file brings back the facts that it was taken upon.
    closed: count('auto_resolved', 'resolved', 'written_off'),
    decided: events.filter(({ by, event }) => by !== SYSTEM && isDecision(event)).length,
  };
}

export interface OpenToday extends OpenMorning<OpenRow> {
  /** Of the whole queue; rows under a suspect file count under it. */
  readonly actions: number;
  /** How many of them somebody should have done something about by now. */
  readonly overdue: number;
  /** How many of them somebody has. */
  readonly ofAssignee: (id: string) => number;
}

const FIRST_ROWS = 3;

/** What is open, as the report of a date says it: the first to do, who owes, how old it is. */
export function openToday(table: OpenTable, scope: Scope): OpenToday {
  const name = `today ${scope === null ? 'all' : JSON.stringify([...scope].sort(compareText))}`;
  return remembered(table, name, () => openOf(table, scope));
}

function openOf(table: OpenTable, scope: Scope): OpenToday {
  const rows = table.sorted('money').filter((row) => isWork(row) && inScope(scope, row.store));
  const { first, owing, ageing } = measureOpen(rows, (row) => row.age);
  return {
    first: first.slice(0, FIRST_ROWS),
    owing,
    ageing,
    actions: rows.length,
    overdue: rows.filter(({ isOverdue }) => isOverdue).length,
    ofAssignee: (id) => rows.filter(({ assignee }) => assignee === id).length,
  };
}
