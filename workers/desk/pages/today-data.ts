import { SYSTEM } from '../../../schemas/outcome/decision.ts';
import { inTurn } from '../../../schemas/in-turn.ts';
import type { SourceFile } from '../../../schemas/lines/files.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import type { Minor } from '../../../schemas/values/money.ts';
import { indexedDate } from '../../5-publish/stage.ts';
import type { DayAnswer } from '../../5-publish/answer.ts';
import { AGES, ageOf, inScope, owed, type Age, type Scope } from '../../queries/open-list.ts';
import type { OpenRow } from '../../queries/open-row.ts';
import type { OpenTable } from '../../queries/open-rows.ts';

/** What the morning asks, as the record and the reports answer it. */

export type Sums = readonly (readonly [currency: string, sum: Minor])[];

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
  /** Oldest first; those whose reports tell an answer. */
  readonly trend: readonly DayAnswer[];
  readonly since: SinceBefore;
  readonly files: readonly SourceFile[];
}

const TREND_DATES = 30;

export async function chainToday(run: RunRecord, context: Context): Promise<ChainToday> {
  const runs = await context.store.runs.newestOfEach();
  const upTo = runs.filter(({ date }) => date <= run.date);
  const dates = await inTurn(upTo.slice(-TREND_DATES), (one) => indexedDate(one, context));
  return {
    answer: dates.at(-1)?.answer ?? null,
    trend: dates.flatMap(({ answer }) => (answer === null ? [] : [answer])),
    since: await sinceBefore(run, upTo.at(-2) ?? null, context),
    files: await context.store.outcomes.files(run),
  };
}

/** Events of the newest date's runs, and decisions of people after the run of the date before had read them. */
async function sinceBefore(run: RunRecord, before: RunRecord | null, { store }: Context): Promise<SinceBefore> {
  const events = await store.queue.events({ after: before?.lastEvent ?? 0 });
  const ofRun = events.filter((event) => event.by === SYSTEM && event.run.date === run.date);
  const count = (kind: string): number => ofRun.filter(({ event }) => event === kind).length;
  return {
    opened: count('opened'),
    reopened: count('reopened'),
    changed: count('changed'),
    closed: count('auto_resolved'),
    decided: events.filter((event) => event.by !== SYSTEM).length,
  };
}

export interface OwingParty {
  /** Null: rows that are nobody's in particular. */
  readonly provider: string | null;
  readonly rows: number;
  readonly owedToUs: Sums;
  readonly owedByUs: Sums;
}

export interface AgeStep {
  readonly age: Age;
  readonly rows: number;
  readonly owedToUs: Sums;
  readonly owedByUs: Sums;
}

export interface OpenToday {
  readonly first: readonly OpenRow[];
  readonly parties: readonly OwingParty[];
  readonly ages: readonly AgeStep[];
  readonly actions: number;
}

const FIRST_ROWS = 3;

/** What is open: the first to do by money and age, by provider, by age. Notices ask nobody anything. */
export function openToday(table: OpenTable, scope: Scope): OpenToday {
  const rows = table.sorted('money').filter((row) => row.class === 'action' && inScope(scope, row.store));
  const byProvider = new Map<string | null, OpenRow[]>();
  for (const row of rows) {
    const ofIt = byProvider.get(row.provider);
    if (ofIt === undefined) byProvider.set(row.provider, [row]);
    else ofIt.push(row);
  }
  const parties = [...byProvider].map(([provider, ofIt]) => ({ provider, rows: ofIt.length, ...sums(ofIt) }));
  return {
    first: firstOf(rows),
    parties: parties.sort(
      (a, b) => most(b.owedToUs) - most(a.owedToUs) || compareText(a.provider ?? '~', b.provider ?? '~'),
    ),
    ages: AGES.map((age) => {
      const ofAge = rows.filter((row) => ageOf(row.age) === age);
      return { age, rows: ofAge.length, ...sums(ofAge) };
    }),
    actions: rows.filter((row) => row.parentId === null).length,
  };
}

/**
 * The most money of each currency in turn, and of equal money the oldest: amounts of different currencies are not
 * compared.
 */
function firstOf(rows: readonly OpenRow[]): OpenRow[] {
  const places = new Map<string | null, number>();
  return rows
    .filter((row) => row.parentId === null)
    .sort((a, b) => b.moneyAtRisk - a.moneyAtRisk || b.age - a.age || compareText(a.id, b.id))
    .map((row) => {
      const place = places.get(row.currency) ?? 0;
      places.set(row.currency, place + 1);
      return { row, place };
    })
    .sort((a, b) => Number(a.row.moneyAtRisk === 0) - Number(b.row.moneyAtRisk === 0) || a.place - b.place)
    .slice(0, FIRST_ROWS)
    .map(({ row }) => row);
}

function sums(rows: readonly OpenRow[]): Pick<OwingParty, 'owedToUs' | 'owedByUs'> {
  return { owedToUs: owed(rows, 'owed_to_us'), owedByUs: owed(rows, 'owed_by_us') };
}

function most(all: Sums): number {
  return Math.max(0, ...all.map(([, sum]) => sum));
}
