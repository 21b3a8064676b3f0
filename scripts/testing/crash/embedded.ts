import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addDays } from '../../../schemas/values/dates.ts';
import { certain } from '../../../schemas/errors.ts';
import { openStore } from '../../../workers/adapters/sqlite/sqlite.ts';
import { letAge } from '../aged.ts';
import { bundleInto } from '../cuadre.ts';
import { hashesOf } from '../shop.ts';
import { MISSING_DATE, providerFile, RESTATED_DATE, restatedProviderFile, writeTinyShop } from '../tiny-shop.ts';
import { LAST } from './chain.ts';

/** Runs in one process, of a shop that is copied for each case, which tests kill and cut off. */

export const SCENARIOS = ['first', 'restated', 'replay'] as const;
/**
 * `first`: three dates that were never run. `restated`: they were, a missing file has come and another was restated.
 * `replay`: a person decided, and replays the restated date with the later ones behind it.
 */
export type Scenario = (typeof SCENARIOS)[number];

/** Where a run meets its end: a step, and how often it is passed before. */
export interface Point {
  readonly step: string;
  readonly after: number;
}

/** What a process came to; `log` is its stderr. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly log: string;
}

/** What a run leaves that a later one, a reader or a consumer can see. */
export interface Left {
  /** Every generation by its date, number and hashes. */
  readonly runs: readonly string[];
  readonly events: readonly string[];
  /** The hash of every file of the reports by its path; manifests tell of clock and host, and are left out. */
  readonly reports: readonly string[];
  /** What stands half written in any `.tmp` of the store. */
  readonly temporary: readonly string[];
}

export interface Embedded {
  /** A copy of the shop as the scenario finds it; remove it when done. */
  readonly copyOf: (scenario: Scenario) => Promise<string>;
  /** Runs what the scenario runs; `crash`: until there. `by`: words before the command, such as a tracer's. */
  readonly run: (
    folder: string,
    scenario: Scenario,
    how?: { readonly crash?: Point; readonly steps?: string; readonly by?: readonly string[] },
  ) => Promise<Ended>;
  readonly remove: () => void;
}

/** Bundles the run that can be broken. */
export function openEmbedded(): Embedded {
  const bundle = bundleInto('.cuadre-crash-run-', ['scripts/testing/crash/crash-run.ts']);
  const templates = new Map<Scenario, Promise<string>>();
  const folders: string[] = [];
  let crashes = 0;
  const run: Embedded['run'] = async (folder, scenario, { crash, steps, by = [] } = {}) => {
    const mark = join(folder, `crashed-${String((crashes += 1))}`);
    const env = {
      PATH: process.env['PATH'],
      // System calls are counted by thread: with one thread beside the main one their order is the same each time.
      UV_THREADPOOL_SIZE: '1',
      ...(steps === undefined ? {} : { CRASH_STEPS: steps }),
      ...(crash === undefined
        ? {}
        : { CRASH_AT: crash.step, CRASH_BY: 'SIGKILL', CRASH_MARK: mark, CRASH_AFTER: String(crash.after) }),
    };
    const now = `${addDays(LAST, 1)}T17:00:00Z`;
    const [program, ...args] = [
      ...by,
      process.execPath,
      join(bundle, 'crash-run.js'),
      join(folder, 'cuadre.yaml'),
      now,
      ...(scenario === 'replay' ? [RESTATED_DATE] : []),
    ];
    return ended(certain(program, 'a program'), args, folder, env);
  };
  const template = async (scenario: Scenario): Promise<string> => {
    const folder = writeTinyShop();
    folders.push(folder);
    if (scenario === 'first') return folder;
    const { code, log } = await run(folder, 'first');
    if (code !== 0) throw new Error(`the calm run failed: ${log}`);
    if (scenario === 'replay') await decideOnOne(folder);
    const fileOf = (date: string): string => join(folder, 'input', `psp_${date.replaceAll('-', '')}.csv`);
    writeFileSync(fileOf(RESTATED_DATE), restatedProviderFile());
    if (scenario === 'restated') writeFileSync(fileOf(MISSING_DATE), providerFile(MISSING_DATE));
    return folder;
  };
  return {
    copyOf: async (scenario) => {
      const known = templates.get(scenario) ?? template(scenario);
      templates.set(scenario, known);
      const folder = mkdtempSync(join(tmpdir(), 'cuadre-crash-'));
      cpSync(await known, folder, { recursive: true });
      letAge(join(folder, 'input'));
      return folder;
    },
    run,
    remove: () => {
      for (const folder of [bundle, ...folders]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function decideOnOne(folder: string): Promise<void> {
  const store = storeOf(folder);
  try {
    const [entry] = await store.queue.entries({ open: true });
    const { id } = certain(entry, 'a finding that is open').discrepancy;
    const decision = { discrepancyId: id, event: 'acknowledged', by: 'ana', note: 'asked', seq: null } as const;
    const [verdict] = await store.queue.decide([decision], { atMs: 0, partial: false });
    if (verdict?.code !== 'applied') throw new Error(`the decision was refused: ${JSON.stringify(verdict)}`);
  } finally {
    store.close();
  }
}

function storeOf(folder: string): ReturnType<typeof openStore> {
  return openStore({ path: join(folder, 'data/cuadre.db'), linesDirectory: join(folder, 'data/lines') });
}

function ended(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    child.once('error', fail);
    child.once('close', (code, signal) => {
      done({ code, signal, log });
    });
  });
}

/** What the runs in a folder have left. */
export async function leftIn(folder: string): Promise<Left> {
  const store = storeOf(folder);
  try {
    const newest = await store.runs.newestOfEach();
    const runs: string[] = [];
    for (const { date } of newest)
      for (const run of await store.runs.generations(date))
        runs.push(`${run.date} ${String(run.generation)} ${run.inputHash} ${run.outcomeHash} ${String(run.stale)}`);
    const events = (await store.queue.events()).map((event) => `${String(event.seq)} ${event.eventId}`);
    const reports = join(folder, 'reports');
    const files = existsSync(reports) ? [...hashesOf(reports)] : [];
    return {
      runs,
      events,
      reports: files
        .map(([path, hash]) => `${path.slice(reports.length + 1)} ${hash}`)
        .filter((line) => !line.startsWith('.tmp') && !/(?:^|\/)manifest\.json /.test(line)),
      temporary: temporaryIn(folder),
    };
  } finally {
    store.close();
  }
}

/** What stands in the `.tmp` of archive, lines and reports, and what was to take the place of another file. */
export function temporaryIn(folder: string): string[] {
  const inFolder = (path: string): string[] => (existsSync(join(folder, path)) ? readdirSync(join(folder, path)) : []);
  return [
    ...['data/archive/.tmp', 'data/lines/.tmp', 'reports/.tmp'].flatMap(inFolder),
    ...['data', 'data/archive'].flatMap(inFolder).filter((name) => name.endsWith('.half')),
  ];
}

/** Every step that a calm run passes, in its order. */
export function stepsIn(file: string): string[] {
  return readFileSync(file, 'utf8').trimEnd().split('\n');
}

/** Each step with how often it was passed before, at most so many times. */
export function pointsOf(steps: readonly string[], times: number): Point[] {
  const passed = new Map<string, number>();
  return steps.flatMap((step) => {
    const after = passed.get(step) ?? 0;
    passed.set(step, after + 1);
    return after < times ? [{ step, after }] : [];
  });
}
