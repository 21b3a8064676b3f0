import fc from 'fast-check';
import { inTurn } from '../../../schemas/in-turn.ts';
import { decidedFactsHash } from '../../../schemas/kinds/discrepancy-facts.ts';
import {
  DECISION_EVENTS,
  decisionsPossible,
  stateAfter,
  type DecisionRecord,
} from '../../../schemas/outcome/decision.ts';
import type { Discrepancy } from '../../../schemas/outcome/run.ts';
import { promised } from '../../../schemas/ports/promised.ts';
import type { Queue } from '../../../schemas/ports/queue.ts';
import { addDays, dateRange, type PlainDate } from '../../../schemas/values/dates.ts';
import { minor } from '../../../schemas/values/money.ts';
import { compareText } from '../../../schemas/lines/records.ts';
import type { ScreenOptions } from '../../../workers/3-match/plain/screens.ts';
import { memoryStore } from '../memory-store.ts';
import { configOf, contextOf, runDate, SOURCES, type Filing, type Ran, type Row, type World } from './chain.ts';
import { rowsOf, sales, type Sale } from './plain-world.ts';

/**
 * Dates with people who decide between them, and files that come late, come again with other rows, or are gone: every
 * date from them on is run again.
 */

const place = fc.nat({ max: 9 });
export const steps = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'next' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      at: place,
      event: fc.constantFrom(...DECISION_EVENTS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('restate' as const),
      source: fc.constantFrom(...SOURCES),
      day: fc.nat({ max: 3 }),
      how: fc.constantFrom('drop', 'repeat', 'other', 'gone', 'void'),
      at: place,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('more' as const), sale: sales }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('again' as const), back: fc.nat({ max: 2 }) }) },
);
export type Step = typeof steps extends fc.Arbitrary<infer One> ? One : never;

/** What people have before them, over the store in memory: the findings of the newest run that has each. */
class Desk {
  readonly queue: Pick<Queue, 'decisions' | 'lastEvent'>;
  private readonly taken: DecisionRecord[] = [];
  private readonly standing = new Map<string, Discrepancy>();

  constructor() {
    this.queue = promised<Pick<Queue, 'decisions' | 'lastEvent'>>({
      decisions: (after, upTo) => this.taken.filter(({ seq }) => seq > after && seq <= upTo),
      lastEvent: () => this.taken.length,
    });
  }

  show(found: readonly Discrepancy[]): void {
    for (const one of found) this.standing.set(one.id, one);
  }

  decide(at: number, event: DecisionRecord['event']): void {
    const possible = [...this.standing.values()]
      .filter(({ state }) => decisionsPossible(state).includes(event))
      .sort((a, b) => compareText(a.id, b.id));
    const one = possible[at % Math.max(1, possible.length)];
    if (one === undefined) return;
    this.standing.set(one.id, { ...one, state: stateAfter(event) });
    const factsHash = decidedFactsHash(one);
    this.taken.push({ seq: this.taken.length + 1, discrepancyId: one.id, event, note: 'why', factsHash });
  }
}

const bare = ({ replaces: _, ...own }: Filing): Filing => own;

/** Another version of a file, or one where there was none. */
function restated(filings: readonly Filing[], date: PlainDate, step: Extract<Step, { kind: 'restate' }>): Filing[] {
  const own = filings.find((one) => one.date === date && one.source === step.source);
  const rows = own?.rows ?? [];
  const at = step.at % Math.max(1, rows.length);
  const changed = (row: Row): Row =>
    'code' in row
      ? row
      : row.leg === 'settlement'
        ? { ...row, gross: minor(row.gross + 500), net: minor((row.net ?? row.gross) + 500) }
        : { ...row, amount: minor(row.amount + 500) };
  const next: readonly Row[] =
    step.how === 'drop'
      ? rows.filter((_, n) => n !== at)
      : step.how === 'repeat'
        ? [...rows, ...rows.slice(at, at + 1)]
        : step.how === 'other'
          ? rows.map((row, n) => (n === at ? changed(row) : row))
          : rows;
  const version = (own?.version ?? 0) + 1;
  const state = step.how === 'gone' ? 'missing' : step.how === 'void' ? 'rejected' : 'in';
  const filing: Filing = {
    date,
    source: step.source,
    version,
    rows: next,
    state,
    ...(own === undefined ? {} : { replaces: bare(own) }),
  };
  return [...filings.filter((one) => one !== own), filing];
}

function withMore(filings: readonly Filing[], sale: Sale, goLive: PlainDate, last: PlainDate): Filing[] {
  let next = [...filings];
  for (const [source, date, row] of rowsOf([sale], goLive)) {
    if (date > last) continue;
    const own = next.find((one) => one.date === date && one.source === source);
    const filing: Filing = {
      date,
      source,
      version: (own?.version ?? 0) + 1,
      rows: [...(own?.rows ?? []), row],
      ...(own === undefined ? {} : { replaces: bare(own) }),
    };
    next = [...next.filter((one) => one !== own), filing];
  }
  return next;
}

/** What all runs of a history decided, in the order in which they were made. */
export async function played(
  world: World,
  history: readonly Step[],
  later: World['rules'],
  laterFrom: number,
  screens?: ScreenOptions,
): Promise<Ran[]> {
  const desk = new Desk();
  const store = { ...memoryStore(), queue: desk.queue as Queue };
  const context = contextOf(world.rules, { store });
  let { filings } = world;
  let newest: PlainDate | null = null;
  const ran: Ran[] = [];
  const run = async (from: PlainDate, to: PlainDate): Promise<void> => {
    await inTurn(dateRange(from, to), async (date) => {
      const isLater = date >= addDays(world.goLive, laterFrom);
      const config = isLater ? configOf({ ...world.rules, ...later }) : context.config;
      const own = { ...context, config, configHash: isLater ? 'later' : context.configHash };
      const one = await runDate({ ...world, filings }, date, own, screens);
      ran.push(one);
      if (date === to) desk.show(one.outcome.discrepancies);
    });
  };
  for (const step of [...history, { kind: 'next' as const }, { kind: 'next' as const }]) {
    switch (step.kind) {
      case 'next': {
        const date: PlainDate = newest === null ? world.goLive : addDays(newest, 1);
        newest = date;
        await run(date, date);
        break;
      }
      case 'decide':
        desk.decide(step.at, step.event);
        break;
      case 'again':
        if (newest !== null) {
          const from = addDays(newest, -step.back);
          await run(from < world.goLive ? world.goLive : from, newest);
        }
        break;
      case 'restate': {
        const date: PlainDate = addDays(world.goLive, step.day);
        if (newest === null || date > newest) break;
        filings = restated(filings, date, step);
        await run(date, newest);
        break;
      }
      case 'more': {
        if (newest === null) break;
        filings = withMore(filings, step.sale, world.goLive, addDays(newest, 3));
        const from = addDays(world.goLive, step.sale.day);
        if (from <= newest) await run(from, newest);
        break;
      }
    }
  }
  return ran;
}

/** What a history may turn from its first date on. */
export const rules = fc.record(
  {
    lookbackDays: fc.constantFrom(2, 400),
    tariff: fc.boolean(),
    aggProfile: fc.constantFrom<NonNullable<NonNullable<World['rules']>['aggProfile']>[]>(
      'stripe-payout-reconciliation',
      'mercadopago-release',
    ),
  },
  { requiredKeys: [] },
);
/** What changes on a later date. */
export const laterRules = fc.oneof(
  { weight: 3, arbitrary: fc.constant<World['rules']>({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<NonNullable<World['rules']>[]>(
      { settles: { agg: 'per_transaction' } },
      { settles: { gate: 'per_payout' } },
      { settles: { agg: 'per_day' } },
      { bankTolerance: '5.00' },
      { tariff: true },
    ),
  },
);
