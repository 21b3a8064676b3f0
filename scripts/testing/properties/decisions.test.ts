import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays, dateRange, type PlainDate } from '../../../schemas/values/dates.ts';
import {
  DECISION_EVENTS,
  decisionsPossible,
  stateAfter,
  type DecisionEvent,
} from '../../../schemas/outcome/decision.ts';
import { eventId, type DiscrepancyState } from '../../../schemas/kinds/discrepancy.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import { hashEvent } from '../../../schemas/ports/queue.ts';
import { openStore } from '../../../workers/adapters/sqlite/sqlite.ts';
import { contextOf, runDate, type Filing, type World } from './chain.ts';
import { movement, order, payment } from './rows.ts';

/**
 * People and files at once: a chain whose sales are overpaid, put right, restated and decided upon in any order,
 * against a model that knows nothing of lines, versions or generations. It holds the queue to what the facts and people
 * say, and the newest run to the queue.
 */

const GO_LIVE = '2026-07-01' as PlainDate;
const PAID = 120_00;
const OVERPAID_BY = 20_00;
const RESTATED_BY = 10_00;

interface Sale {
  readonly reference: string;
  readonly soldOn: PlainDate;
  paid: number;
  /** What the ERP said, version by version. */
  readonly orders: { readonly date: PlainDate; readonly amount: number }[];
  state: DiscrepancyState | null;
  /** What people saw who closed it, since somebody last kept it on the list. */
  closings: { readonly facts: string; readonly state: DiscrepancyState; readonly newest: PlainDate }[];
}

interface Model {
  newest: PlainDate | null;
  readonly sales: Sale[];
}

interface Real {
  readonly context: Context;
  readonly versions: Map<PlainDate, number>;
}

function orderNow(sale: Sale): { readonly date: PlainDate; readonly amount: number } {
  const last = sale.orders.at(-1);
  if (last === undefined) throw new RangeError(`${sale.reference} was never sold`);
  return last;
}

const isBroken = (sale: Sale): boolean => sale.paid > orderNow(sale).amount;
const factsOf = (sale: Sale): string => JSON.stringify([orderNow(sale), sale.paid]);

type Closing = Sale['closings'][number];

function closingOn(sale: Sale, facts: string): Closing | undefined {
  return sale.closings.findLast((one) => one.facts === facts);
}

/**
 * The person's closing of what the ERP put right on the very next date: the run that reads it finds both, and it came
 * first.
 */
function closedFirst(sale: Sale): Closing | undefined {
  const [before, now] = sale.orders.slice(-2);
  const closing = closingOn(sale, JSON.stringify([before, sale.paid]));
  return closing !== undefined && now !== undefined && now.date === addDays(closing.newest, 1) ? closing : undefined;
}

/** What a run of the newest date makes of the queue, said without any run. */
function settle(model: Model): void {
  for (const sale of model.sales) {
    const isOpen = sale.state === 'open' || sale.state === 'acknowledged';
    const isClosed = sale.state === 'resolved' || sale.state === 'written_off';
    if (!isBroken(sale)) {
      if (isOpen) sale.state = closedFirst(sale)?.state ?? 'auto_resolved';
      continue;
    }
    const closing = closingOn(sale, factsOf(sale));
    // Closed on these facts once, it is closed; how, says who closed it last.
    if (closing !== undefined) sale.state = isClosed ? sale.state : closing.state;
    else if (!isOpen) sale.state = 'open';
  }
}

function worldOf(model: Model, real: Real, last: PlainDate): World {
  const filings = dateRange(GO_LIVE, last).flatMap((date): Filing[] => {
    const version = real.versions.get(date) ?? 0;
    const sold = model.sales.filter((sale) => sale.soldOn === date);
    const reported = model.sales.flatMap((sale) =>
      sale.orders.filter((one) => one.date === date).map((one) => ({ sale, one })),
    );
    return [
      {
        date,
        source: 'erp',
        version: 0,
        rows: reported.map(({ sale, one }) => order(sale.reference, one.amount, sale.soldOn, { method: 'BOTON' })),
      },
      {
        date,
        source: 'gate',
        version,
        rows: sold.map((sale) => payment('gate', `P-${sale.reference}`, sale.reference, sale.paid, date)),
      },
      {
        date,
        source: 'bank',
        version,
        rows: sold.map((sale) =>
          movement(`B-${sale.reference}`, sale.paid, date, 'GATE PAY', { reference: sale.reference }),
        ),
      },
    ];
  });
  return { goLive: GO_LIVE, last, filings };
}

async function runFrom(first: PlainDate, last: PlainDate, model: Model, real: Real): Promise<void> {
  for (const date of dateRange(first, last)) await runDate(worldOf(model, real, last), date, real.context);
  settle(model);
  await check(model, real);
}

async function check(model: Model, { context: { store } }: Real): Promise<void> {
  const queue = await store.queue.entries();
  const states = queue
    .map(({ discrepancy }) => `${discrepancy.merchantReference ?? ''} ${discrepancy.kind} ${discrepancy.state}`)
    .sort();
  const expected = model.sales
    .flatMap(({ reference, state }) => (state === null ? [] : [`${reference} amount_mismatch ${state}`]))
    .sort();
  expect(states).toEqual(expected);
  const newest = (await store.runs.newestOfEach()).at(-1);
  if (newest === undefined) return;
  const held = await store.outcomes.discrepancies(newest);
  const stands = (one: { readonly state: DiscrepancyState }): boolean =>
    one.state === 'open' || one.state === 'acknowledged';
  const decided = (one: { readonly state: DiscrepancyState }): boolean =>
    one.state === 'resolved' || one.state === 'written_off';
  const idsOf = (rows: readonly { readonly id: string }[]): string[] => rows.map((one) => one.id).sort();
  const queued = queue.map(({ discrepancy }) => discrepancy);
  // What the run says is open or a person's closing is so in the queue; what a person had closed and is in order is no
  // news.
  expect(idsOf(held.filter(stands))).toEqual(idsOf(queued.filter(stands)));
  expect(idsOf(queued.filter(decided))).toEqual(expect.arrayContaining(idsOf(held.filter(decided))));
  await checkFates(store);
  await checkEvents(store);
}

/** Lines of what people closed are decided, and carried in is what the date before left open. */
async function checkFates(store: Context['store']): Promise<void> {
  const runs = await store.runs.newestOfEach();
  for (const [index, run] of runs.entries()) {
    const states = new Map((await store.outcomes.discrepancies(run)).map((one) => [one.id, one.state]));
    const fates = [...(await store.outcomes.fates(run))];
    for (const fate of fates) {
      const own = fate.discrepancyIds.map((id) => states.get(id));
      if (fate.fate === 'decided')
        expect(own.every((state) => state === 'resolved' || state === 'written_off') && own.length > 0).toBe(true);
      else expect(own.filter((state) => state === 'resolved' || state === 'written_off')).toEqual([]);
    }
    const before = runs[index - 1];
    const open =
      before === undefined
        ? 0
        : [...(await store.outcomes.fates(before))].filter((fate) => fate.fate === 'awaiting' || fate.fate === 'broken')
            .length;
    expect(fates.filter((fate) => fate.entered === 'carried').length).toBe(open);
  }
}

/** The chain is whole, and the events of one discrepancy are numbered from 1 with the ids that follow from it. */
async function checkEvents(store: Context['store']): Promise<void> {
  let previous = '';
  const seqs = new Map<string, number>();
  for (const { hash, ...event } of await store.queue.events()) {
    const seq = (seqs.get(event.discrepancyId) ?? 0) + 1;
    expect([event.discrepancySeq, event.eventId, hash]).toEqual([
      seq,
      eventId(event.discrepancyId, seq),
      hashEvent(previous, event),
    ]);
    seqs.set(event.discrepancyId, seq);
    previous = hash;
  }
}

type Step = fc.AsyncCommand<Model, Real>;

/** The next date: one more sale, and what the ERP has to correct of older ones. */
class NextDate implements Step {
  readonly overpaid: boolean;
  readonly amended: readonly number[];
  constructor(overpaid: boolean, amended: readonly number[]) {
    this.overpaid = overpaid;
    this.amended = amended;
  }
  check = (): boolean => true;
  async run(model: Model, system: Real): Promise<void> {
    const date = model.newest === null ? GO_LIVE : addDays(model.newest, 1);
    for (const place of new Set(this.amended.map((one) => one % Math.max(1, model.sales.length)))) {
      const sale = model.sales[place];
      // Put right where it is wrong, and wrong where it is right.
      if (sale !== undefined) sale.orders.push({ date, amount: isBroken(sale) ? sale.paid : PAID - OVERPAID_BY });
    }
    const amount = this.overpaid ? PAID - OVERPAID_BY : PAID;
    model.sales.push({
      reference: `BOG01-${String(model.sales.length)}`,
      soldOn: date,
      paid: PAID,
      orders: [{ date, amount }],
      state: null,
      closings: [],
    });
    model.newest = date;
    await runFrom(date, date, model, system);
  }
  toString = (): string =>
    `next date${this.overpaid ? ', overpaid' : ''}${this.amended.length > 0 ? `, amends ${this.amended.join()}` : ''}`;
}

/** The provider sends an older date again with another amount for one sale; every date from it on is run again. */
class Restate implements Step {
  readonly place: number;
  constructor(place: number) {
    this.place = place;
  }
  check = (model: Readonly<Model>): boolean => model.sales.length > 0;
  async run(model: Model, system: Real): Promise<void> {
    const sale = model.sales[this.place % model.sales.length];
    if (sale === undefined || model.newest === null) return;
    sale.paid = sale.paid === PAID ? PAID + RESTATED_BY : PAID;
    // The ERP never knew more than was paid: an amended order keeps at most that.
    if (sale.paid < orderNow(sale).amount) sale.paid = orderNow(sale).amount;
    system.versions.set(sale.soldOn, (system.versions.get(sale.soldOn) ?? 0) + 1);
    await runFrom(sale.soldOn, model.newest, model, system);
  }
  toString = (): string => `restate ${String(this.place)}`;
}

class Decide implements Step {
  readonly place: number;
  readonly event: DecisionEvent;
  constructor(place: number, event: DecisionEvent) {
    this.place = place;
    this.event = event;
  }
  check = (model: Readonly<Model>): boolean => model.sales.length > 0;
  async run(model: Model, { context: { store } }: Real): Promise<void> {
    const sale = model.sales[this.place % model.sales.length];
    if (sale === undefined) return;
    const known = (await store.queue.entries()).find(
      ({ discrepancy }) => discrepancy.merchantReference === sale.reference,
    );
    const decision = {
      discrepancyId: known?.discrepancy.id ?? 'dsc_none',
      event: this.event,
      by: 'ana',
      note: 'why',
      seq: known?.seq ?? null,
    };
    const possible = sale.state !== null && decisionsPossible(sale.state).includes(this.event);
    const [verdict] = await store.queue.decide([decision], { atMs: 1, partial: false });
    expect(verdict?.code).toBe(possible ? 'applied' : sale.state === null ? 'unknown' : 'not_possible');
    if (!possible) return;
    const { newest } = model;
    if (newest === null) return;
    sale.state = stateAfter(this.event);
    if (this.event === 'resolved' || this.event === 'written_off')
      sale.closings.push({ facts: factsOf(sale), state: sale.state, newest });
    else sale.closings.length = 0;
    await checkEvents(store);
  }
  toString = (): string => `${this.event} ${String(this.place)}`;
}

class Again implements Step {
  check = (model: Readonly<Model>): boolean => model.newest !== null;
  async run(model: Model, system: Real): Promise<void> {
    if (model.newest !== null) await runFrom(model.newest, model.newest, model, system);
  }
  toString = (): string => 'the newest date again';
}

const place = fc.nat({ max: 5 });
const steps: fc.Arbitrary<Iterable<Step>> = fc.commands(
  [
    fc
      .tuple(fc.boolean(), fc.array(place, { maxLength: 2 }))
      .map(([overpaid, amended]) => new NextDate(overpaid, amended)),
    fc
      .tuple(fc.boolean(), fc.array(place, { maxLength: 2 }))
      .map(([overpaid, amended]) => new NextDate(overpaid, amended)),
    fc.tuple(place, fc.constantFrom(...DECISION_EVENTS)).map(([at, event]) => new Decide(at, event)),
    fc.tuple(place, fc.constantFrom(...DECISION_EVENTS)).map(([at, event]) => new Decide(at, event)),
    place.map((at) => new Restate(at)),
    fc.constant(new Again()),
  ],
  { maxCommands: 14 },
);

const RUNS = Number(process.env['DECISIONS_RUNS'] ?? 20);
const SEED = Number(process.env['DECISIONS_SEED'] ?? 20_260_701);

it('the queue is what the facts and people say, whatever order they come in', { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cuadre-model-'));
  let count = 0;
  try {
    await fc.assert(
      fc.asyncProperty(steps, async (commands) => {
        count += 1;
        const store = openStore({
          path: join(folder, String(count), 'cuadre.db'),
          linesDirectory: join(folder, String(count), 'lines'),
        });
        try {
          await fc.asyncModelRun(
            () => ({
              model: { newest: null, sales: [] },
              real: { context: contextOf({}, { store }), versions: new Map() },
            }),
            commands,
          );
        } finally {
          store.close();
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
