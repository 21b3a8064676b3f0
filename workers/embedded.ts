import { dueStages, type DateSnapshot, type StageName } from '../jobs/order.ts';
import { addDays, type PlainDate } from '../schemas/dates.ts';
import { CuadreError } from '../schemas/errors.ts';
import type { SourceFile } from '../schemas/files.ts';
import type { Lease, RunRecord } from '../schemas/ports.ts';
import type { RunKey, RunOutcome } from '../schemas/run.ts';
import { assertClaimedOnce, download } from './1-download/stage.ts';
import { normalise } from './2-normalise/stage.ts';
import { matchDate, type Matched } from './3-match/stage.ts';
import { decide, inputHashOf, record } from './4-classify/stage.ts';
import { publish } from './5-publish/stage.ts';
import type { Context } from './context.ts';

/** What a run of one date came to. */
export interface DateResult {
  readonly run: RunKey;
  /** False: the inputs are those of the newest generation, and nothing was recorded. */
  readonly changed: boolean;
  readonly outcome: RunOutcome;
  readonly sources: readonly SourceFile[];
}

export interface RunOptions {
  /** Look for a new file of this source only; the others stay as the newest run of the date has them. */
  readonly only?: string | null;
  readonly onStage?: (date: PlainDate, stage: StageName) => void;
}

/** One date on its way through the stages. */
interface Journey {
  readonly date: PlainDate;
  readonly goLive: PlainDate;
  readonly parent: RunRecord | null;
  readonly newest: RunRecord | null;
  readonly known: readonly SourceFile[];
  readonly files: Map<string, SourceFile>;
  readonly normalised: Set<string>;
  matched: (Matched & { readonly inputHash: string; readonly sources: readonly SourceFile[] }) | null;
  run: RunRecord | null;
  outcome: RunOutcome | null;
  unchanged: boolean;
  published: boolean;
}

/**
 * Runs one date in this process, without queue and without Redis: the same stages that the workers run, in the order that
 * jobs/order.ts gives. The dates before it must have committed runs. Throws `run_held_elsewhere` where another process has
 * the date, and what the stages throw; then nothing is half-written.
 */
export async function runDate(date: PlainDate, goLive: PlainDate, context: Context, options: RunOptions = {}): Promise<DateResult> {
  const { store } = context;
  const lease = store.takeLease(date, context.holder, context.clock.nowMs());
  try {
    const journey = startOf(date, goLive, context, options);
    for (let due = dueStages(snapshotOf(journey)); due.length > 0; due = dueStages(snapshotOf(journey))) {
      for (const { stage, source } of due) {
        options.onStage?.(date, stage);
        await STAGE_BODIES[stage](journey, source ?? '', lease, context);
        store.renewLease(lease, context.clock.nowMs());
      }
    }
    return resultOf(journey, context);
  } finally {
    store.releaseLease(lease);
  }
}

function startOf(date: PlainDate, goLive: PlainDate, context: Context, options: RunOptions): Journey {
  const { store } = context;
  const newest = store.newestRun(date);
  const known = newest === null ? [] : store.files(newest);
  const files = new Map<string, SourceFile>();
  const normalised = new Set<string>();
  const only = options.only ?? null;
  if (only !== null) {
    for (const file of known.filter((one) => one.source !== only)) {
      files.set(file.source, file);
      normalised.add(file.source);
    }
  }
  const parent = date > goLive ? store.newestRun(addDays(date, -1)) : null;
  if (date > goLive && parent === null) {
    throw new CuadreError('run_unknown', `${addDays(date, -1)} must be run before ${date}`, { date });
  }
  return {
    date,
    goLive,
    parent,
    newest,
    known,
    files,
    normalised,
    matched: null,
    run: null,
    outcome: null,
    unchanged: false,
    published: false,
  };
}

function snapshotOf(journey: Journey): DateSnapshot {
  const sources = Object.fromEntries(
    [...journey.files].map(([id, file]) => {
      if (journey.normalised.has(id)) return [id, file.state === 'in' ? 'normalised' : 'given_up'] as const;
      return [id, file.state === 'in' ? 'downloaded' : 'given_up'] as const;
    }),
  );
  const waiting = journey.files.size === 0 ? { '*': 'waiting' as const } : {};
  return {
    sources: { ...waiting, ...sources },
    parentCommitted: true,
    matched: journey.matched !== null || journey.unchanged,
    classified: journey.run !== null,
    published: journey.published,
  };
}

type StageBody = (journey: Journey, source: string, lease: Lease, context: Context) => Promise<void> | void;

const STAGE_BODIES: Readonly<Record<StageName, StageBody>> = {
  download: downloadAll,
  normalise: async (journey, id, _lease, context) => {
    const source = context.config.sources.find((one) => one.id === id);
    const file = journey.files.get(id);
    if (!source || !file) return;
    journey.files.set(id, await normalise(source, file, context, journey.known));
    journey.normalised.add(id);
  },
  match: (journey, _source, _lease, context) => {
    const sources = filesOf(journey);
    const inputHash = inputHashOf(journey.date, journey.goLive, sources, journey.parent, context);
    if (journey.newest !== null && journey.newest.inputHash === inputHash) {
      journey.unchanged = true;
      return;
    }
    journey.matched = { ...matchDate(journey.date, journey.goLive, sources, journey.parent, context), inputHash, sources };
  },
  classify: (journey, _source, lease, context) => {
    if (journey.unchanged || journey.matched === null) {
      journey.run = journey.newest;
      return;
    }
    const run = { date: journey.date, generation: (context.store.generations(journey.date).at(-1)?.generation ?? 0) + 1 };
    const { inputHash, sources } = journey.matched;
    const outcome = decide(run, takeMatched(journey), context);
    record({ outcome, parent: journey.parent, inputHash, files: sources }, lease, context);
    journey.outcome = outcome;
    journey.run = context.store.run(run);
  },
  publish: (journey, _source, lease, context) => {
    journey.published = true;
    if (journey.run === null) return;
    // A crash after the commit may have left the reports unwritten.
    if (journey.outcome === null && context.store.reports(journey.run).length > 0) return;
    const outcome = journey.outcome ?? recordedOutcome(journey.run, context);
    publish(journey.run, outcome, context.store.files(journey.run), lease, context);
  },
};

/** Hands the lines over and lets go of them: what comes after needs the outcome alone, and memory is better spent on it. */
function takeMatched(journey: Journey): Matched {
  const { matched } = journey;
  if (matched === null) throw new CuadreError('run_unknown', `${journey.date} is not matched yet`, { date: journey.date });
  journey.matched = null;
  return { hand: matched.hand, result: matched.result };
}

function downloadAll(journey: Journey, _source: string, _lease: Lease, context: Context): void {
  for (const source of context.config.sources) {
    if (!journey.files.has(source.id)) journey.files.set(source.id, download(source, journey.date, context, journey.goLive));
  }
  assertClaimedOnce(filesOf(journey), context.config.sources);
}

function filesOf(journey: Journey): SourceFile[] {
  return [...journey.files.values()].sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** The outcome of a committed run, read back from the store. */
export function recordedOutcome(run: RunKey, context: Pick<Context, 'store'>): RunOutcome {
  const { store } = context;
  return {
    run: { date: run.date, generation: run.generation },
    fates: store.fates(run),
    discrepancies: store.discrepancies(run),
    payouts: store.payouts(run),
    stores: store.stores(run),
    conservation: store.conservation(run),
  };
}

function resultOf(journey: Journey, context: Context): DateResult {
  const run = journey.run;
  if (run === null) throw new CuadreError('run_unknown', `${journey.date} ended without a run`, { date: journey.date });
  const outcome = journey.outcome ?? recordedOutcome(run, context);
  return { run: { date: run.date, generation: run.generation }, changed: !journey.unchanged, outcome, sources: context.store.files(run) };
}
