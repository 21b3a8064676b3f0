import { setImmediate as letOthers } from 'node:timers/promises';
import { isOpenState } from '../../schemas/kinds/discrepancy.ts';
import { inTurn } from '../../schemas/in-turn.ts';
import type { Discrepancy, RunKey } from '../../schemas/outcome/run.ts';
import type { Context } from '../../schemas/ports/context.ts';
import type { QueueEntry } from '../../schemas/ports/queue.ts';
import { ordersOf, placeIn, type OpenSort } from './open-order.ts';
import type { WorkState } from '../../schemas/outcome/work.ts';
import { today } from '../people/acting.ts';
import { openRowOf, taskedAnew, type OpenRow } from './open-row.ts';
import { taskingOf, type Tasking } from './tasks.ts';

/**
 * Every open row, kept in memory for those who list, filter and sort: to read 50,000 of them from the record, each with
 * the proof of its bytes, takes some seconds, to filter them here some milliseconds. It is read anew where the newest
 * run is another, and where people decided or worked only what they did so upon; whose a row is and whether it is
 * overdue is said anew where the day or the people are others.
 */

type Asked = Pick<Context, 'store' | 'calendar' | 'config' | 'clock'>;

/** The open queue as it stood at one moment of the record. */
export interface OpenTable {
  /** The newest run: ages are counted to its date. Null where nothing was run. */
  readonly run: RunKey | null;
  readonly size: number;
  /** Another one whenever a row is another. */
  readonly version: number;
  /** All rows in an order; not to be changed. */
  readonly sorted: (sort: OpenSort) => readonly OpenRow[];
  readonly find: (id: string) => OpenRow | null;
}

export interface OpenRows {
  /** As the record stands now: what others wrote since is read first. */
  readonly current: () => Promise<OpenTable>;
}

/** So many rows are read before others are let do something. */
const PAGE = 500;
/** Where people decided on more, all is read anew. */
const CHANGES_MAX = 2_000;

export function keepOpenRows(context: Asked): OpenRows {
  let kept: Kept | null = null;
  let reading: Promise<Kept> | null = null;
  const refresh = async (): Promise<Kept> => {
    kept = await upToDate(kept, context);
    return kept;
  };
  return {
    // Whoever asks while it is read waits for that reading, and then for what was written meanwhile.
    current: async () => {
      if (reading !== null) await reading;
      reading ??= refresh().finally(() => {
        reading = null;
      });
      return (await reading).table;
    },
  };
}

interface Kept {
  /** The number of the last entry of the chain: while it is the same, nobody wrote anything. */
  readonly entries: number;
  readonly lastEvent: number;
  readonly run: RunKey | null;
  /** What the tasks of the rows were made of. */
  readonly tasking: Tasking;
  readonly table: Rows;
}

async function upToDate(kept: Kept | null, context: Asked): Promise<Kept> {
  const { store } = context;
  const { count: entries } = await store.chain.seal();
  const day = today(context);
  if (kept?.entries === entries && kept.tasking.day === day) return kept;
  const tasking = await taskingOf(context);
  const lastEvent = await store.queue.lastEvent();
  const newest = (await store.runs.newestOfEach()).at(-1);
  const run = newest === undefined ? null : { date: newest.date, generation: newest.generation };
  const anew = async (): Promise<Kept> => {
    return { entries, lastEvent, run, tasking, table: await readAll(run, tasking, context) };
  };
  if (kept === null || kept.run?.date !== run?.date || kept.run?.generation !== run?.generation) return anew();
  const events =
    lastEvent === kept.lastEvent ? [] : await store.queue.events({ after: kept.lastEvent, limit: CHANGES_MAX + 1 });
  if (events.length > CHANGES_MAX) return anew();
  if (!isSameTasking(kept.tasking, tasking)) kept.table.taskAnew(tasking);
  const ids = [...new Set(events.map((event) => event.discrepancyId))];
  await inTurn(ids, async (id) => {
    kept.table.put(id, await readOne(id, run, tasking, context));
  });
  return { entries, lastEvent, run, tasking, table: kept.table };
}

/** The configuration does not change while the program runs. */
function isSameTasking(before: Tasking, after: Tasking): boolean {
  return before.day === after.day && JSON.stringify(before.people) === JSON.stringify(after.people);
}

async function readAll(run: RunKey | null, tasking: Tasking, { store }: Asked): Promise<Rows> {
  if (run === null) return new Rows(null, []);
  const found = new Map((await store.outcomes.discrepancies(run)).map((one) => [one.id, one]));
  const worked = new Map((await store.work.standing(null)).map((one) => [one.discrepancyId, one]));
  const rows: OpenRow[] = [];
  for (let after = ''; ;) {
    await letOthers();
    const page = await store.queue.entries({ open: true, after, limit: PAGE });
    for (const entry of page) {
      const { id } = entry.discrepancy;
      rows.push(openRowOf(standing(found.get(id), entry, worked.get(id)), run.date, tasking));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return new Rows(run, rows);
    after = last.discrepancy.id;
  }
}

/** Null where it is not open. */
async function readOne(id: string, run: RunKey | null, tasking: Tasking, { store }: Asked): Promise<OpenRow | null> {
  const entry = await store.queue.find(id);
  if (run === null || entry === null || !isOpenState(entry.discrepancy.state)) return null;
  const found = await store.outcomes.discrepancy(run, id);
  const [work] = await store.work.standing([id]);
  return openRowOf(standing(found ?? undefined, entry, work), run.date, tasking);
}

/** As the newest run found it, or the one that last moved it, in the state that people gave it since. */
function standing(found: Discrepancy | undefined, { discrepancy, seq }: QueueEntry, work: WorkState | undefined) {
  const { state, note } = discrepancy;
  return { discrepancy: { ...(found ?? discrepancy), state, note }, seq, work: work ?? null };
}

/** The rows by id, and in every order that was asked for. */
class Rows implements OpenTable {
  readonly run: RunKey | null;
  version = 0;
  readonly #byId: Map<string, OpenRow>;
  readonly #orders = new Map<OpenSort, OpenRow[]>();

  constructor(run: RunKey | null, rows: readonly OpenRow[]) {
    this.run = run;
    this.#byId = new Map(rows.map((row) => [row.id, row]));
  }

  get size(): number {
    return this.#byId.size;
  }

  readonly sorted = (sort: OpenSort): readonly OpenRow[] => {
    const known = this.#orders.get(sort);
    if (known !== undefined) return known;
    const rows = [...this.#byId.values()].sort(ordersOf[sort]);
    this.#orders.set(sort, rows);
    return rows;
  };

  readonly find = (id: string): OpenRow | null => this.#byId.get(id) ?? null;

  /** Puts a row in the place of the one of its id; null takes that away. */
  put(id: string, row: OpenRow | null): void {
    this.version += 1;
    const before = this.#byId.get(id);
    for (const [sort, rows] of this.#orders) {
      const compare = ordersOf[sort];
      if (before !== undefined) rows.splice(placeIn(rows, before, compare), 1);
      if (row !== null) rows.splice(placeIn(rows, row, compare), 0, row);
    }
    if (row === null) this.#byId.delete(id);
    else this.#byId.set(id, row);
  }

  taskAnew(tasking: Tasking): void {
    this.version += 1;
    for (const [id, row] of this.#byId) this.#byId.set(id, taskedAnew(row, tasking));
    this.#orders.clear();
  }
}
