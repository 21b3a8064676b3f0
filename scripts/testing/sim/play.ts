import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certain } from '../../../schemas/errors.ts';
import { decisionsPossible, type Decision } from '../../../schemas/outcome/decision.ts';
import { addDays, type PlainDate } from '../../../schemas/values/dates.ts';
import { MANIFEST_NAME } from '../../../schemas/ports/reports.ts';
import type { Context } from '../../../schemas/ports/context.ts';
import type { RunRecord } from '../../../schemas/ports/runs.ts';
import { runDates } from '../../../workers/pipeline/run-dates.ts';
import { runCommandLine } from '../../command-line.ts';
import { seededRandom, type Random } from '../fortnight/random.ts';
import { AGED } from '../aged.ts';
import { closedByRuns, dayProblems, reportedOn } from './invariants.ts';
import { truthProblems } from './truth.ts';
import { openMachine, shortError, type Counts, type Machine } from './machine.ts';
import type { Arrival, Plan } from './plan.ts';
import { MemoryQueue } from './queue.ts';
import { endOf, type Storm } from './storm.ts';

/** One chain from its first day to its last, calm or in a storm. */

/** What a day left, so that two plays of one plan can be held against each other. */
export interface DayLeft {
  readonly date: PlainDate;
  /** By what it is of: the hash of an outcome, of a report, or an event. */
  readonly left: ReadonlyMap<string, string>;
  readonly decisions: readonly Decision[];
  /** What the run of the day did, for blows that are to hit. */
  readonly counts: Counts;
}

export interface PlayOptions {
  readonly plan: Plan;
  readonly folder: string;
  readonly until: PlainDate;
  /** What people decided in the calm play, which they decide again; null: they make up their minds. */
  readonly calm: readonly DayLeft[] | null;
  readonly storm: Storm | null;
  readonly tell: (line: string) => void;
}

export interface Played {
  readonly days: readonly DayLeft[];
  readonly problems: readonly string[];
  /** The last day that was played. */
  readonly date: PlainDate;
}

/** Six in the morning in Bogota, the day after. */
function morningAfter(date: PlainDate): number {
  return Date.parse(`${addDays(date, 1)}T11:00:00Z`);
}

const LATER_MS = 2 * 3_600_000;
const BACKLOG_MAX = 10_000;

export async function play(options: PlayOptions): Promise<Played> {
  const { plan, folder } = options;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'inbox'), { recursive: true });
  writeFileSync(join(folder, 'cuadre.yaml'), plan.fortnight.configYaml);
  const machine = await openMachine(folder);
  try {
    return await new Play(options, machine).all();
  } finally {
    machine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The state of a play between two days. */
class Play {
  readonly #queue = new MemoryQueue();
  readonly #inbox = new Map<string, Arrival>();
  readonly #known = new Set<string>();
  readonly #people: Random;
  readonly #days: DayLeft[] = [];
  #standing: ReadonlySet<string> = new Set();
  #lastEvent = 0;

  constructor(
    private readonly options: PlayOptions,
    private readonly machine: Machine,
  ) {
    this.#people = seededRandom(options.plan.seed * 104_729 + 3);
  }

  async all(): Promise<Played> {
    const { plan, until, calm } = this.options;
    for (const date of plan.fortnight.dates.filter((one) => one <= until)) {
      const problems = await this.#day(date).catch((error: unknown) => [`${date}: ${shortError(error)}`]);
      if (problems.length > 0) return { days: this.#days, problems, date };
    }
    return { days: this.#days, problems: calm === null ? [] : await this.#atTheEnd(), date: until };
  }

  async #day(date: PlainDate): Promise<string[]> {
    const { machine, options } = this;
    const arrived = this.#arrive(date);
    machine.nowMs = morningAfter(date);
    const calm = options.calm?.find((one) => one.date === date);
    const broke = await this.#strike(date, calm);
    // What a killed process of another host held has run out by then.
    machine.nowMs = morningAfter(date) + LATER_MS;
    const { counts, fresh, problems } = await machine.process((context) => this.#night(date, context));
    const decisions = calm?.decisions ?? (await machine.process((context) => this.#madeUp(context)));
    for (const decision of decisions) await this.#decide(decision);
    const left = await machine.process((context) => this.#left(fresh, context));
    this.#days.push({ date, left, decisions, counts });
    options.tell(
      [date, arrived, ...broke, ...decisions.map(({ event, discrepancyId }) => `${event} ${discrepancyId}`)]
        .filter((what) => what !== '')
        .join('; '),
    );
    return [...problems, ...broke.filter((one) => one.startsWith('WRONG')), ...differences(calm?.left, left)];
  }

  /** The run of the date to its end, its messages, and what must hold after it. */
  async #night(date: PlainDate, context: Context) {
    const { store } = context;
    await runDates(context, { date });
    const counts = this.machine.counts();
    await this.#drain(context);
    this.#queue.consume(this.#people.int(0, 40), this.#people.chance(20));
    const fresh = (await store.runs.newestOfEach()).filter((run) => !this.#known.has(keyOf(run)));
    for (const run of fresh) this.#known.add(keyOf(run));
    const events = await store.queue.events({ after: this.#lastEvent });
    const closed = closedByRuns(events);
    const day = { date, fresh, standing: this.#standing, closed, inbox: this.#inbox };
    // The calm play is what the other is held against: what does not hold there does not hold in both.
    return { counts, fresh, problems: this.options.calm === null ? [] : await dayProblems(day, context) };
  }

  async #drain({ store }: Context): Promise<void> {
    await this.#queue.drain(store, BACKLOG_MAX);
  }

  async #strike(date: PlainDate, calm: DayLeft | undefined): Promise<readonly string[]> {
    const { storm } = this.options;
    if (storm === null || calm === undefined) return [];
    return storm.strike({ date, machine: this.machine, counts: calm.counts, queue: this.#queue });
  }

  /** Puts into the inbox what comes on this morning; what was out of the ordinary, in words. */
  #arrive(date: PlainDate): string {
    const { plan, folder } = this.options;
    const arrivals = certain(plan.arrivals.get(date), 'a date of the chain');
    for (const arrival of arrivals) {
      const path = join(folder, 'inbox', arrival.file.name);
      writeFileSync(path, arrival.text);
      utimesSync(path, AGED, AGED);
      this.#inbox.set(arrival.file.name, arrival);
    }
    return arrivals
      .filter(({ how }) => how !== 'on time')
      .map(({ file, how }) => `${file.source} of ${file.date}: ${how}`)
      .join(', ');
  }

  /** A person decides. Who was cut off asks again: what was taken down is stale for them. */
  async #decide(decision: Decision): Promise<void> {
    const blow = this.options.storm?.blowOnDecision() ?? null;
    const decide = async ({ store }: Context): Promise<string> => {
      const [verdict] = await store.queue.decide([decision], { atMs: this.machine.nowMs, partial: false });
      return certain(verdict, 'a verdict').code;
    };
    const first = await this.machine.process(decide, blow).catch(endOf);
    const code = first === 'killed' ? await this.machine.process(decide) : first;
    if (code !== 'applied' && !(first === 'killed' && code === 'stale'))
      throw new RangeError(`${decision.event} of ${decision.discrepancyId} is ${code}`);
  }

  /** People look at the queue on some mornings. */
  async #madeUp({ store }: Context): Promise<Decision[]> {
    const random = this.#people;
    if (!random.chance(50)) return [];
    const entries = await store.queue.entries();
    const possible = entries.flatMap(({ discrepancy, seq }) =>
      decisionsPossible(discrepancy.state).map((event) => ({ discrepancyId: discrepancy.id, event, seq })),
    );
    if (possible.length === 0) return [];
    return [{ ...random.pick(possible), by: 'ana', note: 'looked into it' }];
  }

  async #left(fresh: readonly RunRecord[], { store }: Context): Promise<Map<string, string>> {
    const left = new Map<string, string>();
    for (const run of fresh) {
      left.set(`outcome ${keyOf(run)}`, `${run.inputHash} ${run.outcomeHash}`);
      for (const { name, sha256 } of await store.reports.of(run))
        if (name !== MANIFEST_NAME) left.set(`report ${keyOf(run)} ${name}`, sha256);
    }
    const open = await store.queue.entries({ open: true });
    this.#standing = new Set(open.map(({ discrepancy }) => discrepancy.id));
    for (const { seq, hash: _, atMs: __, ...event } of await store.queue.events({ after: this.#lastEvent })) {
      left.set(`event ${seq}`, JSON.stringify(event));
      this.#lastEvent = seq;
    }
    return left;
  }

  /** Every message is told, and the program itself finds nothing wrong. */
  async #atTheEnd(): Promise<string[]> {
    await this.machine.process((context) => this.#drain(context));
    this.#queue.consume(this.#queue.waiting, false);
    const events = await this.machine.process(({ store }) => store.queue.events());
    return [
      ...this.#queue.consumer.differences(events),
      ...(await verified(this.options.folder)),
      ...(await this.machine.process((context) => Promise.resolve(this.#truth(context)))),
    ];
  }

  #truth(context: Context): string[] {
    const { plan, until } = this.options;
    const { dates } = plan.fortnight;
    // Before the last day files are still on their way.
    if (until < certain(dates.at(-1), 'the last date')) return [];
    const decided = new Set(this.#days.flatMap(({ decisions }) => decisions.map((one) => one.discrepancyId)));
    return truthProblems(plan, new Map(dates.map((date) => [date, reportedOn(date, context)])), decided);
  }
}

function keyOf({ date, generation }: RunRecord): string {
  return `${date}.${generation}`;
}

function differences(calm: ReadonlyMap<string, string> | undefined, left: ReadonlyMap<string, string>): string[] {
  if (calm === undefined) return [];
  return [...new Set([...calm.keys(), ...left.keys()])]
    .filter((what) => calm.get(what) !== left.get(what))
    .map((what) => `${what}: calm ${calm.get(what) ?? 'none'}, in the storm ${left.get(what) ?? 'none'}`);
}

/** `cuadre verify`, as a person has it. */
async function verified(folder: string): Promise<string[]> {
  const texts: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  const { exitCode } = process;
  process.stdout.write = (text: string | Uint8Array) => {
    texts.push(String(text));
    return true;
  };
  try {
    process.exitCode = 0;
    await runCommandLine(['verify', '--config', join(folder, 'cuadre.yaml'), '--json']);
    return process.exitCode === 0 ? [] : [`verify: ${texts.join('')}`];
  } finally {
    process.stdout.write = write;
    process.exitCode = exitCode;
  }
}
